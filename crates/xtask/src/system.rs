//! What comes from the system's own package client: a C compiler, PDF tools, Node, Chromium. Announced, never silent.

use crate::shell::{self, Outcome, note, step};
use std::path::PathBuf;
use std::process::Command;

/// The names under which a Chromium may be installed, in order of preference.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const MAC_BROWSER: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// SQLite is compiled from C, so a C compiler must be there.
pub fn ensure_c_compiler() -> Outcome {
    if shell::has("cc") || shell::has("gcc") || shell::has("clang") || cfg!(windows) {
        return Ok(());
    }
    install(&["build-essential"], "a C compiler (the embedded database is compiled from C)")
}

/// The tests of official papers look at them with tools that did not make them.
pub fn ensure_pdf_tools() -> Outcome {
    if ["qpdf", "pdftotext", "pdfinfo", "pdffonts", "pdftoppm"].iter().all(|tool| shell::has(tool)) {
        return Ok(());
    }
    install(&["qpdf", "poppler-utils"], "qpdf and poppler (the tests of official papers read PDFs with them)")
}

/// What the fault rig breaks system calls and clocks with. Without it the rig says what it skips.
pub fn offer_fault_tools() {
    let wanted = [("strace", "strace"), ("faketime", "faketime")];
    let missing: Vec<&str> = wanted.iter().filter(|(tool, _)| !shell::has(tool)).map(|(_, package)| *package).collect();
    if cfg!(target_os = "linux")
        && !missing.is_empty()
        && let Err(sentence) =
            install(&missing, "tools of the fault rig (system calls that fail, clocks that are wrong)")
    {
        note(&sentence);
    }
}

/// The browser tests run on Node.
pub fn ensure_node() -> Outcome {
    if shell::has("node") && shell::has("npm") {
        return Ok(());
    }
    install(&["nodejs", "npm"], "Node (the browser tests run on it)")
}

/// The browser that the tests drive: `CHROMIUM` if set, else the system's, else installed now.
pub fn ensure_chromium() -> Outcome<PathBuf> {
    if let Some(chosen) = std::env::var_os("CHROMIUM").map(PathBuf::from) {
        return match chosen.is_file() {
            true => Ok(chosen),
            false => Err(format!("CHROMIUM names {}, which is not there.", chosen.display())),
        };
    }
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    install(&["chromium"], "Chromium (the browser tests drive it)")?;
    find_browser().ok_or_else(|| "Chromium was installed but is not on the PATH; set CHROMIUM to its path.".to_owned())
}

fn find_browser() -> Option<PathBuf> {
    let mac = PathBuf::from(MAC_BROWSER);
    BROWSERS.iter().find_map(|name| shell::which(name)).or_else(|| mac.is_file().then_some(mac))
}

fn install(packages: &[&str], what: &str) -> Outcome {
    let list = packages.join(" ");
    let by_hand = format!("This needs {what}. Install it by hand (on Debian or Ubuntu: `apt-get install {list}`).");
    if !shell::has("apt-get") {
        return Err(by_hand);
    }
    let Some(prefix) = privilege() else {
        return Err(format!("{by_hand} I may not do it myself: I am not root and `sudo` asks for a password."));
    };
    step(&format!("Installing {what} with the system's package client: apt-get install {list}"));
    let apt = |arguments: &[&str]| {
        let mut words: Vec<&str> = prefix.to_vec();
        words.extend(["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        words.extend(arguments);
        let mut command = Command::new(words[0]);
        command.args(&words[1..]);
        command
    };
    if shell::run(&mut apt(&["update", "-qq"]), "apt-get update").is_err() {
        note("The package lists could not be refreshed; trying with the ones at hand.");
    }
    let mut arguments = vec!["install", "-y", "-qq", "--no-install-recommends"];
    arguments.extend(packages);
    shell::run(&mut apt(&arguments), "apt-get install").map_err(|_| by_hand)
}

/// What to put before a command that needs root: nothing for root, `sudo -n` where it asks no password.
fn privilege() -> Option<&'static [&'static str]> {
    let is_root = shell::read(Command::new("id").arg("-u"), "id").is_ok_and(|id| id.trim() == "0");
    if is_root {
        return Some(&[]);
    }
    let may = Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|output| output.status.success());
    may.then_some(&["sudo", "-n"])
}
