//! Periods of reports: month, quarter, half, year and any range, as one short text (`2024`, `2024-h1`, `2024-q3`, `2024-05`,
//! `2024-01-15..2024-02-20`).

use crate::wire::Moment;
use jiff::civil::Date;
use std::fmt;

/// The longest period, days: five years and a day or two.
pub const LONGEST: i32 = 1830;
/// More parts than this are no chart that anybody reads.
const PARTS: usize = 24;

/// From the first day to the last, both counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    Year(i16),
    /// The first or the second half (1, 2).
    Half(i16, u8),
    /// 1 to 4.
    Quarter(i16, u8),
    /// 1 to 12.
    Month(i16, u8),
    Range(Date, Date),
}

/// Why a text is no period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodFault {
    Unknown,
    /// The first day lies after the last.
    Reversed,
    /// Longer than [`LONGEST`].
    TooLong,
}

/// Years that a report is made of: before, there were no computers at the counter; after, nobody here works any more.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2199;

impl Period {
    /// A range of days.
    ///
    /// # Errors
    /// [`PeriodFault::Reversed`], [`PeriodFault::TooLong`].
    pub fn range(from: Date, to: Date) -> Result<Self, PeriodFault> {
        if !YEARS.contains(&from.year()) || !YEARS.contains(&to.year()) {
            return Err(PeriodFault::Unknown);
        }
        if from > to {
            return Err(PeriodFault::Reversed);
        }
        let days = from.duration_until(to).as_hours() / 24 + 1;
        if days > i64::from(LONGEST) { Err(PeriodFault::TooLong) } else { Ok(Self::Range(from, to)) }
    }

    /// Reads the one form in which a period is written.
    ///
    /// # Errors
    /// A [`PeriodFault`].
    pub fn parse(text: &str) -> Result<Self, PeriodFault> {
        if let Some((from, to)) = text.split_once("..") {
            let day = |text: &str| Date::parse(text).ok_or(PeriodFault::Unknown);
            return Self::range(day(from)?, day(to)?);
        }
        let (year, part) = match text.split_once('-') {
            Some((year, part)) => (year, Some(part)),
            None => (text, None),
        };
        let digits = |text: &str, length: usize| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        let year = Some(year).filter(|year| digits(year, 4)).and_then(|year| year.parse().ok());
        let year: i16 = year.filter(|year| YEARS.contains(year)).ok_or(PeriodFault::Unknown)?;
        let number = |text: &str, length: usize, most: u8| {
            let number: Option<u8> = digits(text, length).then(|| text.parse().ok()).flatten();
            number.filter(|number| (1..=most).contains(number)).ok_or(PeriodFault::Unknown)
        };
        match part {
            None => Ok(Self::Year(year)),
            Some(part) => match part.strip_prefix('h') {
                Some(half) => Ok(Self::Half(year, number(half, 1, 2)?)),
                None => match part.strip_prefix('q') {
                    Some(quarter) => Ok(Self::Quarter(year, number(quarter, 1, 4)?)),
                    None => Ok(Self::Month(year, number(part, 2, 12)?)),
                },
            },
        }
    }

    /// The first day.
    #[must_use]
    pub fn first(self) -> Date {
        match self {
            Self::Range(from, _) => from,
            Self::Year(year) => day(year, 1),
            Self::Half(year, half) => day(year, half * 6 - 5),
            Self::Quarter(year, quarter) => day(year, quarter * 3 - 2),
            Self::Month(year, month) => day(year, month),
        }
    }

    /// The last day.
    #[must_use]
    pub fn last(self) -> Date {
        match self {
            Self::Range(_, to) => to,
            Self::Year(year) => day(year, 12).last_of_month(),
            Self::Half(year, half) => day(year, half * 6).last_of_month(),
            Self::Quarter(year, quarter) => day(year, quarter * 3).last_of_month(),
            Self::Month(year, month) => day(year, month).last_of_month(),
        }
    }

    /// What a chart over time is made of: days of a month, months of anything longer, years where those would be too many.
    /// Parts never reach beyond the period; the whole is their sum.
    #[must_use]
    pub fn parts(self) -> Vec<Self> {
        let (first, last) = (self.first(), self.last());
        if let Self::Month(..) = self {
            return split(first, last, |day| day);
        }
        let months = split(first, last, Date::last_of_month);
        if months.len() <= PARTS { months } else { split(first, last, Date::last_of_year) }
    }
}

/// Cuts a stretch of days where `end` says that a part ends. Whole months and years get their names.
fn split(first: Date, last: Date, end: impl Fn(Date) -> Date) -> Vec<Period> {
    let mut parts = Vec::new();
    let mut from = first;
    while from <= last {
        let to = end(from).min(last);
        parts.push(named(from, to));
        match to.tomorrow() {
            Ok(next) => from = next,
            Err(_) => break,
        }
    }
    parts
}

fn named(from: Date, to: Date) -> Period {
    let month = u8::try_from(from.month()).unwrap_or(1);
    if from == from.first_of_year() && to == from.last_of_year() {
        Period::Year(from.year())
    } else if from == from.first_of_month() && to == from.last_of_month() {
        Period::Month(from.year(), month)
    } else {
        Period::Range(from, to)
    }
}

/// The first of a month; months here are always 1 to 12.
fn day(year: i16, month: u8) -> Date {
    Date::new(year, i8::try_from(month).unwrap_or(1), 1).unwrap_or(Date::MAX)
}

impl fmt::Display for Period {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(out, "{year:04}"),
            Self::Half(year, half) => write!(out, "{year:04}-h{half}"),
            Self::Quarter(year, quarter) => write!(out, "{year:04}-q{quarter}"),
            Self::Month(year, month) => write!(out, "{year:04}-{month:02}"),
            Self::Range(from, to) => write!(out, "{from}..{to}"),
        }
    }
}
