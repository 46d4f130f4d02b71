//! Working on a dossier: who may see and do what, files, approval, the second request, taking back, the new appointment.
use jiff::SignedDuration;
use motcua_contract::{
    NoBody, Problem, ProblemCode as P,
    desk::{CommandDossier, DeskCommand as C, DeskDossier, DownloadFile, ListWork, OpenDossier},
    dossiers::{Receipt, Supplement, SupplementDossier, TrackDossier},
    uploads::StoredFile,
};
use motcua_domain::{
    code::Code,
    dossier::{Actor, Fault, PaperCheck, Reason, Refusal, State, Verdict},
    form::{Answers, Value},
    staff::Role,
};
use motcua_server::demo::{self, DemoAccount};
use motcua_tests::{
    Client, House, files,
    house::PASSWORD,
    people::{birth, fill_in, hand_in, key, page},
};

/// Certified copies: done while the citizen waits.
const COPIES: &str = "2.000815";

async fn of(house: &House, code: &str) -> Receipt {
    let phone = house.phone().await;
    let submission = fill_in(house, &phone, code, &[], 1).await;
    hand_in(&phone, &submission, &key()).await.unwrap()
}

/// Somebody who works on these fields only; with the account's id.
async fn worker(house: &House, user: &str, roles: &[Role], fields: &[&str]) -> (Client, String) {
    let account = DemoAccount {
        user: user.into(),
        name: format!("Cán bộ {user}"),
        password: PASSWORD.into(),
        roles: roles.to_vec(),
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
    };
    let id = demo::add(&house.app.store, &account, house.app.now()).await.unwrap();
    let mut client = house.visitor();
    client.sign_in(user, PASSWORD).await.unwrap();
    (client, id)
}

async fn id_of(house: &House, code: &str) -> String {
    house.app.store.by_code(code).await.unwrap().unwrap().row.id
}

async fn version(house: &House, id: &str) -> u64 {
    house.app.store.by_id(id).await.unwrap().unwrap().dossier.version
}

async fn open(who: &Client, id: &str) -> Result<DeskDossier, Problem> {
    who.call::<OpenDossier>(&[id], &NoBody {}).await
}

/// Commands on the dossier as it stands.
async fn tell(house: &House, who: &Client, id: &str, command: C) -> Result<DeskDossier, Problem> {
    let named = who.with("if-match", format!("\"{}\"", version(house, id).await));
    named.call::<CommandDossier>(&[id], &command).await
}

async fn pdf(who: &Client, pages: usize) -> StoredFile {
    who.upload(&files::pdf(pages), "application/pdf").await.unwrap()
}

fn because() -> String {
    "Lý do".into()
}

