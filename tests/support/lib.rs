//! A whole server in the test's own process, and a typed client that speaks the contract to it.
#![allow(clippy::expect_used, clippy::result_large_err, reason = "a test fails by panicking; speed is no matter in it")]

pub mod client;
pub mod files;
pub mod house;
pub mod people;

pub use client::{Answered, Client};
pub use house::House;
