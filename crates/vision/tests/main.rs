//! Every test of this crate in one program: linking once is quicker than once for each file.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod films;
mod pages;
mod payments;
mod reads;
mod refuses;
mod support;
