//! Dates as people know them: full, month and year, or the year only (old papers often have no more).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A date known to the day, the month or the year. Its text form is `2026-03-15`, `2026-03` or `2026`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum PartialDate {
    Year(i16),
    Month(i16, i8),
    Full(Date),
}

impl PartialDate {
    /// The earliest day it can mean.
    #[must_use]
    pub fn first_day(self) -> Date {
        match self {
            Self::Full(date) => date,
            Self::Month(year, month) => Date::new(year, month, 1).unwrap_or(Date::MIN),
            Self::Year(year) => Date::new(year, 1, 1).unwrap_or(Date::MIN),
        }
    }

    /// The latest day it can mean.
    #[must_use]
    pub fn last_day(self) -> Date {
        match self {
            Self::Full(date) => date,
            Self::Month(..) => self.first_day().last_of_month(),
            Self::Year(..) => self.first_day().last_of_year(),
        }
    }

    #[must_use]
    pub fn full(self) -> Option<Date> {
        if let Self::Full(date) = self { Some(date) } else { None }
    }
}

/// The text is not a date of the form `yyyy`, `yyyy-mm` or `yyyy-mm-dd`, or the day does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("bad_date")
    }
}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        let digits = |part: &str, len: usize| -> Result<i16, NotADate> {
            if part.len() == len && part.bytes().all(|b| b.is_ascii_digit()) {
                part.parse().map_err(|_| NotADate)
            } else {
                Err(NotADate)
            }
        };
        let parts: Vec<&str> = text.split('-').collect();
        let year = digits(parts.first().copied().unwrap_or_default(), 4)?;
        if year < 1 {
            return Err(NotADate);
        }
        let small = |part: &str| digits(part, 2).and_then(|n| i8::try_from(n).map_err(|_| NotADate));
        match parts.as_slice() {
            [_] => Ok(Self::Year(year)),
            [_, month] => {
                let month = small(month)?;
                Date::new(year, month, 1).map_err(|_| NotADate)?;
                Ok(Self::Month(year, month))
            }
            [_, month, day] => Date::new(year, small(month)?, small(day)?).map(Self::Full).map_err(|_| NotADate),
            _ => Err(NotADate),
        }
    }
}

impl TryFrom<String> for PartialDate {
    type Error = NotADate;

    fn try_from(text: String) -> Result<Self, NotADate> {
        text.parse()
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Full(date) => write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day()),
        }
    }
}

/// Whole years from `birth` to `on`; someone born on 29 February is a year older on 1 March (BLDS 2015 Đ.148).
#[must_use]
pub fn age_on(birth: Date, on: Date) -> i16 {
    let had_birthday = (on.month(), on.day()) >= (birth.month(), birth.day());
    on.year() - birth.year() - i16::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_round_trip() {
        for text in ["1955", "1955-07", "2026-02-28", "2024-02-29"] {
            assert_eq!(text.parse::<PartialDate>().map(|d| d.to_string()), Ok(text.to_owned()));
        }
        for bad in ["", "0000", "26", "2026-13", "2026-02-29", "2026-2-3", "2026-01-01-01", "２０２６", "-001"] {
            assert_eq!(bad.parse::<PartialDate>(), Err(NotADate), "{bad}");
        }
    }

    #[test]
    fn age_counts_birthdays() {
        let d = |y, m, day| Date::new(y, m, day).unwrap();
        assert_eq!(age_on(d(2006, 11, 23), d(2026, 11, 22)), 19);
        assert_eq!(age_on(d(2006, 11, 23), d(2026, 11, 23)), 20);
        assert_eq!(age_on(d(2008, 2, 29), d(2026, 2, 28)), 17);
        assert_eq!(age_on(d(2008, 2, 29), d(2026, 3, 1)), 18);
    }
}
