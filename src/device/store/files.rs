//! The bytes of attachments, in pieces: never a `Blob` or `File`, which Safari loses.

use super::{super::error::DeviceError, FILES, Result, get as read, put as keep, remove as forget};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// Bytes of a piece, at most.
const PIECE: usize = 1024 * 1024;

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

/// Forgets a file.
///
/// # Errors
/// [`DeviceError::StoreLost`].
pub async fn remove(id: &str) -> Result<()> {
    forget(FILES, id).await
}
