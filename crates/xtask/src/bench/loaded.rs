//! Builds and runs the load of the benches `upload` and `server` (`crates/bench`), and reads the rows that it writes.

use super::report::{Report, Row, Unit};
use crate::paths;
use crate::shell::{self, Outcome, note, step};
use serde::Deserialize;
use std::path::PathBuf;
use std::process::Command;

#[derive(Deserialize)]
struct Written {
    rows: Vec<Figure>,
    notes: Vec<String>,
}

#[derive(Deserialize)]
struct Figure {
    measure: String,
    peer_name: String,
    ours: f64,
    peer: Option<f64>,
    unit: String,
}

/// The release builds of the server and of the load.
pub struct Programs {
    pub server: PathBuf,
    pub load: PathBuf,
}

/// Builds them (the web is not of interest here), or takes what is there.
///
/// # Errors
/// When the build fails, or nothing is there.
pub fn programs(build: bool) -> Outcome<Programs> {
    let folder = paths::target()?.join("release");
    let program = |name: &str| folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let programs = Programs { server: program("motcua-server"), load: program("motcua-bench") };
    if build {
        step("Building the server and the load");
        let mut cargo = shell::cargo();
        cargo.args(["build", "--release", "--locked", "--package", "motcua-server", "--package", "motcua-bench"]);
        shell::run(&mut cargo, "cargo build")?;
    }
    match programs.server.is_file() && programs.load.is_file() {
        true => Ok(programs),
        false => Err("There is no release build yet; leave `--no-build` away.".to_owned()),
    }
}

/// Runs a bench of the load; `more` are further words of its command line.
///
/// # Errors
/// When it fails, or writes what is no answer.
pub fn run(bench: &str, title: &str, programs: &Programs, more: &[String]) -> Outcome<Report> {
    let folder = paths::target()?.join(format!("bench/{bench}-{}", std::process::id()));
    let out = paths::target()?.join(format!("bench/{bench}.load.json"));
    paths::make(&folder)?;
    let mut load = Command::new(&programs.load);
    load.current_dir(paths::root()).arg(bench).arg("--server").arg(&programs.server);
    load.arg("--folder").arg(&folder).arg("--out").arg(&out).args(more);
    let outcome = shell::run(&mut load, "The load");
    let _ = paths::remove(&folder);
    outcome?;
    let written: Written = serde_json::from_str(&paths::read(&out)?)
        .map_err(|error| format!("The load's answer is not as agreed: {error}."))?;
    note(&format!("{} figures.", written.rows.len()));
    let mut report = Report::new(title);
    report.notes = written.notes;
    report.rows = written.rows.into_iter().map(row).collect::<Outcome<Vec<Row>>>()?;
    Ok(report)
}

fn row(figure: Figure) -> Outcome<Row> {
    let Figure { measure, peer_name, ours, peer, unit } = figure;
    let unit = match unit.as_str() {
        "ms" => Unit::Milliseconds,
        "MB/s" => Unit::MegabytesASecond,
        "/s" => Unit::ASecond,
        other => return Err(format!("The load counts in `{other}`, which no table knows.")),
    };
    Ok(Row { measure, peer_name, ours, peer, unit })
}
