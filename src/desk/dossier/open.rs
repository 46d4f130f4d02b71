//! An open dossier: what the server says of it, who looks at it, and how commands go out.
//!
//! What is typed lives beside the dossier and not in the forms: a reload after somebody else's change keeps it.

use super::{
    acts::{self, Case},
    said,
    typed::Typed,
};
use crate::{
    api::{self, Failure},
    desk::{
        queue::own_counter_header,
        reference::Reference,
        session::{Session, Who},
    },
    device::{now_ms, page},
    i18n::{Key, t},
    ui::{announce, focus_soon},
};
use jiff::{Timestamp, civil::DateTime};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use motcua_contract::{
    COUNTER_HEADER, ProblemCode,
    desk::{CommandDossier, DeskCommand, DeskDossier, OpenDossier, Staff},
};
use motcua_domain::staff::Duty;
use std::time::Duration;

/// How often one asks whether somebody else changed it.
const POLL: Duration = Duration::from_secs(15);
/// So long after the steps changed none can be pressed: a second click must not land on another one.
const SETTLE: Duration = Duration::from_millis(600);

/// Which form is open beside the dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Refuse,
    Supplement,
    /// A second request; the leader's.
    SupplementAgain,
    Stop,
    Decline,
    Payment,
    Finish,
    Propose,
    SendBack,
    Return,
    Extend,
    Assign,
    Ask,
    Opinion,
}

/// An open dossier.
#[derive(Clone, Copy)]
pub struct Open {
    pub id: StoredValue<String>,
    pub dossier: RwSignal<Option<DeskDossier>>,
    /// Why it is not here, or why the last command failed.
    pub failure: RwSignal<Option<Failure>>,
    /// Somebody else was faster: their event, in words.
    pub changed: RwSignal<Option<String>>,
    /// What was done last.
    pub done: RwSignal<Option<Key>>,
    pub busy: RwSignal<bool>,
    /// The steps have just changed: see [`SETTLE`].
    pub settling: RwSignal<bool>,
    pub form: RwSignal<Option<Form>>,
    pub typed: Typed,
    pub session: Session,
    reference: Reference,
    /// The server's local time when it was last heard of, and this machine's milliseconds then.
    heard: RwSignal<(DateTime, f64)>,
}

impl Open {
    pub fn new(id: String) -> Self {
        Self {
            id: StoredValue::new(id),
            dossier: RwSignal::new(None),
            failure: RwSignal::new(None),
            changed: RwSignal::new(None),
            done: RwSignal::new(None),
            busy: RwSignal::new(false),
            settling: RwSignal::new(false),
            form: RwSignal::new(None),
            typed: Typed::new(),
            session: Session::get(),
            reference: Reference::get(),
            heard: RwSignal::new((DateTime::MIN, 0.0)),
        }
    }

    /// The open dossier of the page around.
    pub fn get() -> Self {
        use_context().unwrap_or_else(|| Self::new(String::new()))
    }

    /// Reads something of the dossier; a default while it is not here.
    pub fn read<T: Default>(self, read: impl FnOnce(&DeskDossier) -> T) -> T {
        self.dossier.with(|dossier| dossier.as_ref().map(read).unwrap_or_default())
    }

    /// Reads something of the dossier and of who looks at it, with what of the procedure decides what may be done.
    pub fn judge<T: Default>(self, judge: impl FnOnce(&DeskDossier, &Staff, &Case) -> T) -> T {
        self.session.who.with(|who| {
            let Who::Somebody(staff) = who else { return T::default() };
            self.read(|dossier| {
                let same_visit = self.reference.procedure(&dossier.procedure).is_some_and(|w| w.procedure().same_visit);
                let field = self.reference.field_of(&dossier.procedure).unwrap_or_default();
                judge(dossier, staff, &Case { field, same_visit })
            })
        })
    }

    /// Whether all is here that decides what may be done; see [`Reference::settled`].
    pub fn settled(self) -> bool {
        self.reference.settled(&self.read(|dossier| dossier.procedure.clone()))
    }

    /// Whether who is signed in may do this on the dossier.
    pub fn may(self, duty: Duty) -> bool {
        self.judge(|dossier, staff, case| acts::may(staff, dossier, &case.field, duty))
    }

    /// The server's local time now, to the minute of the last answer; the desk machine's clock may be wrong.
    pub fn now(self) -> DateTime {
        self.heard.with(|(at, _)| *at)
    }

    /// Seconds until a moment, by the server's clock.
    pub fn seconds_until(self, moment: Timestamp) -> i64 {
        let (at, ms) = self.heard.get();
        let passed = ((now_ms() - ms) / 1000.0) as i64;
        let until = motcua_domain::deadline::local(moment);
        at.duration_until(until).as_secs() - passed
    }

    /// Asks the server for it, and again while the page is open.
    pub fn load(self) {
        self.failure.set(None);
        spawn_local(async move {
            let _ = self.reload().await;
        });
    }

    /// Follows what others do, as long as the calling component lives.
    pub fn follow(self) {
        let look = move || {
            let idle = !self.busy.get_untracked() && self.dossier.with_untracked(Option::is_some);
            if idle && !page::hidden() {
                spawn_local(self.look());
            }
        };
        if let Ok(handle) = set_interval_with_handle(look, POLL) {
            on_cleanup(move || handle.clear());
        }
    }

