//! The queue: one order for everybody, no ticket at two counters, numbers anew each day, nothing personal on the screen.
use jiff::SignedDuration;
use motcua_contract::{
    IDEMPOTENCY_HEADER, NoBody, ProblemCode as P,
    queue::{
        ActOnTicket, CallNext, CallTicket, FollowTicket, GetQueue, GetScreen, IssueTicket, NewTicket, Queue, Screen,
        Ticket, TicketAct, TicketState,
    },
};
use motcua_domain::staff::Role;
use motcua_tests::{Client, House};
use std::collections::BTreeSet;

const ONE: &str = "Quầy 1";
const TWO: &str = "Quầy 2";

async fn desk(house: &House) -> Client {
    house.staff("letan", &[Role::Receptionist]).await
}

async fn issue(desk: &Client, priority: bool) -> Ticket {
    desk.call::<IssueTicket>(&[], &NewTicket { priority, procedure: None }).await.unwrap()
}

async fn call(desk: &Client, counter: &str) -> Option<Ticket> {
    let body = CallNext { counter: counter.to_owned(), ticket: None };
    desk.call::<CallTicket>(&[], &body).await.unwrap().ticket
}

async fn queue(desk: &Client) -> Queue {
    desk.call::<GetQueue>(&[], &NoBody {}).await.unwrap()
}

async fn screen(house: &House) -> Screen {
    house.visitor().call::<GetScreen>(&[], &NoBody {}).await.unwrap()
}

async fn follow(house: &House, id: &str) -> Ticket {
    house.visitor().call::<FollowTicket>(&[id], &NoBody {}).await.unwrap()
}

fn numbers(tickets: &[Ticket]) -> Vec<&str> {
    tickets.iter().map(|ticket| ticket.number.as_str()).collect()
}

#[tokio::test]
async fn who_goes_first_by_law_is_called_first_and_everybody_sees_the_same_order() {
    let house = House::open().await;
    let desk = desk(&house).await;
    let first = issue(&desk, false).await;
    issue(&desk, false).await;
    let mother = issue(&desk, true).await;
    assert_eq!((first.number.as_str(), first.ahead, mother.ahead), ("001", 0, 0));
    let all = queue(&desk).await;
    assert_eq!(numbers(&all.waiting), ["003", "001", "002"]);
    assert_eq!(all.counters, ["Quầy 1", "Quầy 2", "Quầy 3"]);
    assert_eq!(all.waiting.iter().map(|ticket| ticket.ahead).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(screen(&house).await.next, ["003", "001", "002"]);
    assert_eq!(follow(&house, &first.id).await.ahead, 1);
    assert_eq!(call(&desk, ONE).await.unwrap().number, "003");
    assert_eq!(follow(&house, &first.id).await.ahead, 0);
    let called = follow(&house, &mother.id).await;
    assert_eq!((called.state, called.counter.as_deref(), called.calls), (TicketState::Called, Some(ONE), 1));
}

#[tokio::test]
async fn fifty_calls_at_once_get_fifty_people() {
    let house = House::open().await;
    let desk = desk(&house).await;
    for _ in 0..40 {
        issue(&desk, false).await;
    }
    let calls = (0..50).map(|number| {
        let desk = desk.clone();
        tokio::spawn(async move { call(&desk, &format!("Quầy {number}")).await })
    });
    let mut got = Vec::new();
    for one in calls.collect::<Vec<_>>() {
        got.extend(one.await.unwrap().map(|ticket| ticket.number));
    }
    assert_eq!(got.len(), 40, "ten counters find nobody");
    assert_eq!(got.iter().collect::<BTreeSet<_>>().len(), 40, "nobody was called twice");
    let all = queue(&desk).await;
    assert_eq!((all.waiting.len(), all.called.len(), all.done), (0, 40, 0));
    // The same counter calls again: whom it had is served.
    assert_eq!(call(&desk, &all.called[0].counter.clone().unwrap()).await, None);
    assert_eq!(queue(&desk).await.done, 1);
}

#[tokio::test]
async fn a_ticket_is_called_by_one_counter_only() {
    let house = House::open().await;
    let desk = desk(&house).await;
    issue(&desk, false).await;
    let wanted = issue(&desk, false).await;
    let certain = |counter: &str| CallNext { counter: counter.to_owned(), ticket: Some(wanted.id.clone()) };
    let (left, right) = (certain(ONE), certain(TWO));
    let (left, right) = tokio::join!(desk.call::<CallTicket>(&[], &left), desk.call::<CallTicket>(&[], &right));
    let refused: Vec<_> = [&left, &right].into_iter().filter_map(|one| one.as_ref().err()).collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].code, P::TicketTaken);
    // The counter that has it may press twice: that is no second call.
    let winner = if left.is_ok() { ONE } else { TWO };
    let again = desk.call::<CallTicket>(&[], &certain(winner)).await.unwrap().ticket.unwrap();
    assert_eq!(again.calls, 1);
    desk.call::<ActOnTicket>(&[&wanted.id], &TicketAct::Finish {}).await.unwrap();
    assert_eq!(desk.call::<CallTicket>(&[], &certain(winner)).await.unwrap_err().code, P::TicketTaken);
    let unknown = CallNext { counter: ONE.into(), ticket: Some("nobody".into()) };
    assert_eq!(desk.call::<CallTicket>(&[], &unknown).await.unwrap_err().code, P::NotFound);
}

