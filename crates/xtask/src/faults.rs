//! `cargo xtask faults`: builds the server and the fault rig, installs what the rig needs, and runs its long form.

use crate::{
    paths,
    shell::{self, Outcome, note, step},
    system,
    test::browser,
};
use std::process::{Command, Stdio};

/// Minutes of the long form when none are named.
const MINUTES: &str = "10";

/// What of the rig's short form this machine cannot run: a part of the tests' names, and why.
pub fn lacking() -> Vec<(&'static str, &'static str)> {
    let works = |program: &str, words: &[&str]| {
        let tried = Command::new(program).args(words).stdout(Stdio::null()).stderr(Stdio::null()).status();
        tried.is_ok_and(|status| status.success())
    };
    let strace = works("strace", &["-f", "-qq", "-o", "/dev/null", "true"]);
    // `unshare` tries what mounting needs without mounting anything that stays.
    let mounts = works("unshare", &["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]) && works("mkfs.ext4", &["-V"]);
    let mut lacking = Vec::new();
    if !strace {
        lacking.push(("needs_strace", "strace is missing or may not trace"));
    }
    if !strace || !mounts {
        lacking.push(("needs_mounts", "file systems cannot be mounted here, which takes root"));
    }
    if !works("faketime", &["-m", "-f", "+0", "true"]) {
        lacking.push(("needs_faketime", "faketime is missing"));
    }
    if !paths::root().join("tests/browser/node_modules/tus-js-client").is_dir() || !works("node", &["--version"]) {
        lacking.push(("needs_node", "the packages of the browser tests are not installed yet"));
    }
    lacking
}

/// Runs the rig; its options are handed on to it.
pub fn run(options: &[&str]) -> Outcome {
    system::ensure_c_compiler()?;
    system::offer_fault_tools();
    let client = system::ensure_node().and_then(|()| browser::install_packages(&paths::root().join("tests/browser")));
    if let Err(sentence) = client {
        note(&format!("Without Node no run with the published tus client. {sentence}"));
    }
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