#[tokio::test]
async fn a_dossier_of_another_field_is_not_there() {
    let house = House::open().await;
    let id = id_of(&house, &birth(&house, &house.phone().await, 1).await.code).await;
    let (officer, me) = worker(&house, "dat-dai", &[Role::Officer], &["dat_dai"]).await;
    let (clerk, _) = worker(&house, "mot-cua", &[Role::Clerk], &[]).await;
    let (reception, _) = worker(&house, "le-tan", &[Role::Receptionist], &[]).await;
    let paper = open(&clerk, &id).await.unwrap().answers.pages().next().unwrap().1.upload.clone();

    let nothing = open(&officer, "00000000-0000-7000-8000-000000000000").await.unwrap_err();
    assert_eq!(open(&officer, &id).await.unwrap_err(), nothing, "unknown and foreign are the same answer");
    assert_eq!(tell(&house, &officer, &id, C::Receive {}).await.unwrap_err().code, P::NotFound);
    assert_eq!(officer.send::<DownloadFile>(&[&id, &paper], &NoBody {}).await.problem().code, P::NotFound);
    assert_eq!(officer.call::<ListWork>(&[], &NoBody {}).await.unwrap().counts["all"], 0);
    // The reception sees that it is there, and nothing of it.
    assert_eq!(reception.call::<ListWork>(&[], &NoBody {}).await.unwrap().counts["all"], 1);
    assert_eq!(open(&reception, &id).await.unwrap_err().code, P::Forbidden);

    // Asked, one may read and answer; no more.
    let asked = C::AskOpinion { of: me.clone(), question: "Đất này của ai?".into() };
    let (own, _) = worker(&house, "ho-tich", &[Role::Officer], &["ho_tich"]).await;
    assert_eq!(tell(&house, &clerk, &id, asked.clone()).await.unwrap_err().code, P::Forbidden);
    tell(&house, &own, &id, asked).await.unwrap();
    assert_eq!(officer.call::<ListWork>(&[], &NoBody {}).await.unwrap().counts["all"], 1);
    assert_eq!(officer.send::<DownloadFile>(&[&id, &paper], &NoBody {}).await.status, 200);
    assert_eq!(tell(&house, &officer, &id, C::StartProcessing {}).await.unwrap_err().code, P::Forbidden);
    assert_eq!(
        tell(&house, &own, &id, C::GiveOpinion { text: because() }).await.unwrap_err().refusal,
        Some(Refusal::NotAsked)
    );
    let answered = tell(&house, &officer, &id, C::GiveOpinion { text: "Của bà Mẫu".into() }).await.unwrap();
    assert_eq!(answered.opinions[0].answer.as_deref(), Some("Của bà Mẫu"));
    assert_eq!(answered.staff[&me], "Cán bộ dat-dai");

    // Given the work, one does it.
    tell(&house, &clerk, &id, C::Receive {}).await.unwrap();
    let given = tell(&house, &clerk, &id, C::Assign { to: me.clone(), note: "Giúp anh Nam".into() }).await.unwrap();
    assert_eq!(given.assignee.as_deref(), Some(me.as_str()));
    assert_eq!(tell(&house, &officer, &id, C::StartProcessing {}).await.unwrap().state, State::Processing);
}

#[tokio::test]
async fn work_is_given_only_to_somebody_who_is_here_and_can_do_it() {
    let house = House::open().await;
    let id = id_of(&house, &birth(&house, &house.phone().await, 1).await.code).await;
    let (leader, me) = worker(&house, "lanh-dao", &[Role::Leader], &[]).await;
    let (_, reception) = worker(&house, "le-tan", &[Role::Receptionist], &[]).await;
    let (_, auditor) = worker(&house, "kiem-tra", &[Role::Auditor], &[]).await;
    let (_, gone) = worker(&house, "da-nghi", &[Role::Officer], &["ho_tich"]).await;
    worker(&house, "quan-tri", &[Role::Administrator], &[]).await;
    let change = motcua_storage::staff::AccountChange {
        name: "Đã nghỉ".into(),
        roles: vec![Role::Officer],
        fields: Vec::new(),
        disabled: true,
    };
    house.app.store.change_account(&gone, &change, motcua_storage::audit::By::operator(0)).await.unwrap();
    for to in [reception, auditor.clone(), gone.clone(), "nobody".to_owned()] {
        let problem = tell(&house, &leader, &id, C::Assign { to, note: String::new() }).await.unwrap_err();
        assert_eq!((problem.code, problem.findings[0].code), (P::Invalid, Code::NotAnOption));
    }
    for (of, code) in [(auditor, Code::NotAnOption), (gone, Code::NotAnOption), (me.clone(), Code::MustDiffer)] {
        let problem = tell(&house, &leader, &id, C::AskOpinion { of, question: because() }).await.unwrap_err();
        assert_eq!(problem.findings[0].code, code);
    }
    assert_eq!(version(&house, &id).await, 1, "nothing half-done");
    tell(&house, &leader, &id, C::Assign { to: me, note: String::new() }).await.unwrap();
}

