//! T-03: the power goes while phones upload and hand in; and the same with a disk that lies, which must be noticed.

use crate::{
    Outcome,
    check::Promises,
    disk::Disk,
    journal::Journal,
    kills::{self, Storm},
    line::Line,
    random::Random,
    server::Plan,
    strace::{self, SYNCS},
    suite::Times,
    verdict::Found,
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

/// What goes on while the power goes: small files, so that many different moments are hit.
const STORM: Storm = Storm { phones: 4, file: (16 << 10, 160 << 10), apart: (100, 800) };
/// Bytes of a piece: every file is in several, so that bytes on their way in must survive too, not only whole files.
const PIECE: usize = 16 << 10;
/// MiB of the disk.
const DISK: u32 = 384;
/// With syncs that do nothing, one of so many runs must lose something; each has so many cuts.
const CONTROLS: u64 = 5;
const CONTROL_CUTS: u64 = 2;

/// Runs T-03, the negative control first.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times) -> Outcome<Found> {
    let mut noticed = None;
    for number in 1..=CONTROLS {
        let control = Times { least: CONTROL_CUTS, most: CONTROL_CUTS, ..times };
        let lying = strace::words(SYNCS, "retval=0");
        // A server that does not even start on what is left has lost everything.
        let found = storm(program, seed + number, control, lying).await;
        if found.is_err() || found.is_ok_and(|found| !found.lost.is_empty() || !found.wrong.is_empty()) {
            noticed = Some(number);
            break;
        }
    }
    let mut found = storm(program, seed, times, Vec::new()).await?;
    match noticed {
        Some(number) => found.figures.push_str(&format!("; without syncs run {number} lost some, as it must")),
        None => found.wrong.push(format!("{CONTROLS} runs without syncs lost nothing: this test does not bite")),
    }
    Ok(found)
}

async fn storm(program: &Path, seed: u64, times: Times, under: Vec<String>) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(crate::said)?;
    let disk = tokio::task::block_in_place(|| Disk::make(folder.path(), DISK))?;
    let mut plan = Plan::new(program, folder.path())?.under(under);
    plan.data = disk.place.join("data");
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = folder.path().join("journal");
    let lasts = Duration::from_secs(120 + times.most.min(1000) * 4);
    let mut line = Line::open(server.listen, Journal::create(&journal)?, seed, lasts).await?;
    line.piece = PIECE;
    let line = Arc::new(line);
    let over = Arc::new(AtomicBool::new(false));
    let phones = kills::people(&line, STORM, &over);

    let random = Random::split(seed, 0);
    let (mut cuts, mut torn) = (0, 0);
    let outcome: Outcome = async {
        while times.more(cuts) && torn <= times.most {
            tokio::time::sleep(Duration::from_millis(random.between(STORM.apart.0, STORM.apart.1))).await;
            let whole = tokio::task::block_in_place(|| disk.cut(&mut server))?;
            (cuts, torn) = (cuts + u64::from(whole), torn + u64::from(!whole));
            server = tokio::task::block_in_place(|| plan.start())?;
            // Once something is known to be lost, more cuts say nothing new.
            if phones.iter().any(tokio::task::JoinHandle::is_finished) {
                break;
            }
        }
        Ok(())
    }
    .await;
    over.store(true, Ordering::Relaxed);
    if let Err(why) = outcome {
        phones.iter().for_each(tokio::task::JoinHandle::abort);
        tokio::task::block_in_place(|| drop(server));
        return Err(why);
    }
    let mut found = kills::finish(phones).await;
    found.runs = cuts;
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    let (uploads, _, dossiers) = promises.counts();
    found.must(dossiers as u64 > cuts / 10, || format!("only {dossiers} dossiers came through"));
    found.figures =
        format!("{uploads} uploads, {dossiers} dossiers acknowledged, {torn} copies that could not be mounted");
    Ok(found)
}
