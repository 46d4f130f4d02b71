//! Satisfaction: five levels, the nine indicators (TT 01/2018/TT-VPCP Điều 13), and what of them may be shown without showing
//! who rated (NĐ 61/2018/NĐ-CP Điều 27.3).

use crate::report::Period;
use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Fewer ratings than this are never shown by themselves.
pub const GROUP: u32 = 5;
/// Characters of a comment.
pub const COMMENT: usize = 1000;
/// The best score of an indicator; the worst is 0.
pub const BEST_SCORE: u8 = 2;

/// Path of the page where the service is rated.
pub const PAGE: &str = "/danh-gia";
/// The part of its query that names a counter.
pub const COUNTER: &str = "quay";

/// Path of the rating page as slips carry it. The token stands in the fragment, which browsers never send.
#[must_use]
pub fn rating_path(token: &str) -> String {
    format!("{PAGE}#{token}")
}

/// How satisfied somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Level {
    VerySatisfied,
    Satisfied,
    Neutral,
    Dissatisfied,
    VeryDissatisfied,
}

impl Level {
    /// The best first.
    pub const ALL: [Self; 5] =
        [Self::VerySatisfied, Self::Satisfied, Self::Neutral, Self::Dissatisfied, Self::VeryDissatisfied];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::VerySatisfied => "very_satisfied",
            Self::Satisfied => "satisfied",
            Self::Neutral => "neutral",
            Self::Dissatisfied => "dissatisfied",
            Self::VeryDissatisfied => "very_dissatisfied",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

/// The nine indicators of the circular, in its order; each is scored 0, 1 or 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Indicator {
    /// The whole time against the time of the rule.
    TotalTime,
    /// The time of each agency.
    AgencyTime,
    /// How often one had to come or call.
    Contacts,
    /// How many agencies one had to go to.
    Agencies,
    /// How the one-stop unit is set up.
    Unit,
    /// Whether procedures, fees and times are posted and right.
    Openness,
    /// How staff behave.
    Attitude,
    /// Whether complaints are taken up and answered.
    Complaints,
    /// Services online.
    Online,
}

impl Indicator {
    pub const ALL: [Self; 9] = [
        Self::TotalTime,
        Self::AgencyTime,
        Self::Contacts,
        Self::Agencies,
        Self::Unit,
        Self::Openness,
        Self::Attitude,
        Self::Complaints,
        Self::Online,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TotalTime => "total_time",
            Self::AgencyTime => "agency_time",
            Self::Contacts => "contacts",
            Self::Agencies => "agencies",
            Self::Unit => "unit",
            Self::Openness => "openness",
            Self::Attitude => "attitude",
            Self::Complaints => "complaints",
            Self::Online => "online",
        }
    }
}

/// Scores of those indicators that somebody answered.
pub type Scores = BTreeMap<Indicator, u8>;

/// The last day on which a rating of this day may be changed: the day after. Only days are kept of a rating.
#[must_use]
pub fn open_until(day: Date) -> Date {
    day.saturating_add(1.day())
}

/// Ratings of a group, added up.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the order of [`Level::ALL`].
    pub levels: [u32; 5],
    /// Sum and number of the scores.
    pub scores: BTreeMap<Indicator, (u32, u32)>,
}

impl Tally {
    pub fn add(&mut self, level: Level, scores: &Scores) {
        self.levels[level as usize] += 1;
        for (indicator, score) in scores {
            let (sum, count) = self.scores.entry(*indicator).or_default();
            *sum += u32::from(*score);
            *count += 1;
        }
    }

    /// Adds the ratings of another group.
    pub fn join(&mut self, other: &Self) {
        self.levels.iter_mut().zip(other.levels).for_each(|(own, more)| *own += more);
        for (indicator, (sum, count)) in &other.scores {
            let own = self.scores.entry(*indicator).or_default();
            *own = (own.0 + sum, own.1 + count);
        }
    }

    #[must_use]
    pub fn count(&self) -> u32 {
        self.levels.iter().sum()
    }

    /// Hundredths of a percent that are satisfied or very satisfied; `None` of nobody.
    #[must_use]
    pub fn satisfied(&self) -> Option<u32> {
        let (good, all) = (u64::from(self.levels[0] + self.levels[1]), u64::from(self.count()));
        (all > 0).then(|| u32::try_from((good * 10_000 + all / 2) / all).unwrap_or(u32::MAX))
    }

