//! What everybody may read without the app: pages without script, open data with its sources, figures that the office chose,
//! print, and what search engines and shared links are told.
use jiff::civil::Date;
use motcua_contract::{
    Endpoint, NoBody, ProblemCode as P,
    open::{GetOpenData, GetPublicFigures, OpenData, OpenFile, PAGE, PublicCount, PublicFigure},
    ratings::{CounterRating, RateCounter},
};
use motcua_domain::rating::Level;
use motcua_server::{
    app::App,
    clock::ManualClock,
    http::{assets::Assets, fixed},
    reference,
    world::{Sources, World},
};
use motcua_storage::Store;
use motcua_tests::{
    Answered, Client, House,
    house::{PUBLIC_URL, START, policy},
    people::birth,
};
use std::{collections::BTreeSet, sync::Arc};

async fn read(who: &Client, path: &str) -> Answered {
    who.request("GET", path, &[], "").await
}

fn text(answer: &Answered) -> String {
    assert_eq!(answer.status, 200);
    String::from_utf8(answer.body.clone()).unwrap()
}

/// Another office in the same world.
async fn office(dir: &std::path::Path, change: impl FnOnce(&mut World)) -> (Arc<App>, Client) {
    let store = Store::open(dir).await.unwrap();
    let mut world = World::load(Sources { public_url: PUBLIC_URL, ..Sources::default() }).unwrap();
    change(&mut world);
    let clock = Arc::new(ManualClock::new(START.parse().unwrap()));
    let app = Arc::new(App::new(store, world, clock, policy()).unwrap());
    let client = Client::new(fixed::router(Arc::clone(&app), Assets::default()));
    (app, client)
}

#[tokio::test]
async fn the_board_and_each_procedure_are_read_without_script() {
    let house = House::open().await;
    let anybody = house.visitor();
    let board = read(&anybody, PAGE).await;
    assert_eq!(board.header("content-type"), "text/html; charset=utf-8");
    let vi = text(&board);
    let office = &house.app.world.office;
    for said in [&office.address, &office.phone, &office.email, "07:00", "13:00", "tel:02770000000", "CC BY 4.0"] {
        assert!(vi.contains(said), "{said}");
    }
    let en = text(&read(&anybody, &format!("{PAGE}?lang=en")).await);
    assert!(en.contains("lang=\"en\"") && en.contains("Monday to Friday") && vi.contains("lang=\"vi\""));
    for page in [&vi, &en] {
        assert!(!page.contains("<script") && !page.contains(" style=") && !page.contains(" onclick"));
    }
    for bundle in house.app.world.procedures.iter() {
        let code = &bundle.procedure.code;
        assert!(vi.contains(&format!("{PAGE}/{code}")), "{code} is on the board");
        for (query, language) in [("", "vi"), ("?lang=en", "en")] {
            let page = text(&read(&anybody, &format!("{PAGE}/{code}{query}")).await);
            assert!(page.contains(&bundle.texts[language]["plain"].replace('"', "&quot;")), "{code} {language}");
            for known in &bundle.procedure.sources {
                assert!(page.contains(&known.title), "{code}: {}", known.title);
            }
            for legal in &bundle.procedure.legal {
                assert!(page.contains(&legal.cite), "{code}: {}", legal.cite);
            }
            for card in ["og:title", "og:description", "og:url", "og:image", "rel=\"canonical\"", "hreflang"] {
                assert!(page.contains(card), "{code}: {card}");
            }
        }
    }
    let old = text(&read(&anybody, &format!("{PAGE}/2.000986")).await);
    assert!(old.contains("1.001193"), "an old code leads to the procedure of today");
    assert_eq!(read(&anybody, &format!("{PAGE}/9.999999")).await.problem().code, P::NotFound);
    // Asked for again it is not sent again; who takes it packed gets it packed.
    let tag = board.header("etag").to_owned();
    assert_eq!(anybody.request("GET", PAGE, &[("if-none-match", &tag)], "").await.status, 304);
    let packed = anybody.request("GET", PAGE, &[("accept-encoding", "gzip, br")], "").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() * 2 < board.body.len());
    assert_eq!(read(&anybody, &format!("{PAGE}/style.css")).await.header("content-type"), "text/css; charset=utf-8");
}

