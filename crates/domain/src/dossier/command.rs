//! What can be asked of a dossier.

use super::event::{Channel, FileRef, PaperCheck, Reason, ReturnWay};
use crate::{
    deadline::Limit,
    dossier_code::DossierCode,
    form::{Answers, PageRef},
};
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

/// A command. Whether it is allowed now is the business of `decide`; who may give it at all, of the server's policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case")]
pub enum Command {
    Submit {
        code: DossierCode,
        procedure: String,
        version: Date,
        answers: Answers,
        limit: Limit,
        #[serde(default)]
        channel: Channel,
    },
    Receive,
    Refuse {
        reason: String,
    },
    RequestSupplement {
        reasons: Vec<Reason>,
        #[serde(default)]
        note: String,
        /// By the leader, for a second request.
        #[serde(default)]
        leader_reason: Option<String>,
    },
    Supplement {
        answers: Answers,
    },
    StartProcessing,
    RequestPayment {
        amount: u64,
    },
    ConfirmPayment,
    RequestWithdrawal {
        reason: String,
    },
    DeclineWithdrawal {
        reason: String,
    },
    Stop {
        reason: String,
    },
    Finish {
        result: Option<FileRef>,
    },
    Return {
        #[serde(default)]
        way: ReturnWay,
        #[serde(default)]
        note: String,
    },
    CheckPapers {
        checks: Vec<PaperCheck>,
    },
    /// `sheets` is what the clerk counted in the hand: it must be the number of pages scanned (TT 01/2023 Điều 8).
    Digitise {
        paper: String,
        pages: Vec<PageRef>,
        sheets: u32,
    },
    Assign {
        to: String,
        #[serde(default)]
        note: String,
    },
    AskOpinion {
        of: String,
        question: String,
    },
    GiveOpinion {
        text: String,
    },
    Extend {
        reason: String,
        due: DateTime,
    },
    ProposeResult {
        result: Option<FileRef>,
    },
    /// The proposed result is the result.
    Approve,
    SendBack {
        reason: String,
    },
    /// Takes in a dossier whose citizen waits for the result.
    ReceiveSameVisit,
    /// Done and in the citizen's hand, in the same visit.
    HandOver {
        #[serde(default)]
        result: Option<FileRef>,
    },
    /// Takes back the last event, by who made it, soon after.
    Undo,
}

impl Command {
    /// A command that only the office gives.
    #[must_use]
    pub const fn by_office(&self) -> bool {
        !matches!(self, Self::Submit { .. } | Self::Supplement { .. } | Self::RequestWithdrawal { .. })
    }
}
