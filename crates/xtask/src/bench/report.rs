//! What a bench answers: rows of ours beside a peer, and the file they are kept in.

use crate::paths;
use crate::shell::{self, Outcome};
use serde_json::{Value, json};
use std::process::Command;

/// In what a row is counted; it tells which way the ratio points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds: less is better.
    Milliseconds,
    /// Bytes: less is better.
    Bytes,
    /// Pixels off: less is better.
    Pixels,
    /// Per cent that came out right: more is better.
    PercentRight,
    /// A count of mistakes: less is better.
    Mistakes,
    /// MB (10^6 bytes) a second: more is better.
    MegabytesASecond,
    /// Of anything, a second: more is better.
    ASecond,
}

impl Unit {
    /// As the table, the file and the plot name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Bytes => "bytes",
            Self::Pixels => "px",
            Self::PercentRight => "% right",
            Self::Mistakes => "mistakes",
            Self::MegabytesASecond => "MB/s",
            Self::ASecond => "/s",
        }
    }

    /// Whether a smaller number is the better one.
    pub fn less_is_better(self) -> bool {
        !matches!(self, Self::PercentRight | Self::MegabytesASecond | Self::ASecond)
    }
}

/// One comparison. The ratio is always ours divided by the peer's: for units of which less is better (`ms`, `bytes`, …) a ratio below 1 is
/// a win, for the others (`% right`, `MB/s`, `/s`) one above 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What was measured, such as `720p, median`.
    pub measure: String,
    /// Whom ours is compared with; empty when there is nobody.
    pub peer_name: String,
    pub ours: f64,
    /// Absent when the peer could not do it, or there is none.
    pub peer: Option<f64>,
    pub unit: Unit,
}

impl Row {
    pub fn new(measure: &str, peer_name: &str, ours: f64, peer: f64, unit: Unit) -> Self {
        Self { measure: measure.to_owned(), peer_name: peer_name.to_owned(), ours, peer: Some(peer), unit }
    }

    /// A figure of ours that nobody stands beside.
    pub fn alone(measure: &str, ours: f64, unit: Unit) -> Self {
        Self { measure: measure.to_owned(), peer_name: String::new(), ours, peer: None, unit }
    }

    /// Ours divided by the peer's; nothing where that has no meaning.
    pub fn ratio(&self) -> Option<f64> {
        self.peer.map(|peer| self.ours / peer).filter(|ratio| ratio.is_finite())
    }

    /// The measure and whom it is compared with.
    pub fn name(&self) -> String {
        if self.peer_name.is_empty() { self.measure.clone() } else { format!("{} | {}", self.measure, self.peer_name) }
    }

    fn json(&self) -> Value {
        json!({"name": self.name(), "ours": self.ours, "peer": self.peer, "unit": self.unit.name(), "ratio": self.ratio()})
    }
}

/// What a bench measured.
#[derive(Default)]
pub struct Report {
    /// The heading of the plot.
    pub title: String,
    pub rows: Vec<Row>,
    /// Sentences below the table: what was left out, what a figure does not say.
    pub notes: Vec<String>,
}

impl Report {
    pub fn new(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    /// The file of the rows: `{"rows": [{"name", "ours", "peer", "unit", "ratio"}], "notes", "machine", "commit"}`.
    pub fn json(&self) -> Outcome<String> {
        let rows: Vec<Value> = self.rows.iter().map(Row::json).collect();
        let value = json!({"rows": rows, "notes": self.notes, "machine": machine(), "commit": commit()});
        serde_json::to_string_pretty(&value).map_err(|error| format!("The rows cannot be written as JSON: {error}"))
    }
}

/// Cores, processor and system, as far as they can be told.
fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let model = model.map_or(String::new(), |(_, name)| format!(", {}", name.trim()));
    format!("{cores} cores{model}, {} {}", std::env::consts::OS, std::env::consts::ARCH)
}

/// The commit that was measured; with `+` when files differ from it.
fn commit() -> String {
    let git = |words: &[&str]| shell::read(Command::new("git").current_dir(paths::root()).args(words), "git");
    let Ok(commit) = git(&["rev-parse", "--short=12", "HEAD"]) else { return "unknown".to_owned() };
    let changed = git(&["status", "--porcelain", "--untracked-files=no"]).is_ok_and(|list| !list.trim().is_empty());
    format!("{}{}", commit.trim(), if changed { "+" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_ours_over_theirs_and_absent_without_a_peer() {
        assert_eq!(Row::new("frame", "other", 5.0, 10.0, Unit::Milliseconds).ratio(), Some(0.5));
        assert_eq!(Row::new("frame", "other", 5.0, 0.0, Unit::Milliseconds).ratio(), None);
        assert_eq!(Row::alone("size", 5.0, Unit::Bytes).ratio(), None);
    }

    #[test]
    fn the_file_has_the_fields_that_readers_expect() {
        let mut report = Report::new("x");
        report.rows.push(Row::new("frame", "other", 5.0, 10.0, Unit::Milliseconds));
        let value: Value = serde_json::from_str(&report.json().unwrap()).unwrap();
        let row = &value["rows"][0];
        assert_eq!(row["name"], "frame | other");
        assert_eq!(
            (row["ours"].as_f64(), row["peer"].as_f64(), row["ratio"].as_f64()),
            (Some(5.0), Some(10.0), Some(0.5))
        );
        assert_eq!(row["unit"], "ms");
        assert!(value["machine"].is_string() && value["commit"].is_string());
    }
}
