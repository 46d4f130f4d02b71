//! Small settings by name: the language, the device's token, where an upload stands.

use super::{KV, Result, get as read, put as keep, remove as forget};
use wasm_bindgen::JsValue;

/// A setting.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn get(key: &str) -> Result<Option<String>> {
    Ok(read(KV, key).await?.and_then(|value| value.as_string()))
}

/// Keeps a setting.
///
/// # Errors
/// [`super::DeviceError::StoreFull`], [`super::DeviceError::StoreLost`].
pub async fn set(key: &str, value: &str) -> Result<()> {
    keep(KV, key, JsValue::from_str(value)).await
}

/// Forgets a setting.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn remove(key: &str) -> Result<()> {
    forget(KV, key).await
}
