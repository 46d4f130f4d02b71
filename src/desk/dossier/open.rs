//! An open dossier: what the server says of it, what is being typed about it, and how commands go out.
//!
//! What is typed lives beside the dossier and not in the forms: a reload after somebody else's change keeps it.

use crate::{
    api::{self, Failure},
    desk::{session::Session, when},
    i18n::{Key, t, texts, tf},
    ui::focus_soon,
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    ProblemCode,
    desk::{CommandDossier, DeskCommand, DeskDossier, OpenDossier},
    uploads::StoredFile,
};
use motcua_domain::dossier::{Actor, Event};
use std::collections::BTreeMap;

/// Which form is open beside the dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Refuse,
    Supplement,
    Stop,
    Decline,
    Payment,
    Finish,
}

/// What is typed, and survives reloads.
#[derive(Clone, Copy)]
pub struct Typed {
    /// The reason of a refusal, a stop or a declined withdrawal: one is written at a time.
    pub reason: RwSignal<String>,
    pub amount: RwSignal<String>,
    /// Chosen fields and papers with a sentence each.
    pub picked: RwSignal<BTreeMap<String, String>>,
    pub note: RwSignal<String>,
    /// The result file, once it is stored on the server.
    pub result: RwSignal<Option<(String, StoredFile)>>,
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
    pub form: RwSignal<Option<Form>>,
    pub typed: Typed,
    pub session: Session,
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
            form: RwSignal::new(None),
            typed: Typed {
                reason: RwSignal::new(String::new()),
                amount: RwSignal::new(String::new()),
                picked: RwSignal::new(BTreeMap::new()),
                note: RwSignal::new(String::new()),
                result: RwSignal::new(None),
            },
            session: Session::get(),
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

    /// Asks the server for it.
    pub fn load(self) {
        self.failure.set(None);
        spawn_local(async move {
            self.reload().await;
        });
    }

    async fn reload(self) -> bool {
        let id = self.id.get_value();
        match api::get::<OpenDossier>(&[&id], &[]).await {
            Ok(dossier) => {
                self.dossier.try_set(Some(dossier));
                true
            }
            Err(failure) => {
                self.session.ended(&failure);
                self.failure.try_set(Some(failure));
                false
            }
        }
    }

    /// Sends a command. What was typed is cleared only when the server has done it.
    pub fn command(self, command: DeskCommand, done: Key) {
        if self.busy.get_untracked() {
            return;
        }
        let Some(version) = self.dossier.with_untracked(|dossier| dossier.as_ref().map(|dossier| dossier.version))
        else {
            return;
        };
        self.busy.set(true);
        self.failure.set(None);
        self.changed.set(None);
        self.done.set(None);
        let id = self.id.get_value();
        spawn_local(async move {
            let seen = format!("\"{version}\"");
            let answer = api::call::<CommandDossier>(&[&id], &[], Some(&command), &[("if-match", &seen)]).await;
            self.busy.try_set(false);
            match answer {
                Ok(dossier) => {
                    if self.dossier.try_set(Some(dossier)).is_none() {
                        self.clear();
                        self.done.set(Some(done));
                        focus_soon("actions-title");
                    }
                }
                Err(failure) if failure.refused() == Some(ProblemCode::Stale) => {
                    if self.reload().await {
                        self.changed.try_set(self.last_event_words());
                        focus_soon("changed");
                    }
                }
                Err(failure) => {
                    if !self.session.ended(&failure) {
                        self.failure.try_set(Some(failure));
                        focus_soon("command-failed");
                    }
                }
            }
        });
    }

    fn clear(self) {
        self.form.set(None);
        self.typed.reason.set(String::new());
        self.typed.amount.set(String::new());
        self.typed.picked.set(BTreeMap::new());
        self.typed.note.set(String::new());
        self.typed.result.set(None);
    }

    fn last_event_words(self) -> Option<String> {
        self.dossier.try_with_untracked(|dossier| {
            let dossier = dossier.as_ref()?;
            let event = dossier.events.last()?;
            let (who, what, at) = (actor_words(dossier, &event.actor), event_words(event), when::moment(event.at));
            Some(tf(texts::desk::CHANGED_TEXT, &[("who", &who), ("what", &what), ("at", &at)]))
        })?
    }
}

/// Who acted, in words.
pub fn actor_words(dossier: &DeskDossier, actor: &Actor) -> String {
    match actor {
        Actor::Citizen => t(texts::desk::ACTOR_CITIZEN).to_owned(),
        Actor::System => t(texts::desk::ACTOR_SYSTEM).to_owned(),
        Actor::Staff(id) => dossier.staff.get(id).cloned().unwrap_or_else(|| t(texts::desk::ACTOR_STAFF).to_owned()),
    }
}

/// What happened, in a few words.
pub fn event_words(event: &Event) -> String {
    use motcua_domain::dossier::What;
    let key = match &event.what {
        What::Submitted { .. } => texts::desk::EVENT_SUBMITTED,
        What::Received => texts::desk::EVENT_RECEIVED,
        What::Refused { .. } => texts::desk::EVENT_REFUSED,
        What::SupplementRequested { .. } => texts::desk::EVENT_SUPPLEMENT_REQUESTED,
        What::Supplemented { .. } => texts::desk::EVENT_SUPPLEMENTED,
        What::ProcessingStarted => texts::desk::EVENT_PROCESSING_STARTED,
        What::PaymentRequested { .. } => texts::desk::EVENT_PAYMENT_REQUESTED,
        What::PaymentConfirmed { .. } => texts::desk::EVENT_PAYMENT_CONFIRMED,
        What::WithdrawalRequested { .. } => texts::desk::EVENT_WITHDRAWAL_REQUESTED,
        What::WithdrawalDeclined { .. } => texts::desk::EVENT_WITHDRAWAL_DECLINED,
        What::Stopped { .. } => texts::desk::EVENT_STOPPED,
        What::Finished { .. } => texts::desk::EVENT_FINISHED,
        What::Returned { .. } => texts::desk::EVENT_RETURNED,
        What::PapersChecked { .. } => texts::desk::EVENT_PAPERS_CHECKED,
        What::Digitised { .. } => texts::desk::EVENT_DIGITISED,
        What::Assigned { .. } => texts::desk::EVENT_ASSIGNED,
        What::OpinionAsked { .. } => texts::desk::EVENT_OPINION_ASKED,
        What::OpinionGiven { .. } => texts::desk::EVENT_OPINION_GIVEN,
        What::Extended { .. } => texts::desk::EVENT_EXTENDED,
        What::ResultProposed { .. } => texts::desk::EVENT_RESULT_PROPOSED,
        What::SentBack { .. } => texts::desk::EVENT_SENT_BACK,
        What::SameVisit => texts::desk::EVENT_SAME_VISIT,
        What::Undone => texts::desk::EVENT_UNDONE,
    };
    t(key).to_owned()
}
