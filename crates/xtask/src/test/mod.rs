//! `cargo xtask test`: installs what the tests need, runs every test, and ends with one line that counts them all.

pub mod browser;
mod native;
mod tally;
mod wasm;

use crate::shell::{Outcome, step};
use crate::{build, system};
use std::time::Instant;
use tally::Tally;

/// The suites in their order: what fails fastest comes first.
const SUITES: [&str; 3] = ["native", "wasm", "browser"];

/// Runs the named suites, or all. A suite that cannot even start counts as one failure and the others still run.
pub fn run(wanted: &[&str]) -> Outcome {
    if let Some(unknown) = wanted.iter().find(|name| !SUITES.contains(name)) {
        return Err(format!("There is no suite `{unknown}`; there are {}.", SUITES.join(", ")));
    }
    let start = Instant::now();
    let mut total = Tally::default();
    let mut lines = Vec::new();
    for name in SUITES.into_iter().filter(|name| wanted.is_empty() || wanted.contains(name)) {
        let began = Instant::now();
        let tally = match suite(name) {
            Ok(tally) => tally,
            Err(sentence) => {
                println!("\nxtask: {sentence}");
                Tally { failed: 1, ..Tally::default() }
            }
        };
        lines.push(format!("    {name:<8} {tally}  ({} s)", began.elapsed().as_secs()));
        total += tally;
    }
    println!();
    step(&format!("All suites, {} s", start.elapsed().as_secs()));
    for line in lines {
        println!("{line}");
    }
    if total.passed + total.failed == 0 {
        println!("\nNo test ran, which is a failure too.");
        total.failed = 1;
    }
    println!("\n{total}");
    // The line above is the last one, so failure is told by the exit code alone.
    if total.failed > 0 { std::process::exit(1) } else { Ok(()) }
}

fn suite(name: &str) -> Outcome<Tally> {
    system::ensure_c_compiler()?;
    match name {
        "native" => {
            system::ensure_pdf_tools()?;
            system::offer_fault_tools();
            native::run()
        }
        "wasm" => wasm::run(),
        _ => {
            let built = build::everything()?;
            browser::run(&built)
        }
    }
}
