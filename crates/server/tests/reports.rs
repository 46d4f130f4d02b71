//! Reports over HTTP: the ward's own year to the digit, lists behind every number, files, who sees what, and periods that
//! are none.
use motcua_contract::{
    Endpoint, ProblemCode as P,
    desk::{WorkList, WorkQuery},
    endpoint::encode,
    reports::{GetReport, Report, ReportFile, ReportQuery},
};
use motcua_domain::{
    report::{Figure, paragraph},
    staff::Role,
};
use motcua_server::{
    seed,
    world::{Sources, World},
};
use motcua_tests::{
    Answered, Client, House,
    house::{PUBLIC_URL, policy},
    people::birth,
};

async fn ask<T: serde::Serialize>(who: &Client, path: &str, query: &T) -> Answered {
    let value = serde_json::to_value(query).unwrap();
    let pairs = value.as_object().unwrap().iter().map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name}={}", encode(&text))
    });
    let query = pairs.collect::<Vec<_>>().join("&");
    who.request("GET", &format!("{path}?{query}"), &[], "").await
}

async fn report(who: &Client, query: &ReportQuery) -> Report {
    ask(who, GetReport::PATH, query).await.read().unwrap()
}

fn of(period: &str) -> ReportQuery {
    ReportQuery { period: Some(period.to_owned()), ..ReportQuery::default() }
}

/// How many dossiers the list of a figure holds, by its own count.
async fn listed(who: &Client, list: &WorkQuery) -> u64 {
    let page: WorkList = ask(who, "/api/desk/dossiers", list).await.read().unwrap();
    assert!(page.next.is_some() || page.items.len() as u64 == page.counts["all"]);
    page.counts["all"]
}

