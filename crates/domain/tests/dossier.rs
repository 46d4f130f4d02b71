//! The life of a dossier: the table of transitions, and that no sequence of commands leaves it.
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
};
use motcua_domain::{
    calendar::{Calendar, Hours},
    deadline::Limit,
    dossier::{
        Actor, Channel, Command, Dossier, Event, Fault, FileRef, PaperCheck, Reason, Refusal, ReturnWay, Rules, State,
        Verdict, decide,
    },
    dossier_code::DossierCode,
    form::{Answers, PageRef, Value},
};
use proptest::prelude::*;

fn vietnam() -> Calendar {
    toml::from_str(include_str!("../data/holidays.toml")).unwrap()
}

fn start() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

fn staff() -> Actor {
    Actor::Staff("clerk".into())
}

fn reason(field: &str) -> Reason {
    Reason { field: field.into(), code: Fault::Unclear, text: "Ảnh bị mờ".into() }
}

fn answers(fields: &[&str]) -> Answers {
    let mut answers = Answers::default();
    fields.iter().for_each(|field| answers.set(field, Value::Text("x".into())));
    answers
}

fn submit() -> Command {
    Command::Submit {
        code: DossierCode::compose("H20.299", Date::constant(2026, 11, 23), 1).unwrap(),
        procedure: "1.001193".into(),
        version: Date::constant(2026, 7, 18),
        answers: answers(&["child_name", "requester_name"]),
        limit: Limit::WorkingDays(3),
        channel: Channel::Online,
    }
}

/// Every command once, with content that is right.
fn commands() -> Vec<Command> {
    let result = FileRef { upload: "u".into(), sha256: "0".repeat(64), size: 1, media_type: "application/pdf".into() };
    vec![
        submit(),
        Command::Receive,
        Command::Refuse { reason: "Không thuộc thẩm quyền".into() },
        Command::RequestSupplement { reasons: vec![reason("child_name")], note: String::new(), leader_reason: None },
        Command::Supplement { answers: answers(&["child_name"]) },
        Command::StartProcessing,
        Command::RequestPayment { amount: 8_000 },
        Command::ConfirmPayment,
        Command::RequestWithdrawal { reason: String::new() },
        Command::DeclineWithdrawal { reason: "Đã ký".into() },
        Command::Stop { reason: "Theo yêu cầu".into() },
        Command::Finish { result: Some(result) },
        Command::Return { way: ReturnWay::ByHand, note: String::new() },
        Command::CheckPapers {
            checks: vec![PaperCheck { paper: "birth_paper".into(), verdict: Verdict::Wrong, note: String::new() }],
        },
        Command::Digitise { paper: "birth_paper".into(), pages: vec![scan(2)], sheets: 2 },
        Command::Assign { to: "clerk".into(), note: String::new() },
        Command::AskOpinion { of: "clerk".into(), question: "Đúng không?".into() },
        Command::GiveOpinion { text: "Đúng".into() },
        Command::Extend { reason: "Chờ xác minh".into(), due: DateTime::constant(2026, 12, 31, 17, 0, 0, 0) },
        Command::ProposeResult { result: None },
        Command::Approve,
        Command::SendBack { reason: "Sai tên".into() },
        Command::ReceiveSameVisit,
        Command::HandOver { result: None },
        Command::Undo,
    ]
}

fn scan(pages: u32) -> PageRef {
    PageRef { upload: "scan".into(), sha256: "1".repeat(64), size: 9, media_type: "application/pdf".into(), pages }
}

fn actor_for(command: &Command) -> Actor {
    match command {
        Command::Submit { .. } | Command::Supplement { .. } | Command::RequestWithdrawal { .. } => Actor::Citizen,
        _ => staff(),
    }
}

fn run(dossier: &Dossier, command: Command, now: Timestamp) -> Result<(Vec<Event>, Dossier), Refusal> {
    let (calendar, hours) = (vietnam(), Hours::default());
    let actor = actor_for(&command);
    let events =
        decide(dossier, command, &actor, now, &Rules { calendar: &calendar, hours: &hours, propose_first: false })?;
    let next = events.iter().fold(dossier.clone(), |state, event| state.apply(event));
    Ok((events, next))
}

/// Commands that say something of a dossier and do not move it.
fn notes(command: &Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::CheckPapers { .. }
            | C::Digitise { .. }
            | C::Assign { .. }
            | C::AskOpinion { .. }
            | C::GiveOpinion { .. }
            | C::Extend { .. }
            | C::SendBack { .. }
    )
}

