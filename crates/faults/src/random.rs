//! Randomness that can be had again: one seed, and streams split off from it (SplitMix64).

use std::sync::Mutex;

/// A stream of numbers that its seed decides.
pub struct Random(Mutex<u64>);

impl Random {
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(Mutex::new(seed))
    }

    /// Another stream, decided by this seed and a number.
    #[must_use]
    pub fn split(seed: u64, number: u64) -> Self {
        let one = Self::new(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
        one.next();
        one
    }

    /// The next 64 bits.
    pub fn next(&self) -> u64 {
        let mut state = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&self, low: u64, high: u64) -> u64 {
        low + self.next() % (high.saturating_sub(low) + 1)
    }

    /// True in so many of a hundred cases.
    pub fn percent(&self, chance: u64) -> bool {
        self.next() % 100 < chance
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_says_the_same_and_streams_differ() {
        let draw = |random: &Random| (0..8).map(|_| random.next()).collect::<Vec<_>>();
        assert_eq!(draw(&Random::new(7)), draw(&Random::new(7)));
        assert_ne!(draw(&Random::split(7, 1)), draw(&Random::split(7, 2)));
        let random = Random::new(1);
        assert!((0..1000).all(|_| (3..=5).contains(&random.between(3, 5))));
        let hits = (0..1000).filter(|_| random.percent(20)).count();
        assert!((120..280).contains(&hits), "{hits}");
    }
}
