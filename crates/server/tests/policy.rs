//! The policy as words, against the running server: every role at every endpoint, and the dossiers of another field.
//! The words below are written from the office's rules, not from the code's table: either can be wrong, not both alike.
use motcua_contract::{
    Endpoint, IDEMPOTENCY_HEADER, Method, NoBody, ProblemCode,
    all::{ROUTES, Route},
    desk::{ListWork, OpenDossier, WorkList, WorkQuery},
};
use motcua_domain::staff::Role;
use motcua_tests::{
    Answered, Client, House,
    house::PASSWORD,
    people::{BIRTH, birth, fill_in, hand_in, key},
};
use std::collections::{BTreeMap, BTreeSet};

/// Who may call what. `anybody`; `phone` (a device token); `receipt`; `staff` (every role); or roles by name. An endpoint
/// for phones and staff names both.
const WORDS: &[(&str, &str)] = &[
    // For everybody.
    ("GetOffice", "anybody"),
    ("ListProcedures", "anybody"),
    ("GetProcedure", "anybody"),
    ("GetReference", "anybody"),
    ("GetWards", "anybody"),
    ("RegisterDevice", "anybody"),
    ("GetOpenData", "anybody"),
    ("GetPublicFigures", "anybody"),
    ("OpenFile", "anybody"),
    ("SignIn", "anybody"),
    ("GetScreen", "anybody"),
    ("FollowTicket", "anybody"),
    ("CountScan", "anybody"),
    ("RateSlip", "anybody"),
    ("RateCounter", "anybody"),
    ("LookRating", "anybody"),
    ("GetCopyTrust", "anybody"),
    // The citizen.
    ("SubmitDossier", "phone"),
    ("GetReceipt", "phone"),
    ("BringDraft", "phone"),
    ("KeepCopy", "phone"),
    ("ListCopies", "phone"),
    ("ForgetCopy", "phone"),
    ("TrackDossier", "receipt"),
    ("SupplementDossier", "receipt"),
    ("WithdrawDossier", "receipt"),
    ("DownloadResult", "receipt"),
    ("CitizenMessages", "receipt"),
    ("WriteFromCitizen", "receipt"),
    ("CitizenMessageFile", "receipt"),
    ("CitizenPaper", "receipt"),
    // Files and shared drafts, from both sides.
    ("CreateUpload", "phone receptionist clerk officer leader"),
    ("AppendUpload", "phone receptionist clerk officer leader"),
    ("HeadUpload", "phone receptionist clerk officer leader"),
    ("DeleteUpload", "phone receptionist clerk officer leader"),
    ("GetUpload", "phone receptionist clerk officer leader"),
    ("JoinDraft", "phone receptionist clerk"),
    ("GetDraft", "phone receptionist clerk"),
    ("ChangeDraft", "phone receptionist clerk"),
    ("OfferDraft", "phone receptionist clerk"),
    ("GetDraftFile", "phone receptionist clerk"),
    ("SubmitDraft", "phone receptionist clerk"),
    ("CloseDraft", "phone receptionist clerk"),
    ("DraftPaper", "phone receptionist clerk"),
    // Every member of staff.
    ("WhoAmI", "staff"),
    ("SignOut", "staff"),
    ("ChangePassword", "staff"),
    ("ListColleagues", "staff"),
    // The front of the house.
    ("IssueTicket", "receptionist clerk leader"),
    ("GetQueue", "receptionist clerk officer leader"),
    ("CallTicket", "receptionist clerk officer leader"),
    ("ActOnTicket", "receptionist clerk officer leader"),
    ("OpenDraft", "receptionist clerk"),
    ("ListDrafts", "receptionist clerk"),
    ("ListPosters", "receptionist clerk leader administrator"),
    ("PrintPoster", "receptionist clerk leader administrator"),
    // Dossiers.
    ("ListWork", "receptionist clerk officer leader auditor"),
    ("GetBoard", "receptionist clerk officer leader auditor"),
    ("OpenDossier", "clerk officer leader auditor"),
    ("CommandDossier", "clerk officer leader auditor"),
    ("CommandMany", "clerk officer leader auditor"),
    ("DownloadFile", "clerk officer leader auditor"),
    ("DeskMessages", "clerk officer leader auditor"),
    ("DeskMessageFile", "clerk officer leader auditor"),
    ("WriteFromDesk", "clerk officer leader"),
    ("DeskPaper", "clerk officer leader auditor"),
    ("WriteLetter", "officer leader"),
    ("ListRegister", "clerk officer leader auditor"),
    ("RegisterFile", "clerk officer leader auditor"),
    ("ListCertifications", "clerk officer leader auditor"),
    ("CertificationsFile", "clerk officer leader auditor"),
    // Money.
    ("ListDossierPayments", "clerk officer leader auditor"),
    ("AskPayment", "clerk leader"),
    ("ActOnPayment", "clerk leader"),
    ("GetPayment", "clerk leader auditor"),
    ("ListPayments", "clerk leader auditor"),
    ("ListMovements", "clerk leader auditor"),
    ("ActOnMovement", "clerk leader"),
    ("ImportStatement", "clerk leader"),
    ("GetCashbook", "clerk leader auditor"),
    ("CashbookFile", "clerk leader auditor"),
    // The bank's program: whoever calls is believed by a signature alone.
    ("ReportMovements", "anybody"),
    // What people think of the office.
    ("GetRatings", "clerk officer leader auditor"),
    ("ListComments", "leader"),
    ("GetReport", "clerk officer leader auditor"),
    ("ReportFile", "clerk officer leader auditor"),
    // Accounts.
    ("ListAccounts", "administrator"),
    ("CreateAccount", "administrator"),
    ("ChangeAccount", "administrator"),
    ("ResetPassword", "administrator"),
];

