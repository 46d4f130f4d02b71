//! The paragraph of the yearly report as sentences with places for figures: the words stand in the locales, the choice of
//! sentences and the numbers here. Every number names the figure it counts, so that a page can link it.

use super::{figure::Figure, share::Rate};
use crate::words::{number_vi, percent_vi};

/// What stands in a place of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Count(Figure, u64),
    /// Of how many of how many.
    Rate(u64, u64),
    /// The name of the unit.
    Unit,
}

/// A sentence of the paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its words stand under `paragraph.<key>`.
    pub key: &'static str,
    /// What the places are called and what stands there.
    pub values: Vec<(&'static str, Value)>,
}

impl Sentence {
    /// The places as official Vietnamese writes them: `1.141`, `01`, `99,79%`.
    #[must_use]
    pub fn written_vi(&self, unit: &str) -> Vec<(&'static str, String)> {
        let write = |value: &Value| match value {
            Value::Count(_, count) => count_vi(*count),
            // Official texts put the sign at the number.
            Value::Rate(part, whole) => percent_vi(*part, *whole).unwrap_or_default().replace('\u{a0}', ""),
            Value::Unit => unit.to_owned(),
        };
        self.values.iter().map(|(name, value)| (*name, write(value))).collect()
    }
}

/// A count as official texts write it: below ten with a zero before it.
#[must_use]
pub fn count_vi(count: u64) -> String {
    if count < 10 { format!("0{count}") } else { number_vi(i64::try_from(count).unwrap_or(i64::MAX)) }
}

/// The sentences that these figures call for. What did not happen is not spoken of; what came late is never left out.
#[must_use]
pub fn paragraph(count: impl Fn(Figure) -> u64) -> Vec<Sentence> {
    let of = |name: &'static str, figure: Figure| (name, Value::Count(figure, count(figure)));
    let unit = ("unit", Value::Unit);
    if count(Figure::Received) == 0 && count(Figure::Finished) == 0 {
        return vec![Sentence { key: "none", values: vec![unit] }];
    }
    let mut sentences = vec![Sentence {
        key: "received",
        values: vec![unit, of("received", Figure::Received), of("early", Figure::Early), of("on_time", Figure::OnTime)],
    }];
    if count(Figure::Overdue) > 0 {
        sentences.push(Sentence { key: "overdue", values: vec![of("overdue", Figure::Overdue)] });
    }
    let shares = [("e_copy", Figure::ECopy, Figure::ECopyAsked), ("paid_online", Figure::PaidOnline, Figure::Paid)];
    for (key, part, whole) in shares {
        let rate = Value::Rate(count(part), count(whole));
        if Rate::of(count(part), count(whole)).is_some() {
            sentences.push(Sentence { key, values: vec![of(key, part), ("rate", rate)] });
        }
    }
    if count(Figure::SameVisit) > 0 {
        sentences.push(Sentence { key: "same_visit", values: vec![of("same_visit", Figure::SameVisit)] });
    }
    sentences
}
