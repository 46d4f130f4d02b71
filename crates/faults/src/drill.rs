//! T-17: backups are made while phones upload and hand in; each is restored into an empty folder, a server is started on it, and
//! everything that was acknowledged before the backup began is there.

use crate::{
    Outcome,
    check::Promises,
    journal::Journal,
    kills::{self, Storm},
    line::Line,
    random::Random,
    said,
    server::{Plan, copy_data},
    suite::Times,
    verdict::Found,
};
use std::{
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

const STORM: Storm = Storm { phones: 2, file: (1 << 10, 16 << 10), apart: (200, 800) };
/// So long at most from an empty folder to a server that works.
const BACK_WITHIN: Duration = Duration::from_secs(15 * 60);

/// Runs T-17.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(said)?;
    let here = folder.path();
    let plan = Plan::new(program, here)?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = here.join("journal");
    let lasts = Duration::from_secs(120 + times.most * 30);
    let line = Arc::new(Line::open(server.listen, Journal::create(&journal)?, seed, lasts).await?);
    let over = Arc::new(AtomicBool::new(false));
    let phones = kills::people(&line, STORM, &over);
    let tool = Tool { program, here };
    let public = tool.run(&["backup", "key", "ward.key"])?.trim().to_owned();

    let random = Random::split(seed, 0);
    let (mut found, mut slowest, mut dossiers) = (Found::default(), Duration::ZERO, 0);
    let outcome: Outcome = async {
        while times.more(found.runs) {
            found.runs += 1;
            tokio::time::sleep(Duration::from_millis(random.between(STORM.apart.0, STORM.apart.1))).await;
            // A stamp is a second.
            tokio::time::sleep(Duration::from_secs(1)).await;
            std::fs::copy(&journal, here.join("before")).map_err(said)?;
            tokio::task::block_in_place(|| {
                tool.run(&["--data", "data", "backup", "away", "--recipient", &public])?;
                tool.run(&["backup", "check", "away"])?;
                tool.run(&["backup", "drill", "away", "--identity", "ward.key", "--work", "."])
            })?;
            let promises = Promises::read(&here.join("before"))?.kept_by_a_backup(&Promises::read(&journal)?);
            let (one, took) = back(&tool, &plan, &promises, found.runs).await?;
            (slowest, dossiers) = (slowest.max(took), promises.counts().2);
            found.add(Found { runs: 0, ..one });
        }
        Ok(())
    }
    .await;
    over.store(true, Ordering::Relaxed);
    found.add(kills::finish(phones).await);
    tokio::task::block_in_place(|| server.stop());
    outcome?;
    // A backup that lost a bit is not taken for a good one.
    let spoilt = here.join("spoilt");
    copy_data(&here.join("away"), &spoilt)?;
    let database = newest(&spoilt.join("snapshots"))?;
    let mut bytes = std::fs::read(&database).map_err(said)?;
    let at = usize::try_from(random.between(0, bytes.len() as u64 - 1)).map_err(said)?;
    bytes[at] ^= 1;
    std::fs::write(&database, bytes).map_err(said)?;
    let refused = tool.run(&["restore", "spoilt", "--to", "from-spoilt", "--identity", "ward.key"]).is_err();
    found.must(refused && !here.join("from-spoilt/motcua.db").exists(), || {
        "a spoilt backup was restored as if it were whole".to_owned()
    });
    found.must(dossiers > 0, || "no dossier was there to be backed up".to_owned());
    found.must(slowest < BACK_WITHIN, || format!("{} s until it worked again", slowest.as_secs()));
    found.figures = format!(
        "{} backups under load restored and served, {dossiers} dossiers in the last, back within {} ms",
        found.runs,
        slowest.as_millis()
    );
    Ok(found)
}

/// Restores the newest snapshot, serves it and asks for everything; how long that took till it served.
async fn back(tool: &Tool<'_>, plan: &Plan, promises: &Promises, number: u64) -> Outcome<(Found, Duration)> {
    let name = format!("back-{number}");
    let began = Instant::now();
    tokio::task::block_in_place(|| tool.run(&["restore", "away", "--to", &name, "--identity", "ward.key"]))?;
    let mut again = Plan::new(tool.program, tool.here)?;
    again.data = tool.here.join(&name);
    again.log.clone_from(&plan.log);
    let mut server = tokio::task::block_in_place(|| again.start())?;
    let took = began.elapsed();
    let mut found = promises.ask(server.listen).await?;
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&again.data).await?);
    let whole = tokio::task::block_in_place(|| {
        tool.run(&["--data", &name, "scrub"]).and_then(|_| tool.run(&["--data", &name, "audit", "verify"]))
    });
    if let Err(why) = whole {
        found.lost.push(why);
    }
    std::fs::remove_dir_all(&again.data).map_err(said)?;
    Ok((found, took))
}

/// The server's own commands, run in a folder.
struct Tool<'a> {
    program: &'a Path,
    here: &'a Path,
}

impl Tool<'_> {
    fn run(&self, words: &[&str]) -> Outcome<String> {
        let program = std::path::absolute(self.program).map_err(said)?;
        let output = Command::new(program).current_dir(self.here).args(words).output().map_err(said)?;
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).into_owned())
        } else {
            let why = String::from_utf8_lossy(&output.stderr);
            Err(format!("{}: {}", words.join(" "), why.lines().last().unwrap_or_default()))
        }
    }
}

/// The database of the newest snapshot.
fn newest(folder: &Path) -> Outcome<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).map_err(said)?;
    let mut names: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    names.retain(|path| path.to_string_lossy().ends_with(".db.age"));
    names.sort();
    names.pop().ok_or_else(|| "there is no snapshot".to_owned())
}
