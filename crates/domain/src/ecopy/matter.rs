//! A certified copy in the life of its dossier: what has to be there before a leader certifies, and what is certified.

use crate::{
    dossier::{Dossier, Refusal, Verdict},
    form::{PageRef, Source, Value},
    report::facts::{COPIES, ELECTRONIC},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The paper whose pages are scanned at the counter.
pub const SCANNED: &str = "original_picture";
/// The paper that the citizen brings and takes home again.
pub const ORIGINAL: &str = "original";
/// The question for further documents, and the list of them.
const MORE: &str = "more_documents";

/// What was certified, with its number in the register of certifications (sổ chứng thực).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Certificate {
    pub year: i16,
    /// Counts from 1 through the year, without a gap.
    pub number: u32,
    /// What the original is.
    pub document: String,
    /// Pages of the original.
    pub pages: u32,
    /// Copies that the fee is for; the file itself can be used any number of times.
    pub copies: u32,
    /// In đồng; nothing where no source states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<u64>,
    /// SHA-256 of the content, hex.
    pub content: String,
    /// The text of the code that is printed with it.
    pub code: String,
}

/// How far an electronic copy is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Compared, scanned and laid before the leader.
    Prepared,
    Certified {
        certificate: Box<Certificate>,
        /// Why it no longer counts.
        revoked: Option<String>,
    },
}

/// Whether this dossier asks for an electronic copy.
#[must_use]
pub fn applies(dossier: &Dossier) -> bool {
    let asked = dossier.answers.get(ELECTRONIC).and_then(Value::as_yes_no) == Some(true);
    dossier.procedure == COPIES && asked
}

/// Whether all is there that is laid before the leader.
///
/// # Errors
/// [`Refusal::NotAnElectronicCopy`], [`Refusal::OneDocumentEach`], [`Refusal::CopyNotScanned`] when no page was scanned at the
/// counter (pictures that the citizen sent are none), [`Refusal::CopyPagesNotPictures`], [`Refusal::CopyNotCompared`] when nobody said to have seen the original.
pub fn ready(dossier: &Dossier) -> Result<&[PageRef], Refusal> {
    if !applies(dossier) {
        return Err(Refusal::NotAnElectronicCopy);
    }
    if matches!(dossier.answers.get(MORE), Some(Value::Rows(rows)) if !rows.is_empty()) {
        return Err(Refusal::OneDocumentEach);
    }
    let pages = dossier.answers.get(SCANNED).map(Value::as_pages).unwrap_or_default();
    if pages.is_empty() || dossier.answers.source(SCANNED) != Source::Staff {
        return Err(Refusal::CopyNotScanned);
    }
    if pages.iter().any(|page| !matches!(page.media_type.as_str(), "image/jpeg" | "image/png")) {
        return Err(Refusal::CopyPagesNotPictures);
    }
    let seen = dossier.checks.get(ORIGINAL).map(|check| check.verdict);
    if !matches!(seen, Some(Verdict::Enough | Verdict::ShownAndReturned)) {
        return Err(Refusal::CopyNotCompared);
    }
    Ok(pages)
}

/// Whether preparing is what comes next; for who offers it.
#[must_use]
pub fn to_prepare(dossier: &Dossier) -> bool {
    applies(dossier) && dossier.copy.is_none()
}

/// SHA-256 of what is certified: a text of lines, then the SHA-256 (hex) of each page's picture in order, a line each. Whoever
/// has the pictures and the certificate can reckon it again.
#[must_use]
pub fn content<'a>(
    office: &str,
    (year, number): (i16, u32),
    day: Date,
    document: &str,
    pages: impl Iterator<Item = &'a str>,
) -> [u8; 32] {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (office, document) = (line(office), line(document));
    let mut text = format!("motcua e-copy 1\n{office}\n{number}/{year}\n{day}\n{document}\n");
    for page in pages {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{page}");
    }
    Sha256::digest(text).into()
}
