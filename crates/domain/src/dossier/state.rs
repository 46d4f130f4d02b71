//! What a dossier is after its events: states of `domain.md` 1.2 by name, and what the next decision needs.

use super::event::{Actor, Channel, Event, FileRef, PaperCheck, Reason, ReturnWay, What};
use crate::{
    deadline::Limit,
    dossier_code::DossierCode,
    form::{Answers, Source, Value},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a dossier stands. The national vocabulary's numbers are in [`State::national`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum State {
    /// Not handed in yet; known to the phone only.
    #[default]
    Draft,
    Submitted,
    Received,
    Refused,
    Processing,
    SupplementRequested,
    PaymentRequested,
    WithdrawalRequested,
    Stopped,
    Done,
    Returned,
}

impl State {
    pub const ALL: [Self; 11] = [
        Self::Draft,
        Self::Submitted,
        Self::Received,
        Self::Refused,
        Self::Processing,
        Self::SupplementRequested,
        Self::PaymentRequested,
        Self::WithdrawalRequested,
        Self::Stopped,
        Self::Done,
        Self::Returned,
    ];

    /// The stable name, as on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Received => "received",
            Self::Refused => "refused",
            Self::Processing => "processing",
            Self::SupplementRequested => "supplement_requested",
            Self::PaymentRequested => "payment_requested",
            Self::WithdrawalRequested => "withdrawal_requested",
            Self::Stopped => "stopped",
            Self::Done => "done",
            Self::Returned => "returned",
        }
    }

    /// The number provincial systems exchange (`TrangThaiHoSo`); a draft has none.
    #[must_use]
    pub const fn national(self) -> Option<u8> {
        match self {
            Self::Draft => None,
            Self::Submitted => Some(1),
            Self::Received => Some(2),
            Self::Refused => Some(3),
            Self::Processing => Some(4),
            Self::SupplementRequested => Some(5),
            Self::PaymentRequested => Some(6),
            Self::WithdrawalRequested => Some(7),
            Self::Stopped => Some(8),
            Self::Done => Some(9),
            Self::Returned => Some(10),
        }
    }

    /// Nothing more can happen.
    #[must_use]
    pub const fn terminal(self) -> bool {
        matches!(self, Self::Refused | Self::Stopped | Self::Returned)
    }

    /// The office waits for the citizen: the clock stands still.
    #[must_use]
    pub const fn paused(self) -> bool {
        matches!(self, Self::SupplementRequested | Self::PaymentRequested)
    }
}

/// How it ended, if it did without a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    pub at: Timestamp,
    pub reason: String,
}

/// The clock of a dossier: what was promised, and what stopped it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    pub limit: Option<Limit>,
    /// Local time; fixed when issued, never re-computed silently.
    pub due: Option<DateTime>,
    /// Since when the office waits for the citizen.
    pub paused_since: Option<Timestamp>,
}

/// A colleague's opinion, asked for and perhaps given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Opinion {
    /// Account id.
    pub of: String,
    pub question: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// The dossier before an act that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    pub before: Box<Dossier>,
    pub by: Actor,
    pub at: Timestamp,
}

/// A dossier, folded from its events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dossier {
    pub state: State,
    /// Number of events: the version that an edit must name (`If-Match`).
    pub version: u64,
    pub code: Option<DossierCode>,
    pub procedure: String,
    pub procedure_version: Option<Date>,
    pub answers: Answers,
    pub submitted_at: Option<Timestamp>,
    pub received_at: Option<Timestamp>,
    pub clock: Clock,
    /// What is asked of the citizen now.
    pub asked: Vec<Reason>,
    pub asked_note: String,
    /// The fields that the citizen changed in the last supplement.
    pub supplemented: Vec<String>,
    pub supplements_asked: u32,
    /// The state that an answered supplement or a declined withdrawal returns to.
    pub before_pause: Option<State>,
    pub amount_due: Option<u64>,
    pub ending: Option<Ending>,
    pub result: Option<FileRef>,
    pub finished_at: Option<Timestamp>,
    pub returned_at: Option<Timestamp>,
    pub return_way: Option<ReturnWay>,
    pub channel: Channel,
    /// Who handed it in for the citizen, by account id.
    pub entered_by: Option<String>,
    /// What was found of each paper, by its id.
    pub checks: BTreeMap<String, PaperCheck>,
    /// Who works on it, by account id.
    pub assignee: Option<String>,
    pub opinions: Vec<Opinion>,
    pub extensions: u32,
    /// A second supplement request counts as overdue in the national index, whatever the clock says.
    pub counts_overdue: bool,
    /// A result that waits for the leader; it may be a paper without a file.
    pub proposed: Option<Option<FileRef>>,
    pub same_visit: bool,
    /// What [`super::Command::Undo`] returns to.
    pub undo: Option<Undo>,
}

