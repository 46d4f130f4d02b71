//! What the bank's program tells by itself, signed.

use crate::{NoBody, endpoint};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The header that carries when a report was signed: unix seconds.
pub const BANK_TIME_HEADER: &str = "motcua-time";
/// The header that carries the signature: `sha256=` and HMAC-SHA256 in hex over the time, a full stop, and the body.
pub const BANK_SIGNATURE_HEADER: &str = "motcua-signature";

/// A movement in a report of the bank (docs/bank-webhook.md).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BankMovement {
    /// Money came in.
    Credit {
        reference: String,
        /// In whole đồng.
        amount: i64,
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        #[serde(with = "motcua_domain::wire")]
        day: Date,
        text: String,
    },
    /// The bank took a movement back.
    Reversal {
        /// Of the movement.
        reference: String,
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        #[serde(with = "motcua_domain::wire")]
        day: Date,
    },
}

/// A report of the bank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankReport {
    /// The account that the movements are on.
    pub account: String,
    /// At most five hundred.
    pub movements: Vec<BankMovement>,
}

/// What became of each movement, in their order: `booked`, `open`, `known`, `conflict`, `reversed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankReported {
    pub outcomes: Vec<String>,
}

endpoint!(
    /// The bank tells of movements: a [`BankReport`] as JSON, signed. `not_found` while it is not configured.
    ReportMovements, Post "/api/bank/movements", Public, NoBody => BankReported
);
