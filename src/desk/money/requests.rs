//! Requests for fees by where they stand, searched by the text of the transfer or a dossier's code.

use super::{dong, money_words};
use crate::{
    api::{self, Failure},
    desk::{routes, session::Session, when},
    fields::{PayTag, pay_state_words},
    i18n::{t, texts, ts},
    ui::{Button, Choice, EmptyState, FormGroup, Notice, Select, Skeleton, Table, TextInput, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::payments::{DeskPayment, ListPayments, Payments};
use motcua_domain::payment::State;
use texts::money as w;

/// The list.
#[component]
pub fn Requests() -> impl IntoView {
    let session = Session::get();
    let state = RwSignal::new(String::new());
    let text = RwSignal::new(String::new());
    let wanted = RwSignal::new(String::new());
    let found = RwSignal::new(None::<Payments>);
    let failure = RwSignal::new(None::<Failure>);
    let load = move || {
        let (asked, words) = (state.get_untracked(), wanted.get_untracked());
        failure.set(None);
        spawn_local(async move {
            let mut query = vec![("q", words.as_str())];
            if !asked.is_empty() {
                query.push(("state", asked.as_str()));
            }
            let answer = api::call::<ListPayments>(&[], &query, None, &[]).await;
            // Something else is asked for by now: of the state, or of the words.
            if (state.try_get_untracked(), wanted.try_get_untracked()) != (Some(asked.clone()), Some(words.clone())) {
                return;
            }
            match answer {
                Ok(list) => {
                    found.try_set(Some(list));
                }
                Err(problem) => {
                    session.ended(&problem);
                    failure.try_set(Some(problem));
                }
            }
        });
    };
    Effect::new(move |_| {
        session.renewed.track();
        state.track();
        wanted.track();
        load();
    });
    let options = Signal::derive(move || {
        let counts = found.with(|found| found.as_ref().map(|found| found.counts.clone()).unwrap_or_default());
        let choice = |state: State| {
            let count = counts.get(state.as_str()).copied().unwrap_or(0);
            Choice::new(state.as_str(), [t(pay_state_words(state)), " (", &count.to_string(), ")"].concat())
        };
        std::iter::once(Choice::new("", t(w::REQUESTS_ALL))).chain(State::ALL.map(choice)).collect::<Vec<_>>()
    });
    let headings = Signal::derive(|| {
        [w::COLUMN_TEXT, w::COLUMN_ASKED, w::COLUMN_DUE, w::COLUMN_HELD, w::COLUMN_STATE]
            .map(|key| t(key).to_owned())
            .to_vec()
    });
    view! {
        <form
            on:submit=move |event: leptos::ev::SubmitEvent| {
                event.prevent_default();
                wanted.set(text.get_untracked());
            }
        >
            <FormGroup id="request-state" label=ts(w::COLUMN_STATE)>
                <Select
                    options=options
                    value=Signal::derive(move || state.get())
                    on_change=move |value: String| state.set(value)
                    always=true
                />
            </FormGroup>
            <FormGroup id="request-text" label=ts(w::REQUESTS_SEARCH)>
                <TextInput value=text on_input=move |typed| text.set(typed) on_commit=move |typed: String| wanted.set(typed) max=60 />
            </FormGroup>
        </form>
        {move || match (failure.get(), found.get()) {
            (Some(failure), _) => view! {
                <Notice tone=Tone::Warning>
                    <p>{move || t(money_words(&failure))}</p>
                    <Button on_press=move |()| load()>{ts(texts::common::ACTION_RETRY)}</Button>
                </Notice>
            }
            .into_any(),
            (None, None) => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=6 /> }.into_any(),
            (None, Some(list)) if list.payments.is_empty() => view! { <EmptyState title=ts(w::EMPTY_REQUESTS) /> }.into_any(),
            (None, Some(list)) => {
                let rows = list.payments.into_iter().map(|one| view! { <Row one=one /> }).collect_view();
                view! { <Table caption=ts(w::PART_REQUESTS) headings=headings>{rows}</Table> }.into_any()
            }
        }}
    }
}

#[component]
fn Row(one: DeskPayment) -> impl IntoView {
    let payment = one.payment;
    view! {
        <tr>
            <td data-label=ts(w::COLUMN_TEXT)><a class="mono" href=routes::payment(&one.id)>{payment.text}</a></td>
            <td data-label=ts(w::COLUMN_ASKED) class="small">{when::moment(one.asked_at)}</td>
            <td data-label=ts(w::COLUMN_DUE) class="cash-amount">{dong(payment.due)}</td>
            <td data-label=ts(w::COLUMN_HELD) class="cash-amount">{dong(payment.held)}</td>
            <td data-label=ts(w::COLUMN_STATE)><PayTag state=payment.state /></td>
        </tr>
    }
}
