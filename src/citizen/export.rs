//! Everything of this phone that is not handed in yet, as one file to keep or to open on another device.

use super::{draft::is_supplement, world::World};
use crate::device::{
    download_blob,
    network::kept_token_for,
    now_ms,
    parcel::{self, Fault, Header},
    store::{Draft, SavedReceipt, drafts, files},
    today,
};
use leptos::prelude::*;

/// Saves the file to the phone.
///
/// # Errors
/// What kept it from being written.
pub async fn save(world: World) -> Result<(), Fault> {
    let bytes = pack(world).await?;
    let name = ["motcua-", &today().to_string(), ".motcua"].concat();
    if download_blob(&name, &bytes, "application/octet-stream") { Ok(()) } else { Err(Fault::Unchecked) }
}

async fn pack(world: World) -> Result<Vec<u8>, Fault> {
    let drafts: Vec<Draft> = world.drafts.with_untracked(|all| all.clone().unwrap_or_default());
    let receipts: Vec<SavedReceipt> = world.receipts.with_untracked(|all| all.clone().unwrap_or_default());
    let mut more = Header { made_ms: now_ms(), ..Header::default() };
    let mut bodies = Vec::new();
    for draft in &drafts {
        // What is still being typed is on the phone, too, should this page end now.
        let _ = drafts::put(draft).await;
        if let Ok(Some(token)) = kept_token_for(&draft.id).await {
            more.tokens.insert(draft.id.clone(), token);
        }
        if is_supplement(draft) {
            more.receipts.extend(receipts.iter().filter(|r| draft.procedure.ends_with(&r.receipt.code)).cloned());
        }
        for attachment in &draft.attachments {
            // A file that cannot be read stays where it is; the rest is saved all the same.
            if let Ok(Some(bytes)) = files::get(&attachment.id).await {
                bodies.push((attachment.id.clone(), bytes));
            }
        }
    }
    parcel::pack(drafts, more, &bodies).await
}
