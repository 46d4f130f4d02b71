//! The life of a dossier: a list of events, and two pure functions over them.
//!
//! `decide(state, command, actor, now) -> events | refusal` and `apply(state, event) -> state`.

pub mod command;
pub mod decide;
pub mod event;
pub mod refusal;
pub mod state;

pub use command::Command;
pub use decide::{Rules, decide};
pub use event::{Actor, Channel, Event, Fault, FileRef, PaperCheck, Reason, ReturnWay, Verdict, What};
pub use refusal::Refusal;
pub use state::{Clock, Dossier, Ending, Opinion, State, Undo};