/// The words of an endpoint.
fn words(route: &Route) -> BTreeSet<&'static str> {
    let found = WORDS.iter().find(|(name, _)| *name == route.name);
    found.unwrap_or_else(|| panic!("{} is missing in the table of this test", route.name)).1.split(' ').collect()
}

/// Knocks with nothing in hand: who is let in is told that this is not enough, who is not is told so.
async fn knock(client: &Client, route: &Route) -> Answered {
    let path = route.path.replace("{code}", "H20.299-261123-0001").replace(['{', '}'], "");
    let body = !matches!(route.method, Method::Get | Method::Head | Method::Delete);
    let json: &[(&str, &str)] = if body { &[("content-type", "application/json")] } else { &[] };
    let client = client.with(IDEMPOTENCY_HEADER, key());
    // Who of the staff may fill in is asked when the body is read.
    let content = match route.name {
        "JoinDraft" => r#"{"code":"khong-co"}"#,
        "ChangeDraft" => r#"{"entries":{},"sources":{}}"#,
        "ActOnPayment" => r#"{"act":"at_desk"}"#,
        "ActOnMovement" => r#"{"act":"seen"}"#,
        "SubmitDraft" => r#"{"seq":1,"notice":"1","language":"vi"}"#,
        _ if body => "{}",
        _ => "",
    };
    client.request(route.method.as_str(), &path, json, content).await
}

/// What a knock was answered with, as far as the policy goes: the status of a refusal for who asks, or nothing.
fn refusal(route: &Route, answer: &Answered) -> Option<u16> {
    let status = answer.status.as_u16();
    if !matches!(status, 401 | 403) {
        return None;
    }
    if route.method != Method::Head {
        let expected = if status == 401 { ProblemCode::SignedOut } else { ProblemCode::Forbidden };
        assert_eq!(answer.problem().code, expected, "{}", route.name);
    }
    Some(status)
}

#[test]
fn every_endpoint_stands_in_the_table_once() {
    let names: BTreeSet<&str> = WORDS.iter().map(|(name, _)| *name).collect();
    assert_eq!(names.len(), WORDS.len(), "one line an endpoint");
    let routes: BTreeSet<&str> = ROUTES.iter().map(|route| route.name).collect();
    assert_eq!(routes.difference(&names).collect::<Vec<_>>(), Vec::<&&str>::new(), "missing here");
    assert_eq!(names.difference(&routes).collect::<Vec<_>>(), Vec::<&&str>::new(), "not an endpoint (any more)");
    let known = ["anybody", "phone", "receipt", "staff"];
    for (name, line) in WORDS {
        for word in line.split(' ') {
            assert!(known.contains(&word) || Role::parse(word).is_some(), "{name}: {word}");
        }
    }
}

#[tokio::test]
async fn every_role_at_every_endpoint() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    for role in Role::ALL {
        let client = house.staff(role.as_str(), &[role]).await;
        for route in ROUTES {
            let words = words(route);
            // Signing out ends the session that the next endpoints need.
            let mut caller = client.clone();
            if route.name == "SignOut" {
                caller = house.visitor();
                caller.sign_in(role.as_str(), PASSWORD).await.unwrap();
            }
            let answer = knock(&caller, route).await;
            let roles = words.iter().any(|word| Role::parse(word).is_some());
            let expected = if words.contains("anybody") || words.contains("staff") || words.contains(role.as_str()) {
                None
            } else if roles {
                Some(403)
            } else if words.contains("receipt") {
                assert_eq!(answer.status, 404, "{role:?} at {}", route.name);
                None
            } else {
                Some(401)
            };
            assert_eq!(refusal(route, &answer), expected, "{role:?} at {}", route.name);
        }
    }
}

#[tokio::test]
async fn without_a_session_there_is_no_desk() {
    let house = House::open().await;
    let phone = house.phone().await;
    let nobody = house.visitor();
    for route in ROUTES {
        let words = words(route);
        let open = words.contains("anybody") || words.contains("receipt");
        assert_eq!(refusal(route, &knock(&nobody, route).await), (!open).then_some(401), "nobody at {}", route.name);
        let open = open || words.contains("phone");
        assert_eq!(refusal(route, &knock(&phone, route).await), (!open).then_some(401), "a phone at {}", route.name);
    }
}

