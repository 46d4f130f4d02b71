//! The administrator's page: who may sign in, as what. A list, and a dialog for one account.

mod edit;
mod first;
mod form;

use super::session::Session;
use crate::{
    api,
    i18n::{Key, t, texts, tf, ts},
    ui::{Button, ButtonKind, EmptyState, Icon, Notice, Sign, Skeleton, Table, Tag, Tone},
};
use edit::{EditDialog, NewDialog};
use first::{First, FirstDialog};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    NoBody,
    accounts::{Account, ListAccounts},
};
use motcua_domain::staff::Role;

/// A role's name.
pub fn role_words(role: Role) -> Key {
    texts::accounts::find_role(role.as_str()).unwrap_or(texts::accounts::HEAD_ROLES)
}

/// A field's name as the citizens' list has it; its id where this build does not know it.
pub fn field_words(field: &str) -> String {
    texts::common::find_domain(field).map_or_else(|| field.to_owned(), |key| t(key).to_owned())
}

/// The page's state, for the dialogs.
#[derive(Clone, Copy)]
struct Page {
    session: Session,
    accounts: RwSignal<Vec<Account>>,
    /// The account that is open in the dialog.
    open: RwSignal<Option<Account>>,
    adding: RwSignal<bool>,
    /// A password that is shown now.
    first: RwSignal<Option<First>>,
    /// What was just done, in a sentence above the list.
    said: RwSignal<Option<(Key, String)>>,
}

impl Page {
    fn get() -> Option<Self> {
        use_context()
    }

    /// Takes an account into the list, in the place of what it was.
    fn keep(self, account: &Account) {
        self.accounts.update(|accounts| match accounts.iter_mut().find(|other| other.id == account.id) {
            Some(other) => other.clone_from(account),
            None => accounts.push(account.clone()),
        });
    }

    /// Says what was done, to eyes and ears.
    fn say(self, key: Key, name: &str) {
        self.said.set(Some((key, name.to_owned())));
        crate::ui::announce(&tf(key, &[("name", name)]));
    }
}

/// The page.
#[component]
pub fn AccountsPage() -> impl IntoView {
    let session = Session::get();
    super::frame::title(texts::accounts::TITLE);
    let page = Page {
        session,
        accounts: RwSignal::new(Vec::new()),
        open: RwSignal::new(None),
        adding: RwSignal::new(false),
        first: RwSignal::new(None),
        said: RwSignal::new(None),
    };
    provide_context(page);
    let loaded = RwSignal::new(None::<Result<(), Key>>);
    let load = Callback::new(move |()| {
        loaded.set(None);
        spawn_local(async move {
            let result = api::call::<ListAccounts>(&[], &[], None::<&NoBody>, &[]).await;
            let outcome = match result {
                Ok(list) => {
                    page.accounts.try_set(list.accounts);
                    Ok(())
                }
                Err(failure) => {
                    session.ended(&failure);
                    Err(api::words(&failure))
                }
            };
            loaded.try_set(Some(outcome));
        });
    });
    // Again after signing in again: the list may not have come.
    Effect::new(move |_| {
        session.renewed.track();
        load.run(());
    });
    let body = move || match loaded.get() {
        None => view! { <Skeleton label=ts(texts::accounts::LOADING) lines=6 /> }.into_any(),
        Some(Err(key)) => view! {
            <Notice tone=Tone::Error alert=true><p>{ts(key)}</p></Notice>
            <Button kind=ButtonKind::Primary on_press=load>{ts(texts::common::ACTION_RETRY)}</Button>
        }
        .into_any(),
        Some(Ok(())) => view! { <List page=page /> }.into_any(),
    };
    view! {
        <div class="list-head">
            <h1 id="page-title" tabindex="-1">{ts(texts::accounts::TITLE)}</h1>
            <Button kind=ButtonKind::Primary id="account-new" on_press=move |()| page.adding.set(true)>
                <Icon sign=Sign::Plus />
                {ts(texts::accounts::NEW)}
            </Button>
        </div>
        <p class="muted">{ts(texts::accounts::INTRO)}</p>
        {move || {
            page.said
                .get()
                .map(|(key, name)| {
                    view! { <Notice tone=Tone::Success><p>{move || tf(key, &[("name", &name)])}</p></Notice> }
                })
        }}
        {body}
        <NewDialog />
        <EditDialog />
        <FirstDialog />
    }
}

