//! How much time is left, in words: the clerk reads "2 working days left", not a date to compute with.

use crate::{
    desk::when,
    i18n::{texts, tf},
    ui::{Sign, Tone},
};
use jiff::civil::DateTime;
use motcua_contract::public::Office;
use motcua_domain::{deadline::Clock, dossier::State};

/// How a due time stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The dossier is finished: the clock no longer matters.
    Over,
    /// Waiting for the citizen.
    Paused,
    /// No time limit is known.
    None,
    /// Past, by so many days; 0 is earlier today.
    Late(u32),
    Today,
    /// So many days are left.
    Left(u32),
}

/// Judges a due time. With the office's calendar the days are working days, else days of the calendar.
pub fn judge(state: State, due: Option<DateTime>, paused: bool, now: DateTime, office: Option<&Office>) -> Due {
    if state.terminal() || state == State::Done {
        return Due::Over;
    }
    if paused {
        return Due::Paused;
    }
    let Some(due) = due else { return Due::None };
    let days = |from: DateTime, to: DateTime| match office {
        Some(office) => {
            Clock { calendar: &office.calendar, hours: &office.hours }.working_days_between(from.date(), to.date())
        }
        None => u32::try_from(from.date().until(to.date()).map_or(0, |span| span.get_days())).unwrap_or(0),
    };
    if due < now {
        // Past on another day is at least one day, though none of them was a working day.
        Due::Late(if due.date() == now.date() { 0 } else { days(due, now).max(1) })
    } else if due.date() == now.date() {
        Due::Today
    } else {
        // A due day right after a holiday is at least one day away.
        Due::Left(days(now, due).max(1))
    }
}

impl Due {
    /// The sentence.
    pub fn words(self, due: Option<DateTime>) -> String {
        let time = due.map(when::clock).unwrap_or_default();
        match self {
            Self::Over => tf(texts::desk::DUE_OVER, &[]),
            Self::Paused => tf(texts::desk::DUE_PAUSED, &[]),
            Self::None => tf(texts::desk::DUE_NONE, &[]),
            Self::Late(0) => tf(texts::desk::DUE_LATE_TODAY, &[("time", &time)]),
            Self::Late(days) => tf(texts::desk::DUE_LATE, &[("days", &days.to_string())]),
            Self::Today => tf(texts::desk::DUE_TODAY, &[("time", &time)]),
            Self::Left(days) => tf(texts::desk::DUE_LEFT, &[("days", &days.to_string())]),
        }
    }

    pub fn tone(self) -> Tone {
        match self {
            Self::Late(_) => Tone::Error,
            Self::Today | Self::Left(1) => Tone::Warning,
            Self::Left(_) => Tone::Success,
            Self::Over | Self::Paused | Self::None => Tone::Plain,
        }
    }

    pub fn sign(self) -> Option<Sign> {
        match self {
            Self::Late(_) => Some(Sign::Error),
            Self::Today | Self::Left(_) => Some(Sign::Clock),
            Self::Over => Some(Sign::Check),
            Self::Paused | Self::None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn late_today_and_left() {
        let now = date(2026, 11, 23).at(10, 0, 0, 0);
        let judged = |due: DateTime| judge(State::Submitted, Some(due), false, now, None);
        assert_eq!(judged(date(2026, 11, 23).at(9, 0, 0, 0)), Due::Late(0));
        assert_eq!(judged(date(2026, 11, 21).at(17, 0, 0, 0)), Due::Late(2));
        assert_eq!(judged(date(2026, 11, 23).at(17, 0, 0, 0)), Due::Today);
        assert_eq!(judged(date(2026, 11, 25).at(17, 0, 0, 0)), Due::Left(2));
    }

    #[test]
    fn a_stopped_clock_is_never_late() {
        let (now, due) = (date(2026, 11, 23).at(10, 0, 0, 0), Some(date(2026, 11, 1).at(17, 0, 0, 0)));
        assert_eq!(judge(State::SupplementRequested, due, true, now, None), Due::Paused);
        assert_eq!(judge(State::Returned, due, false, now, None), Due::Over);
        assert_eq!(judge(State::Processing, None, false, now, None), Due::None);
    }
}
