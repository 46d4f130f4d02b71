//! Answering a supplement request: exactly what was asked, checked in its place in the whole dossier.

use super::{
    submission::{Files, procedure_of},
    tracking::{Decision, busy},
    view,
};
use crate::{
    http::{Answer, Call, Reply, access},
    problem::Refusal,
    secrets,
};
use motcua_contract::{ProblemCode, dossiers::SupplementDossier, limits};
use motcua_domain::{
    dossier::{Actor, Command, Dossier},
    form,
};
use motcua_storage::{dossiers::Record, uploads::Owner};

pub async fn supplement(call: Call<SupplementDossier>) -> Answer<SupplementDossier> {
    let key = call.idempotency_key()?;
    let app = &call.app;
    let record = call.held()?;
    let digest = secrets::sha256_hex(&serde_json::to_vec(&call.body).map_err(Refusal::internal)?);
    if app.store.replied(&key, &record.row.id, &digest).await? {
        return Ok(Reply::json(view::tracking(record)).replayed());
    }
    match answer(&call, &key, &digest).await {
        Ok(record) => Ok(Reply::json(view::tracking(&record))),
        // Another request with this key may have been kept since the look above.
        Err(refusal) => {
            app.store.settled().await?;
            if !app.store.replied(&key, &record.row.id, &digest).await? {
                return Err(refusal);
            }
            let now = app.store.by_id(&record.row.id).await?.ok_or(ProblemCode::NotFound)?;
            Ok(Reply::json(view::tracking(&now)).replayed())
        }
    }
}

async fn answer(call: &Call<SupplementDossier>, key: &str, digest: &str) -> Result<Record, Refusal> {
    let (app, record) = (&call.app, call.held()?);
    // Without a device only files that the dossier has already can be named.
    let owner = Owner::Device(access::device(app, &call.headers).await?.unwrap_or_default());
    let mut answers = call.body.answers.clone();
    form::normalise(procedure_of(app, &record.dossier)?, &mut answers);
    let files = Files::of(app, &owner, Some(&record.row.id)).facts(&mut answers).await?;
    check(call, &record.dossier, &answers)?;
    let command = Command::Supplement { answers };
    let decision = Decision {
        record,
        command,
        actor: Actor::Citizen,
        files: Some((files, owner, "paper")),
        reply: Some((key, digest)),
    };
    decision.keep(app).await.map_err(busy)
}

/// The new answers stand in the whole dossier; only what was asked about is judged.
fn check(call: &Call<SupplementDossier>, dossier: &Dossier, answers: &form::Answers) -> Result<(), Refusal> {
    let procedure = procedure_of(&call.app, dossier)?;
    let mut whole = dossier.answers.clone();
    for (field, value) in &answers.values {
        whole.fill(field, value.clone(), answers.source(field));
    }
    if whole.pages().count() > limits::DOSSIER_FILES {
        return Err(ProblemCode::TooManyFiles.into());
    }
    if whole.pages().map(|(_, page)| page.size).sum::<u64>() > limits::DOSSIER_BYTES {
        return Err(ProblemCode::DossierTooLarge.into());
    }
    let asked = |field: &str| dossier.asked.iter().any(|reason| field.split('/').next() == Some(reason.field.as_str()));
    let mut findings = form::check(procedure, &whole, &call.app.context());
    findings.retain(|finding| asked(&finding.field));
    if findings.is_empty() { Ok(()) } else { Err(Refusal::invalid(findings)) }
}
