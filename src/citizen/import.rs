//! Taking over what another device has not handed in: nothing of this phone is written over, nothing is handed in twice.

use super::world::World;
use crate::device::{
    error::DeviceError,
    network::keep_token_for,
    parcel::{self, Fault, Header},
    store::{Draft, drafts, files, receipts},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What became of one draft of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Taken,
    /// Taken, but papers are missing in the file: they are to be added again.
    Incomplete,
    /// This phone has it already, changed at the same time or later.
    Here,
    /// It was handed in from this phone already.
    HandedIn,
    /// This phone has another draft of the same procedure.
    Another,
    /// The office is filling it in, too: it is on the server.
    Together,
    /// The phone could not keep it.
    NotKept,
}

impl Outcome {
    /// The stable code, as in `locales/*/carry` under `outcome`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Incomplete => "incomplete",
            Self::Here => "here",
            Self::HandedIn => "handed_in",
            Self::Another => "another",
            Self::Together => "together",
            Self::NotKept => "not_kept",
        }
    }

    #[must_use]
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Taken | Self::Incomplete)
    }
}

/// Takes over what a file holds: each draft's procedure, and what became of it. A draft that waited to be handed in goes on
/// waiting, and is sent from here under the same key.
///
/// # Errors
/// When the file is refused as a whole; nothing was changed then.
pub async fn take(world: World, bytes: &[u8]) -> Result<Vec<(String, Outcome)>, Fault> {
    let (header, files) = parcel::open(bytes).await?;
    if !header.drafts.iter().all(is_sound) {
        return Err(Fault::Damaged);
    }
    let mut outcomes = Vec::new();
    for draft in &header.drafts {
        let outcome = match judge(world, draft) {
            Some(outcome) => outcome,
            None => keep(world, draft.clone(), &header, &files).await.unwrap_or(Outcome::NotKept),
        };
        outcomes.push((draft.procedure.clone(), outcome));
    }
    Ok(outcomes)
}

/// Why a draft is not taken; nothing where it is.
fn judge(world: World, draft: &Draft) -> Option<Outcome> {
    let receipts = |id: &str| {
        world.receipts.with_untracked(|all| all.as_ref().is_some_and(|all| all.iter().any(|r| r.draft_id == id)))
    };
    if draft.together.is_some() {
        return Some(Outcome::Together);
    }
    if receipts(&draft.id) {
        return Some(Outcome::HandedIn);
    }
    let own = world.drafts.with_untracked(|all| {
        all.as_ref()?.iter().find(|own| own.id == draft.id || own.procedure == draft.procedure).cloned()
    })?;
    if own.id != draft.id {
        return Some(Outcome::Another);
    }
    (own.updated_ms >= draft.updated_ms).then_some(Outcome::Here)
}

/// Files first, then the draft that names them.
async fn keep(
    world: World,
    mut draft: Draft,
    header: &Header,
    bodies: &BTreeMap<String, Vec<u8>>,
) -> Result<Outcome, DeviceError> {
    let named = draft.attachments.len();
    let whole = |id: &str, sha256: &str| header.files.iter().any(|file| file.id == id && file.sha256 == sha256);
    draft.attachments.retain(|attachment| whole(&attachment.id, &attachment.sha256));
    for attachment in &draft.attachments {
        if let Some(bytes) = bodies.get(&attachment.id) {
            files::put(&attachment.id, bytes).await?;
        }
    }
    // An address of another site has no business here.
    draft.page = draft.page.filter(|page| page.starts_with("/nop/"));
    if let Some(token) = header.tokens.get(&draft.id) {
        keep_token_for(&draft.id, token).await?;
    }
    for receipt in header.receipts.iter().filter(|receipt| draft.procedure.ends_with(&receipt.receipt.code)) {
        let there = world.secret_of(&receipt.receipt.code).is_some();
        if !there {
            receipts::put(receipt).await?;
            world.receipts.update(|all| all.get_or_insert_default().insert(0, receipt.clone()));
        }
    }
    let missing = draft.attachments.len() < named;
    // With a paper gone it is not what was handed in.
    draft.submitting &= !missing;
    drafts::put(&draft).await?;
    world.drafts.update(|all| {
        let all = all.get_or_insert_default();
        all.retain(|own| own.id != draft.id);
        all.insert(0, draft);
    });
    Ok(if missing { Outcome::Incomplete } else { Outcome::Taken })
}

/// Whether a draft is one that this app could have written: its ids become keys of the store.
fn is_sound(draft: &Draft) -> bool {
    let is_id = |id: &str| id.len() == 36 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    is_id(&draft.id)
        && draft.attachments.iter().all(|attachment| {
            is_id(&attachment.id)
                && attachment.sha256.len() == 64
                && ["image/jpeg", "image/png", "application/pdf"].contains(&attachment.media_type.as_str())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn only_what_the_app_could_have_written_is_sound() {
        let whole = r#"{"id":"6f1f3a52-8d15-4c8f-9f0e-3d1f5a6b7c8d","procedure":"1.001193","version":"2026-01-01",
            "answers":{"values":{}},"created_ms":1,"updated_ms":2,"attachments":[{"id":"0f1f3a52-8d15-4c8f-9f0e-3d1f5a6b7c8d",
            "paper":"p","name":"a.jpg","media_type":"image/jpeg","size":1,"pages":1,
            "sha256":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}]}"#;
        assert!(is_sound(&draft(whole)));
        assert!(!is_sound(&draft(&whole.replace("6f1f3a52-", "../../--"))));
        assert!(!is_sound(&draft(&whole.replace("0f1f3a52-8d15", "x"))));
        assert!(!is_sound(&draft(&whole.replace("image/jpeg", "text/html"))));
    }
}