    /// An indicator's middle score in tenths (0 to 20), where enough people answered it.
    #[must_use]
    pub fn score(&self, indicator: Indicator) -> Option<u32> {
        let (sum, count) = self.scores.get(&indicator).copied().unwrap_or_default();
        (count >= GROUP).then(|| (sum * 10 + count / 2) / count)
    }
}

/// Which groups of a whole may be shown: those of [`GROUP`] or more, and only while the rest cannot be found by subtraction.
#[must_use]
pub fn shown(counts: &[u32]) -> Vec<bool> {
    shown_of(counts, |_| true)
}

/// The same, where some groups may not be shown for another reason.
#[must_use]
pub fn shown_of(counts: &[u32], may: impl Fn(usize) -> bool) -> Vec<bool> {
    let mut shown: Vec<bool> = counts.iter().enumerate().map(|(at, count)| *count >= GROUP && may(at)).collect();
    loop {
        let rest: u32 = counts.iter().zip(&shown).filter(|(_, shown)| !**shown).map(|(count, _)| count).sum();
        if rest == 0 || rest >= GROUP {
            return shown;
        }
        let smallest = (0..counts.len()).filter(|at| shown[*at]).min_by_key(|at| counts[*at]);
        match smallest {
            Some(at) => shown[at] = false,
            None => return shown,
        }
    }
}

/// A period of ratings: a month, a quarter, a half or a year. Nothing shorter and nothing between: two periods that differ by a
/// day would show that day.
#[must_use]
pub fn period(text: &str) -> Option<Period> {
    Period::parse(text).ok().filter(|period| !matches!(period, Period::Range(..)))
}

/// The ways in which a period falls into shorter ones that can be asked for as well.
fn parts(period: Period) -> Vec<Vec<Period>> {
    let months = |year, from: u8, to: u8| (from..=to).map(|month| Period::Month(year, month)).collect::<Vec<_>>();
    let quarters =
        |year, from: u8, to: u8| (from..=to).map(|quarter| Period::Quarter(year, quarter)).collect::<Vec<_>>();
    match period {
        Period::Year(year) => {
            vec![months(year, 1, 12), quarters(year, 1, 4), vec![Period::Half(year, 1), Period::Half(year, 2)]]
        }
        Period::Half(year, half) => vec![months(year, half * 6 - 5, half * 6), quarters(year, half * 2 - 1, half * 2)],
        Period::Quarter(year, quarter) => vec![months(year, quarter * 3 - 2, quarter * 3)],
        Period::Month(..) | Period::Range(..) => Vec::new(),
    }
}

