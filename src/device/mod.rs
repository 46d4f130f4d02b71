//! What the phone does: keeps, photographs, scans, uploads, installs. No sentence, no route: failures are codes.
//!
//! - [`store`]: drafts, files, receipts and settings in IndexedDB (in memory where the browser has none: `store::persistent()`).
//! - [`photo`]: a picked file made ready to keep: upright, shrunk, without metadata.
//! - [`upload`]: a file to the server over tus, resumed where it stopped.
//! - [`capture`]: pages of paper out of the live camera and of pictures, with the capture worker.
//! - [`camera`]: the `Scanner` component: live camera, still pictures, the scanner worker.
//! - [`pwa`]: service worker, updates, installing. [`network`]: online state, the device's token.
//! - [`parcel`]: what is not handed in, as one file.
//! - [`tabs`]: one tab sends at a time, all learn of it.
//! - [`page`]: hidden, leaving, saving a file. [`ident`]: UUIDs and digests. [`clock`]: now and today at UTC+7.

pub mod attention;
pub mod camera;
pub mod capture;
pub mod clock;
pub mod error;
pub mod ident;
pub(crate) mod js;
pub mod network;
pub mod page;
pub mod parcel;
pub mod photo;
pub mod pwa;
pub mod sniff;
pub mod store;
pub mod tabs;
pub mod upload;
mod worker;

pub use clock::{local_now, now_ms, today};
pub use error::DeviceError;
pub use ident::{sha256_hex, uuid_v4};
pub use network::{online, renew_token, token};
pub use page::{download_blob, limited};
