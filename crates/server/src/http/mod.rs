//! HTTP: the contract mounted on handlers, and what stands around every answer.

pub mod access;
pub mod assets;
pub mod body;
pub mod call;
pub mod cross_site;
pub mod fixed;
pub mod mount;
pub mod openapi;
pub mod patient;
pub mod shell;

pub use call::{Answer, Call, Caller, Reply};
