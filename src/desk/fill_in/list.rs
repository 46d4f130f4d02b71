//! What is being filled in at this desk, and where to begin.

use super::{JOIN, close::CloseButton, resume, start};
use crate::{
    api::{self, Failure},
    desk::{frame::title, reference::Reference, session::Session, when},
    i18n::{
        t,
        texts::{self, fill_in as w},
        tf, ts,
    },
    ui::{Button, EmptyState, FormGroup, LinkButton, Notice, Skeleton, Tag, TextInput, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::drafts::{ListDrafts, SharedDraft};
use motcua_domain::{form::Value, search::rank};
use std::time::Duration;

/// How often the list is asked for again (s).
const EVERY: u64 = 15;

/// The page.
#[component]
pub fn FillInPage() -> impl IntoView {
    title(w::LIST_TITLE);
    view! {
        <h1 id="page-title" tabindex="-1">{ts(w::LIST_TITLE)}</h1>
        <p>{ts(w::LIST_WHAT)}</p>
        <div class="fill-panes">
            <div class="fill-main">
                <Open />
                <Begin />
            </div>
            <div class="fill-side">
                <section class="card">
                    <p>{ts(w::LIST_JOIN_TEXT)}</p>
                    <LinkButton href=JOIN>{ts(w::LIST_JOIN)}</LinkButton>
                </section>
            </div>
        </div>
    }
}

/// The procedures, found as people say them.
#[component]
fn Begin() -> impl IntoView {
    let reference = Reference::get();
    let (typed, set_typed) = signal(String::new());
    let found = Memo::new(move |_| {
        let entries = reference.entries();
        let query = typed.get();
        if query.trim().is_empty() {
            return entries.iter().map(|entry| entry.code.clone()).collect::<Vec<_>>();
        }
        rank(&query, &entries)
            .into_iter()
            .filter_map(|(at, _)| entries.get(at).map(|entry| entry.code.clone()))
            .collect()
    });
    let line = move |code: String| {
        let (named, labelled, href) = (code.clone(), code.clone(), start(&code));
        let label = move || tf(w::LIST_START_LABEL, &[("name", &reference.procedure_name(&labelled))]);
        view! {
            <li>
                <p>
                    {move || reference.procedure_name(&named)}
                    " "
                    <span class="small muted mono">{code}</span>
                </p>
                <a class="button" href=href aria-label=label>{ts(w::LIST_START)}</a>
            </li>
        }
    };
    view! {
        <section class="section" aria-labelledby="fill-new">
            <h2 id="fill-new">{ts(w::LIST_NEW)}</h2>
            <FormGroup
                id="fill-find"
                label=ts(w::LIST_FIND)
                hint=Signal::derive(|| Some(t(w::LIST_FIND_HINT).to_owned()))
            >
                <TextInput value=typed on_input=move |text| set_typed.set(text) kind="search" autocomplete="off" max=200 />
            </FormGroup>
            <Show when=move || found.with(|found| !found.is_empty()) fallback=|| view! { <p role="status">{ts(w::LIST_FOUND_NONE)}</p> }>
                <ul class="fill-choices">
                    <For each=move || found.get() key=Clone::clone let:code>{line(code)}</For>
                </ul>
            </Show>
        </section>
    }
}

/// The drafts that are open.
#[component]
fn Open() -> impl IntoView {
    let session = Session::get();
    let list: RwSignal<Option<Vec<SharedDraft>>> = RwSignal::new(None);
    let failed: RwSignal<Option<Failure>> = RwSignal::new(None);
    let load = move |headers: &'static [(&str, &str)]| {
        spawn_local(async move {
            match api::get::<ListDrafts>(&[], headers).await {
                Ok(found) => {
                    failed.try_set(None);
                    list.try_set(Some(found.drafts));
                }
                Err(failure) => {
                    session.ended(&failure);
                    failed.try_set(Some(failure));
                }
            }
        });
    };
    Effect::new(move |_| {
        session.renewed.track();
        load(&[]);
    });
    let again = move || {
        if !crate::device::page::hidden() {
            load(&[api::BY_TIMER]);
        }
    };
    if let Ok(ticking) = set_interval_with_handle(again, Duration::from_secs(EVERY)) {
        on_cleanup(move || ticking.clear());
    }
    let trouble = move || {
        failed.get().map(|failure| {
            let why = move || t(api::words(&failure));
            view! {
                <Notice tone=Tone::Error alert=true title=ts(w::LIST_FAILED)>
                    <p>{why}</p>
                    <Button on_press=move |()| load(&[])>{ts(texts::common::ACTION_RETRY)}</Button>
                </Notice>
            }
        })
    };
    let ids = move || list.with(|list| list.iter().flatten().map(|draft| draft.id.clone()).collect::<Vec<_>>());
    let of = move |id: String| {
        Memo::new(move |_| list.with(|list| list.iter().flatten().find(|draft| draft.id == id).cloned()))
    };
    view! {
        <section class="section" aria-labelledby="fill-open">
            <h2 id="fill-open">{ts(w::LIST_OPEN)}</h2>
            {trouble}
            {move || match list.with(|list| list.as_ref().map(Vec::is_empty)) {
                None if failed.with(Option::is_some) => ().into_any(),
                None => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=3 /> }.into_any(),
                Some(true) => view! { <EmptyState title=ts(w::LIST_NONE) text=ts(w::LIST_NONE_TEXT) /> }.into_any(),
                Some(false) => {
                    view! {
                        <ul class="fill-choices">
                            <For each=ids key=Clone::clone let:id>
                                {line(of(id.clone()), id, Callback::new(move |()| load(&[])))}
                            </For>
                        </ul>
                    }
                        .into_any()
                }
            }}
        </section>
    }
}

