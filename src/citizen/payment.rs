//! What a dossier's fee is, how to pay it, what came: on the dossier's page, for whoever holds the receipt.

use crate::{
    fields::{PayCode, PaySums, PayTag, money},
    i18n::{say, tf, ts},
    texts::{citizen as w, pay as p},
    ui::{Notice, Tone},
};
use leptos::prelude::*;
use motcua_contract::{dossiers::Tracking, payments::Payment};
use motcua_domain::payment::State;

/// A section a request, the newest first.
pub fn sections(tracking: &Tracking) -> AnyView {
    if tracking.payments.is_empty() {
        // Asked for by an older server, or by word of mouth.
        return tracking.amount_due.map(at_the_desk).into_any();
    }
    tracking.payments.iter().cloned().enumerate().map(one).collect_view().into_any()
}

fn at_the_desk(amount: u64) -> AnyView {
    view! {
        <Notice tone=Tone::Warning title=ts(w::PAYMENT_TITLE)>
            <p>{move || tf(w::PAYMENT_TEXT, &[("amount", &money(amount))])}</p>
        </Notice>
    }
    .into_any()
}

fn one((at, payment): (usize, Payment)) -> AnyView {
    let state = payment.state;
    let id = ["payment-", &at.to_string()].concat();
    let heading = id.clone();
    let title = if state.open() { w::PAYMENT_TITLE } else { p::TITLE_DONE };
    let coded = payment.code.is_some();
    let next = match state {
        State::Asked | State::Part | State::AtDesk if coded => Some(p::NEXT_CODE),
        State::Asked | State::Part | State::AtDesk => Some(p::NEXT_DESK),
        State::Paid => Some(p::NEXT_PAID),
        State::Over => Some(p::NEXT_OVER),
        State::Refunded | State::Withdrawn => None,
    };
    view! {
        <section class="card pay" aria-labelledby=heading>
            <h2 id=id>{say(title)}</h2>
            <p><PayTag state=state /></p>
            <PaySums payment=payment.clone() />
            {next.map(|next| view! { <p>{say(next)}</p> })}
            <PayCode payment=payment />
        </section>
    }
    .into_any()
}
