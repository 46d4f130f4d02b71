//! T-05: fifty phones hand in the same dossier at once, some unheard, some while the server is killed: it is one dossier.

use crate::{
    Outcome,
    check::Promises,
    journal::Journal,
    line::Line,
    phone::Phone,
    proxy::{Fault, Proxy, Weather},
    random::Random,
    server::Plan,
    suite::Times,
    verdict::Found,
};
use motcua_storage::Store;
use std::{collections::BTreeSet, path::Path, sync::Arc, time::Duration};

/// Callers at once.
const CALLERS: usize = 50;
/// Rounds of a hundred in which the server is killed, and in which answers are cut off.
const KILLED: u64 = 20;
const CUT: u64 = 30;
/// Rounds of one device: the server allows twenty dossiers an hour.
const ROUNDS_OF_A_DEVICE: u64 = 12;

/// Runs T-05.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(crate::said)?;
    let plan = Plan::new(program, folder.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let faults = vec![Fault::CutBeforeAnswer, Fault::CutMidAnswer, Fault::Replay];
    let weather = Weather { seed, percent: 60, faults, silence: Duration::from_millis(400) };
    let proxy = Proxy::start(server.listen, weather).await?;
    let journal = folder.path().join("journal");
    let lasts = Duration::from_secs(120 + times.most * 5);
    let direct = Arc::new(Line::open(server.listen, Journal::create(&journal)?, seed, lasts).await?);
    let mut through = Line::open(server.listen, Journal::create(&journal)?, seed, lasts).await?;
    through.server = proxy.address;
    let through = Arc::new(through);

    let random = Random::split(seed, 0);
    let mut found = Found::default();
    let mut phone = Phone::new(&direct).await?;
    let (mut kills, mut cuts) = (0, 0);
    while times.more(found.runs) {
        if found.runs > 0 && found.runs.is_multiple_of(ROUNDS_OF_A_DEVICE) {
            phone = Phone::new(&direct).await?;
        }
        found.runs += 1;
        let file = phone.upload(2048).await?;
        let parcel = Arc::new(phone.parcel(&[file])?);
        let killed = random.percent(KILLED);
        let cut = random.percent(CUT);
        (kills, cuts) = (kills + u64::from(killed), cuts + u64::from(cut));
        let line = if cut { &through } else { &direct };
        let callers: Vec<_> = (0..CALLERS)
            .map(|_| {
                let caller = Phone::known(line, &phone.token);
                let parcel = Arc::clone(&parcel);
                tokio::spawn(async move { caller.hand_in(&parcel).await })
            })
            .collect();
        if killed {
            tokio::time::sleep(Duration::from_millis(random.between(0, 120))).await;
            server = tokio::task::block_in_place(|| {
                server.kill();
                plan.start()
            })?;
        }
        let mut codes = BTreeSet::new();
        for caller in callers {
            match caller.await.map_err(crate::said)? {
                Ok(receipt) => {
                    codes.insert(receipt.code);
                }
                Err(why) => found.wrong.push(why),
            }
        }
        found.must(codes.len() == 1, || format!("{} codes for one dossier: {codes:?}", codes.len()));
    }
    let promises = Promises::read(&journal)?;
    found.add(promises.ask(server.listen).await?);
    tokio::task::block_in_place(|| server.stop());
    found.add(promises.dig(&plan.data).await?);
    let store = Store::open(&plan.data).await.map_err(crate::said)?;
    let count = store.dossier_count().await.map_err(crate::said)?;
    store.close().await;
    let rounds = found.runs;
    found.must(count == rounds, || format!("{count} dossiers after {rounds} rounds"));
    let broken = direct.answers_of(5) + through.answers_of(5);
    found.must(broken == 0, || format!("{broken} answers of 5xx"));
    found.figures = format!("{CALLERS} callers a round, {kills} rounds with a kill, {cuts} with answers cut");
    Ok(found)
}
