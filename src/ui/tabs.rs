//! Views of one list, as links: the address tells which one is open, and Back works.

use leptos::prelude::*;

/// One view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tab {
    pub href: String,
    pub label: String,
    /// How many are in it.
    pub count: Option<u64>,
    pub current: bool,
}

/// A row of views.
#[component]
pub fn Tabs(#[prop(into)] label: Signal<String>, #[prop(into)] items: Signal<Vec<Tab>>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            <ul>
                {move || {
                    items
                        .get()
                        .into_iter()
                        .map(|tab| {
                            view! {
                                <li>
                                    <a href=tab.href aria-current=tab.current.then_some("page")>
                                        {tab.label}
                                        {tab.count.map(|count| view! { " " <span class="count">{count}</span> })}
                                    </a>
                                </li>
                            }
                        })
                        .collect_view()
                }}
            </ul>
        </nav>
    }
}
