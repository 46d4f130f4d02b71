//! T-04: when the disk says that it could not keep something, the server says so to nobody but its log, and ends.

use crate::{
    Outcome,
    check::Promises,
    journal::Journal,
    line::Line,
    phone::Phone,
    server::{Plan, Server},
    strace::{Hold, SYNCS},
    verdict::Found,
};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

/// It is over by then.
const ENDS_WITHIN: Duration = Duration::from_secs(5);
/// What is under way when the disk begins to fail.
const MOMENTS: [&str; 5] = ["register", "announce", "append", "last_piece", "hand_in"];
/// Bytes of the file, and of a piece.
const FILE: usize = 100_000;
const PIECE: usize = 40_000;

/// Runs T-04 at every moment.
///
/// # Errors
/// When the server cannot be run, or strace cannot hold it.
pub async fn run(program: &Path, seed: u64) -> Outcome<Found> {
    let mut found = Found::default();
    let mut slowest = Duration::ZERO;
    for moment in MOMENTS {
        let (one, took) = at(program, seed, moment).await?;
        found.add(one);
        slowest = slowest.max(took);
    }
    found.figures = format!("{} moments, ended within {} ms", MOMENTS.len(), slowest.as_millis());
    Ok(found)
}

async fn at(program: &Path, seed: u64, moment: &str) -> Outcome<(Found, Duration)> {
    let folder = tempfile::tempdir().map_err(crate::said)?;
    let plan = Plan::new(program, folder.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = folder.path().join("journal");
    let mut line = Line::open(server.listen, Journal::create(&journal)?, seed, Duration::from_secs(120)).await?;
    line.piece = PIECE;
    let line = Arc::new(line);
    let mut found = Found { runs: 1, ..Found::default() };

    // Up to the moment everything is well.
    let phone = Phone::new(&line).await?;
    let content = crate::bytes::jpeg(seed, FILE);
    let sha256 = crate::bytes::sha256_hex(&content);
    let early = phone.announce(&content, &sha256).await?;
    let late = phone.announce(&content, &sha256).await?;
    for begin in [0, PIECE] {
        let answer = phone.once(phone.patch(&late, begin, &content[begin..begin + PIECE])).await?;
        found.must(answer.status == 204, || format!("{moment}: a piece was refused: {}", answer.status));
    }
    let parcel = phone.parcel(&[phone.upload(FILE).await?])?;
    let ask = match moment {
        "register" => Phone::known(&line, "").registration(),
        "announce" => phone.announcement(content.len(), &sha256),
        "append" => phone.patch(&early, 0, &content[..PIECE]),
        "last_piece" => phone.patch(&late, 2 * PIECE, &content[2 * PIECE..]),
        _ => phone.submission(&parcel),
    };

    // From now on the disk fails.
    let hold = tokio::task::block_in_place(|| Hold::on(server.pid(), SYNCS, "error=EIO"))?;
    let began = Instant::now();
    if let Ok(answer) = phone.once(ask.clone()).await {
        found.must(!answer.ok(), || format!("{moment}: {} though the disk failed", answer.status));
        if answer.ok() {
            found.lost.push(format!("{moment}: acknowledged without being kept"));
        }
    }
    let ended = tokio::task::block_in_place(|| server.ends_within(ENDS_WITHIN));
    let took = began.elapsed();
    match ended {
        Some(status) => found.must(!status.success(), || format!("{moment}: it ended as if all were well")),
        None => {
            found.wrong.push(format!("{moment}: it goes on after a failed sync"));
            // What it acknowledges now is worth nothing.
            if phone.once(ask).await.is_ok_and(|answer| answer.ok()) {
                found.lost.push(format!("{moment}: acknowledged after a failed sync"));
            }
        }
    }
    drop(hold);
    let mut server: Server = tokio::task::block_in_place(|| {
        server.kill();
        plan.start()
    })?;
    // The disk is well again, and so is everything that was acknowledged; the rest is simply done again.
    if let Err(why) = phone.hand_in(&parcel).await {
        found.wrong.push(why);
    }
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    Ok((found, took))
}
