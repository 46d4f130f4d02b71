//! Notices: one for each thing that happened, to the address in the dossier, exactly once, without anything personal in it.
use crate::outside::{Mood, Outside};
use jiff::SignedDuration;
use motcua_contract::{
    IDEMPOTENCY_HEADER, NoBody,
    desk::{CommandDossier, DeskCommand, ListWork},
    dossiers::Submission,
    messages::{CitizenMessages, NewMessage, WriteFromDesk},
};
use motcua_domain::{
    dossier::{Fault, Reason},
    form::{Answers, Source, Value},
};
use motcua_server::notices::{
    Outlets, TRIES, send_due,
    settings::{Mail, Secret, Sms, Tls},
};
use motcua_storage::notices::{Channel, Notice};
use motcua_tests::{
    Client, House,
    people::{BIRTH, fill_in, hand_in, key},
};

const EMAIL: &str = "canary-address@example.org";
const PHONE: &str = "0912 345 678";

/// A ward with a dossier, a mail server and a gateway.
struct Ward {
    house: House,
    clerk: Client,
    phone: Client,
    code: String,
    id: String,
    smtp: Outside,
    gateway: Outside,
    outlets: Outlets,
    submission: Submission,
}

impl Ward {
    async fn open() -> Self {
        Self::with("vi", true).await
    }

    /// `on`: both ways out are configured before the dossier comes.
    async fn with(language: &str, on: bool) -> Self {
        let house = House::open().await;
        let (smtp, gateway) = (Outside::smtp().await, Outside::gateway().await);
        let outlets = open(&house, on.then_some(&smtp), on.then_some(&gateway)).await;
        let phone = house.phone().await;
        let mut submission = fill_in(&house, &phone, BIRTH, &[("has_birth_paper", true)], 1).await;
        submission.language = language.to_owned();
        for (field, value) in [("requester_email", EMAIL), ("requester_phone", PHONE)] {
            submission.answers.fill(field, Value::Text(value.to_owned()), Source::Typed);
        }
        let receipt = hand_in(&phone, &submission, &key()).await.unwrap();
        let phone = phone.holding(&receipt.secret);
        let clerk = house.clerk("canbo").await;
        let id = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items[0].id.clone();
        Self { house, clerk, phone, code: receipt.code, id, smtp, gateway, outlets, submission }
    }

    async fn order(&self, command: DeskCommand) {
        let version = self.house.app.store.by_id(&self.id).await.unwrap().unwrap().dossier.version;
        let clerk = self.clerk.with("if-match", format!("\"{version}\""));
        clerk.call::<CommandDossier>(&[&self.id], &command).await.unwrap();
    }

    async fn write(&self, text: &str) {
        let new = NewMessage { text: text.to_owned(), uploads: Vec::new() };
        self.clerk.with(IDEMPOTENCY_HEADER, key()).call::<WriteFromDesk>(&[&self.id], &new).await.unwrap();
    }

    async fn send(&self) -> u32 {
        send_due(&self.house.app, &self.outlets).await.unwrap()
    }

    async fn kept(&self) -> Vec<Notice> {
        self.house.app.store.notices(&self.id).await.unwrap()
    }

    /// `mail received sent`, ...
    async fn lines(&self) -> Vec<String> {
        let line = |notice: Notice| [notice.channel, notice.kind, notice.state, notice.reason].join(" ");
        self.kept().await.into_iter().map(line).collect()
    }

    /// Another process over the same folder.
    async fn restart(mut self) -> Self {
        self.house = self.house.restart().await;
        self.outlets = open(&self.house, Some(&self.smtp), Some(&self.gateway)).await;
        self
    }
}

async fn open(house: &House, smtp: Option<&Outside>, gateway: Option<&Outside>) -> Outlets {
    let mail = smtp.map(|smtp| Mail {
        host: smtp.address.ip().to_string(),
        port: smtp.address.port(),
        tls: Tls::None,
        from: "motcua@ward.example".to_owned(),
        login: None,
    });
    let sms = gateway.map(|gateway| Sms {
        gateway: format!("http://{}/send", gateway.address).parse().unwrap(),
        token: Secret("token-of-the-ward".to_owned()),
    });
    Outlets::open(&house.app, mail.as_ref(), sms.as_ref()).await.unwrap()
}

