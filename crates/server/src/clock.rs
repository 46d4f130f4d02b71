//! The one place where the server learns the time.

use jiff::{SignedDuration, Timestamp};
use std::sync::Mutex;

/// Where "now" comes from. Handlers never ask the system.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Runs like the system's clock, from another start: a demonstration on any day.
pub struct ShiftedClock {
    by: SignedDuration,
}

impl ShiftedClock {
    /// A clock that shows `start` now.
    #[must_use]
    pub fn starting_at(start: Timestamp) -> Self {
        Self { by: Timestamp::now().duration_until(start) }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp::now().checked_add(self.by).unwrap_or(Timestamp::MAX)
    }
}

/// Stands still until it is moved.
pub struct ManualClock {
    at: Mutex<Timestamp>,
}

impl ManualClock {
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { at: Mutex::new(at) }
    }

    /// Moves it; also backwards.
    pub fn set(&self, to: Timestamp) {
        *self.at.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = to;
    }

    /// Moves it forward.
    pub fn advance(&self, by: SignedDuration) {
        let mut at = self.at.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *at = at.checked_add(by).unwrap_or(Timestamp::MAX);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.at.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
