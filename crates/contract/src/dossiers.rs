//! Handing in a dossier, and following it with its code and the receipt's secret.

use crate::{NoBody, endpoint, payments::Payment};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use motcua_domain::{
    dossier::{Reason, State},
    form::Answers,
};
use serde::{Deserialize, Serialize};

/// A dossier to hand in. Files are uploaded before; the answers name them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submission {
    /// The procedure's code and the version that was filled in.
    pub procedure: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub version: Date,
    pub answers: Answers,
    /// The version of the notice about personal data that was shown.
    pub notice: String,
    /// The language the citizen used.
    pub language: String,
}

/// The proof of handing in. The secret is given to the device that handed in, nowhere else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Receipt {
    /// The official dossier code.
    pub code: String,
    /// Goes into the tracking link's fragment.
    pub secret: String,
    pub procedure: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub received_at: Timestamp,
    /// Local time (UTC+7); `None` where no time is published.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub due: Option<DateTime>,
    pub papers: Vec<ReceivedPaper>,
    /// SHA-256 over the canonical content, to compare with what the phone holds.
    pub sha256: String,
}

/// A paper as received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedPaper {
    /// The paper's id in the procedure.
    pub paper: String,
    pub pages: u32,
}

endpoint!(
    /// Hands in a dossier. Needs an idempotency key; the same key again answers the same receipt.
    SubmitDossier, Post "/api/submissions", Device, Submission => Receipt
);
endpoint!(
    /// The receipt again, for the device that handed in: how a phone makes sure before it forgets anything.
    GetReceipt, Get "/api/submissions/{key}", Device, NoBody => Receipt
);

/// What happened, for the citizen: codes and the sentences that staff wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Step {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub at: Timestamp,
    /// The event's stable name: `submitted`, `received`, `supplement_requested`, ...
    pub what: String,
    /// `citizen`, `office`, or `system`: what the office's program did by itself, so `note` has a fixed wording.
    pub by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A dossier as its citizen sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tracking {
    pub code: String,
    pub procedure: String,
    pub state: State,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub received_at: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub due: Option<DateTime>,
    /// The clock stands still: the office waits for the citizen.
    pub paused: bool,
    pub steps: Vec<Step>,
    /// What is asked of the citizen now.
    pub asked: Vec<Reason>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_note: Option<String>,
    /// The present answers of the fields that are asked about; nothing else of the dossier is shown.
    pub asked_answers: Answers,
    /// Case answers that conditions need, so that the phone can judge the same rules.
    pub papers: Vec<ReceivedPaper>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount_due: Option<u64>,
    /// The requests for its fees, the newest first; known when the dossier is looked up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<Payment>,
    /// A result can be downloaded.
    pub result: Option<ResultFile>,
    /// The dossier's version, for edits.
    pub version: u64,
    /// Messages of the desk that were not read; counted when the dossier is looked up.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unread: u32,
}

/// For serde.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// The result, as can be downloaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResultFile {
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

endpoint!(
    /// A dossier by its code, for whoever holds the receipt's secret.
    TrackDossier, Get "/api/dossiers/{code}", Receipt, NoBody => Tracking
);

/// The answer to a supplement request: exactly the fields that were asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Supplement {
    pub answers: Answers,
}

endpoint!(
    /// Answers a supplement request. Needs an idempotency key and the device token its files were uploaded with.
    SupplementDossier, Post "/api/dossiers/{code}/supplement", Receipt, Supplement => Tracking
);

/// Why the citizen takes it back; may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Withdrawal {
    pub reason: String,
}

endpoint!(
    /// Asks to take the dossier back.
    WithdrawDossier, Post "/api/dossiers/{code}/withdrawal", Receipt, Withdrawal => Tracking
);
endpoint!(
    /// The result file's bytes, as an attachment.
    DownloadResult, Get "/api/dossiers/{code}/result", Receipt, NoBody => NoBody
);
