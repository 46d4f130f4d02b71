//! Every command on a dossier x every role x own field, another's, assigned, asked: done or the right refusal. The words
//! are written from the office's rules, not from the code's table.
use motcua_contract::{
    NoBody, Problem, ProblemCode,
    accounts::{AccountChange, ChangeAccount},
    desk::{CommandDossier, DeskCommand, DeskDossier, OpenDossier, WhoAmI},
    dossiers::{WithdrawDossier, Withdrawal},
};
use motcua_domain::{
    dossier::{Fault, Reason, ReturnWay},
    staff::Role,
};
use motcua_tests::{Client, House, people};
use std::collections::BTreeSet;

/// Where a dossier stands while it is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    Submitted,
    Processing,
    SupplementRequested,
    WithdrawalRequested,
}

/// A command and, for where the dossier stands, who may.
type Line = (&'static str, &'static [(&'static [At], &'static str)]);

/// Who may, by role. `officer` is one of the dossier's field, or one it is assigned to; `asked` is one of another field
/// whose opinion was asked. The second line, where there is one, is for where it stands.
const WORDS: &[Line] = {
    use At::{Processing, Submitted, SupplementRequested, WithdrawalRequested};
    const ALL: &[At] = &[Submitted, Processing, SupplementRequested, WithdrawalRequested];
    &[
        ("receive", &[(ALL, "clerk leader")]),
        ("refuse", &[(ALL, "clerk leader")]),
        (
            "request_supplement",
            &[
                (&[Submitted], "clerk leader"),
                (&[Processing, SupplementRequested, WithdrawalRequested], "officer leader"),
            ],
        ),
        ("request_supplement again", &[(ALL, "leader")]),
        ("start_processing", &[(ALL, "officer leader")]),
        ("request_payment", &[(ALL, "officer leader")]),
        ("confirm_payment", &[(ALL, "clerk leader")]),
        (
            "decline_withdrawal",
            &[
                (&[Submitted, Processing], "officer leader"),
                (&[SupplementRequested, WithdrawalRequested], "clerk officer leader"),
            ],
        ),
        (
            "stop",
            &[
                (&[Submitted, Processing], "officer leader"),
                (&[SupplementRequested, WithdrawalRequested], "clerk officer leader"),
            ],
        ),
        ("finish", &[(ALL, "officer leader")]),
        ("return", &[(ALL, "clerk leader")]),
        ("check_papers", &[(ALL, "clerk leader")]),
        ("digitise", &[(ALL, "clerk leader")]),
        ("assign", &[(ALL, "clerk officer leader")]),
        ("ask_opinion", &[(ALL, "officer leader")]),
        ("give_opinion", &[(ALL, "clerk officer leader asked")]),
        ("extend", &[(ALL, "leader")]),
        ("propose_result", &[(ALL, "officer leader")]),
        ("approve", &[(ALL, "leader")]),
        ("send_back", &[(ALL, "leader")]),
        ("receive_same_visit", &[(ALL, "clerk leader")]),
        ("hand_over", &[(ALL, "clerk leader")]),
        // Nobody takes back what another did; that is the domain's to say, and so is asked of everybody who sees it.
        ("undo", &[(ALL, "clerk officer leader asked auditor")]),
    ]
};

/// One of each command. Contents are wrong on purpose where they can be: what counts is who is let through to be told.
fn commands() -> Vec<(String, DeskCommand)> {
    let reason = Reason { field: "birth_paper".into(), code: Fault::Unclear, text: "Mờ".into() };
    let none = String::new;
    let supplement =
        |leader_reason| DeskCommand::RequestSupplement { reasons: vec![reason.clone()], note: none(), leader_reason };
    let due = jiff::civil::date(2026, 11, 30).at(17, 0, 0, 0);
    let list = vec![
        DeskCommand::Receive {},
        DeskCommand::Refuse { reason: none() },
        supplement(None),
        supplement(Some(none())),
        DeskCommand::StartProcessing {},
        DeskCommand::RequestPayment { amount: 0 },
        DeskCommand::ConfirmPayment {},
        DeskCommand::DeclineWithdrawal { reason: none() },
        DeskCommand::Stop { reason: none() },
        DeskCommand::Finish { upload: "khong-co".into() },
        DeskCommand::Return { way: ReturnWay::ByHand, note: none() },
        DeskCommand::CheckPapers { checks: Vec::new() },
        DeskCommand::Digitise { paper: "birth_paper".into(), pages: Vec::new(), sheets: 1 },
        DeskCommand::Assign { to: "khong-co".into(), note: none() },
        DeskCommand::AskOpinion { of: "khong-co".into(), question: none() },
        DeskCommand::GiveOpinion { text: none() },
        DeskCommand::Extend { reason: none(), due },
        DeskCommand::ProposeResult { upload: Some("khong-co".into()) },
        DeskCommand::Approve {},
        DeskCommand::SendBack { reason: none() },
        DeskCommand::ReceiveSameVisit {},
        DeskCommand::HandOver { upload: Some("khong-co".into()) },
        DeskCommand::Undo {},
    ];
    list.into_iter().map(|command| (name_of(&command), command)).collect()
}

