//! Today's queue as the server knows it, asked again and again while somebody looks, and the counter of this machine.

use crate::api::{self, Failure};
use crate::desk::session::Session;
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    endpoint::encode,
    queue::{GetQueue, Queue},
};
use std::time::Duration;

/// How often the desk asks.
const REFRESH: Duration = Duration::from_secs(3);
/// Where this machine's counter is remembered: a place, nothing about anybody.
const STORAGE_KEY: &str = "motcua-desk-counter";

/// The queue, for a page.
#[derive(Clone, Copy)]
pub struct Line {
    pub queue: RwSignal<Option<Queue>>,
    pub failure: RwSignal<Option<Failure>>,
    session: Session,
    /// Answers to older questions are dropped.
    turn: StoredValue<u32>,
}

impl Line {
    /// A queue that keeps itself fresh while the calling component lives.
    pub fn fresh() -> Self {
        let line = Self {
            queue: RwSignal::new(None),
            failure: RwSignal::new(None),
            session: Session::get(),
            turn: StoredValue::new(0),
        };
        Effect::new(move |_| {
            line.session.renewed.track();
            line.load();
        });
        let refresh = move || {
            if !document().hidden() && !line.session.expired.get_untracked() {
                line.ask(&[api::BY_TIMER]);
            }
        };
        if let Ok(timer) = set_interval_with_handle(refresh, REFRESH) {
            on_cleanup(move || timer.clear());
        }
        line
    }

    /// Asks now.
    pub fn load(self) {
        self.ask(&[]);
    }

    fn ask(self, headers: &'static [(&str, &str)]) {
        let next = |turn: &mut u32| {
            *turn = turn.wrapping_add(1);
            *turn
        };
        let Some(turn) = self.turn.try_update_value(next) else { return };
        spawn_local(async move {
            let answer = api::get::<GetQueue>(&[], headers).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            match answer {
                Ok(queue) => {
                    self.failure.set(None);
                    // What did not change is not drawn again: buttons stay under the finger.
                    if self.queue.with_untracked(|before| before.as_ref() != Some(&queue)) {
                        self.queue.set(Some(queue));
                    }
                }
                Err(failure) => {
                    self.session.ended(&failure);
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    /// Looks at a failure of an act: an ended session asks to sign in again, and the list is asked anew.
    pub fn failed(self, failure: &Failure) {
        self.session.ended(failure);
        self.load();
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

/// The counter that this machine stands at, if it was said.
pub fn own_counter() -> Option<String> {
    storage()?.get_item(STORAGE_KEY).ok().flatten().filter(|name| !name.is_empty())
}

/// The same, as the header of what is decided at it; empty where it was not said, which the server takes for none.
pub fn own_counter_header() -> String {
    own_counter().map(|name| encode(&name)).unwrap_or_default()
}

/// Remembers it; a closed storage only forgets it.
pub fn keep_counter(name: Option<&str>) {
    if let Some(storage) = storage() {
        let _ = match name {
            Some(name) => storage.set_item(STORAGE_KEY, name),
            None => storage.remove_item(STORAGE_KEY),
        };
    }
}
