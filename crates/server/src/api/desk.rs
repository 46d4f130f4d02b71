//! The work list, and one dossier as staff see it.

use super::{asked, matter};
use crate::{
    app::App,
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use motcua_contract::{
    desk::{BookEntry, DeskDossier, ListWork, OpenDossier, Proposed, WorkItem, WorkList, WorkQuery},
    ecopies::CopyStage,
};
use motcua_domain::{
    dossier::{Actor, Dossier, Event, Undo, What, decide::UNDO_WITHIN},
    ecopy::{self, Stage},
    staff::Duty,
};
use motcua_storage::{dossiers::Record, work::WorkLine};
use std::collections::BTreeMap;

/// Lines of a page.
const PAGE: u32 = 50;

pub async fn list(call: Call<ListWork>) -> Answer<ListWork> {
    let (app, staff) = (&call.app, call.staff()?);
    let query: WorkQuery = asked::query(call.query.as_deref())?;
    let filter = asked::filter(app, staff, &query)?;
    let (page, counts) = app.store.work_list(&filter, query.after.as_deref(), PAGE).await?;
    Ok(Reply::json(WorkList {
        items: page.lines.into_iter().map(item).collect(),
        next: page.next,
        counts,
        now: app.local_now(),
    }))
}

fn item(line: WorkLine) -> WorkItem {
    WorkItem {
        id: line.id,
        code: line.code,
        procedure: line.procedure,
        state: line.state,
        requester: line.requester,
        submitted_at: jiff::Timestamp::from_millisecond(line.submitted_ms).unwrap_or_default(),
        due: line.due.and_then(|due| due.parse().ok()),
        paused: line.paused,
        version: line.version,
        channel: line.channel,
        assignee: line.assignee,
        proposed: line.proposed,
        unread: line.unread,
    }
}

pub async fn open(call: Call<OpenDossier>) -> Answer<OpenDossier> {
    let (app, staff) = (&call.app, call.staff()?);
    let record = matter::open(app, staff, call.segment(0), Duty::OpenDossier).await?;
    Ok(Reply::json(seen(app, &record, &staff.account.id).await?))
}

/// A dossier as a member of staff sees it.
///
/// # Errors
/// When the database cannot.
pub async fn seen(app: &App, record: &Record, account: &str) -> Result<DeskDossier, Refusal> {
    let mut staff = BTreeMap::new();
    for id in record.events.iter().flat_map(named) {
        if !staff.contains_key(id)
            && let Some(name) = app.store.account_name(id).await?
        {
            staff.insert(id.to_owned(), name);
        }
    }
    let own = |undo: &&Undo| undo.by == Actor::Staff(account.to_owned());
    let undo_until = record.dossier.undo.as_ref().filter(own).and_then(|undo| undo.at.checked_add(UNDO_WITHIN).ok());
    let dossier = &record.dossier;
    Ok(DeskDossier {
        id: record.row.id.clone(),
        code: record.row.code.clone(),
        procedure: dossier.procedure.clone(),
        procedure_version: dossier.procedure_version.unwrap_or_default(),
        state: dossier.state,
        version: dossier.version,
        answers: dossier.answers.clone(),
        submitted_at: dossier.submitted_at.unwrap_or_default(),
        due: dossier.clock.due,
        paused: dossier.state.paused(),
        asked: dossier.asked.clone(),
        supplemented: dossier.supplemented.clone(),
        supplements_asked: dossier.supplements_asked,
        result: dossier.result.clone(),
        proposed: dossier.proposed.clone().map(|file| Proposed { file }),
        copy: copy(dossier),
        channel: dossier.channel,
        entered_by: dossier.entered_by.clone(),
        assignee: dossier.assignee.clone(),
        checks: dossier.checks.values().cloned().collect(),
        opinions: dossier.opinions.clone(),
        extensions: dossier.extensions,
        counts_overdue: dossier.counts_overdue,
        same_visit: dossier.same_visit,
        approval: app.world.bundle(&dossier.procedure).is_some_and(|bundle| bundle.procedure.approval),
        undo_until: undo_until.filter(|until| *until >= app.now()),
        unread: app.store.unread(&record.row.id).await?,
        book: app.store.book_entry(&record.row.id).await?.map(|(year, number)| BookEntry { year, number }),
        events: record.events.clone(),
        staff,
        now: app.local_now(),
    })
}

/// How far a certified electronic copy is, where one is asked for.
fn copy(dossier: &Dossier) -> Option<CopyStage> {
    match &dossier.copy {
        Some(Stage::Certified { certificate, revoked }) => {
            Some(CopyStage::Certified { certificate: (**certificate).clone(), revoked: revoked.clone() })
        }
        Some(Stage::Prepared) => Some(CopyStage::Prepared),
        None => ecopy::applies(dossier).then_some(CopyStage::Asked),
    }
}

/// The accounts that an event names.
fn named(event: &Event) -> impl Iterator<Item = &str> {
    let by = if let Actor::Staff(id) = &event.actor { Some(id.as_str()) } else { None };
    let to = match &event.what {
        What::Assigned { to, .. } => Some(to.as_str()),
        What::OpinionAsked { of, .. } => Some(of.as_str()),
        _ => None,
    };
    by.into_iter().chain(to)
}
