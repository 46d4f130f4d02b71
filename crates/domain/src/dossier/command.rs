//! What can be asked of a dossier.

use super::event::{FileRef, Reason};
use crate::{deadline::Limit, dossier_code::DossierCode, form::Answers};
use jiff::civil::Date;
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
    },
    Receive,
    Refuse {
        reason: String,
    },
    RequestSupplement {
        reasons: Vec<Reason>,
        #[serde(default)]
        note: String,
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
        result: FileRef,
    },
    Return,
}
