//! One request, to be shown to the citizen and printed: the code, its fields, and, the moment it comes, that the money came.

use super::{dong, kind_words, money_words};
use crate::{
    api::{self, Failure},
    desk::{frame, reference::Reference, routes, session::Session},
    device::page,
    fields::{PayCode, PaySums, PayTag},
    i18n::{t, texts, ts},
    ui::{Button, ButtonKind, LinkButton, Notice, Skeleton, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;
use motcua_contract::payments::{DeskPayment, GetPayment};
use motcua_domain::payment::State;
use std::time::Duration;
use texts::money as w;

/// How often one asks whether the money came: somebody stands there and waits.
const POLL: Duration = Duration::from_secs(4);

/// The page.
#[component]
pub fn PaymentPage() -> impl IntoView {
    let session = Session::get();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    let found = RwSignal::new(None::<DeskPayment>);
    let failure = RwSignal::new(None::<Failure>);
    frame::title(w::SHEET_TITLE);
    let load = move |headers: &'static [(&'static str, &'static str)]| {
        let asked = id.get_untracked();
        spawn_local(async move {
            match api::get::<GetPayment>(&[&asked], headers).await {
                Ok(one) => {
                    failure.try_set(None);
                    let before = found.try_get_untracked().flatten();
                    if before.as_ref() != Some(&one) {
                        if before.is_some_and(|before| before.payment.held < one.payment.held) {
                            announce(t(w::SHEET_CAME));
                        }
                        found.try_set(Some(one));
                    }
                }
                Err(problem) if found.try_with_untracked(Option::is_none) == Some(true) => {
                    session.ended(&problem);
                    failure.try_set(Some(problem));
                }
                // Said when somebody does something.
                Err(_) => {}
            }
        });
    };
    Effect::new(move |_| {
        session.renewed.track();
        id.track();
        load(&[]);
    });
    let poll = move || {
        if !page::hidden() && !session.expired.get_untracked() {
            load(&[api::BY_TIMER]);
        }
    };
    if let Ok(timer) = set_interval_with_handle(poll, POLL) {
        on_cleanup(move || timer.clear());
    }
    let print = move |()| {
        // A browser without printing does nothing.
        let _ = window().print();
    };
    view! {
        <p class="no-print"><a class="back-link" href=[routes::MONEY, "?muc=yeu-cau"].concat()>"← " {ts(w::PART_REQUESTS)}</a></p>
        <h1 id="page-title" tabindex="-1">{ts(w::SHEET_TITLE)}</h1>
        {move || match (failure.get(), found.get()) {
            (_, Some(one)) => view! { <Sheet one=one /> }.into_any(),
            (Some(failure), None) => {
                view! { <Notice tone=Tone::Error alert=true><p>{move || t(money_words(&failure))}</p></Notice> }.into_any()
            }
            (None, None) => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }.into_any(),
        }}
        <div class="actions no-print">
            <Button kind=ButtonKind::Primary on_press=print>{ts(w::SHEET_PRINT)}</Button>
            <LinkButton href=routes::CASHBOOK>{ts(texts::nav::CASHBOOK)}</LinkButton>
        </div>
    }
}

#[component]
fn Sheet(one: DeskPayment) -> impl IntoView {
    let reference = Reference::get();
    let office = move || reference.office.with(|office| office.as_ref().map(|office| office.name.clone()));
    let payment = one.payment;
    let lines = one
        .lines
        .into_iter()
        .map(|line| {
            let kind = line.kind;
            view! {
                <li>
                    <span class="mono">{line.dossier}</span>
                    ": "
                    {move || kind_words(&kind)}
                    ", "
                    {move || dong(line.amount)}
                </li>
            }
        })
        .collect_view();
    let settled = matches!(payment.state, State::Paid | State::Over);
    view! {
        <div class="card pay pay-sheet" id="payment-sheet">
            <p lang="vi"><strong>{office}</strong></p>
            {settled.then(|| view! { <Notice tone=Tone::Success><p>{ts(w::SHEET_CAME)}</p></Notice> })}
            <p><PayTag state=payment.state /></p>
            <PaySums payment=payment.clone() />
            <ul class="fee-lines">{lines}</ul>
            <PayCode payment=payment />
        </div>
    }
}
