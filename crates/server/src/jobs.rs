//! What the server does by itself: columns of older rows written anew at start, and the apology with a new appointment
//! before a promised time passes.

use crate::{
    api::{payments, submission::procedure_of, tracking::Decision, view},
    app::App,
    problem::Refusal,
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz,
};
use motcua_contract::ProblemCode;
use motcua_domain::{
    deadline::{self, Limit},
    dossier::{Actor, Command},
    text::fold,
};
use motcua_storage::{
    StoreError,
    dossiers::{Lines, Record},
};
use serde::Deserialize;
use std::{sync::Arc, time::Duration};

/// How often the clock is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How much of the app's own time lies between two runs.
const RUN_EVERY: jiff::SignedDuration = jiff::SignedDuration::from_mins(1);

#[derive(Deserialize)]
struct Sentences {
    extended: String,
}

/// Writes the lists' columns of dossiers that an older version of the program kept.
///
/// # Errors
/// When the database cannot.
pub async fn catch_up(app: &App) -> Result<(), StoreError> {
    let lines = |record: &Record| match procedure_of(app, &record.dossier) {
        Ok(procedure) => view::lines(procedure, &record.dossier.answers, &record.row.code),
        // A procedure that is no longer offered: the code still finds it.
        Err(_) => Lines { folded: fold(&record.row.code), ..Lines::default() },
    };
    let year = |ms: i64| {
        let at = Timestamp::from_millisecond(ms).unwrap_or_default();
        i64::from(deadline::local(at).year())
    };
    let count = app.store.project(lines, year).await?;
    if count > 0 {
        tracing::info!(count, "dossiers were prepared for the lists of this version");
    }
    Ok(())
}

/// Runs once a minute of the app's clock; a clock that jumps is noticed at once.
pub async fn run(app: Arc<App>) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    let mut last: Option<Timestamp> = None;
    loop {
        looks.tick().await;
        let now = app.now();
        if last.is_some_and(|last| now.duration_since(last).abs() < RUN_EVERY) {
            continue;
        }
        last = Some(now);
        // Where the process ended between the money and its dossier.
        if let Err(refusal) = payments::resume(&app).await {
            tracing::error!(cause = ?refusal.cause, "dossiers whose fee is paid could not go on");
        }
        match extend_appointments(&app).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "appointments were moved, with an apology"),
            Err(refusal) => tracing::error!(cause = ?refusal.cause, "appointments could not be moved"),
        }
    }
}

/// Moves the appointment of every dossier that is due on the next working day and not done, once each; says how many.
///
/// The apology comes a day before at the latest (NĐ 61/2018/NĐ-CP Điều 19.9), so what is due today is not touched, nor is
/// what has less than two working days in all.
///
/// # Errors
/// When the database cannot.
pub async fn extend_appointments(app: &App) -> Result<u32, Refusal> {
    let (now, office) = (app.local_now(), &app.world.office);
    if !app.world.extend_by_system || now.time() < office.hours.morning.0 {
        return Ok(0);
    }
    let sentences: Sentences = toml::from_str(include_str!("../data/deadline.toml")).map_err(Refusal::internal)?;
    let tomorrow = now.date().tomorrow().map_err(Refusal::internal)?;
    let after = office.calendar.next_working_day(now.date()).tomorrow().map_err(Refusal::internal)?;
    let mut count = 0;
    for id in app.store.due_between(midnight(tomorrow), midnight(after) - 1).await? {
        let Some(record) = app.store.by_id(&id).await? else { continue };
        let Some(due) = again(app, &record) else { continue };
        let command = Command::Extend { reason: sentences.extended.clone(), due };
        let decision = Decision { record: &record, command, actor: Actor::System, files: None, reply: None };
        match decision.keep(app).await {
            Ok(_) => count += 1,
            // Somebody was quicker: the next run sees what became of it.
            Err(refusal) if matches!(refusal.problem.code, ProblemCode::Stale | ProblemCode::Refused) => {}
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(count)
}

/// The new appointment: the procedure's time once more, from the day that was promised.
fn again(app: &App, record: &Record) -> Option<DateTime> {
    let (limit, was) = (record.dossier.clock.limit?, record.dossier.clock.due?);
    let long = match limit {
        Limit::WorkingDays(days) | Limit::Days(days) => days >= 2,
        Limit::Months(months) => months >= 1,
        Limit::SameDay | Limit::WorkingHours(_) | Limit::Unstated => false,
    };
    let office = &app.world.office;
    let clock = deadline::Clock { calendar: &office.calendar, hours: &office.hours };
    // In the morning: the appointment's own hour is no late receipt.
    let from = was.date().to_datetime(office.hours.morning.0);
    deadline::due(from, limit, &clock).filter(|due| long && *due > was)
}

fn midnight(day: Date) -> i64 {
    tz::offset(7).to_timestamp(day.to_datetime(Time::midnight())).map_or(i64::MAX, Timestamp::as_millisecond)
}
