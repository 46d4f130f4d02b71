//! When to say something about what the camera sees, and what: not at once, not about a single frame, and not something else every second.

use super::client::Sight;

/// Without a find for this long, a hint is shown; milliseconds.
const SLOW_MS: f64 = 5_000.0;
/// A hint stays at least as long as one needs to read it and do it; milliseconds.
const KEPT_MS: f64 = 4_000.0;

/// Follows the frames without a find.
pub struct Adviser {
    since: f64,
    /// When the hint was given that is shown now.
    given: Option<f64>,
    /// Frames since then by what stood in their way: clear, dark, glare, blurred.
    counts: [u32; 4],
}

impl Adviser {
    /// From this moment on; milliseconds of any clock.
    pub fn at(now: f64) -> Self {
        Self { since: now, given: None, counts: [0; 4] }
    }

    /// A frame without a find. Answers what to advise when it is time for it: what stood in the way of most frames.
    pub fn blind(&mut self, now: f64, sight: Sight) -> Option<Sight> {
        self.counts[sight as usize] += 1;
        if now - self.given.unwrap_or(self.since + SLOW_MS - KEPT_MS) < KEPT_MS {
            return None;
        }
        let counts = std::mem::take(&mut self.counts);
        self.given = Some(now);
        let causes = [Sight::Dark, Sight::Glare, Sight::Blurred];
        // A cause that half of the frames have; otherwise nobody knows, and the general advice is given.
        let all: u32 = counts.iter().sum();
        Some(causes.into_iter().find(|cause| counts[*cause as usize] * 2 > all).unwrap_or(Sight::Clear))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_comes_late_stays_and_follows_most_frames() {
        let mut adviser = Adviser::at(1000.0);
        for frame in 0..40 {
            assert_eq!(adviser.blind(1000.0 + f64::from(frame) * 100.0, Sight::Dark), None);
        }
        assert_eq!(adviser.blind(6000.0, Sight::Glare), Some(Sight::Dark));
        assert_eq!(adviser.blind(9900.0, Sight::Blurred), None);
        assert_eq!(adviser.blind(10_000.0, Sight::Blurred), Some(Sight::Blurred));
        assert_eq!(adviser.blind(12_000.0, Sight::Blurred), None);
        assert_eq!(adviser.blind(13_000.0, Sight::Glare), None);
        assert_eq!(adviser.blind(14_000.0, Sight::Clear), Some(Sight::Clear));
    }
}
