//! Every test of this crate in one program: linking once is quicker than once for each file.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod backups;
mod chain;
mod damage;
mod erasing;
mod lists;
mod payments;
mod ratings;
mod report;
mod search;
mod store;
mod trash;
