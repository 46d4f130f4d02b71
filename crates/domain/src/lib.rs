//! What a procedure, a field, an answer, a dossier, a deadline, a fee, a citizen card and a payment code ARE.
//!
//! Pure: no I/O, no clock, no randomness. The same rules run on the phone (wasm) and on the server, so that the two
//! cannot disagree. Time and identifiers come in as arguments; out come values and stable codes, never sentences.

pub mod calendar;
pub mod citizen_card;
pub mod code;
pub mod date;
pub mod deadline;
pub mod definition;
pub mod dossier;
pub mod dossier_code;
pub mod ecopy;
#[cfg(any(test, feature = "example"))]
pub mod example;
pub mod fee;
pub mod form;
pub mod notice;
pub mod octets;
pub mod payment;
pub mod phone;
pub mod place;
pub mod procedure;
pub mod rating;
pub mod report;
pub mod scan;
pub mod search;
pub mod staff;
pub mod text;
pub mod vietqr;
pub mod wire;
pub mod words;
