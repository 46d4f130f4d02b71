//! What the address of a list asks for, as the filter that lists, counts and board share.

use crate::{app::App, http::call::SignedIn, problem::Refusal};
use jiff::{
    civil::{Date, Time},
    tz,
};
use motcua_contract::{ProblemCode, desk::WorkQuery};
use motcua_domain::{
    report::{self, Period, PeriodFault, Window},
    staff::{Duty, Reach, reach},
    text::fold,
};
use motcua_storage::filter::{Assignee, Due, Figure, Filter, Sight, View};

/// Characters of a search.
const SEARCH: usize = 200;

/// How far this member of staff sees in a duty.
#[must_use]
pub fn sight(staff: &SignedIn, duty: Duty) -> Sight {
    match reach(&staff.account.roles, duty) {
        Reach::All => Sight::All,
        Reach::Own => Sight::Own { account: staff.account.id.clone(), fields: staff.account.fields.clone() },
        // Access was refused before; whoever comes here all the same sees nothing.
        Reach::No => Sight::Own { account: String::new(), fields: Vec::new() },
    }
}

/// A query string as the type that the endpoint names.
///
/// # Errors
/// `bad_body`.
pub fn query<T: serde::de::DeserializeOwned>(text: Option<&str>) -> Result<T, Refusal> {
    serde_urlencoded::from_str(text.unwrap_or_default()).map_err(|_| Refusal::new(ProblemCode::BadBody).detail("query"))
}

/// The filter of a query, for this member of staff.
///
/// # Errors
/// `bad_body` for a word that there is not.
pub fn filter(app: &App, staff: &SignedIn, query: &WorkQuery) -> Result<Filter, Refusal> {
    let bad = |what: &'static str| Refusal::new(ProblemCode::BadBody).detail(what);
    // A figure is of a day, whatever became of the dossiers since.
    let usual = if query.figure.is_some() { View::All } else { View::Open };
    let view = match query.view.as_deref() {
        Some(word) => View::parse(word).ok_or_else(|| bad("view"))?,
        None => usual,
    };
    let due = match query.due.as_deref() {
        Some("late") => Some(Due::Late { now_ms: app.now().as_millisecond() }),
        Some("near") => Some(near(app)),
        Some("flagged") => Some(Due::Flagged),
        Some(_) => return Err(bad("due")),
        None => None,
    };
    let report = match (&query.period, query.figure.as_deref()) {
        (Some(text), Some(word)) => {
            let figure = report::Figure::parse(word).ok_or_else(|| bad("figure"))?;
            Some((figure, Window::of(period(text)?, app.now())))
        }
        (Some(_), None) => return Err(bad("figure")),
        (None, _) => None,
    };
    let figure = match query.figure.as_deref().filter(|_| report.is_none()) {
        Some(word) => {
            let figure = Figure::parse(word).ok_or_else(|| bad("figure"))?;
            let (from, to) = bounds(day(app, query.day.as_deref())?);
            Some((figure, from, to))
        }
        None => None,
    };
    Ok(Filter {
        view,
        folded: fold(query.q.as_deref().unwrap_or_default()).chars().take(SEARCH).collect(),
        assignee: query.assignee.as_deref().map(|word| match word {
            "none" => Assignee::Nobody,
            "me" => Assignee::Is(staff.account.id.clone()),
            id => Assignee::Is(id.to_owned()),
        }),
        field: query.field.clone(),
        procedure: query.procedure.clone(),
        due,
        channel: query.channel,
        figure,
        report,
        handler: query.handler.clone(),
        counter: query.counter.clone(),
        unread: query.unread,
        sight: sight(staff, Duty::SeeWork),
    })
}

/// A period of reports as it is written in an address.
///
/// # Errors
/// `period_unknown`, `period_reversed`, `period_too_long`.
pub fn period(text: &str) -> Result<Period, Refusal> {
    Period::parse(text).map_err(|fault| match fault {
        PeriodFault::Unknown => ProblemCode::PeriodUnknown.into(),
        PeriodFault::Reversed => ProblemCode::PeriodReversed.into(),
        PeriodFault::TooLong => ProblemCode::PeriodTooLong.into(),
    })
}

/// A day as it is written in an address; today without one.
///
/// # Errors
/// `bad_body`.
pub fn day(app: &App, text: Option<&str>) -> Result<Date, Refusal> {
    match text {
        Some(text) => text.parse().map_err(|_| Refusal::new(ProblemCode::BadBody).detail("day")),
        None => Ok(app.local_now().date()),
    }
}

/// Due from now until the end of the next working day.
fn near(app: &App) -> Due {
    let next = app.world.office.calendar.next_working_day(app.local_now().date());
    Due::Near { now_ms: app.now().as_millisecond(), until_ms: bounds(next).1 - 1 }
}

/// A local day's first millisecond, and the first of the day after.
fn bounds(day: Date) -> (i64, i64) {
    let start = |day: Date| {
        tz::offset(7).to_timestamp(day.to_datetime(Time::midnight())).map_or(i64::MAX, jiff::Timestamp::as_millisecond)
    };
    (start(day), day.tomorrow().map_or(i64::MAX, start))
}
