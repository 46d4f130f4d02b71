//! The tests that run as wasm: the same rules must decide on the phone as on the server. They run in Node, without a browser.

use super::tally::{self, Tally};
use crate::shell::{self, Outcome, note, step};
use crate::{paths, system, tools};
use std::path::Path;

const TARGET: &str = "wasm32-unknown-unknown";
/// How a test file says that it belongs here.
const MARK: &str = "#[wasm_bindgen_test]";

/// Runs the wasm tests of every package that has some.
pub fn run() -> Outcome<Tally> {
    step("Tests as wasm");
    let packages = packages()?;
    if packages.is_empty() {
        note("No package has any.");
        return Ok(Tally::default());
    }
    tools::ensure_target()?;
    system::ensure_node()?;
    let runner = tools::ensure_bindgen()?.join("wasm-bindgen-test-runner");
    let mut command = shell::cargo();
    command.args(["test", "--locked", "--no-fail-fast", "--target", TARGET, "--lib", "--tests"]);
    for package in &packages {
        command.args(["--package", package]);
    }
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner).env("CARGO_TERM_COLOR", "never");
    let (succeeded, output) = shell::tee(&mut command)?;
    let mut total = tally::libtest(&output);
    if !succeeded && total.failed == 0 {
        note("The wasm tests ended with an error outside any test (above); it counts as one failure.");
        total.failed = 1;
    }
    Ok(total)
}

/// The packages whose sources or tests carry the mark: the web at the root, and the crates that compile for wasm.
fn packages() -> Outcome<Vec<String>> {
    let root = paths::root();
    let folders = [
        ("motcua-web", "src"),
        ("motcua-domain", "crates/domain"),
        ("motcua-contract", "crates/contract"),
        ("motcua-vision", "crates/vision"),
    ];
    let mut found = Vec::new();
    for (package, folder) in folders {
        if marked(&root.join(folder))? {
            found.push(package.to_owned());
        }
    }
    Ok(found)
}

fn marked(folder: &Path) -> Outcome<bool> {
    let entries = std::fs::read_dir(folder).map_err(|error| paths::cannot("list", folder, &error))?;
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let is_rust = path.extension().is_some_and(|ending| ending == "rs");
        if (path.is_dir() && marked(&path)?) || (is_rust && paths::read(&path)?.contains(MARK)) {
            return Ok(true);
        }
    }
    Ok(false)
}
