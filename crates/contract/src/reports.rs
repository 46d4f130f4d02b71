//! Reports: the figures of a period, by what they are broken down, their shares and the national index. Every figure carries
//! the query that opens the list it counts.

use crate::{NoBody, desk::WorkQuery, endpoint, register::Figure};
use jiff::civil::Date;
use motcua_domain::dossier::Channel;
use serde::{Deserialize, Serialize};

/// What is reported; sent as the query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportQuery {
    /// `2024`, `2024-h1`, `2024-q3`, `2024-05`, `2024-01-15..2024-02-20`; the present year without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// What the rows are: `field` (default), `procedure`, `channel`, `handler`, `counter`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Only this field of procedures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Only what this account finished, or took in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// Only what was finished, or taken in, at this counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
}

impl ReportQuery {
    /// The list of a figure of this report.
    #[must_use]
    pub fn list(&self, figure: &str, period: &str) -> WorkQuery {
        WorkQuery {
            view: Some("all".to_owned()),
            figure: Some(figure.to_owned()),
            period: Some(period.to_owned()),
            field: self.field.clone(),
            procedure: self.procedure.clone(),
            channel: self.channel,
            handler: self.handler.clone(),
            counter: self.counter.clone(),
            ..WorkQuery::default()
        }
    }
}

/// A share: how many of how many. The two are figures of the report by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportShare {
    pub name: String,
    pub part: Figure,
    pub whole: Figure,
    /// In hundredths of a percent; absent where there is nothing to divide by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate: Option<u32>,
    /// What was asked of the office, in hundredths of a percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<u32>,
}

/// A row of the breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReportRow {
    /// A field, a procedure's code, a channel, an account id, or a period.
    pub key: String,
    /// The name of the account, where the key is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    pub figures: Vec<Figure>,
}

/// An item of the national index (QĐ 766/QĐ-TTg).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IndexItem {
    pub id: String,
    pub group: String,
    /// Most points, in hundredths.
    pub most: u32,
    /// In hundredths; absent where there is nothing to divide by, or where it is not counted here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u32>,
    /// Not counted here: at the national portal, or in a part of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub elsewhere: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Figure>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<Figure>,
}

/// What people's ratings of the period say. They are kept apart from dossiers, so that no list stands behind these numbers;
/// their page is the one of ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Satisfaction {
    pub rated: u32,
    /// Satisfied or very satisfied.
    pub satisfied: u32,
    /// In hundredths of a percent.
    pub rate: u32,
}

/// The report of a period.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Report {
    pub period: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub from: Date,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub to: Date,
    /// It lasts still: figures will change.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub running: bool,
    pub figures: Vec<Figure>,
    pub shares: Vec<ReportShare>,
    /// Absent for fewer than five ratings, for a period that is no whole months, and for a report that is narrowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub satisfaction: Option<Satisfaction>,
    /// Minutes from intake to the result in hand, the middle one of the same-visit dossiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_visit: Option<u32>,
    /// Letters that people typed for a received dossier, the middle one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_typed: Option<u32>,
    /// Letters that people typed for all received dossiers.
    pub typed: u64,
    /// What the rows are.
    pub by: String,
    pub rows: Vec<ReportRow>,
    /// The same over time: months of a year, days of a month.
    pub parts: Vec<ReportRow>,
    pub index: Vec<IndexItem>,
    /// Where the index's formulas were taken from.
    pub index_source: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub index_read_on: Date,
}

impl Report {
    /// The count of a figure; 0 for a name that there is not.
    #[must_use]
    pub fn count(&self, name: &str) -> u64 {
        self.figures.iter().find(|figure| figure.name == name).map_or(0, |figure| figure.count)
    }
}

endpoint!(
    /// The report of a period; takes a [`ReportQuery`] as its query string.
    GetReport, Get "/api/desk/reports", Duty(Report), NoBody => Report
);
endpoint!(
    /// The same as a file: `csv`, `xlsx` or `pdf`.
    ReportFile, Get "/api/desk/reports/{format}", Duty(Report), NoBody => NoBody
);
