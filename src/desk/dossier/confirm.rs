//! Asking once more, only before what cannot be undone.

use crate::{
    i18n::{Key, texts, ts},
    ui::{Button, ButtonKind, Dialog},
};
use leptos::prelude::*;

/// A question with yes and no.
#[component]
pub fn Confirm(
    id: &'static str,
    open: RwSignal<bool>,
    title: Key,
    text: Key,
    yes: Key,
    /// What the citizen will read.
    #[prop(optional, into)]
    quote: Signal<String>,
    #[prop(optional)] danger: bool,
    #[prop(into)] on_yes: Callback<()>,
) -> impl IntoView {
    let kind = if danger { ButtonKind::Danger } else { ButtonKind::Primary };
    view! {
        <Dialog id=id open=open title=ts(title) on_close=move |()| open.set(false)>
            <p>{ts(text)}</p>
            {move || {
                let quote = quote.get();
                (!quote.is_empty()).then(|| view! { <blockquote class="pre-line">{quote}</blockquote> })
            }}
            <div class="actions">
                <Button
                    kind=kind
                    on_press=move |()| {
                        open.set(false);
                        on_yes.run(());
                    }
                >
                    {ts(yes)}
                </Button>
                <Button on_press=move |()| open.set(false)>{ts(texts::common::ACTION_CANCEL)}</Button>
            </div>
        </Dialog>
    }
}
