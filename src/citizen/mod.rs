//! The citizen app: from the poster on the wall to the result, on a phone.

mod about;
mod attach;
mod begin;
mod bind;
mod browse;
mod card;
mod carry;
mod check;
mod copies;
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
mod intake;
mod join;
mod messages;
mod not_found;
mod outbox;
mod page_line;
mod paper;
mod payment;
mod picture;
mod pieces;
mod procedure;
mod rating;
mod receipt;
mod review;
mod route;
mod scan;
mod sending;
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
    api::{self, Failure},
    device::{pwa, store::Draft},
    fields::Env,
    i18n::{Key, restore_language, ts},
    texts::common as c,
    ui::Words,
};
use leptos::prelude::*;
use route::{Part, Route};
use world::World;

/// Starts the guide: finding a procedure and reading about it. All that a first visit downloads.
pub fn run_guide() {
    start(Part::Guide, Program { background: open_sending, page: frame::guide_page, words: api::reading_words });
}

/// The guide sends nothing itself: opened while something waits, it opens the page that sends, once a visit, so that the way back
/// to the guide stays free.
fn open_sending(world: World) {
    const OPENED: &str = "motcua-sending";
    let store = || web_sys::window().and_then(|window| window.session_storage().ok().flatten());
    if store().is_none_or(|store| store.get_item(OPENED).is_ok_and(|opened| opened.is_some())) {
        return;
    }
    Effect::new(move |_| {
        let waiting = world.drafts.with(|all| {
            let sealed = |draft: &&Draft| draft.submitting && !draft::is_supplement(draft);
            all.iter().flatten().find(sealed).map(|draft| draft.procedure.clone())
        });
        if let Some(code) = waiting.filter(|_| untrack(route::route) == Route::Home) {
            // A store that is closed only asks again next time.
            let _ = store().map(|store| store.set_item(OPENED, "1"));
            route::go(&Route::Review { code });
        }
    });
}

/// Starts the whole app.
pub fn run() {
    let background = |world| {
        outbox::watch(world);
        copies::watch(world);
        shared::watch(world);
    };
    start(Part::Whole, Program { background, page: frame::page, words: api::words });
}

/// What one program has and another has not.
#[derive(Clone, Copy)]
struct Program {
    background: fn(World),
    page: fn(Route) -> AnyView,
    words: fn(&Failure) -> Key,
}

/// Starts a program in the page's body, in place of what was painted before.
fn start(part: Part, program: Program) {
    crash::watch();
    restore_language();
    mount_to_body(move || app(part, program));
    // What the server painted stays until the page it shows is here, and goes by itself (`lifeboat/handover.js`).
    if let Some(shell) = document().get_element_by_id("shell").filter(|shell| !shell.has_attribute("data-painted")) {
        shell.remove();
    }
}

fn app(part: Part, program: Program) -> AnyView {
    let env = Env::new();
    let world = World::new(env, program.words);
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
    (program.background)(world);
    pwa::register(Callback::new(move |()| world.update.set(true)));
    view! { <frame::Frame page=program.page /> }.into_any()
}
