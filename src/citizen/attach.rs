//! A page that is ready becomes a file of the draft: kept on the phone at once, in its place among the others.

use super::{outbox, uploads, world::World};
use crate::device::{
    error::DeviceError,
    page::{forget_url, spares_data},
    photo::Prepared,
    sha256_hex,
    store::{Attachment, files},
    uuid_v4,
};
use leptos::prelude::*;
use motcua_contract::{
    Problem, ProblemCode,
    limits::{DOSSIER_BYTES, DOSSIER_FILES},
};

/// Keeps a page at the end of a paper; answers with the id of the new file. Pages that are `making` wait for the others of their
/// paper before they are sent.
pub async fn keep(
    world: World,
    key: &str,
    paper: &str,
    name: &str,
    ready: Prepared,
    making: bool,
) -> Result<String, DeviceError> {
    keep_beside(world, key, paper, name, ready, making, &[]).await
}

/// Keeps a file that is to take the place of others: those do not count against the limits. It is in the making till then.
pub async fn keep_over(
    world: World,
    key: &str,
    paper: &str,
    name: &str,
    ready: Prepared,
    others: &[Attachment],
) -> Result<String, DeviceError> {
    keep_beside(world, key, paper, name, ready, true, others).await
}

async fn keep_beside(
    world: World,
    key: &str,
    paper: &str,
    name: &str,
    ready: Prepared,
    making: bool,
    gone: &[Attachment],
) -> Result<String, DeviceError> {
    if let Some(url) = &ready.preview_url {
        // The list shows the kept bytes, not these.
        forget_url(url);
    }
    let draft = untrack(|| world.draft(key));
    let counts = |a: &&Attachment| !gone.iter().any(|one| one.id == a.id);
    let (count, bytes) = draft.as_ref().map_or((0, 0), |d| {
        d.attachments.iter().filter(counts).fold((0, 0), |(count, bytes), a| (count + 1, bytes + a.size))
    });
    // The clerk at the other end waits to see each page.
    let making = making && draft.is_some_and(|draft| draft.together.is_none());
    let size = ready.bytes.len() as u64;
    let limit = |code| Err(DeviceError::Refused(Box::new(Problem::new(code))));
    if count >= DOSSIER_FILES {
        return limit(ProblemCode::TooManyFiles);
    }
    if bytes + size > DOSSIER_BYTES {
        return limit(ProblemCode::DossierTooLarge);
    }
    let sha256 = sha256_hex(&ready.bytes).await.ok_or(DeviceError::Broken)?;
    let mut attachment = Attachment {
        id: uuid_v4(),
        paper: paper.to_owned(),
        name: name.to_owned(),
        media_type: ready.media_type.to_owned(),
        size,
        pages: ready.pages,
        sha256,
        upload: None,
        paused: spares_data(),
        making,
    };
    match files::put(&attachment.id, &ready.bytes).await {
        Ok(()) => {}
        Err(DeviceError::StoreFull) => {
            // No room: it goes to the office from memory, now.
            files::hold(&attachment.id, ready.bytes);
            attachment.paused = false;
            attachment.making = false;
            world.trouble.set(Some(DeviceError::StoreFull));
        }
        Err(error) => return Err(error),
    }
    let id = attachment.id.clone();
    world.edit(key, |draft| draft.attachments.push(attachment));
    world.keep_now();
    Ok(id)
}

/// Puts a new file into the place of an old one, which goes.
pub async fn replace(world: World, key: &str, old: &str, new: &str) {
    uploads::stop(old);
    world.edit(key, |draft| {
        let at = |id: &str| draft.attachments.iter().position(|a| a.id == id);
        if let (Some(to), Some(from)) = (at(old), at(new)) {
            let fresh = draft.attachments.remove(from);
            let to = if from < to { to - 1 } else { to };
            draft.attachments[to] = fresh;
        }
    });
    world.keep_now();
    outbox::drop_file(old).await;
}
