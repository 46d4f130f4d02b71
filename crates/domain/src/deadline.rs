//! When a dossier is due: working days, the 15:00 rule, working hours, calendar days and months, pauses.
//!
//! Everything is local civil time (UTC+7, no daylight saving). A due date issued once is kept: nothing here recomputes it.

use crate::calendar::{Calendar, Hours};
use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, tz};
use serde::{Deserialize, Serialize};

/// The time a procedure may take, as published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Limit {
    /// On the day itself, or the next working day when received after 15:00 (NĐ 23/2015/NĐ-CP, Điều 7).
    SameDay,
    /// Office hours, counted from the moment of receipt.
    WorkingHours(u16),
    /// Working days; the day of receipt is not counted.
    WorkingDays(u16),
    /// Calendar days; the day of receipt is not counted, a rest day at the end moves to the next working day.
    Days(u16),
    /// Calendar months, to the same day of the month (or its last day), rolled to a working day.
    Months(u16),
    /// No time limit is published.
    Unstated,
}

/// How the end of the work compares with the due time (QĐ 766/QĐ-TTg counts early and on time together).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Timeliness {
    /// Before the due date (sớm hạn).
    Early,
    /// On it (đúng hạn).
    OnTime,
    /// After it (quá hạn).
    Late,
}

impl Timeliness {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            Timeliness::Early => "early",
            Timeliness::OnTime => "on_time",
            Timeliness::Late => "late",
        }
    }
}

/// The calendar and the hours of an office, as the computations need them.
#[derive(Clone, Copy, Debug)]
pub struct Clock<'a> {
    /// Working days.
    pub calendar: &'a Calendar,
    /// Office hours.
    pub hours: &'a Hours,
}

/// A timestamp as local civil time of Vietnam (+07:00 all year).
pub fn local(ts: Timestamp) -> DateTime {
    tz::offset(7).to_datetime(ts)
}

/// The clock time cut to the minute: what is printed on the receipt is what the rule is applied to.
fn minute(at: DateTime) -> Time {
    Time::constant(at.hour(), at.minute(), 0, 0)
}

/// The day on which the dossier counts as received.
fn receipt_day(received: DateTime, clock: &Clock) -> Date {
    let day = received.date();
    let late = minute(received) > clock.hours.cutoff;
    if clock.hours.late_counts_next_day && late && clock.calendar.is_working_day(day) {
        clock.calendar.next_working_day(day)
    } else {
        day
    }
}

/// Day 1 of a limit in working days: the first working day after the day of receipt (Bộ luật Dân sự 2015, Điều 147).
pub fn start_day(received: DateTime, clock: &Clock) -> Date {
    clock.calendar.next_working_day(receipt_day(received, clock))
}

/// When a dossier received at that local time is due.
///
/// The time of the result is the end of the office's afternoon, except for working hours, which are exact to the minute.
/// `None` when no limit is published, or when the result lies beyond the calendar (year 9999).
pub fn due(received: DateTime, limit: Limit, clock: &Clock) -> Option<DateTime> {
    let day = match limit {
        Limit::Unstated => return None,
        Limit::WorkingHours(hours) => return Some(add_working_minutes(received, u32::from(hours) * 60, clock)),
        Limit::SameDay | Limit::WorkingDays(0) | Limit::Days(0) | Limit::Months(0) => same_day(received, clock),
        Limit::WorkingDays(days) => add_working_days(receipt_day(received, clock), u32::from(days), clock.calendar),
        Limit::Days(days) => clock.calendar.roll(plus_days(receipt_day(received, clock), days)?),
        Limit::Months(months) => clock.calendar.roll(plus_months(receipt_day(received, clock), months)?),
    };
    Some(clock.hours.closing(day, clock.calendar))
}

fn plus_days(day: Date, days: u16) -> Option<Date> {
    (0..days).try_fold(day, |day, _| day.tomorrow().ok())
}

