//! The report of a period as a paper: its paragraph, a chart over time, its tables.

use super::{Moment, Office, Sheet};
use crate::{Press, templates};
use serde::Serialize;

/// The report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReportPaper {
    pub office: Office,
    /// First and last day, as written.
    pub from: String,
    pub to: String,
    /// The period lasts still.
    pub running: bool,
    pub paragraph: String,
    pub bars: Vec<ReportBar>,
    pub tables: Vec<ReportTable>,
    /// Where the formulas of the index were read.
    pub source: String,
    pub printed: Option<Moment>,
}

/// A part of the period in the chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReportBar {
    pub label: String,
    pub received: u64,
    pub finished: u64,
}

/// A table; cells are words ready to print.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReportTable {
    pub title: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet for ReportPaper {
    fn template(&self, _: &Press) -> String {
        templates::REPORT.to_owned()
    }
}
