//! Why a dossier refuses a command, as stable words.

use serde::{Deserialize, Serialize};

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
    /// One new appointment is all there is (NĐ 61/2018 Điều 19.9).
    AlreadyExtended,
    /// The promised time is over: an apology comes before it.
    AlreadyOverdue,
    /// A new appointment is later than the old one.
    DueNotLater,
    /// Nothing was promised that could be moved.
    NoDueTime,
    /// A leader approves results of this procedure: propose it.
    ApprovalNeeded,
    /// There is no proposed result to approve or to send back.
    NothingProposed,
    /// The last act is not yours, cannot be taken back, or is too long ago.
    NothingToUndo,
    /// No paper was named, or no page was scanned.
    NothingGiven,
    /// The pages scanned are not as many as were counted.
    PageCountDiffers,
    /// No opinion was asked of this person.
    NotAsked,
}

impl Refusal {
    pub const ALL: [Self; 17] = [
        Self::WrongState,
        Self::SupplementAlreadyAsked,
        Self::ReasonMissing,
        Self::FieldNotAsked,
        Self::FieldNotAnswered,
        Self::AmountMissing,
        Self::WrongActor,
        Self::AlreadyExtended,
        Self::AlreadyOverdue,
        Self::DueNotLater,
        Self::NoDueTime,
        Self::ApprovalNeeded,
        Self::NothingProposed,
        Self::NothingToUndo,
        Self::NothingGiven,
        Self::PageCountDiffers,
        Self::NotAsked,
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
            Self::AlreadyExtended => "already_extended",
            Self::AlreadyOverdue => "already_overdue",
            Self::DueNotLater => "due_not_later",
            Self::NoDueTime => "no_due_time",
            Self::ApprovalNeeded => "approval_needed",
            Self::NothingProposed => "nothing_proposed",
            Self::NothingToUndo => "nothing_to_undo",
            Self::NothingGiven => "nothing_given",
            Self::PageCountDiffers => "page_count_differs",
            Self::NotAsked => "not_asked",
        }
    }
}
