//! Drafts that desk and phone fill in together: one-time codes, two hands on one draft, and one dossier in the end.
use jiff::SignedDuration;
use motcua_contract::{
    Endpoint, IDEMPOTENCY_HEADER, NoBody, Problem, ProblemCode as P,
    accounts::{AccountChange, ChangeAccount, ListAccounts},
    desk::OpenDossier,
    dossiers::{GetReceipt, Submission, TrackDossier},
    drafts::{
        Author, BringDraft, ChangeDraft, CloseDraft, DraftChange, GetDraft, GetDraftFile, HandInDraft, HandedIn,
        JoinDraft, ListDrafts, NewDraft, Offer, OfferDraft, OpenDraft, SharedDraft, SubmitDraft, TakeDraft,
    },
};
use motcua_domain::{
    dossier::{Actor, Channel, What},
    form::{Answers, Source, Value},
    staff::Role,
};
use motcua_tests::{
    Client, House, files,
    people::{BIRTH, fill_in, key, page},
};

const CASE: &[(&str, bool)] = &[("has_birth_paper", true)];

fn text(value: &str) -> Option<Value> {
    Some(Value::Text(value.to_owned()))
}

fn entries(pairs: &[(&str, Option<Value>)]) -> DraftChange {
    let entries = pairs.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
    DraftChange { entries, ..DraftChange::default() }
}

fn everything(answers: &Answers) -> DraftChange {
    let entries = answers.values.iter().map(|(field, value)| (field.clone(), Some(value.clone()))).collect();
    DraftChange { entries, sources: answers.sources.clone() }
}

async fn receptionist(house: &House) -> Client {
    house.staff("letan", &[Role::Receptionist]).await
}

fn new_draft(house: &House, answers: Answers) -> NewDraft {
    let version = house.app.world.bundle(BIRTH).unwrap().procedure.version;
    NewDraft { procedure: BIRTH.to_owned(), version, answers }
}

async fn opened(house: &House, staff: &Client) -> SharedDraft {
    staff.call::<OpenDraft>(&[], &new_draft(house, Answers::default())).await.unwrap()
}

async fn offered(from: &Client, draft: &SharedDraft) -> Offer {
    from.call::<OfferDraft>(&[&draft.id], &NoBody {}).await.unwrap()
}

async fn join(who: &Client, code: &str) -> Result<SharedDraft, Problem> {
    who.call::<JoinDraft>(&[], &TakeDraft { code: code.to_owned() }).await
}

async fn change(who: &Client, draft: &SharedDraft, change: &DraftChange) -> Result<SharedDraft, Problem> {
    who.call::<ChangeDraft>(&[&draft.id], change).await
}

async fn look(who: &Client, draft: &SharedDraft) -> Result<SharedDraft, Problem> {
    who.call::<GetDraft>(&[&draft.id], &NoBody {}).await
}

async fn submit(who: &Client, draft: &str, seq: u64, key: &str) -> Result<HandedIn, Problem> {
    let body = HandInDraft { seq, notice: "1".to_owned(), language: "vi".to_owned() };
    who.with(IDEMPOTENCY_HEADER, key).call::<SubmitDraft>(&[draft], &body).await
}

/// A draft with both ends and everything filled in: the photos are the phone's, the rest is the desk's.
async fn both(house: &House, staff: &Client, phone: &Client) -> (SharedDraft, Submission) {
    let draft = opened(house, staff).await;
    join(phone, &offered(staff, &draft).await.code).await.unwrap();
    let good = fill_in(house, phone, BIRTH, CASE, 1).await;
    let (mut photos, mut rest) = (good.answers.clone(), good.answers.clone());
    photos.values.retain(|_, value| matches!(value, Value::Pages(_)));
    rest.values.retain(|_, value| !matches!(value, Value::Pages(_)));
    change(staff, &draft, &everything(&rest)).await.unwrap();
    let draft = change(phone, &draft, &everything(&photos)).await.unwrap();
    (draft, good)
}

