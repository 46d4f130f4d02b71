//! The form engine: fields as data, answers as values, conditions over answers, and the check that both ends run.

pub mod answers;
pub mod check;
pub mod condition;
pub mod countries;
pub mod field;
mod flat;
pub mod normalise;
pub mod rule;
pub mod same_person;

pub use answers::{Answers, PageRef, Source, Value};
pub use check::{Context, check, check_fields, prune};
pub use condition::Condition;
pub use field::{CardPart, Field, FieldId, Kind, Page, Precision, Span};
pub use normalise::normalise;
pub use rule::Rule;
pub use same_person::{RELATION, same_person};
