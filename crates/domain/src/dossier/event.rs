//! What happened to a dossier. Events are kept for ever and never changed; everything else is derived from them.

use crate::{deadline::Limit, dossier_code::DossierCode, form::Answers};
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
    Finished {
        result: FileRef,
    },
    Returned,
}

/// One reason of a supplement request, tied to a field or a paper of the procedure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The id of a field or a paper.
    pub field: String,
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