#[tokio::test]
async fn a_leader_approves_what_an_officer_proposes() {
    let house = House::open().await;
    let receipt = birth(&house, &house.phone().await, 1).await;
    let id = id_of(&house, &receipt.code).await;
    let (clerk, _) = worker(&house, "mot-cua", &[Role::Clerk], &[]).await;
    let (officer, _) = worker(&house, "ho-tich", &[Role::Officer], &["ho_tich"]).await;
    let (leader, _) = worker(&house, "lanh-dao", &[Role::Leader], &[]).await;
    tell(&house, &clerk, &id, C::Receive {}).await.unwrap();

    let result = pdf(&officer, 1).await.upload;
    let alone = tell(&house, &officer, &id, C::Finish { upload: result.clone() }).await.unwrap_err();
    assert_eq!((alone.code, alone.refusal), (P::Refused, Some(Refusal::ApprovalNeeded)));
    let picture = officer.upload(&files::jpeg(5), "image/jpeg").await.unwrap().upload;
    let propose = |upload: &str| C::ProposeResult { upload: Some(upload.to_owned()) };
    assert_eq!(tell(&house, &officer, &id, propose(&picture)).await.unwrap_err().code, P::ResultNotPdf);
    let proposed = tell(&house, &officer, &id, propose(&result)).await.unwrap();
    assert_eq!(proposed.proposed.unwrap().file.unwrap().upload, result);
    assert!(proposed.approval && proposed.undo_until.is_some());
    assert_eq!(leader.call::<ListWork>(&[], &NoBody {}).await.unwrap().counts["approve"], 1);
    assert_eq!(tell(&house, &officer, &id, C::Approve {}).await.unwrap_err().code, P::Forbidden);
    let citizen = house.visitor().holding(&receipt.secret);
    let seen = citizen.call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.unwrap();
    assert_eq!((seen.state, seen.result), (State::Processing, None), "nothing is out before the leader says so");

    // Sent back, and proposed again with the same file.
    let back = tell(&house, &leader, &id, C::SendBack { reason: "Sai tên".into() }).await.unwrap();
    assert_eq!(back.proposed, None);
    let empty = tell(&house, &leader, &id, C::Approve {}).await.unwrap_err();
    assert_eq!(empty.refusal, Some(Refusal::NothingProposed));
    tell(&house, &officer, &id, propose(&result)).await.unwrap();
    assert_eq!(leader.send::<DownloadFile>(&[&id, &result], &NoBody {}).await.body, files::pdf(1));
    let done = tell(&house, &leader, &id, C::Approve {}).await.unwrap();
    assert_eq!((done.state, done.result.unwrap().upload), (State::Done, result));
    let seen = citizen.call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.unwrap();
    assert!(seen.result.is_some());
    assert!(seen.steps.iter().all(|step| step.what != "internal"), "{:?}", seen.steps);
    // A citizen's own paper is never the result.
    let paper = done.answers.pages().next().unwrap().1.upload.clone();
    let second = id_of(&house, &birth(&house, &house.phone().await, 2).await.code).await;
    tell(&house, &clerk, &second, C::Receive {}).await.unwrap();
    assert_eq!(tell(&house, &leader, &second, C::Finish { upload: paper }).await.unwrap_err().code, P::FilesMissing);
}