/// A command's word. The match has no rest: a new command does not compile until it has one here and a line above.
fn name_of(command: &DeskCommand) -> String {
    match command {
        DeskCommand::Receive {} => "receive",
        DeskCommand::Refuse { .. } => "refuse",
        DeskCommand::RequestSupplement { leader_reason: None, .. } => "request_supplement",
        DeskCommand::RequestSupplement { leader_reason: Some(_), .. } => "request_supplement again",
        DeskCommand::StartProcessing {} => "start_processing",
        DeskCommand::RequestPayment { .. } => "request_payment",
        DeskCommand::ConfirmPayment {} => "confirm_payment",
        DeskCommand::DeclineWithdrawal { .. } => "decline_withdrawal",
        DeskCommand::Stop { .. } => "stop",
        DeskCommand::Finish { .. } => "finish",
        DeskCommand::Return { .. } => "return",
        DeskCommand::CheckPapers { .. } => "check_papers",
        DeskCommand::Digitise { .. } => "digitise",
        DeskCommand::Assign { .. } => "assign",
        DeskCommand::AskOpinion { .. } => "ask_opinion",
        DeskCommand::GiveOpinion { .. } => "give_opinion",
        DeskCommand::Extend { .. } => "extend",
        DeskCommand::ProposeResult { .. } => "propose_result",
        DeskCommand::Approve {} => "approve",
        DeskCommand::SendBack { .. } => "send_back",
        DeskCommand::ReceiveSameVisit {} => "receive_same_visit",
        DeskCommand::HandOver { .. } => "hand_over",
        DeskCommand::Undo {} => "undo",
    }
    .to_owned()
}

fn words(command: &str, at: At) -> BTreeSet<&'static str> {
    let found = WORDS.iter().find(|(name, _)| *name == command);
    let (_, lines) = found.unwrap_or_else(|| panic!("{command} is missing in the table of this test"));
    let line = lines.iter().find(|(states, _)| states.contains(&at));
    line.unwrap_or_else(|| panic!("{command} has no line for {at:?}")).1.split(' ').collect()
}

/// Everybody of the office, and a phone.
struct Office {
    house: House,
    phone: Client,
    /// Takes dossiers to where they are tried.
    chief: Client,
    /// Name in the table, the policy's view of them, the client.
    people: Vec<(&'static str, Client)>,
    assigned: String,
    asked: String,
    number: u32,
}

impl Office {
    async fn open() -> Self {
        let house = House::open().await;
        let phone = house.phone().await;
        let chief = house.staff("truong", &[Role::Clerk, Role::Leader]).await;
        let admin = house.staff("quantri", &[Role::Administrator]).await;
        let mut people = Vec::new();
        for role in Role::ALL {
            people.push((role.as_str(), house.staff(role.as_str(), &[role]).await));
        }
        for name in ["assigned", "asked", "foreign"] {
            let client = house.staff(name, &[Role::Officer]).await;
            let me = client.call::<WhoAmI>(&[], &NoBody {}).await.unwrap();
            let fields = vec!["chung_thuc".to_owned()];
            let change = AccountChange { name: me.name, roles: me.roles, fields, disabled: false };
            admin.call::<ChangeAccount>(&[&me.id], &change).await.unwrap();
            people.push((name, client));
        }
        let mut ids = Vec::new();
        for name in ["assigned", "asked"] {
            let (_, client) = people.iter().find(|(other, _)| *other == name).unwrap();
            ids.push(client.call::<WhoAmI>(&[], &NoBody {}).await.unwrap().id);
        }
        let (assigned, asked) = (ids[0].clone(), ids[1].clone());
        Self { house, phone, chief, people, assigned, asked, number: 0 }
    }

