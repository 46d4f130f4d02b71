//! A field as it is written: one flat table of settings, of which each kind takes its own and refuses the others.
//!
//! Written out instead of derived (an enum flattened into a struct): serde would buffer every field in a value of its own,
//! which cost each phone 10 KB, and would let a misspelt setting pass.

use super::{
    condition::Condition,
    field::{CardPart, Field, Kind, Precision, Span},
};
use serde::{Deserialize, Serialize};

const TEXT_MAX: u16 = 200;
const LONG_TEXT_MAX: u16 = 2000;
const CHOICES_MAX: u16 = 50;
const ROWS_MAX: u16 = 10;
const PAGES_MAX: u16 = 20;

/// The kinds by name.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindName {
    Text,
    LongText,
    PersonName,
    Date,
    Time,
    WholeNumber,
    Money,
    YesNo,
    Choice,
    Choices,
    Address,
    IdNumber,
    Phone,
    Email,
    Nationality,
    EthnicGroup,
    Relation,
    Group,
    Paper,
    ShownPaper,
}

/// Every setting that a field can have.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Flat {
    id: String,
    kind: KindName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    show_if: Option<Condition>,
    #[serde(default, skip_serializing_if = "is_false")]
    optional: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    required_if: Option<Condition>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card: Option<CardPart>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    unconfirmed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    options: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    precision: Option<Precision>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    span: Option<Span>,
    #[serde(default, skip_serializing_if = "is_false")]
    as_written: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    place_only: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    other_papers: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    fields: Option<Vec<Field>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    originals: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    copies: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_pages: Option<u16>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A bound as a count.
fn count(bound: Option<i64>, default: u16) -> Result<u16, &'static str> {
    bound.map_or(Ok(default), |bound| u16::try_from(bound).map_err(|_| "field_bound"))
}

impl TryFrom<Flat> for Field {
    /// `field_setting_missing`, `field_setting_foreign` or `field_bound`.
    type Error = &'static str;

    fn try_from(mut flat: Flat) -> Result<Self, Self::Error> {
        const MISSING: &str = "field_setting_missing";
        let (min, max) = (flat.min.take(), flat.max.take());
        let options = flat.options.take();
        let both = |min: Option<i64>, max: Option<i64>| min.zip(max).ok_or(MISSING);
        let kind = match flat.kind {
            KindName::Text if min.is_none() => Kind::Text { max: count(max, TEXT_MAX)? },
            KindName::LongText if min.is_none() => Kind::LongText { max: count(max, LONG_TEXT_MAX)? },
            KindName::WholeNumber => both(min, max).map(|(min, max)| Kind::WholeNumber { min, max })?,
            KindName::Money => both(min, max).map(|(min, max)| Kind::Money { min, max })?,
            KindName::Choices => Kind::Choices {
                options: options.clone().ok_or(MISSING)?,
                min: count(min, 0)?,
                max: count(max, CHOICES_MAX)?,
            },
            KindName::Group => Kind::Group {
                min: count(min, 0)?,
                max: count(max, ROWS_MAX)?,
                fields: flat.fields.take().ok_or(MISSING)?,
            },
            _ if min.is_some() || max.is_some() => return Err("field_setting_foreign"),
            KindName::Choice => Kind::Choice { options: options.clone().ok_or(MISSING)? },
            KindName::Relation => Kind::Relation { options: options.clone().ok_or(MISSING)? },
            KindName::Date => Kind::Date {
                precision: flat.precision.take().unwrap_or_default(),
                span: flat.span.take().unwrap_or_default(),
            },
            KindName::Address => Kind::Address {
                as_written: std::mem::take(&mut flat.as_written),
                place_only: std::mem::take(&mut flat.place_only),
            },
            KindName::IdNumber => Kind::IdNumber { other_papers: std::mem::take(&mut flat.other_papers) },
            KindName::Paper => Kind::Paper {
                originals: flat.originals.take().unwrap_or(0),
                copies: flat.copies.take().unwrap_or(0),
                max_pages: flat.max_pages.take().unwrap_or(PAGES_MAX),
            },
            KindName::PersonName => Kind::PersonName,
            KindName::Time => Kind::Time,
            KindName::YesNo => Kind::YesNo,
            KindName::Phone => Kind::Phone,
            KindName::Email => Kind::Email,
            KindName::Nationality => Kind::Nationality,
            KindName::EthnicGroup => Kind::EthnicGroup,
            KindName::ShownPaper => Kind::ShownPaper,
            KindName::Text | KindName::LongText => return Err("field_setting_foreign"),
        };
        // What the kind did not take belongs to another kind.
        let takes_options = matches!(kind, Kind::Choice { .. } | Kind::Choices { .. } | Kind::Relation { .. });
        let left = flat.precision.is_some()
            || flat.span.is_some()
            || flat.as_written
            || flat.place_only
            || flat.other_papers
            || flat.fields.is_some()
            || flat.originals.is_some()
            || flat.copies.is_some()
            || flat.max_pages.is_some()
            || (options.is_some() && !takes_options);
        if left {
            return Err("field_setting_foreign");
        }
        let Flat { id, show_if, optional, required_if, card, source, unconfirmed, .. } = flat;
        Ok(Self { id, kind, show_if, optional, required_if, card, source, unconfirmed })
    }
}

