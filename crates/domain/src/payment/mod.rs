//! Fees that are asked for and paid: the code that asks, the text that finds the money again, what a line of the bank means,
//! and the state of one request as a fold of what happened to it.
//!
//! A code asks, it proves nothing: only money that the bank or the desk reports changes a state.

mod bank;
mod ledger;
mod register;
mod request;
mod text;

pub use bank::{Book, Match};
pub use ledger::{Command, Event, Ledger, Line, Means, Receipt, Refusal, State, decide};
pub use register::{Day, Part, day};
pub use request::{MOST, Receiver, Request, code, owner};
pub use text::{TextError, TransferText};
