//! Format and lints, as strict as CI: a warning fails. The web is checked for the browser, everything else for this machine.

use crate::shell::{self, Outcome, step};
use crate::tools;

/// Runs all checks and names those that failed.
pub fn run() -> Outcome {
    tools::ensure_target()?;
    let native = ["clippy", "--workspace", "--exclude", "motcua-web", "--all-targets", "--locked"];
    let web =
        ["clippy", "--package", "motcua-web", "--lib", "--bins", "--target", "wasm32-unknown-unknown", "--locked"];
    let strict = ["--", "-D", "warnings"];
    let checks: [(&str, Vec<&str>); 3] = [
        ("format (cargo fmt puts it right)", vec!["fmt", "--all", "--check"]),
        ("lints of the crates and the server", native.into_iter().chain(strict).collect()),
        ("lints of the web", web.into_iter().chain(strict).collect()),
    ];
    let mut failed = Vec::new();
    for (name, arguments) in checks {
        step(&format!("Checking {name}"));
        if shell::run(shell::cargo().args(arguments), name).is_err() {
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("Checks failed: {}.", failed.join("; "))) }
}
