//! For those who do not see: a spoken region, the link past the header, and moving the focus.

use leptos::prelude::*;
use web_sys::{HtmlElement, wasm_bindgen::JsCast};

const REGION: &str = "announcer";

/// The region that [`announce`] speaks through. Once a page, at its root.
#[component]
pub fn LiveRegion() -> impl IntoView {
    view! { <div id=REGION class="visually-hidden" role="status" aria-live="polite"></div> }
}

/// Says a sentence through screen readers, without moving the focus.
pub fn announce(text: &str) {
    if let Some(region) = document().get_element_by_id(REGION) {
        // The same sentence twice is only spoken when the text changes in between.
        let same = region.text_content().as_deref() == Some(text);
        region.set_text_content(Some(&if same { format!("{text}\u{a0}") } else { text.to_owned() }));
    }
}

/// Moves the focus to an element by id and brings it into view.
pub fn focus_id(id: &str) {
    if let Some(element) = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.scroll_into_view();
        // Best effort: an element that went away meanwhile cannot be focused.
        let _ = element.focus();
    }
}

/// As [`focus_id`], once what was just decided is on the page.
pub fn focus_soon(id: &'static str) {
    request_animation_frame(move || focus_id(id));
}

/// The first thing on a page that takes the focus: past the header, to the content.
#[component]
pub fn SkipLink(
    #[prop(into)] label: Signal<String>,
    /// The id of the page's main content.
    #[prop(default = "main")]
    target: &'static str,
) -> impl IntoView {
    let jump = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        event.stop_propagation();
        focus_id(target);
    };
    view! { <a class="skip-link" href=format!("#{target}") on:click=jump>{label}</a> }
}
