//! Everything that is not handed in yet, as one file: written here and by `lifeboat/lifeboat.js`, read on another device.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `MOTCUA1` and a line feed |
//! | 4 | the header's length, low byte first |
//! | 32 | the header's SHA-256 |
//! | ... | the header: JSON, [`Header`] |
//! | ... | the files one after the other, in the order of [`Header::files`], each of the length and SHA-256 that stand there |
//!
//! A draft keeps its id, which is the idempotency key, and goes with the token of the phone it was made on: handed in from
//! both devices it is one dossier, and both get its receipt.

use super::{
    ident::sha256_hex,
    store::{Draft, SavedReceipt},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const MAGIC: &[u8; 8] = b"MOTCUA1\n";
const FORMAT: u32 = 1;
/// Magic, length, digest.
const FRONT: usize = 8 + 4 + 32;

/// What stands before the files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    pub format: u32,
    /// Milliseconds since 1970.
    pub made_ms: f64,
    pub drafts: Vec<Draft>,
    /// Of the dossiers that a draft answers a request of.
    #[serde(default)]
    pub receipts: Vec<SavedReceipt>,
    /// By the draft's id: how the server knows the phone that its files were sent from.
    #[serde(default)]
    pub tokens: BTreeMap<String, String>,
    #[serde(default)]
    pub files: Vec<Entry>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The attachment's id.
    pub id: String,
    /// Bytes.
    pub size: usize,
    pub sha256: String,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is something else.
    Foreign,
    /// A later build wrote it.
    Newer,
    /// Cut off, or bytes are not what they were.
    Damaged,
    /// This browser cannot compute digests (a page without HTTPS).
    Unchecked,
}

impl Fault {
    pub const ALL: [Self; 4] = [Self::Foreign, Self::Newer, Self::Damaged, Self::Unchecked];

    /// The stable code, as in `locales/*/carry` under `fault`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Foreign => "foreign",
            Self::Newer => "newer",
            Self::Damaged => "damaged",
            Self::Unchecked => "unchecked",
        }
    }
}

/// Writes the file.
///
/// # Errors
/// [`Fault::Unchecked`]; [`Fault::Damaged`] where the header cannot be written.
pub async fn pack(drafts: Vec<Draft>, more: Header, files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, Fault> {
    let mut header = Header { format: FORMAT, drafts, files: Vec::new(), ..more };
    for (id, bytes) in files {
        let sha256 = sha256_hex(bytes).await.ok_or(Fault::Unchecked)?;
        header.files.push(Entry { id: id.clone(), size: bytes.len(), sha256 });
    }
    let text = serde_json::to_vec(&header).map_err(|_| Fault::Damaged)?;
    let digest = sha256_hex(&text).await.ok_or(Fault::Unchecked)?;
    let mut out = front(text.len(), &digest).ok_or(Fault::Damaged)?;
    out.extend_from_slice(&text);
    files.iter().for_each(|(_, bytes)| out.extend_from_slice(bytes));
    Ok(out)
}

/// Reads a file and checks every digest.
///
/// # Errors
/// See [`Fault`].
pub async fn open(bytes: &[u8]) -> Result<(Header, BTreeMap<String, Vec<u8>>), Fault> {
    let (digest, text, rest) = split(bytes)?;
    if sha256_hex(text).await.ok_or(Fault::Unchecked)? != digest {
        return Err(Fault::Damaged);
    }
    let header = header(text)?;
    let mut files = BTreeMap::new();
    for (entry, body) in bodies(&header, rest)? {
        if sha256_hex(body).await.ok_or(Fault::Unchecked)? != entry.sha256 {
            return Err(Fault::Damaged);
        }
        files.insert(entry.id.clone(), body.to_vec());
    }
    Ok((header, files))
}

fn front(length: usize, digest: &str) -> Option<Vec<u8>> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&u32::try_from(length).ok()?.to_le_bytes());
    for pair in 0..32 {
        out.push(u8::from_str_radix(digest.get(pair * 2..pair * 2 + 2)?, 16).ok()?);
    }
    Some(out)
}

