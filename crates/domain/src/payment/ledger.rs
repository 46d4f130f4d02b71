//! One request for money and what happened to it. Reports of money come twice, late and out of order; the state is the same.

use super::{MOST, TransferText};
use crate::dossier_code::DossierCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Money came.
    Received(Receipt),
    /// The bank took a movement back; may be reported before the movement itself.
    Reversed {
        /// Of the movement.
        reference: String,
        /// The day on which it was taken back.
        day: Date,
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
}

impl State {
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
    /// The amount is 0, negative or beyond [`MOST`].
    Amount,
    /// No number of the movement or receipt, or one that is too long.
    Reference,
    /// The same number with another amount or day.
    ReferenceConflict,
    /// More than is held.
    RefundOverHeld,
    /// Money came already.
    AlreadyPaid,
}

impl Refusal {
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
        }
    }
}

/// A request as the events tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    text: Option<TransferText>,
    lines: Vec<Line>,
    until: Option<Date>,
    at_desk: bool,
    receipts: BTreeMap<String, Receipt>,
    reversed: BTreeMap<String, Date>,
    refunds: BTreeMap<String, (i64, Date)>,
    /// Changes of what is held, in the order in which they became known: the day and the change in đồng.
    pub(super) moves: Vec<(Date, Option<Means>, i64)>,
}

impl Ledger {
    /// From all that happened.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut ledger = Self::default();
        for event in events {
            ledger.apply(event);
        }
        ledger
    }

    /// Takes one more event in. What is known already changes nothing.
    pub fn apply(&mut self, event: &Event) {
        match event {
            Event::Asked { text, lines, until } => {
                if self.text.is_none() {
                    (self.text, self.lines, self.until) = (Some(text.clone()), lines.clone(), *until);
                }
            }
            Event::AtDesk => self.at_desk = true,
            Event::Received(receipt) => {
                if self.receipts.contains_key(&receipt.reference) {
                    return;
                }
                self.receipts.insert(receipt.reference.clone(), receipt.clone());
                if !self.reversed.contains_key(&receipt.reference) {
                    self.moves.push((receipt.day, Some(receipt.means), receipt.amount));
                }
            }
            Event::Reversed { reference, day } => {
                if self.reversed.insert(reference.clone(), *day).is_none()
                    && let Some(receipt) = self.receipts.get(reference)
                {
                    self.moves.push((*day, Some(receipt.means), -receipt.amount));
                }
            }
            Event::Refunded { reference, amount, day } => {
                if self.refunds.insert(reference.clone(), (*amount, *day)).is_none() {
                    self.moves.push((*day, None, -amount));
                }
            }
        }
    }

    /// The text of the transfer, if asked.
    #[must_use]
    pub fn text(&self) -> Option<&TransferText> {
        self.text.as_ref()
    }

    /// What it is for.
    #[must_use]
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// What was asked, in đồng.
    #[must_use]
    pub fn due(&self) -> i64 {
        self.lines.iter().map(|line| line.amount).fold(0, i64::saturating_add)
    }

    /// The receipts that count.
    fn counted(&self) -> impl Iterator<Item = &Receipt> {
        self.receipts.values().filter(|receipt| !self.reversed.contains_key(&receipt.reference))
    }

    /// What came and was neither taken nor given back, in đồng.
    #[must_use]
    pub fn held(&self) -> i64 {
        self.moves.iter().map(|(_, _, change)| *change).fold(0, i64::saturating_add)
    }

    /// Where it stands; `None` before it was asked.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        self.text.as_ref()?;
        let (held, due) = (self.held(), self.due());
        Some(match held {
            ..=0 if !self.refunds.is_empty() => State::Refunded,
            ..=0 if self.at_desk => State::AtDesk,
            ..=0 => State::Asked,
            held if held < due => State::Part,
            held if held == due => State::Paid,
            _ => State::Over,
        })
    }

    /// Whether money came after the last day.
    #[must_use]
    pub fn late(&self) -> bool {
        self.until.is_some_and(|until| self.counted().any(|receipt| receipt.day > until))
    }

    /// Whether the whole amount came more than once: two movements of the bank, not one that was reported twice.
    #[must_use]
    pub fn twice(&self) -> bool {
        let due = self.due();
        self.counted().filter(|receipt| receipt.amount >= due).count() > 1
    }
}

/// Longest number of a movement or receipt, in bytes.
const REFERENCE: usize = 64;

fn sound(reference: &str, amount: i64) -> Result<(), Refusal> {
    let plain = !reference.trim().is_empty() && reference.len() <= REFERENCE && !reference.contains(char::is_control);
    if !plain {
        return Err(Refusal::Reference);
    }
    if (1..=MOST).contains(&amount) { Ok(()) } else { Err(Refusal::Amount) }
}

/// Whether the command may become an event: `None` if it is known already, so that a repetition is no fault.
pub fn decide(ledger: &Ledger, command: &Command) -> Result<Option<Event>, Refusal> {
    if ledger.text.is_none() && !matches!(command, Event::Asked { .. }) {
        return Err(Refusal::NotAsked);
    }
    let known = match command {
        Event::Asked { text, lines, until } => {
            if ledger.text.is_some() {
                let same = ledger.text.as_ref() == Some(text) && ledger.lines == *lines && ledger.until == *until;
                return if same { Ok(None) } else { Err(Refusal::AlreadyAsked) };
            }
            if lines.iter().any(|line| !(1..=MOST).contains(&line.amount)) {
                return Err(Refusal::Amount);
            }
            match lines.iter().map(|line| line.amount).fold(0, i64::saturating_add) {
                0 => return Err(Refusal::NothingDue),
                due if due > MOST => return Err(Refusal::Amount),
                _ => false,
            }
        }
        Event::AtDesk => {
            if ledger.held() > 0 {
                return Err(Refusal::AlreadyPaid);
            }
            ledger.at_desk
        }
        Event::Received(receipt) => {
            sound(&receipt.reference, receipt.amount)?;
            match ledger.receipts.get(&receipt.reference) {
                // A statement repeats what the webhook said: the same number, amount and day are the same money.
                Some(own) if (own.amount, own.day) == (receipt.amount, receipt.day) => true,
                Some(_) => return Err(Refusal::ReferenceConflict),
                None => false,
            }
        }
        Event::Reversed { reference, .. } => {
            sound(reference, 1)?;
            ledger.reversed.contains_key(reference)
        }
        Event::Refunded { reference, amount, day } => {
            sound(reference, *amount)?;
            match ledger.refunds.get(reference) {
                Some(own) if *own == (*amount, *day) => true,
                Some(_) => return Err(Refusal::ReferenceConflict),
                None if *amount > ledger.held() => return Err(Refusal::RefundOverHeld),
                None => false,
            }
        }
    };
    Ok((!known).then(|| command.clone()))
}
