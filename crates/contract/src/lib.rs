//! What may be ASKED over HTTP: one type per endpoint, and the words it may be refused with.
//!
//! No path string of the API stands outside this crate: the server mounts handlers from these types, the web calls them.
//! A new endpoint is a type here, a line in [`all`], and a handler in the server.

pub mod accounts;
pub mod all;
pub mod batch;
pub mod copies;
pub mod desk;
pub mod dossiers;
pub mod drafts;
pub mod ecopies;
pub mod endpoint;
pub mod files;
pub mod messages;
pub mod open;
pub mod papers;
pub mod payments;
pub mod problem;
pub mod public;
pub mod queue;
pub mod ratings;
pub mod register;
pub mod reports;
pub mod uploads;
pub mod version;

pub use endpoint::{Access, Endpoint, Method, NoBody};
pub use problem::{Problem, ProblemCode};

/// What every endpoint's path begins with.
pub const PREFIX: &str = "/api/";
/// Version of this contract; sent by every client in [`VERSION_HEADER`]. Which older ones work: [`version::SUPPORTED`].
pub const VERSION: u32 = 1;
/// Header that names the contract version a client was built with.
pub const VERSION_HEADER: &str = "x-motcua-contract";
/// On requests that a timer makes, with any value: they do not keep a session alive (it ends after an idle time).
pub const POLL_HEADER: &str = "x-motcua-poll";
/// Header with a device's token: 256 bits, base64url, given once by [`public::RegisterDevice`].
pub const DEVICE_HEADER: &str = "x-motcua-device";
/// Header with a dossier's receipt secret; never in a path or query.
pub const RECEIPT_HEADER: &str = "x-motcua-receipt";
/// Header with the name of the counter at which the desk's machine stands, percent-encoded; only those of the office's settings count.
pub const COUNTER_HEADER: &str = "x-motcua-counter";
/// Header that makes a repeated submission one submission: a UUID, kept with the dossier for ever.
pub const IDEMPOTENCY_HEADER: &str = "idempotency-key";
/// Set to `true` on an answer that repeats an earlier one.
pub const REPLAYED_HEADER: &str = "idempotent-replayed";

/// Limits that both ends know, so that the phone can refuse before it sends.
pub mod limits {
    /// Bytes of one file.
    pub const FILE_BYTES: u64 = 20 * 1024 * 1024;
    /// Files of one dossier.
    pub const DOSSIER_FILES: usize = 30;
    /// Bytes of all files of one dossier.
    pub const DOSSIER_BYTES: u64 = 100 * 1024 * 1024;
    /// Pages of one PDF.
    pub const PDF_PAGES: u32 = 100;
    /// Bytes of a bank's statement.
    pub const STATEMENT_BYTES: usize = 4 * 1024 * 1024;
    /// Bytes of a JSON body.
    pub const BODY_BYTES: usize = 256 * 1024;
    /// Bytes of a draft's copy at the office.
    pub const COPY_BYTES: usize = 128 * 1024;
    /// Copies of one device.
    pub const COPIES: u32 = 30;
    /// Uploads of one device whose bytes are still coming.
    pub const OPEN_UPLOADS: u32 = 10;
    /// Uploads of one device that are not part of a dossier yet, whole ones included: two dossiers' worth.
    pub const WAITING_UPLOADS: u32 = 60;
    /// Bytes a device may upload in a day.
    pub const DEVICE_DAY_BYTES: u64 = 300 * 1024 * 1024;
    /// Uploads of one member of staff whose bytes are still coming.
    pub const STAFF_OPEN_UPLOADS: u32 = 60;
    /// Uploads of one member of staff that are not part of a dossier yet.
    pub const STAFF_WAITING_UPLOADS: u32 = 600;
    /// Bytes a member of staff may upload in a day.
    pub const STAFF_DAY_BYTES: u64 = 4 * 1024 * 1024 * 1024;
}
