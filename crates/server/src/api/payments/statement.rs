//! A bank's statement, imported from a file: looked at first, then kept. The same file again, or one that overlaps, changes
//! nothing twice.

use super::{bank, resume};
use crate::{
    api::asked,
    http::{Answer, Call, Reply, body},
    secrets,
};
use motcua_contract::{
    ProblemCode, limits,
    payments::{ImportStatement, Imported, ImportedLine},
};
use motcua_domain::payment::{
    Means, squeeze,
    statement::{BankLine, StatementError, decode, read},
};
use motcua_storage::{
    audit::{Act, By},
    movements::{Outcome, Report},
};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    preview: bool,
}

pub async fn import(mut call: Call<ImportStatement>) -> Answer<ImportStatement> {
    let app = Arc::clone(&call.app);
    let Asked { preview } = asked::query(call.query.as_deref())?;
    if body::media_type(&call.headers) != Some("text/csv") {
        return Err(ProblemCode::UnsupportedMedia.into());
    }
    let stream = call.take_stream();
    let bytes = body::whole(&call.headers, stream, limits::STATEMENT_BYTES).await?;
    let text = decode(&bytes).ok_or(StatementError::NoTable)?;
    let statement = read(&text, &app.world.payment.columns)?;
    let came = |line: &BankLine| Report::Came {
        reference: reference(line),
        amount: line.amount,
        day: line.day,
        text: bank::kept_text(&line.text),
    };
    let reports: Vec<Report> = statement.lines.iter().map(came).collect();
    let staff = call.staff()?;
    let by = By::staff(&staff.account.id, app.now().as_millisecond());
    let outcomes = app.store.report_movements(Means::Statement, &reports, !preview, by).await?;
    if !preview {
        let digest = &secrets::sha256_hex(&bytes)[..32];
        app.store.record_act(&Act::on("statement_imported", Some(digest), by)).await?;
        resume(&app).await?;
    }
    let mut lines = Vec::new();
    for (line, outcome) in statement.lines.into_iter().zip(outcomes) {
        let payment = match &outcome {
            Outcome::Booked(text) => {
                let kept = app.store.payment_by_text(&text.key()).await?;
                // As it was written for people; the bank's lines only know its letters and digits.
                Some(kept.as_ref().and_then(|kept| kept.ledger.text()).unwrap_or(text).to_string())
            }
            _ => None,
        };
        let outcome = bank::word(&outcome).to_owned();
        lines.push(ImportedLine {
            line: line.line,
            day: line.day,
            amount: line.amount,
            text: line.text,
            outcome,
            payment,
        });
    }
    Ok(Reply::json(Imported { preview, lines, outgoing: statement.outgoing, other: statement.other }))
}

/// The bank's number of a line, or one that is made of what the line says: the same line of another file has the same.
fn reference(line: &BankLine) -> String {
    match &line.reference {
        Some(own) if bank::plain_reference(own) => own.clone(),
        _ => {
            let said = format!("{}\n{}\n{}\n{}", line.day, line.amount, squeeze(&line.text), line.again);
            format!("S{}", &secrets::sha256_hex(said.as_bytes())[..24])
        }
    }
}
