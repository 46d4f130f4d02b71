//! A result written at the desk: the fields of a letter, printed on its template and kept as an upload of who wrote it.

use super::{matter, uploads};
use crate::{
    http::{Answer, Call, Reply},
    press::sheets,
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    papers::{LETTER_NUMBER, LETTER_TEXT, LETTER_TITLE, Letter, WriteLetter},
};
use motcua_domain::{
    code::{Code, Finding},
    dossier::{self, State},
    staff::Duty,
    text::{nfc, nfc_lines},
};
use motcua_storage::uploads::Owner;

pub async fn write(call: Call<WriteLetter>) -> Answer<WriteLetter> {
    let (app, staff) = (&call.app, call.staff()?);
    let record = matter::open(app, staff, call.segment(0), Duty::Process).await?;
    // No other state takes a result: nothing is printed that could not be used.
    if !matches!(record.dossier.state, State::Received | State::Processing) {
        return Err(dossier::Refusal::WrongState.into());
    }
    let letter = bounded(&call.body)?;
    // Who may approve signs with their name; else the leader does, who approves it or signs by hand.
    let signs = matter::may(app, staff.person(), &record, Duty::Approve).then(|| staff.account.name.clone());
    let pdf = sheets::letter(app, &record, letter, signs).await?;
    Ok(Reply::json(uploads::made_here(app, Owner::Staff(staff.account.id.clone()), pdf).await?))
}

/// The letter in the normal form of text, of a length that fits its places.
fn bounded(letter: &Letter) -> Result<Letter, Refusal> {
    let letter = Letter { title: nfc(&letter.title), number: nfc(&letter.number), text: nfc_lines(&letter.text) };
    let fields = [
        ("title", &letter.title, LETTER_TITLE),
        ("number", &letter.number, LETTER_NUMBER),
        ("text", &letter.text, LETTER_TEXT),
    ];
    let long = |(field, text, most): (&str, &String, usize)| {
        (text.chars().count() > most)
            .then(|| Finding::new(field, Code::TooLong).with_limit(i64::try_from(most).unwrap_or(i64::MAX)))
    };
    let findings: Vec<Finding> = fields.into_iter().filter_map(long).collect();
    if findings.is_empty() { Ok(letter) } else { Err(Refusal::invalid(findings)) }
}

/// The refusal for a value that the template asks for, by the name that its field has here.
pub fn missing(key: &str) -> Refusal {
    let field = if key == "paragraphs" { "text" } else { key };
    let mut refusal = Refusal::new(ProblemCode::TemplateValueMissing);
    refusal.problem.findings = vec![Finding::new(field, Code::Required)];
    refusal
}