fn refuse() -> DeskCommand {
    DeskCommand::Refuse { reason: "canary-reason".into() }
}

fn ask() -> DeskCommand {
    let reason = Reason { field: "birth_paper".into(), code: Fault::Unclear, text: "canary-sentence".into() };
    DeskCommand::RequestSupplement { reasons: vec![reason], note: "canary-note".into(), leader_reason: None }
}

/// Every text that the citizen gave.
fn texts(answers: &Answers) -> Vec<String> {
    let mut out = Vec::new();
    for value in answers.values.values() {
        match value {
            Value::Text(text) => out.push(text.clone()),
            Value::Rows(rows) => out.extend(rows.iter().flat_map(texts)),
            _ => {}
        }
    }
    // Codes of choices ("vi", "1") stand in any text.
    out.retain(|text| text.chars().count() >= 5);
    out
}

#[tokio::test]
async fn both_channels_say_what_happened_and_nothing_about_the_person() {
    let ward = Ward::open().await;
    ward.order(ask()).await;
    assert_eq!(ward.send().await, 2);
    let (mail, sms) = (ward.smtp.taken(), ward.gateway.taken());
    assert_eq!((mail.len(), sms.len()), (1, 1));
    assert_eq!((mail[0].to.as_str(), sms[0].to.as_str()), (EMAIL, "+84912345678"));
    assert!(sms[0].headers.contains("Bearer token-of-the-ward") && sms[0].headers.contains("application/json"));
    assert!(mail[0].headers.contains("Auto-Submitted: auto-generated"), "{}", mail[0].headers);
    assert!(mail[0].key.starts_with('<') && mail[0].key.ends_with("@ward.example>"), "{}", mail[0].key);
    assert_eq!(sms[0].key.len(), 32);
    let office = &ward.house.app.world.office;
    let canaries = ["canary-reason", "canary-sentence", "canary-note", "0912", "example.org", "canbo", "://"];
    for text in [&mail[0].text, &sms[0].text] {
        assert!(text.contains(&ward.code) && text.contains(&office.address) && text.contains(&office.name), "{text}");
        for canary in canaries {
            assert!(!text.contains(canary), "{canary}: {text}");
        }
        let given = texts(&ward.submission.answers);
        assert!(given.len() > 8, "{given:?}");
        for word in given {
            assert!(!text.contains(&word), "{word}: {text}");
        }
    }
    assert_eq!(ward.send().await, 0, "once");
}

#[tokio::test]
async fn the_citizen_reads_their_own_language() {
    let (vi, en) = (Ward::open().await, Ward::with("en", true).await);
    for ward in [&vi, &en] {
        ward.order(refuse()).await;
        assert_eq!(ward.send().await, 2);
    }
    assert!(en.gateway.taken()[0].text.contains("was not accepted"));
    assert!(en.smtp.taken()[0].text.contains("What to do:"));
    assert!(!vi.gateway.taken()[0].text.contains("dossier"));
    assert!(!vi.smtp.taken()[0].text.contains("What to do:"));
}

#[tokio::test]
async fn switched_off_nothing_is_queued_and_switched_on_nothing_old_is_sent() {
    let mut ward = Ward::with("vi", false).await;
    ward.order(DeskCommand::Receive {}).await;
    ward.write("Dạ").await;
    assert_eq!((ward.send().await, ward.kept().await.len()), (0, 0));
    // On: only what happens from now on.
    ward.outlets = open(&ward.house, Some(&ward.smtp), None).await;
    ward.house.pass(SignedDuration::from_hours(1));
    assert_eq!(ward.send().await, 0);
    ward.order(DeskCommand::StartProcessing {}).await;
    ward.order(ask()).await;
    // Off before it went out, and on again.
    ward.outlets = open(&ward.house, None, None).await;
    ward.outlets = open(&ward.house, Some(&ward.smtp), None).await;
    assert_eq!(ward.send().await, 0);
    assert_eq!(ward.lines().await, ["mail supplement_requested skipped switched_off"]);
    assert_eq!((ward.smtp.asked(), ward.gateway.asked()), (0, 0));
}

