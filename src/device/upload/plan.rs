//! When to try again and how much to send at once: arithmetic only.

/// Bytes of the first chunk.
pub const FIRST_CHUNK: usize = 256 * 1024;
/// Bytes of a chunk where the network fails again and again.
const SMALLEST_CHUNK: usize = 64 * 1024;
const LARGEST_CHUNK: usize = 1024 * 1024;
/// A chunk that took less may grow; milliseconds.
const FAST_MS: f64 = 2_000.0;
/// A chunk that took more shrinks; milliseconds.
const SLOW_MS: f64 = 8_000.0;

const FIRST_WAIT_MS: f64 = 1_000.0;
const LONGEST_WAIT_MS: f64 = 30_000.0;

/// Tries without a byte of progress before the caller is told.
pub const TRIES: u32 = 6;

/// How much to send after a chunk that took `took_ms`.
#[must_use]
pub fn after_chunk(chunk: usize, took_ms: f64) -> usize {
    if took_ms < FAST_MS {
        (chunk * 2).min(LARGEST_CHUNK)
    } else if took_ms > SLOW_MS {
        (chunk / 2).max(FIRST_CHUNK.min(chunk))
    } else {
        chunk
    }
}

/// How much to send after a failure.
#[must_use]
pub fn after_failure(chunk: usize) -> usize {
    (chunk / 2).max(SMALLEST_CHUNK)
}

/// How long to wait before try number `tries` (from 1) is repeated: anything up to a bound that doubles ("full jitter"), so
/// that phones which lost the same network do not all come back at once. `random` is in 0..1.
#[must_use]
pub fn wait_ms(tries: u32, random: f64) -> u32 {
    let bound = (FIRST_WAIT_MS * 2f64.powi(tries.saturating_sub(1).min(16) as i32)).min(LONGEST_WAIT_MS);
    // Never nothing: a server that refuses at once would be asked without a pause.
    (bound * random.clamp(0.0, 1.0)).max(200.0) as u32
}

#[cfg(test)]
mod tests {
    use super::{FIRST_CHUNK, after_chunk, after_failure, wait_ms};

    #[test]
    fn chunks_stay_within_their_bounds() {
        let mut chunk = FIRST_CHUNK;
        for _ in 0..10 {
            chunk = after_chunk(chunk, 100.0);
        }
        assert_eq!(chunk, 1024 * 1024);
        for _ in 0..10 {
            chunk = after_chunk(chunk, 20_000.0);
        }
        assert_eq!(chunk, FIRST_CHUNK);
        for _ in 0..10 {
            chunk = after_failure(chunk);
        }
        assert_eq!(chunk, 64 * 1024);
        assert_eq!(after_chunk(chunk, 20_000.0), 64 * 1024);
        assert_eq!(after_chunk(FIRST_CHUNK, 4_000.0), FIRST_CHUNK);
    }

    #[test]
    fn waits_double_up_to_half_a_minute() {
        assert_eq!(wait_ms(1, 1.0), 1_000);
        assert_eq!(wait_ms(3, 1.0), 4_000);
        assert_eq!(wait_ms(3, 0.5), 2_000);
        assert_eq!(wait_ms(30, 1.0), 30_000);
        assert_eq!(wait_ms(5, 0.0), 200);
    }
}