/// The header's digest, the header, and what follows.
fn split(bytes: &[u8]) -> Result<(String, &[u8], &[u8]), Fault> {
    if !bytes.starts_with(MAGIC) {
        // A later build counts the digit up.
        let later = bytes.starts_with(&MAGIC[..6]) && bytes.get(7) == Some(&b'\n');
        return Err(if later { Fault::Newer } else { Fault::Foreign });
    }
    let front = bytes.get(..FRONT).ok_or(Fault::Damaged)?;
    let length = front[8..12].iter().rev().fold(0usize, |length, byte| (length << 8) | usize::from(*byte));
    let end = FRONT.checked_add(length).filter(|end| *end <= bytes.len()).ok_or(Fault::Damaged)?;
    Ok((motcua_domain::octets::hex(&front[12..]), &bytes[FRONT..end], &bytes[end..]))
}

fn header(text: &[u8]) -> Result<Header, Fault> {
    #[derive(Deserialize)]
    struct Format {
        format: u32,
    }
    let format: Format = serde_json::from_slice(text).map_err(|_| Fault::Damaged)?;
    if format.format > FORMAT {
        return Err(Fault::Newer);
    }
    serde_json::from_slice(text).map_err(|_| Fault::Damaged)
}

/// Each file with its bytes; nothing may be left over.
fn bodies<'a>(header: &'a Header, mut rest: &'a [u8]) -> Result<Vec<(&'a Entry, &'a [u8])>, Fault> {
    let mut bodies = Vec::new();
    for entry in &header.files {
        let (body, after) = rest.split_at_checked(entry.size).ok_or(Fault::Damaged)?;
        bodies.push((entry, body));
        rest = after;
    }
    if rest.is_empty() { Ok(bodies) } else { Err(Fault::Damaged) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    fn file() -> Vec<u8> {
        let files = vec![
            Entry { id: "a".into(), size: 3, sha256: String::new() },
            Entry { id: "b".into(), size: 0, sha256: String::new() },
            Entry { id: "c".into(), size: 2, sha256: String::new() },
        ];
        let text = serde_json::to_vec(&Header { format: FORMAT, files, ..Header::default() }).unwrap();
        let mut out = front(text.len(), DIGEST).unwrap();
        out.extend_from_slice(&text);
        out.extend_from_slice(b"xyzuv");
        out
    }

    fn read(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Fault> {
        let (digest, text, rest) = split(bytes)?;
        assert_eq!(digest, DIGEST);
        let header = header(text)?;
        Ok(bodies(&header, rest)?.into_iter().map(|(_, body)| body.to_vec()).collect())
    }

    #[test]
    fn files_come_back_in_their_order() {
        assert_eq!(read(&file()).unwrap(), [b"xyz".to_vec(), Vec::new(), b"uv".to_vec()]);
    }

    #[test]
    fn cut_anywhere_or_longer_it_is_refused() {
        let whole = file();
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_err(), "cut at {end}");
        }
        let mut longer = whole.clone();
        longer.push(0);
        assert_eq!(read(&longer), Err(Fault::Damaged));
        let mut endless = whole;
        endless[8..12].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(read(&endless), Err(Fault::Damaged));
    }

    #[test]
    fn other_files_and_later_formats_are_told_apart() {
        assert_eq!(read(b"%PDF-1.7"), Err(Fault::Foreign));
        assert_eq!(read(b""), Err(Fault::Foreign));
        assert_eq!(read(b"MOTCUA2\nwhatever"), Err(Fault::Newer));
        let text = br#"{"format":2,"things":[]}"#;
        assert_eq!(header(text).unwrap_err(), Fault::Newer);
        assert_eq!(header(b"{}").unwrap_err(), Fault::Damaged);
    }
}
