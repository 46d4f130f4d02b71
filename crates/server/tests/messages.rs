//! Messages between desk and citizen: written once, read by both sides and nobody else, marked when they are seen.
use jiff::SignedDuration;
use motcua_contract::{
    IDEMPOTENCY_HEADER, NoBody, Problem, ProblemCode as P, REPLAYED_HEADER,
    accounts::{AccountChange, ChangeAccount, ListAccounts},
    desk::{ListWork, OpenDossier, WorkList},
    dossiers::{Receipt, TrackDossier},
    messages::{
        CitizenMessageFile, CitizenMessages, DeskMessageFile, DeskMessages, FILES, Messages, NewMessage, TEXT_LENGTH,
        WriteFromCitizen, WriteFromDesk,
    },
};
use motcua_domain::{code::Code, staff::Role};
use motcua_tests::{
    Client, House, files,
    people::{birth, key},
};

/// A dossier, whoever holds its receipt, and a clerk.
struct Talk {
    house: House,
    phone: Client,
    receipt: Receipt,
    clerk: Client,
    id: String,
}

impl Talk {
    async fn open() -> Self {
        let house = House::open().await;
        let phone = house.phone().await;
        let receipt = birth(&house, &phone, 1).await;
        let phone = phone.holding(&receipt.secret);
        let clerk = house.staff("canbo", &[Role::Clerk]).await;
        let id = list(&clerk, "").await.items[0].id.clone();
        Self { house, phone, receipt, clerk, id }
    }

    async fn ask(&self, key: &str, new: &NewMessage) -> Result<Messages, Problem> {
        self.phone.with(IDEMPOTENCY_HEADER, key).call::<WriteFromCitizen>(&[&self.receipt.code], new).await
    }

    async fn answer(&self, who: &Client, key: &str, new: &NewMessage) -> Result<Messages, Problem> {
        who.with(IDEMPOTENCY_HEADER, key).call::<WriteFromDesk>(&[&self.id], new).await
    }

    async fn at_the_desk(&self, who: &Client) -> Result<Messages, Problem> {
        who.call::<DeskMessages>(&[&self.id], &NoBody {}).await
    }

    async fn on_the_phone(&self) -> Messages {
        self.phone.call::<CitizenMessages>(&[&self.receipt.code], &NoBody {}).await.unwrap()
    }

    async fn unread(&self) -> (u32, u32, usize) {
        let opened = self.clerk.call::<OpenDossier>(&[&self.id], &NoBody {}).await.unwrap().unread;
        let listed = list(&self.clerk, "").await.items[0].unread;
        (opened, listed, list(&self.clerk, "?unread=true").await.items.len())
    }
}

async fn list(who: &Client, query: &str) -> WorkList {
    let path = format!("{}{query}", <ListWork as motcua_contract::Endpoint>::PATH);
    who.request("GET", &path, &[], "").await.read().unwrap()
}

fn words(text: &str) -> NewMessage {
    NewMessage { text: text.to_owned(), uploads: Vec::new() }
}

async fn photo(who: &Client, mark: u32) -> String {
    who.upload(&files::jpeg(mark), "image/jpeg").await.unwrap().upload
}

