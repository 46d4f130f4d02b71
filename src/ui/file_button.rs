//! Picking files or taking a picture: a native file field that looks like a button.

use super::{ButtonKind, Icon, Sign, Wiring};
use leptos::prelude::*;
use web_sys::{File, HtmlInputElement, wasm_bindgen::JsCast};

/// A button that lets one pick files. The same file may be picked twice in a row.
#[component]
pub fn FileButton(
    /// Only where no form group stands around.
    #[prop(optional, into)]
    id: Option<String>,
    #[prop(into)] label: Signal<String>,
    /// `image/*,application/pdf`.
    #[prop(into)]
    accept: String,
    #[prop(optional)] multiple: bool,
    /// Opens the camera at once on a phone.
    #[prop(optional)]
    capture: bool,
    #[prop(optional)] kind: ButtonKind,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(into)] on_files: Callback<Vec<File>>,
) -> impl IntoView {
    let wiring = Wiring::of(id);
    let picked = move |event: leptos::ev::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else { return };
        let files: Vec<File> = input
            .files()
            .map(|list| (0..list.length()).filter_map(|index| list.get(index)).collect())
            .unwrap_or_default();
        input.set_value("");
        if !files.is_empty() {
            on_files.run(files);
        }
    };
    view! {
        <span class="file-button">
            <input
                class="visually-hidden"
                id=wiring.id.clone()
                type="file"
                accept=accept
                multiple=multiple
                capture=capture.then_some("environment")
                aria-describedby=wiring.described_by
                aria-invalid=wiring.aria_invalid()
                disabled=disabled
                on:change=picked
            />
            <label class=kind.class() r#for=wiring.id.clone()>
                <Icon sign=if capture { Sign::Camera } else { Sign::File } />
                <span>{label}</span>
            </label>
        </span>
    }
}
