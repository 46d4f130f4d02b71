//! What the office reports: periods, the facts of a dossier that are counted, figures, shares and the index of QĐ 766.
//!
//! Everything is derived from events and from the due times that were promised in them. No calendar is asked here: a past
//! period keeps its figures when the table of holidays changes.

pub mod facts;
pub mod figure;
pub mod index;
pub mod paragraph;
pub mod period;
pub mod share;
pub mod typed;

pub use facts::{Facts, Standing, Window};
pub use figure::Figure;
pub use index::{Empty, Index, Item, Points, Target};
pub use paragraph::{Sentence, paragraph};
pub use period::{Period, PeriodFault};
pub use share::{Rate, SHARES, Share};
pub use typed::typed;
