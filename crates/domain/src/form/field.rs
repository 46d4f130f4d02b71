//! A field: what is asked, of which kind, when it shows and when it must be answered.

use super::{answers::Answers, condition::Condition};
use serde::{Deserialize, Serialize};

/// A field's id: snake_case, unique in its procedure. Its words stand in the procedure's texts under `field.<id>`.
pub type FieldId = String;

/// One question of a form, a case question, or a paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    pub id: FieldId,
    #[serde(flatten)]
    pub kind: Kind,
    /// Asked only while this holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
    /// May be left empty, unless `required_if` holds.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub optional: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_if: Option<Condition>,
    /// What of an ID card fills it; the card is scanned once for a section.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<CardPart>,
    /// The id of the procedure's `[[source]]` that this fact comes from (papers).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The fact is unsure: the page says "to be confirmed at the desk".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    Text {
        /// Characters.
        #[serde(default = "text_max")]
        max: u16,
    },
    LongText {
        #[serde(default = "long_text_max")]
        max: u16,
    },
    PersonName,
    Date {
        #[serde(default)]
        precision: Precision,
        #[serde(default)]
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
        #[serde(default)]
        min: u16,
        #[serde(default = "choices_max")]
        max: u16,
    },
    /// Two levels since 1/7/2025: province and ward, then a free line.
    Address {
        /// An old paper's place may be given as written there, without a code of today.
        #[serde(default)]
        as_written: bool,
        /// The free line may be empty (a place, not a home).
        #[serde(default)]
        place_only: bool,
    },
    /// The 12 digits of a citizen.
    IdNumber {
        /// Old 9-digit CMND and passports are also accepted.
        #[serde(default)]
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
        #[serde(default)]
        min: u16,
        #[serde(default = "rows_max")]
        max: u16,
        fields: Vec<Field>,
    },
    /// A paper handed in as pictures or a PDF.
    Paper {
        #[serde(default)]
        originals: u8,
        #[serde(default)]
        copies: u8,
        #[serde(default = "pages_max")]
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

const fn text_max() -> u16 {
    200
}
const fn long_text_max() -> u16 {
    2000
}
const fn choices_max() -> u16 {
    50
}
const fn rows_max() -> u16 {
    10
}
const fn pages_max() -> u16 {
    20
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