#[tokio::test]
async fn a_second_request_needs_the_leader_and_counts_as_overdue() {
    let house = House::open().await;
    let phone = house.phone().await;
    let receipt = birth(&house, &phone, 1).await;
    let id = id_of(&house, &receipt.code).await;
    let (clerk, _) = worker(&house, "mot-cua", &[Role::Clerk], &[]).await;
    let (leader, _) = worker(&house, "lanh-dao", &[Role::Leader], &[]).await;
    let ask = |leader_reason: Option<&str>| C::RequestSupplement {
        reasons: vec![Reason { field: "requester_phone".into(), code: Fault::Incorrect, text: "Sai số".into() }],
        note: String::new(),
        leader_reason: leader_reason.map(str::to_owned),
    };
    let asked = tell(&house, &clerk, &id, ask(None)).await.unwrap();
    assert_eq!((asked.asked[0].code, asked.counts_overdue), (Fault::Incorrect, false));
    let mut answers = Answers::default();
    answers.set("requester_phone", Value::Text("0900000123".into()));
    let holder = phone.holding(&receipt.secret).with(motcua_contract::IDEMPOTENCY_HEADER, key());
    holder.call::<SupplementDossier>(&[&receipt.code], &Supplement { answers }).await.unwrap();

    let again = tell(&house, &clerk, &id, ask(None)).await.unwrap_err();
    assert_eq!(again.refusal, Some(Refusal::SupplementAlreadyAsked));
    assert_eq!(tell(&house, &clerk, &id, ask(Some("Cần gấp"))).await.unwrap_err().code, P::Forbidden);
    assert_eq!(tell(&house, &leader, &id, ask(Some("  "))).await.unwrap_err().refusal, Some(Refusal::ReasonMissing));
    let second = tell(&house, &leader, &id, ask(Some("Có tình tiết mới"))).await.unwrap();
    assert!(second.counts_overdue && second.supplements_asked == 2 && second.paused);

    // The board counts it, and the figure opens the list with it alone.
    birth(&house, &house.phone().await, 2).await;
    let board: motcua_contract::register::Board =
        leader.request("GET", "/api/desk/board", &[], "").await.read().unwrap();
    let flagged = board.figures.iter().find(|figure| figure.name == "flagged").unwrap();
    assert_eq!((flagged.count, flagged.list.due.as_deref()), (1, Some("flagged")));
    let list = leader.request("GET", "/api/desk/dossiers?view=all&due=flagged", &[], "").await;
    let list: motcua_contract::desk::WorkList = list.read().unwrap();
    assert_eq!(list.items.iter().map(|item| &item.id).collect::<Vec<_>>(), [&id]);
    assert_eq!((list.counts["waiting"], list.counts["new"]), (1, 0), "the views are counted with it too");
}

#[tokio::test]
async fn two_clerks_at_once_and_exactly_one_wins() {
    let house = House::open().await;
    let (one, _) = worker(&house, "quay-1", &[Role::Clerk], &[]).await;
    let (two, _) = worker(&house, "quay-2", &[Role::Clerk], &[]).await;
    for number in 0..10 {
        let id = id_of(&house, &birth(&house, &house.phone().await, number).await.code).await;
        let (left, right) = (one.with("if-match", "\"1\""), two.with("if-match", "\"1\""));
        let segments = [id.as_str()];
        let refuse = C::Refuse { reason: because() };
        let (left, right) = tokio::join!(
            left.call::<CommandDossier>(&segments, &C::Receive {}),
            right.call::<CommandDossier>(&segments, &refuse)
        );
        let lost = [left.err(), right.err()].into_iter().flatten().collect::<Vec<_>>();
        assert_eq!(lost.len(), 1);
        assert_eq!((lost[0].code, lost[0].current), (P::Stale, Some(2)));
        assert_eq!(version(&house, &id).await, 2);
    }
}

#[tokio::test]
async fn paper_is_scanned_at_the_counter_and_looked_at_one_by_one() {
    let house = House::open().await;
    let phone = house.phone().await;
    let id = id_of(&house, &birth(&house, &phone, 1).await.code).await;
    let (clerk, _) = worker(&house, "mot-cua", &[Role::Clerk], &[]).await;
    let (first, second) = (clerk.upload(&files::jpeg(61), "image/jpeg").await.unwrap(), pdf(&clerk, 2).await);
    let pages = vec![page(&first), page(&second)];
    let scan =
        |paper: &str, pages: &[_], sheets: u32| C::Digitise { paper: paper.into(), pages: pages.to_vec(), sheets };
    let problem = tell(&house, &clerk, &id, scan("nothing", &pages, 3)).await.unwrap_err();
    assert_eq!(problem.findings[0].code, Code::UnknownField);
    let problem = tell(&house, &clerk, &id, scan("birth_paper", &pages, 2)).await.unwrap_err();
    assert_eq!(problem.refusal, Some(Refusal::PageCountDiffers));
    let problem = tell(&house, &clerk, &id, scan("birth_paper", &[], 0)).await.unwrap_err();
    assert_eq!(problem.refusal, Some(Refusal::NothingGiven));
    // The number of pages is what the server found, not what the browser says.
    let mut lied = pages.clone();
    lied[1].pages = 1;
    let problem = tell(&house, &clerk, &id, scan("birth_paper", &lied, 2)).await.unwrap_err();
    assert_eq!(problem.refusal, Some(Refusal::PageCountDiffers));
    let theirs = page(&phone.upload(&files::jpeg(62), "image/jpeg").await.unwrap());
    let problem = tell(&house, &clerk, &id, scan("birth_paper", &[theirs], 1)).await.unwrap_err();
    assert_eq!(problem.code, P::FilesMissing);
    let scanned = tell(&house, &clerk, &id, scan("birth_paper", &pages, 3)).await.unwrap();
    let kept: Vec<&str> = scanned.answers.pages().map(|(_, page)| page.upload.as_str()).collect();
    assert_eq!(kept, [first.upload.as_str(), second.upload.as_str()]);
    assert_eq!(clerk.send::<DownloadFile>(&[&id, &second.upload], &NoBody {}).await.status, 200);

    let check = |paper: &str| PaperCheck { paper: paper.into(), verdict: Verdict::Wrong, note: "Mờ".into() };
    for (checks, code) in
        [(vec![check("requester_name")], Code::UnknownField), (vec![check("birth_paper"); 2], Code::MustDiffer)]
    {
        let problem = tell(&house, &clerk, &id, C::CheckPapers { checks }).await.unwrap_err();
        assert_eq!(problem.findings[0].code, code);
    }
    let checked = tell(&house, &clerk, &id, C::CheckPapers { checks: vec![check("birth_paper")] }).await.unwrap();
    assert_eq!(checked.checks, [check("birth_paper")]);
}