#[tokio::test]
async fn several_roles_reach_as_far_as_the_widest() {
    let house = House::open().await;
    let both = [Role::Receptionist, Role::Administrator];
    let client = house.staff("hai", &both).await;
    for route in ROUTES.iter().filter(|route| route.name != "SignOut") {
        let words = words(route);
        let staff = words.contains("anybody") || words.contains("staff");
        if words.iter().any(|word| Role::parse(word).is_some()) || staff {
            let may = staff || both.iter().any(|role| words.contains(role.as_str()));
            let expected = (!may).then_some(403);
            assert_eq!(refusal(route, &knock(&client, route).await), expected, "{}", route.name);
        }
    }
}

/// Gives an account other fields of work.
async fn works_on(house: &House, client: &Client, fields: &[&str]) {
    use motcua_contract::{accounts::AccountChange, desk::WhoAmI};
    let me = client.call::<WhoAmI>(&[], &NoBody {}).await.unwrap();
    let admin = house.staff("quantri", &[Role::Administrator]).await;
    let change = AccountChange {
        name: me.name,
        roles: me.roles,
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        disabled: false,
    };
    admin.call::<motcua_contract::accounts::ChangeAccount>(&[&me.id], &change).await.unwrap();
}

async fn list(client: &Client) -> WorkList {
    let query = WorkQuery { view: Some("all".into()), ..WorkQuery::default() };
    let path = format!("{}?view={}", ListWork::PATH, query.view.unwrap());
    client.request("GET", &path, &[], "").await.read().unwrap()
}

#[tokio::test]
async fn a_dossier_of_another_field_is_not_there() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let copies = fill_in(&house, &phone, "2.000815", &[], 2).await;
    hand_in(&phone, &copies, &key()).await.unwrap();
    let leader = house.staff("lanhdao", &[Role::Leader]).await;
    let all: BTreeMap<String, String> =
        list(&leader).await.items.into_iter().map(|one| (one.procedure, one.id)).collect();
    assert_eq!(all.len(), 2);
    let (own, foreign) = (&all[BIRTH], &all["2.000815"]);

    let officer = house.staff("congchuc", &[Role::Officer]).await;
    works_on(&house, &officer, &["ho_tich"]).await;
    let seen: Vec<String> = list(&officer).await.items.into_iter().map(|one| one.id).collect();
    assert_eq!(seen, std::slice::from_ref(own), "the list holds what they may open");
    assert!(officer.call::<OpenDossier>(&[own], &NoBody {}).await.is_ok());
    let unknown = officer.send::<OpenDossier>(&["khong-co"], &NoBody {}).await;
    let other = officer.send::<OpenDossier>(&[foreign], &NoBody {}).await;
    assert_eq!((other.status, &other.body), (unknown.status, &unknown.body), "foreign and unknown are one answer");

    // Whatever else of a dossier has an address of its own.
    for route in ROUTES.iter().filter(|route| route.path.starts_with("/api/desk/dossiers/{id}/")) {
        let answers = async |id: &str| {
            let path = route.path.replace("{id}", id).replace("{form}", "receipt").replace(['{', '}'], "");
            let client = officer.with(IDEMPOTENCY_HEADER, key()).with("if-match", "\"1\"");
            let (body, json): (_, &[_]) = match route.name {
                "CommandDossier" => (r#"{"command":"start_processing"}"#, &[("content-type", "application/json")]),
                "WriteFromDesk" => (r#"{"text":"a","uploads":[]}"#, &[("content-type", "application/json")]),
                "WriteLetter" => (r#"{"title":"a","text":"b"}"#, &[("content-type", "application/json")]),
                _ => ("", &[]),
            };
            client.request(route.method.as_str(), &path, json, body).await
        };
        let (unknown, other) = (answers("khong-co").await, answers(foreign).await);
        assert_eq!(unknown.status, 404, "{}", route.name);
        assert_eq!((other.status, &other.body), (unknown.status, &unknown.body), "{}", route.name);
    }
}

#[tokio::test]
async fn a_batch_is_judged_dossier_by_dossier() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let leader = house.staff("lanhdao", &[Role::Leader]).await;
    let id = list(&leader).await.items[0].id.clone();
    let receive = |id: &str| motcua_contract::desk::Batch {
        command: motcua_contract::desk::DeskCommand::Receive {},
        dossiers: vec![motcua_contract::desk::BatchItem { id: id.to_owned(), version: 1 }],
    };
    for (role, expected) in [
        (Role::Officer, Some(ProblemCode::Forbidden)),
        (Role::Auditor, Some(ProblemCode::Forbidden)),
        (Role::Clerk, None),
    ] {
        let client = house.staff(role.as_str(), &[role]).await;
        let done = client.call::<motcua_contract::desk::CommandMany>(&[], &receive(&id)).await.unwrap();
        assert_eq!(done.outcomes.iter().map(|outcome| outcome.problem).collect::<Vec<_>>(), [expected], "{role:?}");
    }
}
