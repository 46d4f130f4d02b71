//! The clock of a dossier in words: what was promised, when it stood still and why, and what counts against the office.

use super::open::Open;
use crate::{
    desk::{due, reference::Reference, when},
    fields::{limit_words, local_words},
    i18n::{t, texts, tf, ts},
    ui::{Sign, Tag, Tone},
};
use jiff::{Timestamp, civil::DateTime};
use leptos::prelude::*;
use motcua_contract::desk::DeskDossier;
use motcua_domain::dossier::{State, What};

/// What the office waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wait {
    Supplement,
    Payment,
}

/// A time in which the clock stood still; without an end it still does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pause {
    wait: Wait,
    from: Timestamp,
    to: Option<Timestamp>,
}

fn pauses(dossier: &DeskDossier) -> Vec<Pause> {
    let mut pauses: Vec<Pause> = Vec::new();
    for event in &dossier.events {
        let wait = match event.what {
            What::SupplementRequested { .. } => Some(Wait::Supplement),
            What::PaymentRequested { .. } => Some(Wait::Payment),
            _ => None,
        };
        if let Some(wait) = wait {
            pauses.push(Pause { wait, from: event.at, to: None });
        }
        let over =
            matches!(event.what, What::Supplemented { .. } | What::PaymentConfirmed { .. } | What::Stopped { .. });
        if let Some(last) = pauses.last_mut().filter(|pause| over && pause.to.is_none()) {
            last.to = Some(event.at);
        }
    }
    pauses
}

/// How it stands, in working days: the list has less room.
fn words(judged: due::Due, at: Option<DateTime>) -> String {
    let days = |key, days: u32| tf(key, &[("days", &days.to_string())]);
    match judged {
        due::Due::Left(left) => days(texts::counter::CLOCK_DAYS_LEFT, left),
        due::Due::Late(late) if late > 0 => days(texts::counter::CLOCK_DAYS_LATE, late),
        other => other.words(at),
    }
}

/// The clock in sentences.
fn lines(dossier: &DeskDossier) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(What::Submitted { limit, .. }) = dossier.events.first().map(|event| &event.what) {
        lines.push(tf(texts::counter::CLOCK_LIMIT, &[("limit", &limit_words(*limit))]));
    }
    for Pause { wait, from, to } in pauses(dossier) {
        let from = when::moment(from);
        let (open, closed) = match wait {
            Wait::Supplement => (texts::counter::CLOCK_SUPPLEMENT_NOW, texts::counter::CLOCK_SUPPLEMENT),
            Wait::Payment => (texts::counter::CLOCK_PAYMENT_NOW, texts::counter::CLOCK_PAYMENT),
        };
        lines.push(match to {
            None => tf(open, &[("from", &from)]),
            Some(to) => tf(closed, &[("from", &from), ("to", &when::moment(to))]),
        });
    }
    for event in &dossier.events {
        if let What::Extended { was, due, .. } = &event.what {
            let (was, due) = (local_words(*was), local_words(*due));
            lines.push(tf(texts::counter::CLOCK_EXTENDED, &[("was", &was), ("due", &due)]));
        }
    }
    if dossier.counts_overdue {
        lines.push(t(texts::counter::CLOCK_COUNTS_OVERDUE).to_owned());
    }
    lines
}

/// `Còn 2 ngày làm việc; đang dừng chờ dân bổ sung từ 15:05 05/02/2026`.
#[component]
pub fn ClockWords() -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let due_at = Memo::new(move |_| open.read(|dossier| dossier.due));
    let judged = Memo::new(move |_| {
        let now = open.now();
        open.dossier.with(|dossier| {
            dossier.as_ref().map_or(due::Due::None, |dossier| {
                reference
                    .office
                    .with(|office| due::judge(dossier.state, dossier.due, dossier.paused, now, office.as_ref()))
            })
        })
    });
    // How much was left when it stopped: what the office still has once the citizen has answered.
    let left = Memo::new(move |_| {
        open.dossier.with(|dossier| {
            let dossier = dossier.as_ref().filter(|dossier| dossier.state == State::PaymentRequested)?;
            let since = pauses(dossier).last().filter(|pause| pause.to.is_none())?.from;
            let stopped = motcua_domain::deadline::local(since);
            let judged = reference
                .office
                .with(|office| due::judge(State::Processing, dossier.due, false, stopped, office.as_ref()));
            Some(words(judged, dossier.due))
        })
    });
    let lines = Memo::new(move |_| {
        let _follows_the_language = crate::i18n::language();
        open.read(lines)
    });
    view! {
        <Tag
            tone=Signal::derive(move || judged.get().tone())
            sign=Signal::derive(move || judged.get().sign())
            text=Signal::derive(move || words(judged.get(), due_at.get()))
        />
        {move || left.get().map(|left| view! { <span class="work-due small">{tf(texts::counter::CLOCK_LEFT, &[("left", &left)])}</span> })}
        <span class="work-due small muted">{move || due_at.get().map(local_words)}</span>
        <details class="clock-details small">
            <summary>{ts(texts::counter::CLOCK_DETAILS)}</summary>
            <ul>{move || lines.get().into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul>
        </details>
    }
}

/// What counts against the office, and that the clock stands still: too important to fold away.
#[component]
pub fn ClockNotes() -> impl IntoView {
    let open = Open::get();
    let paused = Memo::new(move |_| {
        open.read(|dossier| pauses(dossier).last().copied().filter(|pause| pause.to.is_none() && dossier.paused))
    });
    let overdue = Memo::new(move |_| open.read(|dossier| dossier.counts_overdue));
    view! {
        {move || {
            paused
                .get()
                .map(|pause| {
                    let key = match pause.wait {
                        Wait::Supplement => texts::counter::CLOCK_SUPPLEMENT_NOW,
                        Wait::Payment => texts::counter::CLOCK_PAYMENT_NOW,
                    };
                    let words = Signal::derive(move || tf(key, &[("from", &when::moment(pause.from))]));
                    view! { <p class="dossier-paused"><Tag tone=Tone::Plain sign=Some(Sign::Clock) text=words /></p> }
                })
        }}
        {move || {
            overdue
                .get()
                .then(|| {
                    view! {
                        <p class="dossier-paused">
                            <Tag tone=Tone::Error sign=Some(Sign::Warning) text=ts(texts::counter::CLOCK_COUNTS_OVERDUE) />
                        </p>
                    }
                })
        }}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::dossier::sample::{dossier, event, local, noon};
    use motcua_domain::form::Answers;

    fn asked() -> What {
        What::SupplementRequested { reasons: Vec::new(), note: String::new(), leader_reason: None }
    }

    #[test]
    fn pauses_have_a_beginning_and_an_end() {
        let answered = What::Supplemented { answers: Answers::default(), due: None };
        let events = vec![event(3, asked()), event(5, answered), event(9, What::PaymentRequested { amount: 8000 })];
        let dossier = DeskDossier { events, ..dossier(State::PaymentRequested) };
        let (from, to) = (noon(3), Some(noon(5)));
        assert_eq!(
            pauses(&dossier),
            [Pause { wait: Wait::Supplement, from, to }, Pause { wait: Wait::Payment, from: noon(9), to: None }]
        );
    }

    #[test]
    fn what_counts_is_said() {
        let extended = What::Extended { reason: String::new(), was: local(20, 17), due: local(27, 17) };
        let late = DeskDossier {
            events: vec![event(3, asked()), event(4, extended)],
            counts_overdue: true,
            ..dossier(State::SupplementRequested)
        };
        assert_eq!(lines(&late).len(), 3);
        assert!(lines(&dossier(State::Submitted)).is_empty());
    }
}
