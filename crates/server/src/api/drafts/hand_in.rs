//! Handing in a shared draft: an ordinary submission, by the same rules, that belongs to the citizen whoever sent it.

use super::{found, marked, party, shown};
use crate::{
    api::{submission::HandIn, view},
    app::App,
    http::{Answer, Call, Reply},
    limits,
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    dossiers::Submission,
    drafts::{HandInDraft, HandedIn, SubmitDraft},
};
use motcua_domain::dossier::{Actor, Channel};
use motcua_storage::{
    dossiers::{Record, Submitted},
    drafts::{Draft, Party, Stage},
    uploads::Owner,
};

/// Hands in once; the same key again answers the same.
pub async fn submit(call: Call<SubmitDraft>) -> Answer<SubmitDraft> {
    let key = call.idempotency_key()?;
    let (app, party) = (&call.app, party(&call)?);
    let draft = found(app, call.segment(0), party).await?;
    if let Some(record) = done(app, &draft, &key).await? {
        return Ok(Reply::json(handed_in(app, &record, party)).replayed());
    }
    super::live(app, &draft.id, party).await?;
    if call.body.seq != draft.seq {
        return Err(Refusal::at(ProblemCode::Stale, draft.seq));
    }
    app.space_for_rows()?;
    // Only a phone could flood the desk; the desk itself is busy and known by name.
    let counted = if let Party::Device(id) = party { Some(format!("submit {id}")) } else { None };
    if let Some(counted) = &counted {
        app.limiter.allowed(counted, &limits::SUBMIT, app.now()).map_err(Refusal::wait)?;
    }
    match keep(app, &draft, &call.body, &key, party).await {
        Ok(Submitted::New(record)) => {
            if let Some(counted) = &counted {
                // The one that fills the measure is in already.
                let _ = app.limiter.attempt(counted, &limits::SUBMIT, app.now());
            }
            app.bells.ring(&draft.id);
            Ok(Reply::json(handed_in(app, &record, party)))
        }
        Ok(Submitted::Repeated(record)) => Ok(Reply::json(handed_in(app, &record, party)).replayed()),
        // The other end, or the same request again, may have been quicker.
        Err(refusal) => {
            app.store.settled().await?;
            let now = found(app, &draft.id, party).await?;
            match done(app, &now, &key).await? {
                Some(record) => Ok(Reply::json(handed_in(app, &record, party)).replayed()),
                None if now.stage == Stage::Open => Err(refusal),
                None => Err(ProblemCode::DraftOver.into()),
            }
        }
    }
}

/// What this draft became under this key.
async fn done(app: &App, draft: &Draft, key: &str) -> Result<Option<Record>, Refusal> {
    if draft.submission.as_deref() != Some(key) {
        return Ok(None);
    }
    Ok(app.store.by_submission(key).await?)
}

async fn keep(app: &App, draft: &Draft, body: &HandInDraft, key: &str, party: Party<'_>) -> Result<Submitted, Refusal> {
    let submission = Submission {
        procedure: draft.procedure.clone(),
        version: shown(draft, party).version,
        answers: marked(draft),
        notice: body.notice.clone(),
        language: body.language.clone(),
    };
    let device = match &draft.device {
        Some(device) => device.clone(),
        None => {
            app.store.no_device(&draft.id, app.now().as_millisecond()).await?;
            draft.id.clone()
        }
    };
    let mut owners = app.store.draft_owners(&draft.id).await?;
    if let Party::Staff(id, _) = party {
        // Somebody who only uploads and hands in takes part, too.
        owners.push(Owner::Staff(id.to_owned()));
    }
    let new = HandIn {
        key,
        device: &device,
        content_sha256: crate::api::submission::digest(&submission)?,
        owners,
        draft: Some((draft.id.clone(), draft.seq)),
        channel: if draft.desk { Channel::Desk } else { Channel::Online },
        actor: if let Party::Staff(id, _) = party { Actor::Staff(id.to_owned()) } else { Actor::Citizen },
    };
    new.keep(app, &submission).await
}

fn handed_in(app: &App, record: &Record, party: Party<'_>) -> HandedIn {
    let dossier = matches!(party, Party::Staff(..)).then(|| record.row.id.clone());
    HandedIn { receipt: view::receipt(app, record), dossier }
}
