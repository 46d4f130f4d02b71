//! The rows: chosen by click, Shift and key, walked by key, and empty places that say what to do.

use super::{
    asked::{self, Home},
    jobs,
    loaded::Loaded,
};
use crate::{
    desk::{keys, work_row::WorkRow},
    i18n::{t, texts, ts},
    ui::{EmptyState, LinkButton, Skeleton, Table, focus_id},
};
use leptos::prelude::*;
use motcua_contract::desk::{WorkItem, WorkQuery};
use std::collections::BTreeSet;
use web_sys::{Element, wasm_bindgen::JsCast};

/// The chosen dossiers, by id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selection {
    pub ids: RwSignal<BTreeSet<String>>,
    /// Where a span with Shift begins.
    last: StoredValue<Option<String>>,
}

impl Selection {
    pub fn new() -> Self {
        Self { ids: RwSignal::new(BTreeSet::new()), last: StoredValue::new(None) }
    }

    pub fn has(self, id: &str) -> bool {
        self.ids.with(|ids| ids.contains(id))
    }

    /// Turns a row on or off; with Shift everything since the last one.
    pub fn turn(self, order: &[String], id: &str, on: bool, shift: bool) {
        let from = self.last.get_value().filter(|_| shift);
        self.ids.update(|ids| *ids = jobs::turned(ids, order, id, on, from.as_deref()));
        self.last.set_value(Some(id.to_owned()));
    }

    pub fn clear(self) {
        self.last.set_value(None);
        if self.ids.with_untracked(|ids| !ids.is_empty()) {
            self.ids.set(BTreeSet::new());
        }
    }

    /// All of them, or none when all are chosen.
    pub fn turn_all(self, order: &[String]) {
        let all = self.ids.with_untracked(|ids| order.iter().all(|id| ids.contains(id)));
        self.last.set_value(None);
        self.ids.set(if all { BTreeSet::new() } else { order.iter().cloned().collect() });
    }
}

/// The ids of a list in its order.
pub fn order(loaded: Loaded) -> Vec<String> {
    let ids = |items: &[WorkItem]| items.iter().map(|item| item.id.clone()).collect();
    loaded.list.with_untracked(|list| list.as_ref().map(|list| ids(&list.items)).unwrap_or_default())
}

/// The table.
#[component]
pub fn Rows(
    query: Memo<WorkQuery>,
    home: Memo<Home>,
    loaded: Loaded,
    /// Not given: nothing can be done with several.
    selection: Memo<Option<Selection>>,
) -> impl IntoView {
    let items =
        Memo::new(move |_| loaded.list.with(|list| list.as_ref().map(|list| list.items.clone()).unwrap_or_default()));
    let now = Signal::derive(move || loaded.list.with(|list| list.as_ref().map(|list| list.now)));
    let there = Memo::new(move |_| loaded.list.with(Option::is_some));
    let empty = Memo::new(move |_| items.with(Vec::is_empty));
    keys::listen(move |key| match key {
        "j" | "k" => {
            step_focus(if key == "j" { 1 } else { -1 });
            true
        }
        "x" | "X" => {
            let at = focused_row();
            if let Some((selection, id)) = selection.get_untracked().zip(at) {
                let on = selection.ids.with_untracked(|ids| !ids.contains(&id));
                selection.turn(&order(loaded), &id, on, key == "X");
                return true;
            }
            false
        }
        "a" => {
            if let Some(selection) = selection.get_untracked() {
                selection.turn_all(&order(loaded));
            }
            selection.with_untracked(Option::is_some)
        }
        "Escape" => {
            let some =
                selection.get_untracked().filter(|selection| selection.ids.with_untracked(|ids| !ids.is_empty()));
            if let Some(selection) = some {
                selection.clear();
            }
            some.is_some()
        }
        _ => false,
    });
    let headings = Signal::derive(move || {
        let choose = selection.get().map(|_| texts::work::COLUMN_CHOOSE);
        let columns = [
            texts::desk::COLUMN_DUE,
            texts::desk::COLUMN_CODE,
            texts::desk::COLUMN_REQUESTER,
            texts::desk::COLUMN_PROCEDURE,
            texts::desk::COLUMN_STATE,
            texts::desk::COLUMN_SUBMITTED,
        ];
        choose.into_iter().chain(columns).map(|key| t(key).to_owned()).collect::<Vec<_>>()
    });
    move || {
        if !there.get() {
            let failed = loaded.failure.with(Option::is_some);
            return (!failed).then(|| view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=8 /> }).into_any();
        }
        if empty.get() {
            return view! { <Nothing query=query home=home /> }.into_any();
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
                        view! { <WorkRow item=now_item now=now choose=move || { view! { <Choose item=now_item loaded=loaded selection=selection /> } } /> }
                    }
                />
            </Table>
        }
        .into_any()
    }
}

