//! Text: one line or several.

use super::Wiring;
use leptos::prelude::*;

/// One line of text.
#[component]
pub fn TextInput(
    #[prop(into)] value: Signal<String>,
    /// At every key.
    #[prop(into)]
    on_input: Callback<String>,
    /// When the field is left or Enter is pressed.
    #[prop(optional, into)]
    on_commit: Option<Callback<String>>,
    /// Only where no form group stands around.
    #[prop(optional, into)]
    id: Option<String>,
    /// `text`, `tel`, `email`, `password`, `search`, `time`.
    #[prop(default = "text")]
    kind: &'static str,
    /// The keyboard to show: `numeric`, `decimal`, `tel`, `email`.
    #[prop(optional, into)]
    inputmode: Option<String>,
    #[prop(optional, into)] autocomplete: Option<String>,
    /// `words` for names, `off` for codes.
    #[prop(optional, into)]
    autocapitalize: Option<String>,
    #[prop(optional)] spellcheck: bool,
    /// Most characters.
    #[prop(optional)]
    max: Option<u16>,
    /// How many characters wide, where the answer has a known length: 2, 4, 5, 10, 20. Wide when not given.
    #[prop(optional)]
    width: Option<u8>,
    /// The name for screen readers, only where no form group stands around.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    /// A unit after the box (`đồng`).
    #[prop(optional, into)]
    suffix: Option<Signal<String>>,
    #[prop(optional)] node_ref: NodeRef<leptos::html::Input>,
) -> impl IntoView {
    let wiring = Wiring::of(id);
    let class = width.map_or_else(|| "input".to_owned(), |width| format!("input input-width-{width}"));
    let input = view! {
        <input
            class=class
            id=wiring.id.clone()
            type=kind
            inputmode=inputmode
            autocomplete=autocomplete
            autocapitalize=autocapitalize
            spellcheck=if spellcheck { "true" } else { "false" }
            maxlength=max.map(|max| max.to_string())
            aria-describedby=wiring.described_by
            aria-invalid=wiring.aria_invalid()
            aria-label=move || label.map(|label| label.get())
            node_ref=node_ref
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
            on:change=move |event| {
                if let Some(commit) = on_commit {
                    commit.run(event_target_value(&event));
                }
            }
        />
    };
    match suffix {
        Some(suffix) => {
            view! { <div class="input-with-suffix">{input}<span class="suffix">{suffix}</span></div> }.into_any()
        }
        None => input.into_any(),
    }
}

/// Several lines of text.
#[component]
pub fn TextArea(
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_input: Callback<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(default = 4)] rows: u8,
    /// Most characters.
    #[prop(optional)]
    max: Option<u16>,
    #[prop(optional, into)] label: Option<Signal<String>>,
) -> impl IntoView {
    let wiring = Wiring::of(id);
    view! {
        <textarea
            class="input textarea"
            id=wiring.id.clone()
            rows=rows.to_string()
            maxlength=max.map(|max| max.to_string())
            aria-describedby=wiring.described_by
            aria-invalid=wiring.aria_invalid()
            aria-label=move || label.map(|label| label.get())
            prop:value=value
            on:input=move |event| on_input.run(event_target_value(&event))
        ></textarea>
    }
}
