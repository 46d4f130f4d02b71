//! The desk: commands name the version they saw, reasons name fields that exist, the list is paged and searched.
use motcua_contract::{
    NoBody, ProblemCode as P,
    desk::{CommandDossier, DeskCommand, DownloadFile, ListWork, OpenDossier, WorkList},
};
use motcua_domain::{
    code::Code,
    dossier::{Fault, Reason, Refusal},
};
use motcua_tests::{Client, House, files, people::birth};

async fn list(clerk: &Client, query: &str) -> WorkList {
    clerk.request("GET", &format!("/api/desk/dossiers?{query}"), &[], "").await.read().unwrap()
}

#[tokio::test]
async fn a_command_names_the_version_it_decides_on() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let id = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items[0].id.clone();
    let receive = DeskCommand::Receive {};
    let decide = |version: &str| clerk.with("if-match", version);
    assert_eq!(clerk.call::<CommandDossier>(&[&id], &receive).await.unwrap_err().code, P::PreconditionRequired);
    assert_eq!(decide("yes").call::<CommandDossier>(&[&id], &receive).await.unwrap_err().code, P::BadHeader);
    let stale = decide("\"7\"").call::<CommandDossier>(&[&id], &receive).await.unwrap_err();
    assert_eq!((stale.code, stale.current), (P::Stale, Some(1)));
    assert_eq!(decide("\"1\"").call::<CommandDossier>(&[&id], &receive).await.unwrap().version, 2);
    let second = decide("\"1\"").call::<CommandDossier>(&[&id], &receive).await.unwrap_err();
    assert_eq!((second.code, second.current), (P::Stale, Some(2)));
    let again = decide("\"2\"").call::<CommandDossier>(&[&id], &receive).await.unwrap_err();
    assert_eq!((again.code, again.refusal), (P::Refused, Some(Refusal::WrongState)));
    // Two clerks press at the same moment.
    let (start, ask) = (DeskCommand::StartProcessing {}, DeskCommand::RequestPayment { amount: 8000 });
    let (left, right) = (decide("\"2\""), decide("\"2\""));
    let segments = [id.as_str()];
    let (left, right) =
        tokio::join!(left.call::<CommandDossier>(&segments, &start), right.call::<CommandDossier>(&segments, &ask));
    assert_eq!([left.is_ok(), right.is_ok()].iter().filter(|ok| **ok).count(), 1);
}

#[tokio::test]
async fn reasons_are_tied_to_fields_that_exist() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let id = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items[0].id.clone();
    let decide = clerk.with("if-match", "\"1\"");
    let reason = |field: &str| Reason { field: field.into(), code: Fault::Unclear, text: "Mờ".into() };
    let ask = |reasons| DeskCommand::RequestSupplement { reasons, note: String::new(), leader_reason: None };
    let problem = decide.call::<CommandDossier>(&[&id], &ask(vec![reason("nothing")])).await.unwrap_err();
    assert_eq!(problem.findings[0].code, Code::UnknownField);
    let problem = decide.call::<CommandDossier>(&[&id], &ask(vec![reason("birth_paper"); 2])).await.unwrap_err();
    assert_eq!(problem.findings[0].code, Code::MustDiffer);
    let problem = decide.call::<CommandDossier>(&[&id], &ask(Vec::new())).await.unwrap_err();
    assert_eq!(problem.refusal, Some(Refusal::ReasonMissing));
}

#[tokio::test]
async fn a_result_is_a_stored_file_of_this_clerk() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let (clerk, other) = (house.clerk("canbo").await, house.clerk("canbo2").await);
    let id = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items[0].id.clone();
    clerk.with("if-match", "\"1\"").call::<CommandDossier>(&[&id], &DeskCommand::Receive {}).await.unwrap();
    let decide = clerk.with("if-match", "\"2\"");
    let theirs = other.upload(&files::pdf(1), "application/pdf").await.unwrap().upload;
    let citizens = phone.upload(&files::pdf(2), "application/pdf").await.unwrap().upload;
    for upload in [theirs, citizens, "nothing".to_owned()] {
        let problem =
            decide.call::<CommandDossier>(&[&id], &DeskCommand::Finish { upload: upload.clone() }).await.unwrap_err();
        assert_eq!((problem.code, problem.missing), (P::FilesMissing, vec![upload]));
    }
}

#[tokio::test]
async fn a_file_goes_out_as_an_attachment_that_cannot_act() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let id = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items[0].id.clone();
    let dossier = clerk.call::<OpenDossier>(&[&id], &NoBody {}).await.unwrap();
    let upload = dossier.answers.pages().next().unwrap().1.upload.clone();
    let file = clerk.send::<DownloadFile>(&[&id, &upload], &NoBody {}).await;
    assert_eq!(file.header("content-type"), "image/jpeg");
    assert!(file.header("content-disposition").starts_with("attachment;"));
    assert_eq!(file.header("content-security-policy"), "default-src 'none'; sandbox");
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    assert_eq!(file.header("cache-control"), "private, no-store");
    let script = clerk.with("sec-fetch-dest", "script").send::<DownloadFile>(&[&id, &upload], &NoBody {}).await;
    assert_eq!(script.status, 403);
    // A file of another dossier is not a file of this one.
    let foreign = phone.upload(&files::jpeg(77), "image/jpeg").await.unwrap().upload;
    assert_eq!(clerk.send::<DownloadFile>(&[&id, &foreign], &NoBody {}).await.status, 404);
}

#[tokio::test]
async fn the_list_is_paged_by_what_is_due_first_and_searched_without_accents() {
    let house = House::open().await;
    let clerk = house.clerk("canbo").await;
    let mut names = Vec::new();
    for number in 0..55 {
        let phone = house.phone().await;
        birth(&house, &phone, number).await;
        house.pass(jiff::SignedDuration::from_mins(1));
        names.push(number);
    }
    let first = list(&clerk, "view=new").await;
    assert_eq!((first.items.len(), first.counts["new"]), (50, 55));
    let rest = list(&clerk, &format!("view=new&after={}", first.next.unwrap())).await;
    assert_eq!((rest.items.len(), rest.next), (5, None));
    let mut codes: Vec<String> = first.items.iter().chain(&rest.items).map(|item| item.code.clone()).collect();
    let due: Vec<_> = first.items.iter().chain(&rest.items).map(|item| item.due).collect();
    assert!(due.is_sorted());
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), 55, "nothing twice, nothing lost");
    let newest = list(&clerk, "view=all").await;
    assert!(newest.items[0].code.ends_with("-0055"));
    assert_eq!(list(&clerk, "q=h20.299-261123-0007").await.items.len(), 1);
    let wanted = &first.items[0].requester;
    let found =
        list(&clerk, &format!("q={}", motcua_contract::endpoint::encode(&motcua_domain::text::fold(wanted)))).await;
    assert!(!found.items.is_empty() && found.items.iter().any(|item| &item.requester == wanted));
    for nothing in ["q=%25", "q=_", "q=khong%20co%20ai"] {
        assert_eq!(list(&clerk, nothing).await.items.len(), 0, "{nothing}");
    }
    for bad in ["view=nothing", "after=x.y", "after=5"] {
        assert!(
            clerk.request("GET", &format!("/api/desk/dossiers?{bad}"), &[], "").await.status.is_client_error(),
            "{bad}"
        );
    }
}
