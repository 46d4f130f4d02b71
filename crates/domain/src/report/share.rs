//! Shares: a numerator, a denominator, the rate between them, and what it is measured against.

use super::figure::Figure;

/// A rate in hundredths of a percent, rounded half up: 9979 is 99,79 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub u32);

impl Rate {
    /// `None` where there is nothing to divide by: a dash, never 0 % and never 100 %.
    #[must_use]
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        let (part, whole) = (u128::from(part), u128::from(whole));
        let rate = (part * 20_000 + whole).checked_div(whole * 2)?;
        Some(Self(u32::try_from(rate).unwrap_or(u32::MAX)))
    }
}

/// A share of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The stable name; words under `share.<name>`.
    pub name: &'static str,
    pub part: Figure,
    pub whole: Figure,
}

/// Every share that this product's own events can answer. Satisfaction comes from ratings, which are kept apart.
pub const SHARES: &[Share] = &[
    Share { name: "timely", part: Figure::Timely, whole: Figure::Finished },
    Share { name: "e_copy", part: Figure::ECopy, whole: Figure::ECopyAsked },
    Share { name: "online", part: Figure::Online, whole: Figure::Received },
    Share { name: "no_writing", part: Figure::NoWriting, whole: Figure::Received },
    Share { name: "same_visit", part: Figure::SameVisit, whole: Figure::Returned },
    Share { name: "paid_online", part: Figure::PaidOnline, whole: Figure::Paid },
    Share { name: "digitised", part: Figure::Digitised, whole: Figure::Finished },
    Share { name: "digital_result", part: Figure::DigitalResult, whole: Figure::Finished },
];
