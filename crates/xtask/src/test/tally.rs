//! Counting tests from what the test programs print.

use std::fmt;
use std::ops::AddAssign;

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} passed, {} failed", self.passed, self.failed)?;
        if self.skipped > 0 { write!(out, ", {} skipped", self.skipped) } else { Ok(()) }
    }
}

/// The sum of all `test result: ok. 3 passed; 1 failed; 2 ignored; …` lines of cargo test and wasm-bindgen's runner.
pub fn libtest(output: &str) -> Tally {
    let mut total = Tally::default();
    for line in output.lines().filter_map(|line| line.trim().strip_prefix("test result:")) {
        for part in line.split([';', '.']) {
            match count(part) {
                Some((number, "passed")) => total.passed += number,
                Some((number, "failed")) => total.failed += number,
                Some((number, "ignored")) => total.skipped += number,
                _ => {}
            }
        }
    }
    total
}

/// The summary of cargo-nextest: `Summary [ 1.2s] 12 tests run: 11 passed (1 slow), 1 failed, 2 skipped`.
pub fn nextest(output: &str) -> Option<Tally> {
    let summary = output.lines().rev().find(|line| line.trim_start().starts_with("Summary ["))?;
    let (_, counts) = summary.split_once(':')?;
    let mut total = Tally::default();
    for part in counts.split(',') {
        let Some((number, word)) = count(part) else { continue };
        match word {
            "passed" => total.passed += number,
            "failed" | "timed" | "exec" => total.failed += number,
            "skipped" => total.skipped += number,
            _ => {}
        }
    }
    Some(total)
}

/// The `stats` of Playwright's JSON report. A test that passed at the second try passed.
pub fn playwright(report: &serde_json::Value) -> Option<Tally> {
    let stats = report.get("stats")?;
    let number = |name: &str| stats.get(name).and_then(serde_json::Value::as_u64).unwrap_or(0);
    let outside = report.get("errors").and_then(serde_json::Value::as_array).map_or(0, Vec::len) as u64;
    Some(Tally {
        passed: number("expected") + number("flaky"),
        failed: number("unexpected") + outside,
        skipped: number("skipped"),
    })
}

/// `12 passed (1 slow)` as (12, "passed").
fn count(part: &str) -> Option<(u64, &str)> {
    let mut words = part.split_whitespace();
    Some((words.next()?.parse().ok()?, words.next()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn tally(passed: u64, failed: u64, skipped: u64) -> Tally {
        Tally { passed, failed, skipped }
    }

    #[test]
    fn cargo_test_lines_add_up() {
        let output = "test a ... ok\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                      test result: FAILED. 2 passed; 4 failed; 0 ignored; 0 measured; finished in 0.01s\n";
        assert_eq!(libtest(output), tally(5, 4, 1));
        assert_eq!(libtest("error: could not compile"), tally(0, 0, 0));
    }

    #[test]
    fn nextest_summaries_of_every_shape() {
        let cases = [
            ("     Summary [   0.040s] 12 tests run: 12 passed, 0 skipped", tally(12, 0, 0)),
            ("Summary [ 9.1s] 3/5 tests run: 1 passed (1 slow), 1 failed, 1 timed out, 2 skipped", tally(1, 2, 2)),
            ("x\n     Summary [   0.1s] 1 test run: 1 passed, 7 skipped\n        FAIL y", tally(1, 0, 7)),
        ];
        for (output, expected) in cases {
            assert_eq!(nextest(output), Some(expected), "{output}");
        }
        assert_eq!(nextest("error: could not compile"), None);
    }

    #[test]
    fn playwright_counts_flaky_as_passed_and_errors_outside_tests_as_failed() {
        let report = serde_json::json!({ "stats": { "expected": 4, "flaky": 1, "unexpected": 2, "skipped": 3 }, "errors": [{}] });
        assert_eq!(playwright(&report), Some(tally(5, 3, 3)));
        assert_eq!(playwright(&serde_json::json!({})), None);
    }

    #[test]
    fn skipped_is_named_only_when_there_are_any() {
        assert_eq!(tally(1, 0, 0).to_string(), "1 passed, 0 failed");
        assert_eq!(tally(1, 2, 3).to_string(), "1 passed, 2 failed, 3 skipped");
    }
}