/// A dossier in each state, reached by commands only.
fn reach(state: State) -> Dossier {
    let c = commands();
    let path: &[usize] = match state {
        State::Draft => &[],
        State::Submitted => &[0],
        State::Received => &[0, 1],
        State::Refused => &[0, 2],
        State::SupplementRequested => &[0, 3],
        State::Processing => &[0, 1, 5],
        State::PaymentRequested => &[0, 1, 6],
        State::WithdrawalRequested => &[0, 1, 5, 8],
        State::Stopped => &[0, 1, 5, 8, 10],
        State::Done => &[0, 1, 11],
        State::Returned => &[0, 1, 11, 12],
    };
    let dossier =
        path.iter().fold(Dossier::default(), |dossier, index| run(&dossier, c[*index].clone(), start()).unwrap().1);
    assert_eq!(dossier.state, state);
    dossier
}

/// The allowed transitions of `domain.md` 1.2, written a second time and independently of `decide`.
#[test]
fn the_table_of_transitions() {
    use State as S;
    let table: &[(State, &[State])] = &[
        (S::Draft, &[S::Submitted]),
        (S::Submitted, &[S::Received, S::Refused, S::SupplementRequested, S::WithdrawalRequested, S::Returned]),
        (S::Received, &[S::Processing, S::PaymentRequested, S::WithdrawalRequested, S::Done, S::Returned]),
        (S::Refused, &[]),
        (
            S::Processing,
            &[S::SupplementRequested, S::PaymentRequested, S::WithdrawalRequested, S::Stopped, S::Done, S::Returned],
        ),
        (S::SupplementRequested, &[S::Submitted, S::Stopped]),
        (S::PaymentRequested, &[S::Processing, S::Stopped]),
        (S::WithdrawalRequested, &[S::Processing, S::Stopped]),
        (S::Stopped, &[]),
        (S::Done, &[S::Returned]),
        (S::Returned, &[]),
    ];
    for (from, allowed) in table {
        let dossier = reach(*from);
        // What only notes something leaves the state alone; what is taken back has a test of its own.
        let moves = |command: &Command| !notes(command) && *command != Command::Undo;
        let mut reached: Vec<State> = commands()
            .into_iter()
            .filter(moves)
            .filter_map(|command| run(&dossier, command, start()).ok())
            .map(|r| r.1.state)
            .filter(|state| state != from)
            .collect();
        reached.sort_unstable();
        reached.dedup();
        let mut expected = allowed.to_vec();
        expected.sort_unstable();
        assert_eq!(reached, expected, "from {from:?}");
        for command in commands() {
            let name = format!("{command:?} from {from:?}");
            match run(&dossier, command.clone(), start()) {
                Ok((_, next)) if notes(&command) => assert_eq!(next.state, *from, "{name}"),
                Ok(_) => {}
                Err(refusal) => {
                    let why = match command {
                        Command::GiveOpinion { .. } if *from != S::Draft && !from.terminal() => Refusal::NotAsked,
                        Command::Undo => Refusal::NothingToUndo,
                        Command::Approve | Command::SendBack { .. } if *from == S::Processing => {
                            Refusal::NothingProposed
                        }
                        _ => Refusal::WrongState,
                    };
                    assert_eq!(refusal, why, "{name}");
                }
            }
        }
        assert_eq!(from.terminal(), allowed.is_empty(), "{from:?}");
    }
}

#[test]
fn a_supplement_returns_to_whoever_asked() {
    let c = commands();
    let at_intake = run(&reach(State::SupplementRequested), c[4].clone(), start()).unwrap().1;
    assert_eq!(at_intake.state, State::Submitted);
    let processing = run(&reach(State::Processing), c[3].clone(), start()).unwrap().1;
    assert_eq!(run(&processing, c[4].clone(), start()).unwrap().1.state, State::Processing);
}

#[test]
fn a_declined_withdrawal_returns_where_it_came_from() {
    let c = commands();
    for state in [State::Submitted, State::Received, State::Processing] {
        let asked = run(&reach(state), c[8].clone(), start()).unwrap().1;
        assert_eq!(run(&asked, c[9].clone(), start()).unwrap().1.state, state);
    }
}

#[test]
fn a_second_supplement_request_is_refused() {
    let c = commands();
    let answered = run(&reach(State::SupplementRequested), c[4].clone(), start()).unwrap().1;
    assert_eq!(run(&answered, c[3].clone(), start()).unwrap_err(), Refusal::SupplementAlreadyAsked);
}

