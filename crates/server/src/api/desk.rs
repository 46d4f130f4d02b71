//! The work list, and one dossier as staff see it.

use crate::{
    app::App,
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    desk::{DeskDossier, ListWork, OpenDossier, Proposed, WorkItem, WorkList, WorkQuery},
};
use motcua_domain::{
    dossier::{Actor, decide::UNDO_WITHIN},
    text::fold,
};
use motcua_storage::{
    dossiers::Record,
    work::{View, WorkLine},
};
use std::collections::BTreeMap;

/// Lines of a page.
const PAGE: u32 = 50;

pub async fn list(call: Call<ListWork>) -> Answer<ListWork> {
    let query: WorkQuery = serde_urlencoded::from_str(call.query.as_deref().unwrap_or_default())
        .map_err(|_| Refusal::new(ProblemCode::BadBody).detail("query"))?;
    let view = View::parse(query.view.as_deref().unwrap_or(View::Open.as_str()));
    let view = view.ok_or_else(|| Refusal::new(ProblemCode::BadBody).detail("view"))?;
    let search: String = fold(query.q.as_deref().unwrap_or_default()).chars().take(200).collect();
    let app = &call.app;
    let page = app.store.work(view, &search, query.after.as_deref(), PAGE).await?;
    Ok(Reply::json(WorkList {
        items: page.lines.into_iter().map(item).collect(),
        next: page.next,
        counts: app.store.work_counts().await?,
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
    let record = call.app.store.by_id(call.segment(0)).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Reply::json(seen(&call.app, &record).await?))
}

/// A dossier as staff see it.
///
/// # Errors
/// When the database cannot.
pub async fn seen(app: &App, record: &Record) -> Result<DeskDossier, Refusal> {
    let mut staff = BTreeMap::new();
    for event in &record.events {
        if let Actor::Staff(id) = &event.actor
            && !staff.contains_key(id)
            && let Some(name) = app.store.account_name(id).await?
        {
            staff.insert(id.clone(), name);
        }
    }
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
        channel: dossier.channel,
        entered_by: dossier.entered_by.clone(),
        assignee: dossier.assignee.clone(),
        checks: dossier.checks.values().cloned().collect(),
        opinions: dossier.opinions.clone(),
        extensions: dossier.extensions,
        counts_overdue: dossier.counts_overdue,
        same_visit: dossier.same_visit,
        approval: app.world.bundle(&dossier.procedure).is_some_and(|bundle| bundle.procedure.approval),
        undo_until: dossier.undo.as_ref().and_then(|undo| undo.at.checked_add(UNDO_WITHIN).ok()),
        unread: 0,
        events: record.events.clone(),
        staff,
        now: app.local_now(),
    })
}
