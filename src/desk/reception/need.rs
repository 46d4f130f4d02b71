//! What the visitor needs: a procedure found by their words, its case questions, and what comes of them.

use super::{Visit, case::Case};
use crate::{
    desk::reference::Reference,
    i18n::{texts::queue as q, ts},
    ui::{Button, ButtonKind, EmptyState, FormGroup, Skeleton, TextInput},
};
use leptos::prelude::*;
use motcua_domain::search::{CONFIDENT, rank};

/// Answers shown at once.
const SHOWN: usize = 6;

/// Finding the procedure, or the one that was found.
#[component]
pub fn Need() -> impl IntoView {
    let (visit, reference) = (Visit::get(), Reference::get());
    Effect::new(move |_| {
        if let Some(code) = visit.procedure.get() {
            reference.load_procedure(&code);
        }
    });
    view! {
        <section class="card stack" aria-labelledby="need">
            <h2 id="need">{ts(q::PROCEDURE_TITLE)}</h2>
            {move || match visit.procedure.get() {
                None => view! { <Find /> }.into_any(),
                Some(code) => view! { <Chosen code=code /> }.into_any(),
            }}
        </section>
    }
}

/// The search.
#[component]
fn Find() -> impl IntoView {
    let (visit, reference) = (Visit::get(), Reference::get());
    let words = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let words = words.get();
        let entries = reference.entries();
        if words.trim().is_empty() {
            return entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
        }
        let ranked = rank(&words, &entries);
        let sure = ranked.iter().filter(|(_, score)| *score >= CONFIDENT).count();
        let take = if sure > 0 { sure.min(SHOWN) } else { SHOWN.min(ranked.len()) };
        ranked.iter().take(take).filter_map(|(at, _)| entries.get(*at)).map(|entry| entry.id.clone()).collect()
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if words.with_untracked(|words| !words.trim().is_empty())
            && let Some(first) = found.get_untracked().first()
        {
            visit.choose(Some(first.clone()));
        }
    };
    let line = move |code: String| {
        let (named, chosen) = (code.clone(), code);
        let choose = move |()| visit.choose(Some(chosen.clone()));
        view! {
            <li>
                <Button kind=ButtonKind::Secondary on_press=choose>{move || reference.procedure_name(&named)}</Button>
            </li>
        }
    };
    let none = Memo::new(move |_| found.with(Vec::is_empty));
    view! {
        <form role="search" aria-label=ts(q::PROCEDURE_SEARCH) on:submit=submit>
            <FormGroup
                id="procedure-search"
                label=ts(q::PROCEDURE_SEARCH)
                hint=Signal::derive(|| Some(crate::i18n::t(q::PROCEDURE_SEARCH_HINT).to_owned()))
            >
                <TextInput value=words on_input=move |text| words.set(text) autocomplete="off" max=200 />
            </FormGroup>
        </form>
        <Show
            when=move || !none.get()
            fallback=|| view! { <EmptyState title=ts(q::PROCEDURE_NONE) text=ts(q::PROCEDURE_NONE_TEXT) /> }
        >
            <ul class="plain-list need-list">
                <For each=move || found.get() key=Clone::clone children=line />
            </ul>
        </Show>
    }
}

/// The procedure that was found.
#[component]
fn Chosen(code: String) -> impl IntoView {
    let (visit, reference) = (Visit::get(), Reference::get());
    let named = code.clone();
    let back = move |()| visit.choose(None);
    view! {
        <p class="need-chosen">
            <strong>{move || reference.procedure_name(&named)}</strong>
            " "
            <Button kind=ButtonKind::Quiet on_press=back>{ts(q::PROCEDURE_CHANGE)}</Button>
        </p>
        {move || match reference.procedure(&code) {
            Some(wording) => view! { <Case wording=wording /> }.into_any(),
            None => view! { <Skeleton label=ts(crate::texts::desk::WORD_LOADING) lines=4 /> }.into_any(),
        }}
    }
}