#[test]
fn a_supplement_answers_exactly_what_was_asked() {
    let asked = reach(State::SupplementRequested);
    let with = |fields: &[&str]| run(&asked, Command::Supplement { answers: answers(fields) }, start());
    assert_eq!(with(&[]).unwrap_err(), Refusal::FieldNotAnswered);
    assert_eq!(with(&["requester_name"]).unwrap_err(), Refusal::FieldNotAsked);
    assert_eq!(with(&["child_name", "requester_name"]).unwrap_err(), Refusal::FieldNotAsked);
    let after = with(&["child_name"]).unwrap().1;
    assert_eq!(after.supplemented, ["child_name"]);
    assert!(after.answers.get("requester_name").is_some(), "the other answers stay");
}

#[test]
fn the_time_limit_counts_anew_after_a_supplement() {
    let asked = reach(State::SupplementRequested);
    assert_eq!(asked.clock.due.unwrap().date(), Date::constant(2026, 11, 27), "24/11 is a holiday");
    let later = start() + SignedDuration::from_hours(24 * 7);
    let after = run(&asked, Command::Supplement { answers: answers(&["child_name"]) }, later).unwrap().1;
    assert_eq!(after.clock.due.unwrap().date(), Date::constant(2026, 12, 3));
    assert_eq!(after.clock.paused_since, None);
}

#[test]
fn waiting_for_a_payment_is_not_counted() {
    let waiting = reach(State::PaymentRequested);
    let later = start() + SignedDuration::from_hours(24 * 7);
    let paid = run(&waiting, Command::ConfirmPayment, later).unwrap().1;
    assert!(paid.clock.due.unwrap().date() > waiting.clock.due.unwrap().date());
    assert_eq!(paid.amount_due, None);
}

#[test]
fn reasons_are_needed_and_actors_are_held_to_their_side() {
    let (calendar, hours) = (vietnam(), Hours::default());
    let rules = Rules { calendar: &calendar, hours: &hours, propose_first: false };
    let submitted = reach(State::Submitted);
    let refuse = |reason: &str| Command::Refuse { reason: reason.into() };
    assert_eq!(decide(&submitted, refuse("  "), &staff(), start(), &rules), Err(Refusal::ReasonMissing));
    assert_eq!(decide(&submitted, refuse("x"), &Actor::Citizen, start(), &rules), Err(Refusal::WrongActor));
    let empty = Command::RequestSupplement { reasons: vec![], note: "x".into(), leader_reason: None };
    assert_eq!(decide(&submitted, empty, &staff(), start(), &rules), Err(Refusal::ReasonMissing));
    let received = reach(State::Received);
    let nothing = Command::RequestPayment { amount: 0 };
    assert_eq!(decide(&received, nothing, &staff(), start(), &rules), Err(Refusal::AmountMissing));
}

#[test]
fn every_state_but_draft_has_its_national_number() {
    let mut numbers: Vec<u8> = State::ALL.iter().filter_map(|state| state.national()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=10).collect::<Vec<_>>());
}

proptest! {
    /// Whatever is commanded in whatever order: the state is a named one, every accepted command leaves exactly its
    /// events, a refused one leaves nothing, and replaying the events from storage gives the same dossier.
    #[test]
    fn no_sequence_leaves_the_table(steps in prop::collection::vec((0usize..25, 0i64..200), 0..60)) {
        let mut dossier = Dossier::default();
        let mut history: Vec<Event> = Vec::new();
        let mut now = start();
        for (index, hours) in steps {
            now += SignedDuration::from_hours(hours);
            let before = dossier.clone();
            match run(&dossier, commands()[index].clone(), now) {
                Ok((events, next)) => {
                    prop_assert!(!events.is_empty());
                    prop_assert!(!before.state.terminal(), "{:?} is the end", before.state);
                    prop_assert!(next.version > before.version, "versions only grow, also when something is taken back");
                    if commands()[index] == Command::Undo {
                        prop_assert!(before.undo.is_some());
                        prop_assert_eq!(&next.undo, &None, "taken back once");
                    }
                    history.extend(events);
                    dossier = next;
                }
                Err(_) => prop_assert_eq!(&dossier, &before),
            }
            prop_assert!(State::ALL.contains(&dossier.state));
            prop_assert_eq!(dossier.version, history.len() as u64);
            prop_assert_eq!(dossier.clock.paused_since.is_some(), dossier.state.paused());
            prop_assert_eq!(dossier.state.national().is_none(), history.is_empty());
            prop_assert!(dossier.extensions <= 1);
            prop_assert!(dossier.supplements_asked <= 1, "nobody here is a leader");
        }
        let stored = serde_json::to_string(&history).unwrap();
        let read: Vec<Event> = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(&read, &history);
        prop_assert_eq!(Dossier::replay(&read), dossier);
    }
}
