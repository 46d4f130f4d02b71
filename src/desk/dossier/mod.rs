//! One dossier: what was answered, the papers, what happened, and what can be done now.

mod actions;
mod acts;
mod answers;
mod appointment;
mod approval;
mod checks;
mod clock;
mod confirm;
mod copy;
mod digitise;
mod faults;
mod fee_act;
mod fees;
mod file;
mod finish;
mod giving;
mod head;
mod history;
mod letter;
mod messages;
mod open;
mod papers;
mod people;
mod pick;
mod print;
mod reason;
mod said;
#[cfg(test)]
mod sample;
mod sending;
mod supplement;
mod typed;
mod undo;
mod verdict;
mod viewer;
mod visit;

use super::{frame, keys, reference::Reference, routes};
use crate::{
    api,
    i18n::{t, texts, ts},
    ui::{Button, ButtonKind, EmptyState, LinkButton, Notice, Skeleton, Tone},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map},
};
use motcua_contract::ProblemCode;
use open::Open;

pub use visit::SameVisitPage;

/// The page of a dossier; another id is another page.
#[component]
pub fn DossierPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    frame::title(texts::desk::DOSSIER_PAGE);
    move || view! { <OneDossier id=id.get() /> }
}

/// The open dossier for what stands inside: asked for, and followed while the page is there.
fn opened(id: String) -> Open {
    let open = Open::new(id);
    let reference = Reference::get();
    provide_context(open);
    open.follow();
    Effect::new(move |_| {
        // Again after a new sign-in, and only what could not be had.
        open.session.renewed.track();
        if open.dossier.with_untracked(Option::is_none) {
            open.load();
        }
    });
    Effect::new(move |_| {
        if let Some(code) = open.dossier.with(|dossier| dossier.as_ref().map(|dossier| dossier.procedure.clone())) {
            reference.load_procedure(&code);
        }
    });
    open
}

#[component]
fn OneDossier(id: String) -> impl IntoView {
    let open = opened(id);
    let navigate = use_navigate();
    keys::listen(move |key| {
        if key == "l" {
            navigate(routes::LIST, NavigateOptions::default());
        }
        key == "l"
    });
    let there = Memo::new(move |_| open.dossier.with(Option::is_some));
    view! {
        <p class="no-print"><a class="back-link" href=routes::LIST>"← " {ts(texts::desk::DOSSIER_BACK)}</a></p>
        {move || {
            if there.get() {
                view! { <Whole /> }.into_any()
            } else {
                view! { <NotThere /> }.into_any()
            }
        }}
    }
}

/// Still coming, or not to be had.
#[component]
fn NotThere() -> impl IntoView {
    let open = Open::get();
    move || match open.failure.get() {
        None => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=10 /> }.into_any(),
        Some(failure) if failure.refused() == Some(ProblemCode::NotFound) => view! {
            <h1 class="visually-hidden" id="page-title" tabindex="-1">{ts(texts::desk::DOSSIER_MISSING)}</h1>
            <EmptyState title=ts(texts::desk::DOSSIER_MISSING) text=ts(texts::desk::DOSSIER_MISSING_TEXT)>
                <LinkButton href=routes::LIST>{ts(texts::desk::DOSSIER_BACK)}</LinkButton>
            </EmptyState>
        }
        .into_any(),
        Some(failure) => view! {
            <h1 id="page-title" tabindex="-1">{ts(texts::desk::DOSSIER_PAGE)}</h1>
            <Notice tone=Tone::Error alert=true>
                <p>{move || t(api::words(&failure))}</p>
            </Notice>
            <Button kind=ButtonKind::Primary on_press=move |()| open.load()>{ts(texts::common::ACTION_RETRY)}</Button>
        }
        .into_any(),
    }
}

#[component]
fn Whole() -> impl IntoView {
    view! {
        <head::Head />
        <div class="desk-panes">
            <div class="desk-pane">
                <letter::LetterPreview />
                <copy::CopySection />
                <approval::Proposal />
                <papers::Papers />
                <answers::AnswerSections />
            </div>
            <div class="desk-side">
                <actions::Actions />
                <fees::FeePanel />
                <approval::Opinions />
                <history::History />
            </div>
        </div>
        <messages::Messages />
    }
}
