//! T-01: the server is killed again and again while phones upload and hand in; nothing acknowledged may be lost.

use crate::{
    Outcome, check::Promises, journal::Journal, line::Line, phone::Phone, random::Random, server::Plan, suite::Times,
    verdict::Found,
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// Dossiers of one device: the server allows twenty an hour.
const DOSSIERS_OF_A_DEVICE: u32 = 12;

/// How hard a storm is.
#[derive(Clone, Copy, Debug)]
pub struct Storm {
    pub phones: u64,
    /// Bytes of a file, from and to.
    pub file: (u64, u64),
    /// Milliseconds from the server's start to the next blow, from and to.
    pub apart: (u64, u64),
}

impl Storm {
    /// The storm of T-01 in its long form.
    pub const LONG: Self = Self { phones: 8, file: (1 << 20, 8 << 20), apart: (0, 800) };
    /// And in its short one.
    pub const SHORT: Self = Self { phones: 4, file: (64 << 10, 1 << 20), apart: (0, 800) };
}

/// Runs T-01.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, storm: Storm, times: Times) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(crate::said)?;
    let plan = Plan::new(program, folder.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = folder.path().join("journal");
    let lasts = Duration::from_secs(120 + times.most * 2);
    let line = Arc::new(Line::open(server.listen, Journal::create(&journal)?, seed, lasts).await?);
    let over = Arc::new(AtomicBool::new(false));
    let phones = people(&line, storm, &over);

    let random = Random::split(seed, 0);
    let (mut blows, mut start) = (0, Duration::ZERO);
    while times.more(blows) {
        blows += 1;
        // Where a start takes long, work does too: it would never come to anything between two blows.
        let latest = storm.apart.1.max(u64::try_from(start.as_millis()).map_err(crate::said)? * 2);
        tokio::time::sleep(Duration::from_millis(random.between(storm.apart.0, latest))).await;
        let began = Instant::now();
        server = tokio::task::block_in_place(|| {
            server.kill();
            plan.start()
        })?;
        start = began.elapsed();
    }
    over.store(true, Ordering::Relaxed);
    let mut found = finish(phones).await;
    found.runs = blows;

    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    let stopped = tokio::task::block_in_place(|| server.stop());
    found.must(stopped.is_some_and(|status| status.success()), || {
        format!("the last stop was no clean one: {stopped:?}")
    });
    found.add(promises.dig(&plan.data).await?);
    let (uploads, files, dossiers) = promises.counts();
    found.must(dossiers as u64 > blows / 10, || format!("only {dossiers} dossiers came through"));
    found.figures = format!("{uploads} uploads, {files} files, {dossiers} dossiers acknowledged");
    Ok(found)
}

/// Phones that upload and hand in until it is over.
pub fn people(line: &Arc<Line>, storm: Storm, over: &Arc<AtomicBool>) -> Vec<tokio::task::JoinHandle<Outcome>> {
    let one = |number: u64| {
        let (line, over) = (Arc::clone(line), Arc::clone(over));
        async move {
            let random = Random::split(line.seed, 1_000_000 + number);
            while !over.load(Ordering::Relaxed) {
                let phone = Phone::new(&line).await?;
                for _ in 0..DOSSIERS_OF_A_DEVICE {
                    if over.load(Ordering::Relaxed) {
                        break;
                    }
                    let length = usize::try_from(random.between(storm.file.0, storm.file.1)).map_err(crate::said)?;
                    phone.one_dossier(length).await?;
                }
            }
            Ok(())
        }
    };
    (0..storm.phones).map(|number| tokio::spawn(one(number))).collect()
}

/// Waits for the phones; what stopped one before its time must not be.
pub async fn finish(phones: Vec<tokio::task::JoinHandle<Outcome>>) -> Found {
    let mut found = Found::default();
    for phone in phones {
        match phone.await {
            Ok(Ok(())) => {}
            Ok(Err(why)) => found.wrong.push(why),
            Err(error) => found.wrong.push(error.to_string()),
        }
    }
    found
}
