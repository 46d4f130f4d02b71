//! The dialogs of an account: a new one, and one that is there (change, switch off and on, another password).

use super::{
    Page,
    first::First,
    form::{AccountFields, Typed},
};
use crate::{
    api,
    i18n::{Key, texts, tf, ts},
    ui::{Button, ButtonKind, Dialog, Notice, Tone, focus_id, focus_soon},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    NoBody, ProblemCode,
    accounts::{Account, AccountChange, ChangeAccount, CreateAccount, FirstPassword, NewAccount, ResetPassword},
};
use motcua_domain::staff::Role;

/// What went wrong, in a sentence.
#[component]
fn Trouble(failure: RwSignal<Option<Key>>) -> impl IntoView {
    move || failure.get().map(|key| view! { <Notice tone=Tone::Error alert=true><p>{ts(key)}</p></Notice> })
}

/// Takes a refusal to its field, or to the sentence above the form.
fn refused(page: Page, id: &'static str, typed: Typed, failure: RwSignal<Option<Key>>, error: &api::Failure) {
    if page.session.ended(error) {
        return;
    }
    if let api::Failure::Refused(problem) = error
        && typed.found(problem)
    {
        return show_first(id, typed);
    }
    failure.set(Some(match error.refused() {
        Some(ProblemCode::NotFound) => texts::accounts::GONE,
        _ => api::words(error),
    }));
}

fn show_first(id: &'static str, typed: Typed) {
    if let Some(field) = typed.first_wrong() {
        focus_id(&format!("{id}-{field}"));
    }
}

/// A new account.
#[component]
pub fn NewDialog() -> impl IntoView {
    let Some(page) = Page::get() else { return ().into_any() };
    view! {
        <Dialog
            id="account-add"
            open=page.adding
            title=ts(texts::accounts::FORM_NEW_TITLE)
            on_close=move |()| page.adding.set(false)
        >
            <NewForm page=page />
        </Dialog>
    }
    .into_any()
}

#[component]
fn NewForm(page: Page) -> impl IntoView {
    let typed = Typed::new("", "", &[], &[]);
    let (busy, failure) = (RwSignal::new(false), RwSignal::new(None));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        failure.set(None);
        if busy.get_untracked() {
            return;
        }
        if !typed.check(true) {
            return show_first("add", typed);
        }
        busy.set(true);
        spawn_local(async move {
            let roles = typed.roles.get_untracked();
            let body = NewAccount {
                user: typed.user.get_untracked(),
                name: typed.name.get_untracked(),
                fields: fields_for(&roles, typed),
                roles,
            };
            let result = api::send::<CreateAccount>(&[], &body, &[]).await;
            busy.try_set(false);
            match result {
                Ok(FirstPassword { account, password }) => {
                    page.keep(&account);
                    page.said.set(None);
                    page.adding.set(false);
                    page.first.set(Some(First { name: account.name, user: account.user, password }));
                }
                Err(error) => refused(page, "add", typed, failure, &error),
            }
        });
    };
    view! {
        <form on:submit=submit novalidate>
            <Trouble failure=failure />
            <AccountFields id="add" typed=typed with_user=true />
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=busy>{ts(texts::accounts::FORM_CREATE)}</Button>
                <Button on_press=move |()| page.adding.set(false)>{ts(texts::common::ACTION_CANCEL)}</Button>
            </div>
        </form>
    }
}

/// Fields of work belong to officers; of others they would only lie there.
fn fields_for(roles: &[Role], typed: Typed) -> Vec<String> {
    if roles.contains(&Role::Officer) { typed.fields.get_untracked() } else { Vec::new() }
}

/// What the dialog of an account asks now.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Edit,
    AskOff,
    AskReset,
}