#[tokio::test]
async fn a_code_works_once_for_five_minutes_and_for_the_other_end() {
    let house = House::open().await;
    let (staff, phone, stranger) = (receptionist(&house).await, house.phone().await, house.phone().await);
    let draft = opened(&house, &staff).await;
    let first = offered(&staff, &draft).await;
    assert!(first.link.ends_with(&format!("/noi#{}", first.code)), "{}", first.link);
    assert_eq!(first.number, draft.number);
    assert!(draft.number.len() == 5 && draft.number.as_bytes()[2] == b' ', "{}", draft.number);
    let second = offered(&staff, &draft).await;
    assert_eq!(join(&phone, &first.code).await.unwrap_err().code, P::HandOffExpired, "a new code ends the old");
    assert_eq!(join(&staff, &second.code).await.unwrap_err().code, P::HandOffExpired, "not for one's own end");
    assert_eq!(join(&phone, "nonsense").await.unwrap_err().code, P::HandOffExpired);
    let joined = join(&phone, &second.code).await.unwrap();
    assert_eq!((joined.id.as_str(), joined.number.as_str(), joined.phone), (&*draft.id, &*draft.number, true));
    assert_eq!(joined.staff.as_deref(), Some("Cán bộ Thử"));
    assert_eq!(join(&stranger, &second.code).await.unwrap_err().code, P::HandOffUsed);
    // The answer was lost on the way: the same phone asks again.
    assert_eq!(join(&phone, &second.code).await.unwrap().id, draft.id);
    assert_eq!(look(&stranger, &draft).await.unwrap_err().code, P::NotFound);
    let third = offered(&staff, &draft).await;
    house.pass(SignedDuration::from_mins(5));
    assert_eq!(join(&phone, &third.code).await.unwrap_err().code, P::HandOffExpired);
}

#[tokio::test]
async fn codes_cannot_be_tried_for_long() {
    let house = House::open().await;
    let (staff, phone) = (receptionist(&house).await, house.phone().await);
    let offer = offered(&staff, &opened(&house, &staff).await).await;
    for number in 0..20 {
        assert_eq!(join(&phone, &number.to_string()).await.unwrap_err().code, P::HandOffExpired);
    }
    assert_eq!(join(&phone, &offer.code).await.unwrap_err().code, P::TooManyRequests);
    assert!(join(&house.phone().await, &offer.code).await.is_ok(), "another phone is not held up");
}

#[tokio::test]
async fn only_those_who_fill_in_and_only_their_own() {
    let house = House::open().await;
    let (staff, phone) = (receptionist(&house).await, house.phone().await);
    let officer = house.staff("chuyenvien", &[Role::Officer]).await;
    let mine = phone.call::<BringDraft>(&[], &new_draft(&house, Answers::default())).await.unwrap();
    // Nobody handed it over yet: the desk knows nothing of it.
    assert_eq!(look(&staff, &mine).await.unwrap_err().code, P::NotFound);
    assert!(staff.call::<ListDrafts>(&[], &NoBody {}).await.unwrap().drafts.is_empty());
    let offer = offered(&phone, &mine).await;
    assert_eq!(join(&officer, &offer.code).await.unwrap_err().code, P::Forbidden);
    join(&staff, &offer.code).await.unwrap();
    assert_eq!(look(&officer, &mine).await.unwrap_err().code, P::Forbidden);
    assert_eq!(look(&house.visitor(), &mine).await.unwrap_err().code, P::SignedOut);
    // Any clerk of the desk goes on; nobody gives the citizen's draft to another phone.
    let clerk = house.staff("motcua", &[Role::Clerk]).await;
    assert_eq!(look(&clerk, &mine).await.unwrap().id, mine.id);
    assert_eq!(staff.call::<ListDrafts>(&[], &NoBody {}).await.unwrap().drafts.len(), 1);
    let wrong = offered(&clerk, &mine).await;
    assert_eq!(join(&house.phone().await, &wrong.code).await.unwrap_err().code, P::HandOffExpired);
}

