//! Filling in at the desk, for the citizen or together with their phone.
//!
//! [`page`] is the one long form over a [`sheet`]: the shared draft as this page holds it, which [`exchange`] keeps in step
//! with the server. Around it: [`section`] with its fields and [`card`], [`papers`], [`phone`] (the one-time code), [`hand_in`]
//! and the [`slip`] that goes with the citizen. [`list`] shows what is open, [`join`] takes over what a phone began.
//! Nothing of it is stored on the desk's machine.

mod card;
mod close;
mod exchange;
mod hand_in;
mod handover;
mod join;
mod list;
mod page;
mod papers;
mod phone;
mod section;
mod sheet;
mod slip;

pub use handover::{Handover, forget, leave};
pub use join::JoinPage;
pub use list::FillInPage;
pub use page::FormPage;

use super::routes;

/// Taking over from a phone; a one-time code may stand behind the `#`.
pub const JOIN: &str = "/desk/dien/noi";
/// The draft in an address. Only staff who fill in are let to it.
const DRAFT: &str = "nhap";

/// A new draft of a procedure.
pub fn start(procedure: &str) -> String {
    [routes::FILL_IN, "/", procedure].concat()
}

/// A draft that is open.
fn resume(procedure: &str, draft: &str) -> String {
    [&start(procedure), "?", DRAFT, "=", draft].concat()
}
