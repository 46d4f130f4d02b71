//! What happened to a dossier. Events are kept for ever and never changed; everything else is derived from them.

use crate::{
    deadline::Limit,
    dossier_code::DossierCode,
    form::{Answers, PageRef},
};
use jiff::{Timestamp, civil::Date, civil::DateTime};
use serde::{Deserialize, Serialize};

/// Who acted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Actor {
    Citizen,
    /// A member of staff, by account id.
    Staff(String),
    System,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    pub at: Timestamp,
    pub actor: Actor,
    /// The counter where staff did it, where the desk's machine said one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
    #[serde(flatten)]
    pub what: What,
}

/// What happened, with what later readers need to know of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// Handed in. The version of the procedure, its time limit and the due time are frozen here.
    Submitted {
        code: DossierCode,
        procedure: String,
        version: Date,
        answers: Answers,
        limit: Limit,
        due: Option<DateTime>,
        #[serde(default, skip_serializing_if = "Channel::is_online")]
        channel: Channel,
    },
    /// Taken in as complete.
    Received,
    /// Not taken in (Phiếu từ chối tiếp nhận giải quyết hồ sơ).
    Refused {
        reason: String,
    },
    /// The citizen is asked, once and with all reasons, for what is missing; the clock stops.
    SupplementRequested {
        reasons: Vec<Reason>,
        note: String,
        /// Why the leader allowed a second request; the dossier then counts as overdue (QĐ 766/QĐ-TTg).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leader_reason: Option<String>,
    },
    /// The citizen answered: only the fields that were named. The time limit counts anew (NĐ 61/2018 Điều 19.4).
    Supplemented {
        answers: Answers,
        due: Option<DateTime>,
    },
    ProcessingStarted,
    PaymentRequested {
        amount: u64,
    },
    PaymentConfirmed {
        due: Option<DateTime>,
    },
    WithdrawalRequested {
        reason: String,
    },
    WithdrawalDeclined {
        reason: String,
    },
    /// Ended before a result: withdrawn, or the supplement never came.
    Stopped {
        reason: String,
    },
    /// A result is there; the paper itself may be all of it (copies certified at the counter).
    Finished {
        result: Option<FileRef>,
    },
    /// The citizen has it.
    Returned {
        #[serde(default)]
        way: ReturnWay,
        /// To whom, or the number of the parcel.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// Papers were looked at one by one.
    PapersChecked {
        checks: Vec<PaperCheck>,
    },
    /// A paper brought to the counter was scanned there.
    Digitised {
        paper: String,
        pages: Vec<PageRef>,
    },
    /// The work is another's from now on.
    Assigned {
        /// Account id.
        to: String,
        note: String,
    },
    OpinionAsked {
        /// Account id.
        of: String,
        question: String,
    },
    OpinionGiven {
        text: String,
    },
    /// Apology and the one new appointment (NĐ 61/2018 Điều 19.9).
    Extended {
        reason: String,
        /// What was promised before.
        was: DateTime,
        due: DateTime,
    },
    /// An officer has a result; a leader is to approve it.
    ResultProposed {
        result: Option<FileRef>,
    },
    /// The leader wants it done again.
    SentBack {
        reason: String,
    },
    /// Everything is done while the citizen waits: no appointment is made.
    SameVisit,
    /// The last event is taken back by who made it; both stay on record.
    Undone,
}

impl What {
    /// The stable name, as on the wire.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Submitted { .. } => "submitted",
            Self::Received => "received",
            Self::Refused { .. } => "refused",
            Self::SupplementRequested { .. } => "supplement_requested",
            Self::Supplemented { .. } => "supplemented",
            Self::ProcessingStarted => "processing_started",
            Self::PaymentRequested { .. } => "payment_requested",
            Self::PaymentConfirmed { .. } => "payment_confirmed",
            Self::WithdrawalRequested { .. } => "withdrawal_requested",
            Self::WithdrawalDeclined { .. } => "withdrawal_declined",
            Self::Stopped { .. } => "stopped",
            Self::Finished { .. } => "finished",
            Self::Returned { .. } => "returned",
            Self::PapersChecked { .. } => "papers_checked",
            Self::Digitised { .. } => "digitised",
            Self::Assigned { .. } => "assigned",
            Self::OpinionAsked { .. } => "opinion_asked",
            Self::OpinionGiven { .. } => "opinion_given",
            Self::Extended { .. } => "extended",
            Self::ResultProposed { .. } => "result_proposed",
            Self::SentBack { .. } => "sent_back",
            Self::SameVisit => "same_visit",
            Self::Undone => "undone",
        }
    }

    /// Only the office's own business: a citizen's history does not show it.
    #[must_use]
    pub const fn internal(&self) -> bool {
        matches!(
            self,
            Self::PapersChecked { .. }
                | Self::Digitised { .. }
                | Self::Assigned { .. }
                | Self::OpinionAsked { .. }
                | Self::OpinionGiven { .. }
                | Self::ResultProposed { .. }
                | Self::SentBack { .. }
                | Self::SameVisit
        )
    }
}

/// How a dossier came (`KenhThucHien` of the provincial systems: 1 direct, 2 online, 3 post).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Channel {
    #[default]
    Online,
    /// Filled in at the desk, by staff or together with the citizen.
    Desk,
    Post,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Online, Self::Desk, Self::Post];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Desk => "desk",
            Self::Post => "post",
        }
    }

    /// For serde.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
    fn is_online(&self) -> bool {
        *self == Self::Online
    }
}

/// How a result came to the citizen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReturnWay {
    #[default]
    ByHand,
    Download,
    Post,
}

/// What a look at one paper found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Verdict {
    Enough,
    Wrong,
    /// An original that was shown and handed back.
    ShownAndReturned,
}

/// One paper, looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaperCheck {
    /// The paper's id in the procedure.
    pub paper: String,
    pub verdict: Verdict,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What is wrong with a field or a paper, as a word that statistics can count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Fault {
    Missing,
    Unclear,
    Incorrect,
    Incomplete,
    Outdated,
    #[default]
    Other,
}

impl Fault {
    pub const ALL: [Self; 6] =
        [Self::Missing, Self::Unclear, Self::Incorrect, Self::Incomplete, Self::Outdated, Self::Other];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unclear => "unclear",
            Self::Incorrect => "incorrect",
            Self::Incomplete => "incomplete",
            Self::Outdated => "outdated",
            Self::Other => "other",
        }
    }
}

/// One reason of a supplement request, tied to a field or a paper of the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The id of a field or a paper.
    pub field: String,
    #[serde(default)]
    pub code: Fault,
    /// A sentence for the citizen, by the clerk.
    pub text: String,
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileRef {
    pub upload: String,
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    pub media_type: String,
}
