//! Appointments that cannot be kept: the system's apology, the leader's, and neither twice nor too late.
use jiff::{SignedDuration, civil::Date, tz};
use motcua_contract::{
    NoBody, Problem, ProblemCode as P,
    desk::{CommandDossier, DeskCommand as C, DeskDossier},
    dossiers::{Receipt, TrackDossier},
};
use motcua_domain::{
    dossier::{Actor, Refusal, What},
    staff::Role,
};
use motcua_server::{
    app::App,
    jobs, reference,
    world::{Sources, World},
};
use motcua_tests::{
    Client, House, house,
    people::{birth, fill_in, hand_in, key},
};
use std::{sync::Arc, time::Duration};

/// Social protection: ten working days.
const SOCIAL: &str = "1.001776";

async fn hand_in_one(house: &House, number: u32) -> Receipt {
    let phone = house.phone().await;
    let submission = fill_in(house, &phone, SOCIAL, &[], number).await;
    hand_in(&phone, &submission, &key()).await.unwrap()
}

async fn id_of(house: &House, code: &str) -> String {
    house.app.store.by_code(code).await.unwrap().unwrap().row.id
}

/// A command on the dossier as it stands.
async fn tell(house: &House, who: &Client, id: &str, command: C) -> Result<DeskDossier, Problem> {
    let version = house.app.store.by_id(id).await.unwrap().unwrap().dossier.version;
    who.with("if-match", format!("\"{version}\"")).call::<CommandDossier>(&[id], &command).await
}

fn because() -> String {
    "Lý do".into()
}

fn set(house: &House, date: Date, hour: i8) {
    house.clock.set(tz::offset(7).to_timestamp(date.at(hour, 0, 0, 0)).unwrap());
}

/// The working day before.
fn day_before(house: &House, date: Date) -> Date {
    let mut before = date.yesterday().unwrap();
    while !house.app.world.office.calendar.is_working_day(before) {
        before = before.yesterday().unwrap();
    }
    before
}

#[tokio::test]
async fn the_system_apologises_a_day_before_and_once() {
    let house = House::open().await;
    let receipt = hand_in_one(&house, 1).await;
    let id = id_of(&house, &receipt.code).await;
    let short = id_of(&house, &birth(&house, &house.phone().await, 1).await.code).await;
    let was = receipt.due.unwrap();
    let run = async || jobs::extend_appointments(&house.app).await.unwrap();
    let clerk = house.staff("mot-cua", &[Role::Clerk]).await;
    for dossier in [&id, &short] {
        tell(&house, &clerk, dossier, C::Receive {}).await.unwrap();
    }
    assert_eq!(run().await, 0, "there is time");
    let office = &house.app.world.office.calendar;
    let before = day_before(&house, was.date());
    let at = |date: Date, hour: i8| set(&house, date, hour);
    at(before, 6);
    assert_eq!(run().await, 0, "nobody apologises at six in the morning");
    at(before, 8);
    assert_eq!(run().await, 1);
    let record = house.app.store.by_id(&id).await.unwrap().unwrap();
    let last = record.events.last().unwrap();
    assert_eq!(last.actor, Actor::System);
    assert!(matches!(&last.what, What::Extended { was: from, reason, .. } if *from == was && !reason.is_empty()));
    let due = record.dossier.clock.due.unwrap();
    let clock = motcua_domain::deadline::Clock { calendar: office, hours: &house.app.world.office.hours };
    assert_eq!(clock.working_days_between(was.date(), due.date()), 10, "the same time once more");
    let seen =
        house.visitor().holding(&receipt.secret).call::<TrackDossier>(&[&receipt.code], &NoBody {}).await.unwrap();
    assert_eq!(seen.due, Some(due));
    assert_eq!(seen.steps.last().map(|step| (step.what.as_str(), step.by.as_str())), Some(("extended", "system")));
    assert_eq!(run().await, 0, "once");
    at(due.date().yesterday().unwrap(), 9);
    assert_eq!(run().await, 0, "and never again");
}