/// Whether ratings of a period may be told: [`GROUP`] or more, and none of its parts that is not told by itself is found by
/// taking away those that are. `count`: how many there are in a month.
#[must_use]
pub fn told(period: Period, count: &impl Fn(Period) -> u32) -> bool {
    let months = |part: Period| parts(part).into_iter().next().unwrap_or_else(|| vec![part]);
    let all = |part: Period| months(part).into_iter().map(count).sum::<u32>();
    // What nobody knows of a part that is not told: its months that are not told.
    let hidden = |part: Period| months(part).into_iter().map(count).filter(|count| *count < GROUP).sum::<u32>();
    let safe = |way: Vec<Period>| {
        let rest: u32 = way.into_iter().filter(|part| !told(*part, count)).map(hidden).sum();
        rest == 0 || rest >= GROUP
    };
    all(period) >= GROUP && parts(period).into_iter().all(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn names_go_both_ways() {
        for level in Level::ALL {
            assert_eq!(Level::parse(level.as_str()), Some(level));
        }
        assert_eq!(Level::parse("6"), None);
    }

    #[test]
    fn few_are_not_shown_and_not_found_by_subtraction() {
        assert_eq!(shown(&[5, 4, 0]), [false, false, false], "four would be the rest");
        assert_eq!(shown(&[9, 5, 4]), [true, false, false], "the smallest goes with the few");
        assert_eq!(shown(&[9, 3, 2]), [true, false, false], "five together");
        assert_eq!(shown(&[5, 0]), [true, false], "nobody is nobody");
        assert_eq!(shown(&[4]), [false]);
        assert_eq!(shown(&[]), Vec::<bool>::new());
        for counts in (0..8000u32).map(|n| [n % 20, n / 20 % 20, n / 400]) {
            let seen = shown(&counts);
            let rest: u32 = counts.iter().zip(&seen).filter(|(_, seen)| !**seen).map(|(count, _)| count).sum();
            assert!(counts.iter().zip(&seen).all(|(count, seen)| !seen || *count >= GROUP), "{counts:?}");
            assert!(rest == 0 || rest >= GROUP || !seen.contains(&true), "{counts:?}");
        }
    }

    #[test]
    fn shares_and_scores() {
        let mut tally = Tally::default();
        assert_eq!((tally.satisfied(), tally.score(Indicator::Attitude)), (None, None));
        for (number, level) in Level::ALL.into_iter().enumerate() {
            tally.add(level, &Scores::from([(Indicator::Attitude, u8::try_from(number % 3).unwrap())]));
        }
        tally.add(Level::Satisfied, &Scores::from([(Indicator::Online, 2)]));
        assert_eq!((tally.count(), tally.satisfied()), (6, Some(5000)));
        assert_eq!(tally.score(Indicator::Attitude), Some(8), "0 1 2 0 1");
        assert_eq!(tally.score(Indicator::Online), None, "one answer is no group");
        let mut twice = tally.clone();
        twice.join(&tally);
        assert_eq!((twice.count(), twice.satisfied(), twice.score(Indicator::Attitude)), (12, Some(5000), Some(8)));
    }

    #[test]
    fn periods_are_months_or_longer() {
        assert_eq!(period("2026"), Some(Period::Year(2026)));
        assert_eq!(period("2026-h1"), Some(Period::Half(2026, 1)));
        assert_eq!(period("2026-q4"), Some(Period::Quarter(2026, 4)));
        assert_eq!(period("2024-02"), Some(Period::Month(2024, 2)));
        for text in ["", "26", "2026-", "2026-13", "2026-q5", "2026-q", "2026-1", "2026-11-23", "+026", "2026-+1"] {
            assert_eq!(period(text), None, "{text}");
        }
        assert_eq!(period("2026-03-01..2026-04-30"), None, "two months and their sum would tell of the third");
    }

    #[test]
    fn longer_periods_tell_nothing_of_few_by_subtraction() {
        let of = |counts: [u32; 12]| {
            move |period: Period| if let Period::Month(_, month) = period { counts[usize::from(month) - 1] } else { 0 }
        };
        let year = Period::Year(2026);
        let quarter = |number| Period::Quarter(2026, number);
        let few = of([9, 3, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert!(told(Period::Month(2026, 1), &few) && !told(Period::Month(2026, 2), &few));
        assert!(!told(quarter(1), &few) && !told(year, &few), "the three of February");
        assert!(!told(quarter(2), &few), "nobody is no group");
        let two = of([9, 3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert!(told(quarter(1), &two) && told(year, &two), "five together");
        let apart = of([9, 3, 9, 9, 3, 9, 0, 0, 0, 0, 0, 0]);
        assert!(!told(quarter(1), &apart) && !told(quarter(2), &apart) && told(Period::Half(2026, 1), &apart));
        // Whatever is told, what is left after taking away all that is told is nothing or a group.
        let mut dice = 1u64;
        for _ in 0..4000 {
            let counts: [u32; 12] = std::array::from_fn(|_| {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                u32::try_from(dice >> 61).unwrap()
            });
            let count = of(counts);
            for period in
                [year, Period::Half(2026, 1), Period::Half(2026, 2), quarter(1), quarter(2), quarter(3), quarter(4)]
            {
                for way in parts(period).into_iter().filter(|_| told(period, &count)) {
                    let known = |month: &Period| {
                        told(*month, &count)
                            || way.iter().any(|part| {
                                told(*part, &count) && part.first() <= month.first() && month.last() <= part.last()
                            })
                    };
                    let rest: u32 =
                        parts(period)[0].iter().filter(|month| !known(month)).map(|month| count(*month)).sum();
                    assert!(rest == 0 || rest >= GROUP, "{period} {counts:?}");
                }
            }
        }
    }

    #[test]
    fn a_rating_is_open_for_a_day() {
        assert_eq!(open_until(date(2026, 12, 31)), date(2027, 1, 1));
    }
}
