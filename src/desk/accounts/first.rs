//! A password that the server made: shown once, to be copied or read out. It leaves the page's memory with the dialog.

use super::Page;
use crate::{
    device::page::to_clipboard,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, Dialog, Icon, Sign, announce},
};
use leptos::{prelude::*, task::spawn_local};

/// What is handed to whoever the account is for.
#[derive(Clone)]
pub struct First {
    pub name: String,
    pub user: String,
    pub password: String,
}

/// The dialog.
#[component]
pub fn FirstDialog() -> impl IntoView {
    let Some(page) = Page::get() else { return ().into_any() };
    let open = Signal::derive(move || page.first.with(Option::is_some));
    let title = Signal::derive(move || {
        page.first
            .with(|first| first.as_ref().map(|first| tf(texts::accounts::FIRST_TITLE, &[("name", &first.name)])))
            .unwrap_or_default()
    });
    let copied = RwSignal::new(None::<bool>);
    let close = move || {
        copied.set(None);
        page.first.set(None);
    };
    let copy = move |()| {
        let Some(password) = page.first.with_untracked(|first| first.as_ref().map(|first| first.password.clone()))
        else {
            return;
        };
        spawn_local(async move {
            let done = to_clipboard(&password).await;
            copied.try_set(Some(done));
            announce(t(if done { texts::accounts::FIRST_COPIED } else { texts::accounts::FIRST_NOT_COPIED }));
        });
    };
    let part =
        move |pick: fn(&First) -> String| move || page.first.with(|first| first.as_ref().map(pick).unwrap_or_default());
    view! {
        // Closed by its own button only: a slip of the hand must not lose what is shown once.
        <Dialog id="first-password" open=open locked=true title=title on_close=move |()| close()>
            <p>{ts(texts::accounts::FIRST_TEXT)}</p>
            <dl class="first-password">
                <div>
                    <dt>{ts(texts::accounts::FIRST_USER)}</dt>
                    <dd class="mono" id="first-user">{part(|first| first.user.clone())}</dd>
                </div>
                <div>
                    <dt>{ts(texts::accounts::FIRST_PASSWORD)}</dt>
                    <dd class="mono" id="first-secret">{part(|first| first.password.clone())}</dd>
                </div>
            </dl>
            <div class="actions">
                <Button kind=ButtonKind::Primary on_press=copy>
                    <Icon sign=Sign::File />
                    {ts(texts::accounts::FIRST_COPY)}
                </Button>
                <Button on_press=move |()| close()>{ts(texts::accounts::FIRST_DONE)}</Button>
            </div>
            {move || {
                copied
                    .get()
                    .map(|done| {
                        let key = if done { texts::accounts::FIRST_COPIED } else { texts::accounts::FIRST_NOT_COPIED };
                        view! { <p class="muted">{ts(key)}</p> }
                    })
            }}
        </Dialog>
    }
    .into_any()
}
