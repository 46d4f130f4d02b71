//! A counter's page: who is being served, who is next, and the few things to do, always in the same places.

use super::{
    acts::Acts,
    line::{Line, keep_counter, own_counter},
    lists::{Others, Skipped, WaitingList},
};
use crate::{
    api,
    desk::{frame, reference::Reference, when},
    i18n::{t, texts, texts::queue as q, tf, ts},
    ui::{Button, ButtonKind, Choice, EmptyState, Notice, Select, Skeleton, Tone},
};
use leptos::prelude::*;
use motcua_contract::queue::{Ticket, TicketAct};

/// Calling at a counter.
#[component]
pub fn CallingPage() -> impl IntoView {
    frame::title(q::CALLING_TITLE);
    let line = Line::fresh();
    let acts = Acts::new(line);
    let counter = RwSignal::new(own_counter());
    let change = move |()| {
        keep_counter(None);
        counter.set(None);
    };
    let there = Memo::new(move |_| line.queue.with(Option::is_some));
    let chosen = Memo::new(move |_| counter.with(Option::is_some));
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{ts(q::CALLING_TITLE)}</h1>
            {move || {
                counter
                    .get()
                    .map(|name| {
                        view! {
                            <p class="queue-at">
                                <strong>{move || tf(q::CALLING_AT, &[("counter", &name)])}</strong>
                                <Button kind=ButtonKind::Quiet on_press=change>{ts(q::CALLING_CHANGE)}</Button>
                            </p>
                        }
                    })
            }}
        </div>
        {move || {
            line.failure
                .get()
                .map(|failure| {
                    view! {
                        <Notice tone=Tone::Warning>
                            <p>{move || [t(api::words(&failure)), " ", t(q::CALLING_STALE)].concat()}</p>
                        </Notice>
                    }
                })
        }}
        {move || match (there.get(), chosen.get()) {
            (false, _) => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=6 /> }.into_any(),
            (true, false) => view! { <ChooseCounter line=line counter=counter /> }.into_any(),
            (true, true) => {
                let name = Memo::new(move |_| counter.get().unwrap_or_default());
                view! { <Counter acts=acts counter=name /> }.into_any()
            }
        }}
    }
}

/// Where does this machine stand?
#[component]
fn ChooseCounter(line: Line, counter: RwSignal<Option<String>>) -> impl IntoView {
    let names =
        Memo::new(move |_| line.queue.with(|queue| queue.as_ref().map(|all| all.counters.clone()).unwrap_or_default()));
    let button = move |name: String| {
        let words = name.clone();
        let choose = move |()| {
            keep_counter(Some(&name));
            counter.set(Some(name.clone()));
        };
        view! { <Button kind=ButtonKind::Secondary on_press=choose>{words}</Button> }
    };
    view! {
        <section class="card queue-choose" aria-labelledby="choose-counter">
            <h2 id="choose-counter">{ts(q::CALLING_CHOOSE)}</h2>
            <p>{ts(q::CALLING_CHOOSE_TEXT)}</p>
            <div class="actions">{move || names.get().into_iter().map(button).collect_view()}</div>
        </section>
    }
}

/// The page of a counter.
#[component]
fn Counter(acts: Acts, counter: Memo<String>) -> impl IntoView {
    let line = acts.line;
    let own = Memo::new(move |_| {
        let name = counter.get();
        line.queue.with(|queue| {
            queue.as_ref()?.called.iter().find(|ticket| ticket.counter.as_deref() == Some(&name)).cloned()
        })
    });
    let next = move |()| acts.call(counter.get_untracked(), None);
    view! {
        <div class="queue-panes">
            <div class="queue-main">
                <section class="card queue-now" aria-labelledby="queue-now">
                    <h2 id="queue-now">{ts(q::CALLING_NOW)}</h2>
                    {move || match own.get() {
                        Some(ticket) => view! { <Served ticket=ticket /> }.into_any(),
                        None => {
                            view! { <EmptyState title=ts(q::CALLING_NOBODY) text=ts(q::CALLING_NOBODY_TEXT) /> }.into_any()
                        }
                    }}
                    <div class="queue-buttons">
                        <Button kind=ButtonKind::Primary id="call-next" busy=acts.busy on_press=next>{ts(q::CALLING_NEXT)}</Button>
                        <With own=own acts=acts words=q::CALLING_RECALL act=TicketAct::Recall {} id="recall" />
                        <With own=own acts=acts words=q::CALLING_SKIP act=TicketAct::Skip {} id="skip" />
                        <With own=own acts=acts words=q::CALLING_FINISH act=TicketAct::Finish {} id="finish" />
                        <Transfer own=own acts=acts counter=counter />
                    </div>
                    <p class="queue-said" aria-hidden="true">{move || acts.said.get()}</p>
                    {move || {
                        acts.failure
                            .get()
                            .map(|failure| {
                                view! {
                                    <Notice tone=Tone::Error alert=true>
                                        <p>{move || t(api::words(&failure))}</p>
                                    </Notice>
                                }
                            })
                    }}
                </section>
                <Skipped acts=acts counter=counter />
                <Others line=line counter=counter />
            </div>
            <div class="queue-side">
                <Figures line=line />
                <WaitingList acts=acts counter=counter />
            </div>
        </div>
    }
}

