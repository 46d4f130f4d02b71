//! Every test of this crate in one program: linking once is quicker than once for each file.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod card;
mod deadline;
mod definition;
mod dossier;
mod dossier_desk;
mod ecopy;
mod ecopy_dossier;
mod ecopy_mutated;
mod form;
mod payment;
mod payment_mutated;
mod payment_statement;
mod place;
mod report;
mod scan;
mod scan_payment;
mod search;
mod search_text;
