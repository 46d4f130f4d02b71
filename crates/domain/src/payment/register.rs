//! The cash register of a day: what came and went, by kind of fee and by how it came. The sums are the money, to the đồng.

use super::{Ledger, Means};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What money of the day was for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A kind of fee.
    Kind(String),
    /// More than was asked.
    Over,
}

/// The register of one day, in đồng; what went out is negative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Day {
    /// By kind of fee.
    pub kinds: BTreeMap<Part, i64>,
    /// By how it came; refunds stand under `None`.
    pub means: BTreeMap<Option<Means>, i64>,
    /// All that came in.
    pub came: i64,
    /// All that went out, not negative.
    pub went: i64,
}

impl Day {
    /// What is left of the day.
    #[must_use]
    pub fn total(&self) -> i64 {
        self.came - self.went
    }
}

/// How much of a movement from `before` to `after` falls on each line: lines fill in their order, and empty from the last.
fn divide(ledger: &Ledger, before: i64, after: i64) -> Vec<(Part, i64)> {
    let sign = if after < before { -1 } else { 1 };
    let (low, high) = (before.min(after), before.max(after));
    let (mut from, mut parts) = (0, Vec::new());
    let lines: &[super::Line] = if ledger.due() == 0 { &[] } else { ledger.lines() };
    for line in lines {
        let to = from + line.amount;
        let share = high.min(to) - low.max(from);
        if share > 0 {
            parts.push((Part::Kind(line.kind.clone()), sign * share));
        }
        from = to;
    }
    let rest = after - before - parts.iter().map(|(_, share)| share).sum::<i64>();
    if rest != 0 {
        parts.push((Part::Over, rest));
    }
    parts
}

/// One change of what is held, as the register lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Number of the movement, receipt or refund.
    pub reference: String,
    /// How it came; `None` for what was given back.
    pub means: Option<Means>,
    /// In đồng; what went out is negative.
    pub change: i64,
    /// What it was for; the parts are the change.
    pub parts: Vec<(Part, i64)>,
}

/// What of a request belongs to a day, in the order in which it became known.
#[must_use]
pub fn entries(ledger: &Ledger, day: Date) -> Vec<Entry> {
    let mut held = 0;
    let mut entries = Vec::new();
    for one in &ledger.moves {
        let before = held;
        held += one.change;
        if one.day == day {
            let parts = divide(ledger, before, held);
            entries.push(Entry { reference: one.reference.clone(), means: one.means, change: one.change, parts });
        }
    }
    entries
}

/// The register of a day over all requests: the sums of their entries.
pub fn day<'a>(ledgers: impl IntoIterator<Item = &'a Ledger>, day: Date) -> Day {
    let mut register = Day::default();
    for entry in ledgers.into_iter().flat_map(|ledger| entries(ledger, day)) {
        for (part, share) in entry.parts {
            *register.kinds.entry(part).or_default() += share;
        }
        *register.means.entry(entry.means).or_default() += entry.change;
        if entry.change > 0 { register.came += entry.change } else { register.went -= entry.change }
    }
    register
}
