//! Handing in: one dossier a key, checked by the same rules as on the phone, kept in one transaction.

use super::view;
use crate::{
    app::App,
    http::{Answer, Call, Reply},
    limits,
    problem::Refusal,
    secrets,
};
use motcua_contract::{
    ProblemCode,
    dossiers::{GetReceipt, Submission, SubmitDossier},
    limits as bounds,
};
use motcua_domain::{
    deadline::Limit,
    dossier::{Actor, Channel, Command, Dossier, decide},
    dossier_code::DossierCode,
    form::{self, Answers, PageRef, Value},
    procedure::Procedure,
};
use motcua_storage::{
    StoreError,
    dossiers::{NewDossier, Submitted},
    uploads::{Owner, Upload},
};

pub async fn submit(call: Call<SubmitDossier>) -> Answer<SubmitDossier> {
    let key = call.idempotency_key()?;
    let device = call.device()?.to_owned();
    let app = &call.app;
    let digest = digest(&call.body)?;
    if let Some(record) = app.store.repeated(&key, &device, &digest).await? {
        return Ok(Reply::json(view::receipt(app, &record)).replayed());
    }
    app.space_for_rows()?;
    // Only dossiers count: not what was sent back, and not the same one again.
    let counted = format!("submit {device}");
    app.limiter.allowed(&counted, &limits::SUBMIT, app.now()).map_err(Refusal::wait)?;
    let (outcome, new) = match hand_in(app, &call.body, &key, &device, digest.clone()).await {
        Ok(Submitted::New(record)) => (record, true),
        Ok(Submitted::Repeated(record)) => (record, false),
        // Another request with this key may have been kept since the look above: its files then belong to the dossier.
        Err(refusal) => {
            app.store.settled().await?;
            let kept = app.store.repeated(&key, &device, &digest).await?;
            (Box::new(kept.ok_or(refusal)?), false)
        }
    };
    if new {
        // The one that fills the measure is in already.
        let _ = app.limiter.attempt(&counted, &limits::SUBMIT, app.now());
    }
    let reply = Reply::json(view::receipt(app, &outcome));
    Ok(if new { reply } else { reply.replayed() })
}

pub async fn receipt_again(call: Call<GetReceipt>) -> Answer<GetReceipt> {
    let key = uuid::Uuid::try_parse(call.segment(0)).map_err(|_| ProblemCode::NotFound)?.to_string();
    let record = call.app.store.by_submission(&key).await?;
    let record = record.filter(|record| call.device().is_ok_and(|device| device == record.row.device));
    Ok(Reply::json(view::receipt(&call.app, &record.ok_or(ProblemCode::NotFound)?)))
}

/// SHA-256 of the submission as it is written by this contract: both ends compute it from the same types.
///
/// # Errors
/// When it cannot be written: a fault of ours.
pub fn digest(submission: &Submission) -> Result<String, Refusal> {
    Ok(secrets::sha256_hex(&serde_json::to_vec(submission).map_err(Refusal::internal)?))
}

/// Checks a submission of a phone and keeps it.
///
/// # Errors
/// Everything a submission can be refused with.
pub async fn hand_in(
    app: &App,
    submission: &Submission,
    key: &str,
    device: &str,
    content_sha256: String,
) -> Result<Submitted, Refusal> {
    let owners = vec![Owner::Device(device.to_owned())];
    let new =
        HandIn { key, device, content_sha256, owners, draft: None, channel: Channel::Online, actor: Actor::Citizen };
    new.keep(app, submission).await
}

/// How a submission came.
pub struct HandIn<'a> {
    /// The idempotency key.
    pub key: &'a str,
    /// The device that the dossier belongs to.
    pub device: &'a str,
    pub content_sha256: String,
    /// Whose uploads may be named.
    pub owners: Vec<Owner>,
    /// The shared draft that ends with it, and its state.
    pub draft: Option<(String, u64)>,
    pub channel: Channel,
    pub actor: Actor,
}

