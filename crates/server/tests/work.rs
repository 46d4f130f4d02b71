//! Lists, counts, board, register and batches: a number is what its list holds, and the list is what the events say.
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz};
use motcua_contract::{
    Endpoint, NoBody, ProblemCode as P,
    desk::{
        Batch, BatchItem, BatchOutcome, CommandDossier, CommandMany, DeskCommand as C, OpenDossier, WorkItem, WorkList,
        WorkQuery,
    },
    register::{Board, Register},
};
use motcua_domain::{
    dossier::{Channel, Dossier, Fault, Reason, Refusal, ReturnWay, State},
    staff::Role,
};
use motcua_server::demo::{self, DemoAccount};
use motcua_tests::{
    Client, House,
    house::PASSWORD,
    people::{BIRTH, birth, fill_in, hand_in, key},
};
use std::collections::BTreeMap;

const COPIES: &str = "2.000815";
const SOCIAL: &str = "1.001776";

/// Every page of a list.
async fn whole(who: &Client, query: &WorkQuery) -> (Vec<WorkItem>, WorkList) {
    let (mut items, mut asked) = (Vec::new(), query.clone());
    loop {
        let text = serde_urlencoded(&asked);
        let page: WorkList = who.request("GET", &format!("/api/desk/dossiers?{text}"), &[], "").await.read().unwrap();
        items.extend(page.items.clone());
        match &page.next {
            Some(next) => asked.after = Some(next.clone()),
            None => return (items, page),
        }
    }
}

/// The query string as a browser writes it.
fn serde_urlencoded(query: &WorkQuery) -> String {
    let value = serde_json::to_value(query).unwrap();
    let pairs = value.as_object().unwrap().iter().map(|(name, value)| {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        format!("{name}={}", motcua_contract::endpoint::encode(&text))
    });
    pairs.collect::<Vec<_>>().join("&")
}

async fn board(who: &Client, day: &str) -> Board {
    who.request("GET", &format!("/api/desk/board?day={day}"), &[], "").await.read().unwrap()
}

async fn register(who: &Client, query: &str) -> Register {
    who.request("GET", &format!("/api/desk/register?{query}"), &[], "").await.read().unwrap()
}

async fn many(who: &Client, command: C, dossiers: &[(String, u64)]) -> Vec<BatchOutcome> {
    let dossiers = dossiers.iter().map(|(id, version)| BatchItem { id: id.clone(), version: *version }).collect();
    who.call::<CommandMany>(&[], &Batch { command, dossiers }).await.unwrap().outcomes
}

/// A row of numbers that looks thrown: the same ones in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }
}

/// Dossiers of three fields, pushed about by chance over some days.
async fn bustle(house: &House, officer: &str, seed: u64) -> Vec<String> {
    let mut dice = Dice(seed);
    let mut ids = Vec::new();
    for round in 0..60 {
        house.pass(SignedDuration::from_mins(dice.below(240) as i64));
        // A sign-in lasts an hour.
        let boss = house.clerk("tat-ca").await;
        if round % 3 == 0 {
            let phone = house.phone().await;
            let code = [BIRTH, COPIES, SOCIAL][dice.below(3)];
            let case: &[(&str, bool)] = if code == BIRTH { &[("has_birth_paper", true)] } else { &[] };
            let submission = fill_in(house, &phone, code, case, round).await;
            let receipt = hand_in(&phone, &submission, &key()).await.unwrap();
            ids.push(house.app.store.by_code(&receipt.code).await.unwrap().unwrap().row.id);
        }
        for _ in 0..3 {
            let id = &ids[dice.below(ids.len())];
            let reasons =
                vec![Reason { field: "requester_phone".into(), code: Fault::Incorrect, text: "Sai số".into() }];
            let commands = [
                C::Receive {},
                C::StartProcessing {},
                C::ReceiveSameVisit {},
                C::ProposeResult { upload: None },
                C::Approve {},
                C::Return { way: ReturnWay::ByHand, note: String::new() },
                C::RequestSupplement { reasons, note: String::new(), leader_reason: None },
                C::Assign { to: officer.to_owned(), note: String::new() },
                C::HandOver { upload: None },
                C::RequestPayment { amount: 8000 },
                C::ConfirmPayment {},
                C::Refuse { reason: "Không đúng".into() },
                C::Undo {},
            ];
            let command = commands[dice.below(commands.len())].clone();
            let version = house.app.store.by_id(id).await.unwrap().unwrap().dossier.version;
            let named = boss.with("if-match", format!("\"{version}\""));
            // What a dossier refuses is no matter here.
            let _ = named.call::<CommandDossier>(&[id], &command).await;
        }
    }
    ids
}

