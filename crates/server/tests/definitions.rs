//! What an installation may bring itself: wrong procedures and offices stop the start and are named.

use jiff::civil::date;
use motcua_server::{
    catalogue::{CatalogueError, Procedures, parse_texts},
    reference,
};
use std::{fs, path::Path};

fn copy(code: &str, to: &Path) {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../procedures").join(code);
    let copied = fs::create_dir(to.join(code)).and_then(|()| {
        ["procedure.toml", "vi.toml", "en.toml"]
            .iter()
            .try_for_each(|name| fs::copy(from.join(name), to.join(code).join(name)).map(drop))
    });
    assert!(copied.is_ok(), "{copied:?}");
}

#[test]
fn a_wrong_folder_stops_the_start_and_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let load = || Procedures::from_dir(directory.path());
    let message = || load().unwrap_err().to_string();
    assert!(matches!(load(), Err(CatalogueError::Empty(_))));
    copy("2.000884", directory.path());
    assert_eq!(load().unwrap().iter().count(), 1);

    let english = directory.path().join("2.000884/en.toml");
    let right = fs::read_to_string(&english).unwrap();
    fs::write(&english, right.replace("[time]\nsame_day", "[time]\nsome_day")).unwrap();
    let wrong = message();
    assert!(wrong.contains("2.000884") && wrong.contains("missing_text at en:time.same_day"), "{wrong}");
    assert!(wrong.contains("unused_text at en:time.some_day"), "{wrong}");
    fs::write(&english, "name = [").unwrap();
    assert!(message().contains("2.000884/en.toml"), "{}", message());
    fs::write(&english, &right).unwrap();

    fs::rename(directory.path().join("2.000884"), directory.path().join("2.000885")).unwrap();
    assert!(message().contains("not named by the code 2.000884"), "{}", message());
    fs::remove_file(directory.path().join("2.000885/vi.toml")).unwrap();
    assert!(matches!(load(), Err(CatalogueError::Unreadable { .. })));
}

#[test]
fn an_old_code_belongs_to_one_procedure() {
    let directory = tempfile::tempdir().unwrap();
    copy("2.000884", directory.path());
    copy("2.000815", directory.path());
    let file = directory.path().join("2.000815/procedure.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("minutes", "aliases = [\"2.000884\"]\nminutes", 1)).unwrap();
    assert!(matches!(Procedures::from_dir(directory.path()), Err(CatalogueError::CodeTaken { .. })));
}

#[test]
fn texts_are_texts() {
    let texts =
        parse_texts("name = \"A\"\nsearch = [\"b\", \"c\"]\n[field.x]\nlabel = \"X\"\noption.y = \"Y\"").unwrap();
    let expected = [("field.x.label", "X"), ("field.x.option.y", "Y"), ("name", "A"), ("search", "b\nc")];
    assert_eq!(texts, expected.map(|(key, text)| (key.to_owned(), text.to_owned())).into());
    for wrong in ["a = 1", "a = [1]", "[a]\nb = true", "a"] {
        assert!(parse_texts(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn lists_of_reference_are_whole() {
    let lists = reference::lists();
    let codes = |name: &str| lists[name].items.iter().map(|item| item.code.as_str()).collect::<Vec<_>>();
    assert_eq!(codes("countries"), motcua_domain::form::countries::all().collect::<Vec<_>>());
    assert!(codes("countries").len() >= 195);
    let groups: Vec<String> = (1..=54).chain([99]).map(|number| format!("{number:02}")).collect();
    assert_eq!(codes("ethnic_groups"), groups);
    for item in lists.values().flat_map(|list| &list.items) {
        assert!(item.names.get("vi").is_some_and(|name| !name.is_empty()), "{}", item.code);
    }
    assert!(lists["countries"].items.iter().all(|item| item.names.len() == 2));
}

#[test]
fn the_demo_office_is_right_and_wrong_ones_are_refused() {
    let office = reference::office(reference::DEMO_OFFICE, "https://motcua.example/").unwrap();
    assert_eq!((office.agency.as_str(), office.province.as_str(), office.ward.as_str()), ("H20.299", "82", "29888"));
    assert!(office.demo && office.calendar.covers(2026) && office.public_url == "https://motcua.example");
    assert_eq!(office.hours.closing(date(2026, 11, 23), &office.calendar), date(2026, 11, 23).at(17, 0, 0, 0));
    let change = |from: &str, to: &str| reference::office(&reference::DEMO_OFFICE.replace(from, to), "");
    assert!(matches!(change("29888", "29999"), Err(reference::OfficeError::UnknownWard { .. })));
    assert!(matches!(change("11:30", "13:30"), Err(reference::OfficeError::Hours)));
    assert!(matches!(change("agency =", "agent ="), Err(reference::OfficeError::Malformed(_))));
}
