//! Buttons, and links that look like them.

use super::words;
use leptos::prelude::*;

/// How much a button stands out. One primary button a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    Primary,
    #[default]
    Secondary,
    /// Cannot be undone.
    Danger,
    /// Looks like a link.
    Quiet,
}

impl ButtonKind {
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button",
            Self::Danger => "button button-danger",
            Self::Quiet => "button button-quiet",
        }
    }
}

/// A button. While `busy` it keeps the focus, says so, and does nothing: a double tap is one press.
#[component]
pub fn Button(
    #[prop(optional)] kind: ButtonKind,
    /// What a press does; not needed where `submit` is set.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// Work is under way.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Not possible now; prefer saying why over disabling.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Submits the form it stands in.
    #[prop(optional)]
    submit: bool,
    #[prop(optional, into)] id: Option<String>,
    /// The name for screen readers, where the content says too little.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// `aria-keyshortcuts`, for buttons with a key of their own.
    #[prop(optional, into)]
    shortcut: Option<String>,
    children: Children,
) -> impl IntoView {
    let words = words();
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() || disabled.get_untracked() {
            event.prevent_default();
            return;
        }
        if let Some(on_press) = on_press {
            event.prevent_default();
            on_press.run(());
        }
    };
    view! {
        <button
            id=id
            type=if submit { "submit" } else { "button" }
            class=kind.class()
            class:is-busy=busy
            aria-disabled=move || (busy.get() || disabled.get()).then_some("true")
            aria-label=move || label.map(|label| label.get())
            aria-keyshortcuts=shortcut
            on:click=press
        >
            {children()}
            {move || {
                busy.get()
                    .then(|| {
                        view! {
                            <span class="spinner" aria-hidden="true"></span>
                            <span class="visually-hidden" role="status">{words.busy}</span>
                        }
                    })
            }}
        </button>
    }
}

/// A link that looks like a button: it leads somewhere, it does nothing.
#[component]
pub fn LinkButton(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] kind: ButtonKind,
    /// Saved under this name instead of opened.
    #[prop(optional, into)]
    download: Option<String>,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <a id=id class=kind.class() href=href download=download>
            {children()}
        </a>
    }
}
