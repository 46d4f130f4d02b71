//! Keyboard shortcuts of one letter, and their help. They can be switched off (WCAG 2.1.4), and sleep while one types.

use crate::{
    i18n::{Key, texts, ts},
    ui::{Checkbox, Dialog},
};
use leptos::{ev, prelude::*};
use web_sys::{HtmlElement, KeyboardEvent, wasm_bindgen::JsCast};

/// Where the switch is remembered.
const STORAGE_KEY: &str = "motcua-desk-shortcuts";

/// All shortcuts, for the help.
const SHORTCUTS: &[(&str, Key)] = &[
    ("/", texts::desk::KEYS_SEARCH),
    ("j", texts::desk::KEYS_NEXT),
    ("k", texts::desk::KEYS_PREVIOUS),
    ("l", texts::desk::KEYS_LIST),
    ("t", texts::desk::KEYS_ADVANCE),
    ("b", texts::desk::KEYS_SUPPLEMENT),
    ("?", texts::desk::KEYS_HELP),
];

/// The switch and the help, for the whole app.
#[derive(Clone, Copy)]
pub struct Keys {
    pub on: RwSignal<bool>,
    pub help: RwSignal<bool>,
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

impl Keys {
    pub fn new() -> Self {
        let off = storage().and_then(|storage| storage.get_item(STORAGE_KEY).ok().flatten()).as_deref() == Some("off");
        Self { on: RwSignal::new(!off), help: RwSignal::new(false) }
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

/// Whether a key belongs to what is being typed, chosen or shown over the page.
fn taken(event: &KeyboardEvent) -> bool {
    let typing = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()).is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || element.is_content_editable()
    });
    let dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
    typing || dialog || event.ctrl_key() || event.alt_key() || event.meta_key() || event.is_composing()
}

/// Listens to shortcuts while the calling component lives. `act` answers whether it used the key.
pub fn listen(act: impl Fn(&str) -> bool + 'static) {
    let keys = Keys::get();
    let handle = window_event_listener(ev::keydown, move |event| {
        if keys.on.get_untracked() && !taken(&event) && act(&event.key()) {
            event.prevent_default();
        }
    });
    on_cleanup(move || handle.remove());
}

/// The help, and the switch.
#[component]
pub fn KeyHelp() -> impl IntoView {
    let keys = Keys::get();
    listen(move |key| {
        let ours = key == "?";
        if ours {
            keys.help.set(true);
        }
        ours
    });
    view! {
        <Dialog id="key-help" open=keys.help title=ts(texts::desk::KEYS_TITLE) on_close=move |()| keys.help.set(false)>
            <dl class="key-list">
                {SHORTCUTS
                    .iter()
                    .map(|(key, words)| view! { <div><dt><kbd>{*key}</kbd></dt><dd>{ts(*words)}</dd></div> })
                    .collect_view()}
            </dl>
            <Checkbox
                id="keys-on"
                label=ts(texts::desk::KEYS_ON)
                checked=keys.on
                on_change=move |on| keys.switch(on)
            />
        </Dialog>
    }
}
