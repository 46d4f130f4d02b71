//! When the outbox is tried again: arithmetic only.

const FIRST_MS: f64 = 2_000.0;
const LONGEST_MS: f64 = 15.0 * 60_000.0;
/// While somebody looks at the page and no server answers at all: one small request costs nobody anything, and what waits is
/// gone within a minute of the server's return.
const WATCHED_MS: f64 = 30_000.0;
/// Never at once: a server that refuses in no time would be asked without a pause.
const LEAST_MS: f64 = 1_000.0;

/// How long to wait before the next try, milliseconds: anything up to a bound that doubles with each try ("full jitter"), so
/// that phones which lost the same network do not all come back in the same moment. `tries` counts from 1, `random` is in
/// 0..1, `unheard`: the page is seen and nothing answered; `asked` is what the server asked for, which is always kept.
#[must_use]
pub fn wait_ms(tries: u32, random: f64, unheard: bool, asked: f64) -> f64 {
    let longest = if unheard { WATCHED_MS } else { LONGEST_MS };
    let bound = (FIRST_MS * 2f64.powi(tries.saturating_sub(1).min(16) as i32)).min(longest);
    (bound * random.clamp(0.0, 1.0)).max(LEAST_MS) + asked.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::wait_ms;

    #[test]
    fn the_bound_doubles_from_two_seconds_to_a_quarter_of_an_hour() {
        assert_eq!(wait_ms(1, 1.0, false, 0.0), 2_000.0);
        assert_eq!(wait_ms(4, 1.0, false, 0.0), 16_000.0);
        assert_eq!(wait_ms(4, 0.5, false, 0.0), 8_000.0);
        assert_eq!(wait_ms(1_000_000, 1.0, false, 0.0), 900_000.0);
        assert_eq!(wait_ms(9, 0.0, false, 0.0), 1_000.0);
    }

    #[test]
    fn a_server_that_comes_back_is_found_within_a_minute_while_somebody_looks() {
        assert!((1..200).all(|tries| wait_ms(tries, 1.0, true, 0.0) <= 30_000.0));
    }

    #[test]
    fn what_the_server_asks_for_is_kept() {
        assert!(wait_ms(1, 0.0, true, 300_000.0) >= 300_000.0);
    }
}
