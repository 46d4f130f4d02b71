//! A table that turns into cards where the screen is narrow.

use leptos::prelude::*;

/// Rows come as children: `<tr><td data-label="...">`. On a narrow screen each cell shows its `data-label`.
#[component]
pub fn Table(
    #[prop(into)] caption: Signal<String>,
    #[prop(into)] headings: Signal<Vec<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="table-room">
            <table class="table">
                <caption class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>
                        {move || headings.get().into_iter().map(|heading| view! { <th scope="col">{heading}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