#[tokio::test]
async fn open_data_says_where_every_fact_was_read() {
    let house = House::open().await;
    let anybody = house.visitor();
    let answer = read(&anybody, GetOpenData::PATH).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*", "for other sites as well");
    assert_eq!(answer.header("cross-origin-resource-policy"), "cross-origin");
    let data: OpenData = answer.read().unwrap();
    assert_eq!((data.publisher.as_str(), data.licence.name.as_str()), ("Ủy ban nhân dân phường Mỹ Phú", "CC BY 4.0"));
    assert_eq!(data.procedures.len(), house.app.world.procedures.iter().count());
    for one in &data.procedures {
        let sources: BTreeSet<&str> = one.sources.iter().map(|source| source.id.as_str()).collect();
        assert!(!sources.is_empty(), "{}", one.code);
        let facts = one.papers.iter().map(|paper| (&paper.id, &paper.words, &paper.fact));
        let facts = facts.chain(one.fees.iter().map(|fee| (&fee.id, &fee.words, &fee.fact)));
        for (id, words, fact) in facts.chain(one.times.iter().map(|time| (&time.id, &time.words, &time.fact))) {
            let source = fact.source.as_deref().unwrap_or_else(|| panic!("{} {id} has no source", one.code));
            assert!(sources.contains(source), "{} {id}: {source}", one.code);
            assert!(words.contains_key("vi") && words.contains_key("en"), "{} {id}", one.code);
            assert_eq!(fact.only_if.is_some(), fact.only_if_words.len() == 2, "{} {id}", one.code);
        }
        assert!(one.page.starts_with(PUBLIC_URL) && one.page.ends_with(&one.code));
    }
    let csv = text(&read(&anybody, &OpenFile::path(&["procedures.csv"])).await);
    assert!(csv.starts_with("\u{feff}code,in_force_from,field,"));
    for one in &data.procedures {
        assert!(csv.contains(&format!("\r\n{},{},{},", one.code, one.version, one.field)), "{}", one.code);
        assert!(one.sources.iter().all(|source| csv.contains(&source.read_on.to_string())));
    }
    let json: OpenData = read(&anybody, &OpenFile::path(&["procedures.json"])).await.read().unwrap();
    assert_eq!(json, data);
    for strange in ["procedures.xml", "server.key", "..", ""] {
        assert_eq!(read(&anybody, &OpenFile::path(&[strange])).await.status, 404, "{strange}");
    }
}

#[tokio::test]
async fn the_board_and_the_book_are_printed_once_a_day() {
    let house = House::open().await;
    let anybody = house.visitor();
    for name in ["board.pdf", "book.pdf"] {
        let one = read(&anybody, &OpenFile::path(&[name])).await;
        assert_eq!((one.status.as_u16(), one.header("content-type")), (200, "application/pdf"), "{name}");
        assert!(one.body.starts_with(b"%PDF-1.7"));
        house.pass(jiff::SignedDuration::from_mins(5));
        assert!(read(&anybody, &OpenFile::path(&[name])).await.body == one.body, "{name} is the same all day");
    }
}

