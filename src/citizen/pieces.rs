//! Small pieces that several pages share: the way back, waiting, failing, what is kept.

use super::{
    route::{Route, use_title},
    shared::Banner,
    world::{Fetched, World, world},
};
use crate::{
    api::Failure,
    device::clock,
    fields::Wording,
    i18n::{say, tf, ts},
    texts::{citizen as w, common as c},
    ui::{Button, ButtonKind, Dialog, Icon, LinkButton, Notice, Sign, Skeleton, Tone},
};
use leptos::{prelude::*, task::spawn_local};

/// The way back, at the top of every page but the first.
pub fn back(route: &Route) -> impl IntoView + use<> {
    let href = route.href();
    view! {
        <a class="back-link" href=href>
            <Icon sign=Sign::Back />
            {say(c::ACTION_BACK)}
        </a>
    }
}

/// A page that is being fetched, with its heading.
pub fn waiting() -> AnyView {
    view! { <Skeleton label=ts(w::WAITING) lines=5 /> }.into_any()
}

/// A page that could not be fetched; `again` tries once more.
pub fn failed(failure: &Failure, again: Callback<()>) -> AnyView {
    let key = (world().words)(failure);
    use_title(ts(w::FAILED_TITLE));
    view! {
        {back(&Route::Home)}
        <h1>{say(w::FAILED_TITLE)}</h1>
        <Notice tone=Tone::Error>
            <p>{say(key)}</p>
        </Notice>
        <div class="actions">
            <Button kind=ButtonKind::Primary on_press=again>{say(c::ACTION_RETRY)}</Button>
        </div>
    }
    .into_any()
}

/// Builds a page over a procedure once it is here.
pub fn over_procedure(code: &str, page: impl Fn(Wording) -> AnyView + Send + Sync + 'static) -> AnyView {
    let world = world();
    world.want_procedure(code, false);
    let code = code.to_owned();
    let status = {
        let code = code.clone();
        // The page is built anew only when what is known changes in kind or version, not at every fetch.
        Memo::new(move |_| match world.procedure(&code) {
            Fetched::Waiting => 0_u8,
            Fetched::Failed(_) => 1,
            Fetched::Here(_) => 2,
        })
    };
    let shown = move || match status.get() {
        0 => waiting(),
        _ => match untrack(|| world.procedure(&code)) {
            Fetched::Here(wording) => page(wording),
            Fetched::Failed(failure) => {
                let code = code.clone();
                failed(&failure, Callback::new(move |()| world.want_procedure(&code, true)))
            }
            Fetched::Waiting => waiting(),
        },
    };
    shown.into_any()
}

/// Builds a page over a procedure and its draft; without a draft it says so and leads to the procedure.
pub fn over_draft(code: &str, page: impl Fn(Wording) -> AnyView + Send + Sync + 'static) -> AnyView {
    let world = world();
    let key = code.to_owned();
    over_procedure(code, move |wording| {
        let key = key.clone();
        let there = {
            let key = key.clone();
            Memo::new(move |_| {
                world.drafts.with(|all| all.as_ref().map(|all| all.iter().any(|draft| draft.procedure == key)))
            })
        };
        let built = StoredValue::new(wording);
        // Built while this scope lives; a draft that is handed in leaves the page to whoever moves on.
        match there.get() {
            None => waiting(),
            Some(true) => view! {
                <Banner code=key.clone() />
                {page(built.get_value())}
            }
            .into_any(),
            Some(false) => no_draft(&key),
        }
    })
}

fn no_draft(code: &str) -> AnyView {
    use_title(ts(w::NO_DRAFT_TITLE));
    let href = Route::procedure(code).href();
    view! {
        {back(&Route::Home)}
        <h1>{say(w::NO_DRAFT_TITLE)}</h1>
        <p>{say(w::NO_DRAFT_TEXT)}</p>
        <div class="actions">
            <LinkButton kind=ButtonKind::Primary href=href>{say(w::NO_DRAFT_OPEN)}</LinkButton>
            <LinkButton href=Route::Track.href()>{say(w::FOOTER_TRACK)}</LinkButton>
        </div>
    }
    .into_any()
}

/// When the phone kept the draft.
pub fn kept() -> impl IntoView {
    let world = world();
    let words = move || {
        let time = clock::local(world.kept_at.get()?).time();
        let time = [two(time.hour()), ":".to_owned(), two(time.minute())].concat();
        Some(tf(w::KEPT_AT, &[("time", &time)]))
    };
    view! { <p class="small muted section" id="kept">{words}</p> }
}

fn two(number: i8) -> String {
    let digits = number.to_string();
    if digits.len() < 2 { ["0", &digits].concat() } else { digits }
}

/// A button that deletes a draft, after asking. `then` is no [`Callback`]: those go with the page, and the page goes with its draft.
pub fn delete_draft(world: World, key: String, then: impl Fn() + Clone + Send + Sync + 'static) -> impl IntoView {
    let (open, set_open) = signal(false);
    let id = ["delete-", &key.replace([':', '.'], "-")].concat();
    let key = StoredValue::new(key);
    let really = Callback::new(move |()| {
        set_open.set(false);
        let (key, then) = (key.get_value(), then.clone());
        spawn_local(async move {
            world.forget(&key).await;
            then();
        });
    });
    view! {
        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| set_open.set(true))>{say(w::DRAFT_DELETE)}</Button>
        <Dialog open=open on_close=Callback::new(move |()| set_open.set(false)) title=ts(w::DRAFT_DELETE_TITLE) id=id>
            <p>{say(w::DRAFT_DELETE_TEXT)}</p>
            <div class="actions">
                <Button kind=ButtonKind::Danger on_press=really>{say(w::DRAFT_DELETE_YES)}</Button>
                <Button on_press=Callback::new(move |()| set_open.set(false))>{say(w::DRAFT_DELETE_NO)}</Button>
            </div>
        </Dialog>
    }
}
