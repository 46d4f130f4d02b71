//! When a request was paid, as reports count it: from the moment at which it became known, so that a late statement changes no
//! report of the past.

use super::{Event, Ledger};

/// A request that is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Settled {
    /// When the last of what was asked became known, unix milliseconds.
    pub at: i64,
    /// The bank reported all of it; no clerk had to vouch.
    pub online: bool,
}

/// Whether all that was asked came and is still held, and since when. Events with the moments at which they became known.
pub fn settled<'a>(events: impl IntoIterator<Item = (i64, &'a Event)>) -> Option<Settled> {
    let mut ledger = Ledger::default();
    let mut since = None;
    for (at, event) in events {
        ledger.apply(event);
        let paid = ledger.state().is_some_and(super::State::settled) && ledger.due() > 0;
        since = paid.then_some(since.unwrap_or(at));
    }
    since.map(|at| Settled { at, online: ledger.counted().all(|receipt| !receipt.means.by_clerk()) })
}
