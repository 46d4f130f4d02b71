//! `cargo xtask faults`: builds the server and the fault rig, installs what the rig needs, and runs its long form.

use crate::{
    paths,
    shell::{self, Outcome, step},
    system,
};
use std::process::Command;

/// Minutes of the long form when none are named.
const MINUTES: &str = "10";

/// Runs the rig; its options are handed on to it.
pub fn run(options: &[&str]) -> Outcome {
    system::ensure_c_compiler()?;
    system::offer_fault_tools();
    step("Building the server and the fault rig");
    let mut build = shell::cargo();
    build.args(["build", "--locked", "--package", "motcua-server", "--package", "motcua-faults"]);
    shell::run(&mut build, "cargo build")?;
    let folder = paths::target()?.join("debug");
    let program = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));

    step("Faults");
    let mut rig = Command::new(program("faults"));
    rig.current_dir(paths::root()).arg("--server").arg(program("motcua-server")).args(options);
    if !options.contains(&"--minutes") {
        rig.args(["--minutes", MINUTES]);
    }
    shell::run(&mut rig, "The fault rig")
}
