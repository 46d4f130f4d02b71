//! What a dossier is after its events: states of `domain.md` 1.2 by name, and what the next decision needs.

use super::event::{Event, FileRef, Reason, What};
use crate::{deadline::Limit, dossier_code::DossierCode, form::Answers};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use serde::{Deserialize, Serialize};

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

/// Why a command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Refusal {
    /// Not possible in the dossier's state.
    WrongState,
    /// A second supplement request needs the leader (NĐ 118/2025 Điều 11: once).
    SupplementAlreadyAsked,
    /// A reason is needed.
    ReasonMissing,
    /// An answer was given to a field that was not asked about.
    FieldNotAsked,
    /// A field that was asked about was not answered.
    FieldNotAnswered,
    /// An amount of zero cannot be asked for.
    AmountMissing,
    /// The actor may not do this (a citizen cannot receive, staff cannot hand in a supplement).
    WrongActor,
}

impl Refusal {
    pub const ALL: [Self; 7] = [
        Self::WrongState,
        Self::SupplementAlreadyAsked,
        Self::ReasonMissing,
        Self::FieldNotAsked,
        Self::FieldNotAnswered,
        Self::AmountMissing,
        Self::WrongActor,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WrongState => "wrong_state",
            Self::SupplementAlreadyAsked => "supplement_already_asked",
            Self::ReasonMissing => "reason_missing",
            Self::FieldNotAsked => "field_not_asked",
            Self::FieldNotAnswered => "field_not_answered",
            Self::AmountMissing => "amount_missing",
            Self::WrongActor => "wrong_actor",
        }
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
}

impl Dossier {
    /// The dossier after these events.
    pub fn replay<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        events.into_iter().fold(Self::default(), |state, event| state.apply(event))
    }

    /// The next state. Total: an event that was decided always applies.
    #[must_use]
    pub fn apply(mut self, event: &Event) -> Self {
        self.version += 1;
        match &event.what {
            What::Submitted { code, procedure, version, answers, limit, due } => {
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
            What::SupplementRequested { reasons, note } => {
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
                self.result = Some(result.clone());
                self.finished_at = Some(event.at);
            }
            What::Returned => {
                self.state = State::Returned;
                self.returned_at = Some(event.at);
            }
        }
        self
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
