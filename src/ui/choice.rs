//! Choosing among few: radios, checkboxes, a selection.

use super::{Wiring, words};
use leptos::prelude::*;

/// One thing to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A second, smaller line.
    pub note: Option<String>,
    /// Further words it is found by, where one filters (old names).
    pub search: String,
}

impl Choice {
    #[must_use]
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    #[must_use]
    pub fn search(mut self, search: impl Into<String>) -> Self {
        self.search = search.into();
        self
    }
}

/// The first option takes the field's id, so that an error summary's link lands on it.
fn option_id(field: &str, index: usize) -> String {
    if index == 0 { field.to_owned() } else { format!("{field}-{index}") }
}

/// One of several, all visible. Stands in a [`super::FormGroup`] with `group`.
#[component]
pub fn Radios(
    #[prop(into)] options: Signal<Vec<Choice>>,
    /// The chosen value; empty while nothing is chosen.
    #[prop(into)]
    value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    /// Side by side where there is room (yes / no).
    #[prop(optional)]
    inline: bool,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let wiring = Wiring::of(id);
    let name = StoredValue::new(wiring.id.clone());
    let described_by = wiring.described_by;
    let radios = move || {
        options
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, option)| {
                let (id, key) = (option_id(&name.get_value(), index), option.value.clone());
                let picked = option.value.clone();
                view! {
                    <div class="choice">
                        <input
                            type="radio"
                            id=id.clone()
                            name=name.get_value()
                            value=option.value
                            aria-describedby=described_by
                            prop:checked=move || value.with(|value| *value == key)
                            on:change=move |_| on_change.run(picked.clone())
                        />
                        <label r#for=id>{option.label}{option.note.map(|note| view! { <span class="choice-note">{note}</span> })}</label>
                    </div>
                }
            })
            .collect_view()
    };
    view! { <div class=if inline { "choices choices-inline" } else { "choices" }>{radios}</div> }
}

/// Any number of several. Stands in a [`super::FormGroup`] with `group`.
#[component]
pub fn Checkboxes(
    #[prop(into)] options: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<Vec<String>>,
    /// The new set of values, in the order of the options.
    #[prop(into)]
    on_change: Callback<Vec<String>>,
    #[prop(optional, into)] id: Option<String>,
) -> impl IntoView {
    let wiring = Wiring::of(id);
    let field = StoredValue::new(wiring.id.clone());
    let described_by = wiring.described_by;
    let boxes = move || {
        options
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, option)| {
                let (id, key, toggled) =
                    (option_id(&field.get_value(), index), option.value.clone(), option.value.clone());
                let toggle = move |event| {
                    let on = event_target_checked(&event);
                    let before = value.get_untracked();
                    let after = options.with_untracked(|options| {
                        options
                            .iter()
                            .map(|option| option.value.clone())
                            .filter(|other| if *other == toggled { on } else { before.contains(other) })
                            .collect()
                    });
                    on_change.run(after);
                };
                view! {
                    <div class="choice">
                        <input
                            type="checkbox"
                            id=id.clone()
                            value=option.value
                            aria-describedby=described_by
                            prop:checked=move || value.with(|value| value.contains(&key))
                            on:change=toggle
                        />
                        <label r#for=id>{option.label}{option.note.map(|note| view! { <span class="choice-note">{note}</span> })}</label>
                    </div>
                }
            })
            .collect_view()
    };
    view! { <div class="choices">{boxes}</div> }
}

/// One box to tick.
#[component]
pub fn Checkbox(
    #[prop(into)] id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(into)] checked: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let words = words();
    let error_id = format!("{id}-error");
    let described = {
        let error_id = error_id.clone();
        move || error.with(Option::is_some).then(|| error_id.clone())
    };
    view! {
        <div class=move || if error.with(Option::is_some) { "form-group has-error" } else { "form-group" }>
            {move || {
                error
                    .get()
                    .map(|error| {
                        view! {
                            <p class="field-error" id=error_id.clone()>
                                <super::Icon sign=super::Sign::Error />
                                <span><span class="visually-hidden">{words.error} ": "</span>{error}</span>
                            </p>
                        }
                    })
            }}
            <div class="choice">
                <input
                    type="checkbox"
                    id=id.clone()
                    aria-describedby=described
                    aria-invalid=move || error.with(Option::is_some).then_some("true")
                    prop:checked=checked
                    on:change=move |event| on_change.run(event_target_checked(&event))
                />
                <label r#for=id>{label}</label>
            </div>
        </div>
    }
}

/// One of many, folded away by the browser's own control.
#[component]
pub fn Select(
    #[prop(into)] options: Signal<Vec<Choice>>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] label: Option<Signal<String>>,
    /// Without the empty first line.
    #[prop(optional)]
    always: bool,
) -> impl IntoView {
    let wiring = Wiring::of(id);
    let words = words();
    let lines = move || {
        options
            .get()
            .into_iter()
            .map(|option| {
                let key = option.value.clone();
                view! { <option value=option.value prop:selected=move || value.with(|value| *value == key)>{option.label}</option> }
            })
            .collect_view()
    };
    view! {
        <select
            class="input select"
            id=wiring.id.clone()
            aria-describedby=wiring.described_by
            aria-invalid=wiring.aria_invalid()
            aria-label=move || label.map(|label| label.get())
            on:change=move |event| on_change.run(event_target_value(&event))
        >
            {(!always).then(|| view! { <option value="" prop:selected=move || value.with(String::is_empty)>{words.choose}</option> })}
            {lines}
        </select>
    }
}
