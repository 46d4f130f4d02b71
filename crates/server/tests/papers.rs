//! Official papers over HTTP: each when its event has happened, for staff and for the receipt's holder; posters and their counts.
use motcua_contract::{
    NoBody, ProblemCode as P,
    desk::{CommandDossier, DeskCommand, ListWork},
    papers::{CITIZEN_FORMS, CountScan, FORMS, ListPosters, PosterScan},
};
use motcua_domain::{
    dossier::{Fault, Reason},
    staff::Role,
};
use motcua_tests::{Answered, Client, House, people::birth};

async fn paper(clerk: &Client, id: &str, form: &str) -> Answered {
    clerk.request("GET", &format!("/api/desk/dossiers/{id}/papers/{form}"), &[], "").await
}

fn is_pdf(answer: &Answered) -> bool {
    answer.status.is_success()
        && answer.header("content-type") == "application/pdf"
        && answer.body.starts_with(b"%PDF-")
}

async fn only(clerk: &Client) -> (String, u64) {
    let item = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items.remove(0);
    (item.id, item.version)
}

async fn order(clerk: &Client, (id, version): &(String, u64), command: DeskCommand) -> (String, u64) {
    let named = clerk.with("if-match", format!("\"{version}\""));
    (id.clone(), named.call::<CommandDossier>(&[id], &command).await.unwrap().version)
}

#[tokio::test]
async fn a_paper_is_there_when_its_event_is() {
    let house = House::open().await;
    let phone = house.phone().await;
    let receipt = birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let dossier = only(&clerk).await;
    for form in FORMS {
        let answer = paper(&clerk, &dossier.0, form).await;
        match form {
            "application" | "control" => assert!(is_pdf(&answer), "{form}: {answer:?}"),
            _ => assert_eq!(answer.problem().code, P::PaperNotYet, "{form}"),
        }
    }
    let reasons = vec![Reason { field: "birth_paper".into(), code: Fault::Unclear, text: "Ảnh mờ".into() }];
    let ask = DeskCommand::RequestSupplement { reasons, note: String::new(), leader_reason: None };
    order(&clerk, &dossier, ask).await;
    let answer = paper(&clerk, &dossier.0, "supplement").await;
    assert!(is_pdf(&answer));
    assert!(answer.header("content-disposition").contains(&receipt.code));
    assert_eq!(answer.header("cache-control"), "private, no-store");
    // The same for whoever holds the receipt; the control sheet is the office's own.
    let holder = house.visitor().holding(&receipt.secret);
    for form in FORMS {
        let path = format!("/api/dossiers/{}/papers/{form}", receipt.code);
        let answer = holder.request("GET", &path, &[], "").await;
        match form {
            "supplement" | "application" => assert!(is_pdf(&answer), "{form}"),
            _ if CITIZEN_FORMS.contains(&form) => assert_eq!(answer.problem().code, P::PaperNotYet, "{form}"),
            _ => assert_eq!(answer.problem().code, P::NotFound, "{form}"),
        }
    }
    assert_eq!(paper(&clerk, &dossier.0, "../x").await.status, 404);
    assert_eq!(paper(&clerk, &dossier.0, "nothing").await.problem().code, P::NotFound);
}

#[tokio::test]
async fn every_form_of_the_circular_is_printed_once_it_is_due() {
    let house = House::open().await;
    let phone = house.phone().await;
    let clerk = house.clerk("canbo").await;
    birth(&house, &phone, 1).await;
    let refused = only(&clerk).await;
    order(&clerk, &refused, DeskCommand::Refuse { reason: "Không thuộc thẩm quyền".into() }).await;
    assert!(is_pdf(&paper(&clerk, &refused.0, "refusal").await));

    birth(&house, &phone, 2).await;
    let dossier = order(&clerk, &only(&clerk).await, DeskCommand::Receive {}).await;
    assert!(is_pdf(&paper(&clerk, &dossier.0, "receipt").await));
    let due = motcua_domain::deadline::local(house.app.now()).date().tomorrow().unwrap().at(17, 0, 0, 0);
    let dossier = order(&clerk, &dossier, DeskCommand::Extend { reason: "Chờ xác minh".into(), due }).await;
    assert!(is_pdf(&paper(&clerk, &dossier.0, "apology").await));
    let dossier = order(&clerk, &dossier, DeskCommand::StartProcessing {}).await;
    let dossier = order(&clerk, &dossier, DeskCommand::Stop { reason: "Theo yêu cầu".into() }).await;
    assert!(is_pdf(&paper(&clerk, &dossier.0, "stop").await));
    assert!(is_pdf(&paper(&clerk, &dossier.0, "control").await));
}

#[tokio::test]
async fn the_register_is_a_file_of_either_kind() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let get = async |path: &str| clerk.request("GET", path, &[], "").await;
    assert!(is_pdf(&get("/api/desk/register/pdf?year=2026").await));
    assert!(is_pdf(&get("/api/desk/register/pdf?year=2020").await), "a year without dossiers is an empty book");
    let book = get("/api/desk/register/xlsx").await;
    assert!(book.status.is_success() && book.body.starts_with(b"PK"));
    assert_eq!(get("/api/desk/register/doc").await.problem().code, P::NotFound);
}

#[tokio::test]
async fn posters_are_printed_and_their_scans_counted_without_anybody() {
    let house = House::open().await;
    let reception = house.staff("letan", &[Role::Receptionist]).await;
    for code in ["1.001193", "2.000815", "all"] {
        for size in ["a4", "a5"] {
            let path = format!("/api/desk/posters/{code}?size={size}");
            assert!(is_pdf(&reception.request("GET", &path, &[], "").await), "{path}");
        }
    }
    let wrong = |path: &'static str| async { reception.request("GET", path, &[], "").await.problem().code };
    assert_eq!(wrong("/api/desk/posters/9.999999").await, P::NotFound);
    assert_eq!(wrong("/api/desk/posters/all?size=a0").await, P::BadBody);

    let visitor = house.visitor();
    let scan = |procedure: &str, printed: &str| PosterScan { procedure: procedure.into(), printed: printed.into() };
    for printed in ["20261101", "20261101", "20200101"] {
        visitor.call::<CountScan>(&[], &scan("1.001193", printed)).await.unwrap();
    }
    for (procedure, printed) in
        [("1.001193", "20270101"), ("1.001193", "2026"), ("1.001193", "20261301"), ("x", "20261101")]
    {
        assert!(visitor.call::<CountScan>(&[], &scan(procedure, printed)).await.is_err(), "{procedure} {printed}");
    }
    let posters = reception.call::<ListPosters>(&[], &NoBody {}).await.unwrap().posters;
    let seen: Vec<(&str, u64, u64, bool)> =
        posters.iter().map(|one| (one.printed.as_str(), one.recent, one.total, one.outdated)).collect();
    assert_eq!(seen, [("20261101", 2, 2, false), ("20200101", 1, 1, true)]);
}
