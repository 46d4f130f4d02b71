//! What goes with the citizen: the dossier's code, and the tracking link as a QR code. On screen once, and on paper.

use super::{
    hand_in::{again, again_words, tracking},
    sheet::Sheet,
};
use crate::{
    api::Failure,
    desk::{
        reference::Reference,
        routes,
        session::{Session, Who},
    },
    fields::{Wording, local_words},
    i18n::{t, texts::fill_in as w, tf, ts},
    ui::{Button, ButtonKind, EmptyState, LinkButton, Notice, QrCode, SummaryList, SummaryRow, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::drafts::{HandedIn, SharedDraft};
use motcua_domain::{deadline::local, staff::Duty};

/// A draft that is no more to be filled in: handed in here, by the phone, or over.
#[component]
pub fn Over(wording: Wording, handed: RwSignal<Option<HandedIn>>) -> impl IntoView {
    let sheet = Sheet::get();
    let words = StoredValue::new(wording);
    move || match (handed.get(), sheet.draft.get()) {
        (Some(done), _) => view! { <Slip done=done wording=words.get_value() /> }.into_any(),
        (None, draft) if draft.submission.is_some() => view! { <Elsewhere draft=draft handed=handed /> }.into_any(),
        _ => view! {
            <h1 class="visually-hidden" id="page-title" tabindex="-1">{ts(w::FORM_OVER_TITLE)}</h1>
            <EmptyState title=ts(w::FORM_OVER_TITLE) text=ts(w::FORM_OVER_TEXT)>
                <LinkButton href=routes::FILL_IN>{ts(w::FORM_OVER_LIST)}</LinkButton>
            </EmptyState>
        }
        .into_any(),
    }
}

/// Handed in by the phone, or here before the page was loaded anew.
#[component]
fn Elsewhere(draft: SharedDraft, handed: RwSignal<Option<HandedIn>>) -> impl IntoView {
    let session = Session::get();
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<Failure>));
    let key = draft.submission.clone().unwrap_or_default();
    // The desk hands in under the draft's own id.
    let here = key == draft.id;
    let fetch = {
        let (id, seq) = (draft.id.clone(), draft.seq);
        move |()| {
            let (id, key) = (id.clone(), key.clone());
            busy.set(true);
            failed.set(None);
            spawn_local(async move {
                let answer = again(&id, &key, seq).await;
                busy.try_set(false);
                match answer {
                    Ok(done) => {
                        handed.try_set(Some(done));
                    }
                    Err(failure) => {
                        session.ended(&failure);
                        failed.try_set(Some(failure));
                    }
                }
            });
        }
    };
    let dossier = draft.dossier.clone().filter(|_| session.has(Duty::OpenDossier));
    view! {
        <h1 id="page-title" tabindex="-1">{ts(w::SLIP_TITLE)}</h1>
        {if here {
            view! { <Button kind=ButtonKind::Primary busy=busy on_press=fetch>{ts(w::SLIP_AGAIN)}</Button> }.into_any()
        } else {
            view! { <Notice tone=Tone::Success><p>{ts(w::SLIP_BY_PHONE)}</p></Notice> }.into_any()
        }}
        {move || failed.get().map(|failure| view! { <Notice tone=Tone::Error alert=true><p>{move || again_words(&failure)}</p></Notice> })}
        {draft.code.clone().map(|code| view! { <p>{ts(w::SLIP_CODE)} ": " <strong class="mono">{code}</strong></p> })}
        <div class="actions">
            {dossier.map(|id| view! { <LinkButton href=routes::dossier(&id)>{ts(w::SLIP_OPEN)}</LinkButton> })}
            <LinkButton href=routes::FILL_IN>{ts(w::SLIP_NEXT)}</LinkButton>
        </div>
    }
}

