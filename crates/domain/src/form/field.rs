//! A field: what is asked, of which kind, when it shows and when it must be answered.

use super::{answers::Answers, condition::Condition, flat::Flat};
use serde::{Deserialize, Serialize};

/// A field's id: snake_case, unique in its procedure. Its words stand in the procedure's texts under `field.<id>`.
pub type FieldId = String;

/// One question of a form, a case question, or a paper. In files and on the wire it is one flat table ([`super::flat`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Flat", into = "Flat")]
pub struct Field {
    pub id: FieldId,
    pub kind: Kind,
    /// Asked only while this holds.
    pub show_if: Option<Condition>,
    /// May be left empty, unless `required_if` holds.
    pub optional: bool,
    pub required_if: Option<Condition>,
    /// What of an ID card fills it; the card is scanned once for a section.
    pub card: Option<CardPart>,
    /// The id of the procedure's `[[source]]` that this fact comes from (papers).
    pub source: Option<String>,
    /// The fact is unsure: the page says "to be confirmed at the desk".
    pub unconfirmed: bool,
}

impl Field {
    #[must_use]
    pub fn shows(&self, answers: &Answers) -> bool {
        self.show_if.as_ref().is_none_or(|condition| condition.holds(answers))
    }

    #[must_use]
    pub fn required(&self, answers: &Answers) -> bool {
        !self.optional || self.required_if.as_ref().is_some_and(|condition| condition.holds(answers))
    }
}

/// How exactly a date must be known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    #[default]
    Full,
    /// The day may be missing.
    Month,
    /// The day and the month may be missing.
    Year,
}

/// On which side of today a date may lie; today itself is always allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    #[default]
    Past,
    Future,
    Any,
}

/// What of an ID card goes into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardPart {
    Name,
    BirthDate,
    Sex,
    Address,
    Number,
    OldNumber,
    IssueDate,
    IssuePlace,
}

/// What kind of answer a field takes, with its settings. In TOML: `kind = "text"`, `max = 200`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Text {
        /// Characters.
        max: u16,
    },
    LongText {
        max: u16,
    },
    PersonName,
    Date {
        precision: Precision,
        span: Span,
    },
    Time,
    WholeNumber {
        min: i64,
        max: i64,
    },
    /// Đồng.
    Money {
        min: i64,
        max: i64,
    },
    YesNo,
    /// One of `options`; their words stand under `field.<id>.option.<option>`.
    Choice {
        options: Vec<String>,
    },
    Choices {
        options: Vec<String>,
        min: u16,
        max: u16,
    },
    /// Two levels since 1/7/2025: province and ward, then a free line.
    Address {
        /// An old paper's place may be given as written there, without a code of today.
        as_written: bool,
        /// The free line may be empty (a place, not a home).
        place_only: bool,
    },
    /// The 12 digits of a citizen.
    IdNumber {
        /// Old 9-digit CMND and passports are also accepted.
        other_papers: bool,
    },
    Phone,
    Email,
    /// An ISO 3166 alpha-2 code.
    Nationality,
    /// The number of an ethnic group in the State's list, `01` (Kinh) to `54`, or `99` for others.
    EthnicGroup,
    /// How one person relates to another; words under `relation.<option>` in the locales.
    Relation {
        options: Vec<String>,
    },
    /// Rows of the same fields.
    Group {
        min: u16,
        max: u16,
        fields: Vec<Field>,
    },
    /// A paper handed in as pictures or a PDF.
    Paper {
        originals: u8,
        copies: u8,
        max_pages: u16,
    },
    /// A paper only shown at the desk and taken home again; nothing is uploaded.
    ShownPaper,
}

impl Kind {
    #[must_use]
    pub fn is_paper(&self) -> bool {
        matches!(self, Self::Paper { .. } | Self::ShownPaper)
    }
}

/// One page of the form: as a rule one field, now and then two or three that people think of as one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    pub id: String,
    /// The section (a person, a matter) that the task list groups it under; words under `section.<id>`.
    pub section: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
    #[serde(rename = "field")]
    pub fields: Vec<Field>,
}

impl Page {
    #[must_use]
    pub fn shows(&self, answers: &Answers) -> bool {
        self.show_if.as_ref().is_none_or(|condition| condition.holds(answers))
            && self.fields.iter().any(|field| field.shows(answers))
    }
}