impl From<Field> for Flat {
    fn from(field: Field) -> Self {
        let mut flat = Self {
            id: field.id,
            kind: KindName::Text,
            show_if: field.show_if,
            optional: field.optional,
            required_if: field.required_if,
            card: field.card,
            source: field.source,
            unconfirmed: field.unconfirmed,
            min: None,
            max: None,
            options: None,
            precision: None,
            span: None,
            as_written: false,
            place_only: false,
            other_papers: false,
            fields: None,
            originals: None,
            copies: None,
            max_pages: None,
        };
        flat.kind = match field.kind {
            Kind::Text { max } => {
                flat.max = Some(max.into());
                KindName::Text
            }
            Kind::LongText { max } => {
                flat.max = Some(max.into());
                KindName::LongText
            }
            Kind::WholeNumber { min, max } => {
                (flat.min, flat.max) = (Some(min), Some(max));
                KindName::WholeNumber
            }
            Kind::Money { min, max } => {
                (flat.min, flat.max) = (Some(min), Some(max));
                KindName::Money
            }
            Kind::Choice { options } => {
                flat.options = Some(options);
                KindName::Choice
            }
            Kind::Relation { options } => {
                flat.options = Some(options);
                KindName::Relation
            }
            Kind::Choices { options, min, max } => {
                (flat.options, flat.min, flat.max) = (Some(options), Some(min.into()), Some(max.into()));
                KindName::Choices
            }
            Kind::Date { precision, span } => {
                (flat.precision, flat.span) = (Some(precision), Some(span));
                KindName::Date
            }
            Kind::Address { as_written, place_only } => {
                (flat.as_written, flat.place_only) = (as_written, place_only);
                KindName::Address
            }
            Kind::IdNumber { other_papers } => {
                flat.other_papers = other_papers;
                KindName::IdNumber
            }
            Kind::Group { min, max, fields } => {
                (flat.min, flat.max, flat.fields) = (Some(min.into()), Some(max.into()), Some(fields));
                KindName::Group
            }
            Kind::Paper { originals, copies, max_pages } => {
                (flat.originals, flat.copies, flat.max_pages) = (Some(originals), Some(copies), Some(max_pages));
                KindName::Paper
            }
            Kind::PersonName => KindName::PersonName,
            Kind::Time => KindName::Time,
            Kind::YesNo => KindName::YesNo,
            Kind::Phone => KindName::Phone,
            Kind::Email => KindName::Email,
            Kind::Nationality => KindName::Nationality,
            Kind::EthnicGroup => KindName::EthnicGroup,
            Kind::ShownPaper => KindName::ShownPaper,
        };
        flat
    }
}
