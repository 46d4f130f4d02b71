//! The citizen app: from the poster on the wall to the result, on a phone.

mod about;
mod browse;
mod card;
mod carry;
mod crash;
mod draft;
mod export;
mod facts;
mod form_page;
mod frame;
mod fresh;
mod hand_in;
mod home;
mod import;
mod join;
mod messages;
mod not_found;
mod paper;
mod picture;
mod pieces;
mod procedure;
mod rating;
mod receipt;
mod review;
mod route;
mod scan;
mod shared;
mod sheet;
mod supplement;
mod tasks;
mod ticket;
mod timeline;
mod track;
mod uploads;
mod world;

pub use about::NOTICE_VERSION;

use crate::{
    device::pwa,
    fields::Env,
    i18n::{restore_language, ts},
    texts::common as c,
    ui::Words,
};
use leptos::prelude::*;
use route::{Part, Route};
use world::World;

/// Starts the guide: finding a procedure and reading about it. All that a first visit downloads.
pub fn run_guide() {
    start(Part::Guide, |_| {}, frame::guide_page);
}

/// Starts the whole app.
pub fn run() {
    let background = |world| {
        hand_in::watch(world);
        shared::watch(world);
    };
    start(Part::Whole, background, frame::page);
}

/// Starts a program in the page's body, in place of what was painted before.
fn start(part: Part, background: fn(World), page: fn(Route) -> AnyView) {
    crash::watch();
    restore_language();
    mount_to_body(move || app(part, background, page));
    if let Some(shell) = document().get_element_by_id("shell") {
        shell.remove();
    }
}

fn app(part: Part, background: fn(World), page: fn(Route) -> AnyView) -> AnyView {
    let env = Env::new();
    let world = World::new(env);
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
    route::start(part);
    world.start();
    background(world);
    pwa::register(Callback::new(move |()| world.update.set(true)));
    view! { <frame::Frame page=page /> }.into_any()
}
