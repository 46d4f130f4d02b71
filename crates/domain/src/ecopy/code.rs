//! The code beside a certificate: what it says, its bytes, its text. Whether the signature holds is asked in `trust`.
//!
//! Bytes, numbers big-endian: version 1, year (2), number (4), day since 1970 (2), pages (2), SHA-256 of the content (32), key
//! id (8), length of the name (1) and the name; then the Ed25519 signature over `motcua/e-copy/1`, a zero byte and all before
//! (64); then the first four bytes of the SHA-256 of all before, so that a misread code is told from one of another office. As
//! text: base64url.

use crate::octets::{base64url, from_base64url};
use jiff::{SignedDuration, civil::Date};
use sha2::{Digest, Sha256};

const VERSION: u8 = 1;
const CONTEXT: &[u8] = b"motcua/e-copy/1\0";
/// Bytes before the name.
const HEAD: usize = 52;
const SIGNATURE: usize = 64;
const CHECK: usize = 4;
/// The longest name of a document in a code, bytes; the certificate has it whole.
pub const DOCUMENT: usize = 80;
const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// What a code says of a copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Year and number of the register of certifications.
    pub year: u16,
    pub number: u32,
    /// The local day of the certification.
    pub day: Date,
    /// Pages of the original.
    pub pages: u16,
    /// SHA-256 of what was certified ([`super::content`]).
    pub content: [u8; 32],
    /// The key that signed: the first eight bytes of its SHA-256.
    pub key: [u8; 8],
    /// What the original is, at most [`DOCUMENT`] bytes.
    pub document: String,
}

/// A code with its signature, which may be anybody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyCode {
    pub said: Said,
    pub(super) signature: [u8; SIGNATURE],
}

/// Why a text is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeFault {
    /// Something else altogether.
    NoCode,
    /// Shaped like a code, but not as it was made: misread or changed.
    Damaged,
}

impl Said {
    /// The name of a document as a code holds it: cut at a letter, never inside one.
    #[must_use]
    pub fn cut(document: &str) -> String {
        let mut end = document.len().min(DOCUMENT);
        while !document.is_char_boundary(end) {
            end -= 1;
        }
        document[..end].trim_end().to_owned()
    }

    fn body(&self) -> Vec<u8> {
        let day = self.day.duration_since(EPOCH).as_hours() / 24;
        let mut body = vec![VERSION];
        body.extend(self.year.to_be_bytes());
        body.extend(self.number.to_be_bytes());
        body.extend(u16::try_from(day).unwrap_or(0).to_be_bytes());
        body.extend(self.pages.to_be_bytes());
        body.extend(self.content);
        body.extend(self.key);
        let document = Self::cut(&self.document);
        body.push(u8::try_from(document.len()).unwrap_or(0));
        body.extend(document.bytes());
        body
    }

    /// The code of it. `sign`: Ed25519 over the bytes that it is given.
    #[must_use]
    pub fn sign(self, sign: impl FnOnce(&[u8]) -> [u8; SIGNATURE]) -> CopyCode {
        let said = Self { document: Self::cut(&self.document), ..self };
        let signature = sign(&message(&said.body()));
        CopyCode { said, signature }
    }
}

fn message(body: &[u8]) -> Vec<u8> {
    [CONTEXT, body].concat()
}

impl CopyCode {
    /// The signed bytes.
    pub(super) fn message(&self) -> Vec<u8> {
        message(&self.said.body())
    }

    /// The code as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut bytes = self.said.body();
        bytes.extend(self.signature);
        let check = Sha256::digest(&bytes);
        bytes.extend(&check[..CHECK]);
        base64url(&bytes)
    }

    /// Reads a code, or the link that holds one behind its `#`.
    ///
    /// # Errors
    /// [`CodeFault`]; a text that differs in one letter from one that was made is never read.
    pub fn read(text: &str) -> Result<Self, CodeFault> {
        let text = text.trim();
        let text = text.rsplit_once('#').map_or(text, |(_, code)| code);
        let bytes = from_base64url(text).ok_or(CodeFault::NoCode)?;
        let least = HEAD + SIGNATURE + CHECK;
        if bytes.len() < least || bytes.len() > least + DOCUMENT {
            return Err(CodeFault::NoCode);
        }
        let (signed, check) = bytes.split_at(bytes.len() - CHECK);
        if Sha256::digest(signed)[..CHECK] != *check {
            return Err(CodeFault::Damaged);
        }
        let code = Self::parse(signed).ok_or(CodeFault::Damaged)?;
        if code.text() == text { Ok(code) } else { Err(CodeFault::Damaged) }
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (body, signature) = bytes.split_at_checked(bytes.len().checked_sub(SIGNATURE)?)?;
        let (head, document) = body.split_at_checked(HEAD)?;
        let two = |at: usize| Some(u16::from_be_bytes([*head.get(at)?, *head.get(at + 1)?]));
        if head[0] != VERSION || usize::from(head[HEAD - 1]) != document.len() {
            return None;
        }
        let day = EPOCH.checked_add(SignedDuration::from_hours(24 * i64::from(two(7)?))).ok()?;
        let said = Said {
            year: two(1)?,
            number: u32::from_be_bytes(head.get(3..7)?.try_into().ok()?),
            day,
            pages: two(9)?,
            content: head.get(11..43)?.try_into().ok()?,
            key: head.get(43..51)?.try_into().ok()?,
            document: std::str::from_utf8(document).ok()?.to_owned(),
        };
        Some(Self { said, signature: signature.try_into().ok()? })
    }
}
