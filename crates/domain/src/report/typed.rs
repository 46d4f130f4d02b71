//! "Nobody writes": how many letters people typed themselves for a dossier. What a card's code filled in, what staff entered
//! and what was chosen from a list is not typed.

use crate::{
    date::PartialDate,
    form::{Answers, Field, Kind, Source, Value},
    procedure::Procedure,
};

/// Letters that were typed, of everything that the form asks.
#[must_use]
pub fn typed(procedure: &Procedure, answers: &Answers) -> u32 {
    sum(procedure.fields(), answers)
}

fn sum<'a>(fields: impl Iterator<Item = &'a Field>, answers: &Answers) -> u32 {
    fields
        .filter(|field| answers.source(&field.id) == Source::Typed)
        .filter_map(|field| answers.get(&field.id).map(|value| letters(&field.kind, value)))
        .sum()
}

fn letters(kind: &Kind, value: &Value) -> u32 {
    let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    match (kind, value) {
        (
            Kind::Text { .. }
            | Kind::LongText { .. }
            | Kind::PersonName
            | Kind::IdNumber { .. }
            | Kind::Phone
            | Kind::Email,
            Value::Text(text),
        ) => count(text),
        (Kind::Time, Value::Time(text)) => count(text),
        (_, Value::Number(number)) => count(&number.to_string()),
        // dd, mm and yyyy as far as they are known.
        (_, Value::Date(date)) => match date {
            PartialDate::Full(_) => 8,
            PartialDate::Month(..) => 6,
            PartialDate::Year(_) => 4,
        },
        (_, Value::Address(address)) => count(&address.line),
        (Kind::Group { fields, .. }, Value::Rows(rows)) => rows.iter().map(|row| sum(fields.iter(), row)).sum(),
        _ => 0,
    }
}
