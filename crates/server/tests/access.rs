//! Every endpoint against every wrong caller: refused before a handler runs, the same for unknown and foreign. What each
//! role may is in `policy.rs`.
use motcua_contract::{
    Access, Method, NoBody, POLL_HEADER, ProblemCode, VERSION_HEADER,
    all::{ROUTES, Route},
    desk::{OpenDossier, WhoAmI},
    dossiers::{GetReceipt, TrackDossier},
    uploads::GetUpload,
};
use motcua_tests::{Answered, Client, House, files, house, people::birth};

async fn knock(client: &Client, route: &Route) -> Answered {
    let path = route.path.replace("{code}", "H20.299-261123-0001").replace(['{', '}'], "");
    let body = matches!(route.method, Method::Post | Method::Patch);
    let json: &[(&str, &str)] = if body { &[("content-type", "application/json")] } else { &[] };
    client.request(route.method.as_str(), &path, json, if body { "{}" } else { "" }).await
}

#[tokio::test]
async fn wrong_callers_are_refused_everywhere() {
    let house = House::open().await;
    let phone = house.phone().await;
    let receipt = birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let nobody = house.visitor();
    let mut made_up = house.visitor();
    made_up.device = Some("x".repeat(43));
    made_up.session = Some("y".repeat(43));
    let callers = [
        ("nobody", &nobody),
        ("made up tokens", &made_up),
        ("phone", &phone),
        ("clerk", &clerk),
        ("wrong receipt", &phone.holding("z")),
        ("right receipt", &nobody.holding(&receipt.secret)),
    ];
    for route in ROUTES {
        for (name, client) in callers {
            let answer = knock(client, route).await;
            let expected = match (route.access, name) {
                (Access::Public, _) => continue,
                (Access::Device, "phone" | "wrong receipt") | (Access::Staff | Access::Duty(_), "clerk") => continue,
                (Access::Uploader, "phone" | "wrong receipt" | "clerk") => continue,
                (Access::Receipt, "right receipt") => continue,
                (Access::Receipt, _) => 404,
                _ => 401,
            };
            assert_eq!(answer.status.as_u16(), expected, "{name} at {}", route.name);
            if route.method != Method::Head {
                let code = if expected == 404 { ProblemCode::NotFound } else { ProblemCode::SignedOut };
                assert_eq!(answer.problem().code, code, "{name} at {}", route.name);
            }
        }
    }
}

#[tokio::test]
async fn an_unknown_dossier_and_a_wrong_secret_are_the_same_answer() {
    let house = House::open().await;
    let phone = house.phone().await;
    let receipt = birth(&house, &phone, 1).await;
    let wrong = phone.holding("wrong").send::<TrackDossier>(&[&receipt.code], &NoBody {}).await;
    let unknown = phone.holding(&receipt.secret).send::<TrackDossier>(&["H20.299-261123-0099"], &NoBody {}).await;
    let garbage = phone.holding(&receipt.secret).send::<TrackDossier>(&["%00'--"], &NoBody {}).await;
    let none = phone.send::<TrackDossier>(&[&receipt.code], &NoBody {}).await;
    for other in [&unknown, &garbage, &none] {
        assert_eq!((other.status, &other.body), (wrong.status, &wrong.body));
    }
}

#[tokio::test]
async fn what_is_anothers_is_not_there() {
    let house = House::open().await;
    let (phone, other) = (house.phone().await, house.phone().await);
    let file = phone.upload(&files::jpeg(1), "image/jpeg").await.unwrap();
    let clerk = house.clerk("canbo").await;
    for stranger in [&other, &clerk] {
        let problem = stranger.call::<GetUpload>(&[&file.upload], &NoBody {}).await.unwrap_err();
        assert_eq!(problem.code, ProblemCode::NotFound);
        let path = format!("/api/uploads/{}", file.upload);
        for method in ["DELETE", "HEAD"] {
            assert_eq!(stranger.request(method, &path, &[], "").await.status, 404);
        }
    }
    let (receipt, key) = {
        let submission =
            motcua_tests::people::fill_in(&house, &phone, "1.001193", &[("has_birth_paper", true)], 2).await;
        let key = motcua_tests::people::key();
        (motcua_tests::people::hand_in(&phone, &submission, &key).await.unwrap(), key)
    };
    assert_eq!(other.call::<GetReceipt>(&[&key], &NoBody {}).await.unwrap_err().code, ProblemCode::NotFound);
    assert_eq!(phone.call::<GetReceipt>(&[&key], &NoBody {}).await.unwrap().code, receipt.code);
    assert_eq!(clerk.call::<OpenDossier>(&["nothing"], &NoBody {}).await.unwrap_err().code, ProblemCode::NotFound);
}

