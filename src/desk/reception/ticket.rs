//! A place in the queue for the visitor: the number, the code to follow it, the slip.

use super::Visit;
use crate::{
    api::{self, Failure},
    desk::{
        queue::{Figures, Line, ahead, follow_address, print},
        reference::Reference,
        session::Session,
    },
    device::uuid_v4,
    i18n::{t, texts::queue as q, tf, ts},
    ui::{Button, ButtonKind, Checkbox, Notice, QrCode, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    IDEMPOTENCY_HEADER,
    queue::{IssueTicket, NewTicket, Ticket},
};

/// Giving out a ticket, and the last one.
#[component]
pub fn TicketCard(line: Line, given: RwSignal<Option<Ticket>>) -> impl IntoView {
    let (visit, session, reference) = (Visit::get(), Session::get(), Reference::get());
    let priority = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    // Of a request whose answer did not come: pressing again asks for the same ticket.
    let key = StoredValue::new(None::<String>);
    let give = move |()| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        let name = key.get_value().unwrap_or_else(uuid_v4);
        key.set_value(Some(name.clone()));
        let new = NewTicket { procedure: visit.procedure.get_untracked(), priority: priority.get_untracked() };
        spawn_local(async move {
            let answer = api::send::<IssueTicket>(&[], &new, &[(IDEMPOTENCY_HEADER, &name)]).await;
            busy.set(false);
            if !matches!(answer, Err(Failure::Offline | Failure::Timeout)) {
                key.set_value(None);
            }
            match answer {
                Ok(ticket) => {
                    announce(&tf(q::TICKET_GIVEN_ALOUD, &[("number", &ticket.number), ("ahead", &ahead(&ticket))]));
                    priority.set(false);
                    given.set(Some(ticket));
                    line.load();
                }
                Err(why) => {
                    session.ended(&why);
                    failure.set(Some(why));
                }
            }
        });
    };
    // The next visitor has no ticket yet.
    Effect::new(move |before: Option<bool>| {
        let empty = visit.card.with(Option::is_none)
            && visit.procedure.with(Option::is_none)
            && visit.asked.with(String::is_empty);
        if empty && before == Some(false) {
            given.set(None);
        }
        empty
    });
    let shown = move |ticket: Ticket| {
        let link = Signal::stored(follow_address(reference, &ticket));
        let number = ticket.number.clone();
        // How many are before it now, as the queue says.
        let now = {
            let id = ticket.id.clone();
            move || {
                let fresh = line.queue.with(|queue| queue.as_ref()?.waiting.iter().find(|one| one.id == id).cloned());
                fresh.as_ref().map(ahead)
            }
        };
        view! {
            <div class="ticket-given" id="ticket-given">
                <div>
                    <p class="queue-number">{move || tf(q::TICKET_GIVEN, &[("number", &number)])}</p>
                    <p>{now}</p>
                    <Button id="print-slip" on_press=move |()| print("slip")>{ts(q::TICKET_PRINT)}</Button>
                </div>
                <div data-link=link id="ticket-link">
                    <QrCode text=link label=ts(q::TICKET_FOLLOW_CODE) />
                </div>
            </div>
        }
    };
    view! {
        <section class="card stack" aria-labelledby="ticket">
            <h2 id="ticket">{ts(q::TICKET_TITLE)}</h2>
            <Checkbox id="ticket-priority" label=ts(q::TICKET_PRIORITY) checked=priority on_change=move |on| priority.set(on) />
            <Button kind=ButtonKind::Primary id="give-ticket" busy=busy on_press=give>{ts(q::TICKET_GIVE)}</Button>
            {move || {
                failure.get().map(|failure| view! { <Notice tone=Tone::Error alert=true><p>{move || t(api::words(&failure))}</p></Notice> })
            }}
            {move || given.get().map(shown)}
            <Figures line=line />
        </section>
    }
}
