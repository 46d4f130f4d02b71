//! `cargo xtask bench server`: dossiers acknowledged a second, beside how often the disk lets a database commit and beside the least server
//! that keeps what it is sent; and how lists and search grow from a thousand dossiers to a million.

use super::served::Served;
use super::{Asked, Report, node};
use crate::bench::report::{Row, Unit};
use crate::build::Built;
use crate::paths;
use crate::shell::{self, Outcome, note, step};
use serde_json::{Value, json};
use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

const CLIENTS: [u32; 3] = [1, 8, 64];
/// Dossiers of a measurement, and those before it.
const COUNT: u32 = 2_000;
const WARM: u32 = 200;
const RUNS: u32 = 3;
/// How long the disk is asked alone.
const SECONDS: &str = "4";
/// Dossiers that lists and search are measured with; the last only with `--long`.
const SIZES: [(&str, u32); 4] = [("1 k", 1_000), ("10 k", 10_000), ("100 k", 100_000), ("1 M", 1_000_000)];
/// The size that the others are compared with.
const FROM: &str = "10 k";
const ASKED: u32 = 40;

/// Runs the bench.
///
/// # Errors
/// When a server cannot be started, or refuses a dossier.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let long = asked.flag("--long");
    let built = asked.built()?;
    let helper = helper()?;
    let mut report = Report::new("What one server bears");
    submissions(&built, &helper, &mut report)?;
    lists(&built, &helper, if long { &SIZES } else { &SIZES[..3] }, &mut report)?;
    Ok(report)
}

/// The program with the peers (`crates/storage/examples/bench_server.rs`).
fn helper() -> Outcome<PathBuf> {
    step("Building what ours is compared with");
    let mut command = shell::cargo();
    command.args(["build", "--release", "--locked", "--package", "motcua-storage", "--example", "bench_server"]);
    shell::run(&mut command, "Building bench_server")?;
    Ok(paths::target()?.join("release/examples").join(format!("bench_server{}", std::env::consts::EXE_SUFFIX)))
}

fn submissions(built: &Built, helper: &Path, report: &mut Report) -> Outcome {
    for clients in CLIENTS {
        let (mut disk, mut ours, mut least) = (Vec::new(), Vec::new(), Vec::new());
        // In turns, so that an hour of the machine counts for all of them.
        for _ in 0..RUNS {
            let folder = fresh("commits")?;
            let said = shell::read(Command::new(helper).arg("commits").arg(&folder).arg(SECONDS), "bench_server")?;
            disk.push(said.trim().parse::<f64>().map_err(|_| "bench_server told no rate.".to_owned())?);
            let peer = Peer::start(helper, &folder)?;
            least.push(node::run("server/submit.mjs", &asked(&peer.url, clients, false))?);
            drop(peer);
            paths::remove(&folder)?;
            let server = Served::start(built, &["--demo"])?;
            ours.push(node::run("server/submit.mjs", &asked(&server.url(), clients, true))?);
        }
        let figure = |of: &[Value], field: &str| median(of.iter().filter_map(|one| one[field].as_f64()));
        let (rate, slow) = (figure(&ours, "rate")?, figure(&ours, "slow")?);
        let what = |words: &str| format!("{clients} clients: {words}");
        report.rows.push(Row::new(
            &what("acknowledged"),
            "commits of one row alone",
            rate,
            median(disk)?,
            Unit::ASecond,
        ));
        report.rows.push(Row::new(
            &what("acknowledged"),
            "axum and sqlx, one row",
            rate,
            figure(&least, "rate")?,
            Unit::ASecond,
        ));
        report.rows.push(Row::new(
            &what("99 of 100 within"),
            "axum and sqlx, one row",
            slow,
            figure(&least, "slow")?,
            Unit::Milliseconds,
        ));
    }
    Ok(())
}

fn asked(url: &str, clients: u32, ours: bool) -> Value {
    json!({"url": url, "clients": clients, "count": COUNT, "warm": WARM, "ours": ours})
}

fn lists(built: &Built, helper: &Path, sizes: &[(&str, u32)], report: &mut Report) -> Outcome {
    let folder = fresh("lists")?;
    let mut seed = Command::new(&built.server);
    seed.args(["seed", "--dossiers", &sizes[0].1.to_string()]).arg("--data").arg(&folder);
    shell::run(seed.stdout(Stdio::null()), "motcua-server seed")?;
    let mut figures = Vec::new();
    for (name, count) in sizes {
        note(&format!("{name} dossiers"));
        let mut more = Command::new(helper);
        more.arg("multiply").arg(&folder).arg(count.to_string());
        shell::run(&mut more, "bench_server")?;
        let server = Served::over(built, folder.clone(), &["--demo"])?;
        let input =
            json!({"url": server.url(), "runs": ASKED, "account": {"user": "canbo", "password": "motcua-demo"}});
        figures.push((*name, node::run("server/lists.mjs", &input)?));
        server.keep();
    }
    paths::remove(&folder)?;
    let figure =
        |of: &Value, kind: &str, field: &str| of[kind][field].as_f64().ok_or_else(|| format!("No {kind} {field}."));
    let from = figures.iter().find(|(name, _)| *name == FROM).ok_or("The size to compare with was not measured.")?;
    for (kind, field, words) in [
        ("lists", "middle", "lists, the middle"),
        ("lists", "slow", "lists, 95 of 100 within"),
        ("search", "middle", "search, the middle"),
        ("search", "slow", "search, 95 of 100 within"),
    ] {
        for (name, of) in figures.iter().filter(|(name, _)| *name != FROM) {
            let (one, other) = (figure(of, kind, field)?, figure(&from.1, kind, field)?);
            report.rows.push(Row::new(
                &format!("{words}, {name} dossiers"),
                &format!("ours with {FROM}"),
                one,
                other,
                Unit::Milliseconds,
            ));
        }
    }
    Ok(())
}

fn median(values: impl IntoIterator<Item = f64>) -> Outcome<f64> {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().ok_or_else(|| "A figure is missing.".to_owned())
}

fn fresh(name: &str) -> Outcome<PathBuf> {
    let folder = paths::target()?.join(format!("bench/{name}-{}", std::process::id()));
    paths::remove(&folder)?;
    paths::make(&folder)?;
    Ok(folder)
}

/// The least server; it ends when dropped.
struct Peer {
    child: Child,
    url: String,
}

impl Peer {
    fn start(helper: &Path, folder: &Path) -> Outcome<Self> {
        let mut command = Command::new(helper);
        command.arg("insert").arg(folder).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|error| format!("bench_server could not be started: {error}."))?;
        let mut port = String::new();
        let read = child.stdout.take().map(|output| BufReader::new(output).read_line(&mut port));
        let peer = Self { child, url: format!("http://localhost:{}", port.trim()) };
        if matches!(read, Some(Ok(1..))) { Ok(peer) } else { Err("bench_server told no port.".to_owned()) }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // Its folder goes next: it has nothing to lose.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
