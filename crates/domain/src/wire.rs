//! Dates and times on the wire: the texts that jiff writes (RFC 3339, ISO 8601), refused with a code instead of its long sentences.
//!
//! Those sentences, and the grammar of every form that jiff reads, would cost every phone some 15 KB. Use as
//! `#[serde(with = "motcua_domain::wire")]`, [`option`] for optional ones and [`pair`] for two.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
    tz::Offset,
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{borrow::Cow, fmt::Display};

/// A date or time that is written as one text.
pub trait Moment: Display + Sized {
    /// Reads the one form in which it is written here; `None` for any other.
    fn parse(text: &str) -> Option<Self>;
}

/// A number of exactly so many digits.
fn digits(text: &str, length: usize) -> Option<i32> {
    (text.len() == length && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

fn two(text: &str) -> Option<i8> {
    digits(text, 2).and_then(|number| i8::try_from(number).ok())
}

impl Moment for Date {
    /// `2026-11-23`.
    fn parse(text: &str) -> Option<Self> {
        let (year, rest) = text.split_once('-')?;
        let (month, day) = rest.split_once('-')?;
        Self::new(i16::try_from(digits(year, 4)?).ok()?, two(month)?, two(day)?).ok()
    }
}

impl Moment for Time {
    /// `07:30`, `07:30:00`, with up to nine digits of a second.
    fn parse(text: &str) -> Option<Self> {
        let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let (hour, rest) = clock.split_once(':')?;
        let (minute, second) = rest.split_once(':').unwrap_or((rest, "00"));
        let missing = 9_u32.checked_sub(u32::try_from(fraction.len()).ok()?)?;
        let nanosecond = digits(fraction, fraction.len())?.checked_mul(10_i32.checked_pow(missing)?)?;
        Self::new(two(hour)?, two(minute)?, two(second)?, nanosecond).ok()
    }
}

impl Moment for DateTime {
    /// `2026-11-23T07:30:00`.
    fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        Some(Date::parse(date)?.to_datetime(Time::parse(time)?))
    }
}

impl Moment for Timestamp {
    /// `2026-11-23T00:30:00Z`.
    fn parse(text: &str) -> Option<Self> {
        Offset::UTC.to_timestamp(DateTime::parse(text.strip_suffix('Z')?)?).ok()
    }
}

fn read<T: Moment, E: Error>(text: &str) -> Result<T, E> {
    T::parse(text).ok_or_else(|| E::custom("bad_moment"))
}

/// # Errors
/// What the serializer says.
pub fn serialize<T: Moment, S: Serializer>(moment: &T, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(moment)
}

/// # Errors
/// `bad_moment` for a text that is none.
pub fn deserialize<'de, T: Moment, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    read(&Cow::<str>::deserialize(from)?)
}

/// For a moment that may be missing (`null`).
pub mod option {
    use super::{Cow, Deserialize, Deserializer, Moment, Serialize, Serializer, read};

    /// # Errors
    /// What the serializer says.
    pub fn serialize<T: Moment, S: Serializer>(moment: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
        moment.as_ref().map(ToString::to_string).serialize(to)
    }

    /// # Errors
    /// `bad_moment` for a text that is none.
    pub fn deserialize<'de, T: Moment, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
        Option::<Cow<'de, str>>::deserialize(from)?.map(|text| read(&text)).transpose()
    }
}

/// For a beginning and an end.
pub mod pair {
    use super::{Cow, Deserialize, Deserializer, Moment, Serialize, Serializer, read};

    /// # Errors
    /// What the serializer says.
    pub fn serialize<T: Moment, S: Serializer>((from, until): &(T, T), to: S) -> Result<S::Ok, S::Error> {
        (from.to_string(), until.to_string()).serialize(to)
    }

    /// # Errors
    /// `bad_moment` for a text that is none.
    pub fn deserialize<'de, T: Moment, D: Deserializer<'de>>(from: D) -> Result<(T, T), D::Error> {
        let (first, second) = <(Cow<'de, str>, Cow<'de, str>)>::deserialize(from)?;
        Ok((read(&first)?, read(&second)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_jiff_writes_is_read_back() {
        for text in
            ["2026-11-23T00:30:00Z", "2026-11-23T00:30:00.5Z", "2026-11-23T00:30:00.123456789Z", "1969-12-31T23:59:59Z"]
        {
            let moment: Timestamp = text.parse().unwrap();
            assert_eq!(<Timestamp as Moment>::parse(&moment.to_string()), Some(moment), "{text}");
        }
        for text in ["07:30", "07:30:15", "23:59:59.25"] {
            let moment: Time = text.parse().unwrap();
            assert_eq!((Time::parse(text), Time::parse(&moment.to_string())), (Some(moment), Some(moment)), "{text}");
        }
        let at: DateTime = "2026-02-28T17:00:00".parse().unwrap();
        assert_eq!(<DateTime as Moment>::parse(&at.to_string()), Some(at));
    }

    #[test]
    fn nothing_else_is() {
        for bad in
            ["", "2026-02-29", "2026-2-3", "26-02-03", "2026-02-03 ", "+2026-02-03", "２０２６-02-03", "2026-13-01"]
        {
            assert_eq!(<Date as Moment>::parse(bad), None, "{bad}");
        }
        for bad in ["", "7:30", "24:00", "07:60", "07:30:61", "07:30.", "07:30:00.1234567890", "07:30:00.-1"] {
            assert_eq!(Time::parse(bad), None, "{bad}");
        }
        for bad in ["2026-11-23T00:30:00", "2026-11-23T00:30:00+07:00", "2026-11-23Z", "Z"] {
            assert_eq!(<Timestamp as Moment>::parse(bad), None, "{bad}");
        }
    }
}
