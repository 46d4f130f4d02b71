//! A request for money as citizen and desk see it: where it stands, the code that asks, and what to type where nothing can be
//! scanned. Nothing here says that something is paid before the money came.

use crate::{
    device::page::to_clipboard,
    i18n::{Key, t, texts::pay as w, tf, ts},
    ui::{Button, QrCode, Tag, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::payments::Payment;
use motcua_domain::{
    payment::{Means, State},
    words::{date_vi, number_vi},
};

/// An amount of đồng, with its sign.
#[must_use]
pub fn dong(amount: i64) -> String {
    tf(crate::texts::common::VALUE_DONG, &[("amount", &number_vi(amount))])
}

/// The words of a state.
#[must_use]
pub const fn pay_state_words(state: State) -> Key {
    match state {
        State::Asked => w::STATE_ASKED,
        State::AtDesk => w::STATE_AT_DESK,
        State::Part => w::STATE_PART,
        State::Paid => w::STATE_PAID,
        State::Over => w::STATE_OVER,
        State::Refunded => w::STATE_REFUNDED,
        State::Withdrawn => w::STATE_WITHDRAWN,
    }
}

/// The words of a way of payment.
#[must_use]
pub const fn means_words(means: Means) -> Key {
    match means {
        Means::Webhook => w::MEANS_WEBHOOK,
        Means::Statement => w::MEANS_STATEMENT,
        Means::Transfer => w::MEANS_TRANSFER,
        Means::Cash => w::MEANS_CASH,
    }
}

const fn tone(state: State) -> Tone {
    match state {
        State::Paid => Tone::Success,
        State::Asked | State::AtDesk | State::Part | State::Over => Tone::Warning,
        State::Refunded | State::Withdrawn => Tone::Info,
    }
}

/// Where a request stands, as a tag.
#[component]
pub fn PayTag(state: State) -> impl IntoView {
    view! { <Tag tone=tone(state) text=ts(pay_state_words(state)) /> }
}

/// The amounts of a request: asked, came, missing or too much, and what is said of them.
#[component]
pub fn PaySums(payment: Payment) -> impl IntoView {
    let row = |key: Key, amount: i64, class: &'static str| {
        view! {
            <div class=class>
                <dt>{ts(key)}</dt>
                <dd>{move || dong(amount)}</dd>
            </div>
        }
    };
    let (missing, over) = ((payment.due - payment.held).max(0), (payment.held - payment.due).max(0));
    let came = payment
        .came
        .iter()
        .map(|one| {
            let (amount, day, means) = (one.amount, date_vi(one.day), one.means);
            let words =
                move || tf(w::CAME_LINE, &[("amount", &dong(amount)), ("day", &day), ("means", t(means_words(means)))]);
            view! { <li>{words}</li> }
        })
        .collect_view();
    let several = payment.dossiers;
    let until = payment.until.map(date_vi);
    view! {
        <dl class="pay-sums">
            {(payment.due > 0).then(|| row(w::DUE, payment.due, "pay-due"))}
            {(several > 1).then(|| row(w::OWN, payment.own, ""))}
            {(payment.held > 0).then(|| row(w::HELD, payment.held, ""))}
            {(missing > 0 && payment.held > 0).then(|| row(w::MISSING, missing, "pay-missing"))}
            {(over > 0).then(|| row(w::OVER, over, "pay-missing"))}
            {(payment.refunded > 0).then(|| row(w::REFUNDED, payment.refunded, ""))}
        </dl>
        {(several > 1)
            .then(|| view! { <p class="small">{move || tf(w::SEVERAL, &[("count", &several.to_string())])}</p> })}
        {(!payment.came.is_empty()).then(|| view! { <ul class="pay-came small">{came}</ul> })}
        {payment.late.then(|| view! { <p class="small">{ts(w::LATE)}</p> })}
        {payment.twice.then(|| view! { <p class="small">{ts(w::TWICE)}</p> })}
        {until
            .filter(|_| missing > 0)
            .map(|day| view! { <p class="small">{move || tf(w::UNTIL, &[("day", &day)])}</p> })}
    }
}

/// The code and its plain fields, each to be copied; nothing where no code can be made.
#[component]
pub fn PayCode(payment: Payment) -> impl IntoView {
    let (Some(code), Some(to)) = (payment.code, payment.to) else { return ().into_any() };
    let missing = payment.due - payment.held;
    let fields = [
        (w::FIELD_BANK, to.bank.clone(), to.bank),
        (w::FIELD_ACCOUNT, to.account.clone(), to.account),
        (w::FIELD_HOLDER, to.holder.clone().unwrap_or_default(), to.holder.unwrap_or_default()),
        (w::FIELD_AMOUNT, dong(missing), missing.to_string()),
        (w::FIELD_TEXT, payment.text.clone(), payment.text),
    ];
    let fields = fields
        .into_iter()
        .filter(|(_, shown, _)| !shown.is_empty())
        .map(|(name, shown, copied)| view! { <Field name=name shown=shown copied=copied /> })
        .collect_view();
    view! {
        <div class="pay-code">
            <div class="pay-scan">
                <QrCode text=Signal::stored(code) label=ts(w::CODE_LABEL) />
                <p class="small">{ts(w::CODE_HOW)}</p>
            </div>
            <dl class="pay-fields">{fields}</dl>
        </div>
        <p class="pay-warning"><strong>{ts(w::NO_PROOF)}</strong></p>
    }
    .into_any()
}

/// A field with its button.
#[component]
fn Field(name: Key, shown: String, copied: String) -> impl IntoView {
    let done = RwSignal::new(None::<bool>);
    let what = shown.clone();
    let copy = move |()| {
        let text = copied.clone();
        spawn_local(async move {
            let well = to_clipboard(&text).await;
            if done.try_set(Some(well)).is_none() {
                announce(t(if well { w::COPIED } else { w::NOT_COPIED }));
            }
        });
    };
    let label = Signal::derive(move || tf(w::COPY_LABEL, &[("name", t(name)), ("value", &what)]));
    let words = move || {
        t(match done.get() {
            None => w::COPY,
            Some(true) => w::COPIED,
            Some(false) => w::NOT_COPIED,
        })
    };
    view! {
        <div>
            <dt>{ts(name)}</dt>
            <dd>
                <span class="pay-value">{shown}</span>
                <Button label=label on_press=copy>{words}</Button>
            </dd>
        </div>
    }
}
