//! One's own password: as a page, as the first thing with a password that somebody else made, and as a dialog over a page
//! whose account was reset meanwhile.

use super::{
    nav::home,
    session::{Session, Who},
};
use crate::{
    api,
    i18n::{Key, t, texts, ts},
    ui::{Button, ButtonKind, Dialog, FormGroup, Notice, TextInput, Tone, announce, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use motcua_contract::{
    ProblemCode,
    accounts::{ChangePassword, PasswordChange},
};
use motcua_domain::code::Code;

/// As the server counts; it has the last word.
const LEAST: usize = 10;

/// The three fields, as typed.
#[derive(Clone, Copy)]
struct Typed {
    old: RwSignal<String>,
    new: RwSignal<String>,
    again: RwSignal<String>,
}

impl Typed {
    fn new() -> Self {
        Self {
            old: RwSignal::new(String::new()),
            new: RwSignal::new(String::new()),
            again: RwSignal::new(String::new()),
        }
    }

    /// The first thing wrong, by field.
    fn wrong(self) -> Option<(&'static str, Key)> {
        if self.old.with(String::is_empty) {
            Some(("old", texts::accounts::PASSWORD_OLD_MISSING))
        } else if self.new.with(|new| new.chars().count() < LEAST) {
            Some(("new", texts::accounts::PASSWORD_TOO_SHORT))
        } else if self.new.with(|new| self.old.with(|old| new == old)) {
            Some(("new", texts::accounts::PASSWORD_SAME))
        } else if self.new.with(|new| self.again.with(|again| new != again)) {
            Some(("again", texts::accounts::PASSWORD_DIFFER))
        } else {
            None
        }
    }
}

/// What the server found wrong, by field; nothing when it is not about a field.
fn field_of(failure: &api::Failure) -> Option<(&'static str, Key)> {
    let api::Failure::Refused(problem) = failure else { return None };
    match problem.code {
        ProblemCode::BadCredentials => Some(("old", texts::accounts::PASSWORD_OLD_WRONG)),
        ProblemCode::PasswordTooShort => Some(("new", texts::accounts::PASSWORD_TOO_SHORT)),
        ProblemCode::Invalid => match problem.findings.first().map(|finding| finding.code) {
            Some(Code::TooLong) => Some(("new", texts::accounts::PASSWORD_TOO_LONG)),
            _ => Some(("new", texts::accounts::PASSWORD_SAME)),
        },
        _ => None,
    }
}

/// The form. `id` tells two of them on one page apart.
#[component]
fn PasswordForm(id: &'static str, #[prop(into)] on_done: Callback<()>) -> impl IntoView {
    let session = Session::get();
    let typed = Typed::new();
    let shown = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<(&'static str, Key)>);
    let failure = RwSignal::new(None::<Key>);
    let show_wrong = move |(field, key): (&'static str, Key)| {
        wrong.set(Some((field, key)));
        focus_id(&format!("{id}-{field}"));
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wrong.set(None);
        failure.set(None);
        if busy.get_untracked() {
            return;
        }
        if let Some(found) = untrack(|| typed.wrong()) {
            return show_wrong(found);
        }
        busy.set(true);
        spawn_local(async move {
            let body = PasswordChange { old: typed.old.get_untracked(), new: typed.new.get_untracked() };
            let result = api::send::<ChangePassword>(&[], &body, &[]).await;
            busy.try_set(false);
            match result {
                Ok(_) => {
                    session.who.update(|who| {
                        if let Who::Somebody(staff) = who {
                            staff.must_change_password = false;
                        }
                    });
                    // What the pages could not get before.
                    session.renewed.update(|count| *count += 1);
                    announce(t(texts::accounts::PASSWORD_DONE));
                    on_done.run(());
                }
                Err(error) if session.ended(&error) => {}
                Err(error) => match field_of(&error) {
                    Some(found) => show_wrong(found),
                    None if error.refused() == Some(ProblemCode::TooManyRequests) => {
                        failure.set(Some(texts::accounts::PASSWORD_TOO_MANY));
                    }
                    None => failure.set(Some(api::words(&error))),
                },
            }
        });
    };
    let field = move |name: &'static str, label: Key, hint: Option<Key>, value: RwSignal<String>| {
        let error =
            Signal::derive(move || wrong.get().and_then(|(field, key)| (field == name).then(|| t(key).to_owned())));
        let autocomplete = if name == "old" { "current-password" } else { "new-password" };
        view! {
            <FormGroup
                id=format!("{id}-{name}")
                label=ts(label)
                hint=Signal::derive(move || hint.map(|hint| t(hint).to_owned()))
                error=error
            >
                {move || {
                    let kind = if shown.get() { "text" } else { "password" };
                    view! {
                        <TextInput
                            kind=kind
                            value=value
                            on_input=move |text| value.set(text)
                            autocomplete=autocomplete
                            autocapitalize="none"
                        />
                    }
                }}
            </FormGroup>
        }
    };
    view! {
        <form on:submit=submit novalidate>
            {move || {
                failure.get().map(|key| view! { <Notice tone=Tone::Error alert=true><p>{ts(key)}</p></Notice> })
            }}
            {field("old", texts::accounts::PASSWORD_OLD, None, typed.old)}
            {field("new", texts::accounts::PASSWORD_NEW, Some(texts::accounts::PASSWORD_NEW_HINT), typed.new)}
            {field("again", texts::accounts::PASSWORD_AGAIN, None, typed.again)}
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=busy>{ts(texts::accounts::PASSWORD_SUBMIT)}</Button>
                <Button kind=ButtonKind::Quiet on_press=move |()| shown.update(|shown| *shown = !*shown)>
                    {move || t(if shown.get() { texts::accounts::PASSWORD_HIDE } else { texts::accounts::PASSWORD_SHOW })}
                </Button>
            </div>
        </form>
    }
}

/// The page. With a password that somebody else made it stands in the place of every other.
#[component]
pub fn PasswordPage(#[prop(optional)] first: bool) -> impl IntoView {
    let session = Session::get();
    let navigate = use_navigate();
    super::frame::title(texts::accounts::PASSWORD_TITLE);
    let done = move |()| {
        if !first {
            navigate(home(session), NavigateOptions::default());
        }
    };
    let intro = if first { texts::accounts::PASSWORD_FIRST } else { texts::accounts::PASSWORD_INTRO };
    view! {
        <div class="sign-in card">
            <h1 id="page-title" tabindex="-1">{ts(texts::accounts::PASSWORD_TITLE)}</h1>
            <p class="muted">{ts(intro)}</p>
            <PasswordForm id="password" on_done=done />
        </div>
    }
}

/// The dialog over a page that is open; what was typed there stays.
#[component]
pub fn PasswordFirst(#[prop(into)] open: Signal<bool>) -> impl IntoView {
    view! {
        <Dialog
            id="password-first"
            open=open
            locked=true
            title=ts(texts::accounts::PASSWORD_TITLE)
            on_close=move |()| {}
        >
            <p>{ts(texts::accounts::PASSWORD_FIRST_DIALOG)}</p>
            <PasswordForm id="first" on_done=move |()| {} />
        </Dialog>
    }
}
