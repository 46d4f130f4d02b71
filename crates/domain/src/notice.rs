//! Which events a citizen is sent word of, and whether that word still holds when it is about to go out.

use crate::dossier::{Event, State, What};
use jiff::SignedDuration;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Received,
    SupplementRequested,
    PaymentRequested,
    /// The appointment was moved, with an apology.
    Extended,
    /// A result is ready.
    Finished,
    Refused,
    Stopped,
    /// The desk wrote a message. The only one that is no event.
    Message,
}

impl Kind {
    pub const ALL: [Self; 8] = [
        Self::Received,
        Self::SupplementRequested,
        Self::PaymentRequested,
        Self::Extended,
        Self::Finished,
        Self::Refused,
        Self::Stopped,
        Self::Message,
    ];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::SupplementRequested => "supplement_requested",
            Self::PaymentRequested => "payment_requested",
            Self::Extended => "extended",
            Self::Finished => "finished",
            Self::Refused => "refused",
            Self::Stopped => "stopped",
            Self::Message => "message",
        }
    }

    /// What is told of an event, if anything: what the citizen did need not be told, nor what concerns the office only.
    #[must_use]
    pub const fn of(what: &What) -> Option<Self> {
        match what {
            What::Received => Some(Self::Received),
            What::SupplementRequested { .. } => Some(Self::SupplementRequested),
            What::PaymentRequested { .. } => Some(Self::PaymentRequested),
            What::Extended { .. } => Some(Self::Extended),
            What::Finished { .. } => Some(Self::Finished),
            What::Refused { .. } => Some(Self::Refused),
            What::Stopped { .. } => Some(Self::Stopped),
            What::Submitted { .. }
            | What::Supplemented { .. }
            | What::ProcessingStarted
            | What::PaymentConfirmed { .. }
            | What::WithdrawalRequested { .. }
            | What::WithdrawalDeclined { .. }
            | What::Returned { .. }
            | What::PapersChecked { .. }
            | What::Digitised { .. }
            | What::Assigned { .. }
            | What::OpinionAsked { .. }
            | What::OpinionGiven { .. }
            | What::ResultProposed { .. }
            | What::SentBack { .. }
            | What::SameVisit
            | What::Undone => None,
        }
    }

    /// How long the notice waits: what can be taken back is told when it no longer can.
    #[must_use]
    pub const fn waits(self) -> SignedDuration {
        match self {
            Self::Received => crate::dossier::decide::UNDO_WITHIN,
            _ => SignedDuration::ZERO,
        }
    }
}

/// Whether the notice of event `seq` (from 1) is still true and of use: nobody is asked for what was answered already, nor
/// told of what was taken back or of a visit that is over.
#[must_use]
pub fn holds(events: &[Event], seq: u64, state: State, same_visit: bool) -> bool {
    let Some(index) = usize::try_from(seq).ok().and_then(|seq| seq.checked_sub(1)) else { return false };
    let Some(event) = events.get(index) else { return false };
    let later = &events[index + 1..];
    if same_visit || later.first().is_some_and(|next| next.what == What::Undone) {
        return false;
    }
    match Kind::of(&event.what) {
        Some(Kind::Received) => matches!(state, State::Received | State::Processing),
        Some(Kind::SupplementRequested) => state == State::SupplementRequested,
        Some(Kind::PaymentRequested) => state == State::PaymentRequested,
        Some(Kind::Finished) => state == State::Done,
        Some(Kind::Extended) => matches!(state, State::Received | State::Processing),
        Some(Kind::Refused | Kind::Stopped) => true,
        Some(Kind::Message) | None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Actor;

    fn events(what: &[What]) -> Vec<Event> {
        what.iter()
            .map(|what| Event {
                at: jiff::Timestamp::UNIX_EPOCH,
                actor: Actor::System,
                counter: None,
                what: what.clone(),
            })
            .collect()
    }

    #[test]
    fn what_was_taken_back_or_answered_is_not_told() {
        let received = events(&[What::SameVisit, What::Received]);
        assert!(holds(&received, 2, State::Received, false));
        assert!(!holds(&received, 2, State::Received, true), "they stand at the counter");
        assert!(!holds(&received, 1, State::Received, false), "the office's own business");
        let taken_back = events(&[What::SameVisit, What::Received, What::Undone]);
        assert!(!holds(&taken_back, 2, State::Received, false));
        let asked = events(&[What::PaymentRequested { amount: 8000 }]);
        assert!(holds(&asked, 1, State::PaymentRequested, false));
        assert!(!holds(&asked, 1, State::Processing, false), "paid meanwhile");
        let done = events(&[What::Finished { result: None }]);
        assert!(holds(&done, 1, State::Done, false));
        assert!(!holds(&done, 1, State::Returned, false), "they have it");
        for none in [0, 2, u64::MAX] {
            assert!(!holds(&done, none, State::Done, false), "{none}");
        }
    }

    #[test]
    fn an_ending_is_told_whatever_else_happens() {
        let refused = events(&[What::Refused { reason: "x".into() }]);
        assert!(holds(&refused, 1, State::Refused, false));
        assert_eq!(Kind::Refused.waits(), SignedDuration::ZERO);
        assert!(Kind::Received.waits() > SignedDuration::ZERO);
    }

    #[test]
    fn names_are_the_events_own() {
        let all = [
            What::Received,
            What::SupplementRequested { reasons: Vec::new(), note: String::new(), leader_reason: None },
            What::PaymentRequested { amount: 1 },
            What::Finished { result: None },
            What::Refused { reason: String::new() },
            What::Stopped { reason: String::new() },
        ];
        for what in all {
            assert_eq!(Kind::of(&what).map(Kind::as_str), Some(what.as_str()));
        }
    }
}
