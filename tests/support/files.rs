//! Files as people send them, small and whole.

use sha2::{Digest, Sha256};

/// SHA-256 in hex.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A JPEG by its structure; `mark` makes its bytes different from another's.
#[must_use]
pub fn jpeg(mark: u32) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xfe, 0, 6];
    bytes.extend(mark.to_be_bytes());
    bytes.extend([0xff, 0xc0, 0, 11, 8, 0, 90, 0, 70, 1, 1, 0x11, 0]);
    bytes.extend([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0x3f, 0]);
    bytes.extend([0x12; 400]);
    bytes.extend([0xff, 0xd9]);
    bytes
}

/// A PDF with so many pages.
#[must_use]
pub fn pdf(pages: usize) -> Vec<u8> {
    let kids = "<< /Type /Page /Parent 2 0 R >>\nendobj\n3 0 obj\n".repeat(pages);
    format!(
        "%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count {pages} >>\nendobj\n\
         3 0 obj\n{kids}trailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    )
    .into_bytes()
}
