//! The main job over HTTP, in one process: a citizen hands in, a clerk asks once, the citizen answers, the result comes.
#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use jiff::SignedDuration;
use motcua_contract::{
    IDEMPOTENCY_HEADER, NoBody, ProblemCode,
    desk::{CommandDossier, DeskCommand, DeskDossier, DownloadFile, ListWork, OpenDossier},
    dossiers::{DownloadResult, GetReceipt, Supplement, SupplementDossier, TrackDossier, WithdrawDossier, Withdrawal},
    public::{GetOffice, GetProcedure, ListProcedures},
};
use motcua_domain::{
    code::Code,
    dossier::{Fault, Reason, ReturnWay, State},
    form::{Answers, Value},
};
use motcua_tests::{
    Client, House, files,
    people::{self, BIRTH, birth, fill_in, hand_in, key, page},
};

async fn decide(clerk: &Client, dossier: &DeskDossier, command: DeskCommand) -> DeskDossier {
    let named = clerk.with("if-match", format!("\"{}\"", dossier.version));
    named.call::<CommandDossier>(&[&dossier.id], &command).await.expect("decided")
}

#[tokio::test]
async fn from_the_poster_to_the_result() {
    let house = House::open().await;
    let phone = house.phone().await;

    // What the poster leads to: an old code, answered by the procedure of today.
    let office = phone.call::<GetOffice>(&[], &NoBody {}).await.unwrap();
    let list = phone.call::<ListProcedures>(&[], &NoBody {}).await.unwrap();
    let card = list.procedures.iter().find(|card| card.code == BIRTH).expect("birth registration");
    for code in card.aliases.iter().chain([&card.code]) {
        assert_eq!(phone.call::<GetProcedure>(&[code], &NoBody {}).await.unwrap().procedure.code, BIRTH);
    }

    // Hands in, twice by accident.
    let submission = fill_in(&house, &phone, BIRTH, &[("has_birth_paper", true)], 1).await;
    let key = key();
    let receipt = hand_in(&phone, &submission, &key).await.unwrap();
    assert!(receipt.code.starts_with(&format!("{}-261123-0001", office.agency)), "{}", receipt.code);
    assert_eq!(receipt.papers.len(), 1);
    assert_eq!(receipt.sha256, files::sha256(&serde_json::to_vec(&submission).unwrap()));
    assert!(receipt.due.is_some());
    assert_eq!(hand_in(&phone, &submission, &key).await.unwrap(), receipt);
    assert_eq!(phone.call::<GetReceipt>(&[&key], &NoBody {}).await.unwrap(), receipt);

    // Follows it on another phone, with the code as people type it.
    let other = house.visitor().holding(&receipt.secret);
    let seen = other.call::<TrackDossier>(&[&receipt.code.to_lowercase()], &NoBody {}).await.unwrap();
    assert_eq!((seen.state, seen.asked.len(), seen.result.is_some()), (State::Submitted, 0, false));

    // The clerk finds it by the name without accents, and looks at the paper.
    let clerk = house.clerk("canbo").await;
    let name = submission.answers.get("requester_name").and_then(Value::as_text).unwrap();
    let query = format!(
        "/api/desk/dossiers?view=new&q={}",
        motcua_contract::endpoint::encode(&motcua_domain::text::fold(name))
    );
    let list: motcua_contract::desk::WorkList = clerk.request("GET", &query, &[], "").await.read().unwrap();
    assert_eq!((list.items.len(), list.counts["new"], list.counts["open"]), (1, 1, 1));
    assert_eq!(list.items[0].requester, name);
    let dossier = clerk.call::<OpenDossier>(&[&list.items[0].id], &NoBody {}).await.unwrap();
    assert_eq!(dossier.answers, submission.answers);
    let upload = dossier.answers.pages().next().unwrap().1.upload.clone();
    let paper = clerk.send::<DownloadFile>(&[&dossier.id, &upload], &NoBody {}).await;
    assert_eq!(paper.body, files::jpeg(101));
    assert_eq!(house.app.store.views(&dossier.id).await.unwrap(), 1);

    // Asks once, for a field and a paper.
    house.pass(SignedDuration::from_hours(1));
    let reasons = vec![
        Reason { field: "birth_paper".into(), code: Fault::Unclear, text: "Ảnh mờ".into() },
        Reason {
            field: "requester_phone".into(), code: Fault::Incorrect, text: "Số không liên lạc được".into()
        },
    ];
    let asked = decide(
        &clerk,
        &dossier,
        DeskCommand::RequestSupplement {
            reasons: reasons.clone(), note: "Mời bổ sung".into(), leader_reason: None
        },
    )
    .await;
    assert_eq!((asked.state, asked.paused), (State::SupplementRequested, true));
    let seen = other.call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.unwrap();
    assert_eq!((seen.asked, seen.asked_note.as_deref()), (reasons, Some("Mời bổ sung")));
    assert_eq!(seen.asked_answers.values.len(), 2);

    // Answers at the fields named: first with a bad number, then well, then again by accident.
    house.pass(SignedDuration::from_hours(48));
    let file = phone.upload(&files::jpeg(7), "image/jpeg").await.unwrap();
    let mut answers = Answers::default();
    answers.set("birth_paper", Value::Pages(vec![page(&file)]));
    answers.set("requester_phone", Value::Text("12".into()));
    let repeat = people::key();
    let holder = phone.holding(&receipt.secret).with(IDEMPOTENCY_HEADER, &repeat);
    let refused =
        holder.call::<SupplementDossier>(&[&receipt.code], &Supplement { answers: answers.clone() }).await.unwrap_err();
    assert_eq!(refused.code, ProblemCode::Invalid);
    assert_eq!(
        refused.findings.iter().map(|f| (f.field.as_str(), f.code)).collect::<Vec<_>>(),
        [("requester_phone", Code::BadPhone)]
    );
    answers.set("requester_phone", Value::Text("0900000123".into()));
    let body = Supplement { answers };
    let seen = holder.call::<SupplementDossier>(&[&receipt.code], &body).await.unwrap();
    assert_eq!((seen.state, seen.paused, seen.asked.len()), (State::Submitted, false, 0));
    assert!(seen.due > receipt.due, "the time limit counts anew");
    let again = holder.send::<SupplementDossier>(&[&receipt.code], &body).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.read::<motcua_contract::dossiers::Tracking>().unwrap().version, seen.version);

    // Two days later the clerk has to sign in again; receives, works on it, finishes with a file, hands it over.
    let late = clerk.call::<OpenDossier>(&[&dossier.id], &NoBody {}).await.unwrap_err();
    assert_eq!(late.code, ProblemCode::SignedOut);
    let mut clerk = clerk;
    clerk.sign_in("canbo", motcua_tests::house::PASSWORD).await.unwrap();
    let dossier = clerk.call::<OpenDossier>(&[&dossier.id], &NoBody {}).await.unwrap();
    assert_eq!(dossier.supplemented, ["birth_paper", "requester_phone"]);
    let dossier = decide(&clerk, &dossier, DeskCommand::Receive {}).await;
    let dossier = decide(&clerk, &dossier, DeskCommand::StartProcessing {}).await;
    let file = clerk.upload(&files::pdf(1), "application/pdf").await.unwrap();
    let dossier = decide(&clerk, &dossier, DeskCommand::Finish { upload: file.upload.clone() }).await;
    assert_eq!(dossier.result.as_ref().map(|file| file.size), Some(file.size));
    let seen = other.call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.unwrap();
    assert_eq!(seen.result.map(|file| file.media_type).as_deref(), Some("application/pdf"));
    let result = other.send::<DownloadResult>(&[&receipt.code], &NoBody {}).await;
    assert_eq!(result.body, files::pdf(1));
    assert_eq!(result.header("content-disposition"), format!("attachment; filename=\"{}.pdf\"", receipt.code));
    let dossier = decide(&clerk, &dossier, DeskCommand::Return { way: ReturnWay::ByHand, note: String::new() }).await;
    assert_eq!(dossier.state, State::Returned);
    let steps: Vec<String> = other
        .call::<TrackDossier>(&[&receipt.code], &NoBody {})
        .await
        .unwrap()
        .steps
        .into_iter()
        .map(|s| format!("{} {}", s.by, s.what))
        .collect();
    assert_eq!(
        steps,
        [
            "citizen submitted",
            "office supplement_requested",
            "citizen supplemented",
            "office received",
            "office processing_started",
            "office finished",
            "office returned"
        ]
    );
    let list = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap();
    assert_eq!((list.items.len(), list.counts["done"], list.counts["all"]), (0, 1, 1));
}

