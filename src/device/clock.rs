//! Now and today. Việt Nam has one time, UTC+7, all year: the phone's own time zone may be wrong and does not count.

use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use leptos::prelude::{ArcRwSignal, Get, GetUntracked, Set};
use std::cell::{Cell, RefCell};

/// A clock that is wrong by more than this is put right, and said to be wrong. Milliseconds.
const TOLERATED: f64 = 10.0 * 60_000.0;

thread_local! {
    /// What has to be added to the phone's clock, as the server's last answer showed. Milliseconds.
    static AHEAD: Cell<f64> = const { Cell::new(0.0) };
    static WRONG: RefCell<Option<ArcRwSignal<bool>>> = const { RefCell::new(None) };
    /// Until when the server asked to be left alone with files and with dossiers, by the phone's clock.
    static ASKED: Cell<[f64; 2]> = const { Cell::new([0.0; 2]) };
}

fn wrong_signal() -> ArcRwSignal<bool> {
    WRONG.with_borrow_mut(|wrong| wrong.get_or_insert_with(|| ArcRwSignal::new(false)).clone())
}

/// Whether the phone's clock is known to be wrong. Reactive.
#[must_use]
pub fn is_wrong() -> bool {
    wrong_signal().get()
}

/// Compares the phone's clock with the `Date` of an answer that comes from the server itself, not from a cache.
pub fn compare(date: &str) {
    let server = js_sys::Date::parse(date);
    if !server.is_finite() {
        return;
    }
    let ahead = server - now_ms();
    let wrong = ahead.abs() > TOLERATED;
    AHEAD.set(if wrong { ahead } else { 0.0 });
    let signal = wrong_signal();
    if signal.get_untracked() != wrong {
        signal.set(wrong);
    }
}

/// What the server may ask to be left alone with: a full day's quota of files does not hold up a dossier whose files are all
/// there, and a limit on anything else holds up neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    Files,
    Dossiers,
}

/// The server asked for a pause of so many milliseconds.
pub fn ask_to_wait(matter: Matter, ms: f64) {
    let mut asked = ASKED.get();
    asked[matter as usize] = now_ms() + ms;
    ASKED.set(asked);
}

/// How much of the pause that the server asked for is left, milliseconds; an hour at most, whatever a clock that jumped says.
#[must_use]
pub fn asked_to_wait(matter: Matter) -> f64 {
    (ASKED.get()[matter as usize] - now_ms()).clamp(0.0, 3_600_000.0)
}

/// Milliseconds since 1970, by the phone's clock.
#[must_use]
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// Milliseconds since 1970; by the server's clock where the phone's is known to be wrong.
#[must_use]
pub fn true_ms() -> f64 {
    now_ms() + AHEAD.get()
}

/// The date and time of a moment (milliseconds since 1970) in Việt Nam.
#[must_use]
pub fn local(ms: f64) -> DateTime {
    let stamp = Timestamp::from_millisecond(ms as i64).unwrap_or(Timestamp::UNIX_EPOCH);
    motcua_domain::deadline::local(stamp)
}

/// The present date and time in Việt Nam; by the server's clock where the phone's is known to be wrong.
#[must_use]
pub fn local_now() -> DateTime {
    local(true_ms())
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
