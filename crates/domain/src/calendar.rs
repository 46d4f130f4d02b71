//! Working days: weekends, public holidays, compensatory days and officially swapped days, all as data.

use jiff::civil::{Date, DateTime, Time, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The holidays shipped with the product (2025-2027), as TOML; see the file for sources.
pub const HOLIDAYS_TOML: &str = include_str!("../data/holidays.toml");

/// Why a day differs from its weekday (Bộ luật Lao động 2019, Điều 111 and 112; yearly plans of the government).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DayKind {
    /// A public holiday.
    Holiday,
    /// A day off in place of a holiday that fell on a weekly rest day.
    Compensatory,
    /// A working day taken off, to be made up on another day.
    SwapOff,
    /// A rest day worked in place of a [`DayKind::SwapOff`].
    SwapWork,
}

impl DayKind {
    /// The stable code.
    pub fn as_str(self) -> &'static str {
        match self {
            DayKind::Holiday => "holiday",
            DayKind::Compensatory => "compensatory",
            DayKind::SwapOff => "swap_off",
            DayKind::SwapWork => "swap_work",
        }
    }

    /// Whether offices work on such a day.
    pub fn works(self) -> bool {
        self == DayKind::SwapWork
    }
}

fn yes() -> bool {
    true
}

/// One day of the calendar that differs from its weekday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub struct CalendarDay {
    /// The day itself.
    #[serde(with = "crate::wire")]
    pub date: Date,
    /// Why it differs.
    pub kind: DayKind,
    /// Key of its name in the locales, e.g. `lunar_new_year`.
    pub id: String,
    /// Where the fact comes from.
    pub source: String,
    /// False while no official text has been read for it.
    #[serde(default)]
    pub confirmed: bool,
    /// False keeps the day in the list without letting it count.
    #[serde(default = "yes")]
    pub enabled: bool,
}

/// The calendar of an office.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "CalendarFile", into = "CalendarFile")]
pub struct Calendar {
    /// Days that differ from their weekday, by date.
    pub days: BTreeMap<Date, CalendarDay>,
    /// The office receives people on Saturday mornings. Such a Saturday is open, but never counted in a time limit.
    pub saturday_morning: bool,
}

/// The calendar as it is written in files: a list of days.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
struct CalendarFile {
    #[serde(default)]
    saturday_morning: bool,
    #[serde(default)]
    days: Vec<CalendarDay>,
}

/// Put in one by one: collecting them would bring a sort into every program, for a handful of days.
fn by_date(list: Vec<CalendarDay>) -> BTreeMap<Date, CalendarDay> {
    let mut days = BTreeMap::new();
    for day in list {
        days.insert(day.date, day);
    }
    days
}

impl From<CalendarFile> for Calendar {
    fn from(file: CalendarFile) -> Self {
        Calendar { days: by_date(file.days), saturday_morning: file.saturday_morning }
    }
}

impl From<Calendar> for CalendarFile {
    fn from(calendar: Calendar) -> Self {
        CalendarFile { saturday_morning: calendar.saturday_morning, days: calendar.days.into_values().collect() }
    }
}

impl Calendar {
    /// The enabled entry of a day, if it differs from its weekday.
    pub fn special(&self, date: Date) -> Option<&CalendarDay> {
        self.days.get(&date).filter(|day| day.enabled)
    }

    /// Whether the day counts in time limits given in working days.
    pub fn is_working_day(&self, date: Date) -> bool {
        match self.special(date) {
            Some(day) => day.kind.works(),
            None => !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday),
        }
    }

    /// Whether the office receives people at all on this day (working days, and Saturday mornings where configured).
    pub fn is_open(&self, date: Date) -> bool {
        self.is_working_day(date) || self.is_saturday_morning(date)
    }

    /// Whether only the morning of this day is open.
    pub fn is_saturday_morning(&self, date: Date) -> bool {
        self.saturday_morning && self.special(date).is_none() && date.weekday() == Weekday::Saturday
    }

    /// The first working day strictly after `date` (the last representable day if there is none).
    pub fn next_working_day(&self, date: Date) -> Date {
        let mut day = date;
        loop {
            match day.tomorrow() {
                Ok(next) => day = next,
                Err(_) => return Date::MAX,
            }
            if self.is_working_day(day) {
                return day;
            }
        }
    }

    /// `date` itself if it is a working day, else the next one (Bộ luật Dân sự 2015, Điều 148).
    pub fn roll(&self, date: Date) -> Date {
        if self.is_working_day(date) { date } else { self.next_working_day(date) }
    }

    /// Whether any fact about this year is loaded; a year without data must be shown as unsure.
    pub fn covers(&self, year: i16) -> bool {
        self.days.keys().any(|date| date.year() == year)
    }
}

/// Office hours, local time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", default, deny_unknown_fields)]
pub struct Hours {
    /// Start and end of the morning.
    #[serde(with = "crate::wire::pair")]
    pub morning: (Time, Time),
    /// Start and end of the afternoon.
    #[serde(with = "crate::wire::pair")]
    pub afternoon: (Time, Time),
    /// Same-day requests received later than this are due the next working day (NĐ 23/2015/NĐ-CP, Điều 7: 15:00).
    #[serde(with = "crate::wire")]
    pub cutoff: Time,
    /// Whether a dossier of several days received after the cutoff counts as received the next working day.
    /// The decrees speak of the transfer only, and systems differ: off unless the office decides so.
    pub late_counts_next_day: bool,
}

impl Default for Hours {
    fn default() -> Self {
        Hours {
            morning: (Time::constant(7, 0, 0, 0), Time::constant(11, 30, 0, 0)),
            afternoon: (Time::constant(13, 30, 0, 0), Time::constant(17, 0, 0, 0)),
            cutoff: Time::constant(15, 0, 0, 0),
            late_counts_next_day: false,
        }
    }
}

impl Hours {
    /// When the office closes on that day.
    pub fn closing(&self, date: Date, calendar: &Calendar) -> DateTime {
        date.to_datetime(if calendar.is_saturday_morning(date) { self.morning.1 } else { self.afternoon.1 })
    }

    /// Whether the office is open at that local moment.
    pub fn is_open(&self, now: DateTime, calendar: &Calendar) -> bool {
        let within = |(from, to): (Time, Time)| from <= now.time() && now.time() < to;
        calendar.is_open(now.date())
            && (within(self.morning) || (within(self.afternoon) && !calendar.is_saturday_morning(now.date())))
    }
}