fn local(at: Timestamp) -> DateTime {
    tz::offset(7).to_datetime(at)
}

/// What a query means, said a second time over the folded events.
fn means(query: &WorkQuery, dossier: &Dossier, field: &str, now: DateTime, near: DateTime) -> bool {
    use State as S;
    let open = [S::Submitted, S::Received, S::Processing, S::WithdrawalRequested];
    let on_day = |at: Option<Timestamp>| at.is_some_and(|at| Some(local(at).date().to_string()) == query.day);
    let view = match query.view.as_deref() {
        Some("new") => dossier.state == S::Submitted,
        Some("working") => open[1..].contains(&dossier.state),
        Some("waiting") => dossier.state.paused(),
        Some("to_return") => dossier.state == S::Done,
        Some("counter") => matches!(dossier.state, S::Submitted | S::Done),
        Some("approve") => dossier.state == S::Processing && dossier.proposed.is_some(),
        Some("done") => dossier.state == S::Done || dossier.state.terminal(),
        Some("all") => true,
        _ => open.contains(&dossier.state),
    };
    let promised = dossier.clock.due.filter(|_| open.contains(&dossier.state));
    let due = match query.due.as_deref() {
        Some("late") => promised.is_some_and(|due| due < now),
        Some("near") => promised.is_some_and(|due| due >= now && due <= near),
        Some("flagged") => dossier.counts_overdue,
        _ => true,
    };
    let figure = match query.figure.as_deref() {
        Some("handed_in") => on_day(dossier.submitted_at),
        Some("received") => on_day(dossier.received_at),
        Some("finished") => on_day(dossier.finished_at),
        Some("returned") => on_day(dossier.returned_at),
        Some("same_visit") => on_day(dossier.returned_at) && dossier.same_visit,
        Some("ended") => on_day(dossier.ending.as_ref().map(|ending| ending.at)),
        _ => true,
    };
    let assignee = match query.assignee.as_deref() {
        Some("none") => dossier.assignee.is_none(),
        Some(id) => dossier.assignee.as_deref() == Some(id),
        None => true,
    };
    let procedure = query.procedure.as_ref().is_none_or(|code| *code == dossier.procedure);
    let channel = query.channel.is_none_or(|channel| channel == dossier.channel);
    // Nobody wrote a message here.
    let unread = !query.unread;
    unread
        && view
        && due
        && figure
        && assignee
        && procedure
        && channel
        && query.field.as_deref().is_none_or(|f| f == field)
}

