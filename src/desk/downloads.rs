//! Files that the server makes of a list, a book or a report: buttons that fetch one and save it.

use super::session::Session;
use crate::{
    api::{self, Failure},
    device::download_blob,
    i18n::{Key, t, texts::desk as d, tf, ts},
    ui::{Button, Icon, Sign, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{Endpoint, files::FileKind};

/// What to fetch: the name that the file is saved under, without its ending, and the query.
pub struct Wanted {
    pub name: String,
    pub query: Vec<(&'static str, String)>,
}

/// Buttons for the kinds, each with its words. `wanted` is asked at the press; `None` where there is nothing to fetch yet.
pub fn downloads<E: Endpoint + 'static>(
    kinds: &'static [(FileKind, Key)],
    wanted: impl Fn() -> Option<Wanted> + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let session = Session::get();
    let busy = RwSignal::new(None::<FileKind>);
    let wrong = RwSignal::new(None::<Key>);
    let fetch = move |kind: FileKind| {
        let Some(wanted) = wanted().filter(|_| busy.get_untracked().is_none()) else { return };
        busy.set(Some(kind));
        wrong.set(None);
        announce(t(d::FILE_MAKING));
        spawn_local(async move {
            let query: Vec<(&str, &str)> = wanted.query.iter().map(|(key, value)| (*key, value.as_str())).collect();
            let answer = api::bytes_of::<E>(&[kind.ending()], &query).await;
            if busy.try_set(None).is_some() {
                return;
            }
            let name = format!("{}.{}", wanted.name, kind.ending());
            wrong.set(match answer {
                Ok(bytes) if download_blob(&name, &bytes, kind.media_type()) => {
                    announce(&tf(d::FILE_MADE, &[("name", &name)]));
                    None
                }
                Ok(_) => Some(d::FILE_NOT_SAVED),
                Err(failure) => Some(told(session, &failure)),
            });
        });
    };
    let button = move |(kind, words): (FileKind, Key)| {
        let waiting = Signal::derive(move || busy.get() == Some(kind));
        view! {
            <Button busy=waiting on_press=move |()| fetch(kind)>
                <Icon sign=Sign::Download />
                <span>{ts(words)}</span>
            </Button>
        }
    };
    view! {
        <div class="register-files" role="group" aria-label=ts(d::FILE_TITLE)>
            {kinds.iter().copied().map(button).collect_view()}
            {move || busy.get().map(|_| view! { <p class="muted small">{ts(d::FILE_MAKING)}</p> })}
            {move || wrong.get().map(|words| view! { <p class="field-error" role="alert">{ts(words)}</p> })}
        </div>
    }
}

fn told(session: Session, failure: &Failure) -> Key {
    session.ended(failure);
    api::words(failure)
}
