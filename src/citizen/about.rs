//! About the app: what it is, installing it, and the notice about personal data.

use super::{
    pieces::back,
    route::{Route, use_title},
};
use crate::{
    device::pwa,
    i18n::{say, t, ts},
    texts::{carry, citizen as w},
    ui::{Button, ButtonKind},
};
use leptos::prelude::*;

/// The version of the notice about personal data; count on when its sentences change in meaning.
pub const NOTICE_VERSION: &str = "2026-12-01";

#[component]
pub fn About() -> impl IntoView {
    use_title(ts(w::ABOUT_TITLE));
    let installable = pwa::installable();
    view! {
        {back(&Route::Home)}
        <h1>{say(w::ABOUT_TITLE)}</h1>
        <div class="narrow stack">
            <p>{say(w::ABOUT_WHAT)}</p>
            <p>{say(w::ABOUT_RECORD)}</p>
            <p>{say(w::ABOUT_HELP)}</p>
            <h2 id="cai-dat">{say(w::ABOUT_INSTALL_TITLE)}</h2>
            <p>{say(w::ABOUT_INSTALL_ANDROID)}</p>
            <p>{say(w::ABOUT_INSTALL_IPHONE)}</p>
            <Show when=move || installable.get()>
                <Button kind=ButtonKind::Primary on_press=Callback::new(|()| install())>{say(w::INSTALL_NOW)}</Button>
            </Show>
            {notice(2)}
            <h2>{say(w::ABOUT_PHONE_TITLE)}</h2>
            <p>{say(w::ABOUT_PHONE_TEXT)}</p>
            <p>
                <a href=Route::Carry.href()>{say(carry::TITLE)}</a>
            </p>
            <p>
                <a href="/cuu-ho">{say(carry::BOAT_OPEN)}</a>
            </p>
        </div>
    }
}

/// Asks the browser to install the app.
pub fn install() {
    leptos::task::spawn_local(async {
        pwa::prompt_install().await;
    });
}

/// The notice about personal data: who, what for, how long, which rights.
pub fn notice(level: u8) -> impl IntoView {
    let title = move || t(w::PRIVACY_TITLE);
    let heading = if level == 2 {
        view! { <h2 id="du-lieu">{title}</h2> }.into_any()
    } else {
        view! { <h3>{title}</h3> }.into_any()
    };
    view! {
        {heading}
        <ul>
            <li>{say(w::PRIVACY_WHO)}</li>
            <li>{say(w::PRIVACY_WHAT)}</li>
            <li>{say(w::PRIVACY_WHY)}</li>
            <li>{say(w::PRIVACY_KEPT)}</li>
            <li>{say(w::PRIVACY_RIGHTS)}</li>
        </ul>
    }
}
