//! The words of a request for money: what is asked, how money comes, what happened, where it stands, why something is refused.

use super::TransferText;
use crate::dossier_code::DossierCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One fee of one dossier within a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Whose fee.
    pub dossier: DossierCode,
    /// The kind of fee: the id of the procedure's fee line.
    pub kind: String,
    /// In đồng, above 0.
    pub amount: i64,
}

/// How money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Means {
    /// The bank reported it by itself.
    Webhook,
    /// A line of an imported statement.
    Statement,
    /// A clerk saw the transfer and confirmed it.
    Transfer,
    /// Cash at the desk.
    Cash,
}

impl Means {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Webhook, Self::Statement, Self::Transfer, Self::Cash];

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Webhook => "webhook",
            Self::Statement => "statement",
            Self::Transfer => "transfer",
            Self::Cash => "cash",
        }
    }

    /// Whether a clerk vouches for it, with the number of a receipt.
    #[must_use]
    pub const fn by_clerk(self) -> bool {
        matches!(self, Self::Transfer | Self::Cash)
    }
}

/// Money that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The bank's number of the movement, or the number of the desk's receipt: the same number is the same money.
    pub reference: String,
    /// In đồng, above 0.
    pub amount: i64,
    /// The day on which it came.
    pub day: Date,
    /// How it came.
    pub means: Means,
}

/// What happened to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// Money was asked for.
    Asked {
        /// The text of the transfer.
        text: TransferText,
        /// What for.
        lines: Vec<Line>,
        /// The last day; money after it is late, and taken all the same.
        until: Option<Date>,
    },
    /// The citizen pays at the desk.
    AtDesk,
    /// It is no longer asked: a mistake, or the dossier ended. Money that comes all the same is to be given back.
    Withdrawn,
    /// Money came.
    Received(Receipt),
    /// The bank took a movement back; may be reported before the movement itself.
    Reversed {
        /// Of the movement.
        reference: String,
        /// The day on which it was taken back.
        day: Date,
    },
    /// Money was booked here by mistake: it counts as if it had never come.
    Released {
        /// Of the movement or receipt.
        reference: String,
    },
    /// Money was given back.
    Refunded {
        /// The number of the refund.
        reference: String,
        /// In đồng, above 0.
        amount: i64,
        /// The day on which it was given back.
        day: Date,
    },
}

/// What somebody wants done; becomes an [`Event`] of the same content if it may.
pub type Command = Event;

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PaymentState))]
pub enum State {
    /// Nothing came yet.
    Asked,
    /// Nothing came yet; it will be paid at the desk.
    AtDesk,
    /// Less than asked came.
    Part,
    /// What was asked came.
    Paid,
    /// More than asked came: the rest is to be given back.
    Over,
    /// All that came was given back.
    Refunded,
    /// It is no longer asked, and nothing is held.
    Withdrawn,
}

impl State {
    /// All of them, as lists offer them.
    pub const ALL: [Self; 7] =
        [Self::Asked, Self::AtDesk, Self::Part, Self::Paid, Self::Over, Self::Refunded, Self::Withdrawn];

    /// Reads the stable code.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// Something is still to be paid.
    #[must_use]
    pub const fn open(self) -> bool {
        matches!(self, Self::Asked | Self::AtDesk | Self::Part)
    }

    /// What was asked came, or more.
    #[must_use]
    pub const fn settled(self) -> bool {
        matches!(self, Self::Paid | Self::Over)
    }

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::AtDesk => "at_desk",
            Self::Part => "part",
            Self::Paid => "paid",
            Self::Over => "over",
            Self::Refunded => "refunded",
            Self::Withdrawn => "withdrawn",
        }
    }
}

/// Why something may not be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It was asked already.
    AlreadyAsked,
    /// Nothing was asked.
    NotAsked,
    /// There is nothing to pay.
    NothingDue,
    /// The amount is 0, negative or beyond [`super::MOST`].
    Amount,
    /// No number of the movement or receipt, or one that is too long.
    Reference,
    /// The same number with another amount or day.
    ReferenceConflict,
    /// More than is held.
    RefundOverHeld,
    /// Money came already.
    AlreadyPaid,
    /// It is no longer asked.
    Withdrawn,
    /// No such movement or receipt was booked here.
    ReferenceUnknown,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::AlreadyAsked,
        Self::NotAsked,
        Self::NothingDue,
        Self::Amount,
        Self::Reference,
        Self::ReferenceConflict,
        Self::RefundOverHeld,
        Self::AlreadyPaid,
        Self::Withdrawn,
        Self::ReferenceUnknown,
    ];

    /// The stable code.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyAsked => "payment_already_asked",
            Self::NotAsked => "payment_not_asked",
            Self::NothingDue => "payment_nothing_due",
            Self::Amount => "payment_amount",
            Self::Reference => "payment_reference",
            Self::ReferenceConflict => "payment_reference_conflict",
            Self::RefundOverHeld => "payment_refund_over_held",
            Self::AlreadyPaid => "payment_already_paid",
            Self::Withdrawn => "payment_withdrawn",
            Self::ReferenceUnknown => "payment_reference_unknown",
        }
    }
}