/// The accounts; those switched off come last.
#[component]
fn List(page: Page) -> impl IntoView {
    let order = Memo::new(move |_| {
        page.accounts.with(|accounts| {
            let mut order: Vec<(bool, String)> =
                accounts.iter().map(|account| (account.disabled, account.id.clone())).collect();
            order.sort_by_key(|(disabled, _)| *disabled);
            order
        })
    });
    let headings = Signal::derive(|| {
        use texts::accounts as a;
        [a::HEAD_NAME, a::HEAD_USER, a::HEAD_ROLES, a::HEAD_FIELDS, a::HEAD_STATE, a::HEAD_ACT]
            .map(|key| t(key).to_owned())
            .to_vec()
    });
    let empty = Memo::new(move |_| order.with(Vec::is_empty));
    move || {
        if empty.get() {
            return view! { <EmptyState title=ts(texts::accounts::NONE) /> }.into_any();
        }
        view! {
            <Table caption=ts(texts::accounts::TITLE) headings=headings>
                <For each=move || order.get() key=|(_, id)| id.clone() let((_, id))>
                    <Line page=page id=id />
                </For>
            </Table>
        }
        .into_any()
    }
}

/// One account. It follows changes in its place, so that the focus comes back to its button.
#[component]
fn Line(page: Page, id: String) -> impl IntoView {
    use texts::accounts as a;
    let mine = id.clone();
    let me = Memo::new(move |_| page.session.id().is_some_and(|id| id == mine));
    let account =
        Memo::new(move |_| page.accounts.with(|accounts| accounts.iter().find(|account| account.id == id).cloned()));
    let part = move |pick: fn(&Account) -> String| {
        Signal::derive(move || account.with(|account| account.as_ref().map(pick).unwrap_or_default()))
    };
    let joined = |words: Vec<String>| words.join("; ");
    let roles = part(joined_roles);
    let fields = Signal::derive(move || {
        account.with(|account| {
            joined(account.iter().flat_map(|one| &one.fields).map(|field| field_words(field)).collect())
        })
    });
    let name = part(|account| account.name.clone());
    let label = Signal::derive(move || name.with(|name| tf(a::EDIT_OF, &[("name", name)])));
    let off = Memo::new(move |_| account.with(|account| account.as_ref().is_some_and(|account| account.disabled)));
    let state = Signal::derive(move || t(if off.get() { a::STATE_OFF } else { a::STATE_ON }).to_owned());
    let tone = Signal::derive(move || if off.get() { Tone::Plain } else { Tone::Success });
    let open = move |()| {
        page.said.set(None);
        page.open.set(account.get_untracked());
    };
    view! {
        <tr class="account-line">
            <td data-label=ts(a::HEAD_NAME)><strong>{name}</strong></td>
            <td data-label=ts(a::HEAD_USER)><span class="mono">{part(|account| account.user.clone())}</span></td>
            <td data-label=ts(a::HEAD_ROLES)>{roles}</td>
            <td data-label=move || fields.with(|fields| (!fields.is_empty()).then(|| t(a::HEAD_FIELDS)))>{fields}</td>
            <td data-label=ts(a::HEAD_STATE)>
                <Tag tone=tone text=state />
                {move || me.get().then(|| view! { " " <Tag text=ts(a::STATE_ME) /> })}
            </td>
            <td>
                <Button label=label on_press=open>{ts(a::EDIT)}</Button>
            </td>
        </tr>
    }
}

/// The names of an account's roles.
fn joined_roles(account: &Account) -> String {
    account.roles.iter().map(|role| t(role_words(*role))).collect::<Vec<_>>().join("; ")
}
