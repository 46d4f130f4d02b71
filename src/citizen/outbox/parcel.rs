//! Sealing a draft, and what becomes of a draft that was changed after its dossier was handed in.

use crate::{
    api::Failure,
    citizen::{
        about::NOTICE_VERSION,
        draft::sealed_answers,
        uploads::pause,
        world::{Fetched, World},
    },
    device::{
        error::DeviceError,
        now_ms,
        store::{Draft, Parcel, drafts, files, outbox, receipts},
        uuid_v4,
    },
    fields::Wording,
    i18n::language,
};
use leptos::prelude::*;
use motcua_contract::dossiers::Submission;
use std::cell::RefCell;

thread_local! {
    /// Parcels that the phone had no room for: they go from memory.
    static HELD: RefCell<Vec<Parcel>> = const { RefCell::new(Vec::new()) };
}

/// What came of sealing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// It is in the outbox.
    Yes,
    /// This dossier was handed in by another tab: this draft is one of its own now.
    Parted,
}

/// Freezes a draft into a parcel. What is under way already stays as it is: a change since then is kept as a draft of its own
/// when it has arrived.
///
/// # Errors
/// The procedure is not here and cannot be fetched.
pub async fn seal(world: World, draft: &Draft) -> Result<Sealed, Failure> {
    let handed_in = receipts::list().await.unwrap_or_default().into_iter().find(|saved| saved.draft_id == draft.id);
    if let Some(saved) = handed_in {
        part(world, &draft.procedure, &saved.receipt.code).await;
        return Ok(Sealed::Parted);
    }
    let parcel = parcel(world, draft).await?;
    match outbox::seal(&parcel).await {
        Ok(true) => {}
        Ok(false) => {
            let there = outbox::get(&parcel.id).await.ok().flatten();
            let replace =
                there.is_none_or(|there| there.sent.is_empty() && !there.says(&draft.answers, &draft.attachments));
            // Nothing of it has left the phone: the newer content takes its place.
            if replace && outbox::put(&parcel).await.is_err() {
                hold(parcel);
            }
        }
        // A phone without room does not stop the handing in.
        Err(_) => hold(parcel),
    }
    Ok(Sealed::Yes)
}

async fn parcel(world: World, draft: &Draft) -> Result<Parcel, Failure> {
    let procedure = match untrack(|| world.procedure(&draft.procedure)) {
        Fetched::Here(wording) => wording,
        // At a start with something waiting, the procedure may not be here yet.
        _ => fetch(world, &draft.procedure).await?,
    };
    let submission = Submission {
        procedure: draft.procedure.clone(),
        version: draft.version.parse().unwrap_or(procedure.procedure().version),
        answers: sealed_answers(procedure.procedure(), draft),
        notice: NOTICE_VERSION.to_owned(),
        language: untrack(language).tag().to_owned(),
    };
    Ok(Parcel {
        id: draft.id.clone(),
        procedure: draft.procedure.clone(),
        submission,
        answers: draft.answers.clone(),
        files: draft.attachments.clone(),
        sealed_ms: now_ms(),
        sent: Vec::new(),
    })
}

async fn fetch(world: World, code: &str) -> Result<Wording, Failure> {
    world.want_procedure(code, false);
    for _ in 0..100 {
        match untrack(|| world.procedure(code)) {
            Fetched::Here(wording) => return Ok(wording),
            Fetched::Failed(failure) => return Err(failure),
            Fetched::Waiting => pause(200).await,
        }
    }
    Err(Failure::Timeout)
}

fn hold(parcel: Parcel) {
    HELD.with_borrow_mut(|held| {
        held.retain(|other| other.id != parcel.id);
        held.push(parcel);
    });
}

/// Every parcel of this phone, the oldest first.
///
/// # Errors
/// [`DeviceError::StoreLost`].
pub async fn all() -> Result<Vec<Parcel>, DeviceError> {
    let mut parcels = outbox::list().await?;
    HELD.with_borrow(|held| parcels.extend(held.iter().cloned()));
    Ok(parcels)
}

/// Keeps what became of a parcel.
pub async fn keep(parcel: &Parcel) {
    let held = HELD.with_borrow(|held| held.iter().any(|other| other.id == parcel.id));
    if held || outbox::put(parcel).await.is_err() {
        hold(parcel.clone());
    }
}

/// Forgets a parcel.
pub async fn discard(id: &str) {
    HELD.with_borrow_mut(|held| held.retain(|other| other.id != id));
    // One that stays is sent once more, and then is in the office already.
    let _ = outbox::remove(id).await;
}

/// Makes a draft that differs from what was handed in a draft of its own: nothing of it is lost, nothing of it is sent twice.
pub async fn part(world: World, key: &str, code: &str) {
    let mut before = None;
    world.edit(key, |draft| {
        before = Some(std::mem::replace(&mut draft.id, uuid_v4()));
        draft.parted = Some(code.to_owned());
        draft.submitting = false;
        draft.refused = None;
        draft.together = None;
        // It has to be handed in knowingly, as another dossier.
        draft.notice_read = false;
        draft.attachments.iter_mut().for_each(|file| file.upload = None);
    });
    let (Some(before), Some(draft)) = (before, untrack(|| world.draft(key))) else { return };
    match drafts::put(&draft).await {
        Ok(()) => drop(drafts::remove(&before).await),
        Err(error) => world.trouble.set(Some(error)),
    }
}

/// Removes the bytes of a file that was taken out of a draft; what lies in the outbox keeps its own.
pub async fn drop_file(id: &str) {
    let needed = all().await.is_ok_and(|all| all.iter().any(|parcel| parcel.files.iter().any(|file| file.id == id)));
    if !needed {
        // A file that stays takes room, nothing more.
        let _ = files::remove(id).await;
    }
}

/// Removes the bytes of files that no draft and no parcel of any tab names, once a while has passed in which none did.
pub async fn sweep(world: World, after_ms: u64) {
    let Some(orphans) = orphans(world).await.filter(|orphans| !orphans.is_empty()) else { return };
    pause(after_ms).await;
    let Some(still) = self::orphans(world).await else { return };
    for id in orphans.iter().filter(|id| still.contains(id)) {
        // A file that stays takes room, nothing more.
        let _ = files::remove(id).await;
    }
}

async fn orphans(world: World) -> Option<Vec<String>> {
    let mut ids = files::ids().await.ok()?;
    let mut named: Vec<String> = Vec::new();
    for draft in drafts::list().await.ok()? {
        named.extend(draft.attachments.into_iter().map(|file| file.id));
    }
    for parcel in all().await.ok()? {
        named.extend(parcel.files.into_iter().map(|file| file.id));
    }
    untrack(|| {
        world.drafts.with(|drafts| {
            let files = drafts.iter().flatten().flat_map(|draft| &draft.attachments);
            named.extend(files.map(|file| file.id.clone()));
        });
    });
    ids.retain(|id| !named.contains(id));
    Some(ids)
}
