//! The bytes of attachments, in pieces: never a `Blob` or `File`, which Safari loses.

use super::{super::error::DeviceError, FILES, Result, get as read, put as keep, remove as forget};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use std::{cell::RefCell, collections::BTreeMap};
use wasm_bindgen::{JsCast, JsValue};

/// Bytes of a piece, at most.
const PIECE: usize = 1024 * 1024;

thread_local! {
    /// Files that the phone had no room for, until they are sent or the page is closed.
    static HELD: RefCell<BTreeMap<String, Vec<u8>>> = const { RefCell::new(BTreeMap::new()) };
}

/// Holds a file in the page's memory, where the phone has no room for it: send it at once.
pub fn hold(id: &str, bytes: Vec<u8>) {
    HELD.with_borrow_mut(|held| held.insert(id.to_owned(), bytes));
}

/// Keeps a file and reads it back: when this answers, the same bytes are on the disk.
///
/// # Errors
/// [`DeviceError::StoreFull`] (upload at once from memory), [`DeviceError::StoreLost`], [`DeviceError::StoreDamaged`].
pub async fn put(id: &str, bytes: &[u8]) -> Result<()> {
    let pieces: Array = bytes.chunks(PIECE).map(|piece| JsValue::from(Uint8Array::from(piece).buffer())).collect();
    keep(FILES, id, pieces.into()).await?;
    match get(id).await? {
        Some(kept) if kept == bytes => Ok(()),
        _ => Err(DeviceError::StoreDamaged),
    }
}

/// A file's bytes.
///
/// # Errors
/// [`DeviceError::StoreLost`], [`DeviceError::StoreDamaged`].
pub async fn get(id: &str) -> Result<Option<Vec<u8>>> {
    if let Some(held) = HELD.with_borrow(|held| held.get(id).cloned()) {
        return Ok(Some(held));
    }
    let Some(pieces) = read(FILES, id).await? else { return Ok(None) };
    let mut bytes = Vec::new();
    for piece in Array::from(&pieces).iter() {
        let piece: ArrayBuffer = piece.dyn_into().map_err(|_| DeviceError::StoreDamaged)?;
        let piece = Uint8Array::new(&piece);
        let start = bytes.len();
        bytes.resize(start + piece.length() as usize, 0);
        piece.copy_to(&mut bytes[start..]);
    }
    Ok(Some(bytes))
}

/// The ids of all files.
///
/// # Errors
/// [`DeviceError::StoreLost`].
pub async fn ids() -> Result<Vec<String>> {
    Ok(super::keys(FILES).await?.iter().filter_map(JsValue::as_string).collect())
}

/// Forgets a file.
///
/// # Errors
/// [`DeviceError::StoreLost`].
pub async fn remove(id: &str) -> Result<()> {
    HELD.with_borrow_mut(|held| held.remove(id));
    forget(FILES, id).await
}
