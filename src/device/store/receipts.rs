//! Receipts of what was handed in from this phone; with their secrets the dossiers can be followed.

use super::{RECEIPTS, Result, all, from_json, get as read, newest_first, put as keep, to_json};
use motcua_contract::dossiers::Receipt;
use serde::{Deserialize, Serialize};

/// A receipt and what is shown with it without a network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedReceipt {
    pub receipt: Receipt,
    pub procedure_name_vi: String,
    pub procedure_name_en: String,
    /// The draft that it came from.
    pub draft_id: String,
    /// Milliseconds since 1970.
    #[serde(serialize_with = "super::whole")]
    pub saved_ms: f64,
}

/// Keeps a receipt; when this answers, it is on the disk.
///
/// # Errors
/// [`super::DeviceError::StoreFull`], [`super::DeviceError::StoreLost`].
pub async fn put(receipt: &SavedReceipt) -> Result<()> {
    keep(RECEIPTS, &receipt.receipt.code, to_json(receipt)?).await
}

/// All receipts, the newest first.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn list() -> Result<Vec<SavedReceipt>> {
    Ok(newest_first(all(RECEIPTS).await?.iter().filter_map(from_json), |saved: &SavedReceipt| saved.saved_ms))
}

/// The receipt of a dossier by its code.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn get(code: &str) -> Result<Option<SavedReceipt>> {
    Ok(read(RECEIPTS, code).await?.as_ref().and_then(from_json))
}

/// Forgets a receipt: only when the person asks.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn remove(code: &str) -> Result<()> {
    super::remove(RECEIPTS, code).await
}
