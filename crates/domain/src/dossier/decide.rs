//! Which commands a dossier allows now, and what they lead to. The one place where transitions are written.

use super::{
    command::Command,
    event::{Actor, Event, Reason, ReturnWay, What},
    refusal::Refusal,
    state::{Dossier, State},
};
use crate::{
    calendar::{Calendar, Hours},
    deadline::{self, Limit},
    form::Answers,
};
use jiff::Timestamp;

/// What of the office a decision needs.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub calendar: &'a Calendar,
    pub hours: &'a Hours,
    /// The procedure's results are approved by a leader, and the actor is none.
    pub propose_first: bool,
}

/// So long an action can be taken back.
pub const UNDO_WITHIN: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

impl Rules<'_> {
    fn due(&self, at: Timestamp, limit: Limit) -> Option<jiff::civil::DateTime> {
        deadline::due(deadline::local(at), limit, &deadline::Clock { calendar: self.calendar, hours: self.hours })
    }
}

/// Decides a command. Nothing changes here: the caller stores the events and folds them in.
///
/// # Errors
/// A [`Refusal`] when the state, the actor or the command's content does not allow it.
pub fn decide(
    dossier: &Dossier,
    command: Command,
    actor: &Actor,
    now: Timestamp,
    rules: &Rules<'_>,
) -> Result<Vec<Event>, Refusal> {
    use State as S;
    if command.by_office() && !matches!(actor, Actor::Staff(_) | Actor::System) {
        return Err(Refusal::WrongActor);
    }
    let within = |states: &[State]| {
        if states.contains(&dossier.state) { Ok(()) } else { Err(Refusal::WrongState) }
    };
    let what = match command {
        Command::Submit { code, procedure, version, answers, limit, channel } => {
            within(&[S::Draft])?;
            let due = rules.due(now, limit);
            vec![What::Submitted { code, procedure, version, answers, limit, due, channel }]
        }
        Command::Receive => {
            within(&[S::Submitted])?;
            vec![What::Received]
        }
        Command::Refuse { reason } => {
            within(&[S::Submitted])?;
            vec![What::Refused { reason: given(reason)? }]
        }
        Command::RequestSupplement { reasons, note, leader_reason } => {
            within(&[S::Submitted, S::Processing])?;
            // A reason for a second request says nothing about a first one.
            let leader_reason = match leader_reason {
                Some(reason) if dossier.supplements_asked > 0 => Some(given(reason)?),
                None if dossier.supplements_asked > 0 => return Err(Refusal::SupplementAlreadyAsked),
                _ => None,
            };
            let note = note.trim().to_owned();
            vec![What::SupplementRequested { reasons: all_given(reasons)?, note, leader_reason }]
        }
        Command::Supplement { answers } => {
            within(&[S::SupplementRequested])?;
            answers_what_was_asked(dossier, &answers)?;
            // NĐ 61/2018 Điều 19.4: with the full dossier the time limit is counted from the start.
            let due = dossier.clock.limit.and_then(|limit| rules.due(now, limit));
            vec![What::Supplemented { answers, due }]
        }
        Command::StartProcessing => {
            within(&[S::Received])?;
            vec![What::ProcessingStarted]
        }
        Command::RequestPayment { amount } => {
            within(&[S::Received, S::Processing])?;
            if amount == 0 {
                return Err(Refusal::AmountMissing);
            }
            vec![What::PaymentRequested { amount }]
        }
        Command::ConfirmPayment => {
            within(&[S::PaymentRequested])?;
            vec![What::PaymentConfirmed { due: after_payment(dossier, now, rules) }]
        }
        Command::RequestWithdrawal { reason } => {
            within(&[S::Submitted, S::Received, S::Processing])?;
            vec![What::WithdrawalRequested { reason: reason.trim().to_owned() }]
        }
        Command::DeclineWithdrawal { reason } => {
            within(&[S::WithdrawalRequested])?;
            vec![What::WithdrawalDeclined { reason: given(reason)? }]
        }
        Command::Stop { reason } => {
            within(&[S::SupplementRequested, S::PaymentRequested, S::WithdrawalRequested, S::Processing])?;
            vec![What::Stopped { reason: given(reason)? }]
        }
        Command::Finish { result } => {
            within(&[S::Received, S::Processing])?;
            if rules.propose_first {
                return Err(Refusal::ApprovalNeeded);
            }
            vec![What::Finished { result }]
        }
        Command::Return { way, note } => {
            within(&[S::Done])?;
            vec![What::Returned { way, note: note.trim().to_owned() }]
        }
        Command::CheckPapers { checks } => {
            within(&[S::Submitted, S::Received, S::Processing])?;
            if checks.is_empty() {
                return Err(Refusal::NothingGiven);
            }
            vec![What::PapersChecked { checks }]
        }
        Command::Digitise { paper, pages, sheets } => {
            within(&[S::Submitted, S::Received, S::Processing])?;
            if pages.is_empty() {
                return Err(Refusal::NothingGiven);
            }
            if pages.iter().map(|page| page.pages).sum::<u32>() != sheets {
                return Err(Refusal::PageCountDiffers);
            }
            vec![What::Digitised { paper, pages }]
        }
        Command::Assign { to, note } => {
            if dossier.state == S::Draft || dossier.state.terminal() {
                return Err(Refusal::WrongState);
            }
            vec![What::Assigned { to, note: note.trim().to_owned() }]
        }
        Command::AskOpinion { of, question } => {
            within(&[S::Submitted, S::Received, S::Processing])?;
            vec![What::OpinionAsked { of, question: given(question)? }]
        }
        Command::GiveOpinion { text } => {
            if dossier.state == S::Draft || dossier.state.terminal() {
                return Err(Refusal::WrongState);
            }
            let Actor::Staff(id) = actor else { return Err(Refusal::WrongActor) };
            if !dossier.opinions.iter().any(|opinion| &opinion.of == id && opinion.answer.is_none()) {
                return Err(Refusal::NotAsked);
            }
            vec![What::OpinionGiven { text: given(text)? }]
        }
        Command::Extend { reason, due } => {
            within(&[S::Received, S::Processing])?;
            vec![extend(dossier, given(reason)?, due, now)?]
        }
        Command::ProposeResult { result } => {
            within(&[S::Received, S::Processing])?;
            let started = (dossier.state == S::Received).then_some(What::ProcessingStarted);
            started.into_iter().chain([What::ResultProposed { result }]).collect()
        }
        Command::Approve => {
            within(&[S::Processing])?;
            let result = dossier.proposed.clone().ok_or(Refusal::NothingProposed)?;
            vec![What::Finished { result }]
        }
        Command::SendBack { reason } => {
            within(&[S::Processing])?;
            if dossier.proposed.is_none() {
                return Err(Refusal::NothingProposed);
            }
            vec![What::SentBack { reason: given(reason)? }]
        }
        Command::ReceiveSameVisit => {
            within(&[S::Submitted])?;
            vec![What::Received, What::SameVisit]
        }
        Command::HandOver { result } => {
            within(&[S::Submitted, S::Received, S::Processing])?;
            if rules.propose_first {
                return Err(Refusal::ApprovalNeeded);
            }
            let received = (dossier.state == S::Submitted).then_some(What::Received);
            let visit = (!dossier.same_visit).then_some(What::SameVisit);
            let end = [What::Finished { result }, What::Returned { way: ReturnWay::ByHand, note: String::new() }];
            received.into_iter().chain(visit).chain(end).collect()
        }
        Command::Undo => {
            let last = dossier.undo.as_ref().ok_or(Refusal::NothingToUndo)?;
            if &last.by != actor || now.duration_since(last.at) > UNDO_WITHIN {
                return Err(Refusal::NothingToUndo);
            }
            vec![What::Undone]
        }
    };
    Ok(what.into_iter().map(|what| Event { at: now, actor: actor.clone(), counter: None, what }).collect())
}

