//! Papers on their way to the server: at once when they are added, one after the other, again and again until they are there;
//! each can be held back, sent now, or stopped.

use super::{outbox, world::World};
use crate::device::{
    error::DeviceError,
    network::{renew_token_for, token_for},
    now_ms,
    store::{Attachment, files},
    upload::{self, Cancel},
};
use leptos::prelude::*;
use motcua_contract::{ProblemCode, uploads::StoredFile};
use std::{cell::RefCell, collections::BTreeMap, sync::LazyLock};

/// How one file stands that the server does not have yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    Sending(Sent),
    /// It goes again by itself; with what the server refused it for the last time, where it did.
    Waiting(Option<DeviceError>),
    /// Only the person can help.
    Failed(DeviceError),
}

/// How far a file is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    pub sent: u64,
    pub total: u64,
    /// Seconds, once there is something to judge by.
    pub left: Option<u32>,
}

impl Sent {
    /// Whole percent.
    #[must_use]
    pub fn percent(self) -> u8 {
        u8::try_from(self.sent.min(self.total) * 100 / self.total.max(1)).unwrap_or(100)
    }
}

/// Judging by less would only jump about: milliseconds, bytes.
const JUDGED: (f64, u64) = (1_000.0, 32 * 1024);

/// How long the rest takes at the pace so far, seconds. `sent` bytes took `took_ms`.
fn seconds_left(sent: u64, took_ms: f64, rest: u64) -> Option<u32> {
    (took_ms >= JUDGED.0 && sent >= JUDGED.1).then(|| (rest as f64 * took_ms / sent as f64 / 1000.0).ceil() as u32)
}

static WAYS: LazyLock<ArcRwSignal<BTreeMap<String, Way>>> = LazyLock::new(ArcRwSignal::default);

thread_local! {
    /// The file on its way now: its id and what stops it. One at a time: a slow network carries one better than five.
    static NOW: RefCell<Option<(String, Cancel)>> = const { RefCell::new(None) };
}

/// How a file stands; `None` when nothing is to be said. Reactive.
#[must_use]
pub fn way(attachment: &str) -> Option<Way> {
    WAYS.with(|ways| ways.get(attachment).cloned())
}

fn note(attachment: &str, way: Option<Way>) {
    WAYS.update(|ways| {
        match way {
            Some(way) => ways.insert(attachment.to_owned(), way),
            None => ways.remove(attachment),
        };
    });
}

/// Stops a file that was removed, or is to go later.
pub fn stop(attachment: &str) {
    let running = NOW.with_borrow(|now| now.clone());
    if let Some((_, cancel)) = running.filter(|(id, _)| id == attachment) {
        cancel.cancel();
    }
    note(attachment, None);
}

/// Holds a file back: it stays on the phone until the person says so, or hands the dossier in.
pub fn hold(world: World, key: &str, attachment: &str) {
    set_paused(world, key, attachment, true);
    stop(attachment);
}

/// Sends a file now that was held back or failed.
pub fn send_now(world: World, key: &str, attachment: &str) {
    set_paused(world, key, attachment, false);
    note(attachment, Some(Way::Waiting(None)));
    outbox::wake(world);
}

fn set_paused(world: World, key: &str, attachment: &str, paused: bool) {
    world.edit(key, |draft| {
        if let Some(file) = draft.attachments.iter_mut().find(|file| file.id == attachment) {
            file.paused = paused;
        }
    });
    world.keep_now();
}

/// Sends what was added, in the background.
pub fn begin(world: World) {
    outbox::wake(world);
}

/// Whether a file of a draft is to be sent by itself.
fn goes(file: &Attachment) -> bool {
    let failed = WAYS.with_untracked(|ways| matches!(ways.get(&file.id), Some(Way::Failed(_))));
    file.upload.is_none() && !file.paused && !file.making && !failed
}

/// The first file of a draft that is to go by itself, with the draft's id.
fn next(world: World) -> Option<(String, Attachment)> {
    untrack(|| {
        world.drafts.with(|all| {
            let open = all.iter().flatten().filter(|draft| !draft.submitting);
            let mut files = open.flat_map(|draft| draft.attachments.iter().map(move |file| (&draft.id, file)));
            files.find(|(_, file)| goes(file)).map(|(id, file)| (id.clone(), file.clone()))
        })
    })
}

/// Whether a file of a draft waits to go by itself.
pub fn some_wait(world: World) -> bool {
    next(world).is_some()
}

/// Sends every file of every draft that is to go by itself, one after the other until `enough`; answers with what it has to be
/// tried again for.
pub async fn send_drafts(world: World, enough: fn() -> bool) -> Option<DeviceError> {
    loop {
        let next = next(world).filter(|_| !enough())?;
        match send_one(world, &next.0, &next.1).await {
            Err(error) if error.passes() || error == DeviceError::StoreLost => return Some(error),
            // It is here, was stopped, or says why not at its place.
            _ => {}
        }
    }
}

