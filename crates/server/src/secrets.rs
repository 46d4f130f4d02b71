//! Tokens, ids and the server's own key. Tokens are kept as hashes; receipts' secrets are derived, so that a repeated
//! submission can be answered with the same one.

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
pub use motcua_domain::octets::{base64url, from_hex, hex};
use sha2::{Digest, Sha256};
use std::{
    io::{self, Write},
    path::Path,
};
use subtle::ConstantTimeEq;

/// Random bytes from the operating system.
///
/// # Errors
/// When it has none to give.
pub fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

/// A new id: a UUID of version 7, so that ids sort by time.
///
/// # Errors
/// When there is no randomness.
pub fn new_id(now: Timestamp) -> io::Result<String> {
    let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
    Ok(uuid::Builder::from_unix_timestamp_millis(ms, &random()?).into_uuid().to_string())
}

/// A new token of 256 bits, base64url.
///
/// # Errors
/// When there is no randomness.
pub fn new_token() -> io::Result<String> {
    Ok(base64url(&random::<32>()?))
}

/// SHA-256, lower-case hex.
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Whether two hashes are equal, in a time that does not tell where they differ.
#[must_use]
pub fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

/// HMAC-SHA256 of these bytes, lower-case hex.
#[must_use]
pub fn hmac_hex(key: &[u8], parts: &[&[u8]]) -> String {
    // HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    parts.iter().for_each(|part| mac.update(part));
    hex(&mac.finalize().into_bytes())
}

/// Reads standard or URL base64, padded or not (metadata of tus).
#[must_use]
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut count, mut out) = (0u32, 0u8, Vec::with_capacity(text.len() * 3 / 4));
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0xff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    Some(out)
}

/// Writes a new file that only its owner reads, through to the disk.
///
/// # Errors
/// When there is one already, or the disk cannot.
pub fn write_private(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut made = options.open(file)?;
    made.write_all(bytes)?;
    made.sync_all()
}

/// The installation's own key. Who holds it can compute receipts' secrets: it never leaves the data directory.
pub struct ServerKey([u8; 32]);

impl ServerKey {
    /// Reads the key, or makes it on the first start.
    ///
    /// # Errors
    /// When the file cannot be used or has another length.
    pub fn open(file: &Path) -> io::Result<Self> {
        match std::fs::read(file) {
            Ok(bytes) => bytes.try_into().map(Self).map_err(|_| io::Error::other("server key has a wrong length")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let key: [u8; 32] = random()?;
                write_private(file, &key)?;
                Ok(Self(key))
            }
            Err(error) => Err(error),
        }
    }

    /// The secret of a dossier's receipt: 192 bits, base64url.
    #[must_use]
    pub fn receipt_secret(&self, dossier: &str) -> String {
        self.derived(b"receipt:", dossier)
    }

    /// The token by which a dossier is rated: 192 bits, base64url. The same on every slip of the dossier, however often one is
    /// printed, so that it has one rating; only its hashes are kept.
    #[must_use]
    pub fn rating_token(&self, dossier: &str) -> String {
        self.derived(b"rating:", dossier)
    }

    fn derived(&self, purpose: &[u8], dossier: &str) -> String {
        // Every length is a fine key for HMAC.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.0) else { return String::new() };
        mac.update(purpose);
        mac.update(dossier.as_bytes());
        base64url(&mac.finalize().into_bytes()[..24])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_both_ways() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"f", "Zg"),
            (b"fo", "Zm8"),
            (b"foo", "Zm9v"),
            (b"foob", "Zm9vYg"),
            (&[0xfb, 0xff], "-_8"),
        ] {
            assert_eq!(base64url(bytes), text);
            assert_eq!(from_base64(text).as_deref(), Some(bytes));
        }
        assert_eq!(from_base64("+/8=").as_deref(), Some(&[0xfb, 0xff][..]));
        assert_eq!(from_base64("a b"), None);
    }

    #[test]
    fn a_receipt_secret_depends_on_key_and_dossier() {
        let (one, two) = (ServerKey([1; 32]), ServerKey([2; 32]));
        assert_eq!(one.receipt_secret("a"), one.receipt_secret("a"));
        assert_ne!(one.receipt_secret("a"), one.receipt_secret("b"));
        assert_ne!(one.receipt_secret("a"), two.receipt_secret("a"));
        assert_eq!(one.receipt_secret("a").len(), 32);
        assert_ne!(one.receipt_secret("a"), one.rating_token("a"), "who holds one does not hold the other");
        assert_ne!(one.rating_token("a"), one.rating_token("b"));
    }

    #[test]
    fn the_key_is_made_once_and_is_private() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("server.key");
        let first = ServerKey::open(&file).unwrap().receipt_secret("d");
        assert_eq!(ServerKey::open(&file).unwrap().receipt_secret("d"), first);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
        std::fs::write(&file, b"short").unwrap();
        assert!(ServerKey::open(&file).is_err());
    }
}