fn line(draft: Memo<Option<SharedDraft>>, id: String, closed: Callback<()>) -> AnyView {
    let reference = Reference::get();
    let name = move || {
        draft.with(|draft| draft.as_ref().map(|draft| reference.procedure_name(&draft.procedure)).unwrap_or_default())
    };
    let who = move || {
        draft.with(|draft| draft.as_ref()?.answers.get("requester_name").and_then(Value::as_text).map(str::to_owned))
    };
    let entries = move || {
        draft.with(|draft| match draft.as_ref().map_or(0, |draft| draft.answers.values.len()) {
            0 => t(w::LIST_UNTOUCHED).to_owned(),
            count => tf(w::LIST_ENTRIES, &[("count", &count.to_string())]),
        })
    };
    let phone = move || {
        let number =
            draft.with(|draft| draft.as_ref().filter(|draft| draft.phone).map(|draft| draft.number.clone()))?;
        let text = Signal::derive(move || tf(w::LIST_WITH_PHONE, &[("number", &number)]));
        Some(view! { <Tag tone=Tone::Info text=text /> })
    };
    let staff = move || draft.with(|draft| draft.as_ref()?.staff.clone());
    let until = move || {
        draft.with(|draft| draft.as_ref().map(|draft| tf(w::LIST_UNTIL, &[("time", &when::moment(draft.expires_at))])))
    };
    let href = draft
        .with_untracked(|draft| draft.as_ref().map(|draft| resume(&draft.procedure, &draft.id)).unwrap_or_default());
    let of_close = id.clone();
    let label = move || tf(w::LIST_RESUME_LABEL, &[("name", &name())]);
    view! {
        <li data-draft=id.clone()>
            <div>
                <p><strong>{who}</strong></p>
                <p>{name}</p>
                <p class="small muted">
                    {entries}
                    {move || staff().map(|staff| [" · ", &staff].concat())}
                    {move || until().map(|until| [" · ", &until].concat())} " " {phone}
                </p>
            </div>
            <div class="row">
                <a class="button" href=href aria-label=label>{ts(w::LIST_RESUME)}</a>
                <CloseButton id=of_close then=closed />
            </div>
        </li>
    }
    .into_any()
}