impl HandIn<'_> {
    /// Checks a submission and keeps it.
    ///
    /// # Errors
    /// Everything a submission can be refused with.
    pub async fn keep(self, app: &App, submission: &Submission) -> Result<Submitted, Refusal> {
        let bundle = app.world.bundle(&submission.procedure).ok_or(ProblemCode::ProcedureChanged)?;
        let procedure = &bundle.procedure;
        if procedure.code != submission.procedure || procedure.version != submission.version {
            return Err(ProblemCode::ProcedureChanged.into());
        }
        let mut answers = submission.answers.clone();
        form::prune(procedure, &mut answers);
        form::normalise(procedure, &mut answers);
        let files = Files::of_any(app, &self.owners).facts(&mut answers).await?;
        bounds_hold(&answers)?;
        let findings = form::check(procedure, &answers, &app.context());
        if !findings.is_empty() {
            return Err(Refusal::invalid(findings));
        }
        let id = app.id()?;
        let now = app.now();
        let day = app.local_now().date();
        let new = NewDossier {
            secret_hash: secrets::sha256_hex(app.key.receipt_secret(&id).as_bytes()),
            id,
            submission: self.key.to_owned(),
            content_sha256: self.content_sha256,
            device: self.device.to_owned(),
            notice: submission.notice.clone(),
            language: submission.language.clone(),
            files,
            owners: self.owners,
            draft: self.draft,
            agency: app.world.office.agency.clone(),
            day: day.to_string(),
            now_ms: now.as_millisecond(),
        };
        let limit = procedure.time(&answers).map_or(Limit::Unstated, |time| time.limit);
        let lines = view::lines(procedure, &answers, "");
        let events = |serial: u32| {
            let broken = |error: &dyn std::fmt::Debug| StoreError::Broken(format!("{error:?}"));
            let code = DossierCode::compose(&app.world.office.agency, day, serial).map_err(|error| broken(&error))?;
            let lines = view::with_code(lines, &code);
            let command = Command::Submit {
                code,
                procedure: procedure.code.clone(),
                version: procedure.version,
                answers,
                limit,
                channel: self.channel,
            };
            let events =
                decide(&Dossier::default(), command, &self.actor, now, &app.rules()).map_err(|error| broken(&error))?;
            Ok((events, lines))
        };
        Ok(app.store.submit(&new, events).await?)
    }
}

/// So many files, so many bytes has a dossier at most.
///
/// # Errors
/// `too_many_files`, `dossier_too_large`.
pub fn bounds_hold(answers: &Answers) -> Result<(), Refusal> {
    if answers.pages().count() > bounds::DOSSIER_FILES {
        return Err(ProblemCode::TooManyFiles.into());
    }
    if answers.pages().map(|(_, page)| page.size).sum::<u64>() > bounds::DOSSIER_BYTES {
        return Err(ProblemCode::DossierTooLarge.into());
    }
    Ok(())
}

/// Turns what the phone says of its files into what the server knows of them.
pub struct Files<'a> {
    app: &'a App,
    /// Whose uploads these may be.
    owners: &'a [Owner],
    /// The dossier whose own files may be named again.
    dossier: Option<&'a str>,
}

impl<'a> Files<'a> {
    #[must_use]
    pub const fn of(app: &'a App, owner: &'a Owner, dossier: Option<&'a str>) -> Self {
        Self { app, owners: std::slice::from_ref(owner), dossier }
    }

    /// Files of a dossier that is not there yet, of one or several owners.
    #[must_use]
    pub const fn of_any(app: &'a App, owners: &'a [Owner]) -> Self {
        Self { app, owners, dossier: None }
    }

    /// Replaces every page by the stored facts; gives back the uploads that are new to the dossier.
    ///
    /// # Errors
    /// `files_missing` with the uploads that are not there, not this owner's, part of another dossier, or other bytes.
    pub async fn facts(&self, answers: &mut Answers) -> Result<Vec<String>, Refusal> {
        let (mut fresh, mut missing) = (Vec::new(), Vec::new());
        for value in answers.values.values_mut() {
            let Value::Pages(pages) = value else { continue };
            for page in pages {
                match self.find(page).await? {
                    Some((upload, bound)) => {
                        *page = upload;
                        // The same file twice is the form's finding, not a second binding.
                        if !bound && !fresh.contains(&page.upload) {
                            fresh.push(page.upload.clone());
                        }
                    }
                    None => missing.push(page.upload.clone()),
                }
            }
        }
        if missing.is_empty() { Ok(fresh) } else { Err(Refusal::missing(missing)) }
    }

    async fn find(&self, page: &PageRef) -> Result<Option<(PageRef, bool)>, Refusal> {
        let store = &self.app.store;
        let own = match self.dossier {
            Some(dossier) => found(store.dossier_file(dossier, &page.upload).await)?,
            None => None,
        };
        let upload = match own {
            Some(upload) => Some(upload),
            None => self.unbound(&page.upload).await?,
        };
        Ok(upload.filter(|upload| upload.sha256 == page.sha256).and_then(|upload| {
            let stored = upload.stored?;
            let facts = PageRef {
                upload: upload.id,
                sha256: upload.sha256,
                size: upload.length,
                media_type: stored.media_type,
                pages: stored.pages,
            };
            Some((facts, upload.bound))
        }))
    }

    /// An upload of one of the owners that is not part of a dossier.
    async fn unbound(&self, id: &str) -> Result<Option<Upload>, Refusal> {
        for owner in self.owners {
            if let Some(upload) = found(self.app.store.upload(id, owner).await)? {
                return Ok(Some(upload).filter(|upload| !upload.bound));
            }
        }
        Ok(None)
    }
}

fn found(outcome: Result<Upload, StoreError>) -> Result<Option<Upload>, Refusal> {
    match outcome {
        Ok(upload) => Ok(Some(upload)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The procedure of a dossier as it is known today.
///
/// # Errors
/// `procedure_changed` when it is no longer offered.
pub fn procedure_of<'a>(app: &'a App, dossier: &Dossier) -> Result<&'a Procedure, Refusal> {
    Ok(&app.world.bundle(&dossier.procedure).ok_or(ProblemCode::ProcedureChanged)?.procedure)
}
