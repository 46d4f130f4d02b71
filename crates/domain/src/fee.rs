//! Fees and their arithmetic, as data. A fee that was never published is not a fee of zero.

use crate::form::{Answers, Condition, Value};
use serde::{Deserialize, Serialize};

/// One fee line of a procedure. Words under `fee.<id>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fee {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub show_if: Option<Condition>,
    pub amount: Amount,
    /// The id of the procedure's `[[source]]`.
    pub source: String,
    /// The fact is unsure: the page says "to be confirmed at the desk".
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
}

/// How an amount is computed, in đồng. Counts are the ids of number fields; unanswered counts as 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    Free,
    /// No source states it; the desk says how much.
    Unpublished,
    Fixed(u64),
    /// So much each, times a count.
    Each {
        each: u64,
        count: String,
    },
    /// By pages of the original with a step and a cap for one copy, times copies
    /// (TT 226/2016/TT-BTC: 2.000 đ for pages 1-2, 1.000 đ from page 3, at most 200.000 đ a copy).
    Pages {
        first: u64,
        first_pages: u64,
        then: u64,
        cap: u64,
        pages: String,
        copies: String,
    },
}

impl Amount {
    /// The amount for these answers in đồng; `None` where no source states it.
    #[must_use]
    pub fn compute(&self, answers: &Answers) -> Option<u64> {
        let count = |field: &str| {
            answers.get(field).and_then(Value::as_number).map_or(1, |number| u64::try_from(number).unwrap_or(0))
        };
        match self {
            Self::Free => Some(0),
            Self::Unpublished => None,
            Self::Fixed(amount) => Some(*amount),
            Self::Each { each, count: field } => Some(each.saturating_mul(count(field))),
            Self::Pages { first, first_pages, then, cap, pages, copies } => {
                let pages = count(pages);
                let low = pages.min(*first_pages).saturating_mul(*first);
                let high = pages.saturating_sub(*first_pages).saturating_mul(*then);
                Some(low.saturating_add(high).min(*cap).saturating_mul(count(copies)))
            }
        }
    }

    /// The count fields that it reads.
    #[must_use]
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::Free | Self::Unpublished | Self::Fixed(_) => Vec::new(),
            Self::Each { count, .. } => vec![count],
            Self::Pages { pages, copies, .. } => vec![pages, copies],
        }
    }
}

/// The fee lines that apply, and their sum. The sum is `None` when one of them is unpublished, and when there are fees of which
/// none applies yet: the case questions that choose one are still open, and "free" would be a promise.
#[must_use]
pub fn total<'a>(fees: &'a [Fee], answers: &Answers) -> (Vec<(&'a Fee, Option<u64>)>, Option<u64>) {
    let lines: Vec<_> = fees
        .iter()
        .filter(|fee| fee.show_if.as_ref().is_none_or(|condition| condition.holds(answers)))
        .map(|fee| (fee, fee.amount.compute(answers)))
        .collect();
    let open = lines.is_empty() && !fees.is_empty();
    let sum = lines.iter().try_fold(0u64, |sum, (_, amount)| amount.map(|amount| sum.saturating_add(amount)));
    let sum = sum.filter(|_| !open);
    (lines, sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certified_copies_by_page() {
        let amount = Amount::Pages {
            first: 2_000,
            first_pages: 2,
            then: 1_000,
            cap: 200_000,
            pages: "pages".into(),
            copies: "copies".into(),
        };
        for (pages, fee) in [(1, 2_000), (2, 4_000), (3, 5_000), (10, 12_000), (198, 200_000), (300, 200_000)] {
            let mut answers = Answers::default();
            answers.set("pages", Value::Number(pages));
            assert_eq!(amount.compute(&answers), Some(fee), "{pages} pages");
            answers.set("copies", Value::Number(3));
            assert_eq!(amount.compute(&answers), Some(3 * fee), "{pages} pages, 3 copies");
        }
    }

    #[test]
    fn unpublished_is_not_zero() {
        let line = |amount| Fee { id: "f".into(), show_if: None, amount, source: "s".into(), unconfirmed: false };
        let fees = [line(Amount::Fixed(8_000)), line(Amount::Unpublished)];
        assert_eq!(total(&fees, &Answers::default()).1, None);
        assert_eq!(total(&fees[..1], &Answers::default()).1, Some(8_000));
        assert_eq!(total(&[], &Answers::default()).1, Some(0));
        let undecided = Fee { show_if: Some(Condition::Yes("on_time".into())), ..line(Amount::Free) };
        assert_eq!(total(&[undecided], &Answers::default()).1, None, "nothing is promised before the case is known");
    }
}
