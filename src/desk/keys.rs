//! Keyboard shortcuts of one letter, jumps to pages by `g` and a letter, and their help. They can be switched off
//! (WCAG 2.1.4), and sleep while one types.

use super::{nav, routes, session::Session};
use crate::{
    i18n::{Key, texts, ts},
    ui::{Checkbox, Dialog},
};
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_navigate;
use std::time::Duration;
use web_sys::{HtmlElement, HtmlInputElement, KeyboardEvent, wasm_bindgen::JsCast};

/// Where the switch is remembered.
const STORAGE_KEY: &str = "motcua-desk-shortcuts";
/// How long a jump waits for its letter.
const JUMP: Duration = Duration::from_millis(2000);

/// Shortcuts of one kind of page, for the help.
type Group = (Key, &'static [(&'static str, Key)]);

/// All shortcuts but the jumps, for the help.
const SHORTCUTS: &[Group] = &[
    (texts::work::KEYS_EVERYWHERE, &[("?", texts::work::KEYS_HELP)]),
    (
        texts::work::KEYS_LIST,
        &[
            ("/", texts::work::KEYS_SEARCH),
            ("j", texts::work::KEYS_NEXT),
            ("k", texts::work::KEYS_PREVIOUS),
            ("Enter", texts::work::KEYS_OPEN),
            ("x", texts::work::KEYS_CHOOSE),
            ("Shift x", texts::work::KEYS_CHOOSE_TO),
            ("a", texts::work::KEYS_CHOOSE_ALL),
            ("Esc", texts::work::KEYS_CLEAR),
            ("v", texts::work::KEYS_BATCH),
            ("u", texts::work::KEYS_UNDO),
            ("f", texts::work::KEYS_FILTER),
            ("r", texts::work::KEYS_FRESH),
        ],
    ),
    (
        texts::work::KEYS_DOSSIER,
        &[
            ("1 2 3", texts::counter::KEYS_VERDICT),
            ("t", texts::work::KEYS_ADVANCE),
            ("b", texts::work::KEYS_SUPPLEMENT),
            ("u", texts::counter::KEYS_UNDO),
            ("l", texts::work::KEYS_BACK),
        ],
    ),
];

/// The letter after `g` that leads to a page.
const JUMPS: [(&str, &str); 9] = [
    ("d", routes::LIST),
    ("h", routes::BOARD),
    ("l", routes::RECEPTION),
    ("g", routes::CALLING),
    ("n", routes::FILL_IN),
    ("s", routes::REGISTER),
    ("t", routes::POSTERS),
    ("r", routes::RATINGS),
    ("k", routes::ACCOUNTS),
];