#[tokio::test]
async fn each_side_reads_what_the_other_wrote_and_sees_that_it_was_read() {
    let talk = Talk::open().await;
    let sent = talk.ask(&key(), &words("  Cháu cần thêm giấy gì?\r\n\r\n\r\nXin cảm ơn ")).await.unwrap();
    let first = &sent.messages[0];
    assert_eq!((first.by.as_str(), first.text.as_str()), ("citizen", "Cháu cần thêm giấy gì?\n\nXin cảm ơn"));
    assert_eq!((first.read_at, talk.unread().await), (None, (1, 1, 1)));
    talk.ask(&key(), &words("Cháu hỏi thêm")).await.unwrap();
    assert_eq!(talk.unread().await, (2, 2, 1));

    talk.house.pass(SignedDuration::from_mins(5));
    let seen = talk.at_the_desk(&talk.clerk).await.unwrap();
    let at = seen.messages[0].read_at.unwrap();
    assert_eq!(at.duration_since(first.at), SignedDuration::from_mins(5));
    assert_eq!(talk.unread().await, (0, 0, 0));
    talk.house.pass(SignedDuration::from_mins(5));
    assert_eq!(talk.at_the_desk(&talk.clerk).await.unwrap().messages[0].read_at, Some(at), "the first time counts");

    let answered = talk.answer(&talk.clerk, &key(), &words("Dạ đủ rồi ạ")).await.unwrap();
    let last = answered.messages.last().unwrap();
    assert_eq!((last.by.as_str(), last.read_at, answered.messages.len()), ("office", None, 3));
    assert!(last.name.is_some(), "colleagues see who wrote");
    let waiting = async || talk.phone.call::<TrackDossier>(&[&talk.receipt.code], &NoBody {}).await.unwrap().unread;
    assert_eq!(waiting().await, 1);
    let phone = talk.on_the_phone().await;
    assert_eq!(waiting().await, 0);
    let last = phone.messages.last().unwrap();
    assert_eq!((last.name.as_deref(), last.read_at.is_some()), (None, true), "for the citizen it is the office");
    assert_eq!(talk.unread().await, (0, 0, 0), "the office's own words wait for nobody at the desk");
    assert!(talk.at_the_desk(&talk.clerk).await.unwrap().messages[2].read_at.is_some());
}

#[tokio::test]
async fn a_change_of_the_dossier_and_a_restart_keep_the_count() {
    use motcua_contract::desk::{CommandDossier, DeskCommand};
    let mut talk = Talk::open().await;
    talk.ask(&key(), &words("Cháu chờ")).await.unwrap();
    let command = talk.clerk.with("if-match", "\"1\"");
    command.call::<CommandDossier>(&[&talk.id], &DeskCommand::Receive {}).await.unwrap();
    assert_eq!(talk.unread().await, (1, 1, 1));
    talk.house = talk.house.restart().await;
    talk.clerk = talk.house.visitor();
    talk.clerk.sign_in("canbo", motcua_tests::house::PASSWORD).await.unwrap();
    assert_eq!(talk.unread().await, (1, 1, 1));
}

#[tokio::test]
async fn the_same_request_again_writes_nothing() {
    let talk = Talk::open().await;
    let (once, new) = (key(), NewMessage { text: "Ảnh đây ạ".into(), uploads: vec![photo(&talk.phone, 7).await] });
    let segments = [talk.receipt.code.as_str()];
    let phone = talk.phone.with(IDEMPOTENCY_HEADER, once.clone());
    let (left, right) =
        tokio::join!(phone.send::<WriteFromCitizen>(&segments, &new), phone.send::<WriteFromCitizen>(&segments, &new));
    assert_eq!((left.status.as_u16(), right.status.as_u16()), (200, 200));
    let again = phone.send::<WriteFromCitizen>(&segments, &new).await;
    assert_eq!(again.header(REPLAYED_HEADER), "true");
    assert_eq!(again.read::<Messages>().unwrap().messages.len(), 1);
    assert_eq!(talk.ask(&once, &words("Khác")).await.unwrap_err().code, P::KeyReused);
    assert_eq!(talk.answer(&talk.clerk, &once, &new).await.unwrap_err().code, P::KeyReused, "another's key");
    assert_eq!(talk.phone.call::<WriteFromCitizen>(&segments, &new).await.unwrap_err().code, P::BadHeader);
    assert_eq!(talk.on_the_phone().await.messages.len(), 1);
}

