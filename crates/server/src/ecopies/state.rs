//! The port for the State's own digital signature (chữ ký số chuyên dùng công vụ, PAdES): whoever connects the State's service
//! implements [`StateSigner`] and hands it to the server where it starts (`cli.rs`).
//!
//! It is called with the finished file, sealed by our own key, and gives it back with a signature added as a later revision.
//! It may take its time and it may fail: nothing is certified then, and no number is used.

use jiff::Timestamp;

/// Why a file was not signed; for the log, never with secrets.
#[derive(Debug, thiserror::Error)]
#[error("the file was not signed: {0}")]
pub struct SignFault(pub String);

/// Puts the State's digital signature on a PDF.
pub trait StateSigner: Send + Sync {
    /// The file with a signature added behind its last revision; not a byte before is changed.
    ///
    /// # Errors
    /// [`SignFault`]; then nothing is certified.
    fn sign(&self, pdf: Vec<u8>, at: Timestamp) -> Result<Vec<u8>, SignFault>;
}
