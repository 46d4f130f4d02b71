//! `cargo xtask faults`: builds the server and the fault rig, installs what the rig needs, and runs its long form; what is about
//! a browser runs before it, in one, and stands in the same table.

use crate::{
    build, paths,
    shell::{self, Outcome, note, step},
    system,
    test::browser,
};
use serde_json::{Value, json};
use std::{
    process::{Command, Stdio},
    time::Instant,
};

/// Minutes of the long form when none are named.
const MINUTES: u64 = 10;
/// The tests in a browser: name, spec, words of the title, what its line of figures begins with.
const IN_BROWSER: [(&str, &str, &str, &str); 2] = [
    ("T-13", "specs/restore.spec.ts", "kills at random moments", "restore: "),
    ("T-14", "specs/outbox.spec.ts", "empties by itself", "outbox: "),
];
/// Tabs killed in a minute of the long form, and at most.
const KILLS: (u64, u64) = (8, 100);

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

    let named: Vec<&str> =
        options.iter().copied().filter(|option| option.starts_with("T-") || *option == "tus-js-client").collect();
    let in_browser = |test: &str| IN_BROWSER.iter().any(|(known, ..)| *known == test);
    let wanted: Vec<_> = IN_BROWSER.into_iter().filter(|(test, ..)| named.is_empty() || named.contains(test)).collect();
    let besides = paths::target()?.join("faults-browser.json");
    let rows: Vec<Value> = browser_rows(&wanted, options);
    paths::write(&besides, Value::from(rows).to_string())?;

    step("Faults");
    let mut rig = Command::new(program("faults"));
    rig.current_dir(paths::root()).arg("--server").arg(program("motcua-server"));
    rig.args(options.iter().filter(|option| !in_browser(option)));
    rig.arg("--besides").arg(&besides);
    if !named.is_empty() && named.iter().all(|test| in_browser(test)) {
        rig.arg("--none");
    }
    if !options.contains(&"--minutes") {
        rig.arg("--minutes").arg(MINUTES.to_string());
    }
    shell::run(&mut rig, "The fault rig")
}

/// The value of an option that is a number.
fn number(options: &[&str], name: &str) -> Option<u64> {
    options.iter().skip_while(|option| **option != name).nth(1)?.parse().ok()
}

/// Runs tests in a browser on the release build, one after the other; a verdict for each.
fn browser_rows(wanted: &[(&str, &str, &str, &str)], options: &[&str]) -> Vec<Value> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let seed = number(options, "--seed").unwrap_or(1);
    let kills = (number(options, "--minutes").unwrap_or(MINUTES) * KILLS.0).clamp(10, KILLS.1);
    let verdict = |test: &str, runs: u64, word: Value, figures: &str, began: Instant| {
        let seconds = began.elapsed().as_secs();
        json!({ "test": test, "runs": runs, "lost": 0, "word": word, "figures": figures, "seed": seed, "seconds": seconds })
    };
    let began = Instant::now();
    let ready = build::everything()
        .map_err(|sentence| json!({ "failed": sentence }))
        .and_then(|built| browser::playwright(&built).map_err(|sentence| json!({ "skipped": sentence })));
    let row = |&(test, spec, title, begins): &(&str, &str, &str, &str)| {
        let began = if ready.is_ok() { Instant::now() } else { began };
        let mut command = match &ready {
            Ok(prepared) => prepared(),
            Err(word) => return verdict(test, 0, word.clone(), "", began),
        };
        command.args([spec, "--grep", title, "--reporter=list"]);
        command.env("MOTCUA_KILLS", kills.to_string()).env("MOTCUA_SEED", seed.to_string());
        step(&format!("{test} in a browser"));
        let runs = if test == "T-13" { kills } else { 1 };
        match shell::tee(&mut command) {
            Ok((true, said)) => {
                let figures = said.lines().filter_map(|line| line.trim().strip_prefix(begins)).next_back();
                verdict(test, runs, json!("passed"), figures.unwrap_or_default(), began)
            }
            Ok((false, _)) => verdict(test, runs, json!({ "failed": "its own words are above" }), "", began),
            Err(sentence) => verdict(test, 0, json!({ "failed": sentence }), "", began),
        }
    };
    wanted.iter().map(row).collect()
}
