//! A link to a PDF of ours that opens in a tab of its own; when the server refuses, the reason is said beside the link.

use super::session::Session;
use crate::{
    api::{self, Failure},
    i18n::{t, texts, ts},
    ui::{Icon, Sign},
};
use leptos::{prelude::*, task::spawn_local};

/// The link. With a key held down, or where no tab may be opened, it is a link like any other.
#[component]
pub fn NewTab(
    #[prop(into)] href: Signal<String>,
    #[prop(optional)] class: &'static str,
    #[prop(optional, into)] id: Option<String>,
    children: Children,
) -> impl IntoView {
    let session = Session::get();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let open = move |event: leptos::ev::MouseEvent| {
        if event.ctrl_key() || event.meta_key() || event.shift_key() || event.default_prevented() {
            return;
        }
        if busy.get_untracked() {
            event.prevent_default();
            return;
        }
        // At once: browsers let a page open a tab only as the answer to a press.
        let Ok(Some(tab)) = window().open_with_url_and_target("", "_blank") else { return };
        event.prevent_default();
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let href = href.get_untracked();
            let answer = api::opens(&href).await;
            busy.try_set(false);
            match answer {
                // A tab that was closed meanwhile takes nothing.
                Ok(()) => drop(tab.location().set_href(&href)),
                Err(failed) => {
                    drop(tab.close());
                    session.ended(&failed);
                    failure.try_set(Some(failed));
                }
            }
        });
    };
    view! {
        <a id=id class=class href=href target="_blank" rel="external noopener" aria-busy=move || busy.get().then_some("true") on:click=open>
            {children()}
            <span class="visually-hidden">" " {ts(texts::counter::NEW_TAB)}</span>
        </a>
        <span role="alert">
            {move || {
                failure
                    .get()
                    .map(|failed| {
                        view! {
                            <span class="field-error paper-refused">
                                <Icon sign=Sign::Error />
                                <span>{move || t(api::words(&failed))}</span>
                            </span>
                        }
                    })
            }}
        </span>
    }
}