#[tokio::test]
async fn search_engines_are_told_what_is_for_everybody() {
    let house = House::open().await;
    let robots = text(&read(&house.visitor(), "/robots.txt").await);
    assert_eq!(robots, "User-agent: *\nDisallow: /\n", "a demonstration is in no index");
    assert!(text(&read(&house.visitor(), PAGE).await).contains("noindex"));
    let dir = tempfile::tempdir().unwrap();
    let (_app, anybody) = office(dir.path(), |world| world.office.demo = false).await;
    let robots = text(&read(&anybody, "/robots.txt").await);
    for closed in ["/desk", "/theo-doi", "/bien-nhan", "/api/\nAllow: /api/open/"] {
        assert!(robots.contains(&format!("Disallow: {closed}")), "{closed}");
    }
    assert!(robots.ends_with(&format!("Sitemap: {PUBLIC_URL}/sitemap.xml\n")));
    assert!(!text(&read(&anybody, PAGE).await).contains("noindex"));
    let map = read(&anybody, "/sitemap.xml").await;
    assert_eq!(map.header("content-type"), "application/xml; charset=utf-8");
    let map = text(&map);
    let places: Vec<&str> =
        map.split("<loc>").skip(1).map(|rest| rest.split_once("</loc>").expect("closed").0).collect();
    for place in &places {
        let path = place.strip_prefix(PUBLIC_URL).expect("ours");
        assert!(!["/desk", "/api", "/nop"].iter().any(|closed| path.starts_with(closed)), "{path}");
    }
    for code in house.app.world.procedures.iter().map(|bundle| &bundle.procedure.code) {
        assert!(places.contains(&format!("{PUBLIC_URL}/tt/{code}").as_str()), "{code}");
        assert_eq!(text(&read(&anybody, &format!("{PAGE}/{code}")).await).matches("<h1>").count(), 1);
    }
}

#[tokio::test]
async fn a_shared_link_says_what_it_opens() {
    let site = tempfile::tempdir().unwrap();
    let head = "<title>Một Cửa</title>\n<meta name=\"description\" content=\"x\">\n<meta name=\"build\" content=\"b\">";
    let shell = format!("<!doctype html><html><head>{head}</head><body>{}</body></html>", "app ".repeat(400));
    std::fs::write(site.path().join("index.html"), &shell).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    let world = World::load(Sources { public_url: PUBLIC_URL, ..Sources::default() }).unwrap();
    let app = Arc::new(App::new(store, world, Arc::new(ManualClock::new(START.parse().unwrap())), policy()).unwrap());
    let anybody = Client::new(fixed::router(Arc::clone(&app), Assets::load(site.path()).unwrap()));
    // The first page stays byte for byte what the service worker knows it to be.
    assert_eq!(text(&read(&anybody, "/").await), shell);
    for bundle in app.world.procedures.iter() {
        let code = &bundle.procedure.code;
        for path in [format!("/tt/{code}"), format!("/tt/{code}?d=20260315")] {
            let page = text(&read(&anybody, &path).await);
            let name = bundle.texts["vi"]["name"].replace('"', "&quot;");
            for said in [
                format!("<title>{name} · Một Cửa</title>"),
                format!("property=\"og:title\" content=\"{name}\""),
                format!("property=\"og:url\" content=\"{PUBLIC_URL}/tt/{code}\""),
                "<meta name=\"build\" content=\"b\">".to_owned(),
            ] {
                assert!(page.contains(&said), "{said}");
            }
            assert_eq!(page.split_once("<body>").unwrap().1, shell.split_once("<body>").unwrap().1);
            assert!(!page.contains("content=\"x\""), "its own sentence in place of the app's");
        }
    }
    assert_eq!(text(&read(&anybody, "/tt/9.999999").await), shell, "what there is not is the app's matter");
    let packed = anybody.request("GET", "/tt/1.001193", &[("accept-encoding", "br, gzip")], "").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
}

fn figure(figures: &[PublicCount], name: PublicFigure) -> &PublicCount {
    figures.iter().find(|figure| figure.name == name).unwrap_or_else(|| panic!("{name:?}"))
}

async fn figures(who: &Client) -> Vec<PublicCount> {
    who.call::<GetPublicFigures>(&[], &NoBody {}).await.unwrap().figures
}

