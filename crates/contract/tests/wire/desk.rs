//! The desk's own: who is signed in, lists, a dossier with every event, every command, batches.

use crate::shapes::{answers, check, file, noon, pages, reason, same};
use jiff::civil::date;
use motcua_contract::papers::Letter;
use motcua_contract::{
    ProblemCode,
    desk::{
        Batch, BatchItem, BatchOutcome, BatchOutcomes, Credentials, DeskCommand, DeskDossier, Proposed, Staff,
        WorkItem, WorkList, WorkQuery,
    },
};
use motcua_domain::{
    deadline::Limit,
    dossier::{Actor, Channel, Event, Opinion, Refusal, ReturnWay, State, What},
    dossier_code::DossierCode,
    form::Answers,
    staff::Role,
};
use std::collections::BTreeMap;

#[test]
fn the_desk() {
    let credentials = Credentials { user: "canbo".into(), password: "mat-khau".into() };
    let text = serde_json::to_string(&credentials).unwrap();
    assert_eq!(text, r#"{"user":"canbo","password":"mat-khau"}"#);
    same(
        "staff",
        &Staff {
            id: "s1".into(),
            user: "canbo".into(),
            name: "Cán bộ Thử".into(),
            roles: vec![Role::Clerk, Role::Officer],
            fields: vec!["ho_tich".into()],
            must_change_password: true,
        },
    );
    same(
        "work_query",
        &WorkQuery {
            view: Some("new".into()),
            q: Some("mau".into()),
            assignee: Some("me".into()),
            field: Some("ho_tich".into()),
            procedure: Some("1.001193".into()),
            due: Some("near".into()),
            channel: Some(Channel::Desk),
            figure: Some("received".into()),
            day: Some("2026-11-23".into()),
            period: Some("2024-q3".into()),
            handler: Some("s1".into()),
            counter: Some("Quầy 1".into()),
            unread: true,
            after: Some("5.x".into()),
        },
    );
    let letter = Letter { title: "Giấy xác nhận".into(), number: "12/GXN".into(), text: "Một.\nHai.".into() };
    same("letter", &letter);
    let bare = serde_json::from_str::<Letter>(r#"{"title":"","text":""}"#).unwrap();
    assert_eq!(bare, Letter::default(), "the number may be left out");
    assert!(serde_json::from_str::<Letter>(r#"{"title":"a","text":"b","signer":"c"}"#).is_err());
    same("work_query_empty", &WorkQuery::default());
    let item = WorkItem {
        id: "d1".into(),
        code: "H20.299-261123-0001".into(),
        procedure: "1.001193".into(),
        state: State::Submitted,
        requester: "Nguyễn Thị Mẫu".into(),
        submitted_at: noon(),
        due: Some(date(2026, 11, 23).at(17, 0, 0, 0)),
        paused: false,
        version: 3,
        channel: Channel::Desk,
        assignee: Some("Cán bộ Thử".into()),
        proposed: true,
        unread: 2,
    };
    let list = WorkList {
        items: vec![item],
        next: Some("5.d1".into()),
        counts: BTreeMap::from([("new".to_owned(), 1)]),
        now: date(2026, 11, 23).at(12, 0, 0, 0),
    };
    same("work_list", &list);
    same(
        "desk_commands",
        &vec![
            DeskCommand::Receive {},
            DeskCommand::Refuse { reason: "Sai nơi".into() },
            DeskCommand::RequestSupplement {
                reasons: vec![reason()], note: "Mời bổ sung".into(), leader_reason: None
            },
            DeskCommand::StartProcessing {},
            DeskCommand::RequestPayment { amount: 8_000 },
            DeskCommand::ConfirmPayment {},
            DeskCommand::DeclineWithdrawal { reason: "Đã xong".into() },
            DeskCommand::Stop { reason: "Theo đề nghị".into() },
            DeskCommand::Finish { upload: "u9".into() },
            DeskCommand::Return { way: ReturnWay::Post, note: "EMS 1".into() },
            DeskCommand::CheckPapers { checks: vec![check()] },
            DeskCommand::Digitise { paper: "birth_paper".into(), pages: pages(), sheets: 1 },
            DeskCommand::Assign { to: "s2".into(), note: "Nhờ xem".into() },
            DeskCommand::AskOpinion { of: "s2".into(), question: "Đúng chưa?".into() },
            DeskCommand::GiveOpinion { text: "Đúng".into() },
            DeskCommand::Extend { reason: "Xác minh".into(), due: date(2026, 12, 1).at(17, 0, 0, 0) },
            DeskCommand::ProposeResult { upload: Some("u9".into()) },
            DeskCommand::Approve {},
            DeskCommand::SendBack { reason: "Sai tên".into() },
            DeskCommand::ReceiveSameVisit {},
            DeskCommand::HandOver { upload: None },
            DeskCommand::Undo {},
        ],
    );
}

#[test]
fn a_dossier_with_every_event() {
    let staff = || Actor::Staff("s1".into());
    let later = date(2026, 11, 27).at(17, 0, 0, 0);
    let due = Some(later);
    let submitted = What::Submitted {
        code: DossierCode::parse("H20.299-261123-0001").unwrap(),
        procedure: "1.001193".into(),
        version: date(2026, 7, 18),
        answers: answers(),
        limit: Limit::WorkingDays(3),
        due,
        channel: Channel::Desk,
    };
    let text = || "Lý do".to_owned();
    let events = [
        (Actor::Citizen, submitted),
        (staff(), What::Received),
        (staff(), What::Refused { reason: text() }),
        (staff(), What::SupplementRequested { reasons: vec![reason()], note: text(), leader_reason: Some(text()) }),
        (Actor::Citizen, What::Supplemented { answers: Answers::default(), due }),
        (staff(), What::ProcessingStarted),
        (staff(), What::PaymentRequested { amount: 8_000 }),
        (staff(), What::PaymentConfirmed { due }),
        (Actor::Citizen, What::WithdrawalRequested { reason: text() }),
        (staff(), What::WithdrawalDeclined { reason: text() }),
        (Actor::System, What::Stopped { reason: text() }),
        (staff(), What::Finished { result: Some(file()) }),
        (staff(), What::Returned { way: ReturnWay::ByHand, note: String::new() }),
        (staff(), What::PapersChecked { checks: vec![check()] }),
        (staff(), What::Digitised { paper: "birth_paper".into(), pages: pages() }),
        (staff(), What::Assigned { to: "s2".into(), note: text() }),
        (staff(), What::OpinionAsked { of: "s2".into(), question: text() }),
        (Actor::Staff("s2".into()), What::OpinionGiven { text: text() }),
        (Actor::System, What::Extended { reason: text(), was: later, due: date(2026, 12, 1).at(17, 0, 0, 0) }),
        (staff(), What::ResultProposed { result: None }),
        (staff(), What::SentBack { reason: text() }),
        (staff(), What::SameVisit),
        (staff(), What::Undone),
    ];
    same(
        "desk_dossier",
        &DeskDossier {
            id: "d1".into(),
            code: "H20.299-261123-0001".into(),
            procedure: "1.001193".into(),
            procedure_version: date(2026, 7, 18),
            state: State::Done,
            version: 23,
            answers: answers(),
            submitted_at: noon(),
            due,
            paused: false,
            asked: vec![reason()],
            supplemented: vec!["birth_paper".into()],
            supplements_asked: 1,
            result: Some(file()),
            proposed: Some(Proposed { file: Some(file()) }),
            channel: Channel::Desk,
            entered_by: Some("s1".into()),
            assignee: Some("s2".into()),
            checks: vec![check()],
            opinions: vec![Opinion {
                of: "s2".into(), question: "Đúng chưa?".into(), answer: Some("Đúng".into())
            }],
            extensions: 1,
            counts_overdue: true,
            same_visit: true,
            approval: true,
            undo_until: Some(noon()),
            unread: 1,
            book: None,
            events: events.into_iter().map(|(actor, what)| Event { at: noon(), actor, counter: None, what }).collect(),
            staff: BTreeMap::from([("s1".to_owned(), "Cán bộ Thử".to_owned())]),
            now: date(2026, 11, 23).at(12, 0, 0, 0),
        },
    );
}

#[test]
fn a_batch() {
    let dossiers = vec![BatchItem { id: "d1".into(), version: 3 }, BatchItem { id: "d2".into(), version: 1 }];
    same("batch", &Batch { command: DeskCommand::Receive {}, dossiers });
    let outcome = |id: &str, version, problem, refusal| BatchOutcome {
        id: id.into(),
        code: "H20.299-261123-0001".into(),
        version,
        problem,
        refusal,
    };
    let outcomes = vec![
        outcome("d1", Some(4), None, None),
        outcome("d2", None, Some(ProblemCode::Refused), Some(Refusal::WrongState)),
    ];
    same("batch_outcomes", &BatchOutcomes { outcomes });
}
