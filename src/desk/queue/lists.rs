//! The lists around a counter: who waits, who was skipped, whom the others serve.

use super::{acts::Acts, line::Line};
use crate::{
    desk::{reference::Reference, when},
    i18n::{texts::queue as q, tf, ts},
    ui::{Button, ButtonKind, EmptyState},
};
use leptos::prelude::*;
use motcua_contract::queue::{Queue, Ticket, TicketAct};

/// Some tickets of the queue; changes only when they do.
fn tickets(line: Line, read: impl Fn(&Queue) -> Vec<Ticket> + Send + Sync + 'static) -> Memo<Vec<Ticket>> {
    Memo::new(move |_| line.queue.with(|queue| queue.as_ref().map(&read).unwrap_or_default()))
}

fn local(at: jiff::Timestamp) -> String {
    when::clock(motcua_domain::deadline::local(at))
}

/// Who waits, in the order in which they are called.
#[component]
pub fn WaitingList(acts: Acts, counter: Memo<String>) -> impl IntoView {
    let reference = Reference::get();
    let waiting = tickets(acts.line, |queue| queue.waiting.clone());
    let empty = Memo::new(move |_| waiting.with(Vec::is_empty));
    let row = move |ticket: Ticket| {
        let (id, number, procedure) = (ticket.id, ticket.number, ticket.procedure);
        let sent = ticket.counter;
        let label = {
            let number = number.clone();
            Signal::derive(move || tf(q::CALLING_CALL_THIS, &[("number", &number)]))
        };
        let call = move |()| acts.call(counter.get_untracked(), Some(id.clone()));
        view! {
            <li>
                <strong class="queue-small-number">{number}</strong>
                <span class="queue-what">
                    {move || procedure.as_ref().map(|code| reference.procedure_name(code))}
                    {sent
                        .map(|name| {
                            view! { <span class="muted">" " {move || tf(q::CALLING_FOR_COUNTER, &[("counter", &name)])}</span> }
                        })}
                </span>
                <span class="muted nowrap">{local(ticket.issued_at)}</span>
                <Button kind=ButtonKind::Quiet label=label disabled=acts.busy on_press=call>{ts(q::CALLING_WAITING_ACT)}</Button>
            </li>
        }
    };
    view! {
        <section class="card" aria-labelledby="queue-line">
            <h2 id="queue-line">{ts(q::CALLING_WAITING)}</h2>
            {move || {
                if empty.get() {
                    view! { <EmptyState title=ts(q::CALLING_WAITING_NONE) text=Signal::stored(String::new()) /> }.into_any()
                } else {
                    view! {
                        <ol class="plain-list queue-line">
                            <For
                                each=move || waiting.get()
                                key=|ticket| (ticket.id.clone(), ticket.counter.clone())
                                children=row
                            />
                        </ol>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

/// Who was called and was not there.
#[component]
pub fn Skipped(acts: Acts, counter: Memo<String>) -> impl IntoView {
    let skipped = tickets(acts.line, |queue| queue.skipped.clone());
    let row = move |ticket: Ticket| {
        let (id, gone, number, other) = (ticket.id.clone(), ticket.id, ticket.number.clone(), ticket.number);
        let back = move |()| acts.call(counter.get_untracked(), Some(id.clone()));
        let left = move |()| acts.act(gone.clone(), TicketAct::Finish {});
        view! {
            <li>
                <Button disabled=acts.busy on_press=back>{move || tf(q::CALLING_SKIPPED_BACK, &[("number", &number)])}</Button>
                <Button kind=ButtonKind::Quiet disabled=acts.busy on_press=left>
                    {move || tf(q::CALLING_SKIPPED_GONE, &[("number", &other)])}
                </Button>
            </li>
        }
    };
    let any = Memo::new(move |_| skipped.with(|all| !all.is_empty()));
    view! {
        <Show when=move || any.get()>
            <section class="card" aria-labelledby="queue-skipped">
                <h2 id="queue-skipped">{ts(q::CALLING_SKIPPED)}</h2>
                <ul class="plain-list queue-skipped">
                    <For each=move || skipped.get() key=|ticket| ticket.id.clone() children=row />
                </ul>
            </section>
        </Show>
    }
}

/// Whom the other counters serve.
#[component]
pub fn Others(line: Line, counter: Memo<String>) -> impl IntoView {
    let others = tickets(line, |queue| queue.called.clone());
    let shown = Memo::new(move |_| {
        let here = counter.get();
        others.with(|all| all.iter().filter(|one| one.counter.as_deref() != Some(&here)).cloned().collect::<Vec<_>>())
    });
    let row = |ticket: Ticket| {
        view! {
            <li>
                <strong class="queue-small-number">{ticket.number}</strong>
                " "
                {ticket.counter}
            </li>
        }
    };
    let any = Memo::new(move |_| shown.with(|all| !all.is_empty()));
    view! {
        <Show when=move || any.get()>
            <section class="card" aria-labelledby="queue-others">
                <h2 id="queue-others">{ts(q::CALLING_OTHERS)}</h2>
                <ul class="plain-list">
                    <For each=move || shown.get() key=|ticket| (ticket.id.clone(), ticket.counter.clone()) children=row />
                </ul>
            </section>
        </Show>
    }
}
