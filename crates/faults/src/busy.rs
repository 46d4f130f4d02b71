//! T-12: fifty at once read and write while another process checks and empties the write-ahead log: nobody hears "locked".

use crate::{
    Outcome, check::Promises, desk::Desk, journal::Journal, line::Line, phone::Phone, said, server::Plan,
    verdict::Found,
};
use std::{
    path::Path,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

const WRITERS: u64 = 25;
const READERS: u64 = 25;
/// Dossiers of one device: the server allows twenty an hour.
const DOSSIERS_OF_A_DEVICE: u32 = 12;

/// Runs T-12 for so long.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, lasts: Duration) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(said)?;
    let plan = Plan::new(program, folder.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = folder.path().join("journal");
    let line = Line::open(server.listen, Journal::create(&journal)?, seed, lasts + Duration::from_secs(60)).await?;
    let line = Arc::new(line);
    let desk = Desk::sign_in(server.listen).await?;
    let over = Arc::new(AtomicBool::new(false));
    let (reads, refused) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));

    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (line, over) = (Arc::clone(&line), Arc::clone(&over));
            tokio::spawn(async move {
                let mut took = Vec::new();
                while !over.load(Ordering::Relaxed) {
                    let phone = Phone::new(&line).await?;
                    for _ in 0..DOSSIERS_OF_A_DEVICE {
                        if over.load(Ordering::Relaxed) {
                            break;
                        }
                        let parcel = phone.parcel(&[phone.upload(4096).await?])?;
                        let began = Instant::now();
                        phone.hand_in(&parcel).await?;
                        took.push(began.elapsed());
                    }
                }
                Ok::<_, String>(took)
            })
        })
        .collect();
    let readers: Vec<_> = (0..READERS)
        .map(|_| {
            let (desk, over) = (desk.clone(), Arc::clone(&over));
            let (reads, refused) = (Arc::clone(&reads), Arc::clone(&refused));
            tokio::spawn(async move {
                while !over.load(Ordering::Relaxed) {
                    let (status, _) = desk.list().await?;
                    reads.fetch_add(1, Ordering::Relaxed);
                    refused.fetch_add(u64::from(status >= 500), Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Ok::<_, String>(())
            })
        })
        .collect();

    // `check` reads everything and, when it closes, writes the log back: the hardest a second process may do to a running one.
    let until = Instant::now() + lasts;
    let (mut checks, mut failed) = (0u64, 0u64);
    while Instant::now() < until {
        let mut command = Command::new(program);
        command.args(["check", "--data", &plan.data.display().to_string()]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let status = tokio::task::block_in_place(|| command.status()).map_err(said)?;
        checks += 1;
        failed += u64::from(!status.success());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    over.store(true, Ordering::Relaxed);
    let mut found = Found::default();
    let mut took = Vec::new();
    for writer in writers {
        match writer.await.map_err(said)? {
            Ok(more) => took.extend(more),
            Err(why) => found.wrong.push(why),
        }
    }
    for reader in readers {
        if let Err(why) = reader.await.map_err(said)? {
            found.wrong.push(why);
        }
    }
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    took.sort();
    let p99 = took.get(took.len() * 99 / 100).copied().unwrap_or_default();
    let broken = line.answers_of(5) + refused.load(Ordering::Relaxed);
    found.must(broken == 0, || format!("{broken} answers of 5xx"));
    found.must(failed == 0, || format!("{failed} of {checks} checks beside it failed"));
    found.must(!took.is_empty(), || "no dossier came through".to_owned());
    found.runs = took.len() as u64;
    let reads = reads.load(Ordering::Relaxed);
    found.figures = format!(
        "{} dossiers and {reads} reads beside {checks} checks, handed in and looked at again: p99 {} ms",
        took.len(),
        p99.as_millis()
    );
    Ok(found)
}
