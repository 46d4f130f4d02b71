//! What the tests and the examples of this crate share.

pub mod film;
pub mod scene;
pub mod sheet;
