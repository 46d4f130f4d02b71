//! The journeys in a real browser, on the release build, with films for the camera.

use super::tally::{self, Tally};
use crate::build::Built;
use crate::shell::{self, Outcome, note, step};
use crate::web::pack;
use crate::{paths, system, video};
use std::path::Path;
use std::process::Command;

/// Installs Node packages and Chromium where they are missing; what it gives back makes a command that runs Playwright.
pub fn playwright(built: &Built) -> Outcome<impl Fn() -> Command + use<>> {
    let folder = paths::root().join("tests/browser");
    if !folder.join("package.json").is_file() {
        return Err("tests/browser has no package.json, so there are no browser tests to run.".to_owned());
    }
    system::ensure_node()?;
    let chromium = system::ensure_chromium()?;
    install_packages(&folder)?;
    let make_video = video::tool()?;
    let (server, dist) = (built.server.clone(), built.dist.clone());
    Ok(move || {
        let mut command = Command::new("npx");
        command.current_dir(&folder).args(["--no-install", "playwright", "test"]);
        command.env("FORCE_COLOR", "0").env_remove("NO_COLOR");
        command.env("MOTCUA_SERVER_BIN", &server).env("MOTCUA_DIST", &dist);
        command.env("MOTCUA_MAKE_VIDEO", &make_video).env("CHROMIUM", &chromium);
        command
    })
}

/// Runs all journeys.
pub fn run(built: &Built) -> Outcome<Tally> {
    let prepared = playwright(built)?;
    step("Browser tests");
    let report = paths::target()?.join("playwright.json");
    let _ = std::fs::remove_file(&report);
    let mut command = prepared();
    command.arg("--reporter=list,json").env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report);
    let (succeeded, _) = shell::tee(&mut command)?;
    let text = paths::read(&report).map_err(|_| "Playwright wrote no report; its own words are above.".to_owned())?;
    let json = serde_json::from_str(&text).map_err(|error| format!("Playwright's report is not JSON: {error}"))?;
    let mut total = tally::playwright(&json).ok_or_else(|| "Playwright's report has no counts.".to_owned())?;
    if !succeeded && total.failed == 0 {
        note("Playwright ended with an error outside any test (above); it counts as one failure.");
        total.failed = 1;
    }
    Ok(total)
}

/// `npm ci`, unless it already ran for this very lock file.
pub fn install_packages(folder: &Path) -> Outcome {
    let name = folder.strip_prefix(paths::root()).unwrap_or(folder).display().to_string();
    let lock = paths::read_bytes(&folder.join("package-lock.json"))
        .map_err(|_| format!("{name} has no package-lock.json; run `npm install` there and commit it."))?;
    let mark = folder.join("node_modules/.installed");
    let key = pack::sha256(&lock);
    if std::fs::read_to_string(&mark).is_ok_and(|known| known == key) {
        return Ok(());
    }
    step(&format!("Installing the Node packages of {name} (npm ci)"));
    let mut command = Command::new("npm");
    command.current_dir(folder).args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    // The browser comes from the system.
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    shell::run(&mut command, &format!("npm ci in {name}"))?;
    paths::write(&mark, key)
}
