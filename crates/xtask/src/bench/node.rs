//! Runs a script of `tests/bench/` on Node: installs the peers on first use, hands over the input as a file, takes the answer as one.

use crate::shell::{self, Outcome};
use crate::test::browser::install_packages;
use crate::{paths, system};
use serde_json::Value;
use std::process::Command;

/// Installs what the scripts need: Node, the peers of `tests/bench/package-lock.json`.
///
/// # Errors
/// When the registry cannot be reached and they are not there yet.
pub fn ensure() -> Outcome {
    system::ensure_node()?;
    install_packages(&paths::root().join("tests/bench"))
}

/// Runs `tests/bench/<script>` with `input` and returns what it answers. In its environment: `MOTCUA_BENCH_INPUT` and `MOTCUA_BENCH_OUTPUT`
/// (JSON files; `lib/bench.mjs` reads and writes them) and `CHROMIUM`. What it writes to its outputs is passed through.
///
/// # Errors
/// When it fails, or writes no answer.
pub fn run(script: &str, input: &Value) -> Outcome<Value> {
    ensure()?;
    let chromium = system::ensure_chromium()?;
    let folder = paths::target()?.join("bench");
    let name = script.replace(['/', '.'], "-");
    let (given, answer) = (folder.join(format!("{name}.input.json")), folder.join(format!("{name}.output.json")));
    paths::write(&given, input.to_string())?;
    let _ = std::fs::remove_file(&answer);
    let mut command = Command::new("node");
    command.current_dir(paths::root().join("tests/bench")).arg(script).env("CHROMIUM", chromium);
    command.env("MOTCUA_BENCH_INPUT", &given).env("MOTCUA_BENCH_OUTPUT", &answer);
    shell::run(&mut command, script)?;
    let text = paths::read(&answer).map_err(|_| format!("{script} wrote no answer."))?;
    serde_json::from_str(&text).map_err(|error| format!("The answer of {script} is not JSON: {error}."))
}