#[tokio::test]
async fn entries_of_both_meet_field_by_field() {
    let house = House::open().await;
    let (staff, phone) = (receptionist(&house).await, house.phone().await);
    let draft = opened(&house, &staff).await;
    join(&phone, &offered(&staff, &draft).await.code).await.unwrap();
    let one = entries(&[("requester_name", text("Nguyễn Thị A")), ("requester_phone", text("0900000001"))]);
    change(&staff, &draft, &one).await.unwrap();
    let two = entries(&[("requester_phone", text("0900000002")), ("requester_name", text("Nguyễn Thị A"))]);
    let after = change(&phone, &draft, &two).await.unwrap();
    assert_eq!(
        after.authors["requester_name"],
        Author::Staff { name: "Cán bộ Thử".to_owned() },
        "said again, not made"
    );
    assert_eq!(after.authors["requester_phone"], Author::Citizen);
    let seen = look(&staff, &draft).await.unwrap();
    assert_eq!((seen.answers.get("requester_phone"), seen.seq), (text("0900000002").as_ref(), after.seq));
    // Nothing new is no change.
    assert_eq!(change(&phone, &draft, &two).await.unwrap().seq, after.seq);
    let cleared = change(&staff, &draft, &entries(&[("requester_phone", None)])).await.unwrap();
    assert!(cleared.answers.get("requester_phone").is_none() && !cleared.authors.contains_key("requester_phone"));
    let unknown = change(&phone, &draft, &entries(&[("never_heard_of", text("x"))])).await.unwrap_err();
    assert_eq!((unknown.code, unknown.findings[0].field.as_str()), (P::Invalid, "never_heard_of"));
    let huge = change(&phone, &draft, &entries(&[("requester_name", text(&"a".repeat(40_000)))])).await.unwrap_err();
    assert_eq!(huge.code, P::Invalid);
    // Nobody says of an entry that staff made it.
    let mut lying = entries(&[("requester_name", text("Trần B"))]);
    lying.sources.insert("requester_name".to_owned(), Source::Staff);
    let after = change(&phone, &draft, &lying).await.unwrap();
    assert_eq!(
        (after.answers.source("requester_name"), &after.authors["requester_name"]),
        (Source::Typed, &Author::Citizen)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_waits_is_told_of_a_change() {
    let house = House::open().await;
    let (staff, phone) = (receptionist(&house).await, house.phone().await);
    let draft = opened(&house, &staff).await;
    join(&phone, &offered(&staff, &draft).await.code).await.unwrap();
    let seq = look(&phone, &draft).await.unwrap().seq;
    let waiting = tokio::spawn({
        let (phone, path) = (phone.clone(), format!("{}?after={seq}", <GetDraft as Endpoint>::path(&[&draft.id])));
        async move { phone.request("GET", &path, &[], axum::body::Body::empty()).await.read::<SharedDraft>().unwrap() }
    });
    tokio::task::yield_now().await;
    change(&staff, &draft, &entries(&[("requester_name", text("Nguyễn Thị A"))])).await.unwrap();
    let told = waiting.await.unwrap();
    assert_eq!((told.seq, told.answers.get("requester_name")), (seq + 1, text("Nguyễn Thị A").as_ref()));
}

#[tokio::test]
async fn the_desk_hands_in_with_the_phones_photos_and_the_dossier_is_the_citizens() {
    let house = House::open().await;
    let (staff, phone) = (house.clerk("motcua").await, house.phone().await);
    let (draft, good) = both(&house, &staff, &phone).await;
    // The other end's photo can be looked at, and that is recorded with the dossier.
    let photo = good.answers.get("birth_paper").unwrap().as_pages()[0].upload.clone();
    let path = [draft.id.as_str(), photo.as_str()];
    let bytes = staff.send::<GetDraftFile>(&path, &NoBody {}).await;
    assert_eq!((bytes.status.as_u16(), bytes.header("content-type")), (200, "image/jpeg"));
    let other = page(&house.phone().await.upload(&files::jpeg(77), "image/jpeg").await.unwrap()).upload;
    assert_eq!(staff.send::<GetDraftFile>(&[&draft.id, &other], &NoBody {}).await.problem().code, P::NotFound);
    let key = key();
    assert_eq!(submit(&staff, &draft.id, draft.seq - 1, &key).await.unwrap_err().current, Some(draft.seq));
    let made = submit(&staff, &draft.id, draft.seq, &key).await.unwrap();
    // Twice is once, whoever asks with the key.
    assert_eq!(submit(&staff, &draft.id, draft.seq, &key).await.unwrap(), made);
    assert_eq!(house.app.store.dossier_count().await.unwrap(), 1);
    assert_eq!(
        submit(&staff, &draft.id, draft.seq, &motcua_tests::people::key()).await.unwrap_err().code,
        P::DraftOver
    );
    assert_eq!(change(&phone, &draft, &DraftChange::default()).await.unwrap_err().code, P::DraftOver);
    // The phone learns of it and fetches its own receipt.
    let seen = look(&phone, &draft).await.unwrap();
    assert_eq!((seen.submission.as_deref(), seen.dossier, seen.answers), (Some(&*key), None, Answers::default()));
    let receipt = phone.call::<GetReceipt>(&[&key], &NoBody {}).await.unwrap();
    assert_eq!(receipt, made.receipt);
    assert!(phone.holding(&receipt.secret).call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.is_ok());
    // What the desk knows of it: who handed it in, and what staff entered.
    let dossier = staff.call::<OpenDossier>(&[made.dossier.as_deref().unwrap()], &NoBody {}).await.unwrap();
    assert_eq!(dossier.channel, Channel::Desk);
    assert_eq!(dossier.answers.source("requester_name"), Source::Staff);
    assert_eq!(dossier.answers.source("birth_paper"), Source::Typed);
    let record = house.app.store.by_id(made.dossier.as_deref().unwrap()).await.unwrap().unwrap();
    assert!(
        matches!(record.events[0].actor, Actor::Staff(_)) && matches!(record.events[0].what, What::Submitted { .. })
    );
    assert_eq!(house.app.store.views(&record.row.id).await.unwrap(), 1);
}

#[tokio::test]
async fn the_phone_hands_in_what_the_desk_scanned() {
    let house = House::open().await;
    let (staff, phone) = (house.clerk("motcua").await, house.phone().await);
    let mine = phone.call::<BringDraft>(&[], &new_draft(&house, Answers::default())).await.unwrap();
    join(&staff, &offered(&phone, &mine).await.code).await.unwrap();
    // Every paper is uploaded at the desk.
    let good = fill_in(&house, &staff, BIRTH, CASE, 1).await;
    let draft = change(&staff, &mine, &everything(&good.answers)).await.unwrap();
    let made = submit(&phone, &draft.id, draft.seq, &key()).await.unwrap();
    assert_eq!(made.dossier, None, "ids of the desk are the desk's");
    let record = house.app.store.by_code(&made.receipt.code).await.unwrap().unwrap();
    assert_eq!(record.events[0].actor, Actor::Citizen);
    assert_eq!(record.dossier.channel, Channel::Desk);
    assert!(phone.call::<GetReceipt>(&[&record.row.submission], &NoBody {}).await.is_ok());
}

#[tokio::test]
async fn without_a_phone_the_paper_slip_is_the_receipt() {
    let house = House::open().await;
    let staff = house.clerk("motcua").await;
    let draft = opened(&house, &staff).await;
    let good = fill_in(&house, &staff, BIRTH, CASE, 1).await;
    let mut bad = everything(&good.answers);
    bad.entries.remove("requester_name");
    let draft = change(&staff, &draft, &bad).await.unwrap();
    let problem = submit(&staff, &draft.id, draft.seq, &key()).await.unwrap_err();
    assert_eq!((problem.code, problem.findings[0].field.as_str()), (P::Invalid, "requester_name"));
    let draft = change(&staff, &draft, &everything(&good.answers)).await.unwrap();
    let made = submit(&staff, &draft.id, draft.seq, &key()).await.unwrap();
    let code = [made.receipt.code.as_str()];
    assert!(house.visitor().holding(&made.receipt.secret).call::<TrackDossier>(&code, &NoBody {}).await.is_ok());
    assert!(house.visitor().holding("guess").call::<TrackDossier>(&code, &NoBody {}).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_press_hand_in_and_one_dossier_is_made() {
    let house = House::open().await;
    let (staff, phone) = (house.clerk("motcua").await, house.phone().await);
    let (draft, _) = both(&house, &staff, &phone).await;
    let tries: Vec<_> = (0..20)
        .map(|number| {
            let (who, id, seq) =
                (if number % 2 == 0 { staff.clone() } else { phone.clone() }, draft.id.clone(), draft.seq);
            tokio::spawn(async move { submit(&who, &id, seq, &key()).await })
        })
        .collect();
    let (mut made, mut over) = (0, 0);
    for one in tries {
        match one.await.unwrap() {
            Ok(_) => made += 1,
            Err(problem) if problem.code == P::DraftOver => over += 1,
            Err(problem) => panic!("{problem:?}"),
        }
    }
    assert_eq!((made, over), (1, 19));
    assert_eq!(house.app.store.dossier_count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_closed_draft_and_one_left_alone_are_over_and_empty() {
    let house = House::open().await;
    let (staff, phone) = (receptionist(&house).await, house.phone().await);
    let (draft, _) = both(&house, &staff, &phone).await;
    phone.call::<CloseDraft>(&[&draft.id], &NoBody {}).await.unwrap();
    for who in [&staff, &phone] {
        assert_eq!(look(who, &draft).await.unwrap_err().code, P::DraftOver);
        assert_eq!(change(who, &draft, &DraftChange::default()).await.unwrap_err().code, P::DraftOver);
    }
    assert_eq!(house.app.store.draft(&draft.id).await.unwrap().unwrap().answers, Answers::default());
    let idle = opened(&house, &staff).await;
    house.pass(SignedDuration::from_hours(25));
    let mut staff = house.visitor();
    staff.sign_in("letan", motcua_tests::house::PASSWORD).await.unwrap();
    assert_eq!(look(&staff, &idle).await.unwrap_err().code, P::DraftOver);
    assert!(staff.call::<ListDrafts>(&[], &NoBody {}).await.unwrap().drafts.is_empty());
    let before = motcua_server::api::drafts::oldest(&house.app);
    assert_eq!(house.app.store.sweep_drafts(before).await.unwrap(), 2);
    assert!(house.app.store.draft(&idle.id).await.unwrap().is_none());
}

#[tokio::test]
async fn an_account_that_is_disabled_is_out_at_once() {
    let house = House::open().await;
    let (staff, administrator) = (receptionist(&house).await, house.staff("quantri", &[Role::Administrator]).await);
    let draft = opened(&house, &staff).await;
    let accounts = administrator.call::<ListAccounts>(&[], &NoBody {}).await.unwrap().accounts;
    let account = accounts.into_iter().find(|account| account.user == "letan").unwrap();
    let off = AccountChange { name: account.name, roles: account.roles, fields: account.fields, disabled: true };
    administrator.call::<ChangeAccount>(&[&account.id], &off).await.unwrap();
    let entry = entries(&[("requester_name", text("Nguyễn Thị A"))]);
    assert_eq!(change(&staff, &draft, &entry).await.unwrap_err().code, P::SignedOut);
    // A colleague goes on.
    assert!(change(&house.staff("motcua", &[Role::Clerk]).await, &draft, &entry).await.is_ok());
}
