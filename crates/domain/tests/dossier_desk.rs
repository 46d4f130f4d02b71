//! What the desk does with a dossier beyond its states: approval, the second request, opinions, scans, the one new
//! appointment, one visit, taking back.
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
};
use motcua_domain::{
    calendar::{Calendar, Hours},
    deadline::{self, Limit},
    dossier::{
        Actor, Channel, Command as C, Dossier, Event, Fault, FileRef, PaperCheck, Reason, Refusal as R, ReturnWay,
        Rules, State as S, Verdict, What, decide,
    },
    dossier_code::DossierCode,
    form::{Answers, PageRef, Source, Value},
};
use proptest::prelude::*;

fn start() -> Timestamp {
    "2026-11-23T03:00:00Z".parse().unwrap()
}

fn by(name: &str) -> Actor {
    Actor::Staff(name.into())
}

/// Decides as this actor, so many minutes after the start.
fn at(dossier: &Dossier, actor: &Actor, minutes: i64, command: C) -> Result<(Vec<Event>, Dossier), R> {
    under(dossier, actor, minutes, command, false)
}

fn under(
    dossier: &Dossier,
    actor: &Actor,
    minutes: i64,
    command: C,
    propose_first: bool,
) -> Result<(Vec<Event>, Dossier), R> {
    let (calendar, hours) =
        (toml::from_str::<Calendar>(include_str!("../data/holidays.toml")).unwrap(), Hours::default());
    let rules = Rules { calendar: &calendar, hours: &hours, propose_first };
    let events = decide(dossier, command, actor, start() + SignedDuration::from_mins(minutes), &rules)?;
    let next = events.iter().fold(dossier.clone(), |state, event| state.apply(event));
    Ok((events, next))
}

/// After these commands of one clerk.
fn after(commands: &[C]) -> Dossier {
    let mut answers = Answers::default();
    answers.set("requester_name", Value::Text("Nguyễn Thị Mẫu".into()));
    let submit = C::Submit {
        code: DossierCode::compose("H20.299", Date::constant(2026, 11, 23), 1).unwrap(),
        procedure: "1.001193".into(),
        version: Date::constant(2026, 7, 18),
        answers,
        limit: Limit::WorkingDays(3),
        channel: Channel::Online,
    };
    let submitted = at(&Dossier::default(), &Actor::Citizen, 0, submit).unwrap().1;
    commands.iter().fold(submitted, |dossier, command| at(&dossier, &by("a"), 0, command.clone()).unwrap().1)
}

fn file() -> FileRef {
    FileRef { upload: "u".into(), sha256: "0".repeat(64), size: 1, media_type: "application/pdf".into() }
}

fn ask(leader_reason: Option<&str>) -> C {
    let reason = Reason { field: "requester_name".into(), code: Fault::Unclear, text: "Không rõ".into() };
    C::RequestSupplement { reasons: vec![reason], note: String::new(), leader_reason: leader_reason.map(Into::into) }
}

fn assign(to: &str) -> C {
    C::Assign { to: to.into(), note: String::new() }
}

#[test]
fn where_a_leader_approves_nobody_finishes_alone() {
    let received = after(&[C::Receive]);
    for command in [C::Finish { result: Some(file()) }, C::HandOver { result: None }] {
        assert_eq!(under(&received, &by("a"), 0, command, true).unwrap_err(), R::ApprovalNeeded);
    }
    let (events, proposed) = under(&received, &by("a"), 0, C::ProposeResult { result: Some(file()) }, true).unwrap();
    assert_eq!(
        events.iter().map(|e| &e.what).collect::<Vec<_>>(),
        [&What::ProcessingStarted, &What::ResultProposed { result: Some(file()) }]
    );
    assert_eq!((proposed.state, proposed.result.clone()), (S::Processing, None));
    let back = at(&proposed, &by("leader"), 0, C::SendBack { reason: "Sai".into() }).unwrap().1;
    assert_eq!(at(&back, &by("leader"), 0, C::Approve).unwrap_err(), R::NothingProposed);
    assert_eq!(at(&proposed, &by("leader"), 0, C::SendBack { reason: " ".into() }).unwrap_err(), R::ReasonMissing);
    let done = at(&proposed, &by("leader"), 0, C::Approve).unwrap().1;
    assert_eq!((done.state, done.result, done.proposed), (S::Done, Some(file()), None));
    // A paper without a file is a result, too.
    let paper = at(&received, &by("a"), 0, C::ProposeResult { result: None }).unwrap().1;
    assert_eq!(paper.proposed, Some(None));
    assert_eq!(at(&paper, &by("leader"), 0, C::Approve).unwrap().1.state, S::Done);
}

