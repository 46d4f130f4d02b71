//! What of a dossier is counted, folded from its events: when it came and went, how its end compares with what was promised,
//! and how its clock stood at every moment.

use crate::{
    deadline::{Limit, Timeliness, local},
    dossier::{Actor, Channel, Dossier, Event, State, What},
    form::Value,
};
use jiff::{
    Timestamp,
    civil::{DateTime, Time},
    tz,
};

/// The procedure that certifies copies, and the question of the case that asks for an electronic one.
pub const COPIES: &str = "2.000815";
const ELECTRONIC: &str = "electronic";

/// A stretch of time that is reported, unix milliseconds; `to` is the first that no longer counts. What is still open is
/// judged as of `at`: the end of the period, or now while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: i64,
    pub to: i64,
    pub at: i64,
}

impl Window {
    /// The window of a period, as seen at a moment.
    #[must_use]
    pub fn of(period: super::Period, now: Timestamp) -> Self {
        let start = |day: jiff::civil::Date| instant(day.to_datetime(Time::midnight()));
        let to = period.last().tomorrow().map_or(i64::MAX, start);
        Self { from: start(period.first()), to, at: to.min(now.as_millisecond()) }
    }

    #[must_use]
    pub const fn holds(self, at: Option<i64>) -> bool {
        matches!(at, Some(at) if self.from <= at && at < self.to)
    }
}

/// How the clock stood from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Since when, unix milliseconds.
    pub since: i64,
    /// The first millisecond that is too late; without a published time there is none.
    pub late: i64,
    /// The office waits for the citizen.
    pub paused: bool,
}

impl Standing {
    /// Whether the office is late at that moment. A clock that stands still was late when it stopped, or is not.
    #[must_use]
    pub fn overdue(self, at: i64) -> bool {
        self.late <= if self.paused { self.since } else { at }
    }
}

/// What is counted of a dossier; times are unix milliseconds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub submitted: i64,
    pub finished: Option<i64>,
    pub returned: Option<i64>,
    /// Ended without a result.
    pub ended: Option<i64>,
    /// What it ended as; [`State::Stopped`] also for what was taken back.
    pub state: State,
    /// The citizen asked for the end.
    pub withdrawn: bool,
    /// How the end of the work compares with the promise in force at that moment.
    pub timeliness: Option<Timeliness>,
    /// How the clock stood, in the order of time.
    pub standings: Vec<Standing>,
    /// When a second supplement was asked: from then on it counts as overdue (QĐ 766/QĐ-TTg).
    pub second_asked: Option<i64>,
    pub same_visit: bool,
    pub channel: Channel,
    /// When a payment was confirmed, and whether by a message of the bank instead of by staff.
    pub paid: Option<i64>,
    pub paid_online: bool,
    /// Papers are kept as files.
    pub papers: bool,
    /// The result is a file.
    pub result: bool,
    /// An electronic copy was asked for.
    pub e_copy: bool,
    /// Who finished it; before that, who took it in.
    pub handler: Option<String>,
    /// The counter where it was finished; before that, where it was taken in.
    pub counter: Option<String>,
}

impl Facts {
    /// The facts of a history.
    #[must_use]
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut facts = Self::default();
        let mut dossier = Dossier::default();
        for event in events {
            let after = dossier.clone().apply(event);
            facts.learn(event, &dossier, &after);
            dossier = after;
        }
        let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
        facts.submitted = ms(dossier.submitted_at).unwrap_or_default();
        facts.finished = ms(dossier.finished_at);
        facts.returned = ms(dossier.returned_at);
        facts.ended = ms(dossier.ending.as_ref().map(|ending| ending.at));
        facts.state = dossier.state;
        facts.same_visit = dossier.same_visit;
        facts.channel = dossier.channel;
        facts.papers = dossier.answers.pages().next().is_some();
        facts.result = dossier.result.is_some();
        facts.e_copy = dossier.procedure == COPIES
            && dossier.answers.values.get(ELECTRONIC).and_then(Value::as_yes_no) == Some(true);
        facts
    }

    fn learn(&mut self, event: &Event, before: &Dossier, after: &Dossier) {
        let at = event.at.as_millisecond();
        let (was, is) = (&before.clock, &after.clock);
        if was.due != is.due || was.paused_since.is_some() != is.paused_since.is_some() || self.standings.is_empty() {
            let late = late_from(is.limit, is.due);
            self.standings.push(Standing { since: at, late, paused: is.paused_since.is_some() });
        }
        match &event.what {
            What::SupplementRequested { .. } if after.supplements_asked > 1 => {
                self.second_asked.get_or_insert(at);
            }
            What::Stopped { .. } => self.withdrawn = before.state == State::WithdrawalRequested,
            What::PaymentConfirmed { .. } => {
                self.paid = Some(at);
                self.paid_online = !matches!(event.actor, Actor::Staff(_));
            }
            What::Finished { .. } => {
                let done = local(event.at);
                self.timeliness = Some(match (is.due, is.limit) {
                    _ if self.second_asked.is_some() => Timeliness::Late,
                    (Some(due), Some(limit)) => limit.class(done, due),
                    // Nothing was promised, so nothing was broken, and nothing came early either.
                    _ => Timeliness::OnTime,
                });
            }
            _ => {}
        }
        if let (Actor::Staff(id), What::Received | What::Finished { .. }) = (&event.actor, &event.what) {
            self.handler = Some(id.clone());
            if event.counter.is_some() {
                self.counter.clone_from(&event.counter);
            }
        }
    }

    /// Neither finished nor ended before that moment, and handed in by then.
    #[must_use]
    pub fn open_at(&self, at: i64) -> bool {
        let gone = |end: Option<i64>| end.is_some_and(|end| end < at);
        self.submitted < at && !gone(self.finished) && !gone(self.ended)
    }

    /// Late at that moment, as the clock stood then; `to`: nothing from then on is known.
    #[must_use]
    pub fn overdue_at(&self, to: i64, at: i64) -> bool {
        self.second_asked.is_some_and(|second| second < to)
            || self.standings.iter().rfind(|standing| standing.since < to).is_some_and(|standing| standing.overdue(at))
    }
}

/// The first millisecond at which work that is due then is late: it agrees with [`Limit::class`].
fn late_from(limit: Option<Limit>, due: Option<DateTime>) -> i64 {
    let Some(due) = due else { return i64::MAX };
    if let Some(Limit::WorkingHours(_)) = limit {
        let minute = due.date().at(due.hour(), due.minute(), 0, 0);
        return instant(minute).saturating_add(60_000);
    }
    due.date().tomorrow().map_or(i64::MAX, |day| instant(day.to_datetime(Time::midnight())))
}

/// A local time as unix milliseconds.
fn instant(at: DateTime) -> i64 {
    tz::offset(7).to_timestamp(at).map_or(i64::MAX, Timestamp::as_millisecond)
}
