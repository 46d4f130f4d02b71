//! The seal in the file: one comment line of the PDF, before its last `startxref`, where no reader minds it and no offset
//! moves: `%MotcuaSeal1 <code> <signature>`.
//!
//! The signature is Ed25519 over `motcua/e-copy-file/1`, a zero byte, the SHA-256 of the code's text and the SHA-256 of the file
//! without that line. So the seal binds every byte of the file to the code that is printed in it.

use super::code::CopyCode;
use crate::octets::{base64url, find, from_base64url};
use sha2::{Digest, Sha256};

const MARK: &[u8] = b"%MotcuaSeal1 ";
const CONTEXT: &[u8] = b"motcua/e-copy-file/1\0";
const START: &[u8] = b"startxref";
const END: &[u8] = b"%%EOF";
/// The longest seal, bytes.
const LONGEST: usize = 1024;
/// Between `startxref` and the end mark stands a number.
const TAIL: usize = 64;

/// The file has no place for a seal: it is no PDF, or has a seal already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSealable;

/// Puts the seal into a PDF. `sign`: Ed25519 over the bytes that it is given.
///
/// # Errors
/// [`NotSealable`].
pub fn seal(pdf: &[u8], code: &CopyCode, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Result<Vec<u8>, NotSealable> {
    let at = last(pdf, START).ok_or(NotSealable)?;
    let (before, after) = pdf.split_at(at);
    if !before.ends_with(b"\n") || find(pdf, MARK, 0).is_some() || revision(after) != Some(after.len()) {
        return Err(NotSealable);
    }
    let text = code.text();
    let signature = base64url(&sign(&message(&text, before, after)));
    Ok([before, MARK, text.as_bytes(), b" ", signature.as_bytes(), b"\n", after].concat())
}

fn message(code: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let file = Sha256::new().chain_update(before).chain_update(after).finalize();
    [CONTEXT, &Sha256::digest(code), &file].concat()
}

/// A file taken apart at its seal.
pub(super) struct Sealed {
    /// The code's text, as it stands there.
    pub code: String,
    pub signature: [u8; 64],
    /// The bytes that the signature is of.
    pub message: Vec<u8>,
    /// Something stands behind what was sealed: a later revision, such as another signature.
    pub extended: bool,
}

/// What a look for the seal found.
pub(super) enum Found {
    None,
    /// A seal that is not as it was made.
    Broken,
    Seal(Sealed),
}

pub(super) fn look(file: &[u8]) -> Found {
    let Some(at) = find(file, MARK, 0) else { return Found::None };
    apart(file, at).map_or(Found::Broken, Found::Seal)
}

fn apart(file: &[u8], at: usize) -> Option<Sealed> {
    let (before, rest) = file.split_at(at);
    let end = rest.iter().take(LONGEST).position(|byte| *byte == b'\n')?;
    let line = std::str::from_utf8(rest.get(MARK.len()..end)?).ok()?;
    let after = &rest[end + 1..];
    if !before.ends_with(b"\n") || find(after, MARK, 0).is_some() {
        return None;
    }
    let (code, signature) = line.split_once(' ')?;
    let length = revision(after)?;
    let signature = from_base64url(signature)?.try_into().ok()?;
    let message = message(code, before, &after[..length]);
    Some(Sealed { code: code.to_owned(), signature, message, extended: after.len() > length })
}

/// The length of `startxref`, its number and the end mark, with the line's end if there is one.
fn revision(after: &[u8]) -> Option<usize> {
    if !after.starts_with(START) {
        return None;
    }
    let end = find(&after[..after.len().min(TAIL)], END, 0)?;
    let number = std::str::from_utf8(after.get(START.len()..end)?).ok()?.trim();
    if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let end = end + END.len();
    Some(if after.get(end) == Some(&b'\n') { end + 1 } else { end })
}

/// A file as it was before the seal; `None` where there is none.
#[must_use]
pub fn unsealed(file: &[u8]) -> Option<Vec<u8>> {
    let at = find(file, MARK, 0)?;
    let end = file[at..].iter().position(|byte| *byte == b'\n')?;
    Some([&file[..at], &file[at + end + 1..]].concat())
}

fn last(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).rposition(|window| window == what)
}
