//! Signing in: as a page, and as a dialog over a page whose session ended.

use super::{routes, session::Session};
use crate::{
    api,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, Dialog, FormGroup, Notice, TextInput, Tone, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use motcua_contract::ProblemCode;

/// Name, password and what went wrong. `id` tells two forms on one page apart.
#[component]
fn SignInForm(
    #[prop(into)] id: String,
    #[prop(optional, into)] user: String,
    /// Somebody was signed in before: says what may have happened to the account.
    #[prop(optional)]
    again: bool,
    #[prop(into)] on_done: Callback<()>,
) -> impl IntoView {
    let session = Session::get();
    let (user, set_user) = signal(user);
    let (password, set_password) = signal(String::new());
    let (shown, set_shown) = signal(false);
    let (busy, set_busy) = signal(false);
    let (tried, set_tried) = signal(false);
    let failure = RwSignal::new(None::<api::Failure>);
    let (user_id, password_id) = (format!("{id}-user"), format!("{id}-password"));
    let missing = move |value: ReadSignal<String>, key| {
        Signal::derive(move || (tried.get() && value.with(|text| text.trim().is_empty())).then(|| t(key).to_owned()))
    };
    let user_error = missing(user, texts::desk::SIGN_IN_USER_MISSING);
    let password_error = missing(password, texts::desk::SIGN_IN_PASSWORD_MISSING);
    let (first, second) = (user_id.clone(), password_id.clone());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        failure.set(None);
        if busy.get_untracked() {
            return;
        }
        if user_error.get_untracked().is_some() {
            return focus_id(&first);
        }
        if password_error.get_untracked().is_some() {
            return focus_id(&second);
        }
        set_busy.set(true);
        let second = second.clone();
        spawn_local(async move {
            let result = session.sign_in(user.get_untracked().trim().to_owned(), password.get_untracked()).await;
            set_busy.try_set(false);
            match result {
                Ok(()) => on_done.run(()),
                Err(error) => {
                    failure.try_set(Some(error));
                    focus_id(&second);
                }
            }
        });
    };
    let trouble = move || {
        failure.get().map(|failure| {
            let text = match failure.refused() {
                Some(ProblemCode::TooManyRequests) => t(texts::desk::SIGN_IN_TOO_MANY),
                Some(ProblemCode::Invalid | ProblemCode::BadBody) => t(texts::codes::PROBLEM_BAD_CREDENTIALS),
                _ => t(api::words(&failure)),
            };
            let hint = (again && failure.refused() == Some(ProblemCode::BadCredentials))
                .then(|| view! { <p>{t(texts::accounts::AGAIN_MAYBE_OFF)}</p> });
            view! { <Notice tone=Tone::Error alert=true><p>{text}</p>{hint}</Notice> }
        })
    };
    view! {
        <form on:submit=submit novalidate>
            {trouble}
            <FormGroup id=user_id label=ts(texts::desk::SIGN_IN_USER) error=user_error>
                <TextInput value=user on_input=move |text| set_user.set(text) autocomplete="username" autocapitalize="none" />
            </FormGroup>
            <FormGroup id=password_id label=ts(texts::desk::SIGN_IN_PASSWORD) error=password_error>
                {move || {
                    let kind = if shown.get() { "text" } else { "password" };
                    view! {
                        <TextInput
                            kind=kind
                            value=password
                            on_input=move |text| set_password.set(text)
                            autocomplete="current-password"
                            autocapitalize="none"
                        />
                    }
                }}
            </FormGroup>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=busy>{ts(texts::desk::SIGN_IN_SUBMIT)}</Button>
                <Button kind=ButtonKind::Quiet on_press=move |()| set_shown.update(|shown| *shown = !*shown)>
                    {move || t(if shown.get() { texts::desk::SIGN_IN_HIDE } else { texts::desk::SIGN_IN_SHOW })}
                </Button>
            </div>
        </form>
    }
}

/// The page for whoever is not signed in. It stands in the place of the page that was asked for, which then appears.
#[component]
pub fn SignInPage() -> impl IntoView {
    let navigate = use_navigate();
    let location = use_location();
    super::frame::title(texts::desk::SIGN_IN_TITLE);
    let done = move |()| {
        if location.pathname.get_untracked() == routes::SIGN_IN {
            navigate(routes::LIST, NavigateOptions { replace: true, ..NavigateOptions::default() });
        }
    };
    view! {
        <div class="sign-in card">
            <h1 id="page-title" tabindex="-1">{ts(texts::desk::SIGN_IN_TITLE)}</h1>
            <p class="muted">{ts(texts::desk::SIGN_IN_INTRO)}</p>
            <SignInForm id="sign-in" on_done=done />
        </div>
    }
}

/// The dialog over a page whose session ended; what was typed there stays.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let session = Session::get();
    let user = move || match session.who.get_untracked() {
        super::session::Who::Somebody(staff) => staff.user,
        _ => String::new(),
    };
    view! {
        <Dialog
            id="sign-in-again"
            open=session.expired
            locked=true
            title=ts(texts::desk::SIGN_IN_AGAIN_TITLE)
            on_close=move |()| session.expired.set(false)
        >
            <p>{ts(texts::desk::SIGN_IN_AGAIN_TEXT)}</p>
            <SignInForm
                id="again"
                user=user()
                again=true
                on_done=move |()| crate::ui::announce(&tf(texts::desk::SIGN_IN_AGAIN_DONE, &[]))
            />
        </Dialog>
    }
}