#[tokio::test]
async fn a_server_that_is_down_gets_it_later_and_once() {
    let mut ward = Ward::open().await;
    ward.smtp.down().await;
    ward.gateway.down().await;
    ward.order(refuse()).await;
    for minutes in [0, 1, 2] {
        ward.house.pass(SignedDuration::from_mins(minutes));
        assert_eq!(ward.send().await, 0);
    }
    let tries: Vec<u32> = ward.kept().await.iter().map(Notice::tries).collect();
    assert_eq!(tries, [3, 3]);
    assert_eq!(ward.send().await, 0, "not at once again");
    assert_eq!(ward.kept().await[0].tries(), 3);
    ward.smtp.up().await;
    ward.gateway.up().await;
    ward.gateway.is(Mood::Busy);
    ward.smtp.is(Mood::Busy);
    ward.house.pass(SignedDuration::from_mins(5));
    assert_eq!((ward.send().await, ward.gateway.asked(), ward.smtp.asked()), (0, 1, 1));
    ward.gateway.is(Mood::Takes);
    ward.smtp.is(Mood::Takes);
    ward.house.pass(SignedDuration::from_mins(10));
    assert_eq!(ward.send().await, 2);
    ward.house.pass(SignedDuration::from_hours(1));
    assert_eq!(ward.send().await, 0);
    assert_eq!((ward.smtp.taken().len(), ward.gateway.taken().len()), (1, 1));
}

#[tokio::test]
async fn a_restart_in_the_middle_neither_loses_nor_doubles() {
    let ward = Ward::open().await;
    ward.order(refuse()).await;
    ward.gateway.is(Mood::Forgets);
    ward.smtp.is(Mood::Busy);
    assert_eq!(ward.send().await, 0);
    let first = ward.gateway.taken();
    assert_eq!(first.len(), 1, "the gateway has it and its answer was lost");
    let ward = ward.restart().await;
    ward.gateway.is(Mood::Takes);
    ward.smtp.is(Mood::Takes);
    assert_eq!(ward.send().await, 0, "the try was written down before it was made");
    ward.house.pass(SignedDuration::from_mins(1));
    assert_eq!(ward.send().await, 2);
    assert_eq!(ward.gateway.asked(), 2);
    assert_eq!(ward.gateway.taken(), first, "the same key: the gateway knows it");
    assert_eq!(ward.smtp.taken().len(), 1);
    let ward = ward.restart().await;
    ward.house.pass(SignedDuration::from_hours(1));
    assert_eq!(ward.send().await, 0);
}

#[tokio::test]
async fn a_letter_that_was_taken_silently_comes_again_under_the_same_name() {
    let ward = Ward::open().await;
    ward.order(refuse()).await;
    ward.smtp.is(Mood::Forgets);
    assert_eq!(ward.send().await, 1, "the text message");
    ward.smtp.is(Mood::Takes);
    ward.house.pass(SignedDuration::from_mins(1));
    assert_eq!(ward.send().await, 1);
    let taken = ward.smtp.taken();
    assert_eq!((taken.len(), &taken[0].key), (2, &taken[1].key));
}

#[tokio::test]
async fn what_is_refused_for_ever_is_given_up_and_others_are_not_held_up() {
    let ward = Ward::open().await;
    ward.order(DeskCommand::Receive {}).await;
    ward.house.pass(SignedDuration::from_mins(10));
    ward.smtp.is(Mood::Refuses);
    ward.gateway.is(Mood::Refuses);
    assert_eq!(ward.send().await, 0);
    assert_eq!(ward.lines().await, ["mail received dead rejected", "sms received dead rejected"]);
    ward.house.pass(SignedDuration::from_mins(20));
    ward.smtp.is(Mood::Takes);
    ward.gateway.is(Mood::Takes);
    ward.order(DeskCommand::StartProcessing {}).await;
    ward.order(ask()).await;
    assert_eq!(ward.send().await, 2, "the next one is another notice");
    assert_eq!(ward.smtp.taken().len(), 1);
}

