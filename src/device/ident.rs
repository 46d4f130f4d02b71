//! UUIDs and digests, from the browser's own cryptography.

use super::js::{field, window};
use js_sys::{Uint8Array, global};
use motcua_domain::octets::hex;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::Crypto;

fn crypto() -> Option<Crypto> {
    window().and_then(|w| w.crypto().ok()).or_else(|| field(&global(), "crypto").dyn_into().ok())
}

/// A random UUID (version 4). `crypto.randomUUID` is missing in old WebViews; `getRandomValues` is everywhere.
#[must_use]
pub fn uuid_v4() -> String {
    let mut bytes = [0u8; 16];
    let filled = crypto().is_some_and(|c| c.get_random_values_with_u8_array(&mut bytes).is_ok());
    if !filled {
        // Never seen in a browser; a key that may repeat is still better than no draft.
        bytes.iter_mut().for_each(|b| *b = (js_sys::Math::random() * 256.0) as u8);
    }
    format_uuid(bytes)
}

fn format_uuid(mut bytes: [u8; 16]) -> String {
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = hex(&bytes);
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// SHA-256 as 64 lower-case hex digits; `None` where the browser has no WebCrypto (pages without HTTPS).
pub async fn sha256_hex(bytes: &[u8]) -> Option<String> {
    sha256(bytes).await.map(|digest| hex(&digest))
}

/// The 32 bytes of a SHA-256; `None` as [`sha256_hex`].
pub async fn sha256(bytes: &[u8]) -> Option<Vec<u8>> {
    let crypto = crypto()?;
    let subtle = field(&crypto, "subtle").dyn_into::<web_sys::SubtleCrypto>().ok()?;
    let promise = subtle.digest_with_str_and_u8_array("SHA-256", bytes).ok()?;
    let digest = JsFuture::from(promise).await.ok()?;
    Some(Uint8Array::new(&digest).to_vec())
}

#[cfg(test)]
mod tests {
    use super::format_uuid;

    #[test]
    fn the_version_and_the_variant_are_marked() {
        assert_eq!(format_uuid([0xff; 16]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        assert_eq!(format_uuid([0; 16]), "00000000-0000-4000-8000-000000000000");
    }
}
