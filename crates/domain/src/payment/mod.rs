//! Fees that are asked for and paid: the code that asks, the text that finds the money again, what a line of the bank means,
//! and the state of one request as a fold of what happened to it.
//!
//! A code asks, it proves nothing: only money that the bank or the desk reports changes a state.

mod bank;
mod event;
mod fees;
mod ledger;
mod register;
mod request;
mod settled;
pub mod statement;
mod text;
pub mod written;

pub use bank::{Book, Match};
pub use event::{Command, Event, Line, Means, Receipt, Refusal, State};
pub use fees::{OTHER, fee_name, lines};
pub use ledger::{Ledger, decide};
pub use register::{Day, Entry, Part, day, entries};
pub use request::{MOST, Receiver, Request, code, owner};
pub use settled::{Settled, settled};
pub use text::{TextError, TransferText, squeeze};