/// Sends every file of a draft that the server does not have; answers when all are there.
///
/// # Errors
/// The first failure. What was sent stays sent.
pub async fn send_all(world: World, key: &str) -> Result<(), DeviceError> {
    loop {
        let Some(draft) = untrack(|| world.draft(key)) else { return Ok(()) };
        let Some(next) = draft.attachments.iter().find(|file| file.upload.is_none()) else { return Ok(()) };
        send_one(world, &draft.id, next).await?;
    }
}

/// Sends one file of the draft with an id, and says everywhere how it stands.
///
/// # Errors
/// `cancelled` where the person stopped it; else as of every upload.
pub async fn send_one(world: World, draft: &str, attachment: &Attachment) -> Result<StoredFile, DeviceError> {
    // Another run is at it: wait for its file.
    while NOW.with_borrow(Option::is_some) {
        pause(150).await;
    }
    if let Some(known) = untrack(|| world.file(&attachment.id))
        && let Some(upload) = known.upload
    {
        let Attachment { sha256, size, media_type, pages, .. } = known;
        return Ok(StoredFile { upload, sha256, size, media_type, pages });
    }
    let cancel = Cancel::new();
    NOW.set(Some((attachment.id.clone(), cancel.clone())));
    note(&attachment.id, Some(Way::Sending(Sent { sent: 0, total: attachment.size, left: None })));
    let sent = send(draft, attachment, &cancel).await;
    NOW.set(None);
    match &sent {
        Ok(stored) => {
            note(&attachment.id, None);
            world.acknowledge(&attachment.id, stored);
        }
        // It was removed meanwhile, or held back.
        Err(DeviceError::Cancelled) => note(&attachment.id, None),
        Err(error) if error.passes() => {
            // Without a network there is nothing to explain; a full or busy office is said.
            let refused = matches!(error, DeviceError::Refused(_)).then(|| error.clone());
            note(&attachment.id, Some(Way::Waiting(refused)));
        }
        Err(error) => note(&attachment.id, Some(Way::Failed(error.clone()))),
    }
    sent
}

async fn send(draft: &str, attachment: &Attachment, cancel: &Cancel) -> Result<StoredFile, DeviceError> {
    let bytes = files::get(&attachment.id).await?.ok_or(DeviceError::StoreDamaged)?;
    let mut token = token_for(draft).await?;
    let mut renewed = false;
    loop {
        let id = attachment.id.clone();
        let begun: RefCell<Option<(f64, u64)>> = RefCell::new(None);
        let progress = move |sent: u64, total: u64| {
            // The pace is that of this run: what an earlier one sent says nothing.
            let (since, from) = *begun.borrow_mut().get_or_insert((now_ms(), sent));
            let left = seconds_left(sent.saturating_sub(from), now_ms() - since, total.saturating_sub(sent));
            note(&id, Some(Way::Sending(Sent { sent, total, left })));
        };
        let sent =
            upload::send(&attachment.id, &bytes, &attachment.media_type, &attachment.sha256, &token, cancel, progress);
        match sent.await {
            Err(DeviceError::Refused(problem)) if problem.code == ProblemCode::SignedOut && !renewed => {
                // The server does not know this phone any more. What it had under the old token it asks for at handing in.
                renewed = true;
                token = renew_token_for(draft, &token).await?;
            }
            outcome => return outcome,
        }
    }
}

/// Waits some milliseconds.
pub async fn pause(ms: u64) {
    let kept = js_sys::Promise::new(&mut |resolve, _| {
        set_timeout(
            move || {
                // A promise takes any value.
                let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
            },
            std::time::Duration::from_millis(ms),
        );
    });
    // It is only ever kept, never broken.
    let _ = wasm_bindgen_futures::JsFuture::from(kept).await;
}

#[cfg(test)]
mod tests {
    use super::{Sent, seconds_left};

    #[test]
    fn the_rest_is_judged_by_the_pace_and_not_too_early() {
        assert_eq!(seconds_left(100_000, 2_000.0, 150_000), Some(3));
        assert_eq!(seconds_left(100_000, 900.0, 150_000), None);
        assert_eq!(seconds_left(1_000, 5_000.0, 150_000), None);
        assert_eq!(seconds_left(100_000, 2_000.0, 0), Some(0));
    }

    #[test]
    fn percent_is_whole_and_never_above_a_hundred() {
        let percent = |sent, total| Sent { sent, total, left: None }.percent();
        assert_eq!((percent(0, 0), percent(1, 3), percent(3, 3), percent(9, 3)), (0, 33, 100, 100));
    }
}