    async fn look(self) {
        let id = self.id.get_value();
        // A failure here is said by the next thing that somebody does.
        let Ok(dossier) = api::get::<OpenDossier>(&[&id], &[api::BY_TIMER]).await else { return };
        if self.busy.try_get_untracked() != Some(false) {
            return;
        }
        let version = |dossier: &DeskDossier| (dossier.version, dossier.unread);
        let known = self.dossier.with_untracked(|known| known.as_ref().map(version));
        if known != Some(version(&dossier)) {
            let newer = known.is_none_or(|(known, _)| known < dossier.version);
            if let Some(words) = said::meanwhile(&dossier).filter(|_| newer) {
                announce(&words);
                self.done.set(None);
                self.changed.set(Some(words));
            }
            self.keep(dossier);
        } else {
            self.heard.set((dossier.now, now_ms()));
        }
    }

    fn keep(self, dossier: DeskDossier) {
        self.heard.try_set((dossier.now, now_ms()));
        self.typed.follow(&dossier);
        self.dossier.try_set(Some(dossier));
    }

    async fn reload(self) -> Result<(), Failure> {
        let id = self.id.get_value();
        match api::get::<OpenDossier>(&[&id], &[]).await {
            Ok(dossier) => {
                self.keep(dossier);
                Ok(())
            }
            Err(failure) => {
                self.session.ended(&failure);
                self.failure.try_set(Some(failure.clone()));
                Err(failure)
            }
        }
    }

    /// Sends a command. What was typed is cleared only when the server has done it.
    pub fn command(self, command: DeskCommand, done: Key) {
        self.command_then(command, done, || ());
    }

    /// As [`Open::command`], and goes on when it was done.
    pub fn command_then(self, command: DeskCommand, done: Key, then: impl FnOnce() + 'static) {
        if self.busy.get_untracked() || self.dossier.with_untracked(Option::is_none) {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        self.changed.set(None);
        self.done.set(None);
        spawn_local(async move {
            let answer = match self.typed.pending_checks().filter(|_| command != DeskCommand::Undo {}) {
                // What was found of the papers goes before what follows from it.
                Some(checks) => match self.send(&DeskCommand::CheckPapers { checks }).await {
                    Ok(()) => self.send(&command).await,
                    failed => failed,
                },
                None => self.send(&command).await,
            };
            self.busy.try_set(false);
            match answer {
                Ok(()) => {
                    self.settle();
                    self.typed.clear();
                    self.form.try_set(None);
                    self.done.try_set(Some(done));
                    focus_soon("actions-title");
                    then();
                }
                Err(failure) => self.failed(failure).await,
            }
        });
    }

    async fn send(self, command: &DeskCommand) -> Result<(), Failure> {
        let version = self.dossier.try_with_untracked(|dossier| dossier.as_ref().map(|dossier| dossier.version));
        let seen = format!("\"{}\"", version.flatten().unwrap_or_default());
        let id = self.id.get_value();
        let counter = own_counter_header();
        let headers = [("if-match", seen.as_str()), (COUNTER_HEADER, &counter)];
        let dossier = api::call::<CommandDossier>(&[&id], &[], Some(command), &headers).await?;
        if let DeskCommand::CheckPapers { checks } = command {
            self.typed.checks_kept(checks);
        }
        self.keep(dossier);
        Ok(())
    }

    async fn failed(self, failure: Failure) {
        if failure.refused() == Some(ProblemCode::Stale) {
            if self.reload().await.is_ok() {
                let words = self.dossier.try_with_untracked(|dossier| dossier.as_ref().and_then(said::too_late));
                self.changed.try_set(words.flatten());
                focus_soon("changed");
            }
        } else if !self.session.ended(&failure) {
            // Taken from under one's hands: given to somebody else, or the account changed.
            self.failure.try_set(Some(failure));
            focus_soon("command-failed");
        }
    }

    /// Lets nothing be pressed for a moment: what can be done has changed.
    pub fn settle(self) {
        self.settling.try_set(true);
        set_timeout(
            move || {
                self.settling.try_set(false);
            },
            SETTLE,
        );
    }

    /// Sends what was found of the papers, quietly: the list of papers says how that went. Answers whether it is kept.
    pub async fn save_checks(self) -> bool {
        if self.busy.try_get_untracked() != Some(false) {
            return false;
        }
        let Some(checks) = self.typed.pending_checks() else { return true };
        self.busy.set(true);
        let command = DeskCommand::CheckPapers { checks };
        let mut answer = self.send(&command).await;
        // What one finds of a paper does not depend on what others did to the dossier.
        if answer.as_ref().is_err_and(|failure| failure.refused() == Some(ProblemCode::Stale))
            && self.reload().await.is_ok()
        {
            answer = self.send(&command).await;
        }
        self.busy.try_set(false);
        match answer {
            Ok(()) => true,
            Err(failure) => {
                if !self.session.ended(&failure) {
                    announce(t(api::words(&failure)));
                    self.failure.try_set(Some(failure));
                }
                false
            }
        }
    }

    /// When the last act of who looks at it can no longer be taken back.
    pub fn undo_until(self) -> Option<Timestamp> {
        self.read(|dossier| dossier.undo_until)
    }
}
