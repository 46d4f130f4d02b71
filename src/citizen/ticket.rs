//! A place in the queue, followed by the phone that scanned the ticket: how many are before, and where to go.

use super::{
    pieces::back,
    route::{Route, use_title},
    world::world,
};
use crate::{
    api::{self, Failure},
    device::{attention::vibrate, local_now},
    i18n::{Key, say, t, tf, ts},
    texts::queue as q,
    ui::{EmptyState, LinkButton, Notice, Skeleton, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    ProblemCode,
    queue::{FollowTicket, Ticket, TicketState},
};
use std::time::Duration;

/// How often the page looks.
const REFRESH: Duration = Duration::from_secs(10);
/// So many turns are left out while nobody looks; the vibration is what matters then.
const HIDDEN_TURNS: u32 = 2;
/// On, off, on, off, on (ms).
const CALLED: [u32; 5] = [400, 200, 400, 200, 800];

/// What is known of the ticket.
#[derive(Clone, Copy)]
struct Known {
    ticket: RwSignal<Option<Ticket>>,
    failure: RwSignal<Option<Failure>>,
    /// When it was known, `09:41`.
    at: RwSignal<String>,
    busy: StoredValue<bool>,
}

impl Known {
    fn load(self, id: String) {
        if self.busy.try_get_value() != Some(false) {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            let answer = api::get::<FollowTicket>(&[&id], &[]).await;
            if self.busy.try_set_value(false).is_some() {
                // The page is gone.
                return;
            }
            match answer {
                Ok(ticket) => self.show(ticket),
                Err(failure) => self.failure.set(Some(failure)),
            }
        });
    }

    fn show(self, ticket: Ticket) {
        let now = local_now();
        self.at.set(format!("{:02}:{:02}", now.hour(), now.minute()));
        self.failure.set(None);
        let before = self.ticket.get_untracked();
        let called = ticket.state == TicketState::Called;
        let calls = |ticket: &Ticket| (ticket.calls, ticket.counter.clone());
        if called && before.as_ref().is_some_and(|before| calls(before) != calls(&ticket)) {
            vibrate(&CALLED);
        }
        if before.as_ref() != Some(&ticket) {
            if before.is_some() {
                announce(&words(&ticket).0);
            }
            self.ticket.set(Some(ticket));
        }
    }
}

/// What the ticket means, in a sentence, and what to do.
fn words(ticket: &Ticket) -> (String, String) {
    let counter = ticket.counter.clone().unwrap_or_default();
    let places = [("counter", counter.as_str()), ("number", ticket.number.as_str())];
    let both = |title: Key, text: Key| (tf(title, &places), tf(text, &places));
    match ticket.state {
        TicketState::Called => both(q::PHONE_CALLED, q::PHONE_CALLED_TEXT),
        TicketState::Skipped => both(q::PHONE_SKIPPED, q::PHONE_SKIPPED_TEXT),
        TicketState::Done => both(q::PHONE_DONE, q::PHONE_DONE_TEXT),
        TicketState::Waiting => {
            let title = match (ticket.ahead, &ticket.counter) {
                (0, Some(_)) => tf(q::PHONE_AHEAD_COUNTER, &places),
                (0, None) => t(q::PHONE_AHEAD_NONE).to_owned(),
                (1, _) => t(q::PHONE_AHEAD_ONE).to_owned(),
                (count, _) => tf(q::PHONE_AHEAD, &[("count", &count.to_string())]),
            };
            (title, t(q::PHONE_KEEP_OPEN).to_owned())
        }
    }
}

