//! Satisfaction: rating by the code on a slip or at a counter, without signing in, and what the office sees of it.
//!
//! A slip's token stands in the fragment of its QR code and in bodies, never in a path. No answer names a dossier.

use crate::{NoBody, endpoint};
use jiff::civil::Date;
use motcua_domain::rating::{Indicator, Level, Scores};
use serde::{Deserialize, Serialize};

/// What somebody thinks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opinion {
    pub level: Level,
    /// Indicators that were answered, each 0 to 2.
    #[serde(default, skip_serializing_if = "Scores::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub scores: Scores,
    /// At most [`motcua_domain::rating::COMMENT`] characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub comment: String,
}

/// A rating by a token: of a slip, or of a rating at a counter that goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SlipRating {
    pub token: String,
    pub opinion: Opinion,
}

/// A rating at a counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CounterRating {
    pub counter: String,
    /// A random text that a phone keeps for this alone, so that it rates a counter once; none on a device for everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<String>,
    pub level: Level,
}

/// With this the rating at a counter goes on; it is known to nobody else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CounterRated {
    pub token: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingToken {
    pub token: String,
}

/// What a token has said so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingLook {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<Opinion>,
    /// The last day on which it may be changed; absent before the first tap.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub open_until: Option<Date>,
}

endpoint!(
    /// Rates by a token, or changes what it said. `rating_unknown`; `rating_late` after a day.
    RateSlip, Post "/api/ratings", Public, SlipRating => RatingLook
);
endpoint!(
    /// Rates at a counter, counted apart from slips. `rating_unknown` for a counter that there is not, `rating_too_often`.
    RateCounter, Post "/api/ratings/counters", Public, CounterRating => CounterRated
);
endpoint!(
    /// What a token has said so far. Refused as [`RateSlip`] is.
    LookRating, Post "/api/ratings/look", Public, RatingToken => RatingLook
);

/// The figures of a group of five or more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingFigures {
    pub count: u32,
    /// In the order of the levels, the best first.
    pub levels: Vec<u32>,
    /// Satisfied or very satisfied, in hundredths of a percent.
    pub satisfied: u32,
    /// Indicators that five or more answered.
    pub scores: Vec<IndicatorScore>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndicatorScore {
    pub indicator: Indicator,
    /// Tenths, 0 to 20.
    pub tenths: u32,
}

/// A group: a source, a field, a counter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingGroup {
    /// `slip` or `counter`, a field of procedures, the name of a counter; empty for all together.
    pub key: String,
    /// Absent for fewer than five, and for what would tell of fewer than five by subtraction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figures: Option<RatingFigures>,
}

/// What people's ratings of a period say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingReport {
    /// `2026`, `2026-q4` or `2026-11`.
    pub period: String,
    pub all: RatingGroup,
    /// Slips and counters, counted apart.
    pub sources: Vec<RatingGroup>,
    /// Of slips.
    pub fields: Vec<RatingGroup>,
    /// Of posters at counters.
    pub counters: Vec<RatingGroup>,
}

/// What somebody wrote with a rating: no day, no dossier, in no order of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingComment {
    pub level: Level,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingComments {
    /// Empty as long as the period has fewer than five ratings.
    pub comments: Vec<RatingComment>,
}

endpoint!(
    /// What ratings say, by source, field and counter; `?period=2026-q4`, this month without it.
    GetRatings, Get "/api/desk/ratings", Duty(Ratings), NoBody => RatingReport
);
endpoint!(
    /// What people wrote with their ratings; `?period=` as in [`GetRatings`].
    ListComments, Get "/api/desk/ratings/comments", Duty(RatingComments), NoBody => RatingComments
);
