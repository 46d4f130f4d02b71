//! Fees asked for and paid: requests with their code, what the bank reports, the statement, what did not match, and the cash
//! register of a day. A code asks and proves nothing; only money that the bank or the desk reports changes a state.

mod bank;
mod cash;

pub use bank::{BANK_SIGNATURE_HEADER, BANK_TIME_HEADER, BankMovement, BankReport, BankReported, ReportMovements};
pub use cash::{CashEntry, CashPart, CashSum, Cashbook, CashbookFile, GetCashbook};

use crate::{NoBody, endpoint};
use jiff::{Timestamp, civil::Date};
use motcua_domain::payment::{Means, State};
use serde::{Deserialize, Serialize};

/// Why a request for money does not allow something, as `detail` of `payment_refused`.
pub const REFUSALS: [&str; 14] = [
    "payment_already_asked",
    "payment_not_asked",
    "payment_nothing_due",
    "payment_amount",
    "payment_reference",
    "payment_reference_conflict",
    "payment_refund_over_held",
    "payment_already_paid",
    "payment_withdrawn",
    "payment_reference_unknown",
    AMOUNT_UNKNOWN,
    OPEN,
    UNKNOWN,
    DOSSIER_OVER,
];
/// No source states the fee: an amount has to be said.
pub const AMOUNT_UNKNOWN: &str = "payment_amount_unknown";
/// The fee is asked for and did not come yet: when the money is recorded, the dossier goes on by itself.
pub const OPEN: &str = "payment_open";
/// No request has this text.
pub const UNKNOWN: &str = "payment_unknown";
/// Nothing is asked any more of a dossier that was refused or stopped.
pub const DOSSIER_OVER: &str = "payment_dossier_over";

/// Why a statement is not taken, as `detail` of `statement_refused`: no table of text whose head names day, text and amount; too
/// long; lines that cannot be read with certainty. Nothing of it is taken.
pub const STATEMENT_REFUSALS: [&str; 3] = ["statement_unreadable", "statement_too_long", "statement_lines"];

/// The account that fees are paid to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankAccount {
    /// The bank's short name, or its six digits where the name is not known.
    pub bank: String,
    pub account: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
}

/// Money that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Came {
    /// In đồng.
    pub amount: i64,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub day: Date,
    pub means: Means,
}

/// A request as its citizen sees it. Amounts are whole đồng.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payment {
    pub state: State,
    /// The text of the transfer, by which the money is found again.
    pub text: String,
    /// What is asked, for all dossiers of the request together.
    pub due: i64,
    /// Of this, for the dossier that one looks at.
    pub own: i64,
    /// How many dossiers the request is for.
    pub dossiers: u32,
    /// What came and was neither taken nor given back.
    pub held: i64,
    pub came: Vec<Came>,
    pub refunded: i64,
    /// Some of it came after the last day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// The whole amount came more than once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub twice: bool,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub until: Option<Date>,
    /// The payment code (VietQR) for what is missing; absent when nothing is, or when there is no account: then only the desk
    /// takes money.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where to, with `code`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<BankAccount>,
}

/// A fee line of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FeeLine {
    /// The dossier's code.
    pub dossier: String,
    /// `<procedure>/<fee line>`; the fee line is `other` for what no line of the procedure gives.
    pub kind: String,
    pub amount: i64,
}

/// A movement of the bank, a receipt or a refund, as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booked {
    pub reference: String,
    /// What was given back is negative.
    pub amount: i64,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub day: Date,
    /// Absent for what was given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub means: Option<Means>,
    /// The caller may take it back as a mistake.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undo: bool,
}

/// A request as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskPayment {
    pub id: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub asked_at: Timestamp,
    pub payment: Payment,
    pub lines: Vec<FeeLine>,
    pub booked: Vec<Booked>,
}

/// What a dossier costs by its procedure, and the requests for it, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DossierPayments {
    /// In đồng; absent where no source states it, or the case does not say which fee applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<u64>,
    /// One of the lines is to be confirmed at the desk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unconfirmed: bool,
    pub lines: Vec<FeeLine>,
    /// The office has an account: codes can be made.
    pub account: bool,
    pub payments: Vec<DeskPayment>,
}

endpoint!(
    /// The fee of a dossier and the requests for it.
    ListDossierPayments, Get "/api/desk/dossiers/{id}/payments", Duty(OpenDossier), NoBody => DossierPayments
);

