//! How far along.

use leptos::prelude::*;

/// A bar with its words.
#[component]
pub fn Progress(
    #[prop(into)] value: Signal<f64>,
    #[prop(into)] max: Signal<f64>,
    /// What it measures, visible: `Đang gửi: 40 %`.
    #[prop(into)]
    label: Signal<String>,
    /// Unique on the page.
    #[prop(into)]
    id: String,
) -> impl IntoView {
    let label_id = format!("{id}-label");
    view! {
        <div class="progress">
            <span id=label_id.clone()>{label}</span>
            <progress id=id aria-labelledby=label_id max=move || max.get().to_string() value=move || value.get().to_string()></progress>
        </div>
    }
}

/// Which of a few steps one is at; the sentence says it in words.
#[component]
pub fn Steps(
    /// From 1.
    #[prop(into)]
    at: Signal<u32>,
    #[prop(into)] of: Signal<u32>,
    /// `Bước 2 trên 5: Người cha`.
    #[prop(into)]
    label: Signal<String>,
) -> impl IntoView {
    view! {
        <div class="steps">
            <p class="steps-label">{label}</p>
            <progress aria-hidden="true" max=move || of.get().max(1).to_string() value=move || at.get().to_string()></progress>
        </div>
    }
}
