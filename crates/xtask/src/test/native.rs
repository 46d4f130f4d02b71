//! The tests of the crates and of the whole server, on this machine.

use super::tally::{self, Tally};
use crate::{
    faults,
    shell::{self, Outcome, note, step},
};

/// The web is asked apart: its library has plain unit tests, its programs only make sense in a browser.
const GROUPS: [(&str, &[&str]); 2] = [
    (
        "the crates, the server, the journeys over HTTP",
        &["--workspace", "--exclude", "motcua-web", "--lib", "--bins", "--tests"],
    ),
    ("the web's library", &["--package", "motcua-web", "--lib"]),
];

/// Runs them with cargo-nextest where it is installed (quicker on several cores), else with cargo test.
pub fn run() -> Outcome<Tally> {
    let with_nextest = shell::has(&format!("cargo-nextest{}", std::env::consts::EXE_SUFFIX));
    let lacking = faults::lacking();
    for (tests, why) in &lacking {
        note(&format!("Skipped: the fault rig's tests `{tests}`: {why}."));
    }
    let left_out: Vec<&str> = lacking.iter().map(|(tests, _)| *tests).collect();
    let mut total = Tally::default();
    for (name, packages) in GROUPS {
        step(&format!("Native tests: {name}"));
        total += group(packages, &left_out, with_nextest)?;
    }
    Ok(total)
}

/// Tests with one of the names in `left_out` are skipped, and counted as such.
fn group(packages: &[&str], left_out: &[&str], with_nextest: bool) -> Outcome<Tally> {
    let mut command = shell::cargo();
    if with_nextest {
        command.args(["nextest", "run", "--locked", "--no-fail-fast", "--status-level", "slow"]).args(packages);
    } else {
        note("cargo-nextest is not here; cargo test does it as well, a little slower.");
        command.args(["test", "--locked", "--no-fail-fast"]).args(packages);
    }
    if !left_out.is_empty() {
        // Both runners understand this, behind the dashes.
        command.arg("--").args(left_out.iter().flat_map(|name| ["--skip", name]));
    }
    command.env("CARGO_TERM_COLOR", "never");
    let (succeeded, output) = shell::tee(&mut command)?;
    let mut tally = match with_nextest {
        true => tally::nextest(&output).unwrap_or_default(),
        false => tally::libtest(&output),
    };
    if !succeeded && tally.failed == 0 {
        note("These tests ended with an error outside any test (above); it counts as one failure.");
        tally.failed = 1;
    }
    Ok(tally)
}
