//! The work list: what is new and what is due first. View and search stand in the address; it keeps itself fresh.

use super::{frame, keys, routes, session::Session, when, work_row::WorkRow};
use crate::{
    api::{self, Failure},
    i18n::{t, texts, tf, ts},
    ui::{Button, EmptyState, Icon, LinkButton, Notice, Sign, Skeleton, Tab, Table, Tabs, Tone, announce, focus_id},
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};
use motcua_contract::desk::{ListWork, WorkList};
use motcua_contract::endpoint::encode;
use std::time::Duration;

/// How often the list asks for news.
const REFRESH: Duration = Duration::from_secs(20);
/// How long after the last key a search starts.
const TYPING: Duration = Duration::from_millis(300);
/// The views, as the server names them.
const VIEWS: [&str; 5] = ["new", "working", "waiting", "done", "all"];
/// Names of the address's parts.
const VIEW: &str = "xem";
const SEARCH: &str = "tim";

/// What the address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Asked {
    view: Option<&'static str>,
    search: String,
}

impl Asked {
    fn of(query: &ParamsMap) -> Self {
        let view = query.get(VIEW).and_then(|name| VIEWS.into_iter().find(|view| *view == name));
        Self { view, search: query.get(SEARCH).unwrap_or_default() }
    }

    fn address(&self) -> String {
        let mut parts = Vec::new();
        if let Some(view) = self.view {
            parts.push(format!("{VIEW}={view}"));
        }
        if !self.search.is_empty() {
            parts.push(format!("{SEARCH}={}", encode(&self.search)));
        }
        let sign = if parts.is_empty() { "" } else { "?" };
        format!("{}{sign}{}", routes::LIST, parts.join("&"))
    }
}

/// Asks for so many pages in a row.
async fn fetch(asked: &Asked, pages: u32) -> Result<WorkList, Failure> {
    let search = asked.search.trim();
    let mut whole: Option<WorkList> = None;
    for _ in 0..pages {
        let after = whole.as_ref().and_then(|list| list.next.clone());
        if whole.is_some() && after.is_none() {
            break;
        }
        let parts = [("view", asked.view), ("q", Some(search).filter(|q| !q.is_empty())), ("after", after.as_deref())];
        let query: Vec<(&str, &str)> = parts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
        let mut page = api::call::<ListWork>(&[], &query, None, &[]).await?;
        if let Some(before) = whole {
            page.items.splice(0..0, before.items);
        }
        whole = Some(page);
    }
    whole.ok_or(Failure::Broken)
}

/// The list and how it came.
#[derive(Clone, Copy)]
struct Loaded {
    list: RwSignal<Option<WorkList>>,
    failure: RwSignal<Option<Failure>>,
    busy: RwSignal<bool>,
    pages: RwSignal<u32>,
    /// Answers to older questions are dropped.
    turn: StoredValue<u32>,
}

impl Loaded {
    fn new() -> Self {
        Self {
            list: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            pages: RwSignal::new(1),
            turn: StoredValue::new(0),
        }
    }

    /// Asks again. `aloud` says the number of dossiers through screen readers.
    fn load(self, asked: Asked, session: Session, aloud: bool) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        self.busy.set(true);
        let pages = self.pages.get_untracked();
        spawn_local(async move {
            let answer = fetch(&asked, pages).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(list) => {
                    if aloud {
                        announce(&tf(texts::desk::LIST_FOUND, &[("count", &list.items.len().to_string())]));
                    }
                    self.failure.set(None);
                    self.list.set(Some(list));
                }
                Err(failure) => {
                    session.ended(&failure);
                    self.failure.set(Some(failure));
                }
            }
        });
    }
}

/// The work list's page.
#[component]
pub fn WorkListPage() -> impl IntoView {
    let session = Session::get();
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(Asked::of));
    let loaded = Loaded::new();
    frame::title(texts::desk::LIST_TITLE);

    Effect::new(move |before: Option<Asked>| {
        let now = asked.get();
        session.renewed.track();
        if before.as_ref() != Some(&now) {
            loaded.pages.set(1);
        }
        loaded.load(now.clone(), session, before.is_some_and(|before| before.search != now.search));
        now
    });
    let refresh = move || {
        if !document().hidden() && !session.expired.get_untracked() && !loaded.busy.get_untracked() {
            loaded.load(asked.get_untracked(), session, false);
        }
    };
    if let Ok(timer) = set_interval_with_handle(refresh, REFRESH) {
        on_cleanup(move || timer.clear());
    }

    let tabs = Signal::derive(move || {
        let counts = loaded.list.with(|list| list.as_ref().map(|list| list.counts.clone()).unwrap_or_default());
        let now = asked.get();
        let tab = |view: Option<&'static str>| {
            let name = view.unwrap_or("open");
            let words = texts::desk::find(&format!("view.{name}")).map_or(name, t);
            Tab {
                href: Asked { view, search: now.search.clone() }.address(),
                label: words.to_owned(),
                count: counts.get(name).copied(),
                current: view == now.view,
            }
        };
        std::iter::once(None).chain(VIEWS.map(Some)).map(tab).collect::<Vec<_>>()
    });
    let more = move |()| {
        loaded.pages.update(|pages| *pages += 1);
        loaded.load(asked.get_untracked(), session, true);
    };
    let has_more = move || loaded.list.with(|list| list.as_ref().is_some_and(|list| list.next.is_some()));
    let trouble = move || {
        loaded.failure.get().map(|failure| {
            let old = loaded.list.with_untracked(|list| list.as_ref().map(|list| when::clock(list.now)));
            let since = old.map(|time| tf(texts::desk::LIST_OLD, &[("time", &time)]));
            view! {
                <Notice tone=Tone::Warning>
                    <p>{move || t(api::words(&failure))} " " {since}</p>
                    <Button on_press=move |()| loaded.load(asked.get_untracked(), session, true)>{ts(texts::common::ACTION_RETRY)}</Button>
                </Notice>
            }
        })
    };
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{ts(texts::desk::LIST_TITLE)}</h1>
            <SearchBox asked=asked />
        </div>
        <Tabs label=ts(texts::desk::LIST_VIEWS) items=tabs />
        {trouble}
        <Rows asked=asked loaded=loaded />
        <p class="row row-spread list-foot">
            <span class="muted small">
                {move || {
                    loaded
                        .list
                        .with(|list| list.as_ref().map(|list| tf(texts::desk::LIST_UPDATED, &[("time", &when::clock(list.now))])))
                }}
            </span>
            {move || has_more().then(|| view! { <Button on_press=more busy=loaded.busy>{ts(texts::desk::LIST_MORE)}</Button> })}
        </p>
    }
}