#[tokio::test]
async fn nothing_changes_from_another_site() {
    let house = House::open().await;
    let clerk = house.clerk("canbo").await;
    // The bank's program is no browser and carries no session: what it sends counts by its signature (`payments.rs`).
    let by_browsers = ROUTES.iter().filter(|route| route.name != "ReportMovements");
    for route in by_browsers.filter(|route| !matches!(route.method, Method::Get | Method::Head)) {
        for (site, origin) in [
            ("cross-site", ""),
            ("same-site", "http://localhost:3000"),
            ("none", ""),
            ("", "https://evil.example"),
            ("", "null"),
            ("", ""),
        ] {
            let stranger = clerk.with("sec-fetch-site", site).with("origin", origin);
            let problem = knock(&stranger, route).await.problem();
            assert_eq!(problem.code, ProblemCode::CrossSite, "{} from {site} {origin}", route.name);
        }
    }
    // Plain http and old browsers send no Sec-Fetch-Site, but an Origin.
    let old = clerk.with("sec-fetch-site", "").with("origin", "http://localhost:3000");
    assert!(old.call::<motcua_contract::public::RegisterDevice>(&[], &NoBody {}).await.is_ok());
    assert!(clerk.call::<WhoAmI>(&[], &NoBody {}).await.is_ok(), "the session was not touched");
}

#[tokio::test]
async fn only_too_old_a_contract_is_sent_away() {
    let house = House::open().await;
    let phone = house.phone().await;
    for (version, expected) in
        [("", None), ("1", None), ("2", None), ("0", Some(ProblemCode::Outdated)), ("x", Some(ProblemCode::BadHeader))]
    {
        let answer = phone.with(VERSION_HEADER, version).request("GET", "/api/office", &[], "").await;
        assert_eq!(
            answer.status.is_success().then_some(()).map_or(Some(()), |()| None).map(|()| answer.problem().code),
            expected,
            "{version}"
        );
    }
}

#[tokio::test]
async fn a_session_ends_when_unused_when_old_and_on_request() {
    let house = House::open().await;
    let clerk = house.clerk("canbo").await;
    let policy = house::policy();
    let alive = || async { clerk.call::<WhoAmI>(&[], &NoBody {}).await.map_err(|problem| problem.code) };
    // Used now and then, it lives on, but not longer than its longest time.
    let mut lived = jiff::SignedDuration::ZERO;
    while lived + policy.session_idle < policy.session_longest {
        assert!(alive().await.is_ok());
        house.pass(policy.session_idle);
        lived += policy.session_idle;
    }
    assert!(alive().await.is_ok());
    house.pass(policy.session_idle + jiff::SignedDuration::from_secs(1));
    assert_eq!(alive().await, Err(ProblemCode::SignedOut));

    let clerk = house.clerk("canbo2").await;
    house.pass(policy.session_idle + jiff::SignedDuration::from_secs(1));
    assert_eq!(clerk.call::<WhoAmI>(&[], &NoBody {}).await.unwrap_err().code, ProblemCode::SignedOut);

    let clerk = house.clerk("canbo3").await;
    // What a page asks by itself keeps nobody signed in; it is answered as long as somebody is.
    let timer = clerk.with(POLL_HEADER, "1");
    for _ in 0..4 {
        house.pass(policy.session_idle / 4);
        assert!(timer.call::<WhoAmI>(&[], &NoBody {}).await.is_ok());
    }
    house.pass(jiff::SignedDuration::from_secs(1));
    assert_eq!(timer.call::<WhoAmI>(&[], &NoBody {}).await.unwrap_err().code, ProblemCode::SignedOut);
    let clerk = house.clerk("canbo4").await;
    let out = clerk.send::<motcua_contract::desk::SignOut>(&[], &NoBody {}).await;
    assert!(out.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(clerk.call::<WhoAmI>(&[], &NoBody {}).await.unwrap_err().code, ProblemCode::SignedOut);
}

#[tokio::test]
async fn guessing_a_password_is_slowed_and_tells_nothing() {
    let house = House::open().await;
    let honest = house.clerk("canbo").await;
    let mut visitor = house.visitor();
    let wrong = visitor.sign_in("canbo", "sai").await.unwrap_err();
    let unknown = visitor.sign_in("khongco", "sai").await.unwrap_err();
    assert_eq!((wrong.code, &wrong), (ProblemCode::BadCredentials, &unknown));
    for _ in 0..4 {
        assert_eq!(visitor.sign_in(" CanBo ", "sai").await.unwrap_err().code, ProblemCode::BadCredentials);
    }
    assert_eq!(visitor.sign_in("canbo", house::PASSWORD).await.unwrap_err().code, ProblemCode::TooManyRequests);
    assert!(honest.call::<WhoAmI>(&[], &NoBody {}).await.is_ok(), "who is signed in stays so");
    house.pass(jiff::SignedDuration::from_mins(1));
    for _ in 0..8 {
        assert!(visitor.sign_in("canbo", house::PASSWORD).await.is_ok(), "what succeeds does not count");
    }
}