/// The same day so many months later, or the last of that month where it has no such day (BLDS 2015 Đ.148).
fn plus_months(day: Date, months: u16) -> Option<Date> {
    let count = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + i32::from(months);
    let (year, month) = (i16::try_from(count / 12).ok()?, i8::try_from(count % 12 + 1).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    Date::new(year, month, day.day().min(first.days_in_month())).ok()
}

fn same_day(received: DateTime, clock: &Clock) -> Date {
    let day = received.date();
    let in_time = if clock.calendar.is_saturday_morning(day) {
        minute(received) <= clock.hours.morning.1
    } else {
        minute(received) <= clock.hours.cutoff
    };
    if clock.calendar.is_open(day) && in_time { day } else { clock.calendar.next_working_day(day) }
}

fn add_working_days(from: Date, days: u32, calendar: &Calendar) -> Date {
    (0..days).fold(from, |day, _| calendar.next_working_day(day))
}

/// The open stretches of a working day; none on other days.
fn stretches(day: Date, clock: &Clock) -> impl Iterator<Item = (DateTime, DateTime)> {
    let working = clock.calendar.is_working_day(day);
    [clock.hours.morning, clock.hours.afternoon]
        .into_iter()
        .filter(move |(from, to)| working && from < to)
        .map(move |(from, to)| (day.to_datetime(from), day.to_datetime(to)))
}

/// Whole minutes from one moment to a later one (0 if it is not later).
fn minutes_between(from: DateTime, to: DateTime) -> u32 {
    u32::try_from(from.duration_until(to).as_mins()).unwrap_or(0)
}

/// So many minutes later; the office closes before midnight.
fn later_that_day(start: DateTime, minutes: u32) -> DateTime {
    let total = u32::try_from(i32::from(start.hour()) * 60 + i32::from(start.minute())).unwrap_or(0) + minutes;
    let part = |value: u32| i8::try_from(value).unwrap_or(i8::MAX);
    Time::new(part(total / 60), part(total % 60), 0, 0).map_or(start, |time| start.date().to_datetime(time))
}

/// The moment when that many minutes of office time have passed since `from`.
pub fn add_working_minutes(from: DateTime, minutes: u32, clock: &Clock) -> DateTime {
    let mut left = minutes;
    let mut at = from.date().to_datetime(minute(from));
    let mut day =
        if clock.calendar.is_working_day(at.date()) { at.date() } else { clock.calendar.next_working_day(at.date()) };
    while day < Date::MAX && clock.hours_a_day() > 0 {
        for (open, close) in stretches(day, clock) {
            let start = at.max(open);
            let room = minutes_between(start, close);
            if room > 0 && left <= room {
                return later_that_day(start, left);
            }
            left -= room;
            at = at.max(close);
        }
        day = clock.calendar.next_working_day(day);
    }
    at
}

impl Clock<'_> {
    /// Minutes of a full working day.
    pub fn hours_a_day(&self) -> u32 {
        [self.hours.morning, self.hours.afternoon]
            .iter()
            .map(|(from, to)| u32::try_from(from.duration_until(*to).as_mins()).unwrap_or(0))
            .sum()
    }

    /// Working days after `from` up to and including `to`.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut day = self.calendar.next_working_day(from);
        while day <= to && day < Date::MAX {
            count += 1;
            day = self.calendar.next_working_day(day);
        }
        count
    }

    /// Minutes of office time between two moments.
    pub fn working_minutes_between(&self, from: DateTime, to: DateTime) -> u32 {
        let mut sum = 0;
        let mut day = from.date();
        while day <= to.date() {
            sum +=
                stretches(day, self).map(|(open, close)| minutes_between(open.max(from), close.min(to))).sum::<u32>();
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => break,
            }
        }
        sum
    }
}

/// The due time after a pause that is not held against the office (waiting for a payment, for a citizen's answer).
///
/// Limits in hours gain the office minutes of the pause; every other limit gains its working days. A supplement is no
/// pause: after it the time counts anew (NĐ 61/2018/NĐ-CP, Điều 19.4), which is [`due`] from the day of completion.
pub fn after_pause(due: DateTime, limit: Limit, paused: DateTime, resumed: DateTime, clock: &Clock) -> DateTime {
    if let Limit::WorkingHours(_) = limit {
        return add_working_minutes(due, clock.working_minutes_between(paused, resumed), clock);
    }
    let days = clock.working_days_between(paused.date(), resumed.date());
    if days == 0 {
        return due;
    }
    clock.hours.closing(add_working_days(due.date(), days, clock.calendar), clock.calendar)
}

/// Compares by calendar day, as statistics do when the due time is a date.
pub fn class(done: DateTime, due: DateTime) -> Timeliness {
    compare(done.date().cmp(&due.date()))
}

/// Compares by minute, for due times that name an hour.
pub fn class_by_minute(done: DateTime, due: DateTime) -> Timeliness {
    let cut = |at: DateTime| at.date().to_datetime(minute(at));
    compare(cut(done).cmp(&cut(due)))
}

fn compare(order: std::cmp::Ordering) -> Timeliness {
    match order {
        std::cmp::Ordering::Less => Timeliness::Early,
        std::cmp::Ordering::Equal => Timeliness::OnTime,
        std::cmp::Ordering::Greater => Timeliness::Late,
    }
}

impl Limit {
    /// The comparison that fits this limit: by minute for hours, by day for days and months. What is due on the day itself
    /// can only be early within it: before the office's closing that was promised; the rest of that day is on time.
    pub fn class(self, done: DateTime, due: DateTime) -> Timeliness {
        match (self, class(done, due)) {
            (Limit::WorkingHours(_), _) => class_by_minute(done, due),
            (Limit::SameDay, Timeliness::OnTime) => class_by_minute(done, due).min(Timeliness::OnTime),
            (_, by_day) => by_day,
        }
    }
}
