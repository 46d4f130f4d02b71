//! What the office makes public for everybody to use: its procedures as open data with where each fact was read, files for the
//! wall, and the figures that it chose to show. Nothing here knows of a person or a dossier.

use crate::{NoBody, endpoint};
use jiff::{Timestamp, civil::Date};
use motcua_domain::{
    deadline::Limit,
    fee::Amount,
    form::Condition,
    procedure::{FactSource, Legal},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the public pages begin, which the server writes without script; a procedure in full stands below it by its code.
pub const PAGE: &str = "/cong-khai";

/// Words by language: `vi`, `en`.
pub type Words = BTreeMap<String, String>;

/// On what terms the data may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Licence {
    /// `CC BY 4.0`.
    pub name: String,
    pub url: String,
}

/// The procedures of the office as open data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenData {
    pub publisher: String,
    /// Where it is published, `https://motcua.example`.
    pub published_at: String,
    pub licence: Licence,
    /// The newest version among the procedures.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub newest: Option<Date>,
    pub procedures: Vec<OpenProcedure>,
}

/// A procedure as it is posted: what it asks for, costs and takes, and where each of it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenProcedure {
    pub code: String,
    /// In force from this day.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub version: Date,
    pub field: String,
    pub field_names: Words,
    /// Old codes, and codes of linked procedures.
    pub aliases: Vec<String>,
    /// Its page here.
    pub page: String,
    /// Its page on the national portal, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_id: Option<String>,
    pub name: Words,
    pub plain: Words,
    pub who: Words,
    pub result: Words,
    /// A line each.
    pub notes: Words,
    /// It cannot be finished without coming.
    pub visit_required: bool,
    /// As a rule done while one waits.
    pub same_visit: bool,
    /// Questions about the case, which conditions below name.
    pub questions: Vec<OpenQuestion>,
    pub papers: Vec<OpenPaper>,
    pub fees: Vec<OpenFee>,
    /// The first whose condition holds counts.
    pub times: Vec<OpenTime>,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub legal: Vec<Legal>,
    /// Where facts were read, and when.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub sources: Vec<FactSource>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenQuestion {
    pub id: String,
    pub words: Words,
}

/// When something holds, and where it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fact {
    /// Absent: in every case.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_if: Option<Condition>,
    /// The condition in words; empty where it holds always.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub only_if_words: Words,
    /// The id of one of `sources`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// To be confirmed at the desk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenPaper {
    pub id: String,
    pub words: Words,
    /// Only shown and taken home again.
    pub shown_only: bool,
    pub optional: bool,
    pub originals: u8,
    pub copies: u8,
    #[serde(flatten)]
    pub fact: Fact,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenFee {
    pub id: String,
    pub words: Words,
    /// In đồng; `unpublished` is not free.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub amount: Amount,
    #[serde(flatten)]
    pub fact: Fact,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenTime {
    pub id: String,
    pub words: Words,
    pub limit: Limit,
    #[serde(flatten)]
    pub fact: Fact,
}

/// A figure that the office may choose to show to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PublicFigure {
    /// People who wait at the office now.
    Waiting,
    /// Minutes of waiting today, the middle one.
    MedianWait,
    /// Dossiers handed in this year.
    Received,
    /// Dossiers that got their result this year.
    Finished,
    /// Of these, early and on time.
    Timely,
    /// Of those returned this year, in one visit.
    SameVisit,
    /// Of those handed in this year, over the network.
    Online,
    /// Satisfied and very satisfied among the ratings of the last whole quarter.
    Satisfied,
    /// Dossiers of twelve whole months by field. In a small ward this can tell of somebody: only where it is chosen.
    ByField,
}

impl PublicFigure {
    /// What is shown where the office chose nothing: counts of the whole ward, which tell of nobody.
    pub const USUAL: [Self; 5] = [Self::Waiting, Self::MedianWait, Self::Received, Self::Finished, Self::Timely];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::MedianWait => "median_wait",
            Self::Received => "received",
            Self::Finished => "finished",
            Self::Timely => "timely",
            Self::SameVisit => "same_visit",
            Self::Online => "online",
            Self::Satisfied => "satisfied",
            Self::ByField => "by_field",
        }
    }
}

/// One figure. Fewer than five are never told: `few` then stands in place of the number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicCount {
    pub name: PublicFigure,
    /// A field of procedures, where it is broken down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Absent for a share, for what nobody measured yet, and for few.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// A share, in hundredths of a percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<u32>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub few: bool,
    /// First and last day that are counted; absent for what is now.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub from: Option<Date>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub to: Option<Date>,
}

/// The figures that the office chose, as they were at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicFigures {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub at: Timestamp,
    pub figures: Vec<PublicCount>,
}

endpoint!(
    /// The procedures as open data.
    GetOpenData, Get "/api/open/procedures", Public, NoBody => OpenData
);
endpoint!(
    /// The figures that the office chose to show.
    GetPublicFigures, Get "/api/open/figures", Public, NoBody => PublicFigures
);
endpoint!(
    /// A file by its name: `procedures.json`, `procedures.csv`, `board.pdf` (a sheet of codes), `book.pdf` (every procedure in full).
    OpenFile, Get "/api/open/files/{name}", Public, NoBody => NoBody
);
