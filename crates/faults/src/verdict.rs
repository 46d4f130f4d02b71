//! How a test ended: runs, losses, and a word; and the table of all of them.

use crate::{Outcome, said};
use serde::Deserialize;
use std::{fmt::Write, path::Path, time::Instant};

/// How a test ended.
#[derive(Clone, Debug, Deserialize)]
pub struct Verdict {
    /// The test's name in the requirements: `T-01`.
    pub test: String,
    pub runs: u64,
    /// Acknowledgements that turned out to be worth nothing.
    pub lost: u64,
    /// Passed, failed with why, or skipped with why.
    pub word: Word,
    /// Figures worth reading.
    pub figures: String,
    pub seed: u64,
    pub seconds: u64,
}

/// The last word on a test.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    Passed,
    Failed(String),
    Skipped(String),
}

/// What a test found while it ran.
#[derive(Clone, Debug, Default)]
pub struct Found {
    pub runs: u64,
    /// One sentence for each loss.
    pub lost: Vec<String>,
    /// What else must not be.
    pub wrong: Vec<String>,
    pub figures: String,
}

impl Found {
    /// Takes another run's findings in.
    pub fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.lost.extend(other.lost);
        self.wrong.extend(other.wrong);
    }

    /// Notes what must hold and does not.
    pub fn must(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.wrong.push(otherwise());
        }
    }
}

impl Verdict {
    /// What a test's outcome amounts to.
    #[must_use]
    pub fn of(test: &str, seed: u64, began: Instant, outcome: Outcome<Found>) -> Self {
        let seconds = began.elapsed().as_secs();
        let test = test.to_owned();
        let verdict = |runs, lost, word, figures| Self { test, runs, lost, word, figures, seed, seconds };
        match outcome {
            Ok(found) if found.lost.is_empty() && found.wrong.is_empty() => {
                verdict(found.runs, 0, Word::Passed, found.figures)
            }
            Ok(found) => {
                let lost = found.lost.len() as u64;
                let mut all: Vec<String> = found.lost.iter().map(|what| format!("lost: {what}")).collect();
                all.extend(found.wrong);
                let more = all.len().saturating_sub(5);
                all.truncate(5);
                if more > 0 {
                    all.push(format!("and {more} more"));
                }
                verdict(found.runs, lost, Word::Failed(all.join("; ")), found.figures)
            }
            Err(sentence) => verdict(0, 0, Word::Failed(sentence), String::new()),
        }
    }

    /// A test that this machine cannot run.
    #[must_use]
    pub fn skipped(test: &str, seed: u64, why: &str) -> Self {
        let word = Word::Skipped(why.to_owned());
        Self { test: test.to_owned(), runs: 0, lost: 0, word, figures: String::new(), seed, seconds: 0 }
    }

    /// One line, for a test's own output.
    #[must_use]
    pub fn line(&self) -> String {
        let (word, why) = match &self.word {
            Word::Passed => ("passed", ""),
            Word::Failed(why) => ("FAILED", why.as_str()),
            Word::Skipped(why) => ("skipped", why.as_str()),
        };
        format!(
            "{:<14} {:>6} runs {:>4} lost  {word:<7} {:>4} s  seed {}  {} {why}",
            self.test, self.runs, self.lost, self.seconds, self.seed, self.figures
        )
    }
}

/// Verdicts of tests that ran elsewhere, as a JSON list: those in a browser.
///
/// # Errors
/// When the file cannot be read.
pub fn besides(file: &Path) -> Outcome<Vec<Verdict>> {
    serde_json::from_slice(&std::fs::read(file).map_err(said)?).map_err(said)
}

/// All verdicts, a line each, and a last line that counts them.
#[must_use]
pub fn table(verdicts: &[Verdict]) -> String {
    let mut text = String::new();
    let count = |wanted: fn(&Word) -> bool| verdicts.iter().filter(|verdict| wanted(&verdict.word)).count();
    for verdict in verdicts {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", verdict.line());
    }
    let passed = count(|word| matches!(word, Word::Passed));
    let failed = count(|word| matches!(word, Word::Failed(_)));
    let skipped = count(|word| matches!(word, Word::Skipped(_)));
    let _ = write!(text, "\n{passed} passed, {failed} failed, {skipped} skipped");
    text
}

/// Whether none failed and at least one passed.
#[must_use]
pub fn all_well(verdicts: &[Verdict]) -> bool {
    verdicts.iter().any(|verdict| verdict.word == Word::Passed)
        && !verdicts.iter().any(|verdict| matches!(verdict.word, Word::Failed(_)))
}
