//! Text as it is kept: composed letters (NFC), no stray spaces, no control or direction signs, whoever typed or sent it.

use super::{
    answers::{Answers, Value},
    field::{Field, Kind},
};
use crate::{procedure::Procedure, text};

/// Puts every text of the answers into the form in which it is kept. Idempotent; sources stay.
pub fn normalise(procedure: &Procedure, answers: &mut Answers) {
    let fields: Vec<&Field> = procedure.fields().collect();
    tidy(&fields, answers);
}

fn tidy(fields: &[&Field], answers: &mut Answers) {
    for (id, value) in &mut answers.values {
        let kind = fields.iter().find(|field| &field.id == id).map(|field| &field.kind);
        match (kind, value) {
            (Some(Kind::LongText { .. }), Value::Text(text)) => *text = text::nfc_lines(text),
            (_, Value::Text(text)) => *text = text::nfc(text),
            (_, Value::Address(address)) => address.line = text::nfc(&address.line),
            (Some(Kind::Group { fields, .. }), Value::Rows(rows)) => {
                let inner: Vec<&Field> = fields.iter().collect();
                rows.iter_mut().for_each(|row| tidy(&inner, row));
            }
            _ => {}
        }
    }
}
