//! The paper slip of a ticket (80 mm), and printing one part of a page only.

use crate::{
    desk::{reference::Reference, when},
    i18n::{t, texts::queue as q, tf, ts},
    ui::QrCode,
};
use leptos::prelude::*;
use motcua_contract::{endpoint::encode, queue::Ticket};

/// The address that a phone follows a ticket at.
pub fn address(reference: Reference, ticket: &Ticket) -> String {
    let origin = reference.office.with(|office| office.as_ref().map(|office| office.public_url.clone()));
    let origin = origin.unwrap_or_else(|| window().location().origin().unwrap_or_default());
    [&origin, "/so/", &encode(&ticket.id)].concat()
}

/// How many are before it, in words.
pub fn ahead(ticket: &Ticket) -> String {
    match ticket.ahead {
        0 => t(q::TICKET_AHEAD_NONE).to_owned(),
        count => tf(q::TICKET_AHEAD, &[("count", &count.to_string())]),
    }
}

/// The slip; seen only on paper.
#[component]
pub fn Slip(#[prop(into)] ticket: Signal<Option<Ticket>>) -> impl IntoView {
    let reference = Reference::get();
    let office = move || reference.office.with(|office| office.as_ref().map(|office| office.counter.clone()));
    let body = move || {
        ticket.get().map(|ticket| {
            let (link, at) = (address(reference, &ticket), when::moment(ticket.issued_at));
            let procedure = ticket.procedure.as_ref().map(|code| reference.procedure_name(code));
            view! {
                <p class="slip-office">{office}</p>
                <p class="slip-number">{ticket.number.clone()}</p>
                <p>{ahead(&ticket)}</p>
                {procedure.map(|name| view! { <p>{name}</p> })}
                <QrCode text=link label=ts(q::TICKET_FOLLOW_CODE) />
                <p>{t(q::TICKET_FOLLOW)}</p>
                <p>{t(q::TICKET_PRINT_WAIT)}</p>
                <p class="slip-small">{tf(q::TICKET_ISSUED, &[("at", &at)])}</p>
            }
        })
    };
    view! { <section class="print-sheet print-slip" aria-hidden="true">{body}</section> }
}

/// Prints the part of the page with this mark (`slip`, `papers`) and nothing else.
pub fn print(part: &'static str) {
    let Some(root) = document().document_element() else { return };
    // The attribute decides what the style sheet lets onto paper; a detached document could refuse it.
    let _ = root.set_attribute("data-print", part);
    let _ = window().print();
    let _ = root.remove_attribute("data-print");
}
