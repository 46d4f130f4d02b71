//! The work list: each role's own work first, what is due soonest on top. View, filters and search stand in the address
//! ([`asked`]); it keeps itself fresh ([`loaded`]); several dossiers take one step together ([`jobs`], [`batch`], [`bar`]).

mod asked;
mod bar;
mod batch;
mod filters;
mod jobs;
mod loaded;
mod rows;
mod saved;
mod search;

pub use asked::Home;
pub use batch::Batches;
pub use filters::{channel_words, figure_words};

use super::{frame, keys, session::Session, when};
use crate::{
    api,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, Notice, Tab, Tabs, Tone, announce, focus_id},
};
use asked::ME;
use bar::{BatchBar, BatchOutcome};
use filters::{Filters, Kept};
use jobs::Job;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use loaded::{How, Loaded};
use motcua_contract::desk::{WorkItem, WorkQuery};
use motcua_domain::staff::{Duty, Reach, reach};
use rows::{Rows, Selection};
use search::SearchBox;
use std::time::Duration;

/// How often the list asks for news.
const REFRESH: Duration = Duration::from_secs(20);

/// What whoever sits here sees first; follows the session.
pub fn home(session: Session) -> Home {
    session.person(Home::of).unwrap_or_default()
}

/// The address of a list, for whoever sits here: figures lead to what they count.
pub fn address(query: &WorkQuery, home: Home) -> String {
    asked::address(query, home)
}

/// The views of whoever sits here: their own first, then those of everybody. `true`: only their own work.
fn views(session: Session) -> Vec<(&'static str, bool)> {
    let process = session.person(|person| reach(person.roles, Duty::Process)).unwrap_or_default();
    let approve = session.has(Duty::Approve);
    let own = [
        (approve, ("approve", false)),
        (process == Reach::Own, ("open", true)),
        (session.has(Duty::Intake) && !approve, ("counter", false)),
        (process > Reach::No && !approve, ("approve", false)),
    ];
    let own = own.into_iter().filter_map(|(there, view)| there.then_some(view));
    let shared = ["open", "new", "working", "waiting", "to_return", "done", "all"];
    own.chain(shared.map(|view| (view, false))).collect()
}

/// Another view of what is asked now, with its search and filters. One's own work is a view and no filter.
fn moved(now: &WorkQuery, view: &str, mine: bool) -> WorkQuery {
    let was_mine = asked::view(now) == "open" && now.assignee.as_deref() == Some(ME);
    let assignee = if mine { Some(ME.to_owned()) } else { now.assignee.clone().filter(|_| !was_mine) };
    WorkQuery { view: Some(view.to_owned()), assignee, ..now.clone() }
}

/// The name of a view.
fn view_words(view: &str, mine: bool) -> String {
    let name = if mine { "mine" } else { view };
    let key = texts::work::find_view(name).or_else(|| texts::desk::find_view(name));
    key.map_or_else(|| name.to_owned(), |key| t(key).to_owned())
}

/// The work list's page.
#[component]
pub fn WorkListPage() -> impl IntoView {
    let session = Session::get();
    let parts = use_query_map();
    let home = Memo::new(move |_| home(session));
    let query = Memo::new(move |_| parts.with(|parts| asked::read(|name| parts.get(name), home.get())));
    let loaded = Loaded::new();
    let chosen = Selection::new();
    provide_context(Kept::new(session));
    frame::title(texts::desk::LIST_TITLE);

    Effect::new(move |before: Option<WorkQuery>| {
        let now = query.get();
        session.renewed.track();
        if before.as_ref() != Some(&now) {
            loaded.pages.set(1);
            chosen.clear();
        }
        let searched = before.is_some_and(|before| before.q != now.q);
        loaded.load(now.clone(), session, if searched { How::Aloud } else { How::Anew });
        now
    });
    let refresh = move || {
        if !document().hidden() && !session.expired.get_untracked() && !loaded.busy.get_untracked() {
            loaded.load(query.get_untracked(), session, How::Quietly);
        }
    };
    if let Ok(timer) = set_interval_with_handle(refresh, REFRESH) {
        on_cleanup(move || timer.clear());
    }
    // Only rows on the page are chosen.
    let items = Signal::derive(move || {
        let ids = chosen.ids.get();
        let all = loaded.list.with(|list| list.as_ref().map(|list| list.items.clone()).unwrap_or_default());
        all.into_iter().filter(|item: &WorkItem| ids.contains(&item.id)).collect::<Vec<_>>()
    });
    let may_batch = Memo::new(move |_| Job::ALL.into_iter().any(|job| session.has(job.duty())).then_some(chosen));
    let again = Callback::new(move |()| {
        chosen.clear();
        loaded.load(query.get_untracked(), session, How::Anew);
    });
    let tabs = Signal::derive(move || {
        let counts = loaded.list.with(|list| list.as_ref().map(|list| list.counts.clone()).unwrap_or_default());
        let (now, home) = (query.get(), home.get());
        let tab = |(view, mine): (&str, bool)| {
            let to = moved(&now, view, mine);
            // The server counts every view under the filters of now.
            let count = counts.get(view).copied().filter(|_| to.assignee == now.assignee);
            Tab { count, label: view_words(view, mine), href: asked::address(&to, home), current: to == now }
        };
        views(session).into_iter().map(tab).collect::<Vec<_>>()
    });
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{ts(texts::desk::LIST_TITLE)}</h1>
            <SearchBox query=query home=home />
        </div>
        <Tabs label=ts(texts::desk::LIST_VIEWS) items=tabs />
        <Filters query=query home=home />
        <Trouble query=query loaded=loaded />
        <BatchOutcome on_done=again />
        <ListBar loaded=loaded selection=may_batch />
        <Rows query=query home=home loaded=loaded selection=may_batch />
        <Foot query=query loaded=loaded />
        <BatchBar chosen=items on_clear=move |()| chosen.clear() on_done=again />
    }
}

