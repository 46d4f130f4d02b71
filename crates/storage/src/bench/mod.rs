//! What benches need of a database and nobody else: rows of many years at once, and how quick a disk commits at best.
//! Compiled with the feature `bench` only.

mod bare;
mod grow;

pub use bare::{Bare, write_and_sync};
pub use grow::{Ward, person};
