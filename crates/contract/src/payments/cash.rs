//! The cash register of a day: every sum is the sum of the entries below it.

use crate::{NoBody, endpoint};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What the cash register says of a part of the day's money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashSum {
    /// A kind of fee (`<procedure>/<fee line>`) or `over`; a way of payment or `refund`.
    pub key: String,
    pub amount: i64,
    /// Entries that it is the sum of.
    pub count: u64,
}

/// A line of the cash register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashEntry {
    /// The text of the request.
    pub text: String,
    pub reference: String,
    /// A way of payment, or `refund`.
    pub means: String,
    /// What went out is negative.
    pub amount: i64,
    /// What it was for: kinds as in [`CashSum`]; their amounts are the entry's.
    pub parts: Vec<CashPart>,
    /// Codes of the dossiers.
    pub dossiers: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CashPart {
    pub key: String,
    pub amount: i64,
}

/// The cash register of a day: every sum is the sum of the entries that have its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Cashbook {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub day: Date,
    pub kinds: Vec<CashSum>,
    pub means: Vec<CashSum>,
    pub came: i64,
    /// Not negative.
    pub went: i64,
    pub total: i64,
    pub entries: Vec<CashEntry>,
    /// Movements of the day that nobody knows what for; they are in none of the sums.
    pub open: CashSum,
}

endpoint!(
    /// The cash register of a day (`?day=2026-11-23`, today without it).
    GetCashbook, Get "/api/desk/cashbook", Duty(Cashbook), NoBody => Cashbook
);
endpoint!(
    /// The same as a file: `pdf` or `xlsx`; `?day=`.
    CashbookFile, Get "/api/desk/cashbook/{format}", Duty(Cashbook), NoBody => NoBody
);