/// The slip itself.
#[component]
fn Slip(done: HandedIn, wording: Wording) -> impl IntoView {
    let (sheet, session, reference) = (Sheet::get(), Session::get(), Reference::get());
    let receipt = StoredValue::new(done.receipt.clone());
    let words = StoredValue::new(wording);
    let link = Signal::derive(move || {
        let public = reference.office.with(|office| office.as_ref().map(|office| office.public_url.clone()));
        let base =
            public.filter(|url| !url.is_empty()).unwrap_or_else(|| window().location().origin().unwrap_or_default());
        receipt.with_value(|receipt| tracking(&base, &receipt.code, &receipt.secret))
    });
    let phone = sheet.draft.with_untracked(|draft| draft.phone);
    let requester = sheet.citizen.get_untracked();
    let rows = Signal::derive(move || {
        let row = |key, value: String| SummaryRow { key: t(key).to_owned(), value, ..SummaryRow::default() };
        let staff =
            session.who.with(|who| if let Who::Somebody(staff) = who { staff.name.clone() } else { String::new() });
        receipt.with_value(|receipt| {
            words.with_value(|words| {
                let due = receipt.due.map_or_else(|| t(w::SLIP_NO_DUE).to_owned(), local_words);
                let papers: Vec<String> = receipt
                    .papers
                    .iter()
                    .map(|paper| {
                        let name = words.get(&["paper.", &paper.paper, ".label"].concat());
                        [&name, ": ", &tf(w::SLIP_PAGES, &[("count", &paper.pages.to_string())])].concat()
                    })
                    .collect();
                let papers = if papers.is_empty() { t(w::SLIP_NO_PAPERS).to_owned() } else { papers.join("\n") };
                let by = tf(w::SLIP_BY_STAFF, &[("staff", &staff)]);
                let for_whom = if requester.is_empty() { by } else { [&requester, "\n", &by].concat() };
                vec![
                    row(w::SLIP_PROCEDURE, words.get("name")),
                    row(w::SLIP_REQUESTER, for_whom),
                    row(w::SLIP_RECEIVED, local_words(local(receipt.received_at))),
                    row(w::SLIP_DUE, due),
                    row(w::SLIP_PAPERS, papers),
                ]
            })
        })
    });
    let office = move || {
        let named =
            reference.office.with(|office| office.as_ref().map(|office| (office.name.clone(), office.counter.clone())));
        named.map(|(name, counter)| view! { <p lang="vi"><strong>{name}</strong><br />{counter}</p> })
    };
    let print = move |()| {
        // A browser without printing does nothing.
        let _ = window().print();
    };
    let dossier = StoredValue::new(done.dossier.clone());
    let opens = move || dossier.get_value().filter(|_| session.has(Duty::OpenDossier));
    view! {
        <h1 class="no-print" id="page-title" tabindex="-1">{ts(w::SLIP_TITLE)}</h1>
        <div class="no-print">
            <Notice tone=Tone::Success>
                <p>{ts(w::SLIP_DONE)}</p>
                {phone.then(|| view! { <p>{ts(w::SLIP_PHONE_TOO)}</p> })}
            </Notice>
        </div>
        <div class="card slip" id="slip">
            {office}
            <h2>{ts(w::SLIP_HEADING)}</h2>
            <p class="small muted">{ts(w::SLIP_CODE)}</p>
            <p class="slip-code mono" id="dossier-code">{done.receipt.code.clone()}</p>
            <SummaryList rows=rows />
            <QrCode text=link label=ts(w::SLIP_QR_LABEL) />
            <p class="small">{ts(w::SLIP_QR)}</p>
            <p class="small">
                {ts(w::SLIP_SECRET)} ": " <span class="mono break-anywhere" id="receipt-secret">{done.receipt.secret.clone()}</span>
            </p>
        </div>
        <div class="actions no-print">
            <Button kind=ButtonKind::Primary on_press=print>{ts(w::SLIP_PRINT)}</Button>
            {move || opens().map(|id| view! { <LinkButton href=routes::dossier(&id)>{ts(w::SLIP_OPEN)}</LinkButton> })}
            <LinkButton href=routes::FILL_IN>{ts(w::SLIP_NEXT)}</LinkButton>
        </div>
    }
}
