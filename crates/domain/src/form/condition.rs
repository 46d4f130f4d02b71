//! Conditions over answers: when a field shows, when it is required, which fee applies.

use super::answers::{Answers, Value};
use serde::{Deserialize, Serialize};

/// A condition. In TOML: `{ yes = "abandoned" }`, `{ is = ["relation", "self"] }`,
/// `{ all = [ { yes = "a" }, { not = { answered = "b" } } ] }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// A yes/no field was answered yes.
    Yes(String),
    /// A yes/no field was answered no (unanswered is neither).
    No(String),
    /// A field holds exactly this text or option.
    Is(String, String),
    /// A field holds one of these texts or options.
    OneOf(String, Vec<String>),
    /// Several choices include this one.
    Includes(String, String),
    /// A number is at least this.
    AtLeast(String, i64),
    /// A field has any answer.
    Answered(String),
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
}

impl Condition {
    #[must_use]
    pub fn holds(&self, answers: &Answers) -> bool {
        match self {
            Self::Yes(field) => answers.get(field).and_then(Value::as_yes_no) == Some(true),
            Self::No(field) => answers.get(field).and_then(Value::as_yes_no) == Some(false),
            Self::Is(field, option) => answers.get(field).and_then(Value::as_text) == Some(option),
            Self::OneOf(field, options) => {
                answers.get(field).and_then(Value::as_text).is_some_and(|text| options.iter().any(|o| o == text))
            }
            Self::Includes(field, option) => {
                matches!(answers.get(field), Some(Value::Choices(list)) if list.contains(option))
            }
            Self::AtLeast(field, least) => {
                answers.get(field).and_then(Value::as_number).is_some_and(|number| number >= *least)
            }
            Self::Answered(field) => answers.get(field).is_some(),
            Self::All(parts) => parts.iter().all(|part| part.holds(answers)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(answers)),
            Self::Not(part) => !part.holds(answers),
        }
    }

    /// Every field it looks at, so that a test can say that it refers to earlier ones only.
    pub fn fields<'a>(&'a self, into: &mut Vec<&'a str>) {
        match self {
            Self::Yes(f)
            | Self::No(f)
            | Self::Is(f, _)
            | Self::OneOf(f, _)
            | Self::Includes(f, _)
            | Self::AtLeast(f, _)
            | Self::Answered(f) => into.push(f),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(|part| part.fields(into)),
            Self::Not(part) => part.fields(into),
        }
    }
}
