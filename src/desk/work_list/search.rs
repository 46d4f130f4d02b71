//! The search box; what is typed goes into the address a moment later.

use super::asked::{self, Home};
use crate::{
    desk::keys,
    i18n::{texts, ts},
    ui::{Icon, Sign},
};
use leptos::{html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use motcua_contract::desk::WorkQuery;
use std::time::Duration;

/// How long after the last key a search starts.
const TYPING: Duration = Duration::from_millis(300);

fn searched(query: &WorkQuery) -> String {
    query.q.clone().unwrap_or_default()
}

/// The search of the list.
#[component]
pub fn SearchBox(query: Memo<WorkQuery>, home: Memo<Home>) -> impl IntoView {
    let navigate = use_navigate();
    let (typed, set_typed) = signal(query.with_untracked(searched));
    let node: NodeRef<html::Input> = NodeRef::new();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // Back and Forward change the address without typing.
    Effect::new(move |_| {
        let search = query.with(searched);
        if waiting.with_value(Option::is_none) {
            set_typed.set(search);
        }
    });
    let go = StoredValue::new_local(move || {
        waiting.set_value(None);
        let words = typed.get_untracked().trim().to_owned();
        let next = WorkQuery { q: Some(words).filter(|words| !words.is_empty()), ..query.get_untracked() };
        let address = asked::address(&next, home.get_untracked());
        navigate(&address, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let clear = move || {
        if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let input = move |event| {
        set_typed.set(event_target_value(&event));
        clear();
        if let Ok(timer) = set_timeout_with_handle(
            move || {
                go.try_with_value(|go| go());
            },
            TYPING,
        ) {
            waiting.set_value(Some(timer));
        }
    };
    on_cleanup(clear);
    keys::listen(move |key| {
        if key != "/" {
            return false;
        }
        if let Some(node) = node.get_untracked() {
            // The box is on the page; it cannot refuse.
            let _ = node.focus();
            node.select();
        }
        true
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        clear();
        go.with_value(|go| go());
    };
    view! {
        <form role="search" class="search-box" on:submit=submit>
            <label class="visually-hidden" r#for="search">{ts(texts::desk::LIST_SEARCH)}</label>
            <Icon sign=Sign::Search />
            <input
                class="input"
                id="search"
                type="search"
                autocomplete="off"
                aria-keyshortcuts="/"
                placeholder=ts(texts::desk::LIST_SEARCH_HINT)
                node_ref=node
                prop:value=typed
                on:input=input
            />
        </form>
    }
}
