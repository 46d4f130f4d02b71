//! Closing a draft that is not handed in, after asking.

use crate::{
    api,
    desk::{routes, session::Session},
    i18n::{t, texts::fill_in as w, tf, ts},
    ui::{Button, ButtonKind, Dialog, Notice, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use motcua_contract::{ProblemCode, drafts::CloseDraft};

/// The button and its question; afterwards it calls `then`, else it leads to the list of what is open.
#[component]
pub fn CloseButton(id: String, #[prop(optional, into)] then: Option<Callback<()>>) -> impl IntoView {
    let session = Session::get();
    let navigate = StoredValue::new_local(use_navigate());
    let open = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let failed: RwSignal<Option<api::Failure>> = RwSignal::new(None);
    let dialog = ["close-", &id].concat();
    let id = StoredValue::new(id);
    let really = move |()| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let answer = api::get::<CloseDraft>(&[&id.get_value()], &[]).await;
            let over = |code| matches!(code, Some(ProblemCode::DraftOver | ProblemCode::NotFound));
            busy.try_set(false);
            match answer {
                Err(failure) if !over(failure.refused()) => {
                    session.ended(&failure);
                    failed.try_set(Some(failure));
                }
                _ => {
                    open.try_set(false);
                    match then {
                        Some(then) => then.run(()),
                        None => {
                            navigate.try_with_value(|navigate| navigate(routes::FILL_IN, NavigateOptions::default()));
                        }
                    }
                }
            }
        });
    };
    view! {
        <Button kind=ButtonKind::Quiet on_press=move |()| open.set(true)>{ts(w::CLOSE_BUTTON)}</Button>
        <Dialog id=dialog open=open title=ts(w::CLOSE_TITLE) on_close=move |()| open.set(false)>
            <p>{ts(w::CLOSE_TEXT)}</p>
            {move || {
                failed
                    .get()
                    .map(|failure| {
                        let words = move || tf(w::CLOSE_FAILED, &[("why", t(api::words(&failure)))]);
                        view! { <Notice tone=Tone::Error alert=true><p>{words}</p></Notice> }
                    })
            }}
            <div class="actions">
                <Button kind=ButtonKind::Danger busy=busy on_press=really>{ts(w::CLOSE_YES)}</Button>
                <Button on_press=move |()| open.set(false)>{ts(w::CLOSE_NO)}</Button>
            </div>
        </Dialog>
    }
}