    /// A dossier of civil status that stands there, assigned to one and asked of another, both of another field.
    async fn dossier(&mut self, at: At) -> DeskDossier {
        self.number += 1;
        let receipt = people::birth(&self.house, &self.phone, self.number).await;
        let found = self.house.app.store.by_code(&receipt.code).await.unwrap().unwrap();
        let mut dossier = self.chief.call::<OpenDossier>(&[&found.row.id], &NoBody {}).await.unwrap();
        let reason = Reason { field: "birth_paper".into(), code: Fault::Unclear, text: "Mờ".into() };
        let ask = DeskCommand::AskOpinion { of: self.asked.clone(), question: "Đúng chưa?".into() };
        let mut steps = vec![ask, DeskCommand::Assign { to: self.assigned.clone(), note: String::new() }];
        match at {
            At::Submitted => {}
            At::Processing | At::WithdrawalRequested => {
                steps.extend([DeskCommand::Receive {}, DeskCommand::StartProcessing {}]);
            }
            At::SupplementRequested => steps.push(DeskCommand::RequestSupplement {
                reasons: vec![reason],
                note: String::new(),
                leader_reason: None,
            }),
        }
        for step in steps {
            dossier = send(&self.chief, &dossier, &step).await.unwrap();
        }
        if at == At::WithdrawalRequested {
            let body = Withdrawal { reason: "Nộp nhầm".into() };
            let holder = self.phone.holding(&receipt.secret).with("idempotency-key", people::key());
            let holder = holder.with("if-match", format!("\"{}\"", dossier.version));
            holder.call::<WithdrawDossier>(&[&receipt.code], &body).await.unwrap();
            dossier = self.chief.call::<OpenDossier>(&[&found.row.id], &NoBody {}).await.unwrap();
        }
        dossier
    }
}

async fn send(client: &Client, dossier: &DeskDossier, command: &DeskCommand) -> Result<DeskDossier, Problem> {
    let client = client.with("if-match", format!("\"{}\"", dossier.version));
    client.call::<CommandDossier>(&[&dossier.id], command).await
}

/// What the table says: nothing where they may, else the refusal.
fn expected(who: &str, words: &BTreeSet<&str>) -> Option<ProblemCode> {
    match who {
        // Nothing of the kind is theirs, and nothing is told about which dossiers there are.
        "foreign" => Some(ProblemCode::NotFound),
        // One it is assigned to works on it as one of the field does.
        "assigned" if words.contains("officer") => None,
        _ if words.contains(who) => None,
        _ => Some(ProblemCode::Forbidden),
    }
}

async fn try_everything(at: At) {
    let mut office = Office::open().await;
    let mut dossier = office.dossier(at).await;
    for (name, command) in commands() {
        let words = words(&name, at);
        for index in 0..office.people.len() {
            let (who, client) = office.people[index].clone();
            let outcome = send(&client, &dossier, &command).await;
            let code = outcome.as_ref().err().map(|problem| problem.code);
            let refused = code.filter(|code| {
                use ProblemCode as P;
                matches!(code, P::Forbidden | P::NotFound | P::SignedOut | P::PasswordToChange)
            });
            assert_eq!(refused, expected(who, &words), "{name} by {who} at {at:?}: {code:?}");
            assert_ne!(code, Some(ProblemCode::Stale), "the test knows the version");
            if outcome.is_ok() {
                dossier = office.dossier(at).await;
            }
        }
    }
}

#[test]
fn every_command_stands_in_the_table() {
    let given: BTreeSet<String> = commands().into_iter().map(|(name, _)| name).collect();
    let table: BTreeSet<String> = WORDS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(given, table);
}

#[tokio::test]
async fn before_intake() {
    try_everything(At::Submitted).await;
}

#[tokio::test]
async fn while_it_is_worked_on() {
    try_everything(At::Processing).await;
}

#[tokio::test]
async fn while_the_citizen_is_asked() {
    try_everything(At::SupplementRequested).await;
}

#[tokio::test]
async fn while_the_citizen_takes_it_back() {
    try_everything(At::WithdrawalRequested).await;
}
