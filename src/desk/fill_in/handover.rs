//! What reception knows already and filling in goes on with. In memory only, taken once, and forgotten at signing out.

use motcua_domain::{citizen_card::CitizenCard, form::Answers};
use std::cell::RefCell;

/// A card that was scanned, and case questions that were answered.
#[derive(Clone, Default)]
pub struct Handover {
    pub card: Option<CitizenCard>,
    pub answers: Answers,
}

thread_local! {
    static WAITING: RefCell<Option<Handover>> = const { RefCell::new(None) };
}

/// Leaves something for the next draft that is opened.
pub fn leave(handover: Handover) {
    WAITING.set(Some(handover));
}

/// Takes the answers that were left.
pub fn answers() -> Answers {
    WAITING
        .with_borrow_mut(|waiting| waiting.as_mut().map(|left| std::mem::take(&mut left.answers)).unwrap_or_default())
}

/// Takes the card that was left.
pub fn card() -> Option<CitizenCard> {
    WAITING.with_borrow_mut(|waiting| waiting.as_mut().and_then(|left| left.card.take()))
}

/// Forgets what was left.
pub fn forget() {
    WAITING.set(None);
}