/// The box that chooses a row.
#[component]
fn Choose(item: Memo<WorkItem>, loaded: Loaded, selection: Memo<Option<Selection>>) -> impl IntoView {
    // Neither changes while a dossier lives.
    let (id, code) = item.with_untracked(|item| (item.id.clone(), item.code.clone()));
    let (id, code) = (StoredValue::new(id), StoredValue::new(code));
    let label = move || crate::i18n::tf(texts::work::CHOOSE_ROW, &[("code", &code.get_value())]);
    move || {
        selection.get().map(|selection| {
            let chosen = Memo::new(move |_| id.with_value(|id| selection.has(id)));
            // The click tells of Shift, and comes for the space bar too.
            let turn = move |event: leptos::ev::MouseEvent| {
                let on = !chosen.get_untracked();
                id.with_value(|id| selection.turn(&order(loaded), id, on, event.shift_key()));
            };
            view! {
                <td class="work-choose">
                    <label class="work-choose-label">
                        <input
                            type="checkbox"
                            id=format!("choose-{}", id.get_value())
                            aria-label=label
                            prop:checked=chosen
                            on:click=turn
                        />
                    </label>
                </td>
            }
        })
    }
}

/// Nothing is in the list: why, and where to look.
#[component]
fn Nothing(query: Memo<WorkQuery>, home: Memo<Home>) -> impl IntoView {
    move || {
        let home = home.get();
        let asked = query.get();
        if asked.q.is_some() {
            let all = WorkQuery { view: Some("all".to_owned()), q: asked.q, ..WorkQuery::default() };
            let everything = asked::address(&all, home);
            return view! {
                <EmptyState title=ts(texts::desk::EMPTY_SEARCH) text=ts(texts::desk::EMPTY_SEARCH_HINT)>
                    <LinkButton href=everything>{ts(texts::desk::EMPTY_SEARCH_ALL)}</LinkButton>
                </EmptyState>
            }
            .into_any();
        }
        if asked::narrowed(&asked, home) > 0 {
            let wide = asked::address(&asked::bare(&asked, home), home);
            return view! {
                <EmptyState title=ts(texts::work::EMPTY_FILTERED) text=ts(texts::work::EMPTY_FILTERED_HINT)>
                    <LinkButton href=wide>{ts(texts::work::FILTER_CLEAR)}</LinkButton>
                </EmptyState>
            }
            .into_any();
        }
        let key = match asked::view(&asked) {
            "new" => texts::desk::EMPTY_NEW,
            "waiting" => texts::desk::EMPTY_WAITING,
            "done" => texts::desk::EMPTY_DONE,
            "all" => texts::desk::EMPTY_ALL,
            "approve" => texts::work::EMPTY_APPROVE,
            "counter" => texts::work::EMPTY_COUNTER,
            "to_return" => texts::work::EMPTY_TO_RETURN,
            _ => texts::desk::EMPTY_WORKING,
        };
        view! { <EmptyState title=ts(key) text=ts(texts::desk::EMPTY_HINT) /> }.into_any()
    }
}

/// The dossier of the row that the focus is in.
fn focused_row() -> Option<String> {
    let row = document().active_element()?.closest("tr.work-row").ok().flatten()?;
    row.get_attribute("data-id")
}

/// Moves the focus along the rows' links.
fn step_focus(step: i32) {
    let Ok(links) = document().query_selector_all(".work-link") else { return };
    let count = i32::try_from(links.length()).unwrap_or(0);
    if count == 0 {
        return;
    }
    let at = focused_row();
    let link = |index: i32| {
        let node = u32::try_from(index).ok().and_then(|index| links.get(index))?;
        node.dyn_into::<Element>().ok()
    };
    let of =
        |element: &Element| element.closest("tr.work-row").ok().flatten().and_then(|row| row.get_attribute("data-id"));
    let now = (0..count).find(|index| at.is_some() && link(*index).as_ref().and_then(of) == at);
    let next = now.map_or(if step > 0 { 0 } else { count - 1 }, |now| (now + step).clamp(0, count - 1));
    if let Some(link) = link(next) {
        focus_id(&link.id());
    }
}