#[tokio::test]
async fn after_so_many_tries_it_is_given_up() {
    let ward = Ward::open().await;
    ward.order(refuse()).await;
    ward.smtp.is(Mood::Busy);
    ward.gateway.is(Mood::Busy);
    for _ in 0..TRIES + 3 {
        ward.send().await;
        // The telephone's hours are the office's: always at nine.
        ward.house.pass(SignedDuration::from_hours(24));
    }
    assert_eq!((ward.smtp.asked(), ward.gateway.asked()), (TRIES, TRIES));
    assert_eq!(ward.lines().await, ["mail refused dead not_accepted", "sms refused dead not_accepted"]);
}

#[tokio::test]
async fn what_is_over_is_not_told() {
    let ward = Ward::open().await;
    ward.order(DeskCommand::Receive {}).await;
    assert_eq!(ward.send().await, 0, "it may still be taken back");
    ward.order(DeskCommand::Undo {}).await;
    ward.house.pass(SignedDuration::from_mins(11));
    assert_eq!(ward.send().await, 0);
    assert_eq!(ward.lines().await, ["mail received skipped over", "sms received skipped over"]);
    assert_eq!((ward.smtp.asked(), ward.gateway.asked()), (0, 0));
}

#[tokio::test]
async fn telephones_do_not_ring_at_night() {
    let ward = Ward::open().await;
    ward.order(refuse()).await;
    ward.house.pass(SignedDuration::from_hours(14));
    assert_eq!((ward.send().await, ward.smtp.taken().len(), ward.gateway.asked()), (1, 1, 0));
    ward.house.pass(SignedDuration::from_hours(8));
    assert_eq!((ward.send().await, ward.gateway.taken().len()), (1, 1), "at seven in the morning");
}

#[tokio::test]
async fn unread_messages_are_told_once_until_they_are_read() {
    let ward = Ward::open().await;
    ward.write("canary-message").await;
    assert_eq!(ward.send().await, 2);
    assert!(!ward.smtp.taken()[0].text.contains("canary"));
    ward.write("canary-message").await;
    assert_eq!((ward.send().await, ward.kept().await.len()), (0, 2), "the first is still unread");
    ward.phone.call::<CitizenMessages>(&[&ward.code], &NoBody {}).await.unwrap();
    ward.write("canary-message").await;
    ward.phone.call::<CitizenMessages>(&[&ward.code], &NoBody {}).await.unwrap();
    assert_eq!(ward.send().await, 0, "read before it was told");
    ward.write("canary-message").await;
    assert_eq!(ward.send().await, 2);
}

#[tokio::test]
async fn without_an_address_there_is_nothing_to_send() {
    let ward = Ward::open().await;
    let house = &ward.house;
    let phone = house.phone().await;
    let mut submission = fill_in(house, &phone, BIRTH, &[("has_birth_paper", true)], 2).await;
    submission.answers.fill("requester_phone", Value::Text("0277 385 1234".to_owned()), Source::Typed);
    let receipt = hand_in(&phone, &submission, &key()).await.unwrap();
    let items = ward.clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items;
    let id = &items.iter().find(|item| item.code == receipt.code).unwrap().id;
    ward.clerk.with("if-match", "\"1\"").call::<CommandDossier>(&[id], &refuse()).await.unwrap();
    assert_eq!(ward.send().await, 0);
    let kept = house.app.store.notices(id).await.unwrap();
    let reasons: Vec<&str> = kept.iter().map(|notice| notice.reason.as_str()).collect();
    assert_eq!(reasons, ["no_address", "no_address"], "no e-mail, and a telephone on the wall");
}

#[tokio::test]
async fn two_that_look_at_once_send_once() {
    let ward = Ward::open().await;
    ward.order(refuse()).await;
    let (left, right) = tokio::join!(ward.send(), ward.send());
    assert_eq!(left + right, 2);
    assert_eq!((ward.smtp.taken().len(), ward.gateway.asked()), (1, 1));
    let due = ward.house.app.store.due_notices(Channel::Sms, i64::MAX, 9).await.unwrap();
    assert_eq!(due, []);
}
