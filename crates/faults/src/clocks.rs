//! T-15: the server's clock is a day off, and then jumps: no code twice, nobody refused, nothing lost.

use crate::{Outcome, check::Promises, journal::Journal, line::Line, phone::Phone, said, server::Plan, verdict::Found};
use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
    time::Duration,
};

/// What the clock shows, against the true time, one after the other: it jumps while the server runs.
const SHIFTS: [&str; 6] = ["-1d", "+1d", "+0", "-1h", "+10y", "-2h"];
const DOSSIERS_A_SHIFT: u64 = 3;

/// The library that lies about the time, for programs with threads.
///
/// # Errors
/// When faketime is not installed.
pub fn library() -> Outcome<PathBuf> {
    let output = Command::new("faketime").args(["-m", "-f", "+0", "printenv", "LD_PRELOAD"]).output();
    let output = output.map_err(|_| "faketime is not installed".to_owned())?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if text.is_empty() { Err("faketime does not say where its library is".to_owned()) } else { Ok(text.into()) }
}

/// Runs T-15.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(said)?;
    let mut plan = Plan::new(program, folder.path())?;
    let clock = folder.path().join("clock");
    std::fs::write(&clock, SHIFTS[0]).map_err(said)?;
    let set = |name: &str, value: String| (name.to_owned(), value);
    plan.environment = vec![
        set("LD_PRELOAD", library()?.display().to_string()),
        set("FAKETIME_TIMESTAMP_FILE", clock.display().to_string()),
        set("FAKETIME_NO_CACHE", "1".to_owned()),
        set("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = folder.path().join("journal");
    let lasts = Duration::from_secs(120);
    let line = Arc::new(Line::open(server.listen, Journal::create(&journal)?, seed, lasts).await?);
    let phone = Phone::new(&line).await?;
    let mut found = Found::default();
    let mut days = std::collections::BTreeSet::new();
    for shift in SHIFTS {
        std::fs::write(&clock, shift).map_err(said)?;
        for _ in 0..DOSSIERS_A_SHIFT {
            found.runs += 1;
            match phone.one_dossier(2000).await {
                Ok(receipt) => {
                    days.insert(receipt.received_at.as_second() / 86_400);
                }
                Err(why) => found.wrong.push(format!("{shift}: {why}")),
            }
        }
    }
    found.must(days.len() >= 3, || "the clock did not move: the test says nothing".to_owned());
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    found.must(line.answers_of(4) == 0, || format!("{:?}", line.statuses));
    found.figures = format!("{} jumps of the clock, receipts of {} days", SHIFTS.len() - 1, days.len());
    Ok(found)
}