/// Who stands at the counter.
#[component]
fn Served(ticket: Ticket) -> impl IntoView {
    let reference = Reference::get();
    let procedure = ticket.procedure.clone();
    let (calls, called) = (ticket.calls, ticket.called_at);
    view! {
        <p class="queue-number">{ticket.number.clone()}</p>
        <p>
            {move || procedure.as_ref().map(|code| view! { <strong>{reference.procedure_name(code)}</strong> <br /> })}
            <span class="muted">
                {move || called.map(|at| tf(q::CALLING_CALLED_AT, &[("at", &when::clock(motcua_domain::deadline::local(at)))]))}
                {move || (calls > 1).then(|| [". ", &tf(q::CALLING_TIMES, &[("count", &calls.to_string())])].concat())}
            </span>
        </p>
    }
}

/// A button for whoever stands at the counter; it stays in its place when nobody does.
#[component]
fn With(
    own: Memo<Option<Ticket>>,
    acts: Acts,
    words: crate::i18n::Key,
    act: TicketAct,
    id: &'static str,
) -> impl IntoView {
    let press = move |()| {
        if let Some(ticket) = own.get_untracked() {
            acts.act(ticket.id, act.clone());
        }
    };
    let nobody = Signal::derive(move || own.with(Option::is_none) || acts.busy.get());
    view! { <Button id=id disabled=nobody on_press=press>{ts(words)}</Button> }
}

/// Sending whoever stands here to another counter.
#[component]
fn Transfer(own: Memo<Option<Ticket>>, acts: Acts, counter: Memo<String>) -> impl IntoView {
    let to = RwSignal::new(String::new());
    let options = Signal::derive(move || {
        let here = counter.get();
        let names = acts.line.queue.with(|queue| queue.as_ref().map(|all| all.counters.clone()).unwrap_or_default());
        names.into_iter().filter(|name| *name != here).map(|name| Choice::new(name.clone(), name)).collect::<Vec<_>>()
    });
    let send = move |()| {
        let target = to.get_untracked();
        if let Some(ticket) = own.get_untracked().filter(|_| !target.is_empty()) {
            acts.act(ticket.id, TicketAct::Transfer { counter: target });
            to.set(String::new());
        }
    };
    let not_yet = Signal::derive(move || own.with(Option::is_none) || to.with(String::is_empty) || acts.busy.get());
    view! {
        <div class="queue-transfer">
            <Select options=options value=to on_change=move |name| to.set(name) id="transfer-to" label=ts(q::CALLING_TRANSFER) />
            <Button id="transfer" disabled=not_yet on_press=send>
                {move || {
                    let name = to.get();
                    if name.is_empty() {
                        t(q::CALLING_TRANSFER).to_owned()
                    } else {
                        tf(q::CALLING_TRANSFER_TO, &[("counter", &name)])
                    }
                }}
            </Button>
        </div>
    }
}

/// The day in three numbers.
#[component]
pub fn Figures(line: Line) -> impl IntoView {
    let figure = move |read: fn(&motcua_contract::queue::Queue) -> Option<u32>, minutes: bool| {
        move || {
            let number = line.queue.with(|queue| queue.as_ref().and_then(read));
            match number {
                Some(count) if minutes => tf(q::TICKET_MINUTES, &[("count", &count.to_string())]),
                Some(count) => count.to_string(),
                None => t(q::TICKET_MINUTES_NONE).to_owned(),
            }
        }
    };
    view! {
        <dl class="queue-figures">
            <div>
                <dt>{ts(q::TICKET_WAITING)}</dt>
                <dd id="queue-waiting">{figure(|queue| u32::try_from(queue.waiting.len()).ok(), false)}</dd>
            </div>
            <div>
                <dt>{ts(q::TICKET_MEDIAN)}</dt>
                <dd id="queue-median">{figure(|queue| queue.median_wait, true)}</dd>
            </div>
            <div>
                <dt>{ts(q::CALLING_DONE_TODAY)}</dt>
                <dd id="queue-done">{figure(|queue| Some(queue.done), false)}</dd>
            </div>
        </dl>
    }
}