#[tokio::test]
async fn a_leader_apologises_by_hand_and_what_is_late_stays_late() {
    let house = House::open().await;
    let (first, second) = (hand_in_one(&house, 1).await, hand_in_one(&house, 2).await);
    let leader = house.staff("lanh-dao", &[Role::Leader]).await;
    let officer = house.staff("bao-tro", &[Role::Officer]).await;
    let due = first.due.unwrap();
    let later = C::Extend { reason: because(), due: due.date().tomorrow().unwrap().at(17, 0, 0, 0) };
    let ids = [id_of(&house, &first.code).await, id_of(&house, &second.code).await];
    for id in &ids {
        tell(&house, &leader, id, C::Receive {}).await.unwrap();
    }
    assert_eq!(tell(&house, &officer, &ids[0], later.clone()).await.unwrap_err().code, P::Forbidden);
    let earlier = C::Extend { reason: because(), due: due.date().yesterday().unwrap().at(17, 0, 0, 0) };
    assert_eq!(tell(&house, &leader, &ids[0], earlier).await.unwrap_err().refusal, Some(Refusal::DueNotLater));
    assert_eq!(tell(&house, &leader, &ids[0], later.clone()).await.unwrap().extensions, 1);
    assert_eq!(
        tell(&house, &leader, &ids[0], later.clone()).await.unwrap_err().refusal,
        Some(Refusal::AlreadyExtended)
    );
    // On the day itself it is too late for the system.
    set(&house, due.date(), 9);
    assert_eq!(jobs::extend_appointments(&house.app).await.unwrap(), 0);
    house.pass(SignedDuration::from_hours(24));
    let leader = house.staff("lanh-dao-2", &[Role::Leader]).await;
    assert_eq!(tell(&house, &leader, &ids[1], later).await.unwrap_err().refusal, Some(Refusal::AlreadyOverdue));
}

#[tokio::test]
async fn a_clock_that_jumps_is_noticed_while_the_server_runs() {
    let house = House::open().await;
    let receipt = hand_in_one(&house, 1).await;
    let id = id_of(&house, &receipt.code).await;
    let clerk = house.staff("mot-cua", &[Role::Clerk]).await;
    tell(&house, &clerk, &id, C::Receive {}).await.unwrap();
    let running = tokio::spawn(jobs::run(Arc::clone(&house.app)));
    let extended = async || house.app.store.by_id(&id).await.unwrap().unwrap().dossier.extensions;
    tokio::time::sleep(Duration::from_millis(1200)).await;
    assert_eq!(extended().await, 0);
    set(&house, day_before(&house, receipt.due.unwrap().date()), 9);
    // As long as it takes on a busy machine; it is there after a second.
    for _ in 0..300 {
        if extended().await == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(extended().await, 1);
    running.abort();
}

#[tokio::test]
async fn an_office_may_keep_apologies_to_itself() {
    let house = House::open().await;
    let receipt = hand_in_one(&house, 1).await;
    let id = id_of(&house, &receipt.code).await;
    let clerk = house.staff("mot-cua", &[Role::Clerk]).await;
    tell(&house, &clerk, &id, C::Receive {}).await.unwrap();
    set(&house, day_before(&house, receipt.due.unwrap().date()), 9);
    let sources = Sources { public_url: house::PUBLIC_URL, ..Sources::default() };
    let world = World { extend_by_system: false, ..World::load(sources).unwrap() };
    let app = App::new(house.app.store.clone(), world, Arc::clone(&house.app.clock), house::policy()).unwrap();
    assert_eq!(jobs::extend_appointments(&app).await.unwrap(), 0);
    let off = reference::DEMO_OFFICE.replace("extend_by_system = true", "extend_by_system = false");
    assert!(reference::extend_by_system(reference::DEMO_OFFICE).unwrap());
    assert!(!reference::extend_by_system(&off).unwrap());
}
