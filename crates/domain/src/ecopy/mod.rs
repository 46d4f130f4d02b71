//! Certified electronic copies (chứng thực bản sao điện tử từ bản chính, NĐ 45/2020/NĐ-CP Điều 10): what is certified, the code
//! that is printed with it, the seal in the file, and how anybody judges both without a network.
//!
//! Our signature proves that a copy came from this installation and was not changed. It is not the digital signature of the
//! State's service; that one is a matter of the server's adapter and of the State's own tools.

mod code;
mod matter;
mod seal;
mod trust;

pub use code::{CodeFault, CopyCode, DOCUMENT, Said};
pub use matter::{Certificate, ORIGINAL, SCANNED, Stage, applies, content, ready, to_prepare};
pub use seal::{NotSealable, seal, unsealed};
pub use trust::{Judged, KnownKey, Trust, Verdict, judge_code, judge_file, key_id};

/// The public page where copies are checked.
pub const PAGE: &str = "/kiem-tra";

/// The path of the check of a code. It stands in the fragment, which browsers never send.
#[must_use]
pub fn check_path(code: &str) -> String {
    format!("{PAGE}#{code}")
}