/// An account that is there.
#[component]
pub fn EditDialog() -> impl IntoView {
    let Some(page) = Page::get() else { return ().into_any() };
    let title = Signal::derive(move || {
        page.open.with(|open| {
            open.as_ref().map(|account| tf(texts::accounts::EDIT_OF, &[("name", &account.name)])).unwrap_or_default()
        })
    });
    view! {
        <Dialog
            id="account-edit"
            open=Signal::derive(move || page.open.with(Option::is_some))
            title=title
            on_close=move |()| page.open.set(None)
        >
            {move || page.open.get_untracked().map(|account| view! { <EditForm page=page account=account /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn EditForm(page: Page, account: Account) -> impl IntoView {
    let typed = Typed::new(&account.user, &account.name, &account.roles, &account.fields);
    let (busy, failure, step) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(Step::Edit));
    let me = untrack(|| page.session.id()).is_some_and(|id| id == account.id);
    let (id, before) = (StoredValue::new(account.id.clone()), StoredValue::new(account));
    // Another state, or other words and roles: one request either way.
    let change = move |body: AccountChange, said: Key| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let result = api::send::<ChangeAccount>(&[&id.get_value()], &body, &[]).await;
            busy.try_set(false);
            match result {
                Ok(account) => {
                    page.keep(&account);
                    page.open.set(None);
                    page.say(said, &account.name);
                }
                Err(error) => {
                    step.try_set(Step::Edit);
                    refused(page, "edit", typed, failure, &error);
                }
            }
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !typed.check(false) {
            return show_first("edit", typed);
        }
        let roles = typed.roles.get_untracked();
        let disabled = before.with_value(|account| account.disabled);
        let fields = fields_for(&roles, typed);
        change(AccountChange { name: typed.name.get_untracked(), roles, fields, disabled }, texts::accounts::SAVED);
    };
    let switch = move |disabled: bool| {
        let body = before.with_value(|account| AccountChange {
            name: account.name.clone(),
            roles: account.roles.clone(),
            fields: account.fields.clone(),
            disabled,
        });
        change(body, if disabled { texts::accounts::SWITCHED_OFF } else { texts::accounts::SWITCHED_ON });
    };
    let reset = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let result = api::send::<ResetPassword>(&[&id.get_value()], &NoBody {}, &[]).await;
            busy.try_set(false);
            match result {
                Ok(FirstPassword { account, password }) => {
                    page.open.set(None);
                    page.first.set(Some(First { name: account.name, user: account.user, password }));
                }
                Err(error) => {
                    step.try_set(Step::Edit);
                    refused(page, "edit", typed, failure, &error);
                }
            }
        });
    };
    let ask = move |next: Step| {
        step.set(next);
        focus_soon("account-ask");
    };
    let question = move |title: Key, text: Key, yes: Key, act: Callback<()>| {
        let name = before.with_value(|account| account.name.clone());
        view! {
            <h3 id="account-ask" tabindex="-1">{move || tf(title, &[("name", &name)])}</h3>
            <p>{ts(text)}</p>
            <div class="actions">
                <Button kind=ButtonKind::Danger busy=busy on_press=act>{ts(yes)}</Button>
                <Button
                    on_press=move |()| {
                        step.set(Step::Edit);
                        focus_soon("edit-name");
                    }
                >
                    {ts(texts::common::ACTION_CANCEL)}
                </Button>
            </div>
        }
    };
    let off = before.with_value(|account| account.disabled);
    // One's own account is renamed here and nothing more: another administrator can.
    let more = move || {
        (!me).then(|| {
            let switching = if off {
                view! {
                    <Button busy=busy on_press=move |()| switch(false)>{ts(texts::accounts::OFF_ON)}</Button>
                }
                .into_any()
            } else {
                view! {
                    <Button kind=ButtonKind::Danger on_press=move |()| ask(Step::AskOff)>{ts(texts::accounts::OFF_ACT)}</Button>
                }
                .into_any()
            };
            view! {
                <div class="actions account-more">
                    <Button on_press=move |()| ask(Step::AskReset)>{ts(texts::accounts::RESET_ACT)}</Button>
                    {switching}
                </div>
            }
        })
    };
    move || {
        match step.get() {
        Step::Edit => view! {
            <form on:submit=submit novalidate>
                <Trouble failure=failure />
                <p class="muted">{ts(texts::accounts::HEAD_USER)} ": " <span class="mono">{typed.user.get_untracked()}</span></p>
                <AccountFields id="edit" typed=typed />
                <div class="actions">
                    <Button kind=ButtonKind::Primary submit=true busy=busy>{ts(texts::accounts::FORM_SAVE)}</Button>
                    <Button on_press=move |()| page.open.set(None)>{ts(texts::common::ACTION_CANCEL)}</Button>
                </div>
            </form>
            {more()}
        }
        .into_any(),
        Step::AskOff => {
            use texts::accounts as a;
            question(a::OFF_TITLE, a::OFF_TEXT, a::OFF_YES, Callback::new(move |()| switch(true))).into_any()
        }
        Step::AskReset => {
            use texts::accounts as a;
            question(a::RESET_TITLE, a::RESET_TEXT, a::RESET_YES, Callback::new(move |()| reset())).into_any()
        }
    }
    }
}
