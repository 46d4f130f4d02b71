//! Every test of this crate in one program: linking once is quicker than once for each file.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod access;
mod accounts;
mod answers;
mod appointments;
mod bucket;
mod catalogue;
mod child;
mod copies;
mod crowd;
mod definitions;
mod desk;
mod disk_faults;
mod drafts;
mod fault_rig;
mod full_disk;
mod hang_up;
mod keeping;
mod letters;
mod messages;
mod notices;
mod open;
mod outside;
mod papers;
mod policy;
mod policy_commands;
mod process;
mod processing;
mod queue;
mod ratings;
mod reports;
mod submissions;
mod tus;
mod uploads;
mod work;
