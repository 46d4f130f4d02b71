//! Stable codes for what can be wrong with an answer. `locales/*/codes` turns them into sentences.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// Why an answer is not accepted. The wire form is the snake_case name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Code {
    Required,
    WrongKind,
    TooShort,
    TooLong,
    BadDate,
    FutureDate,
    PastDate,
    TooLongAgo,
    NeedsFullDate,
    BadTime,
    NotANumber,
    TooSmall,
    TooLarge,
    NotAnOption,
    TooFew,
    TooMany,
    NameHasOtherSigns,
    BadIdNumber,
    BadPhone,
    BadEmail,
    UnknownPlace,
    MissingPaper,
    TooManyPages,
    DuplicatePage,
    UnknownField,
    AtLeastOne,
    UnderAge,
    DatesOutOfOrder,
    MustDiffer,
}

/// By its word in the list: what is derived compares with each word in code of its own, in every program.
impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().copied().find(|code| code.as_str() == word);
        known.ok_or_else(|| D::Error::custom("no code of a finding"))
    }
}

impl Code {
    /// Every code, for tests that look for its sentence in every language.
    pub const ALL: &[Self] = &[
        Self::Required,
        Self::WrongKind,
        Self::TooShort,
        Self::TooLong,
        Self::BadDate,
        Self::FutureDate,
        Self::PastDate,
        Self::TooLongAgo,
        Self::NeedsFullDate,
        Self::BadTime,
        Self::NotANumber,
        Self::TooSmall,
        Self::TooLarge,
        Self::NotAnOption,
        Self::TooFew,
        Self::TooMany,
        Self::NameHasOtherSigns,
        Self::BadIdNumber,
        Self::BadPhone,
        Self::BadEmail,
        Self::UnknownPlace,
        Self::MissingPaper,
        Self::TooManyPages,
        Self::DuplicatePage,
        Self::UnknownField,
        Self::AtLeastOne,
        Self::UnderAge,
        Self::DatesOutOfOrder,
        Self::MustDiffer,
    ];

    /// The code as it stands on the wire and in `locales/*/codes`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::WrongKind => "wrong_kind",
            Self::TooShort => "too_short",
            Self::TooLong => "too_long",
            Self::BadDate => "bad_date",
            Self::FutureDate => "future_date",
            Self::PastDate => "past_date",
            Self::TooLongAgo => "too_long_ago",
            Self::NeedsFullDate => "needs_full_date",
            Self::BadTime => "bad_time",
            Self::NotANumber => "not_a_number",
            Self::TooSmall => "too_small",
            Self::TooLarge => "too_large",
            Self::NotAnOption => "not_an_option",
            Self::TooFew => "too_few",
            Self::TooMany => "too_many",
            Self::NameHasOtherSigns => "name_has_other_signs",
            Self::BadIdNumber => "bad_id_number",
            Self::BadPhone => "bad_phone",
            Self::BadEmail => "bad_email",
            Self::UnknownPlace => "unknown_place",
            Self::MissingPaper => "missing_paper",
            Self::TooManyPages => "too_many_pages",
            Self::DuplicatePage => "duplicate_page",
            Self::UnknownField => "unknown_field",
            Self::AtLeastOne => "at_least_one",
            Self::UnderAge => "under_age",
            Self::DatesOutOfOrder => "dates_out_of_order",
            Self::MustDiffer => "must_differ",
        }
    }
}

/// One thing that is wrong, and where. `field` is a field's id; inside a repeatable group it is
/// `group/row/field` with rows counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finding {
    pub field: String,
    pub code: Code,
    /// A bound that the sentence names: characters, years, pages, whatever the code counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
}

impl Finding {
    #[must_use]
    pub fn new(field: impl Into<String>, code: Code) -> Self {
        Self { field: field.into(), code, limit: None }
    }

    #[must_use]
    pub fn with_limit(mut self, limit: i64) -> Self {
        self.limit = Some(limit);
        self
    }
}
