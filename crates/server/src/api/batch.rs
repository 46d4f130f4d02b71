//! One command for several dossiers: each is decided by itself, and each says how it went.

use super::commands;
use crate::{
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    desk::{BatchOutcome, BatchOutcomes, CommandMany, DeskCommand},
};
use motcua_domain::code::{Code, Finding};

/// Dossiers of one batch.
const MOST: usize = 100;

pub async fn many(call: Call<CommandMany>) -> Answer<CommandMany> {
    let (app, staff) = (&call.app, call.staff()?);
    if call.body.dossiers.len() > MOST {
        return Err(Refusal::invalid(vec![Finding::new("dossiers", Code::TooMany)]));
    }
    if has_files(&call.body.command) {
        return Err(Refusal::new(ProblemCode::BadBody).detail("command"));
    }
    let mut outcomes = Vec::with_capacity(call.body.dossiers.len());
    for item in &call.body.dossiers {
        let decided = commands::decide(app, staff, &item.id, item.version, call.body.command.clone()).await;
        outcomes.push(match decided {
            Ok(record) => BatchOutcome {
                id: item.id.clone(),
                code: record.row.code,
                version: Some(record.dossier.version),
                problem: None,
                refusal: None,
            },
            // What was done before stays done, and is said: also when the server itself fails on one of them.
            Err(refusal) => {
                if let Some(cause) = &refusal.cause {
                    tracing::error!(%cause, "a decision of a batch failed");
                }
                BatchOutcome {
                    id: item.id.clone(),
                    code: code_of(&call, &item.id, refusal.problem.code).await.unwrap_or_default(),
                    version: None,
                    problem: Some(refusal.problem.code),
                    refusal: refusal.problem.refusal,
                }
            }
        });
    }
    Ok(Reply::json(BatchOutcomes { outcomes }))
}

/// Nobody learns the code of a dossier that is not there for them.
async fn code_of(call: &Call<CommandMany>, id: &str, problem: ProblemCode) -> Result<String, Refusal> {
    if problem == ProblemCode::NotFound {
        return Ok(String::new());
    }
    Ok(call.app.store.by_id(id).await?.map(|record| record.row.code).unwrap_or_default())
}

/// A file is of one dossier.
const fn has_files(command: &DeskCommand) -> bool {
    matches!(
        command,
        DeskCommand::Finish { .. }
            | DeskCommand::Digitise { .. }
            | DeskCommand::ProposeResult { upload: Some(_) }
            | DeskCommand::HandOver { upload: Some(_) }
    )
}
