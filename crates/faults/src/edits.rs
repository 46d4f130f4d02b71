//! T-11: officers who edit the same dossiers at once: an edit counts or is refused, and none is written over in silence.

use crate::{
    Outcome, desk::Desk, journal::Journal, line::Line, phone::Phone, random::Random, said, server::Plan, suite::Times,
    verdict::Found,
};
use motcua_contract::desk::DeskCommand;
use motcua_domain::dossier::{PaperCheck, Verdict as PaperVerdict};
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

const OFFICERS: u64 = 20;
/// Dossiers of one device: the server allows twenty an hour.
const DOSSIERS_OF_A_DEVICE: u64 = 15;
/// The name of the event that an edit makes.
const EDIT: &str = "papers_checked";

/// Runs T-11: `times` are the edits of each officer.
///
/// # Errors
/// When the server cannot be run.
pub async fn run(program: &Path, seed: u64, times: Times, dossiers: u64) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(said)?;
    let plan = Plan::new(program, folder.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = Journal::create(&folder.path().join("journal"))?;
    let line = Arc::new(Line::open(server.listen, journal, seed, Duration::from_secs(600)).await?);
    let mut phone = Phone::new(&line).await?;
    for number in 0..dossiers {
        if number > 0 && number % DOSSIERS_OF_A_DEVICE == 0 {
            phone = Phone::new(&line).await?;
        }
        phone.one_dossier(1024).await?;
    }
    let desk = Desk::sign_in(server.listen).await?;
    let (_, items) = desk.list().await?;
    let ids: Arc<Vec<String>> = Arc::new(items.into_iter().map(|item| item.id).collect());
    let mut found = Found::default();
    found.must(!ids.is_empty(), || "the work list is empty".to_owned());
    if ids.is_empty() {
        return Ok(found);
    }

    let officers: Vec<_> = (0..OFFICERS)
        .map(|number| {
            let (desk, ids) = (desk.clone(), Arc::clone(&ids));
            tokio::spawn(async move { edit(&desk, &ids, &Random::split(seed, number + 1), number, times).await })
        })
        .collect();
    let (mut applied, mut stale, mut done) = (BTreeMap::<String, Vec<String>>::new(), 0, 0);
    for officer in officers {
        let edits = officer.await.map_err(said)??;
        stale += edits.stale;
        done += edits.done;
        found.wrong.extend(edits.wrong);
        for (id, note) in edits.applied {
            applied.entry(id).or_default().push(note);
        }
    }
    let mut kept = 0;
    for id in ids.iter() {
        let dossier = desk.open(id).await?;
        let events = serde_json::to_string(&dossier.events).map_err(said)?;
        let notes = applied.remove(id).unwrap_or_default();
        kept += notes.len();
        let edits = events.matches(EDIT).count();
        found.must(edits == notes.len(), || format!("dossier {id}: {} edits acknowledged, {edits} there", notes.len()));
        for note in notes.iter().filter(|note| !events.contains(&format!("\"{note}\""))) {
            found.lost.push(format!("dossier {id}: the edit {note}"));
        }
    }
    tokio::task::block_in_place(|| server.stop());
    found.runs = done;
    found.must(stale > 0, || "no edit was stale: the test says nothing".to_owned());
    found.figures = format!("{OFFICERS} officers, {} dossiers, {kept} edits kept, {stale} stale", ids.len());
    Ok(found)
}

#[derive(Default)]
struct Edits {
    done: u64,
    applied: Vec<(String, String)>,
    stale: u64,
    wrong: Vec<String>,
}

async fn edit(desk: &Desk, ids: &[String], random: &Random, officer: u64, times: Times) -> Outcome<Edits> {
    let mut edits = Edits::default();
    while times.more(edits.done) {
        edits.done += 1;
        let index = usize::try_from(random.between(0, ids.len() as u64 - 1)).map_err(said)?;
        let id = &ids[index];
        let version = desk.open(id).await?.version;
        // Somebody else may be quicker.
        tokio::time::sleep(Duration::from_millis(random.between(0, 40))).await;
        let note = format!("officer-{officer}-{}", edits.done);
        let check = PaperCheck { paper: "birth_paper".to_owned(), verdict: PaperVerdict::Enough, note: note.clone() };
        let named = (!random.percent(2)).then_some(version);
        match (desk.command(id, named, &DeskCommand::CheckPapers { checks: vec![check] }).await?, named) {
            (200, Some(_)) => edits.applied.push((id.clone(), note)),
            (412, Some(_)) => edits.stale += 1,
            (428, None) => {}
            (status, _) => edits.wrong.push(format!("an edit was answered {status}")),
        }
    }
    Ok(edits)
}
