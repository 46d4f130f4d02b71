//! What an uploaded file is, by its content: JPEG, PNG or PDF, whole and plain, or a coded refusal.

mod jpeg;
mod pdf;
mod png;

use motcua_contract::{ProblemCode, limits};

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub media_type: &'static str,
    pub pages: u32,
}

pub const JPEG: &str = "image/jpeg";
pub const PNG: &str = "image/png";
pub const PDF: &str = "application/pdf";

/// Pixels of a picture that a clerk's browser can still show; more is a bomb, not a photograph.
const MAX_PIXELS: u64 = 120_000_000;

/// Whether a type may be announced at all.
#[must_use]
pub fn allowed(media_type: &str) -> bool {
    [JPEG, PNG, PDF].contains(&media_type)
}

/// Judges a whole file against the type it was announced as.
///
/// # Errors
/// The code with which it is refused.
pub fn judge(bytes: &[u8], declared: &str) -> Result<Found, ProblemCode> {
    if bytes.is_empty() {
        return Err(ProblemCode::FileEmpty);
    }
    let media_type = if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        JPEG
    } else if bytes.starts_with(png::SIGNATURE) {
        PNG
    } else if bytes.starts_with(b"%PDF-") {
        PDF
    } else {
        return Err(ProblemCode::FileTypeNotAllowed);
    };
    if media_type != declared {
        return Err(ProblemCode::FileTypeMismatch);
    }
    let pages = match media_type {
        JPEG => picture(jpeg::size(bytes))?,
        PNG => picture(png::size(bytes))?,
        _ => pdf::pages(bytes)?,
    };
    if pages > limits::PDF_PAGES { Err(ProblemCode::PdfTooManyPages) } else { Ok(Found { media_type, pages }) }
}

fn picture(size: Option<(u32, u32)>) -> Result<u32, ProblemCode> {
    match size {
        Some((width, height)) if width > 0 && height > 0 => {
            let pixels = u64::from(width) * u64::from(height);
            if pixels > MAX_PIXELS { Err(ProblemCode::FileTooLarge) } else { Ok(1) }
        }
        _ => Err(ProblemCode::FileDamaged),
    }
}

#[cfg(test)]
mod tests;