#[tokio::test]
async fn a_message_has_its_limits() {
    let talk = Talk::open().await;
    for empty in ["", " \n\u{200b}\t "] {
        let problem = talk.ask(&key(), &words(empty)).await.unwrap_err();
        assert_eq!((problem.code, problem.findings[0].code), (P::Invalid, Code::Required), "{empty:?}");
    }
    // Characters, not bytes.
    assert!(talk.ask(&key(), &words(&"ế".repeat(TEXT_LENGTH))).await.is_ok());
    let problem = talk.ask(&key(), &words(&"ế".repeat(TEXT_LENGTH + 1))).await.unwrap_err();
    assert_eq!((problem.code, problem.findings[0].code), (P::Invalid, Code::TooLong));

    let mut uploads = Vec::new();
    for mark in 0..=FILES {
        uploads.push(photo(&talk.phone, u32::try_from(mark).unwrap()).await);
    }
    let mut new = NewMessage { text: String::new(), uploads };
    assert_eq!(talk.ask(&key(), &new).await.unwrap_err().code, P::TooManyFiles);
    let spare = new.uploads.pop().unwrap();
    let sent = talk.ask(&key(), &new).await.unwrap();
    let kept: Vec<String> = sent.messages[1].files.iter().map(|file| file.upload.clone()).collect();
    assert_eq!(kept, new.uploads, "files alone are a message, in their order");
    // Twice the same file, or one that is part of a message already.
    for uploads in [vec![spare.clone(), spare.clone()], vec![spare.clone(), kept[0].clone()]] {
        let problem = talk.ask(&key(), &NewMessage { text: "a".into(), uploads: uploads.clone() }).await.unwrap_err();
        assert_eq!((problem.code, problem.missing), (P::FilesMissing, vec![uploads[1].clone()]));
    }
    assert_eq!(talk.on_the_phone().await.messages.len(), 2, "a refused message leaves nothing behind");
    assert!(talk.ask(&key(), &NewMessage { text: String::new(), uploads: vec![spare] }).await.is_ok(), "not bound");
}

#[tokio::test]
async fn who_writes_without_end_has_to_wait() {
    let talk = Talk::open().await;
    for number in 0..30 {
        talk.ask(&key(), &words(&format!("Lần {number}"))).await.unwrap();
    }
    assert_eq!(talk.ask(&key(), &words("Nữa")).await.unwrap_err().code, P::TooManyRequests);
    assert!(talk.answer(&talk.clerk, &key(), &words("Dạ")).await.is_ok(), "the desk may always answer");
    talk.house.pass(SignedDuration::from_hours(1));
    assert!(talk.ask(&key(), &words("Nữa")).await.is_ok());
}