#[test]
fn a_second_request_is_the_leaders_and_counts_as_overdue() {
    // A leader's reason says nothing about a first request.
    let (events, asked) = at(&after(&[]), &by("a"), 0, ask(Some("Gấp"))).unwrap();
    assert!(matches!(&events[0].what, What::SupplementRequested { leader_reason: None, .. }));
    assert!(!asked.counts_overdue);
    let mut answers = Answers::default();
    answers.set("requester_name", Value::Text("Trần Văn Ví".into()));
    let answered = at(&asked, &Actor::Citizen, 0, C::Supplement { answers }).unwrap().1;
    assert_eq!(at(&answered, &by("a"), 0, ask(None)).unwrap_err(), R::SupplementAlreadyAsked);
    assert_eq!(at(&answered, &by("a"), 0, ask(Some(" "))).unwrap_err(), R::ReasonMissing);
    let second = at(&answered, &by("leader"), 0, ask(Some("Tình tiết mới"))).unwrap().1;
    assert_eq!((second.state, second.supplements_asked, second.counts_overdue), (S::SupplementRequested, 2, true));
}

#[test]
fn an_opinion_is_given_by_who_was_asked_and_once() {
    let question = |of: &str| C::AskOpinion { of: of.into(), question: "Đúng không?".into() };
    let asked = after(&[question("b"), question("c")]);
    let answer = C::GiveOpinion { text: "Đúng".into() };
    assert_eq!(at(&asked, &by("a"), 0, answer.clone()).unwrap_err(), R::NotAsked);
    assert_eq!(at(&asked, &Actor::Citizen, 0, answer.clone()).unwrap_err(), R::WrongActor);
    let given = at(&asked, &by("b"), 0, answer.clone()).unwrap().1;
    let said: Vec<_> = given.opinions.iter().map(|o| (o.of.as_str(), o.answer.as_deref())).collect();
    assert_eq!(said, [("b", Some("Đúng")), ("c", None)]);
    assert_eq!(at(&given, &by("b"), 0, answer).unwrap_err(), R::NotAsked);
}

#[test]
fn scans_are_as_many_as_were_counted() {
    let page = |pages: u32| PageRef {
        upload: format!("p{pages}"),
        sha256: "1".repeat(64),
        size: 9,
        media_type: "application/pdf".into(),
        pages,
    };
    let scan = |pages: &[u32], sheets: u32| C::Digitise {
        paper: "birth_paper".into(),
        pages: pages.iter().map(|count| page(*count)).collect(),
        sheets,
    };
    let submitted = after(&[]);
    assert_eq!(at(&submitted, &by("a"), 0, scan(&[], 0)).unwrap_err(), R::NothingGiven);
    assert_eq!(at(&submitted, &by("a"), 0, scan(&[1, 2], 2)).unwrap_err(), R::PageCountDiffers);
    let scanned = at(&submitted, &by("a"), 0, scan(&[1, 2], 3)).unwrap().1;
    let kept: Vec<_> = scanned.answers.pages().map(|(paper, page)| (paper, page.pages)).collect();
    assert_eq!(kept, [("birth_paper", 1), ("birth_paper", 2)]);
    assert_eq!(scanned.answers.source("birth_paper"), Source::Staff);
    assert_eq!(at(&submitted, &by("a"), 0, C::CheckPapers { checks: vec![] }).unwrap_err(), R::NothingGiven);
    let check = |verdict| C::CheckPapers {
        checks: vec![PaperCheck { paper: "birth_paper".into(), verdict, note: String::new() }],
    };
    let twice = after(&[check(Verdict::Wrong), check(Verdict::Enough)]);
    assert_eq!(twice.checks["birth_paper"].verdict, Verdict::Enough, "the last look counts");
}