#[tokio::test]
async fn an_act_is_taken_back_by_who_made_it_within_ten_minutes() {
    let house = House::open().await;
    let receipt = birth(&house, &house.phone().await, 1).await;
    let id = id_of(&house, &receipt.code).await;
    let (one, me) = worker(&house, "quay-1", &[Role::Clerk], &[]).await;
    let (two, _) = worker(&house, "quay-2", &[Role::Clerk], &[]).await;
    let received = tell(&house, &one, &id, C::Receive {}).await.unwrap();
    assert!(received.undo_until.is_some());
    assert_eq!(open(&two, &id).await.unwrap().undo_until, None, "only one's own");
    assert_eq!(tell(&house, &two, &id, C::Undo {}).await.unwrap_err().refusal, Some(Refusal::NothingToUndo));
    let undone = tell(&house, &one, &id, C::Undo {}).await.unwrap();
    assert_eq!((undone.state, undone.version, undone.undo_until), (State::Submitted, 3, None));
    assert_eq!(undone.events.last().map(|e| e.actor.clone()), Some(Actor::Staff(me)), "it stays on record");
    let holder = house.visitor().holding(&receipt.secret);
    let steps = holder.call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.unwrap().steps;
    assert_eq!(steps.iter().map(|step| step.what.as_str()).collect::<Vec<_>>(), ["submitted"]);
    assert_eq!(tell(&house, &one, &id, C::Undo {}).await.unwrap_err().refusal, Some(Refusal::NothingToUndo));
    tell(&house, &one, &id, C::Receive {}).await.unwrap();
    house.pass(SignedDuration::from_mins(11));
    assert_eq!(open(&one, &id).await.unwrap().undo_until, None);
    assert_eq!(tell(&house, &one, &id, C::Undo {}).await.unwrap_err().refusal, Some(Refusal::NothingToUndo));
}

#[tokio::test]
async fn copies_are_done_while_the_citizen_waits() {
    let house = House::open().await;
    let id = id_of(&house, &of(&house, COPIES).await.code).await;
    let (clerk, _) = worker(&house, "mot-cua", &[Role::Clerk], &[]).await;
    let done = tell(&house, &clerk, &id, C::HandOver { upload: None }).await.unwrap();
    assert_eq!((done.state, done.same_visit, done.result), (State::Returned, true, None));
    // Where a leader approves, a clerk cannot hand anything over.
    let other = id_of(&house, &birth(&house, &house.phone().await, 1).await.code).await;
    let problem = tell(&house, &clerk, &other, C::HandOver { upload: None }).await.unwrap_err();
    assert_eq!(problem.refusal, Some(Refusal::ApprovalNeeded));
}