/// The list did not come; the old one stays.
#[component]
fn Trouble(query: Memo<WorkQuery>, loaded: Loaded) -> impl IntoView {
    let session = Session::get();
    move || {
        loaded.failure.get().map(|failure| {
            let old = loaded.list.with_untracked(|list| list.as_ref().map(|list| when::clock(list.now)));
            let since = old.map(|time| tf(texts::desk::LIST_OLD, &[("time", &time)]));
            let retry = move |()| loaded.load(query.get_untracked(), session, How::Aloud);
            view! {
                <Notice tone=Tone::Warning>
                    <p>{move || t(api::words(&failure))} " " {since}</p>
                    <Button on_press=retry>{ts(texts::common::ACTION_RETRY)}</Button>
                </Notice>
            }
        })
    }
}

/// Over the rows, always as high: choosing all, and what is new. It never moves a row.
#[component]
fn ListBar(loaded: Loaded, selection: Memo<Option<Selection>>) -> impl IntoView {
    let count = Memo::new(move |_| loaded.list.with(|list| list.as_ref().map_or(0, |list| list.items.len())));
    let all = Memo::new(move |_| {
        let chosen = selection.get().map_or(0, |selection| selection.ids.with(std::collections::BTreeSet::len));
        chosen > 0 && chosen == count.get()
    });
    let news = Memo::new(move |_| loaded.news());
    let news_words = move |news: usize| match news {
        0 => t(texts::work::LIST_CHANGED).to_owned(),
        news => tf(texts::work::LIST_NEWS, &[("count", &news.to_string())]),
    };
    Effect::new(move |_| {
        if let Some(news) = news.get() {
            announce(&news_words(news));
        }
    });
    let show = Callback::new(move |()| {
        loaded.show_held();
        focus_id("page-title");
    });
    keys::listen(move |key| {
        let ours = key == "r" && news.with_untracked(Option::is_some);
        if ours {
            show.run(());
        }
        ours
    });
    let choose_all = move |_| {
        if let Some(selection) = selection.get_untracked() {
            selection.turn_all(&rows::order(loaded));
        }
    };
    let choices = move || {
        let there = selection.with(Option::is_some) && count.get() > 0;
        there.then(|| {
            view! {
                <label class="choose-all" r#for="choose-all">
                    <input type="checkbox" id="choose-all" aria-keyshortcuts="a" prop:checked=all on:click=choose_all />
                    <span>{move || tf(texts::work::CHOOSE_ALL, &[("count", &count.get().to_string())])}</span>
                </label>
            }
        })
    };
    view! {
        <div class="list-bar">
            {choices}
            {move || {
                news.get()
                    .map(|news| {
                        view! { <Button kind=ButtonKind::Primary on_press=show shortcut="r">{news_words(news)}</Button> }
                    })
            }}
        </div>
    }
}

/// Under the rows: how old they are, and more of them.
#[component]
fn Foot(query: Memo<WorkQuery>, loaded: Loaded) -> impl IntoView {
    let session = Session::get();
    let more = move |()| {
        loaded.pages.update(|pages| *pages += 1);
        loaded.load(query.get_untracked(), session, How::Aloud);
    };
    let has_more = Memo::new(move |_| loaded.list.with(|list| list.as_ref().is_some_and(|list| list.next.is_some())));
    let updated = move || {
        let now = loaded.list.with(|list| list.as_ref().map(|list| list.now))?;
        Some(tf(texts::desk::LIST_UPDATED, &[("time", &when::clock(now))]))
    };
    view! {
        <p class="row row-spread list-foot">
            <span class="muted small">{updated}</span>
            {move || {
                has_more.get().then(|| view! { <Button on_press=more busy=loaded.busy>{ts(texts::desk::LIST_MORE)}</Button> })
            }}
        </p>
    }
}