#[tokio::test]
async fn a_dossier_is_taken_back_and_the_desk_lets_it_go() {
    let house = House::open().await;
    let phone = house.phone().await;
    let receipt = birth(&house, &phone, 1).await;
    let holder = house.visitor().holding(&receipt.secret);
    let body = Withdrawal { reason: "Nộp nhầm".into() };
    let seen = holder.call::<WithdrawDossier>(&[&receipt.code], &body).await.unwrap();
    assert_eq!(seen.state, State::WithdrawalRequested);
    let twice = holder.call::<WithdrawDossier>(&[&receipt.code], &body).await.unwrap_err();
    assert_eq!((twice.code, twice.refusal), (ProblemCode::Refused, Some(motcua_domain::dossier::Refusal::WrongState)));
    let clerk = house.clerk("canbo").await;
    let list = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap();
    let dossier = clerk.call::<OpenDossier>(&[&list.items[0].id], &NoBody {}).await.unwrap();
    let dossier = decide(&clerk, &dossier, DeskCommand::Stop { reason: "Theo đề nghị".into() }).await;
    assert_eq!(dossier.state, State::Stopped);
}

#[tokio::test]
async fn everything_is_there_after_a_restart() {
    let house = House::open().await;
    let phone = house.phone().await;
    let receipt = birth(&house, &phone, 3).await;
    // A half-sent file goes on where it was.
    let whole = files::jpeg(9);
    let id = phone.announce(whole.len(), "image/jpeg", &files::sha256(&whole)).await.unwrap();
    phone.append(&id, 0, whole[..100].to_vec()).await;
    let (device, session) = (phone.device.clone(), house.clerk("canbo").await.session);

    let house = house.restart().await;
    let mut phone = house.visitor();
    phone.device = device;
    let answer = phone.append(&id, 100, whole[100..].to_vec()).await;
    assert_eq!((answer.status.as_u16(), answer.header("upload-offset")), (204, whole.len().to_string().as_str()));
    let seen = phone.holding(&receipt.secret).call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.unwrap();
    assert_eq!(seen.state, State::Submitted);
    let mut clerk = house.visitor();
    clerk.session = session;
    let list = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap();
    let dossier = clerk.call::<OpenDossier>(&[&list.items[0].id], &NoBody {}).await.unwrap();
    let upload = dossier.answers.pages().next().unwrap().1.upload.clone();
    assert_eq!(clerk.send::<DownloadFile>(&[&dossier.id, &upload], &NoBody {}).await.body, files::jpeg(301));
    // Serials go on.
    assert!(birth(&house, &phone, 4).await.code.ends_with("-0002"));
}

#[tokio::test]
async fn every_shipped_procedure_can_be_handed_in() {
    let house = House::open().await;
    let phone = house.phone().await;
    let codes: Vec<String> = house.app.world.procedures.iter().map(|bundle| bundle.procedure.code.clone()).collect();
    assert!(codes.len() >= 8);
    for (number, code) in codes.iter().enumerate() {
        let submission = fill_in(&house, &phone, code, &[], u32::try_from(number).unwrap()).await;
        let receipt =
            hand_in(&phone, &submission, &key()).await.unwrap_or_else(|problem| panic!("{code}: {problem:?}"));
        assert_eq!(&receipt.procedure, code);
    }
}
