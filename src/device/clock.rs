//! Now and today. Việt Nam has one time, UTC+7, all year: the phone's own time zone may be wrong and does not count.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};

/// Milliseconds since 1970, by the phone's clock.
#[must_use]
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// The date and time of a moment (milliseconds since 1970) in Việt Nam.
#[must_use]
pub fn local(ms: f64) -> DateTime {
    let stamp = Timestamp::from_millisecond(ms as i64).unwrap_or(Timestamp::UNIX_EPOCH);
    motcua_domain::deadline::local(stamp)
}

/// The present date and time in Việt Nam.
#[must_use]
pub fn local_now() -> DateTime {
    local(now_ms())
}

/// Today in Việt Nam.
#[must_use]
pub fn today() -> Date {
    local_now().date()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn the_day_changes_at_seventeen_utc() {
        // 2026-03-15T16:59:59Z and a second later.
        assert_eq!(local(1_773_593_999_000.0).to_string(), "2026-03-15T23:59:59");
        assert_eq!(local(1_773_594_000_000.0).to_string(), "2026-03-16T00:00:00");
    }
}
