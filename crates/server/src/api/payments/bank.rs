//! What the bank reports by itself: signed over body and time (docs/bank-webhook.md). The bank's number of a movement is its
//! identity, so that what comes again, late or out of order changes nothing twice.

use super::resume;
use crate::{
    http::{Answer, Call, Reply, body},
    limits,
    problem::Refusal,
    secrets,
};
use motcua_contract::{
    ProblemCode, limits as bounds,
    payments::{BANK_SIGNATURE_HEADER, BANK_TIME_HEADER, BankMovement, BankReport, BankReported, ReportMovements},
};
use motcua_domain::{
    code::{Code, Finding},
    payment::{MOST, Means},
};
use motcua_storage::{
    audit::By,
    movements::{Outcome, Report},
};
use std::sync::Arc;

/// Seconds that a report's time may differ from ours.
const SKEW: i64 = 300;
/// Movements of one report.
const MOVEMENTS: usize = 500;
/// Characters of a movement's text that are kept.
const TEXT: usize = 500;
/// Bytes of a movement's number.
const REFERENCE: usize = 64;

pub async fn report(mut call: Call<ReportMovements>) -> Answer<ReportMovements> {
    let app = Arc::clone(&call.app);
    let (Some(secret), Some(receiver)) = (app.bank_secret.get(), &app.world.payment.receiver) else {
        return Err(ProblemCode::NotFound.into());
    };
    let stream = call.take_stream();
    let bytes = body::whole(&call.headers, stream, bounds::BODY_BYTES).await?;
    let now = app.now();
    let name = format!("bank {}", call.address());
    app.limiter.allowed(&name, &limits::BANK, now).map_err(Refusal::wait)?;
    let disbelieved = |detail: &str| {
        // Only what is not believed counts; the bank itself may report as often as it likes.
        let _ = app.limiter.attempt(&name, &limits::BANK, now);
        tracing::warn!(detail, "a report of the bank was refused");
        Err(Refusal::new(ProblemCode::BankReportRefused).detail(detail))
    };
    let time = call.header(BANK_TIME_HEADER).unwrap_or_default();
    let wanted = ["sha256=", &secrets::hmac_hex(secret.0.as_bytes(), &[time.as_bytes(), b".", &bytes])].concat();
    if !secrets::same(&wanted, call.header(BANK_SIGNATURE_HEADER).unwrap_or_default()) {
        return disbelieved("signature");
    }
    let signed_at: Option<i64> = time.parse().ok();
    if signed_at.is_none_or(|at| now.as_second().abs_diff(at) > SKEW.unsigned_abs()) {
        return disbelieved("time");
    }
    let report: BankReport = body::parse(&bytes)?;
    if report.account != receiver.account {
        return disbelieved("account");
    }
    let reports = sound(report.movements)?;
    let outcomes = app.store.report_movements(Means::Webhook, &reports, true, By::system(now.as_millisecond())).await?;
    if outcomes.contains(&Outcome::Conflict) {
        tracing::warn!("the bank told of a movement with another amount or day than before");
    }
    resume(&app).await?;
    Ok(Reply::json(BankReported { outcomes: outcomes.iter().map(|outcome| word(outcome).to_owned()).collect() }))
}

/// The stable word of an outcome.
pub const fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Booked(_) => "booked",
        Outcome::Open(_) => "open",
        Outcome::Known => "known",
        Outcome::Conflict => "conflict",
        Outcome::TakenBack => "reversed",
    }
}

/// The movements, each of which can be kept; none is taken where one cannot.
fn sound(movements: Vec<BankMovement>) -> Result<Vec<Report>, Refusal> {
    if movements.len() > MOVEMENTS {
        return Err(Refusal::invalid(vec![Finding::new("movements", Code::TooMany)]));
    }
    let (mut reports, mut findings) = (Vec::with_capacity(movements.len()), Vec::new());
    for (at, movement) in movements.into_iter().enumerate() {
        let mut wrong = |field: &str, code| findings.push(Finding::new(format!("movements/{at}/{field}"), code));
        let (BankMovement::Credit { reference, .. } | BankMovement::Reversal { reference, .. }) = &movement;
        if !plain_reference(reference) {
            wrong("reference", Code::WrongKind);
        }
        reports.push(match movement {
            BankMovement::Credit { reference, amount, day, text } => {
                if !(1..=MOST).contains(&amount) {
                    wrong("amount", if amount < 1 { Code::TooSmall } else { Code::TooLarge });
                }
                Report::Came { reference, amount, day, text: kept_text(&text) }
            }
            BankMovement::Reversal { reference, day } => Report::TakenBack { reference, day },
        });
    }
    if findings.is_empty() { Ok(reports) } else { Err(Refusal::invalid(findings)) }
}

/// Whether a movement can be kept under this number.
pub fn plain_reference(reference: &str) -> bool {
    !reference.trim().is_empty() && reference.len() <= REFERENCE && !reference.contains(char::is_control)
}

/// A movement's text on one line, of a length that is kept.
pub fn kept_text(text: &str) -> String {
    motcua_domain::text::nfc(text).chars().take(TEXT).collect()
}