#[tokio::test]
async fn a_number_is_what_its_list_holds_and_the_list_is_what_the_events_say() {
    for seed in [7, 2026] {
        let house = House::open().await;
        let account = DemoAccount {
            user: "ho-tich".into(),
            name: "Cán bộ hộ tịch".into(),
            password: PASSWORD.into(),
            roles: vec![Role::Officer],
            fields: vec!["ho_tich".into()],
        };
        let officer_id = demo::add(&house.app.store, &account, house.app.now()).await.unwrap();
        let ids = bustle(&house, &officer_id, seed).await;
        let mut officer = house.visitor();
        officer.sign_in("ho-tich", PASSWORD).await.unwrap();
        let auditor = house.staff("kiem-tra", &[Role::Auditor]).await;
        let mut kept = BTreeMap::new();
        for id in &ids {
            let dossier = house.app.store.by_id(id).await.unwrap().unwrap().dossier;
            let field = house.app.world.bundle(&dossier.procedure).unwrap().procedure.field.clone();
            kept.insert(id.clone(), (dossier, field));
        }
        let states: std::collections::BTreeSet<State> = kept.values().map(|(dossier, _)| dossier.state).collect();
        assert!(states.len() >= 5, "too quiet to say anything: {states:?}");
        let now = house.app.local_now();
        let calendar = &house.app.world.office.calendar;
        let near = calendar.next_working_day(now.date()).at(23, 59, 59, 0);

        let text = |value: &str| Some(value.to_owned());
        let base = WorkQuery::default();
        let mut queries = Vec::new();
        for view in ["new", "working", "waiting", "to_return", "counter", "approve", "done", "all", "open"] {
            let viewed = WorkQuery { view: text(view), ..base.clone() };
            queries.push(WorkQuery { assignee: text("none"), ..viewed.clone() });
            queries.push(WorkQuery { assignee: text(&officer_id), ..viewed.clone() });
            queries.push(WorkQuery { field: text("chung_thuc"), ..viewed.clone() });
            queries.push(WorkQuery { procedure: text(SOCIAL), due: text("late"), ..viewed.clone() });
            queries.push(WorkQuery { due: text("near"), channel: Some(Channel::Online), ..viewed.clone() });
            queries.push(WorkQuery { channel: Some(Channel::Desk), ..viewed.clone() });
            queries.push(viewed);
        }
        let today = now.date().to_string();
        let yesterday = now.date().yesterday().unwrap().to_string();
        for day in [&today, &yesterday] {
            let board = board(&auditor, day).await;
            assert_eq!(&board.day.to_string(), day);
            for figure in board.figures {
                let (items, _) = whole(&auditor, &figure.list).await;
                assert_eq!(items.len() as u64, figure.count, "{} on {day}", figure.name);
                queries.push(figure.list);
            }
        }
        for (who, own) in [(&auditor, false), (&officer, true)] {
            for query in &queries {
                let (items, list) = whole(who, query).await;
                let mut found: Vec<&String> = items.iter().map(|item| &item.id).collect();
                found.sort_unstable();
                let expected: Vec<&String> = kept
                    .iter()
                    .filter(|(_, (dossier, field))| {
                        let seen = !own || field == "ho_tich" || dossier.assignee.as_ref() == Some(&officer_id);
                        seen && means(query, dossier, field, now, near)
                    })
                    .map(|(id, _)| id)
                    .collect();
                assert_eq!(found, expected, "{query:?} own: {own}");
                let view = query.view.as_deref().unwrap_or("open");
                assert_eq!(list.counts[view], items.len() as u64, "{query:?}");
            }
        }
        // The board of the officer counts what the officer sees.
        for figure in board(&officer, &today).await.figures {
            let (items, _) = whole(&officer, &figure.list).await;
            assert_eq!(items.len() as u64, figure.count, "{}", figure.name);
        }
    }
}

#[tokio::test]
async fn a_batch_decides_each_by_itself_and_is_taken_back_as_one() {
    let house = House::open().await;
    let mut ids = Vec::new();
    for number in 0..4 {
        let code = birth(&house, &house.phone().await, number).await.code;
        ids.push(house.app.store.by_code(&code).await.unwrap().unwrap().row.id);
    }
    let clerk = house.staff("mot-cua", &[Role::Clerk]).await;
    let reception = house.staff("le-tan", &[Role::Receptionist]).await;
    clerk.with("if-match", "\"1\"").call::<CommandDossier>(&[&ids[3]], &C::Receive {}).await.unwrap();
    let asked: Vec<(String, u64)> = vec![
        (ids[0].clone(), 1),
        (ids[1].clone(), 1),
        (ids[2].clone(), 9),
        (ids[3].clone(), 2),
        ("nothing".into(), 1),
        (ids[0].clone(), 1),
    ];
    let outcomes = many(&clerk, C::Receive {}, &asked).await;
    let said: Vec<_> = outcomes.iter().map(|one| (one.version, one.problem, one.refusal)).collect();
    assert_eq!(
        said,
        [
            (Some(2), None, None),
            (Some(2), None, None),
            (None, Some(P::Stale), None),
            (None, Some(P::Refused), Some(Refusal::WrongState)),
            (None, Some(P::NotFound), None),
            (None, Some(P::Stale), None),
        ]
    );
    assert!(outcomes[3].code.ends_with("-0004") && outcomes[4].code.is_empty());
    let forbidden = many(&clerk, C::Approve {}, &[(ids[0].clone(), 2)]).await;
    assert_eq!(forbidden[0].problem, Some(P::Forbidden));

    // One undo for all of it.
    let back: Vec<(String, u64)> = outcomes.iter().filter_map(|one| Some((one.id.clone(), one.version?))).collect();
    let undone = many(&clerk, C::Undo {}, &back).await;
    assert!(undone.iter().all(|one| one.version == Some(3)));
    let dossier = clerk.call::<OpenDossier>(&[&ids[0]], &NoBody {}).await.unwrap();
    assert_eq!((dossier.state, dossier.version), (State::Submitted, 3));

    // Files are of one dossier; a hundred are enough; the reception decides nothing.
    let item = BatchItem { id: ids[0].clone(), version: 3 };
    let files = Batch { command: C::Finish { upload: "u".into() }, dossiers: vec![item.clone()] };
    assert_eq!(clerk.call::<CommandMany>(&[], &files).await.unwrap_err().code, P::BadBody);
    let crowd = Batch { command: C::Receive {}, dossiers: vec![item.clone(); 101] };
    assert_eq!(clerk.call::<CommandMany>(&[], &crowd).await.unwrap_err().code, P::Invalid);
    let one = Batch { command: C::Receive {}, dossiers: vec![item] };
    assert_eq!(reception.call::<CommandMany>(&[], &one).await.unwrap_err().code, P::Forbidden);
    assert_eq!(CommandMany::PATH, "/api/desk/batch");
}