/// A dossier of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskedDossier {
    /// The dossier's code.
    pub code: String,
    /// In đồng; without it, what the procedure says. Needed where it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
}

/// Asks for the fees of one or several dossiers at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPayment {
    /// At most twenty; the first leads.
    pub dossiers: Vec<AskedDossier>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub until: Option<Date>,
    /// It will be paid at the desk.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_desk: bool,
}

endpoint!(
    /// Asks for money. Refused when one of the dossiers waits for money already.
    AskPayment, Post "/api/desk/payments", Duty(Collect), NewPayment => DeskPayment
);

/// What the desk does with a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentAct {
    /// Cash was taken, and a receipt with this number given.
    Cash { amount: i64, receipt: String },
    /// The clerk saw the money on the account and gave a receipt with this number.
    Transfer { amount: i64, receipt: String },
    /// The citizen will pay at the desk.
    AtDesk {},
    /// It is no longer asked.
    Withdraw {},
    /// A receipt that the caller recorded a short while ago was a mistake.
    TakeBack { reference: String },
    /// Money was given back under this number. Needs [`motcua_domain::staff::Duty::Refund`].
    Refund { amount: i64, receipt: String },
}

endpoint!(
    /// Records what happened to a request at the desk.
    ActOnPayment, Post "/api/desk/payments/{id}", Duty(Collect), PaymentAct => DeskPayment
);
endpoint!(
    /// One request.
    GetPayment, Get "/api/desk/payments/{id}", Duty(Cashbook), NoBody => DeskPayment
);

/// Requests, the newest first, at most two hundred, and how many there are of each state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Payments {
    pub payments: Vec<DeskPayment>,
    pub counts: std::collections::BTreeMap<String, u64>,
}

endpoint!(
    /// Requests: `?state=asked` and so on, `?q=` a part of the text of the transfer or the dossier's code.
    ListPayments, Get "/api/desk/payments", Duty(Cashbook), NoBody => Payments
);

/// A movement that the bank reported, or a receipt of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Movement {
    pub reference: String,
    pub amount: i64,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub day: Date,
    /// As the payer or the bank wrote it.
    pub text: String,
    pub means: Means,
    /// `open`, `matched`, `foreign` (not ours) or `reversed`.
    pub state: String,
    /// Why it is open: `none`, `damaged`, `several`, `maybe_known`, `released`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// Texts of requests that it may be meant for; guesses, never booked by themselves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guesses: Vec<Guess>,
    /// The text of the request that it is booked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
    /// Booked by a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
    /// The bank told the same number with another amount or day (`8000 2026-11-23`); the first one counts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conflict: String,
}

/// A request that a movement may be meant for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Guess {
    pub text: String,
    pub state: State,
    /// What is still to come.
    pub missing: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Movements {
    pub movements: Vec<Movement>,
    /// How many are open, of all days.
    pub open: u64,
}

endpoint!(
    /// Movements of a state, the newest first, at most two hundred: `?state=open` (without it), `matched`, `foreign`,
    /// `reversed`.
    ListMovements, Get "/api/desk/movements", Duty(Cashbook), NoBody => Movements
);

/// A person's word on a movement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MovementAct {
    /// It pays the request with this text of a transfer, or the only one that is open for the dossier with this code.
    Assign { text: String },
    /// It was booked by mistake and is open again.
    Release {},
    /// It is none of the office's fees.
    NotOurs {},
    /// It may be ours after all.
    Ours {},
    /// That the bank contradicted itself was seen.
    Seen {},
}

endpoint!(
    /// Decides on a movement.
    ActOnMovement, Post "/api/desk/movements/{reference}", Duty(Reconcile), MovementAct => Movement
);

/// What became of a line of a statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportedLine {
    /// In the file, from 1.
    pub line: u64,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub day: Date,
    pub amount: i64,
    pub text: String,
    /// `booked`, `open`, `known` or `conflict`.
    pub outcome: String,
    /// The text of the request it pays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<String>,
}

/// What is in a statement, and what became, or would become, of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Imported {
    /// Nothing was kept: somebody wants to see first.
    pub preview: bool,
    pub lines: Vec<ImportedLine>,
    /// Lines of money that went out; they are not looked at.
    pub outgoing: u32,
    /// Lines under the table's head that are no movements.
    pub other: u32,
}

endpoint!(
    /// A bank's statement (CSV, `text/csv`) as the body; `?preview=true` keeps nothing. The same file again changes nothing.
    ImportStatement, Post "/api/desk/statements", Duty(Reconcile), NoBody => Imported
);