#[tokio::test]
async fn a_repeated_request_calls_and_gives_out_once() {
    let house = House::open().await;
    let desk = desk(&house).await;
    let issuing = desk.with(IDEMPOTENCY_HEADER, "0193f7a2-7b1c-7c3d-8e4f-001122334455");
    assert_eq!(issue(&issuing, false).await.id, issue(&issuing, false).await.id);
    issue(&desk, false).await;
    let calling = desk.with(IDEMPOTENCY_HEADER, "0193f7a2-7b1c-7c3d-8e4f-001122334466");
    assert_eq!(call(&calling, ONE).await.unwrap().number, "001");
    assert_eq!(call(&calling, ONE).await.unwrap().number, "001", "the answer was lost, not the call");
    assert_eq!(call(&desk, ONE).await.unwrap().number, "002");
    let wrong = desk.with(IDEMPOTENCY_HEADER, "again");
    let body = CallNext { counter: ONE.into(), ticket: None };
    assert_eq!(wrong.call::<CallTicket>(&[], &body).await.unwrap_err().code, P::BadHeader);
}

#[tokio::test]
async fn skipped_recalled_transferred_finished() {
    let house = House::open().await;
    let desk = desk(&house).await;
    for _ in 0..4 {
        issue(&desk, false).await;
    }
    let act = async |id: &str, act: TicketAct| desk.call::<ActOnTicket>(&[id], &act).await;
    let first = call(&desk, ONE).await.unwrap();
    assert_eq!(act(&first.id, TicketAct::Recall {}).await.unwrap().calls, 2);
    assert_eq!(screen(&house).await.calls[0].calls, 2, "the screen flashes again");
    assert_eq!(act(&first.id, TicketAct::Skip {}).await.unwrap().state, TicketState::Skipped);
    assert_eq!(act(&first.id, TicketAct::Skip {}).await.unwrap().state, TicketState::Skipped);
    let second = call(&desk, ONE).await.unwrap();
    assert_eq!(numbers(&queue(&desk).await.skipped), ["001"]);
    // The second needs another counter: first in its line, and nobody else calls them.
    let sent = act(&second.id, TicketAct::Transfer { counter: TWO.into() }).await.unwrap();
    assert_eq!((sent.state, sent.counter.as_deref(), sent.ahead), (TicketState::Waiting, Some(TWO), 0));
    assert_eq!(screen(&house).await.next, ["002", "003", "004"]);
    assert_eq!(call(&desk, ONE).await.unwrap().number, "003");
    assert_eq!(call(&desk, TWO).await.unwrap().number, "002");
    // Who was skipped comes back: at the counter that called, or at any other.
    let back = desk.call::<CallTicket>(&[], &CallNext { counter: TWO.into(), ticket: Some(first.id.clone()) }).await;
    assert_eq!(back.unwrap().ticket.unwrap().counter.as_deref(), Some(TWO));
    assert_eq!(follow(&house, &second.id).await.state, TicketState::Done);
    assert_eq!(act(&first.id, TicketAct::Finish {}).await.unwrap().state, TicketState::Done);
    assert_eq!(act(&first.id, TicketAct::Finish {}).await.unwrap().state, TicketState::Done);
    assert_eq!(act(&first.id, TicketAct::Recall {}).await.unwrap_err().code, P::TicketTaken);
    assert_eq!(act(&first.id, TicketAct::Transfer { counter: ONE.into() }).await.unwrap_err().code, P::TicketTaken);
    assert_eq!(act("nobody", TicketAct::Skip {}).await.unwrap_err().code, P::NotFound);
    for name in ["", "  ", "a\nb", &"x".repeat(41)] {
        let nowhere = TicketAct::Transfer { counter: name.into() };
        assert_eq!(act(&first.id, nowhere).await.unwrap_err().code, P::BadBody, "{name:?}");
    }
}

