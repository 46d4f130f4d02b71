//! T-10: the disk fills up while phones work: refused in time and in words, nothing lost, and well again by itself.

use crate::{
    Outcome,
    check::Promises,
    disk::Memory,
    journal::Journal,
    kills::{self, Storm},
    line::Line,
    phone::Phone,
    said,
    server::Plan,
    suite::Times,
    verdict::Found,
};
use std::{
    path::Path,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// MiB of the disk, and of what must stay free of it.
const DISK: u32 = 64;
const MORE: u32 = 1024;
const RESERVE: u64 = 12 << 20;
const STORM: Storm = Storm { phones: 8, file: (256 << 10, 1 << 20), apart: (0, 0) };
/// So soon after there is space again it works.
const WELL_WITHIN: Duration = Duration::from_secs(5);

/// Runs T-10.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times) -> Outcome<Found> {
    let mut found = Found::default();
    let (mut refused, mut slowest) = (0, Duration::ZERO);
    while times.more(found.runs) {
        // Refused in time by the reserve; and without one, by the disk itself.
        let reserve = if found.runs.is_multiple_of(2) { RESERVE } else { 0 };
        let (one, count, took) = fill(program, seed + found.runs, reserve).await?;
        found.add(one);
        refused += count;
        slowest = slowest.max(took);
    }
    found.figures = format!("{refused} answers of 507, well again within {} ms", slowest.as_millis());
    Ok(found)
}

async fn fill(program: &Path, seed: u64, reserve: u64) -> Outcome<(Found, u64, Duration)> {
    let folder = tempfile::tempdir().map_err(said)?;
    let disk = Memory::mount(&folder.path().join("disk"), DISK)?;
    let mut plan = Plan::new(program, folder.path())?;
    plan.data = disk.place.join("data");
    plan.reserve = reserve;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = folder.path().join("journal");
    let line = Line::open(server.listen, Journal::create(&journal)?, seed, Duration::from_secs(120)).await?;
    let line = Arc::new(line);
    let over = Arc::new(AtomicBool::new(false));
    let phone = Phone::new(&line).await?;
    let phones = kills::people(&line, STORM, &over);
    let of_507 = || {
        let statuses = line.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        statuses.get(&507).copied().unwrap_or(0)
    };
    let mut found = Found { runs: 1, ..Found::default() };
    let until = Instant::now() + Duration::from_secs(60);
    while of_507() < 20 && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let refused = of_507();
    found.must(refused >= 20, || format!("only {refused} answers of 507 on a full disk"));
    found.must(server.ended().is_none(), || "it ended on a full disk".to_owned());
    found.must(server.ready().await, || "it does not even answer on a full disk".to_owned());

    disk.resize(MORE)?;
    let began = Instant::now();
    phone.one_dossier(100_000).await?;
    let took = began.elapsed();
    found.must(took < WELL_WITHIN, || format!("{} ms until it worked again", took.as_millis()));
    over.store(true, Ordering::Relaxed);
    found.add(kills::finish(phones).await);
    let statuses = line.statuses.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let others: Vec<_> = statuses.iter().filter(|(status, _)| **status >= 500 && **status != 507).collect();
    found.must(others.is_empty(), || format!("answers of {others:?}"));
    found.wrong.append(&mut line.wrong.lock().unwrap_or_else(PoisonError::into_inner));
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    Ok((found, refused, took))
}
