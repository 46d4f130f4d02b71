//! Which commands a dossier allows now, and what they lead to. The one place where transitions are written.

use super::{
    command::Command,
    event::{Actor, Event, Reason, What},
    state::{Dossier, Refusal, State},
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
}

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
    let staff = matches!(actor, Actor::Staff(_) | Actor::System);
    let by_office = matches!(
        command,
        Command::Receive
            | Command::Refuse { .. }
            | Command::RequestSupplement { .. }
            | Command::StartProcessing
            | Command::RequestPayment { .. }
            | Command::ConfirmPayment
            | Command::DeclineWithdrawal { .. }
            | Command::Stop { .. }
            | Command::Finish { .. }
            | Command::Return
    );
    if by_office && !staff {
        return Err(Refusal::WrongActor);
    }
    let within = |states: &[State]| {
        if states.contains(&dossier.state) { Ok(()) } else { Err(Refusal::WrongState) }
    };
    let what = match command {
        Command::Submit { code, procedure, version, answers, limit } => {
            within(&[S::Draft])?;
            let due = rules.due(now, limit);
            vec![What::Submitted { code, procedure, version, answers, limit, due }]
        }
        Command::Receive => {
            within(&[S::Submitted])?;
            vec![What::Received]
        }
        Command::Refuse { reason } => {
            within(&[S::Submitted])?;
            vec![What::Refused { reason: given(reason)? }]
        }
        Command::RequestSupplement { reasons, note } => {
            within(&[S::Submitted, S::Processing])?;
            if dossier.supplements_asked > 0 {
                return Err(Refusal::SupplementAlreadyAsked);
            }
            vec![What::SupplementRequested { reasons: all_given(reasons)?, note: note.trim().to_owned() }]
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
            vec![What::Finished { result }]
        }
        Command::Return => {
            within(&[S::Done])?;
            vec![What::Returned]
        }
    };
    Ok(what.into_iter().map(|what| Event { at: now, actor: actor.clone(), what }).collect())
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

/// Waiting for a payment is not counted: the due time moves by the working time that passed.
fn after_payment(dossier: &Dossier, now: Timestamp, rules: &Rules<'_>) -> Option<jiff::civil::DateTime> {
    let clock = deadline::Clock { calendar: rules.calendar, hours: rules.hours };
    let (due, limit, since) = (dossier.clock.due?, dossier.clock.limit?, dossier.clock.paused_since?);
    Some(deadline::after_pause(due, limit, deadline::local(since), deadline::local(now), &clock))
}
