//! T-09: a phone that comes back wins over its own stalled request, soon, and goes on where the server says.

use crate::{
    Outcome, bytes, check::Promises, journal::Journal, line::Line, phone::Phone, random::Random, said, server::Plan,
    suite::Times, verdict::Found,
};
use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{io::AsyncWriteExt, net::TcpStream};

/// How long the new request may wait for the stalled one to give way.
const GIVES_WAY_WITHIN: Duration = Duration::from_secs(4);
const FILE: usize = 200_000;

/// Runs T-09.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(said)?;
    let plan = Plan::new(program, folder.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = folder.path().join("journal");
    let lasts = Duration::from_secs(60 + times.most * 20);
    let line = Arc::new(Line::open(server.listen, Journal::create(&journal)?, seed, lasts).await?);
    let phone = Phone::new(&line).await?;
    let random = Random::split(seed, 0);
    let (mut found, mut slowest) = (Found::default(), Duration::ZERO);
    while times.more(found.runs) && found.runs < 50 {
        found.runs += 1;
        let content = bytes::jpeg(random.next(), FILE);
        let upload = phone.announce(&content, &bytes::sha256_hex(&content)).await?;
        // A whole piece is announced, a part of it comes, and then nothing.
        let mut stalled = TcpStream::connect(server.listen).await.map_err(said)?;
        let ask = phone.dressed(phone.patch(&upload, 0, &content));
        let (head, body) = ask.written(server.listen);
        let part = usize::try_from(random.between(0, FILE as u64 / 2)).map_err(said)?;
        stalled.write_all(&head).await.map_err(said)?;
        stalled.write_all(&body[..part]).await.map_err(said)?;
        tokio::time::sleep(Duration::from_millis(random.between(0, 150))).await;

        let began = Instant::now();
        let offset = phone.where_it_stands(&upload, 0, "stalled").await?;
        let answer = phone.once(phone.patch(&upload, offset, &content[offset..])).await?;
        slowest = slowest.max(began.elapsed());
        found.must(answer.status == 204, || format!("the piece at the offset it named was refused: {}", answer.status));
        found.must(began.elapsed() < GIVES_WAY_WITHIN, || {
            format!("{} ms until it went on", began.elapsed().as_millis())
        });
        drop(stalled);
    }
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    found.figures = format!("slowest {} ms", slowest.as_millis());
    Ok(found)
}
