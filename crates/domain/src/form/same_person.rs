//! One person in two roles is asked once: a mother who applies for her child's certificate is the mother of its form.

use super::{
    answers::{Answers, Source, Value},
    field::Field,
};
use crate::procedure::Procedure;

/// The section of the person who applies, and the field that says who that is.
const REQUESTER: &str = "requester";
pub const RELATION: &str = "requester_relation";

/// What is known of the person who applies and belongs into another section too: the section named like the answer
/// given under `requester_relation` (`mother`, `bride`, ...). Fields are paired by the part of the ID card that fills
/// them. Only what is still unanswered is returned, with where it came from.
#[must_use]
pub fn same_person(procedure: &Procedure, answers: &Answers) -> Vec<(String, Value, Source)> {
    let Some(role) = answers.get(RELATION).and_then(Value::as_text) else { return Vec::new() };
    let of = |section: &str| -> Vec<&Field> {
        procedure.pages.iter().filter(|page| page.section == section).flat_map(|page| &page.fields).collect()
    };
    let given = of(REQUESTER);
    of(role)
        .into_iter()
        .filter(|field| field.card.is_some() && role != REQUESTER && answers.get(&field.id).is_none())
        .filter_map(|field| {
            let twin = given.iter().find(|twin| twin.card == field.card)?;
            Some((field.id.clone(), answers.get(&twin.id)?.clone(), answers.source(&twin.id)))
        })
        .collect()
}
