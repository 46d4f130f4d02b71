//! The navigation: the pages that whoever is signed in may use, from the one table of roles. On narrow screens it folds
//! into a menu button.

use super::{routes, session::Session};
use crate::{
    i18n::{Key, t, texts, ts},
    ui::{EmptyState, LinkButton},
};
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_location;
use motcua_domain::staff::Duty;

/// A page in the navigation.
struct Entry {
    path: &'static str,
    words: Key,
    /// Who has it, sees the page.
    duty: Duty,
}

/// In the order of a dossier's way through the office. The first that one may use is one's own first page.
const ENTRIES: &[Entry] = &[
    Entry { path: routes::LIST, words: texts::nav::LIST, duty: Duty::SeeWork },
    Entry { path: routes::BOARD, words: texts::nav::BOARD, duty: Duty::SeeWork },
    Entry { path: routes::RECEPTION, words: texts::nav::RECEPTION, duty: Duty::Greet },
    Entry { path: routes::CALLING, words: texts::nav::CALLING, duty: Duty::Call },
    Entry { path: routes::FILL_IN, words: texts::nav::FILL_IN, duty: Duty::FillIn },
    Entry { path: routes::REGISTER, words: texts::nav::REGISTER, duty: Duty::Register },
    Entry { path: routes::CERTIFICATIONS, words: texts::copies::REGISTER_NAV, duty: Duty::Register },
    Entry { path: routes::MONEY, words: texts::nav::MONEY, duty: Duty::Cashbook },
    Entry { path: routes::CASHBOOK, words: texts::nav::CASHBOOK, duty: Duty::Cashbook },
    Entry { path: routes::RATINGS, words: texts::nav::RATINGS, duty: Duty::Ratings },
    Entry { path: routes::REPORTS, words: texts::nav::REPORTS, duty: Duty::Report },
    Entry { path: routes::ACCOUNTS, words: texts::nav::ACCOUNTS, duty: Duty::Accounts },
    Entry { path: routes::POSTERS, words: texts::nav::POSTERS, duty: Duty::Posters },
];

/// The first page of whoever is signed in.
pub fn home(session: Session) -> &'static str {
    ENTRIES.iter().find(|entry| session.has(entry.duty)).map_or(routes::LIST, |entry| entry.path)
}

/// Every page of whoever is signed in, with its name; follows the session.
pub fn pages(session: Session) -> Vec<(&'static str, Key)> {
    let own = ENTRIES.iter().filter(|entry| session.has(entry.duty));
    own.map(|entry| (entry.path, entry.words)).collect()
}

/// Whether `path` is on the page of an entry: the page itself or one below it. Dossiers belong to the list.
fn stands_on(entry: &str, path: &str) -> bool {
    if entry == routes::LIST {
        return path == entry || path.starts_with("/desk/ho-so/");
    }
    path == entry || path.strip_prefix(entry).is_some_and(|rest| rest.starts_with('/'))
}

/// The navigation of whoever is signed in; nothing while nobody is, or while a password must be changed first.
#[component]
pub fn Navigation() -> impl IntoView {
    let session = Session::get();
    let path = use_location().pathname;
    let (open, set_open) = signal(false);
    // A page was chosen: the menu has done its work.
    Effect::new(move |_| {
        path.track();
        set_open.set(false);
    });
    let handle = window_event_listener(ev::keydown, move |event| {
        if event.key() == "Escape" && open.get_untracked() {
            set_open.set(false);
            crate::ui::focus_id("nav-menu");
        }
    });
    on_cleanup(move || handle.remove());
    let entries = Memo::new(move |_| {
        let at = |entry: &&Entry| session.has(entry.duty);
        if session.must_change() {
            Vec::new()
        } else {
            ENTRIES.iter().filter(at).map(|entry| (entry.path, entry.words)).collect()
        }
    });
    let link = move |(to, words): (&'static str, Key)| {
        let current = move || path.with(|path| stands_on(to, path)).then_some("page");
        view! { <li><a href=to aria-current=current>{ts(words)}</a></li> }
    };
    move || {
        let entries = entries.get();
        (!entries.is_empty()).then(|| {
            view! {
                <nav class="desk-nav" aria-label=ts(texts::nav::LABEL)>
                    <button
                        type="button"
                        id="nav-menu"
                        class="button button-quiet desk-nav-menu"
                        aria-expanded=move || open.get().to_string()
                        aria-controls="nav-pages"
                        on:click=move |_| set_open.update(|open| *open = !*open)
                    >
                        {ts(texts::nav::MENU)}
                    </button>
                    <ul id="nav-pages" class="desk-nav-pages" class:is-open=open>
                        {entries.into_iter().map(link).collect_view()}
                    </ul>
                </nav>
            }
        })
    }
}

/// A page for those with a duty; others read whose page it is and where theirs is.
#[component]
pub fn For(duty: Duty, children: ChildrenFn) -> impl IntoView {
    let session = Session::get();
    let may = Memo::new(move |_| session.has(duty));
    let children = StoredValue::new(children);
    move || if may.get() { children.with_value(|children| children()) } else { view! { <NoDuty /> }.into_any() }
}

/// Not a page of this account.
#[component]
fn NoDuty() -> impl IntoView {
    let session = Session::get();
    let somewhere = move || ENTRIES.iter().any(|entry| session.has(entry.duty));
    let text = Signal::derive(move || {
        t(if somewhere() { texts::nav::NO_DUTY_TEXT } else { texts::nav::NO_DUTY_NOTHING }).to_owned()
    });
    view! {
        <h1 class="visually-hidden" id="page-title" tabindex="-1">{ts(texts::nav::NO_DUTY_TITLE)}</h1>
        <EmptyState title=ts(texts::nav::NO_DUTY_TITLE) text=text>
            {move || {
                somewhere().then(|| view! { <LinkButton href=home(session)>{ts(texts::nav::NO_DUTY_BACK)}</LinkButton> })
            }}
        </EmptyState>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_below_belongs_to_its_entry() {
        assert!(stands_on("/desk", "/desk"));
        assert!(stands_on("/desk", "/desk/ho-so/1"));
        assert!(!stands_on("/desk", "/desk/so"));
        assert!(stands_on("/desk/dien", "/desk/dien/noi"));
        assert!(!stands_on("/desk/so", "/desk/so-khac"));
    }
}