#[tokio::test]
async fn files_are_for_both_sides_and_for_nobody_else() {
    let talk = Talk::open().await;
    let (mine, theirs) = (photo(&talk.phone, 1).await, photo(&talk.clerk, 2).await);
    let stolen = NewMessage { text: "a".into(), uploads: vec![theirs.clone()] };
    assert_eq!(talk.ask(&key(), &stolen).await.unwrap_err().missing, std::slice::from_ref(&theirs));
    let mut nobody = talk.phone.clone();
    nobody.device = None;
    let unsigned = NewMessage { text: "a".into(), uploads: vec![mine.clone()] };
    let code = talk.receipt.code.as_str();
    let problem = nobody.with(IDEMPOTENCY_HEADER, key()).call::<WriteFromCitizen>(&[code], &unsigned).await;
    assert_eq!(problem.unwrap_err().code, P::FilesMissing, "a receipt alone opens no uploads");
    talk.ask(&key(), &unsigned).await.unwrap();
    talk.answer(&talk.clerk, &key(), &stolen).await.unwrap();

    let views = async || talk.house.app.store.views(&talk.id).await.unwrap();
    let before = views().await;
    for upload in [&mine, &theirs] {
        let citizen = talk.phone.send::<CitizenMessageFile>(&[code, upload], &NoBody {}).await;
        let desk = talk.clerk.send::<DeskMessageFile>(&[&talk.id, upload], &NoBody {}).await;
        assert_eq!((citizen.status.as_u16(), desk.status.as_u16()), (200, 200));
        assert_eq!(citizen.body, desk.body);
        assert!(desk.header("content-disposition").starts_with("attachment;"));
        assert_eq!(desk.header("content-security-policy"), "default-src 'none'; sandbox");
    }
    assert_eq!(views().await, before + 2, "the desk's views are recorded");

    // Another dossier's holder, and another dossier's address.
    let other_phone = talk.house.phone().await;
    let other = birth(&talk.house, &other_phone, 2).await;
    let other_phone = other_phone.holding(&other.secret);
    assert_eq!(other_phone.send::<CitizenMessageFile>(&[&other.code, &mine], &NoBody {}).await.status, 404);
    assert_eq!(other_phone.send::<CitizenMessages>(&[code], &NoBody {}).await.status, 404);
    let ids: Vec<String> = list(&talk.clerk, "").await.items.into_iter().map(|item| item.id).collect();
    let foreign = ids.iter().find(|id| **id != talk.id).unwrap();
    assert_eq!(talk.clerk.send::<DeskMessageFile>(&[foreign, &mine], &NoBody {}).await.status, 404);
    // A paper of the dossier is not a file of a message.
    let opened = talk.clerk.call::<OpenDossier>(&[&talk.id], &NoBody {}).await.unwrap();
    let paper = opened.answers.pages().next().unwrap().1.upload.clone();
    assert_eq!(talk.clerk.send::<DeskMessageFile>(&[&talk.id, &paper], &NoBody {}).await.status, 404);
    assert_eq!(views().await, before + 2);
}

#[tokio::test]
async fn roles_go_as_far_as_the_policy() {
    let talk = Talk::open().await;
    talk.ask(&key(), &words("Cháu chào cô")).await.unwrap();
    let auditor = talk.house.staff("kiemtra", &[Role::Auditor]).await;
    assert_eq!(talk.at_the_desk(&auditor).await.unwrap().messages[0].read_at, None);
    assert_eq!(talk.unread().await, (1, 1, 1), "who may not answer takes nothing off those who do");
    assert_eq!(talk.answer(&auditor, &key(), &words("Dạ")).await.unwrap_err().code, P::Forbidden);
    for role in [Role::Receptionist, Role::Administrator] {
        let client = talk.house.staff(role.as_str(), &[role]).await;
        assert_eq!(talk.at_the_desk(&client).await.unwrap_err().code, P::Forbidden);
        assert_eq!(talk.answer(&client, &key(), &words("Dạ")).await.unwrap_err().code, P::Forbidden);
    }
    // An officer of another field: as if it were not there.
    let officer = talk.house.staff("congchuc", &[Role::Officer]).await;
    assert!(talk.at_the_desk(&officer).await.is_ok(), "their field");
    let admin = talk.house.staff("quantri", &[Role::Administrator]).await;
    let accounts = admin.call::<ListAccounts>(&[], &NoBody {}).await.unwrap().accounts;
    let account = accounts.into_iter().find(|account| account.user == "congchuc").unwrap();
    let fields = vec!["chung_thuc".to_owned()];
    let change = AccountChange { name: account.name, roles: account.roles, fields, disabled: false };
    admin.call::<ChangeAccount>(&[&account.id], &change).await.unwrap();
    assert_eq!(talk.at_the_desk(&officer).await.unwrap_err().code, P::NotFound);
    assert_eq!(talk.answer(&officer, &key(), &words("Dạ")).await.unwrap_err().code, P::NotFound);
    let leader = talk.house.staff("lanhdao", &[Role::Leader]).await;
    assert!(talk.answer(&leader, &key(), &words("Dạ")).await.is_ok());
    assert_eq!(talk.on_the_phone().await.messages.len(), 2);
}
