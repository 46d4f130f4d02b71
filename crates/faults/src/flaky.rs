//! T-08: files and dossiers through the chaos proxy arrive once, whole, and at little more than their own bytes.

use crate::{
    Outcome,
    check::Promises,
    journal::Journal,
    line::Line,
    phone::Phone,
    proxy::{Proxy, Weather},
    random::Random,
    server::Plan,
    suite::Times,
    verdict::Found,
};
use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// Requests of a hundred to which something happens.
const PERCENT: u64 = 15;
/// Phones at once.
const PHONES: u64 = 8;
/// Dossiers of one device: the server allows twenty an hour.
const DOSSIERS_OF_A_DEVICE: u32 = 12;
/// Bytes on the wire for a hundred bytes of files, at most.
const MOST_PERCENT: u64 = 130;

/// Runs T-08; `silence` is the longest black hole.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times, silence: Duration) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(crate::said)?;
    let plan = Plan::new(program, folder.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let proxy = Proxy::start(server.listen, Weather::of_everything(seed, PERCENT, silence)).await?;
    let journal = folder.path().join("journal");
    let lasts = Duration::from_secs(120 + times.most * 4);
    let mut line = Line::open(server.listen, Journal::create(&journal)?, seed, lasts).await?;
    line.server = proxy.address;
    line.piece = 512 * 1024;
    let line = Arc::new(line);
    let done = Arc::new(AtomicU64::new(0));
    let phones = (0..PHONES).map(|number| {
        let (line, done) = (Arc::clone(&line), Arc::clone(&done));
        tokio::spawn(async move {
            let random = Random::split(seed, 2_000_000 + number);
            loop {
                let phone = Phone::new(&line).await?;
                for _ in 0..DOSSIERS_OF_A_DEVICE {
                    if !times.more(done.fetch_add(1, Ordering::Relaxed)) {
                        return Ok(());
                    }
                    let length = usize::try_from(random.between(256 << 10, 4 << 20)).map_err(crate::said)?;
                    phone.one_dossier(length).await?;
                }
            }
        })
    });
    let mut found = crate::kills::finish(phones.collect()).await;
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    let (_, files, dossiers) = promises.counts();
    found.runs = files as u64;
    found.must(dossiers == files && found.runs >= times.least, || format!("{files} files, {dossiers} dossiers"));
    let (wire, arrived) = (line.wire.load(Ordering::Relaxed), line.arrived.load(Ordering::Relaxed));
    let percent = wire * 100 / arrived.max(1);
    found.must(percent <= MOST_PERCENT, || format!("{percent} bytes on the wire for 100 of the files"));
    found.must(line.answers_of(5) == 0, || format!("{} answers of 5xx", line.answers_of(5)));
    found.figures = format!("{dossiers} dossiers, {percent} % of their bytes sent, {:?}", proxy.happened());
    Ok(found)
}