/// The year as `seed.txt` tells it.
#[tokio::test]
async fn the_wards_year_to_the_digit() {
    let house = House::open().await;
    let world = || World::load(Sources { public_url: PUBLIC_URL, ..Sources::default() }).unwrap();
    let made = seed::report_year(house.app.store.clone(), world(), policy()).await.unwrap();
    assert_eq!(made, 1141);
    assert_eq!(seed::report_year(house.app.store.clone(), world(), policy()).await.unwrap(), 0, "once");
    let leader = house.staff("lanhdao2", &[Role::Leader]).await;
    let year = report(&leader, &of("2024")).await;
    for (name, count) in [
        ("received", 1141),
        ("carried_over", 0),
        ("finished", 1141),
        ("early", 1140),
        ("on_time", 1),
        ("overdue", 0),
        ("in_progress", 0),
        ("refused", 0),
        ("returned", 1141),
        ("e_copy_asked", 480),
        ("e_copy", 479),
    ] {
        assert_eq!(year.count(name), count, "{name}");
    }
    // Every number is its list, rows and months as well.
    for figure in &year.figures {
        assert_eq!(listed(&leader, &figure.list).await, figure.count, "{}", figure.name);
    }
    assert_eq!(year.rows.iter().map(|row| row.figures[0].count).sum::<u64>(), 1141);
    assert_eq!(year.parts.len(), 12);
    assert_eq!(year.parts.iter().map(|row| row.figures[0].count).sum::<u64>(), 1141);
    assert!(year.parts.iter().all(|row| row.figures[0].count > 0), "spread over the year");
    for by in ["procedure", "channel", "handler", "counter"] {
        let report = report(&leader, &ReportQuery { by: Some(by.into()), ..of("2024") }).await;
        assert_eq!(report.rows.iter().map(|row| row.figures[0].count).sum::<u64>(), 1141, "{by}");
        for figure in report.rows.iter().flat_map(|row| row.figures.first()) {
            assert_eq!(listed(&leader, &figure.list).await, figure.count, "{by}");
        }
        assert!(by != "counter" || report.rows.len() >= 3, "people came to every counter");
    }
    let share = year.shares.iter().find(|share| share.name == "e_copy").unwrap();
    assert_eq!((share.part.count, share.whole.count, share.rate), (479, 480, Some(9979)));
    let online = year.shares.iter().find(|share| share.name == "online").unwrap();
    assert_eq!(online.target, Some(5000));
    let paid = year.shares.iter().find(|share| share.name == "paid_online").unwrap();
    assert_eq!((paid.whole.count, paid.rate), (0, None), "nothing to divide by: a dash");
    // The paragraph, in the words of the ward.
    let words = motcua_server::report_text::paragraph_vi(&year, "Unit");
    let figures: Vec<_> = paragraph(|figure: Figure| year.count(figure.as_str()));
    assert_eq!(figures[0].key, "received");
    for part in ["1.141", "1.140", "01", "479", "99,79%"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    // As files.
    for (format, start) in [("csv", "\u{feff}".as_bytes()), ("xlsx", b"PK".as_slice()), ("pdf", b"%PDF-1.7".as_slice())]
    {
        let file = ask(&leader, &ReportFile::path(&[format]), &of("2024")).await;
        assert_eq!(file.status, 200, "{format}");
        assert!(file.body.starts_with(start), "{format}");
    }
    let csv = String::from_utf8(ask(&leader, &ReportFile::path(&["csv"]), &of("2024")).await.body).unwrap();
    assert!(csv.contains(",479,480,99.79,-\r\n"), "{csv}");
    // Another year has none of it, and says so with dashes.
    let empty = report(&leader, &of("2023")).await;
    assert!(empty.figures.iter().all(|figure| figure.count == 0));
    assert!(empty.shares.iter().all(|share| share.rate.is_none()));
}

#[tokio::test]
async fn what_is_no_period_is_refused_with_its_reason() {
    let house = House::open().await;
    let leader = house.staff("lanhdao2", &[Role::Leader]).await;
    for (period, code) in [
        ("2024-13", P::PeriodUnknown),
        ("2024-q5", P::PeriodUnknown),
        ("last year", P::PeriodUnknown),
        ("2024-02-30..2024-03-01", P::PeriodUnknown),
        ("2024-03-02..2024-03-01", P::PeriodReversed),
        ("2015-01-01..2024-03-01", P::PeriodTooLong),
    ] {
        assert_eq!(ask(&leader, GetReport::PATH, &of(period)).await.problem().code, code, "{period}");
        assert_eq!(ask(&leader, &ReportFile::path(&["csv"]), &of(period)).await.problem().code, code, "{period}");
        let list = of(period).list("received", period);
        assert_eq!(ask(&leader, "/api/desk/dossiers", &list).await.problem().code, code, "{period}");
    }
    let strange = ReportQuery { by: Some("weather".into()), ..of("2024") };
    assert_eq!(ask(&leader, GetReport::PATH, &strange).await.problem().code, P::BadBody);
    let nameless = WorkQuery { period: Some("2024".into()), ..WorkQuery::default() };
    assert_eq!(ask(&leader, "/api/desk/dossiers", &nameless).await.problem().code, P::BadBody);
    assert_eq!(ask(&leader, &ReportFile::path(&["docx"]), &of("2024")).await.problem().code, P::NotFound);
    // Without a word it is the present year, which is not over.
    let now = report(&leader, &ReportQuery::default()).await;
    assert_eq!((now.period.as_str(), now.running), ("2026", true));
}

#[tokio::test]
async fn an_officer_counts_what_an_officer_sees() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let month = of("2026-11");
    let leader = house.staff("lanhdao2", &[Role::Leader]).await;
    let seen = report(&leader, &month).await;
    assert_eq!((seen.count("received"), seen.count("in_progress_within"), seen.count("online")), (1, 1, 1));
    assert!(seen.typed > 0, "typed at home");
    let account = motcua_server::demo::DemoAccount {
        user: "canbo9".into(),
        name: "Cán bộ Chín".into(),
        password: motcua_tests::house::PASSWORD.into(),
        roles: vec![Role::Officer],
        fields: vec!["chung_thuc".into()],
    };
    motcua_server::demo::add(&house.app.store, &account, house.app.now()).await.unwrap();
    let mut other = house.visitor();
    other.sign_in("canbo9", motcua_tests::house::PASSWORD).await.unwrap();
    let none = report(&other, &month).await;
    assert!(none.figures.iter().all(|figure| figure.count == 0), "of another field");
    for figure in &none.figures {
        assert_eq!(listed(&other, &figure.list).await, 0, "{}", figure.name);
    }
}
