//! What staff decide on a dossier: a version to name, a command, events.

use super::{desk, submission::procedure_of, tracking::Decision};
use crate::{
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use axum::http::header;
use motcua_contract::{
    ProblemCode,
    desk::{CommandDossier, DeskCommand},
};
use motcua_domain::{
    code::{Code, Finding},
    dossier::{Actor, Command, Dossier, FileRef, Reason},
};
use motcua_storage::uploads::Owner;

/// Characters of a sentence by staff.
const SENTENCE: usize = 2000;
/// Reasons of one supplement request.
const REASONS: usize = 60;

pub async fn command(call: Call<CommandDossier>) -> Answer<CommandDossier> {
    let app = &call.app;
    let expected = expected(&call)?;
    let record = app.store.by_id(call.segment(0)).await?.ok_or(ProblemCode::NotFound)?;
    if record.dossier.version != expected {
        return Err(Refusal::at(ProblemCode::Stale, record.dossier.version));
    }
    let account = &call.staff()?.account;
    let owner = Owner::Staff(account.id.clone());
    let mut files = None;
    let command = match call.body.clone() {
        DeskCommand::Finish { upload } => {
            let result = result(&call, &owner, &upload).await?;
            files = Some((vec![upload], owner, "result"));
            Command::Finish { result: Some(result) }
        }
        other => plain(&call, &record.dossier, other)?,
    };
    let decision = Decision { record: &record, command, actor: Actor::Staff(account.id.clone()), files, reply: None };
    let record = decision.keep(app).await?;
    Ok(Reply::json(desk::seen(app, &record).await?))
}

/// `If-Match: "7"`: the version that the clerk saw.
fn expected(call: &Call<CommandDossier>) -> Result<u64, Refusal> {
    let text = call.header(header::IF_MATCH.as_str()).ok_or(ProblemCode::PreconditionRequired)?;
    let number = text.trim().trim_start_matches("W/").trim_matches('"').parse();
    number.map_err(|_| Refusal::new(ProblemCode::BadHeader).detail(header::IF_MATCH.as_str()))
}

async fn result(call: &Call<CommandDossier>, owner: &Owner, upload: &str) -> Result<FileRef, Refusal> {
    let missing = || Refusal::missing(vec![upload.to_owned()]);
    let found = match call.app.store.upload(upload, owner).await {
        Err(motcua_storage::StoreError::NotFound) => return Err(missing()),
        other => other?,
    };
    let stored = found.stored.filter(|_| !found.bound).ok_or_else(missing)?;
    Ok(FileRef { upload: found.id, sha256: found.sha256, size: found.length, media_type: stored.media_type })
}

/// Commands that need nothing but themselves.
fn plain(call: &Call<CommandDossier>, dossier: &Dossier, command: DeskCommand) -> Result<Command, Refusal> {
    Ok(match command {
        DeskCommand::Receive {} => Command::Receive,
        DeskCommand::Refuse { reason } => Command::Refuse { reason: cut(&reason) },
        DeskCommand::RequestSupplement { reasons, note, leader_reason } => Command::RequestSupplement {
            reasons: known(call, dossier, reasons)?,
            note: cut(&note),
            leader_reason: leader_reason.as_deref().map(cut),
        },
        DeskCommand::StartProcessing {} => Command::StartProcessing,
        DeskCommand::RequestPayment { amount } => Command::RequestPayment { amount },
        DeskCommand::ConfirmPayment {} => Command::ConfirmPayment,
        DeskCommand::DeclineWithdrawal { reason } => Command::DeclineWithdrawal { reason: cut(&reason) },
        DeskCommand::Stop { reason } => Command::Stop { reason: cut(&reason) },
        DeskCommand::Return { way, note } => Command::Return { way, note: cut(&note) },
        DeskCommand::CheckPapers { checks } => Command::CheckPapers { checks },
        DeskCommand::Assign { to, note } => Command::Assign { to, note: cut(&note) },
        DeskCommand::AskOpinion { of, question } => Command::AskOpinion { of, question: cut(&question) },
        DeskCommand::GiveOpinion { text } => Command::GiveOpinion { text: cut(&text) },
        DeskCommand::Extend { reason, due } => Command::Extend { reason: cut(&reason), due },
        DeskCommand::Approve {} => Command::Approve,
        DeskCommand::SendBack { reason } => Command::SendBack { reason: cut(&reason) },
        DeskCommand::ReceiveSameVisit {} => Command::ReceiveSameVisit,
        DeskCommand::Undo {} => Command::Undo,
        DeskCommand::Finish { .. }
        | DeskCommand::Digitise { .. }
        | DeskCommand::ProposeResult { .. }
        | DeskCommand::HandOver { .. } => return Err(Refusal::internal("a command with files")),
    })
}

/// Each reason is tied to a field or paper that the procedure has, and each of them once.
fn known(call: &Call<CommandDossier>, dossier: &Dossier, reasons: Vec<Reason>) -> Result<Vec<Reason>, Refusal> {
    let procedure = procedure_of(&call.app, dossier)?;
    if reasons.len() > REASONS {
        return Err(Refusal::invalid(vec![Finding::new("reasons", Code::TooMany)]));
    }
    let mut findings = Vec::new();
    for (index, reason) in reasons.iter().enumerate() {
        if procedure.field(&reason.field).is_none() {
            findings.push(Finding::new(reason.field.clone(), Code::UnknownField));
        } else if reasons[..index].iter().any(|earlier| earlier.field == reason.field) {
            findings.push(Finding::new(reason.field.clone(), Code::MustDiffer));
        }
    }
    if !findings.is_empty() {
        return Err(Refusal::invalid(findings));
    }
    Ok(reasons.into_iter().map(|reason| Reason { text: cut(&reason.text), ..reason }).collect())
}

fn cut(text: &str) -> String {
    motcua_domain::text::nfc_lines(text).chars().take(SENTENCE).collect()
}
