//! T-02: the server ends at every single system call that changes the disk; old or new state, never something between.

use crate::{
    Outcome,
    check::Promises,
    journal::Journal,
    line::Line,
    phone::Phone,
    random::Random,
    said,
    server::{Plan, Server, copy_data},
    strace,
    suite::Times,
    verdict::Found,
};
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

/// The calls that change what a disk holds, or promise that it holds it.
const CALLS: [&str; 8] = ["pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "linkat", "unlink", "mkdir"];
/// Bytes of the file: three pieces.
const FILE: usize = 100_000;
const PIECE: usize = 40_000;

/// A call by name, and which of its occurrences on a thread.
type Point = (&'static str, u64);

/// Runs T-02: every point in the long form, some of them, chosen by the seed, in the short one.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(said)?;
    let template = Plan::new(program, &folder.path().join("template"))?;
    std::fs::create_dir_all(folder.path().join("template")).map_err(said)?;
    // The database is made before: a first start's migrations are not what is looked at.
    tokio::task::block_in_place(|| template.start().map(|mut server| server.stop()))?;
    let mut points = count(&template, folder.path(), seed).await?;
    let all = points.len();
    let random = Random::split(seed, 0);
    // In an order that the seed decides, so that a part of them is a fair one.
    points.sort_by_cached_key(|_| random.next());
    let (mut found, mut killed) = (Found::default(), 0);
    for point in points {
        if !times.more(found.runs) {
            break;
        }
        let (one, ended) = at(&template, folder.path(), seed, point).await?;
        found.add(one);
        killed += u64::from(ended);
    }
    let runs = found.runs;
    found.must(killed * 10 >= runs * 8, || {
        format!("it ended at only {killed} of {runs} points: the test would say little")
    });
    found.figures = format!("{killed} ends at {runs} of {all} points");
    Ok(found)
}

/// A plan on a fresh copy of the template's data.
fn fresh(template: &Plan, folder: &Path, name: &str) -> Outcome<Plan> {
    let own = folder.join(name);
    std::fs::create_dir_all(&own).map_err(said)?;
    let mut plan = Plan::new(&template.program, &own)?;
    plan.data = own.join("data");
    copy_data(&template.data, &plan.data)?;
    Ok(plan)
}

/// One file in three pieces, one dossier.
async fn scenario(line: Arc<Line>) -> Outcome {
    let phone = Phone::new(&line).await?;
    phone.one_dossier(FILE).await.map(drop)
}

async fn line(server: &Server, plan: &Plan, seed: u64) -> Outcome<Arc<Line>> {
    let journal = Journal::create(&plan.data.with_file_name("journal"))?;
    let mut line = Line::open(server.listen, journal, seed, Duration::from_secs(60)).await?;
    line.piece = PIECE;
    Ok(Arc::new(line))
}

/// Counts the calls of an undisturbed run: the most that one thread makes of each.
async fn count(template: &Plan, folder: &Path, seed: u64) -> Outcome<Vec<Point>> {
    let plan = fresh(template, folder, "count")?;
    let trace = folder.join("trace");
    let calls = format!("trace={}", CALLS.join(","));
    let words = ["strace", "-f", "-qq", "-o", &trace.display().to_string(), "-e", &calls].map(str::to_owned).to_vec();
    let mut server = tokio::task::block_in_place(|| plan.under(words).start())?;
    scenario(line(&server, &plan, seed).await?).await?;
    tokio::task::block_in_place(|| server.kill());
    let text = std::fs::read_to_string(&trace).map_err(said)?;
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for line in text.lines() {
        let mut words = line.split_whitespace();
        let (Some(thread), Some(call)) = (words.next(), words.next()) else { continue };
        if let Some(name) = call.split_once('(').map(|(name, _)| name) {
            *counts.entry((name, thread)).or_default() += 1;
        }
    }
    let most = |name: &str| counts.iter().filter(|((call, _), _)| *call == name).map(|(_, count)| *count).max();
    let points: Vec<Point> =
        CALLS.iter().flat_map(|name| (1..=most(name).unwrap_or(0)).map(move |number| (*name, number))).collect();
    if points.is_empty() { Err("no call was seen".to_owned()) } else { Ok(points) }
}

/// One end at one point, and whether it came to it.
async fn at(template: &Plan, folder: &Path, seed: u64, (call, number): Point) -> Outcome<(Found, bool)> {
    let plan = fresh(template, folder, &format!("{call}-{number}"))?;
    let inject = strace::words(call, &format!("signal=SIGKILL:when={number}"));
    let mut killed = false;
    // It may end before it listens: that is a point like any other.
    let mut server = match tokio::task::block_in_place(|| plan.under(inject).start()) {
        Ok(server) => server,
        Err(_) => {
            killed = true;
            tokio::task::block_in_place(|| plan.start())?
        }
    };
    let mut found = Found { runs: 1, ..Found::default() };
    let opened = match line(&server, &plan, seed).await {
        Ok(opened) => opened,
        Err(_) => {
            killed = true;
            server = tokio::task::block_in_place(|| {
                server.kill();
                plan.start()
            })?;
            line(&server, &plan, seed).await?
        }
    };
    let mut phone = tokio::spawn(scenario(opened));
    let outcome = loop {
        tokio::select! {
            outcome = &mut phone => break outcome.map_err(said)?,
            () = tokio::time::sleep(Duration::from_millis(5)) => {
                if server.ended().is_some() {
                    killed = true;
                    server = tokio::task::block_in_place(|| plan.start())?;
                }
            }
        }
    };
    let place = |what: String| format!("{call} {number}: {what}");
    if let Err(why) = outcome {
        found.wrong.push(place(why));
    }
    // The last call may have been its end.
    server = tokio::task::block_in_place(|| {
        killed |= server.ended().is_some();
        server.kill();
        plan.start()
    })?;
    let promises = Promises::read(&plan.data.with_file_name("journal"))?;
    let mut asked = promises.ask(server.listen).await?;
    tokio::task::block_in_place(|| server.stop());
    asked.add(promises.dig(&plan.data).await?);
    found.lost.extend(asked.lost.into_iter().map(place));
    found.wrong.extend(asked.wrong);
    let _ = std::fs::remove_dir_all(&plan.data);
    Ok((found, killed))
}
