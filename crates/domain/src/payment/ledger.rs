//! One request for money and what happened to it. Reports of money come twice, late and out of order; the state is the same.

use super::{Command, Event, Line, MOST, Means, Receipt, Refusal, State, TransferText};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A change of what is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Move {
    pub day: Date,
    /// `None` for what was given back.
    pub means: Option<Means>,
    /// In đồng; what goes out is negative.
    pub change: i64,
    pub reference: String,
}

/// A request as the events tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    text: Option<TransferText>,
    lines: Vec<Line>,
    until: Option<Date>,
    at_desk: bool,
    withdrawn: bool,
    receipts: BTreeMap<String, Receipt>,
    reversed: BTreeMap<String, Date>,
    refunds: BTreeMap<String, (i64, Date)>,
    /// Changes of what is held, in the order in which they became known.
    pub(super) moves: Vec<Move>,
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
            Event::Withdrawn => self.withdrawn = true,
            Event::Received(receipt) => {
                if self.receipts.contains_key(&receipt.reference) {
                    return;
                }
                self.receipts.insert(receipt.reference.clone(), receipt.clone());
                if !self.reversed.contains_key(&receipt.reference) {
                    self.moved(receipt.day, Some(receipt.means), receipt.amount, &receipt.reference);
                }
            }
            Event::Reversed { reference, day } => {
                let found = self.receipts.get(reference).map(|receipt| (receipt.means, receipt.amount));
                if self.reversed.insert(reference.clone(), *day).is_none()
                    && let Some((means, amount)) = found
                {
                    self.moved(*day, Some(means), -amount, reference);
                }
            }
            Event::Refunded { reference, amount, day } => {
                if self.refunds.insert(reference.clone(), (*amount, *day)).is_none() {
                    self.moved(*day, None, -amount, reference);
                }
            }
            Event::Released { reference } => {
                if self.receipts.remove(reference).is_some() {
                    self.moves.retain(|change| change.means.is_none() || change.reference != *reference);
                }
            }
        }
    }

    fn moved(&mut self, day: Date, means: Option<Means>, change: i64, reference: &str) {
        self.moves.push(Move { day, means, change, reference: reference.to_owned() });
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

    /// The last day, if one was said.
    #[must_use]
    pub const fn until(&self) -> Option<Date> {
        self.until
    }

    /// What is asked, in đồng; nothing any more when it was withdrawn.
    #[must_use]
    pub fn due(&self) -> i64 {
        if self.withdrawn {
            return 0;
        }
        self.lines.iter().map(|line| line.amount).fold(0, i64::saturating_add)
    }

    /// What is still to come, in đồng.
    #[must_use]
    pub fn missing(&self) -> i64 {
        (self.due() - self.held()).max(0)
    }

    /// What came beyond what was asked, in đồng.
    #[must_use]
    pub fn over(&self) -> i64 {
        (self.held() - self.due()).max(0)
    }

    /// What was given back: number, đồng, day.
    pub fn refunds(&self) -> impl Iterator<Item = (&str, i64, Date)> {
        self.refunds.iter().map(|(reference, (amount, day))| (reference.as_str(), *amount, *day))
    }

    /// The receipts that count.
    pub fn counted(&self) -> impl Iterator<Item = &Receipt> {
        self.receipts.values().filter(|receipt| !self.reversed.contains_key(&receipt.reference))
    }

    /// What came and was neither taken nor given back, in đồng.
    #[must_use]
    pub fn held(&self) -> i64 {
        self.moves.iter().map(|one| one.change).fold(0, i64::saturating_add)
    }

    /// Where it stands; `None` before it was asked.
    #[must_use]
    pub fn state(&self) -> Option<State> {
        self.text.as_ref()?;
        let (held, due) = (self.held(), self.due());
        Some(match held {
            ..=0 if !self.refunds.is_empty() => State::Refunded,
            ..=0 if self.withdrawn => State::Withdrawn,
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
        let due = self.due().max(1);
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
            if ledger.withdrawn {
                return Err(Refusal::Withdrawn);
            }
            ledger.at_desk
        }
        Event::Withdrawn => {
            if ledger.held() > 0 {
                return Err(Refusal::AlreadyPaid);
            }
            ledger.withdrawn
        }
        Event::Received(receipt) => {
            sound(&receipt.reference, receipt.amount)?;
            match ledger.receipts.get(&receipt.reference) {
                // A statement repeats what the webhook said: the same number, amount and day are the same money.
                Some(own) if (own.amount, own.day) == (receipt.amount, receipt.day) => true,
                Some(_) => return Err(Refusal::ReferenceConflict),
                // The bank's money is a fact; at the desk nobody takes what is not asked.
                None if ledger.withdrawn && receipt.means.by_clerk() => return Err(Refusal::Withdrawn),
                None => false,
            }
        }
        Event::Released { reference } => {
            if !ledger.receipts.contains_key(reference) {
                return Err(Refusal::ReferenceUnknown);
            }
            false
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