#[tokio::test]
async fn figures_are_those_that_the_office_chose_and_never_of_fewer_than_five() {
    // An office that says nothing shows counts of the whole ward and nothing by field.
    let usual = reference::shown(&reference::DEMO_OFFICE.split("[public]").next().unwrap().replace("demo = true", ""));
    assert_eq!(usual.unwrap().figures, PublicFigure::USUAL);
    let strange = reference::DEMO_OFFICE.replace("\"waiting\",", "\"names\",");
    assert!(reference::shown(&strange).is_err(), "a figure that there is not is refused at the start");

    let asked = reference::DEMO_OFFICE.replace("[targets]\n", "[targets]\ne_copy = 9500\n");
    assert_eq!(reference::targets(&asked).unwrap()["e_copy"], 9500);
    assert!(reference::targets(&asked.replace("e_copy", "weather")).is_err());

    let house = House::open().await;
    let (phone, anybody) = (house.phone().await, house.visitor());
    for number in 1..=4 {
        birth(&house, &phone, number).await;
    }
    let few = figures(&anybody).await;
    let received = figure(&few, PublicFigure::Received);
    assert_eq!((received.count, received.few), (None, true));
    assert_eq!(figure(&few, PublicFigure::Waiting).count, Some(0));
    assert!(few.iter().all(|figure| figure.name != PublicFigure::ByField));
    birth(&house, &phone, 5).await;
    assert!(figure(&figures(&anybody).await, PublicFigure::Received).few, "counted at most once a minute");
    house.pass(jiff::SignedDuration::from_secs(61));
    assert_eq!(figure(&figures(&anybody).await, PublicFigure::Received).count, Some(5));
    assert!(text(&read(&anybody, PAGE).await).contains("<strong>5</strong>"));

    // Ratings of the present quarter are not told: who watches the page would see whose they are.
    for _ in 0..6 {
        let rating = CounterRating { counter: "Quầy 1".into(), mark: None, level: Level::Satisfied };
        anybody.call::<RateCounter>(&[], &rating).await.unwrap();
    }
    house.pass(jiff::SignedDuration::from_secs(61));
    let satisfied = figure(&figures(&anybody).await, PublicFigure::Satisfied).clone();
    assert_eq!((satisfied.rate, satisfied.few), (None, false));
    house.pass(jiff::SignedDuration::from_hours(24 * 40));
    let satisfied = figure(&figures(&anybody).await, PublicFigure::Satisfied).clone();
    assert_eq!(satisfied.rate, Some(10_000), "the quarter is over");
    assert_eq!(satisfied.to, Some("2026-12-31".parse::<Date>().unwrap()));
}

#[tokio::test]
async fn fields_are_told_only_where_chosen_and_large_enough() {
    let house = House::open().await;
    let phone = house.phone().await;
    // The same dossiers, seen in the month after by an office that chose to show its fields.
    let later = async || {
        let clock = Arc::new(ManualClock::new("2026-12-05T09:00:00+07:00".parse().unwrap()));
        let mut world = World::load(Sources { public_url: PUBLIC_URL, ..Sources::default() }).unwrap();
        world.shown.figures = vec![PublicFigure::ByField];
        let app = Arc::new(App::new(house.app.store.clone(), world, clock, policy()).unwrap());
        figures(&Client::new(fixed::router(app, Assets::default()))).await
    };
    assert!(later().await.is_empty(), "nothing came");
    for number in 1..=4 {
        birth(&house, &phone, number).await;
    }
    let few = later().await;
    assert_eq!(
        few.iter().map(|figure| (figure.field.as_deref(), figure.count, figure.few)).collect::<Vec<_>>(),
        [(Some("ho_tich"), None, true)]
    );
    birth(&house, &phone, 5).await;
    let told = later().await;
    assert_eq!((told[0].count, told[0].few), (Some(5), false));
    assert_eq!(told[0].from, Some("2025-12-01".parse::<Date>().unwrap()));
    assert_eq!(told[0].to, Some("2026-11-30".parse::<Date>().unwrap()));
}
