//! Wakes requests that wait for a change of something, without asking the database again and again.

use std::time::Duration;
use tokio::sync::{Notify, futures::Notified};

/// Two things may share a bell: who wakes looks, and goes on waiting if it was for another.
const BELLS: usize = 64;

/// Bells by name.
pub struct Bells(Vec<Notify>);

impl Default for Bells {
    fn default() -> Self {
        Self(std::iter::repeat_with(Notify::new).take(BELLS).collect())
    }
}

impl Bells {
    /// Wakes everybody who waits for a change of `name`.
    pub fn ring(&self, name: &str) {
        self.bell(name).notify_waiters();
    }

    /// A wait that hears every ring from now on, also those before it is awaited.
    pub fn listen(&self, name: &str) -> Notified<'_> {
        self.bell(name).notified()
    }

    fn bell(&self, name: &str) -> &Notify {
        let sum = name.bytes().fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        &self.0[sum % BELLS]
    }
}

/// Whether the bell rang within this time.
pub async fn rang(wait: Notified<'_>, within: Duration) -> bool {
    tokio::time::timeout(within, wait).await.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_ring_between_listening_and_waiting_is_heard() {
        let bells = Bells::default();
        let (one, other) = (bells.listen("a"), bells.listen("b"));
        bells.ring("a");
        assert!(rang(one, Duration::from_millis(500)).await);
        assert!(!rang(other, Duration::from_millis(5)).await);
    }
}
