//! What says on every page of a draft that somebody else is at it, too.

use super::{close, together};
use crate::{
    api::{self, Failure},
    citizen::world::world,
    device::network::online,
    i18n::{say, tf, ts},
    texts::handoff as w,
    ui::{Button, ButtonKind, Dialog, Notice, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_domain::form::Value;

/// Who fills in together, and the number that both see; nothing while the draft is this phone's alone.
#[component]
pub fn Banner(code: String) -> impl IntoView {
    let world = world();
    let key = StoredValue::new(code);
    let connected = online();
    let at_it = Memo::new(move |_| {
        let together = key.with_value(|key| together(world, key))?;
        Some((together.staff?, together.number))
    });
    move || {
        at_it.get().map(|(name, number)| {
            let words = move || tf(w::TOGETHER_WITH, &[("name", &name)]);
            view! {
                <Notice tone=Tone::Info id="together">
                    <p>{words} " " {say(w::TOGETHER_NUMBER)} " " <strong class="mono">{number}</strong></p>
                    <Show when=move || !connected.get()>
                        <p>{say(w::TOGETHER_OFFLINE)}</p>
                    </Show>
                </Notice>
            }
        })
    }
}

/// The button that ends filling in together, after asking.
#[component]
pub fn Part(code: String) -> impl IntoView {
    let world = world();
    let key = StoredValue::new(code);
    let (open, set_open) = signal(false);
    let busy = RwSignal::new(false);
    let failed: RwSignal<Option<Failure>> = RwSignal::new(None);
    let really = Callback::new(move |()| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let outcome = close(world, &key.get_value()).await;
            busy.try_set(false);
            match outcome {
                Ok(()) => drop(set_open.try_set(false)),
                Err(failure) => drop(failed.try_set(Some(failure))),
            }
        });
    });
    let trouble = move || {
        failed.get().map(|failure| {
            view! { <Notice tone=Tone::Error alert=true><p>{say(api::words(&failure))}</p></Notice> }
        })
    };
    view! {
        <Button kind=ButtonKind::Quiet id="part" on_press=Callback::new(move |()| set_open.set(true))>
            {say(w::TOGETHER_STOP)}
        </Button>
        <Dialog open=open on_close=Callback::new(move |()| set_open.set(false)) title=ts(w::TOGETHER_STOP_TITLE) id="part-really">
            <p>{say(w::TOGETHER_STOP_TEXT)}</p>
            {trouble}
            <div class="actions">
                <Button kind=ButtonKind::Primary busy=busy on_press=really>{say(w::TOGETHER_STOP_YES)}</Button>
                <Button on_press=Callback::new(move |()| set_open.set(false))>{say(w::TOGETHER_STOP_NO)}</Button>
            </div>
        </Dialog>
    }
}

/// How many pages of a paper the desk has put in.
pub fn from_desk(key: StoredValue<String>, paper: StoredValue<String>) -> impl IntoView {
    let world = world();
    let pages = Memo::new(move |_| {
        let draft = key.with_value(|key| world.draft(key));
        let pages = draft.and_then(|draft| paper.with_value(|paper| draft.answers.get(paper).cloned()));
        pages.map_or(0, |pages: Value| pages.as_pages().iter().map(|page| page.pages).sum::<u32>())
    });
    move || {
        let count = pages.get();
        (count > 0).then(|| {
            view! {
                <Notice tone=Tone::Success>
                    <p>{tf(w::TOGETHER_PAGES, &[("count", &count.to_string())])}</p>
                </Notice>
            }
        })
    }
}
