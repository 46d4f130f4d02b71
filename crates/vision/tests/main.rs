//! Every test of this crate in one program: linking once is quicker than once for each file.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod albums;
mod films;
mod pages;
mod papers;
mod payments;
mod reads;
mod refuses;
#[expect(dead_code, reason = "the examples use more of it")]
mod support;
