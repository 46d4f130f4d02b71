//! Every test of this crate in one program: linking once is quicker than once for each file.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod access;
mod accounts;
mod answers;
mod appointments;
mod catalogue;
mod definitions;
mod desk;
mod drafts;
mod fault_rig;
mod letters;
mod messages;
mod notices;
mod outside;
mod papers;
mod policy;
mod policy_commands;
mod process;
mod processing;
mod queue;
mod submissions;
mod uploads;
mod work;
