//! Certified electronic copies on the server: the keys that sign, the making of a copy, and the place where the State's own
//! digital signature is put on it.

pub mod keys;
pub mod make;
pub mod pades;
pub mod state;

pub use state::{SignFault, StateSigner};
