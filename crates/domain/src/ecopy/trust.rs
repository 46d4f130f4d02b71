//! Judging a code or a file with the public keys that one knows: the same on a phone without a network and on the server.

use super::{
    code::{CodeFault, CopyCode, Said},
    seal::{self, Found},
};
use crate::octets::from_hex;
use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

/// A public key that is known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownKey {
    pub id: [u8; 8],
    key: VerifyingKey,
    /// Nothing that it signed counts any more: it may be in other hands.
    pub withdrawn: bool,
}

/// The id of a public key: the first eight bytes of its SHA-256.
#[must_use]
pub fn key_id(public: &[u8; 32]) -> [u8; 8] {
    let digest = Sha256::digest(public);
    std::array::from_fn(|index| digest[index])
}

impl KnownKey {
    /// A key of 32 bytes; `None` when they are no point of the curve, or one that signs nothing.
    #[must_use]
    pub fn new(public: &[u8; 32], withdrawn: bool) -> Option<Self> {
        let key = VerifyingKey::from_bytes(public).ok().filter(|key| !key.is_weak())?;
        Some(Self { id: key_id(public), key, withdrawn })
    }

    /// The same from 64 hex digits.
    #[must_use]
    pub fn from_hex(public: &str, withdrawn: bool) -> Option<Self> {
        Self::new(&from_hex(public)?.try_into().ok()?, withdrawn)
    }

    fn holds(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        self.key.verify_strict(message, &Signature::from_bytes(signature)).is_ok()
    }
}

/// What one knows before judging: keys, and the copies that no longer count, by year and number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    pub keys: Vec<KnownKey>,
    pub revoked: Vec<(u16, u32)>,
}

/// What a check came to, from the best to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Signed by a known key, and nothing was changed.
    Valid,
    /// What was sealed is unchanged, but something was added behind it: a signature of the State, or anything.
    Extended,
    /// Well formed, signed by a key that is not known here: perhaps another office's, perhaps nobody's.
    KeyUnknown,
    /// It was in order, and was revoked since.
    Revoked,
    /// Its key does not count any more.
    KeyWithdrawn,
    /// Not as it was signed.
    Changed,
    /// Neither a code nor a sealed file of this kind.
    NotOurs,
}

impl Verdict {
    pub const ALL: [Self; 7] = [
        Self::Valid,
        Self::Extended,
        Self::KeyUnknown,
        Self::Revoked,
        Self::KeyWithdrawn,
        Self::Changed,
        Self::NotOurs,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Extended => "extended",
            Self::KeyUnknown => "key_unknown",
            Self::Revoked => "revoked",
            Self::KeyWithdrawn => "key_withdrawn",
            Self::Changed => "changed",
            Self::NotOurs => "not_ours",
        }
    }
}

/// A verdict, and what the code says where that may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub verdict: Verdict,
    /// Never of a code that was changed: what it says is worth nothing.
    pub said: Option<Said>,
}

impl Judged {
    const fn bare(verdict: Verdict) -> Self {
        Self { verdict, said: None }
    }
}

/// Judges a code that was scanned or typed.
#[must_use]
pub fn judge_code(text: &str, trust: &Trust) -> Judged {
    match CopyCode::read(text) {
        Ok(code) => judge(code, trust, None),
        Err(CodeFault::Damaged) => Judged::bare(Verdict::Changed),
        Err(CodeFault::NoCode) => Judged::bare(Verdict::NotOurs),
    }
}

/// Judges a file.
#[must_use]
pub fn judge_file(file: &[u8], trust: &Trust) -> Judged {
    let sealed = match seal::look(file) {
        Found::None => return Judged::bare(Verdict::NotOurs),
        Found::Broken => return Judged::bare(Verdict::Changed),
        Found::Seal(sealed) => sealed,
    };
    // A link is no code here: there is one way to write a seal.
    match CopyCode::read(&sealed.code) {
        Ok(code) if code.text() == sealed.code => {
            let judged = judge(code, trust, Some((&sealed.message, &sealed.signature)));
            let extended = judged.verdict == Verdict::Valid && sealed.extended;
            Judged { verdict: if extended { Verdict::Extended } else { judged.verdict }, ..judged }
        }
        _ => Judged::bare(Verdict::Changed),
    }
}

fn judge(code: CopyCode, trust: &Trust, file: Option<(&Vec<u8>, &[u8; 64])>) -> Judged {
    let Some(key) = trust.keys.iter().find(|key| key.id == code.said.key) else {
        return Judged { verdict: Verdict::KeyUnknown, said: Some(code.said) };
    };
    let whole = file.is_none_or(|(message, signature)| key.holds(message, signature));
    if !whole || !key.holds(&code.message(), &code.signature) {
        return Judged::bare(Verdict::Changed);
    }
    let verdict = if trust.revoked.contains(&(code.said.year, code.said.number)) {
        Verdict::Revoked
    } else if key.withdrawn {
        Verdict::KeyWithdrawn
    } else {
        Verdict::Valid
    };
    Judged { verdict, said: Some(code.said) }
}