impl Dossier {
    /// The dossier after these events.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        events.into_iter().fold(Self::default(), |state, event| state.apply(event))
    }

    /// The next state. Total: an event that was decided always applies.
    #[must_use]
    pub fn apply(mut self, event: &Event) -> Self {
        let undo = undoable(&event.what).then(|| Undo {
            before: Box::new(Self { undo: None, ..self.clone() }),
            by: event.actor.clone(),
            at: event.at,
        });
        let last = std::mem::replace(&mut self.undo, undo);
        self.version += 1;
        match &event.what {
            What::Submitted { code, procedure, version, answers, limit, due, channel } => {
                self.channel = *channel;
                if let Actor::Staff(id) = &event.actor {
                    self.entered_by = Some(id.clone());
                }
                self.state = State::Submitted;
                self.code = Some(code.clone());
                self.procedure.clone_from(procedure);
                self.procedure_version = Some(*version);
                self.answers = answers.clone();
                self.submitted_at = Some(event.at);
                self.clock = Clock { limit: Some(*limit), due: *due, paused_since: None };
            }
            What::Received => {
                self.state = State::Received;
                self.received_at = Some(event.at);
            }
            What::Refused { reason } => self.end(State::Refused, event.at, reason),
            What::SupplementRequested { reasons, note, leader_reason } => {
                self.counts_overdue |= leader_reason.is_some();
                self.before_pause = Some(self.state);
                self.state = State::SupplementRequested;
                self.asked.clone_from(reasons);
                self.asked_note.clone_from(note);
                self.supplements_asked += 1;
                self.clock.paused_since = Some(event.at);
            }
            What::Supplemented { answers, due } => {
                // Back to whoever asked: the intake, or the officer in charge.
                self.state = self.before_pause.take().unwrap_or(State::Submitted);
                self.supplemented = answers.values.keys().cloned().collect();
                for (field, value) in &answers.values {
                    self.answers.fill(field, value.clone(), answers.source(field));
                }
                self.asked.clear();
                self.asked_note.clear();
                self.resume(*due);
            }
            What::ProcessingStarted => self.state = State::Processing,
            What::PaymentRequested { amount } => {
                self.state = State::PaymentRequested;
                self.amount_due = Some(*amount);
                self.clock.paused_since = Some(event.at);
            }
            What::PaymentConfirmed { due } => {
                self.state = State::Processing;
                self.amount_due = None;
                self.resume(*due);
            }
            What::WithdrawalRequested { .. } => {
                self.before_pause = Some(self.state);
                self.state = State::WithdrawalRequested;
            }
            What::WithdrawalDeclined { .. } => {
                self.state = self.before_pause.take().unwrap_or(State::Processing);
            }
            What::Stopped { reason } => self.end(State::Stopped, event.at, reason),
            What::Finished { result } => {
                self.state = State::Done;
                self.result.clone_from(result);
                self.proposed = None;
                self.finished_at = Some(event.at);
            }
            What::Returned { way, .. } => {
                self.state = State::Returned;
                self.returned_at = Some(event.at);
                self.return_way = Some(*way);
            }
            What::PapersChecked { checks } => {
                self.checks.extend(checks.iter().map(|check| (check.paper.clone(), check.clone())));
            }
            What::Digitised { paper, pages } => {
                self.answers.fill(paper, Value::Pages(pages.clone()), Source::Staff);
            }
            What::Assigned { to, .. } => self.assignee = Some(to.clone()),
            What::OpinionAsked { of, question } => {
                self.opinions.push(Opinion { of: of.clone(), question: question.clone(), answer: None });
            }
            What::OpinionGiven { text } => self.answer_opinion(&event.actor, text),
            What::Extended { due, .. } => {
                self.clock.due = Some(*due);
                self.extensions += 1;
            }
            What::ResultProposed { result } => self.proposed = Some(result.clone()),
            What::SentBack { .. } => self.proposed = None,
            What::SameVisit => self.same_visit = true,
            What::Undone => {
                if let Some(last) = last {
                    let version = self.version;
                    self = Self { version, ..*last.before };
                }
            }
        }
        self
    }

    fn answer_opinion(&mut self, actor: &Actor, text: &str) {
        let Actor::Staff(id) = actor else { return };
        let open = self.opinions.iter_mut().find(|opinion| &opinion.of == id && opinion.answer.is_none());
        if let Some(opinion) = open {
            opinion.answer = Some(text.to_owned());
        }
    }

    fn resume(&mut self, due: Option<DateTime>) {
        self.clock.due = due;
        self.clock.paused_since = None;
    }

    fn end(&mut self, state: State, at: Timestamp, reason: &str) {
        self.state = state;
        self.ending = Some(Ending { at, reason: reason.to_owned() });
        self.clock.paused_since = None;
        self.asked.clear();
    }
}

/// What can be taken back without a promise to the citizen being broken: nothing was asked, refused or handed out by it.
const fn undoable(what: &What) -> bool {
    matches!(
        what,
        What::Received
            | What::ProcessingStarted
            | What::PapersChecked { .. }
            | What::Assigned { .. }
            | What::ResultProposed { .. }
            | What::SentBack { .. }
    )
}
