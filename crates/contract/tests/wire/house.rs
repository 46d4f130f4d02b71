//! The house around the dossiers: accounts, the queue, the register and the board, posters.

use crate::shapes::{noon, same};
use jiff::civil::date;
use motcua_contract::{
    accounts::{Account, AccountChange, Accounts, Colleague, Colleagues, FirstPassword, NewAccount, PasswordChange},
    desk::WorkQuery,
    papers::{PosterCount, PosterCounts, PosterScan},
    queue::{Call, CallNext, Called, NewTicket, Queue, Screen, Ticket, TicketAct, TicketState},
    ratings::{
        CounterRated, CounterRating, IndicatorScore, Opinion, RatingComment, RatingComments, RatingFigures,
        RatingGroup, RatingLook, RatingReport, RatingToken, SlipRating,
    },
    register::{Board, Figure, Register, RegisterLine},
};
use motcua_domain::{
    dossier::{Channel, State},
    rating::{Indicator, Level, Scores},
    staff::Role,
};

fn account() -> Account {
    Account {
        id: "s1".into(),
        user: "lan.anh".into(),
        name: "Lê Thị Thử".into(),
        roles: Role::ALL.to_vec(),
        fields: vec!["ho_tich".into()],
        disabled: true,
    }
}

#[test]
fn accounts() {
    let Account { id, user, name, roles, fields, disabled } = account();
    same("accounts", &Accounts { accounts: vec![account()] });
    let new = NewAccount { user, name: name.clone(), roles: roles.clone(), fields: fields.clone() };
    same("new_account", &new);
    let change = AccountChange { name: name.clone(), roles: roles.clone(), fields: fields.clone(), disabled };
    same("account_change", &change);
    same("colleagues", &Colleagues { colleagues: vec![Colleague { id, name, roles, fields }] });
    // These two hold secrets and do not show themselves: compared as text.
    let first = FirstPassword { account: Account { roles: vec![Role::Clerk], ..account() }, password: "p".into() };
    let text = serde_json::to_string(&first).unwrap();
    let expected = r#"{"account":{"id":"s1","user":"lan.anh","name":"Lê Thị Thử","roles":["clerk"],"fields":["ho_tich"],"disabled":true},"password":"p"}"#;
    assert_eq!(text, expected);
    let change = serde_json::to_string(&PasswordChange { old: "a".into(), new: "b".into() }).unwrap();
    assert_eq!(change, r#"{"old":"a","new":"b"}"#);
    // Fields of work may be left out of a new account; nothing else may, and nothing may be added.
    let short = r#"{"user":"a","name":"A","roles":["clerk"]}"#;
    assert_eq!(serde_json::from_str::<NewAccount>(short).unwrap().fields, Vec::<String>::new());
    assert!(serde_json::from_str::<NewAccount>(r#"{"user":"a","name":"A"}"#).is_err());
    assert!(serde_json::from_str::<NewAccount>(r#"{"user":"a","name":"A","roles":["chief"]}"#).is_err());
    assert!(serde_json::from_str::<NewAccount>(r#"{"user":"a","name":"A","roles":[],"id":"x"}"#).is_err());
}

fn ticket(state: TicketState) -> Ticket {
    Ticket {
        id: "t1".into(),
        number: "007".into(),
        state,
        procedure: Some("1.001193".into()),
        counter: Some("Quầy 1".into()),
        ahead: 2,
        calls: 1,
        issued_at: noon(),
        called_at: Some(noon()),
    }
}

#[test]
fn the_queue() {
    let bare = Ticket { procedure: None, counter: None, called_at: None, ..ticket(TicketState::Waiting) };
    let queue = Queue {
        waiting: vec![bare],
        called: vec![ticket(TicketState::Called)],
        skipped: vec![ticket(TicketState::Skipped), ticket(TicketState::Done)],
        done: 12,
        median_wait: Some(9),
        counters: vec!["Quầy 1".into()],
        version: 31,
    };
    same("queue", &queue);
    same("new_ticket", &NewTicket { procedure: Some("1.001193".into()), priority: true });
    same("call_next", &CallNext { counter: "Quầy 1".into(), ticket: Some("t1".into()) });
    same("called", &Called { ticket: Some(ticket(TicketState::Called)) });
    same("called_nobody", &Called { ticket: None });
    let transfer = TicketAct::Transfer { counter: "Quầy 2".into() };
    same("ticket_acts", &vec![TicketAct::Recall {}, TicketAct::Skip {}, transfer, TicketAct::Finish {}]);
    let call = Call { number: "007".into(), counter: "Quầy 1".into(), calls: 2 };
    let screen = Screen { calls: vec![call], next: vec!["008".into()], waiting: 4, median_wait: None, version: 31 };
    same("screen", &screen);
    assert!(serde_json::from_str::<NewTicket>(r#"{"name":"Nguyễn Thị Mẫu"}"#).is_err(), "a ticket names nobody");
}

#[test]
fn the_register_and_the_board() {
    let line = RegisterLine {
        number: 17,
        id: "d1".into(),
        code: "H20.299-261123-0001".into(),
        procedure: "1.001193".into(),
        requester: "Nguyễn Thị Mẫu".into(),
        channel: Channel::Post,
        state: State::Done,
        submitted_at: noon(),
        due: Some(date(2026, 11, 27).at(17, 0, 0, 0)),
        finished_at: Some(noon()),
        returned_at: None,
    };
    let register = Register { year: 2026, years: vec![2026], total: 18, lines: vec![line], next: Some(17) };
    same("register", &register);
    let list = WorkQuery { figure: Some("received".into()), day: Some("2026-11-23".into()), ..WorkQuery::default() };
    let figures = vec![Figure { name: "received".into(), count: 4, list }];
    let board = Board { day: date(2026, 11, 23), figures, median_visit: Some(11), median_wait: None };
    same("board", &board);
}

#[test]
fn posters() {
    same("poster_scan", &PosterScan { procedure: "1.001193".into(), printed: "20261123".into() });
    let count =
        PosterCount { procedure: "1.001193".into(), printed: "20261123".into(), recent: 3, total: 40, outdated: true };
    same("poster_counts", &PosterCounts { posters: vec![count], counters: vec!["Quầy 1".into()] });
}

#[test]
fn ratings() {
    let opinion = Opinion {
        level: Level::VerySatisfied,
        scores: Scores::from([(Indicator::TotalTime, 2), (Indicator::Online, 0)]),
        comment: "Nhanh".into(),
    };
    same("slip_rating", &SlipRating { token: "t".repeat(32), opinion: opinion.clone() });
    let bare = CounterRating { counter: "Quầy 1".into(), mark: None, level: Level::VeryDissatisfied };
    same("counter_ratings", &vec![CounterRating { mark: Some("m1".into()), ..bare.clone() }, bare]);
    same("counter_rated", &CounterRated { token: "t".repeat(43) });
    same("rating_token", &RatingToken { token: "t".repeat(32) });
    let look = RatingLook { opinion: Some(opinion), open_until: Some(date(2026, 11, 24)) };
    same("rating_looks", &vec![look, RatingLook { opinion: None, open_until: None }]);
    let figures = RatingFigures {
        count: 7,
        levels: vec![4, 2, 0, 0, 1],
        satisfied: 8571,
        scores: vec![IndicatorScore { indicator: Indicator::Attitude, tenths: 18 }],
    };
    let group = |key: &str| RatingGroup { key: key.into(), figures: Some(figures.clone()) };
    let few = RatingGroup { key: "Quầy 1".into(), figures: None };
    let (all, sources, fields) = (group(""), vec![group("slip")], vec![group("ho_tich")]);
    same("rating_report", &RatingReport { period: "2026-q4".into(), all, sources, fields, counters: vec![few] });
    let comment = RatingComment { level: Level::Neutral, text: "Chờ lâu".into() };
    same("rating_comments", &RatingComments { comments: vec![comment] });
}
