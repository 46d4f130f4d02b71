//! The tests of the crates and of the whole server, on this machine.

use super::tally::{self, Tally};
use crate::shell::{self, Outcome, note, step};

const PACKAGES: [&str; 3] = ["--workspace", "--exclude", "motcua-web"];

/// Runs them with cargo-nextest where it is installed (quicker on several cores), else with cargo test.
pub fn run() -> Outcome<Tally> {
    step("Native tests");
    let mut command = shell::cargo();
    let with_nextest = shell::has(&format!("cargo-nextest{}", std::env::consts::EXE_SUFFIX));
    if with_nextest {
        command.args(["nextest", "run", "--locked", "--no-fail-fast", "--status-level", "slow"]).args(PACKAGES);
    } else {
        note("cargo-nextest is not here; cargo test does it as well, a little slower.");
        command.args(["test", "--locked", "--no-fail-fast", "--lib", "--bins", "--tests"]).args(PACKAGES);
    }
    command.env("CARGO_TERM_COLOR", "never");
    let (succeeded, output) = shell::tee(&mut command)?;
    let mut total = match with_nextest {
        true => tally::nextest(&output).unwrap_or_default(),
        false => tally::libtest(&output),
    };
    if !succeeded && total.failed == 0 {
        note("The native tests ended with an error outside any test (above); it counts as one failure.");
        total.failed = 1;
    }
    Ok(total)
}
