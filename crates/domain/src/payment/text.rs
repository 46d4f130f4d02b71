//! The text of a transfer: `LP H20299 261123 0001 1KK`, made from the code of a dossier, found again in what a bank writes.
//!
//! A payment code carries at most 25 plain characters of text (domain facts 3.1), banks change case and spaces and add words
//! around it. The last two characters are a check over the field of 31 elements (a Reed-Solomon code): two texts differ in at
//! least three characters, so that no two slips of a finger, and no swap, pay somebody else's fee. The two characters of
//! ISO 7064 MOD 1271-36 would not do: there neighbouring dossiers differ in two.

use crate::dossier_code::DossierCode;
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt};

/// What every text begins with.
pub(super) const HEAD: &str = "LP";
/// Characters after the dossier: one for the turn, two for the check.
pub(super) const TAIL: usize = 3;
/// Most characters of the text of a payment code.
const LONGEST: usize = 25;
/// Fewest characters of a squeezed text: head, `H20`, six digits of the day, four of the serial, tail.
const SHORTEST: usize = 18;
/// The field of the check; its elements are written `0` to `9`, `A` to `U`.
const FIELD: u32 = 31;
/// Its powers are all elements but 0, so that each of up to 30 places has a weight of its own.
const ROOT: u32 = 3;
/// Requests for one dossier that have a text of their own, from 1.
const TURNS: u8 = 30;

/// Why there is no such text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TextError {
    /// The code of the dossier is too long for the text of a payment code.
    TooLong,
    /// More requests for one dossier than have texts, or turn 0.
    Turn,
    /// Not shaped like such a text.
    Format,
    /// The check characters do not fit: misread or mistyped.
    Check,
}

impl TextError {
    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "payment_text_too_long",
            Self::Turn => "payment_text_turn",
            Self::Format => "payment_text_format",
            Self::Check => "payment_text_check",
        }
    }
}

/// The text by which the money of one request is found again. Two texts are the same when their letters and digits are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TransferText(String);

impl PartialEq for TransferText {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for TransferText {}

impl PartialOrd for TransferText {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TransferText {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// Letters and digits only, upper case: what survives of a text on its way through banks.
#[must_use]
pub fn squeeze(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

fn value(byte: u8) -> u32 {
    u32::from(if byte.is_ascii_digit() { byte - b'0' } else { byte.to_ascii_uppercase() - b'A' + 10 })
}

/// A digit of base 36, upper case.
fn digit(value: u32) -> char {
    char::from_digit(value, 36).unwrap_or('0').to_ascii_uppercase()
}

/// The plain and the weighted sum of a text of letters and digits; both are 0 if its last two characters check it.
fn sums(text: &str) -> (u32, u32) {
    let (plain, weighted, _) = text.bytes().rev().fold((0, 0, 1), |(plain, weighted, weight), byte| {
        ((plain + value(byte)) % FIELD, (weighted + weight * value(byte)) % FIELD, weight * ROOT % FIELD)
    });
    (plain, weighted)
}

/// The two check characters that belong behind a text of letters and digits.
fn check(text: &str) -> String {
    let (plain, weighted) = sums(&format!("{text}00"));
    // first + last = -plain and 3 first + last = -weighted; 16 is the inverse of 2.
    let first = (plain + FIELD - weighted) * 16 % FIELD;
    let last = (2 * FIELD - plain - first) % FIELD;
    [digit(first), digit(last)].iter().collect()
}

/// Whether the letters stand where a dossier's code has them: `H20...`, `TH20...` or `0002531H20...`. Elsewhere a letter from
/// `V` on would weigh as much as a digit.
fn is_body(body: &str) -> bool {
    let letters: Vec<(usize, char)> = body.char_indices().filter(|(_, c)| !c.is_ascii_digit()).collect();
    matches!(letters.as_slice(), [(0 | 7, _)] | [(0, 'T'), (1, _)])
}

impl TransferText {
    /// The text of the request number `turn` (from 1) that is led by this dossier.
    pub fn of(code: &DossierCode, turn: u8) -> Result<Self, TextError> {
        if turn == 0 || turn > TURNS {
            return Err(TextError::Turn);
        }
        let parts: Vec<String> = code.as_str().split('-').map(squeeze).collect();
        let body = parts.concat();
        let turn = digit(u32::from(turn));
        let check = check(&format!("{HEAD}{body}{turn}"));
        let spaced = format!("{HEAD} {} {turn}{check}", parts.join(" "));
        let text = if spaced.len() <= LONGEST { spaced } else { squeeze(&spaced) };
        if text.len() > LONGEST { Err(TextError::TooLong) } else { Ok(Self(text)) }
    }

    /// Reads a text that stands alone: case and whatever separates its letters and digits do not matter.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let key = squeeze(text);
        if text.len() > 2 * LONGEST || !(SHORTEST..=LONGEST).contains(&key.len()) || !key.starts_with(HEAD) {
            return Err(TextError::Format);
        }
        let (body, tail) = key[HEAD.len()..].split_at(key.len() - HEAD.len() - TAIL);
        if !is_body(body) || tail.starts_with('0') || tail.bytes().any(|byte| value(byte) >= FIELD) {
            return Err(TextError::Format);
        }
        if sums(&key) != (0, 0) {
            return Err(TextError::Check);
        }
        Ok(Self(if text.len() <= LONGEST && plain(text) { text.to_ascii_uppercase() } else { key }))
    }

    /// As it is written into a payment code and shown to people.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its letters and digits: what is looked for in what a bank writes, and what is kept unique.
    #[must_use]
    pub fn key(&self) -> String {
        squeeze(&self.0)
    }
}

/// Whether a payment code may carry the text as it is.
fn plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ')
}

impl fmt::Display for TransferText {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for TransferText {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(TextError::as_str)
    }
}

impl From<TransferText> for String {
    fn from(text: TransferText) -> Self {
        text.0
    }
}
