//! A field's frame: label, hint, error, and the wiring that ties them to the control inside.

use super::{Icon, Sign, words};
use leptos::{context::Provider, prelude::*};

/// What a [`FormGroup`] tells the control inside it.
#[derive(Clone, Debug)]
pub struct Wiring {
    /// The field's id; the control's first focusable element takes it.
    pub id: String,
    /// For `aria-describedby`: the ids of the hint and the error that are there now.
    pub described_by: Signal<Option<String>>,
    /// For `aria-invalid`.
    pub invalid: Signal<bool>,
    /// For `aria-labelledby` of composite controls.
    pub label_id: String,
}

impl Wiring {
    /// The wiring of the group around, or a bare one for a control that stands alone with its own `id`.
    #[must_use]
    pub fn of(id: Option<String>) -> Self {
        let around: Option<Self> = use_context();
        match (id, around) {
            (None, Some(wiring)) => wiring,
            (Some(id), Some(wiring)) => Self { id, ..wiring },
            (id, None) => {
                let id = id.unwrap_or_default();
                let label_id = format!("{id}-label");
                Self { id, described_by: Signal::stored(None), invalid: Signal::stored(false), label_id }
            }
        }
    }

    /// The value of `aria-invalid`.
    #[must_use]
    pub fn aria_invalid(&self) -> Signal<Option<&'static str>> {
        let invalid = self.invalid;
        Signal::derive(move || invalid.get().then_some("true"))
    }
}

/// Label, hint and error around one control.
#[component]
pub fn FormGroup(
    /// The field's id, unique on the page.
    #[prop(into)]
    id: String,
    #[prop(into)] label: Signal<String>,
    #[prop(optional, into)] hint: Signal<Option<String>>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    /// Several controls under one label (radios, a date): a fieldset with a legend.
    #[prop(optional)]
    group: bool,
    /// The label is the page's heading: one thing a page.
    #[prop(optional)]
    heading: bool,
    /// Adds the word for a field that may stay empty.
    #[prop(optional, into)]
    optional: Signal<bool>,
    /// A mark beside the label (where the answer came from).
    #[prop(optional, into)]
    mark: ViewFn,
    children: Children,
) -> impl IntoView {
    let words = words();
    let has = |text: Signal<Option<String>>| {
        Memo::new(move |_| text.with(|text| text.as_ref().is_some_and(|t| !t.is_empty())))
    };
    let (has_hint, has_error) = (has(hint), has(error));
    let (hint_id, error_id, label_id) = (format!("{id}-hint"), format!("{id}-error"), format!("{id}-label"));
    let described_by = {
        let (hint_id, error_id) = (hint_id.clone(), error_id.clone());
        Signal::derive(move || {
            let ids: Vec<&str> = [(has_hint.get(), hint_id.as_str()), (has_error.get(), error_id.as_str())]
                .into_iter()
                .filter_map(|(there, id)| there.then_some(id))
                .collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        })
    };
    // For the control inside only: in the owner around, a control beside the group would find it too, even after the
    // group is gone.
    let wiring = Wiring { id: id.clone(), described_by, invalid: has_error.into(), label_id: label_id.clone() };
    let control = view! { <Provider value=wiring>{children()}</Provider> };

    let words_of_label = view! {
        {label}
        {move || optional.get().then(|| view! { " " <span class="optional">"(" {words.optional} ")"</span> })}
    };
    let around = view! {
        {move || has_hint.get().then(|| view! { <p class="hint" id=hint_id.clone()>{move || hint.get()}</p> })}
        {move || {
            has_error
                .get()
                .then(|| {
                    view! {
                        <p class="field-error" id=error_id.clone()>
                            <Icon sign=Sign::Error />
                            <span>
                                <span class="visually-hidden">{words.error} ": "</span>
                                {move || error.get()}
                            </span>
                        </p>
                    }
                })
        }}
    };
    let class = move || if has_error.get() { "form-group has-error" } else { "form-group" };
    if group {
        view! {
            <fieldset class=class aria-describedby=described_by>
                <legend id=label_id>
                    {if heading {
                        view! { <h1 class="label-heading">{words_of_label}</h1> }.into_any()
                    } else {
                        view! { <span class="label">{words_of_label}</span> }.into_any()
                    }}
                </legend>
                {move || mark.run()}
                {around}
                {control}
            </fieldset>
        }
        .into_any()
    } else {
        let named = view! { <label class="label" id=label_id r#for=id>{words_of_label}</label> };
        view! {
            <div class=class>
                {if heading { view! { <h1 class="label-heading">{named}</h1> }.into_any() } else { named.into_any() }}
                {move || mark.run()}
                {around}
                {control}
            </div>
        }
        .into_any()
    }
}