/// The search; what is typed goes into the address a moment later.
#[component]
fn SearchBox(asked: Memo<Asked>) -> impl IntoView {
    let navigate = use_navigate();
    let (typed, set_typed) = signal(asked.with_untracked(|asked| asked.search.clone()));
    let node: NodeRef<html::Input> = NodeRef::new();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // Back and Forward change the address without typing.
    Effect::new(move |_| {
        let search = asked.with(|asked| asked.search.clone());
        if waiting.with_value(Option::is_none) {
            set_typed.set(search);
        }
    });
    let go = StoredValue::new_local(move || {
        waiting.set_value(None);
        let asked = Asked { search: typed.get_untracked().trim().to_owned(), ..asked.get_untracked() };
        navigate(&asked.address(), NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
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

#[component]
fn Rows(asked: Memo<Asked>, loaded: Loaded) -> impl IntoView {
    let items =
        Memo::new(move |_| loaded.list.with(|list| list.as_ref().map(|list| list.items.clone()).unwrap_or_default()));
    let now = Signal::derive(move || loaded.list.with(|list| list.as_ref().map(|list| list.now)));
    let there = Memo::new(move |_| loaded.list.with(Option::is_some));
    let empty = Memo::new(move |_| items.with(Vec::is_empty));
    keys::listen(move |key| {
        let step = match key {
            "j" => 1,
            "k" => -1,
            _ => return false,
        };
        step_focus(step);
        true
    });
    let headings = Signal::derive(move || {
        [
            texts::desk::COLUMN_DUE,
            texts::desk::COLUMN_CODE,
            texts::desk::COLUMN_REQUESTER,
            texts::desk::COLUMN_PROCEDURE,
            texts::desk::COLUMN_STATE,
            texts::desk::COLUMN_SUBMITTED,
        ]
        .map(|key| t(key).to_owned())
        .to_vec()
    });
    let nothing = move || {
        let searching = asked.with(|asked| !asked.search.is_empty());
        if searching {
            let all = move || Asked { view: Some("all"), ..asked.get() }.address();
            view! {
                <EmptyState title=ts(texts::desk::EMPTY_SEARCH) text=ts(texts::desk::EMPTY_SEARCH_HINT)>
                    <LinkButton href=all>{ts(texts::desk::EMPTY_SEARCH_ALL)}</LinkButton>
                </EmptyState>
            }
            .into_any()
        } else {
            let key = asked.with(|asked| match asked.view {
                Some("new") => texts::desk::EMPTY_NEW,
                Some("waiting") => texts::desk::EMPTY_WAITING,
                Some("done") => texts::desk::EMPTY_DONE,
                Some("all") => texts::desk::EMPTY_ALL,
                _ => texts::desk::EMPTY_WORKING,
            });
            view! { <EmptyState title=ts(key) text=ts(texts::desk::EMPTY_HINT) /> }.into_any()
        }
    };
    move || {
        if !there.get() {
            let failed = loaded.failure.with(Option::is_some);
            return (!failed).then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }).into_any();
        }
        if empty.get() {
            return nothing().into_any();
        }
        view! {
            <Table caption=ts(texts::desk::LIST_TITLE) headings=headings>
                <For
                    each=move || items.get()
                    key=|item| item.id.clone()
                    children=move |item| {
                        // The row stays and its words change: whoever stands on it is not thrown off.
                        let now_item = Memo::new(move |_| {
                            items.with(|items| items.iter().find(|other| other.id == item.id).unwrap_or(&item).clone())
                        });
                        view! { <WorkRow item=now_item now=now /> }
                    }
                />
            </Table>
        }
        .into_any()
    }
}

/// Moves the focus along the rows' links.
fn step_focus(step: i32) {
    let Ok(links) = document().query_selector_all(".work-link") else { return };
    let count = links.length() as i32;
    if count == 0 {
        return;
    }
    let at = document().active_element().map(|active| active.id());
    let id = |index: i32| {
        use web_sys::wasm_bindgen::JsCast;
        links.get(index as u32).and_then(|node| node.dyn_into::<web_sys::Element>().ok()).map(|element| element.id())
    };
    let now = (0..count).find(|index| at.is_some() && id(*index) == at);
    let next = now.map_or(if step > 0 { 0 } else { count - 1 }, |now| (now + step).clamp(0, count - 1));
    if let Some(id) = id(next) {
        focus_id(&id);
    }
}