#[test]
fn one_new_appointment_before_the_old_one_is_over() {
    let received = after(&[C::Receive]);
    let was = received.clock.due.unwrap();
    let later = was.date().tomorrow().unwrap().at(17, 0, 0, 0);
    let extend = |due: DateTime| C::Extend { reason: "Chờ xác minh".into(), due };
    let minutes_to = |time: DateTime| time.duration_since(deadline::local(start())).as_mins();
    assert_eq!(at(&received, &by("leader"), 0, extend(was)).unwrap_err(), R::DueNotLater);
    let overdue = minutes_to(was) + 1;
    assert_eq!(at(&received, &by("leader"), overdue, extend(later)).unwrap_err(), R::AlreadyOverdue);
    let (events, moved) = at(&received, &Actor::System, overdue - 1, extend(later)).unwrap();
    assert_eq!(events[0].what, What::Extended { reason: "Chờ xác minh".into(), was, due: later });
    assert_eq!((moved.clock.due, moved.extensions), (Some(later), 1));
    let again = extend(later.date().tomorrow().unwrap().at(17, 0, 0, 0));
    assert_eq!(at(&moved, &by("leader"), 0, again).unwrap_err(), R::AlreadyExtended);
    assert_eq!(at(&after(&[]), &by("leader"), 0, extend(later)).unwrap_err(), R::WrongState, "not taken in yet");
}

#[test]
fn done_in_one_visit_leaves_every_step_on_record() {
    let (events, done) = at(&after(&[]), &by("a"), 5, C::HandOver { result: Some(file()) }).unwrap();
    assert_eq!(events.len(), 4);
    assert!(done.same_visit && done.received_at.is_some() && done.finished_at.is_some() && done.returned_at.is_some());
    assert_eq!((done.state, done.return_way, done.result), (S::Returned, Some(ReturnWay::ByHand), Some(file())));
    // Taken in first, handed over later: the visit is noted once.
    let waiting = after(&[C::ReceiveSameVisit]);
    assert_eq!((waiting.state, waiting.same_visit), (S::Received, true));
    let (events, _) = at(&waiting, &by("a"), 9, C::HandOver { result: None }).unwrap();
    assert_eq!(events.iter().filter(|event| event.what == What::SameVisit).count(), 0);
}

#[test]
fn an_act_is_taken_back_by_who_made_it_soon_after_and_once() {
    let received = after(&[assign("b"), C::Receive]);
    assert_eq!(at(&received, &by("b"), 0, C::Undo).unwrap_err(), R::NothingToUndo);
    assert_eq!(at(&received, &by("a"), 11, C::Undo).unwrap_err(), R::NothingToUndo);
    let back = at(&received, &by("a"), 10, C::Undo).unwrap().1;
    assert_eq!((back.state, back.received_at, back.version), (S::Submitted, None, 4));
    assert_eq!(back.assignee.as_deref(), Some("b"), "what was before stays");
    assert_eq!(at(&back, &by("a"), 10, C::Undo).unwrap_err(), R::NothingToUndo);
}

#[test]
fn what_was_said_to_the_citizen_is_not_taken_back() {
    let done = [C::Receive, C::Finish { result: Some(file()) }];
    let ended = [C::Refuse { reason: "Sai nơi".into() }];
    let asked = [ask(None)];
    let paying = [C::Receive, C::RequestPayment { amount: 8000 }];
    let given = [C::HandOver { result: None }];
    for commands in [&done[..], &ended, &asked, &paying, &given] {
        assert_eq!(at(&after(commands), &by("a"), 1, C::Undo).unwrap_err(), R::NothingToUndo, "{commands:?}");
    }
}

proptest! {
    /// Taking back leads to the very dossier of before, but for the version: both acts stay on record.
    #[test]
    fn taking_back_leads_to_what_was_before(steps in prop::collection::vec(0usize..8, 1..25)) {
        let commands = [
            C::Receive,
            C::StartProcessing,
            assign("b"),
            assign("c"),
            C::ProposeResult { result: Some(file()) },
            C::SendBack { reason: "Sai".into() },
            C::CheckPapers {
                checks: vec![PaperCheck { paper: "p".into(), verdict: Verdict::Enough, note: String::new() }],
            },
            C::Undo,
        ];
        let mut dossier = after(&[]);
        let mut before = None;
        for step in steps {
            let Ok((events, next)) = at(&dossier, &by("a"), 1, commands[step].clone()) else { continue };
            if commands[step] == C::Undo {
                let was: Dossier = before.take().unwrap();
                let same = Dossier { version: was.version, undo: None, ..next.clone() };
                prop_assert_eq!(same, Dossier { undo: None, ..was });
            } else {
                // Of several events of one act the last one is taken back.
                let most = &events[..events.len() - 1];
                before = Some(most.iter().fold(dossier.clone(), |state, event| state.apply(event)));
            }
            dossier = next;
        }
    }
}
