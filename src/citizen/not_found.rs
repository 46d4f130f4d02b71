//! An address that leads nowhere.

use super::{
    pieces::back,
    route::{Route, use_title},
};
use crate::{
    i18n::{say, ts},
    texts::citizen as w,
    ui::{ButtonKind, LinkButton},
};
use leptos::prelude::*;

#[component]
pub fn NotFound() -> impl IntoView {
    use_title(ts(w::NOT_FOUND_TITLE));
    view! {
        {back(&Route::Home)}
        <h1>{say(w::NOT_FOUND_TITLE)}</h1>
        <p>{say(w::NOT_FOUND_TEXT)}</p>
        <div class="actions">
            <LinkButton kind=ButtonKind::Primary href=Route::Home.href()>{say(w::NOT_FOUND_HOME)}</LinkButton>
            <LinkButton href=Route::Scan.href()>{say(w::HOME_SCAN)}</LinkButton>
        </div>
    }
}
