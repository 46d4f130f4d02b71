//! The queue at the desk: calling at a counter, the public screen, and the slip that a visitor takes.
//!
//! [`line`] keeps today's queue fresh; [`calling`] is a counter's page, [`screen`] the public one, [`slip`] the paper.

mod acts;
mod calling;
mod line;
mod lists;
mod screen;
mod slip;

pub use calling::{CallingPage, Figures};
pub use line::{Line, own_counter_header};
pub use screen::ScreenPage;
pub use slip::{Slip, address as follow_address, ahead, print};