fn given(reason: String) -> Result<String, Refusal> {
    let trimmed = reason.trim();
    if trimmed.is_empty() { Err(Refusal::ReasonMissing) } else { Ok(trimmed.to_owned()) }
}

fn all_given(reasons: Vec<Reason>) -> Result<Vec<Reason>, Refusal> {
    let complete = !reasons.is_empty() && reasons.iter().all(|r| !r.field.is_empty() && !r.text.trim().is_empty());
    if complete { Ok(reasons) } else { Err(Refusal::ReasonMissing) }
}

/// Exactly the fields that were asked about: nothing else changes behind the clerk's back, and nothing is left out.
fn answers_what_was_asked(dossier: &Dossier, answers: &Answers) -> Result<(), Refusal> {
    if answers.values.keys().any(|field| !dossier.asked.iter().any(|reason| &reason.field == field)) {
        return Err(Refusal::FieldNotAsked);
    }
    if dossier.asked.iter().any(|reason| answers.get(&reason.field).is_none()) {
        return Err(Refusal::FieldNotAnswered);
    }
    Ok(())
}

/// An apology comes before the promised time is over, once, and promises a later one.
fn extend(dossier: &Dossier, reason: String, due: jiff::civil::DateTime, now: Timestamp) -> Result<What, Refusal> {
    if dossier.extensions > 0 {
        return Err(Refusal::AlreadyExtended);
    }
    let was = dossier.clock.due.ok_or(Refusal::NoDueTime)?;
    if deadline::local(now) > was {
        return Err(Refusal::AlreadyOverdue);
    }
    if due <= was {
        return Err(Refusal::DueNotLater);
    }
    Ok(What::Extended { reason, was, due })
}

/// Waiting for a payment is not counted: the due time moves by the working time that passed.
fn after_payment(dossier: &Dossier, now: Timestamp, rules: &Rules<'_>) -> Option<jiff::civil::DateTime> {
    let clock = deadline::Clock { calendar: rules.calendar, hours: rules.hours };
    let (due, limit, since) = (dossier.clock.due?, dossier.clock.limit?, dossier.clock.paused_since?);
    Some(deadline::after_pause(due, limit, deadline::local(since), deadline::local(now), &clock))
}
