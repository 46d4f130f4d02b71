//! A draft that desk and phone fill in together, as the phone keeps it: the same draft as ever, kept in step with the
//! server's. Without a network it is filled in on, and sent when there is one again.

mod banner;
mod hand_over;
mod merge;
#[cfg(test)]
mod merge_tests;
mod sync;

pub use banner::{Banner, from_desk};
pub use hand_over::HandOver;
pub use sync::{close, hand_in, watch};

use super::{about::NOTICE_VERSION, hand_in::device_failure, world::World};
use crate::{
    api::{self, Failure},
    device::{network::token, store::Together},
};
use leptos::prelude::*;
use motcua_contract::{
    DEVICE_HEADER,
    drafts::{BringDraft, JoinDraft, NewDraft, Offer, OfferDraft, SharedDraft, TakeDraft},
};
use motcua_domain::form::Answers;

/// The shared draft behind a draft of this phone; reactive.
pub fn together(world: World, key: &str) -> Option<Together> {
    world.drafts.with(|all| {
        let draft = all.as_ref()?.iter().find(|draft| draft.procedure == key)?;
        draft.together.as_deref().cloned()
    })
}

/// Joins by a one-time code; nothing on this phone changes yet.
pub async fn knock(code: &str) -> Result<SharedDraft, Failure> {
    let token = token().await.map_err(device_failure)?;
    let body = TakeDraft { code: code.to_owned() };
    api::send::<JoinDraft>(&[], &body, &[(DEVICE_HEADER, &token)]).await
}

/// Goes on with a draft of the desk on this phone.
pub fn enter(world: World, server: &SharedDraft) {
    world.begin(&server.procedure, &server.version.to_string(), Answers::default());
    world.edit(&server.procedure, |draft| merge::join(draft, server));
    world.keep_now();
}

/// Brings a draft of this phone to the server, for the desk to go on with.
pub async fn bring(world: World, key: &str) -> Result<(), Failure> {
    let Some(draft) = untrack(|| world.draft(key)) else { return Err(Failure::Broken) };
    let token = token().await.map_err(device_failure)?;
    let version = draft.version.parse().map_err(|_| Failure::Broken)?;
    let new = NewDraft { procedure: draft.procedure.clone(), version, answers: merge::everything(&draft) };
    let server = api::send::<BringDraft>(&[], &new, &[(DEVICE_HEADER, &token)]).await?;
    world.edit(key, |draft| {
        draft.together = Some(Box::new(Together {
            id: server.id,
            number: server.number,
            seq: server.seq,
            base: server.answers,
            staff: None,
        }));
    });
    world.keep_now();
    Ok(())
}

/// A new code for the desk to scan.
pub async fn offer(id: &str) -> Result<Offer, Failure> {
    let token = token().await.map_err(device_failure)?;
    api::get::<OfferDraft>(&[id], &[(DEVICE_HEADER, &token)]).await
}

/// What goes with every handing in.
fn notice() -> (String, String) {
    (NOTICE_VERSION.to_owned(), untrack(crate::i18n::language).tag().to_owned())
}
