//! Saying something: notices, tags, empty places, and places still being filled.

use super::{Icon, Sign};
use leptos::prelude::*;

/// What a notice or tag means; never by colour alone, a sign and words go with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Info,
    Success,
    Warning,
    Error,
    /// No meaning of its own.
    Plain,
}

impl Tone {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Success => "success",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Plain => "plain",
        }
    }

    const fn sign(self) -> Sign {
        match self {
            Self::Info | Self::Plain => Sign::Info,
            Self::Success => Sign::Check,
            Self::Warning => Sign::Warning,
            Self::Error => Sign::Error,
        }
    }
}

/// A notice within the page.
#[component]
pub fn Notice(
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] title: Option<Signal<String>>,
    /// Spoken at once when it appears (a failed action).
    #[prop(optional)]
    alert: bool,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div id=id class=format!("notice notice-{}", tone.name()) role=alert.then_some("alert")>
            <Icon sign=tone.sign() />
            <div class="notice-body">
                {title.map(|title| view! { <p class="notice-title">{title}</p> })}
                {children()}
            </div>
        </div>
    }
}

/// A word or two about the state of something.
#[component]
pub fn Tag(
    #[prop(optional, into)] tone: Signal<Tone>,
    #[prop(optional, into)] sign: Signal<Option<Sign>>,
    #[prop(into)] text: Signal<String>,
) -> impl IntoView {
    view! {
        <span class=move || format!("tag tag-{}", tone.get().name())>
            {move || sign.get().map(|sign| view! { <Icon sign=sign /> })}
            <span>{text}</span>
        </span>
    }
}

/// Nothing is here, why, and what one can do.
#[component]
pub fn EmptyState(
    #[prop(into)] title: Signal<String>,
    #[prop(optional, into)] text: Option<Signal<String>>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <p class="empty-title">{title}</p>
            {text.map(|text| view! { <p>{text}</p> })}
            {children.map(|children| children())}
        </div>
    }
}

/// Something is being fetched.
#[component]
pub fn Skeleton(#[prop(into)] label: Signal<String>, #[prop(default = 3)] lines: u8) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{label}</span>
            {(0..lines).map(|_| view! { <span class="skeleton-line" aria-hidden="true"></span> }).collect_view()}
        </div>
    }
}
