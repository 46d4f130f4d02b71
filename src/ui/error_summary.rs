//! All errors of a page at its top, each a link to its field.

use super::{Icon, Sign, focus_id};
use leptos::prelude::*;

/// The summary takes the focus when it appears, and again at every further attempt.
#[component]
pub fn ErrorSummary(
    #[prop(into)] title: Signal<String>,
    /// Field id and sentence. Empty: nothing is shown.
    #[prop(into)]
    items: Signal<Vec<(String, String)>>,
    /// Counts the attempts to go on, so that a second failed one is noticed too.
    #[prop(optional, into)]
    attempt: Signal<u32>,
) -> impl IntoView {
    let node: NodeRef<leptos::html::Div> = NodeRef::new();
    let any = Memo::new(move |_| items.with(|items| !items.is_empty()));
    Effect::new(move |_| {
        attempt.track();
        if any.get()
            && let Some(node) = node.get()
        {
            // Best effort: a summary that cannot take the focus is still there to read.
            let _ = node.focus();
        }
    });
    move || {
        any.get().then(|| {
            let lines = move || {
                items
                    .get()
                    .into_iter()
                    .map(|(field, text)| {
                        let target = field.clone();
                        let jump = move |event: leptos::ev::MouseEvent| {
                            event.prevent_default();
                            event.stop_propagation();
                            focus_id(&target);
                        };
                        view! { <li><a href=format!("#{field}") on:click=jump>{text}</a></li> }
                    })
                    .collect_view()
            };
            view! {
                <div class="error-summary" role="alert" tabindex="-1" node_ref=node>
                    <h2><Icon sign=Sign::Error />{title}</h2>
                    <ul>{lines}</ul>
                </div>
            }
        })
    }
}