/// The switch and the help, for the whole app.
#[derive(Clone, Copy)]
pub struct Keys {
    pub on: RwSignal<bool>,
    pub help: RwSignal<bool>,
    /// A jump waits for its letter: it is no shortcut of the page.
    jumping: StoredValue<bool>,
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

impl Keys {
    pub fn new() -> Self {
        let off = storage().and_then(|storage| storage.get_item(STORAGE_KEY).ok().flatten()).as_deref() == Some("off");
        Self { on: RwSignal::new(!off), help: RwSignal::new(false), jumping: StoredValue::new(false) }
    }

    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    fn switch(self, on: bool) {
        self.on.set(on);
        if let Some(storage) = storage() {
            // A closed storage only forgets the choice.
            let _ = storage.set_item(STORAGE_KEY, if on { "on" } else { "off" });
        }
    }
}

/// Whether letters go into this element. A tick box takes none.
fn typed_into(element: &HtmlElement) -> bool {
    match element.tag_name().as_str() {
        "INPUT" => !element
            .dyn_ref::<HtmlInputElement>()
            .is_some_and(|input| matches!(input.type_().as_str(), "checkbox" | "button" | "submit")),
        "TEXTAREA" | "SELECT" => true,
        _ => element.is_content_editable(),
    }
}

/// Whether a key belongs to what is being typed, chosen or shown over the page.
fn taken(event: &KeyboardEvent) -> bool {
    let typing = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .is_some_and(|element| typed_into(&element));
    let dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
    typing || dialog || event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing()
}

/// Listens to shortcuts while the calling component lives. `act` answers whether it used the key.
pub fn listen(act: impl Fn(&str) -> bool + 'static) {
    let keys = Keys::get();
    let handle = window_event_listener(ev::keydown, move |event| {
        let free = !event.default_prevented() && !taken(&event) && !keys.jumping.try_get_value().unwrap_or(false);
        if keys.on.get_untracked() && free && act(&event.key()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// Listens for `g` and the letter of a page.
fn listen_for_jumps(keys: Keys) {
    let session = Session::get();
    let navigate = use_navigate();
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    let stop = move || {
        keys.jumping.set_value(false);
        if let Some(timer) = waiting.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    };
    let handle = window_event_listener(ev::keydown, move |event| {
        if !keys.on.get_untracked() || taken(&event) || event.default_prevented() {
            stop();
            return;
        }
        let letter = event.key();
        if keys.jumping.get_value() {
            if letter == "Shift" {
                return;
            }
            stop();
            // Whatever the letter is, it is not the page's.
            event.prevent_default();
            let to = JUMPS.iter().find(|(key, _)| *key == letter).map(|(_, to)| *to);
            if let Some(to) = to.filter(|to| untrack(|| nav::pages(session)).iter().any(|(path, _)| path == to)) {
                navigate(to, Default::default());
            }
        } else if letter == "g" {
            event.prevent_default();
            keys.jumping.set_value(true);
            if let Ok(timer) = set_timeout_with_handle(move || keys.jumping.set_value(false), JUMP) {
                waiting.set_value(Some(timer));
            }
        }
    });
    on_cleanup(move || handle.remove());
}

/// The help, and the switch.
#[component]
pub fn KeyHelp() -> impl IntoView {
    let (keys, session) = (Keys::get(), Session::get());
    listen_for_jumps(keys);
    listen(move |key| {
        let ours = key == "?";
        if ours {
            keys.help.set(true);
        }
        ours
    });
    let line = |keys: AnyView, words: Key| view! { <div><dt>{keys}</dt><dd>{ts(words)}</dd></div> };
    let group = move |(title, shortcuts): &Group| {
        let caps = |keys: &'static str| keys.split(' ').map(|key| view! { <kbd>{key}</kbd> " " }).collect_view();
        let lines = shortcuts.iter().map(|(keys, words)| line(caps(keys).into_any(), *words));
        view! {
            <h3>{ts(*title)}</h3>
            <dl class="key-list">{lines.collect_view()}</dl>
        }
    };
    let jumps = move || {
        let pages = nav::pages(session).into_iter();
        let letter = |path: &str| JUMPS.iter().find(|(_, to)| *to == path).map(|(key, _)| *key);
        let lines = pages.filter_map(|(path, words)| {
            let key = letter(path)?;
            let keys = view! { <kbd>"g"</kbd> " " {ts(texts::work::KEYS_THEN)} " " <kbd>{key}</kbd> };
            Some(line(keys.into_any(), words))
        });
        let lines = lines.collect::<Vec<_>>();
        (!lines.is_empty()).then(|| {
            view! {
                <h3>{ts(texts::work::KEYS_GO)}</h3>
                <dl class="key-list">{lines}</dl>
            }
        })
    };
    view! {
        <Dialog id="key-help" open=keys.help title=ts(texts::work::KEYS_TITLE) on_close=move |()| keys.help.set(false)>
            {SHORTCUTS.iter().map(group).collect_view()}
            {jumps}
            <Checkbox
                id="keys-on"
                label=ts(texts::desk::KEYS_ON)
                checked=keys.on
                on_change=move |on| keys.switch(on)
            />
        </Dialog>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_page_has_a_letter_of_its_own() {
        let letters: BTreeSet<&str> = JUMPS.iter().map(|(letter, _)| *letter).collect();
        let pages: BTreeSet<&str> = JUMPS.iter().map(|(_, page)| *page).collect();
        assert_eq!((letters.len(), pages.len()), (JUMPS.len(), JUMPS.len()));
    }

    #[test]
    fn no_key_means_two_things_on_a_page() {
        for (_, shortcuts) in SHORTCUTS {
            let keys: BTreeSet<&str> = shortcuts.iter().map(|(key, _)| *key).collect();
            assert_eq!(keys.len(), shortcuts.len());
            assert!(!keys.contains("g"), "it begins a jump");
        }
    }
}
