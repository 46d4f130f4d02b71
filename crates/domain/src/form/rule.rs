//! Rules that look at more than one answer.

use super::answers::{Answers, Value};
use crate::{
    code::{Code, Finding},
    date::age_on,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A cross-field rule. In TOML: `[[rule]]` with `at_least_one = ["mother_name", "father_name"]`, ...
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// One of these fields must be answered; the finding stands at the first.
    AtLeastOne(Vec<String>),
    /// The person born on `birth` is at least `years` old today. (Luật HN&GĐ 2014 Đ.8: bride 18, groom 20.)
    AgeAtLeast { birth: String, years: u8 },
    /// `later` is not before `earlier`; the finding stands at `later`. Dates known in part count in favour.
    NotBefore { earlier: String, later: String },
    /// Two answers must differ (bride and groom are two people); the finding stands at the second.
    Different(String, String),
}

impl Rule {
    /// What is wrong, if anything. Fields that are unanswered are the business of `required`, not of a rule.
    #[must_use]
    pub fn check(&self, answers: &Answers, today: Date) -> Option<Finding> {
        let date = |field: &str| answers.get(field).and_then(Value::as_date);
        match self {
            Self::AtLeastOne(fields) => {
                let none = !fields.iter().any(|field| answers.get(field).is_some());
                fields.first().filter(|_| none).map(|first| Finding::new(first.clone(), Code::AtLeastOne))
            }
            Self::AgeAtLeast { birth, years } => {
                // Known to the year only, the law counts from the first day of that year (TTLT 01/2016 Đ.2).
                let born = date(birth)?.first_day();
                (age_on(born, today) < i16::from(*years))
                    .then(|| Finding::new(birth.clone(), Code::UnderAge).with_limit(i64::from(*years)))
            }
            Self::NotBefore { earlier, later } => (date(later)?.last_day() < date(earlier)?.first_day())
                .then(|| Finding::new(later.clone(), Code::DatesOutOfOrder)),
            Self::Different(first, second) => {
                (answers.get(first)? == answers.get(second)?).then(|| Finding::new(second.clone(), Code::MustDiffer))
            }
        }
    }

    /// Every field it looks at.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::AtLeastOne(fields) => fields.iter().map(String::as_str).collect(),
            Self::AgeAtLeast { birth, .. } => vec![birth],
            Self::NotBefore { earlier, later } => vec![earlier, later],
            Self::Different(first, second) => vec![first, second],
        }
    }
}
