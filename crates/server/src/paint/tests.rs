//! The paintings: which pages have one, that their controls are the program's, that they fit into a shell.

use super::{Painted, all};
use crate::world::{Sources, World};

const BIRTH: &str = "/nop/1.001193/bat-dau";

fn world() -> World {
    World::load(Sources { public_url: "https://motcua.example", ..Sources::default() }).unwrap()
}

fn painted() -> Vec<Painted> {
    all(&world()).unwrap()
}

fn at<'a>(painted: &'a [Painted], path: &str) -> &'a Painted {
    painted.iter().find(|one| one.path == path).unwrap_or_else(|| panic!("nothing is painted at {path}"))
}

#[test]
fn the_first_page_the_procedures_and_their_forms_are_painted() {
    let painted = painted();
    let home = at(&painted, "/");
    assert!(home.html.contains("Cần làm giấy tờ gì?") && home.html.contains("name=\"tim\""));
    let office = world().office;
    for said in [&office.name, &office.counter, &office.phone] {
        assert!(home.html.contains(said), "{said}");
    }
    let procedure = at(&painted, "/tt/1.001193");
    assert_eq!(procedure.page, "/index.html");
    assert!(procedure.html.contains("href=\"/nop/1.001193/bat-dau\""));
    let case = at(&painted, BIRTH);
    assert_eq!(case.page, "/app.html");
    assert!(case.html.contains("<input type=\"radio\" id=\"p-abandoned\" name=\"p-abandoned\" value=\"yes\">"));
    let name = at(&painted, &format!("{BIRTH}/requester_name"));
    assert!(name.html.contains("id=\"p-requester_name\" type=\"text\""));
    assert!(name.html.contains("<h1 class=\"label-heading\"><label class=\"label\" for=\"p-requester_name\">"));
    // An address needs lists that only the program has.
    assert!(!painted.iter().any(|one| one.path.ends_with("/requester_address")));
}

#[test]
fn a_painting_asks_for_nothing_that_the_policy_forbids_and_sends_nothing() {
    for one in painted() {
        for bad in ["<script", "<style", " style=", " onclick=", "{", "}"] {
            assert!(!one.html.contains(bad), "{} has {bad}", one.path);
        }
        // Only the search goes anywhere by itself: answers stay on the phone.
        assert_eq!(one.html.contains("<form"), one.path == "/", "{}", one.path);
        assert_eq!(one.html.matches("<h1").count(), 1, "{}", one.path);
    }
}

#[test]
fn a_painting_takes_the_place_of_what_the_build_painted_and_leaves_the_words_for_trouble() {
    let painted = painted();
    let page = "<body><div id=\"shell\"><header>Một Cửa</header>\n<p id=\"shell-busy\">…</p><p id=\"shell-failed\"></p></div></body>";
    let whole = at(&painted, "/").into_shell(page).unwrap();
    assert!(whole.starts_with("<body><div id=\"shell\" data-painted><a class=\"skip-link\""));
    assert!(whole.contains(
        "</footer><p id=\"shell-busy\">…</p><p id=\"shell-failed\"></p></div><script type=\"application/json\""
    ));
    let (_, data) = whole.split_once("data-answer=\"/api/office\">").unwrap();
    let (office, rest) = data.split_once("</script>").unwrap();
    assert!(serde_json::from_str::<motcua_contract::public::Office>(office).is_ok());
    assert_eq!(rest.trim(), "</body>");
    assert_eq!(at(&painted, "/").into_shell("<body></body>"), None);
}