#[tokio::test]
async fn the_register_counts_on_through_the_year_and_anew_in_the_next() {
    let house = House::open().await;
    let hand_in_one = async |code: &str, number: u32| {
        let phone = house.phone().await;
        let submission = fill_in(&house, &phone, code, &[], number).await;
        hand_in(&phone, &submission, &key()).await.unwrap().code
    };
    let first = hand_in_one(COPIES, 0).await;
    hand_in_one(SOCIAL, 1).await;
    // New Year's Eve in Vietnam is not yet New Year's Eve in Greenwich.
    house.clock.set("2026-12-31T23:59:00+07:00".parse().unwrap());
    hand_in_one(COPIES, 2).await;
    house.pass(SignedDuration::from_mins(2));
    hand_in_one(COPIES, 3).await;
    let clerk = house.staff("mot-cua", &[Role::Clerk]).await;
    let officer = house.staff("bao-tro", &[Role::Officer]).await;
    let numbers = |book: &Register| book.lines.iter().map(|line| line.number).collect::<Vec<_>>();
    let old = register(&clerk, "year=2026").await;
    assert_eq!((numbers(&old), old.total, old.years.clone()), (vec![1, 2, 3], 3, vec![2027, 2026]));
    assert_eq!(old.lines[0].code, first);
    assert_eq!(numbers(&register(&clerk, "year=2026&after=2").await), [3]);
    let new = register(&clerk, "").await;
    assert_eq!((new.year, numbers(&new)), (2027, vec![1]));
    assert_eq!(register(&officer, "year=2026").await.total, 3, "an officer of every field");
    assert!(clerk.request("GET", "/api/desk/register?year=x", &[], "").await.status.is_client_error());
    let reception = house.staff("le-tan", &[Role::Receptionist]).await;
    assert_eq!(reception.request("GET", "/api/desk/register", &[], "").await.problem().code, P::Forbidden);
    // Hundreds are paged.
    for number in 0..101 {
        hand_in_one(COPIES, 10 + number).await;
    }
    let clerk = house.staff("mot-cua", &[Role::Clerk]).await;
    let page = register(&clerk, "").await;
    assert_eq!((page.lines.len(), page.total, page.next), (100, 102, Some(100)));
    assert_eq!(numbers(&register(&clerk, "after=100").await), [101, 102]);
}

#[tokio::test]
async fn words_that_there_are_not_are_refused() {
    let house = House::open().await;
    let clerk = house.clerk("canbo").await;
    for query in ["due=soon", "figure=nothing", "figure=received&day=yesterday", "channel=pigeon", "view=mine"] {
        let answer = clerk.request("GET", &format!("/api/desk/dossiers?{query}"), &[], "").await;
        assert_eq!(answer.problem().code, P::BadBody, "{query}");
    }
    let answer = clerk.request("GET", "/api/desk/board?day=2026-13-01", &[], "").await;
    assert_eq!(answer.problem().code, P::BadBody);
}
