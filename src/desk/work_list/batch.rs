//! Running one step for several dossiers: in small portions with progress, with an outcome for each, and one undo.

use super::jobs::Job;
use crate::{
    api::{self, Failure},
    desk::{queue::own_counter_header, session::Session},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    COUNTER_HEADER, ProblemCode,
    desk::{Batch, BatchItem, BatchOutcome, CommandMany, DeskCommand},
};
use motcua_domain::dossier::{Refusal, decide::UNDO_WITHIN};
use std::collections::BTreeMap;

/// Dossiers sent at once: few, so that progress is seen and a broken network loses little.
const PORTION: usize = 20;

/// A dossier that the step was refused for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    pub id: String,
    pub code: String,
    pub problem: Option<ProblemCode>,
    pub refusal: Option<Refusal>,
}

/// What the last step for many did.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    pub job: Job,
    /// It was the undo of that job.
    pub undone: bool,
    /// Each with its new version: what an undo names.
    pub done: Vec<BatchItem>,
    pub refused: Vec<Refused>,
    /// Never sent, since the server was not reached.
    pub left: usize,
    pub failure: Option<Failure>,
    /// When it was done, in milliseconds of this machine's clock; only differences are used.
    at: f64,
    /// By id, as they stood in the list.
    codes: BTreeMap<String, String>,
    /// Whose it is.
    staff: Option<String>,
}

impl Outcome {
    fn new(job: Job, undone: bool, codes: BTreeMap<String, String>, staff: Option<String>) -> Self {
        let at = js_sys::Date::now();
        Self { job, undone, done: Vec::new(), refused: Vec::new(), left: 0, failure: None, at, codes, staff }
    }

    fn add(&mut self, outcome: BatchOutcome) {
        let BatchOutcome { id, code, version, problem, refusal } = outcome;
        // The server does not name what is not there any more; the list did.
        let code = if code.is_empty() { self.codes.get(&id).cloned().unwrap_or_default() } else { code };
        match version {
            Some(version) => self.done.push(BatchItem { id, version }),
            None => self.refused.push(Refused { id, code, problem, refusal }),
        }
    }

    /// Whole minutes in which it can still be taken back.
    pub fn minutes_left(&self, now: f64) -> u32 {
        let undoable = self.job.undoable() && !self.undone && !self.done.is_empty();
        let left = UNDO_WITHIN.as_millis() as f64 - (now - self.at).max(0.0);
        if undoable && left > 0.0 { (left / 60_000.0).ceil() as u32 } else { 0 }
    }
}

/// Batches, for the whole app: the undo outlives a look at a dossier.
#[derive(Clone, Copy)]
pub struct Batches {
    /// How many of how many are through.
    pub running: RwSignal<Option<(usize, usize)>>,
    last: RwSignal<Option<Outcome>>,
}

impl Batches {
    pub fn new() -> Self {
        Self { running: RwSignal::new(None), last: RwSignal::new(None) }
    }

    /// The batches of the app around.
    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    /// What the last one did, if whoever sits here did it.
    pub fn last(self, session: Session) -> Option<Outcome> {
        let me = session.id();
        self.last.get().filter(|outcome| outcome.staff == me)
    }

    /// The outcome was read.
    pub fn forget(self) {
        self.last.set(None);
    }

    /// Sends a step for these dossiers; `after` runs when it is through, done or not.
    pub fn run(
        self,
        job: Job,
        command: DeskCommand,
        dossiers: Vec<BatchItem>,
        codes: BTreeMap<String, String>,
        session: Session,
        after: impl Fn(&Outcome) + 'static,
    ) {
        if self.running.get_untracked().is_some() || dossiers.is_empty() {
            return;
        }
        let undone = matches!(command, DeskCommand::Undo {});
        let total = dossiers.len();
        self.running.set(Some((0, total)));
        let mut outcome = Outcome::new(job, undone, codes, untrack(|| session.id()));
        spawn_local(async move {
            for (index, portion) in dossiers.chunks(PORTION).enumerate() {
                let batch = Batch { command: command.clone(), dossiers: portion.to_vec() };
                match api::send::<CommandMany>(&[], &batch, &[(COUNTER_HEADER, &own_counter_header())]).await {
                    Ok(answer) => answer.outcomes.into_iter().for_each(|one| outcome.add(one)),
                    Err(failure) => {
                        session.ended(&failure);
                        outcome.left = total.saturating_sub(index * PORTION);
                        outcome.failure = Some(failure);
                        break;
                    }
                }
                self.running.set(Some(((index * PORTION + portion.len()), total)));
            }
            outcome.at = js_sys::Date::now();
            self.running.set(None);
            self.last.set(Some(outcome.clone()));
            after(&outcome);
        });
    }

    /// Takes the last one back, for every dossier that it was done to.
    pub fn undo(self, session: Session, after: impl Fn(&Outcome) + 'static) {
        if let Some(last) = untrack(|| self.last(session)) {
            self.run(last.job, DeskCommand::Undo {}, last.done, last.codes, session, after);
        }
    }
}
