//! The citizen app: from the poster on the wall to the result, on a phone.

mod about;
mod browse;
mod card;
mod draft;
mod facts;
mod form_page;
mod frame;
mod hand_in;
mod home;
mod not_found;
mod paper;
mod picture;
mod pieces;
mod procedure;
mod receipt;
mod review;
mod route;
mod scan;
mod sheet;
mod supplement;
mod tasks;
mod timeline;
mod track;
mod uploads;
mod world;

use crate::{
    device::pwa,
    fields::Env,
    i18n::{restore_language, ts},
    texts::common as c,
    ui::Words,
};
use leptos::prelude::*;

/// Starts the app in the page's body, in place of what was painted before.
pub fn run() {
    console_error_panic_hook::set_once();
    restore_language();
    mount_to_body(App);
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
}

#[component]
fn App() -> impl IntoView {
    let env = Env::new();
    let world = world::World::new(env);
    provide_context(env);
    provide_context(world);
    provide_context(Words {
        error: ts(c::ERROR_WORD),
        optional: ts(c::VALUE_OPTIONAL),
        close: ts(c::ACTION_CLOSE),
        busy: ts(c::VALUE_BUSY),
        day: ts(c::FIELD_DAY),
        month: ts(c::FIELD_MONTH),
        year: ts(c::FIELD_YEAR),
        nothing_found: ts(c::FIELD_LIST_NONE),
        choose: ts(c::FIELD_CHOOSE),
    });
    route::start();
    world.start();
    hand_in::watch(world);
    pwa::register(Callback::new(move |()| world.update.set(true)));
    view! { <frame::Frame /> }
}
