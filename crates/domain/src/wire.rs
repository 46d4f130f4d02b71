//! Dates and times on the wire: the texts that jiff writes (RFC 3339, ISO 8601), refused with a code instead of its long sentences.
//!
//! Those sentences, their formatting and their numbers would cost every phone some 15 KB. Use as
//! `#[serde(with = "motcua_domain::wire")]`, [`option`] for optional ones and [`pair`] for two.

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Time},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};
use std::{borrow::Cow, fmt::Display, str::FromStr};

/// A date or time that is written as one text.
pub trait Moment: FromStr + Display {}

impl Moment for Date {}
impl Moment for Time {}
impl Moment for DateTime {}
impl Moment for Timestamp {}

fn read<T: Moment, E: Error>(text: &str) -> Result<T, E> {
    text.parse().map_err(|_| E::custom("bad_moment"))
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
