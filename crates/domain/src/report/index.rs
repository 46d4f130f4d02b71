//! The quality index of QĐ 766/QĐ-TTg as data: groups, items, their most points, and how points follow from a share. Numbers
//! stand in a file with their source; here is only how they are reckoned.

use super::{figure::Figure, share::SHARES};
use jiff::civil::Date;
use serde::Deserialize;

/// The index as its file states it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Index {
    /// What it is taken from.
    pub source: String,
    pub read_on: Date,
    #[serde(rename = "item")]
    pub items: Vec<Item>,
    #[serde(default, rename = "target")]
    pub targets: Vec<Target>,
}

/// Counts of ratings, which are no dossiers: who was satisfied, of all who rated.
pub const RATINGS: (&str, &str) = ("satisfied", "rated");

/// What is asked of the office.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// A share's name.
    pub share: String,
    /// In hundredths of a percent.
    pub rate: u32,
}

/// What counts where there is nothing to divide by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Empty {
    /// No points are reckoned, and none are lost: a dash.
    #[default]
    Dash,
    Zero,
    Full,
}

/// One item.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// The stable name; words under `index.<id>`.
    pub id: String,
    /// The group; words under `index_group.<group>`.
    pub group: String,
    /// Most points, in hundredths.
    pub most: u32,
    /// The code of the national metric, where one was published.
    #[serde(default)]
    pub metric: Option<String>,
    /// Names of the figures that are divided, or [`RATINGS`]; without them this product does not know the item, and says so.
    #[serde(default)]
    pub part: Option<String>,
    #[serde(default)]
    pub whole: Option<String>,
    /// The rate that already earns the most, in hundredths of a percent.
    #[serde(default = "whole")]
    pub full_at: u32,
    #[serde(default)]
    pub empty: Empty,
}

const fn whole() -> u32 {
    10_000
}

/// What an item came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Points {
    /// In hundredths.
    Scored(u32),
    /// Nothing to divide by.
    Dash,
    /// Not known here: it is counted at the national portal, or comes with another part.
    Elsewhere,
}

impl Item {
    /// The figures of the item.
    #[must_use]
    pub fn figures(&self) -> Option<(Figure, Figure)> {
        Some((Figure::parse(self.part.as_deref()?)?, Figure::parse(self.whole.as_deref()?)?))
    }

    /// Whether it divides ratings.
    #[must_use]
    pub fn of_ratings(&self) -> bool {
        (self.part.as_deref(), self.whole.as_deref()) == (Some(RATINGS.0), Some(RATINGS.1))
    }

    /// The points of these counts: `most × min(1, rate / full_at)`, rounded half up.
    #[must_use]
    pub fn points(&self, part: u64, whole: u64) -> Points {
        if self.figures().is_none() && !self.of_ratings() {
            return Points::Elsewhere;
        }
        if whole == 0 {
            return match self.empty {
                Empty::Dash => Points::Dash,
                Empty::Zero => Points::Scored(0),
                Empty::Full => Points::Scored(self.most),
            };
        }
        let (most, full) = (u128::from(self.most), u128::from(self.full_at.max(1)));
        let (part, whole) = (u128::from(part), u128::from(whole));
        let scored = (most * part * 20_000 + whole * full) / (whole * full * 2);
        Points::Scored(u32::try_from(scored.min(most)).unwrap_or(self.most))
    }
}

impl Index {
    /// Whether the file says only what can be reckoned.
    ///
    /// # Errors
    /// The id of the item that names a figure there is not, or only one of two, or stands twice; or of an unknown share.
    pub fn check(&self) -> Result<(), String> {
        for (at, item) in self.items.iter().enumerate() {
            let known = match (&item.part, &item.whole) {
                (None, None) => true,
                _ => item.figures().is_some() || item.of_ratings(),
            };
            if !known || self.items[..at].iter().any(|other| other.id == item.id) {
                return Err(item.id.clone());
            }
        }
        let known = |target: &&Target| SHARES.iter().any(|share| share.name == target.share);
        match self.targets.iter().find(|target| !known(target)) {
            Some(target) => Err(target.share.clone()),
            None => Ok(()),
        }
    }
}
