//! What people answered: a typed value a field, and where it came from.

use crate::{date::PartialDate, place::Address};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One answer. The wire form names the shape: `{"text":"..."}`, `{"date":"2026-03-15"}`, ...
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Value {
    /// Text, a chosen option, an ID number, a phone number, ... as the field's kind says.
    Text(String),
    /// A whole number, or money in đồng.
    Number(i64),
    YesNo(bool),
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    Date(PartialDate),
    /// `hh:mm`, 24 hours.
    Time(String),
    Choices(Vec<String>),
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    Address(Address),
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    Rows(Vec<Answers>),
    /// The pages of a paper, in order.
    Pages(Vec<PageRef>),
}

impl Value {
    /// Whether there is nothing in it that a person gave: an empty text counts as no answer.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Text(text) | Self::Time(text) => text.trim().is_empty(),
            Self::Choices(list) => list.is_empty(),
            Self::Rows(rows) => rows.is_empty(),
            Self::Pages(pages) => pages.is_empty(),
            Self::Address(address) => {
                address.province.is_empty() && address.ward.is_empty() && address.line.trim().is_empty()
            }
            Self::Number(_) | Self::YesNo(_) | Self::Date(_) => false,
        }
    }

    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    #[must_use]
    pub fn as_number(&self) -> Option<i64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    #[must_use]
    pub fn as_yes_no(&self) -> Option<bool> {
        if let Self::YesNo(yes) = self { Some(*yes) } else { None }
    }

    #[must_use]
    pub fn as_date(&self) -> Option<PartialDate> {
        if let Self::Date(date) = self { Some(*date) } else { None }
    }

    #[must_use]
    pub fn as_pages(&self) -> &[PageRef] {
        if let Self::Pages(pages) = self { pages } else { &[] }
    }
}

/// One file of a paper, as stored: content-addressed, so that what was checked is what is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageRef {
    /// The upload's id, given by the server.
    pub upload: String,
    /// SHA-256 of the bytes, 64 lower-case hex digits.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// `image/jpeg`, `image/png` or `application/pdf`.
    pub media_type: String,
    /// Pages in it: 1 for a picture, the page count for a PDF.
    pub pages: u32,
}

/// Where an answer came from. Editing an answer by hand makes it `Typed` again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Source {
    Typed,
    /// Read from the QR code of an ID card. A card's code is unsigned: a convenience, never a proof.
    Card,
    /// Entered by staff for the citizen.
    Staff,
}

/// All answers of a form, by field id. An absent key is an unanswered field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Answers {
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub values: BTreeMap<String, Value>,
    /// Only what was not typed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub sources: BTreeMap<String, Source>,
}

impl Answers {
    /// The answer, if there is one that is not empty.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<&Value> {
        self.values.get(field).filter(|value| !value.is_empty())
    }

    /// Sets an answer by hand: the mark of where it came from goes if the value changes.
    pub fn set(&mut self, field: &str, value: Value) {
        if self.values.get(field) != Some(&value) {
            self.sources.remove(field);
            self.values.insert(field.to_owned(), value);
        }
    }

    /// Sets an answer that was not typed, with its mark.
    pub fn fill(&mut self, field: &str, value: Value, source: Source) {
        self.values.insert(field.to_owned(), value);
        if source == Source::Typed {
            self.sources.remove(field);
        } else {
            self.sources.insert(field.to_owned(), source);
        }
    }

    pub fn clear(&mut self, field: &str) {
        self.values.remove(field);
        self.sources.remove(field);
    }

    #[must_use]
    pub fn source(&self, field: &str) -> Source {
        self.sources.get(field).copied().unwrap_or(Source::Typed)
    }

    /// Every page of every paper, in the order of the fields' ids.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &PageRef)> {
        self.values.iter().flat_map(|(field, value)| value.as_pages().iter().map(move |page| (field.as_str(), page)))
    }
}
