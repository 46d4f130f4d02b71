//! What the tests, the examples and the bench of this crate share.

pub mod album;
pub mod film;
pub mod jpeg;
pub mod lens;
pub mod paper_film;
pub mod photo;
pub mod print;
pub mod scene;
pub mod sheet;
