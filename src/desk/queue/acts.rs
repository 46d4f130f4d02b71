//! What a counter does: one thing at a time, each said aloud, a repeated press recognised by the server.

use super::line::Line;
use crate::{
    api::{self, Failure},
    device::uuid_v4,
    i18n::{t, texts::queue as q, tf},
    ui::announce,
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    IDEMPOTENCY_HEADER,
    queue::{ActOnTicket, CallNext, CallTicket, TicketAct},
};

/// The hands of a counter.
#[derive(Clone, Copy)]
pub struct Acts {
    pub line: Line,
    pub busy: RwSignal<bool>,
    pub failure: RwSignal<Option<Failure>>,
    /// What happened last, for the eye; screen readers hear it.
    pub said: RwSignal<String>,
    /// Of a call whose answer did not come: pressing again asks for the same one.
    key: StoredValue<Option<String>>,
}

impl Acts {
    pub fn new(line: Line) -> Self {
        Self {
            line,
            busy: RwSignal::new(false),
            failure: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            key: StoredValue::new(None),
        }
    }

    fn begin(self) -> bool {
        if self.busy.get_untracked() {
            return false;
        }
        self.busy.set(true);
        self.failure.set(None);
        true
    }

    fn end(self, said: Result<String, Failure>) {
        self.busy.set(false);
        match said {
            Ok(words) => {
                announce(&words);
                self.said.set(words);
                self.line.load();
            }
            Err(failure) => {
                self.line.failed(&failure);
                self.failure.set(Some(failure));
            }
        }
    }

    /// Calls the next one, or a certain one, to this counter.
    pub fn call(self, counter: String, ticket: Option<String>) {
        if !self.begin() {
            return;
        }
        let asked = ticket.clone();
        let key = match self.key.get_value().filter(|_| asked.is_none()) {
            Some(key) => key,
            None => uuid_v4(),
        };
        spawn_local(async move {
            let body = CallNext { counter: counter.clone(), ticket };
            let answer = api::send::<CallTicket>(&[], &body, &[(IDEMPOTENCY_HEADER, &key)]).await;
            let unknown = matches!(answer, Err(Failure::Offline | Failure::Timeout)) && asked.is_none();
            self.key.set_value(unknown.then_some(key));
            self.end(answer.map(|called| match called.ticket {
                Some(ticket) => tf(q::CALLING_CALLED_ALOUD, &[("number", &ticket.number), ("counter", &counter)]),
                None => t(q::CALLING_NO_MORE).to_owned(),
            }));
        });
    }

    /// Does something with a ticket.
    pub fn act(self, id: String, act: TicketAct) {
        if !self.begin() {
            return;
        }
        spawn_local(async move {
            let words = match act {
                TicketAct::Recall {} => q::CALLING_CALLED_ALOUD,
                TicketAct::Skip {} => q::CALLING_SKIPPED_ALOUD,
                TicketAct::Transfer { .. } => q::CALLING_SENT_ALOUD,
                TicketAct::Finish {} => q::CALLING_DONE_ALOUD,
            };
            let answer = api::send::<ActOnTicket>(&[&id], &act, &[]).await;
            self.end(answer.map(|ticket| {
                let counter = ticket.counter.unwrap_or_default();
                tf(words, &[("number", &ticket.number), ("counter", &counter)])
            }));
        });
    }
}
