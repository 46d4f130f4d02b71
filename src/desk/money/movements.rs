//! Movements of the bank: those that nobody knows what for are booked by hand or set aside; both can be taken back.

use super::{dong, money_words};
use crate::{
    api::{self, Failure},
    desk::session::Session,
    fields::{means_words, pay_state_words},
    i18n::{Key, t, texts, tf, ts},
    ui::{Button, ButtonKind, EmptyState, FormGroup, Notice, Skeleton, Tag, TextInput, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::payments::{ActOnMovement, Guess, ListMovements, Movement, MovementAct};
use motcua_domain::{staff::Duty, words::date_vi};
use texts::money as w;

/// The list of a state, with what can be done.
#[component]
pub fn Movements(
    /// `open`, `matched` or `foreign`.
    state: &'static str,
    renewed: RwSignal<u32>,
    open: RwSignal<Option<u64>>,
) -> impl IntoView {
    let session = Session::get();
    let list = RwSignal::new(None::<Vec<Movement>>);
    let failure = RwSignal::new(None::<Failure>);
    let done = RwSignal::new(None::<Done>);
    let load = move || {
        failure.set(None);
        spawn_local(async move {
            match api::call::<ListMovements>(&[], &[("state", state)], None, &[]).await {
                Ok(found) => {
                    open.try_set(Some(found.open));
                    list.try_set(Some(found.movements));
                }
                Err(problem) => {
                    session.ended(&problem);
                    failure.try_set(Some(problem));
                }
            }
        });
    };
    Effect::new(move |_| {
        renewed.track();
        session.renewed.track();
        load();
    });
    let act = Callback::new(move |(reference, act): (String, MovementAct)| {
        failure.set(None);
        spawn_local(async move {
            match api::send::<ActOnMovement>(&[&reference], &act, &[]).await {
                Ok(_) => {
                    let words = done_words(&act);
                    announce(t(words));
                    done.try_set(Some(Done { words, undo: undo_of(&act), reference }));
                    load();
                }
                Err(problem) => {
                    session.ended(&problem);
                    failure.try_set(Some(problem));
                }
            }
        });
    });
    let empty = match state {
        "matched" => w::EMPTY_MATCHED,
        "foreign" => w::EMPTY_FOREIGN,
        _ => w::EMPTY_OPEN,
    };
    view! {
        <div role="status" id="money-done">
            {move || {
                done.get()
                    .map(|Done { words, undo, reference }| {
                        view! {
                            <Notice tone=Tone::Success>
                                <p>{ts(words)}</p>
                                {undo
                                    .map(|undo| {
                                        let take_back = move |()| act.run((reference.clone(), undo.clone()));
                                        view! { <Button on_press=take_back>{ts(w::UNDO)}</Button> }
                                    })}
                            </Notice>
                        }
                    })
            }}
        </div>
        {move || {
            failure
                .get()
                .map(|failure| view! { <Notice tone=Tone::Error alert=true><p>{move || t(money_words(&failure))}</p></Notice> })
        }}
        {move || match list.get() {
            None if failure.with(Option::is_none) => {
                view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=6 /> }.into_any()
            }
            None => ().into_any(),
            Some(movements) if movements.is_empty() => view! { <EmptyState title=ts(empty) /> }.into_any(),
            Some(movements) => {
                let one = |movement: Movement| view! { <li><One movement=movement act=act /></li> };
                view! { <ul class="plain-list">{movements.into_iter().map(one).collect_view()}</ul> }.into_any()
            }
        }}
    }
}

/// What was done last, and how it is taken back.
#[derive(Clone)]
struct Done {
    words: Key,
    undo: Option<MovementAct>,
    reference: String,
}

const fn done_words(act: &MovementAct) -> Key {
    match act {
        MovementAct::Assign { .. } => w::DONE_ASSIGN,
        MovementAct::Release {} => w::DONE_RELEASE,
        MovementAct::NotOurs {} => w::DONE_NOT_OURS,
        MovementAct::Ours {} => w::DONE_OURS,
        MovementAct::Seen {} => w::DONE_SEEN,
    }
}

const fn undo_of(act: &MovementAct) -> Option<MovementAct> {
    match act {
        MovementAct::Assign { .. } => Some(MovementAct::Release {}),
        MovementAct::NotOurs {} => Some(MovementAct::Ours {}),
        MovementAct::Ours {} => Some(MovementAct::NotOurs {}),
        MovementAct::Release {} | MovementAct::Seen {} => None,
    }
}

#[component]
fn One(movement: Movement, act: Callback<(String, MovementAct)>) -> impl IntoView {
    let session = Session::get();
    let means = movement.means;
    let may = move || session.has(Duty::Reconcile);
    let reference = StoredValue::new(movement.reference.clone());
    let run = move |wanted: MovementAct| act.run((reference.get_value(), wanted));
    let why = w::find(&["why.", &movement.why].concat());
    let state = movement.state.clone();
    let conflict = movement.conflict.split_once(' ').map(|(amount, day)| {
        let day = day.parse().map_or_else(|_| day.to_owned(), date_vi);
        (dong(amount.parse().unwrap_or(0)), day)
    });
    let guesses = movement.guesses;
    let by_clerk = means.by_clerk();
    let decide = move || {
        may().then(|| match state.as_str() {
            "open" => {
                view! { <Assign guesses=guesses.clone() reference=reference run=Callback::new(run) /> }.into_any()
            }
            "matched" if !by_clerk => {
                view! { <Button on_press=move |()| run(MovementAct::Release {})>{ts(w::ACT_RELEASE)}</Button> }
                    .into_any()
            }
            "foreign" => {
                view! { <Button on_press=move |()| run(MovementAct::Ours {})>{ts(w::ACT_OURS)}</Button> }.into_any()
            }
            _ => ().into_any(),
        })
    };
    view! {
        <article class="card money-line" aria-label=movement.reference.clone()>
            <div class="money-line-head">
                <span class="money-amount">{dong(movement.amount)}</span>
                <span>{date_vi(movement.day)} ", " {ts(means_words(means))}</span>
                <span class="small muted">{ts(w::REFERENCE)} ": " <span class="mono">{movement.reference.clone()}</span></span>
            </div>
            <p class="money-text">
                {if movement.text.is_empty() { t(w::NO_TEXT).to_owned() } else { movement.text }}
            </p>
            {why.map(|why| view! { <p><Tag tone=Tone::Warning text=ts(why) /></p> })}
            {movement
                .payment
                .map(|text| {
                    view! {
                        <p>
                            {ts(if movement.by_hand { w::PAYS_BY_HAND } else { w::PAYS })} ": "
                            <span class="mono">{text}</span>
                        </p>
                    }
                })}
            {conflict
                .map(|(amount, day)| {
                    view! {
                        <Notice tone=Tone::Warning>
                            <p>{move || tf(w::CONFLICT, &[("amount", &amount), ("day", &day)])}</p>
                            {may()
                                .then(|| {
                                    view! {
                                        <Button on_press=move |()| run(MovementAct::Seen {})>{ts(w::ACT_SEEN)}</Button>
                                    }
                                })}
                        </Notice>
                    }
                })}
            {decide}
        </article>
    }
}

/// What an open movement pays: a guess, a text or a dossier's code; or it is none of ours.
#[component]
fn Assign(guesses: Vec<Guess>, reference: StoredValue<String>, run: Callback<MovementAct>) -> impl IntoView {
    let text = RwSignal::new(String::new());
    let tried = RwSignal::new(false);
    let error = Signal::derive(move || {
        (tried.get() && text.with(|text| text.trim().is_empty())).then(|| t(w::ASSIGN_MISSING).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        tried.set(true);
        if error.get_untracked().is_none() {
            run.run(MovementAct::Assign { text: text.get_untracked().trim().to_owned() });
        }
    };
    let guess = move |guess: Guess| {
        let (own, state) = (guess.text.clone(), guess.state);
        let words = move || {
            let places =
                [("text", own.as_str()), ("state", t(pay_state_words(state))), ("missing", &dong(guess.missing))];
            tf(w::GUESS, &places)
        };
        view! {
            <Button on_press=move |()| run.run(MovementAct::Assign { text: guess.text.clone() })>{words}</Button>
        }
    };
    let id = reference
        .with_value(|reference| ["assign-", reference].concat().replace(|c: char| !c.is_ascii_alphanumeric(), "-"));
    let several = !guesses.is_empty();
    view! {
        {several
            .then(|| {
                view! {
                    <p class="small">{ts(w::GUESSES)}</p>
                    <div class="actions">{guesses.into_iter().map(guess).collect_view()}</div>
                }
            })}
        <form on:submit=submit novalidate>
            <FormGroup id=id label=ts(w::ASSIGN_LABEL) hint=Signal::derive(|| Some(t(w::ASSIGN_HINT).to_owned())) error=error>
                <TextInput value=text on_input=move |typed| text.set(typed) autocapitalize="off" max=60 />
            </FormGroup>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true>{ts(w::ACT_ASSIGN)}</Button>
                <Button on_press=move |()| run.run(MovementAct::NotOurs {})>{ts(w::ACT_NOT_OURS)}</Button>
            </div>
        </form>
    }
}
