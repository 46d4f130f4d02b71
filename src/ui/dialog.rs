//! A dialog over the page: the browser's own, so that focus, Escape and the page behind are handled.

use super::{Icon, Sign, words};
use leptos::prelude::*;

/// A modal dialog. Its content is built when it opens; what should outlive it lives in signals outside.
#[component]
pub fn Dialog(
    #[prop(into)] open: Signal<bool>,
    /// Escape, the close button, or the browser closed it.
    #[prop(into)]
    on_close: Callback<()>,
    #[prop(into)] title: Signal<String>,
    /// Unique on the page.
    #[prop(into)]
    id: String,
    /// Cannot be closed except by what is inside (signing in again).
    #[prop(optional)]
    locked: bool,
    /// Takes most of the screen (pictures, previews).
    #[prop(optional)]
    wide: bool,
    children: ChildrenFn,
) -> impl IntoView {
    let words = words();
    let node: NodeRef<leptos::html::Dialog> = NodeRef::new();
    let title_id = format!("{id}-title");
    let labelled = title_id.clone();
    Effect::new(move |_| {
        let open = open.get();
        if let Some(dialog) = node.get() {
            if open && !dialog.open() {
                // Fails only for a dialog that is open already or left the page.
                let _ = dialog.show_modal();
            } else if !open && dialog.open() {
                dialog.close();
            }
        }
    });
    let children = StoredValue::new(children);
    view! {
        <dialog
            class=if wide { "dialog dialog-wide" } else { "dialog" }
            id=id
            node_ref=node
            aria-labelledby=labelled
            on:cancel=move |event: leptos::ev::Event| {
                if locked {
                    event.prevent_default();
                }
            }
            on:close=move |_| {
                if open.get_untracked() {
                    on_close.run(());
                }
            }
        >
            <Show when=move || open.get()>
                <div class="dialog-head">
                    <h2 id=title_id.clone() tabindex="-1">{title}</h2>
                    {(!locked)
                        .then(|| {
                            view! {
                                <button type="button" class="button button-quiet dialog-close" on:click=move |_| on_close.run(())>
                                    <Icon sign=Sign::Close />
                                    <span>{words.close}</span>
                                </button>
                            }
                        })}
                </div>
                <div class="dialog-body">{children.with_value(|children| children())}</div>
            </Show>
        </dialog>
    }
}
