//! Following a dossier and taking it back, for whoever holds the receipt.

use super::{payments, submission::procedure_of, view};
use crate::{
    app::App,
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    dossiers::{TrackDossier, Tracking, WithdrawDossier},
};
use motcua_domain::dossier::{Actor, Command, Rules, decide};
use motcua_storage::{
    StoreError,
    audit::{By, Who},
    dossiers::{Change, Record},
    uploads::Owner,
};

/// Characters of a reason.
const REASON_LENGTH: usize = 1000;

pub async fn track(call: Call<TrackDossier>) -> Answer<TrackDossier> {
    let record = call.held()?;
    let unread = call.app.store.unread_by_citizen(&record.row.id).await?;
    let payments = payments::of_citizen(&call.app, record).await?;
    Ok(Reply::json(Tracking { unread, payments, ..view::tracking(record) }))
}

pub async fn withdraw(call: Call<WithdrawDossier>) -> Answer<WithdrawDossier> {
    let reason: String = call.body.reason.chars().take(REASON_LENGTH).collect();
    let command = Command::RequestWithdrawal { reason };
    let decision = Decision { record: call.held()?, command, actor: Actor::Citizen, files: None, reply: None };
    let record = decision.keep(&call.app).await.map_err(busy)?;
    Ok(Reply::json(view::tracking(&record)))
}

/// A citizen names no version: that somebody else was quicker only means to try again.
pub fn busy(refusal: Refusal) -> Refusal {
    if refusal.problem.code == ProblemCode::Stale { ProblemCode::InProgress.into() } else { refusal }
}

/// A command on a dossier, on its way to become events.
pub struct Decision<'a> {
    pub record: &'a Record,
    pub command: Command,
    pub actor: Actor,
    /// Uploads that become part of it, whose they are, and as what.
    pub files: Option<(Vec<String>, Owner, &'static str)>,
    /// Idempotency key and digest.
    pub reply: Option<(&'a str, &'a str)>,
}

impl Decision<'_> {
    /// Decides and keeps.
    ///
    /// # Errors
    /// `refused`, `stale`, or what keeping refuses.
    pub async fn keep(self, app: &App) -> Result<Record, Refusal> {
        self.keep_under(app, false, None).await
    }

    /// Decides and keeps; `propose_first`: a leader has to approve the result, and the actor is none; `counter`: where
    /// staff decide it.
    ///
    /// # Errors
    /// `refused`, `stale`, or what keeping refuses.
    pub async fn keep_under(self, app: &App, propose_first: bool, counter: Option<&str>) -> Result<Record, Refusal> {
        app.space_for_rows()?;
        let before = &self.record.dossier;
        let now = app.now();
        let rules = Rules { propose_first, ..app.rules() };
        let fee = if let Command::RequestPayment { amount } = self.command { Some(amount) } else { None };
        let mut events = decide(before, self.command, &self.actor, now, &rules)?;
        for event in &mut events {
            event.counter = counter.map(str::to_owned);
        }
        let after = events.iter().fold(before.clone(), |dossier, event| dossier.apply(event));
        let lines = view::lines(procedure_of(app, &after)?, &after.answers, &self.record.row.code);
        let change = Change {
            id: &self.record.row.id,
            expected: before.version,
            events: &events,
            after: &after,
            lines: &lines,
            files: self.files,
            reply: self.reply,
            now_ms: now.as_millisecond(),
        };
        // Who waits for money is asked for it: the request is kept with the event, or neither is.
        let asked = match fee {
            Some(amount) => payments::asked_with(app, self.record, amount).await?,
            None => None,
        };
        let who = match &self.actor {
            Actor::Citizen => Who::Citizen,
            Actor::Staff(id) => Who::Staff(id),
            Actor::System => Who::System,
        };
        let by = By { who, at_ms: now.as_millisecond() };
        app.store.change_and_ask(&change, asked.as_ref().map(|new| (new, by))).await?;
        let kept = app.store.by_id(&self.record.row.id).await?;
        Ok(kept.ok_or(StoreError::NotFound)?)
    }
}
