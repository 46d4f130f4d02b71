//! Papers on their way to the server: one after the other, at once when they are added, the rest at handing in.

use super::world::World;
use crate::device::{
    error::DeviceError,
    network::{is_online, renew_token_for, token_for},
    store::{Attachment, files},
    upload::{self, Cancel},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::ProblemCode;
use std::{cell::RefCell, collections::BTreeMap, sync::LazyLock};

/// How one file stands that the server does not have yet.
#[derive(Clone, Debug, PartialEq)]
pub enum Way {
    /// Sent so far, 0 to 100.
    Sending(u8),
    Failed(DeviceError),
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

/// Stops a file that was removed.
pub fn stop(attachment: &str) {
    let running = NOW.with_borrow(|now| now.clone());
    if let Some((id, cancel)) = running.filter(|(id, _)| id == attachment) {
        cancel.cancel();
        note(&id, None);
    } else {
        note(attachment, None);
    }
}

/// Sends what a draft has, in the background; failures stand at the files.
pub fn begin(world: World, key: &str) {
    if !is_online() {
        return;
    }
    let key = key.to_owned();
    spawn_local(async move {
        // What fails here is tried again at handing in.
        let _ = send_all(world, &key).await;
    });
}

/// Sends every file of a draft that the server does not have; answers when all are there.
///
/// # Errors
/// The first failure. What was sent stays sent.
pub async fn send_all(world: World, key: &str) -> Result<(), DeviceError> {
    loop {
        // Another run is at it: wait for its file, then see what is left.
        while NOW.with_borrow(Option::is_some) {
            pause(150).await;
        }
        let next = untrack(|| world.draft(key)).and_then(|d| d.attachments.into_iter().find(|a| a.upload.is_none()));
        let Some(attachment) = next else { return Ok(()) };
        let cancel = Cancel::new();
        NOW.set(Some((attachment.id.clone(), cancel.clone())));
        note(&attachment.id, Some(Way::Sending(0)));
        let sent = send(world, key, &attachment, &cancel).await;
        NOW.set(None);
        match sent {
            Ok(()) => note(&attachment.id, None),
            // It was removed meanwhile.
            Err(DeviceError::Cancelled) => note(&attachment.id, None),
            Err(error) => {
                note(&attachment.id, Some(Way::Failed(error.clone())));
                return Err(error);
            }
        }
    }
}

async fn send(world: World, key: &str, attachment: &Attachment, cancel: &Cancel) -> Result<(), DeviceError> {
    let bytes = files::get(&attachment.id).await?.ok_or(DeviceError::StoreDamaged)?;
    let Some(draft) = untrack(|| world.draft(key)) else { return Err(DeviceError::Cancelled) };
    let mut token = token_for(&draft.id).await?;
    let mut renewed = false;
    let stored = loop {
        let id = attachment.id.clone();
        let progress = move |sent: u64, total: u64| {
            let percent = u8::try_from(sent * 100 / total.max(1)).unwrap_or(100);
            note(&id, Some(Way::Sending(percent)));
        };
        let sent =
            upload::send(&attachment.id, &bytes, &attachment.media_type, &attachment.sha256, &token, cancel, progress);
        match sent.await {
            Err(DeviceError::Refused(problem)) if problem.code == ProblemCode::SignedOut && !renewed => {
                // The server does not know this phone any more: files sent under the old token are lost to it.
                renewed = true;
                token = renew_token_for(&draft.id, &token).await?;
                world.edit(key, |draft| draft.attachments.iter_mut().for_each(|a| a.upload = None));
            }
            Err(error) => return Err(error),
            Ok(stored) => break stored,
        }
    };
    world.edit(key, |draft| {
        if let Some(kept) = draft.attachments.iter_mut().find(|a| a.id == attachment.id) {
            kept.upload = Some(stored.upload.clone());
            kept.sha256.clone_from(&stored.sha256);
            kept.size = stored.size;
            kept.media_type.clone_from(&stored.media_type);
            kept.pages = stored.pages;
        }
    });
    Ok(())
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
