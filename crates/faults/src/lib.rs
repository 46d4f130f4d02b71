//! The fault rig: it breaks the server, the network and the disk on purpose, and proves that nothing acknowledged is lost.
//!
//! A run has four parts: phones ([`phone`]) that upload and hand in and write down every acknowledgement ([`journal`]), something
//! that breaks ([`proxy`], [`kills`], [`strace`], [`disk`]), a checker ([`check`]) that compares the journal with what the
//! server has, and a verdict ([`verdict`]). Everything random comes from one seed, printed with the verdict.

pub mod busy;
pub mod bytes;
pub mod check;
pub mod clocks;
pub mod desk;
pub mod disk;
pub mod drill;
pub mod edits;
pub mod failing_sync;
pub mod flaky;
pub mod flips;
pub mod full;
pub mod http;
pub mod journal;
pub mod kills;
pub mod line;
pub mod phone;
pub mod points;
pub mod power;
pub mod proxy;
pub mod random;
pub mod same_key;
pub mod server;
pub mod strace;
pub mod suite;
pub mod tus_js;
pub mod verdict;
pub mod zombie;

/// What a step of the rig ends with: a value, or why it could not be done.
pub type Outcome<T = ()> = Result<T, String>;

/// Turns any error into the rig's sentence.
pub fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}