#[tokio::test]
async fn the_median_counts_from_ticket_to_first_call() {
    let house = House::open().await;
    let desk = desk(&house).await;
    assert_eq!(queue(&desk).await.median_wait, None);
    for _ in 0..3 {
        issue(&desk, false).await;
    }
    // They wait 4, 10 and 30 minutes; the second is called twice.
    house.pass(SignedDuration::from_mins(4));
    call(&desk, ONE).await.unwrap();
    house.pass(SignedDuration::from_mins(6));
    let second = call(&desk, ONE).await.unwrap();
    assert_eq!(queue(&desk).await.median_wait, Some(4));
    house.pass(SignedDuration::from_mins(20));
    desk.call::<ActOnTicket>(&[&second.id], &TicketAct::Recall {}).await.unwrap();
    call(&desk, ONE).await.unwrap();
    assert_eq!(queue(&desk).await.median_wait, Some(10));
    assert_eq!(screen(&house).await.median_wait, Some(10));
}

#[tokio::test]
async fn a_new_local_day_begins_at_one_and_forgets_yesterday() {
    let house = House::open().await;
    let desk = desk(&house).await;
    let yesterday = issue(&desk, false).await;
    issue(&desk, false).await;
    let before = screen(&house).await.version;
    // 23:59 is still today, whatever day it is in London; a minute later is tomorrow.
    house.clock.set("2026-11-23T23:59:00+07:00".parse().unwrap());
    assert_eq!(follow(&house, &yesterday.id).await.number, "001");
    house.clock.set("2026-11-24T00:00:00+07:00".parse().unwrap());
    let desk = house.staff("letan", &[Role::Receptionist]).await;
    let all = queue(&desk).await;
    assert_eq!((all.waiting.len(), all.done, all.median_wait), (0, 0, None));
    let visitor = house.visitor();
    assert_eq!(visitor.call::<FollowTicket>(&[&yesterday.id], &NoBody {}).await.unwrap_err().code, P::NotFound);
    let late = desk.call::<ActOnTicket>(&[&yesterday.id], &TicketAct::Recall {}).await;
    assert_eq!(late.unwrap_err().code, P::NotFound);
    assert_eq!(issue(&desk, false).await.number, "001");
    assert!(screen(&house).await.version > before);
}

#[tokio::test]
async fn the_screen_and_the_phone_hold_numbers_and_nothing_else() {
    let house = House::open().await;
    let desk = desk(&house).await;
    let body = NewTicket { procedure: Some("1.001193".into()), priority: true };
    let ticket = desk.call::<IssueTicket>(&[], &body).await.unwrap();
    call(&desk, ONE).await.unwrap();
    issue(&desk, false).await;
    let answer = house.visitor().send::<GetScreen>(&[], &NoBody {}).await;
    let shown: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&shown), ["calls", "median_wait", "next", "version", "waiting"]);
    assert_eq!(keys(&shown["calls"][0]), ["calls", "counter", "number"]);
    assert!(!String::from_utf8_lossy(&answer.body).contains(&ticket.id), "the id would let others follow the phone");
    // Unchanged is answered without a body.
    let again = house.visitor().with("if-none-match", answer.header("etag")).send::<GetScreen>(&[], &NoBody {}).await;
    assert_eq!(again.status, 304);
    call(&desk, TWO).await.unwrap();
    let changed = house.visitor().with("if-none-match", answer.header("etag")).send::<GetScreen>(&[], &NoBody {}).await;
    assert_eq!(changed.status, 200);
}

#[tokio::test]
async fn only_those_whose_duty_it_is() {
    let house = House::open().await;
    let officer = house.staff("chuyenvien", &[Role::Officer]).await;
    let refused = officer.call::<IssueTicket>(&[], &NewTicket::default()).await.unwrap_err();
    assert_eq!(refused.code, P::Forbidden);
    queue(&officer).await;
    let auditor = house.staff("kiemtra", &[Role::Auditor]).await;
    assert_eq!(auditor.call::<GetQueue>(&[], &NoBody {}).await.unwrap_err().code, P::Forbidden);
    assert_eq!(house.visitor().call::<GetQueue>(&[], &NoBody {}).await.unwrap_err().code, P::SignedOut);
    let desk = desk(&house).await;
    let unknown = NewTicket { procedure: Some("9.999999".into()), priority: false };
    assert_eq!(desk.call::<IssueTicket>(&[], &unknown).await.unwrap_err().code, P::BadBody);
}