/// The page of a ticket.
#[component]
pub fn TicketPage(id: String) -> impl IntoView {
    let known = Known {
        ticket: RwSignal::new(None),
        failure: RwSignal::new(None),
        at: RwSignal::new(String::new()),
        busy: StoredValue::new(false),
    };
    let number = move || known.ticket.with(|ticket| ticket.as_ref().map(|ticket| ticket.number.clone()));
    use_title(Signal::derive(move || tf(q::PHONE_TITLE, &[("number", &number().unwrap_or_default())])));
    known.load(id.clone());
    let turns = StoredValue::new(0u32);
    let refresh = move || {
        let turn = turns.try_update_value(|turn| {
            *turn = turn.wrapping_add(1);
            *turn
        });
        let over = known.ticket.with_untracked(|ticket| ticket.as_ref().is_some_and(|t| t.state == TicketState::Done));
        let gone = known.failure.with_untracked(|why| why.as_ref().is_some_and(is_gone));
        let seen = !document().hidden() || turn.is_some_and(|turn| turn.is_multiple_of(HIDDEN_TURNS));
        if seen && !over && !gone {
            known.load(id.clone());
        }
    };
    if let Ok(timer) = set_interval_with_handle(refresh, REFRESH) {
        on_cleanup(move || timer.clear());
    }
    let gone = Memo::new(move |_| known.failure.with(|why| why.as_ref().is_some_and(is_gone)));
    let there = Memo::new(move |_| known.ticket.with(Option::is_some));
    let offline = move || (there.get() && known.failure.with(Option::is_some)).then(|| known.at.get());
    let waiting_failed = move || {
        known.failure.get().filter(|_| !there.get()).map(|failure| {
            view! { <Notice tone=Tone::Error alert=true><p>{say(api::words(&failure))}</p></Notice> }
        })
    };
    view! {
        {back(&Route::Home)}
        {move || {
            if gone.get() {
                view! {
                    <h1>{say(q::PHONE_GONE)}</h1>
                    <EmptyState title=ts(q::PHONE_GONE) text=ts(q::PHONE_GONE_TEXT) />
                }
                    .into_any()
            } else if there.get() {
                view! { <Place known=known /> }.into_any()
            } else {
                view! {
                    <h1>{say(q::PHONE_LOADING)}</h1>
                    {waiting_failed}
                    <Skeleton label=ts(q::PHONE_LOADING) lines=3 />
                }
                    .into_any()
            }
        }}
        {move || {
            offline()
                .filter(|_| !gone.get())
                .map(|at| view! { <Notice tone=Tone::Warning><p>{move || tf(q::PHONE_OFFLINE, &[("at", &at)])}</p></Notice> })
        }}
    }
}

fn is_gone(failure: &Failure) -> bool {
    failure.refused() == Some(ProblemCode::NotFound)
}

/// The number, where it stands, what to do.
#[component]
fn Place(known: Known) -> impl IntoView {
    let world = world();
    let ticket = move || known.ticket.get();
    let called = move || known.ticket.with(|one| one.as_ref().is_some_and(|one| one.state == TicketState::Called));
    let procedure = Memo::new(move |_| known.ticket.with(|one| one.as_ref().and_then(|one| one.procedure.clone())));
    view! {
        <h1 class="ticket-head">
            <span class="small muted">{say(q::PHONE_NUMBER)}</span>
            <span class="ticket-number">{move || ticket().map(|ticket| ticket.number)}</span>
        </h1>
        <div class="card ticket-place" class:is-called=called id="ticket-place">
            <p class="ticket-words"><strong>{move || ticket().map(|ticket| words(&ticket).0)}</strong></p>
            <p>{move || ticket().map(|ticket| words(&ticket).1)}</p>
        </div>
        <p class="small muted">{move || tf(q::PHONE_UPDATED, &[("at", &known.at.get())])}</p>
        {move || {
            procedure
                .get()
                .map(|code| {
                    let href = Route::procedure(&code).href();
                    view! {
                        <p>{move || tf(q::PHONE_FOR_PROCEDURE, &[("name", &world.procedure_name(&code))])}</p>
                        <LinkButton href=href>{say(q::PHONE_SEE_PROCEDURE)}</LinkButton>
                    }
                })
        }}
    }
}
