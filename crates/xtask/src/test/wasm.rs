//! The tests that run as wasm: the same rules must decide on the phone as on the server. They run in Node, without a browser.

use super::tally::{self, Tally};
use crate::shell::{self, Outcome, note, step};
use crate::{system, tools};

/// Runs the wasm tests of the web package, which links every crate that the phone runs.
pub fn run() -> Outcome<Tally> {
    step("Tests as wasm");
    tools::ensure_target()?;
    system::ensure_node()?;
    let runner = tools::ensure_bindgen()?.join("wasm-bindgen-test-runner");
    let mut command = shell::cargo();
    command.args([
        "test",
        "--locked",
        "--package",
        "motcua-web",
        "--test",
        "wasm",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner).env("CARGO_TERM_COLOR", "never");
    let (succeeded, output) = shell::tee(&mut command)?;
    let mut total = tally::libtest(&output);
    if !succeeded && total.failed == 0 {
        note("The wasm tests ended with an error outside any test (above); it counts as one failure.");
        total.failed = 1;
    }
    Ok(total)
}
