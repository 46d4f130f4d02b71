//! What the whole app shares: the office, the procedures, the drafts and receipts of this phone.

use crate::{
    api::{self, Failure},
    device::{
        error::DeviceError,
        now_ms,
        page::{OnLeave, on_leave},
        store::{self, Attachment, Draft, SavedReceipt, drafts, outbox, receipts},
        uuid_v4,
    },
    fields::{Env, Wording},
    i18n::{Key, Language, language},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use motcua_contract::{
    public::{Catalogue, GetOffice, GetProcedure, ListProcedures, Office, ProcedureBundle, ProcedureCard},
    uploads::StoredFile,
};
use motcua_domain::{citizen_card::CitizenCard, form::Answers};
use std::{cell::RefCell, collections::BTreeMap, sync::Arc, time::Duration};

/// Typing is kept at the latest so long after the last key.
const KEEP_AFTER: Duration = Duration::from_millis(250);

/// Something that is fetched: under way, here, or failed.
#[derive(Clone)]
pub enum Fetched<T> {
    Waiting,
    Here(T),
    Failed(Failure),
}

impl<T> Fetched<T> {
    pub fn here(&self) -> Option<&T> {
        if let Self::Here(value) = self { Some(value) } else { None }
    }
}

/// The state of the app; copied freely, lives as long as the page.
#[derive(Clone, Copy)]
pub struct World {
    pub env: Env,
    /// The sentence of a failure, as far as this program can meet it.
    pub words: fn(&Failure) -> Key,
    pub office: RwSignal<Fetched<Arc<Office>>>,
    pub catalogue: RwSignal<Fetched<Arc<Catalogue>>>,
    bundles: RwSignal<BTreeMap<String, Fetched<Arc<ProcedureBundle>>>>,
    /// `None` until the phone's store was read.
    pub drafts: RwSignal<Option<Vec<Draft>>>,
    pub receipts: RwSignal<Option<Vec<SavedReceipt>>>,
    /// When the last draft was written to the phone, milliseconds since 1970.
    pub kept_at: RwSignal<Option<f64>>,
    /// Why the phone could not keep something.
    pub trouble: RwSignal<Option<DeviceError>>,
    /// Case answers of procedures that are only being looked at, by code.
    pub cases: RwSignal<BTreeMap<String, Answers>>,
    /// A card that was scanned before it was said what for. In memory only.
    pub card: RwSignal<Option<CitizenCard>>,
    /// Another build is ready.
    pub update: RwSignal<bool>,
    /// The draft that is being handed in.
    pub sending: RwSignal<Option<String>>,
    /// Why the last attempt to hand a draft in failed, by the draft's id.
    pub refused: RwSignal<BTreeMap<String, Failure>>,
}

thread_local! {
    /// Drafts that were changed and are not kept yet, and the clock that will keep them.
    static UNKEPT: RefCell<(Vec<String>, Option<TimeoutHandle>)> = const { RefCell::new((Vec::new(), None)) };
    static LEAVING: RefCell<Option<OnLeave>> = const { RefCell::new(None) };
}

/// The state of the app.
#[must_use]
pub fn world() -> World {
    expect_context()
}

impl World {
    #[must_use]
    pub fn new(env: Env, words: fn(&Failure) -> Key) -> Self {
        Self {
            env,
            words,
            office: RwSignal::new(Fetched::Waiting),
            catalogue: RwSignal::new(Fetched::Waiting),
            bundles: RwSignal::new(BTreeMap::new()),
            drafts: RwSignal::new(None),
            receipts: RwSignal::new(None),
            kept_at: RwSignal::new(None),
            trouble: RwSignal::new(None),
            cases: RwSignal::default(),
            card: RwSignal::new(None),
            update: RwSignal::new(false),
            sending: RwSignal::new(None),
            refused: RwSignal::default(),
        }
    }

    /// Fetches what every page needs, and reads what the phone has kept.
    pub fn start(self) {
        self.fetch_basics();
        LEAVING.set(Some(on_leave(move || self.keep_now())));
        spawn_local(async move {
            match drafts::list().await {
                Ok(list) => self.drafts.set(Some(list)),
                Err(error) => {
                    self.trouble.set(Some(error));
                    self.drafts.set(Some(Vec::new()));
                }
            }
            self.receipts.set(Some(receipts::list().await.unwrap_or_default()));
        });
    }

    /// Fetches the office and the list of procedures, those that are not here.
    pub fn fetch_basics(self) {
        spawn_local(async move {
            if self.catalogue.with_untracked(|c| c.here().is_none()) {
                self.catalogue.set(match api::get::<ListProcedures>(&[], &[]).await {
                    Ok(list) => Fetched::Here(Arc::new(list)),
                    Err(failure) => Fetched::Failed(failure),
                });
            }
        });
        spawn_local(async move {
            if self.office.with_untracked(|o| o.here().is_none()) {
                self.office.set(match api::get::<GetOffice>(&[], &[]).await {
                    Ok(office) => Fetched::Here(Arc::new(office)),
                    Err(failure) => Fetched::Failed(failure),
                });
            }
        });
    }

    /// The procedure of a code with its words; fetched at the first call, and anew when `again`.
    pub fn want_procedure(self, code: &str, again: bool) {
        let known = self
            .bundles
            .with_untracked(|all| all.get(code).is_some_and(|bundle| !matches!(bundle, Fetched::Failed(_))));
        if known && !again {
            return;
        }
        let code = code.to_owned();
        self.bundles.update(|all| {
            if all.get(&code).is_none_or(|bundle| bundle.here().is_none()) {
                all.insert(code.clone(), Fetched::Waiting);
            }
        });
        spawn_local(async move {
            let fetched = match api::get::<GetProcedure>(&[&code], &[]).await {
                Ok(bundle) => Fetched::Here(Arc::new(bundle)),
                // What is here is better than nothing.
                Err(_) if self.bundles.with_untracked(|a| a.get(&code).is_some_and(|b| b.here().is_some())) => return,
                Err(failure) => Fetched::Failed(failure),
            };
            self.bundles.update(|all| {
                all.insert(code, fetched);
            });
        });
    }

    /// What is known of a procedure; reactive. Ask for it with [`World::want_procedure`] before.
    pub fn procedure(self, code: &str) -> Fetched<Wording> {
        self.bundles.with(|all| match all.get(code) {
            Some(Fetched::Here(bundle)) => Fetched::Here(Wording(bundle.clone())),
            Some(Fetched::Failed(failure)) => Fetched::Failed(failure.clone()),
            _ => Fetched::Waiting,
        })
    }

    /// The name of a procedure in the list; its code while the list is not here.
    pub fn procedure_name(self, code: &str) -> String {
        let listed = self.catalogue.with(|list| {
            let cards = &list.here()?.procedures;
            cards.iter().find(|card| card.code == code).map(|card| card_words(card).0)
        });
        listed.unwrap_or_else(|| code.to_owned())
    }

    /// The draft under a key (a procedure's code, or a supplement's); reactive.
    pub fn draft(self, key: &str) -> Option<Draft> {
        self.drafts.with(|all| all.as_ref()?.iter().find(|draft| draft.procedure == key).cloned())
    }

    /// Makes a draft unless there is one.
    pub fn begin(self, key: &str, version: &str, answers: Answers) {
        let there = self.drafts.with_untracked(|a| a.as_ref().is_some_and(|a| a.iter().any(|d| d.procedure == key)));
        if there {
            return;
        }
        let draft = Draft {
            id: uuid_v4(),
            procedure: key.to_owned(),
            version: version.to_owned(),
            answers,
            attachments: Vec::new(),
            page: None,
            notice_read: false,
            created_ms: now_ms(),
            updated_ms: now_ms(),
            submitting: false,
            together: None,
            refused: None,
            parted: None,
        };
        self.drafts.update(|all| all.get_or_insert_default().insert(0, draft));
        self.mark_unkept(key);
        self.keep_now();
        spawn_local(async {
            store::ask_to_persist().await;
        });
    }

    /// As [`World::begin`], and answers when the draft is on the disk: another program may go on with it.
    pub async fn begin_kept(self, key: &str, version: &str, answers: Answers) {
        // Another tab may have begun, or the phone's store may still be opening: one draft a procedure, never a pile.
        self.keep_now();
        if untrack(|| self.draft(key)).is_none()
            && let Ok(list) = drafts::list().await
            && list.iter().any(|draft| draft.procedure == key)
        {
            self.drafts.set(Some(list));
            return;
        }
        self.begin(key, version, answers);
        if let Some(draft) = untrack(|| self.draft(key))
            && let Err(error) = drafts::put(&draft).await
        {
            self.trouble.set(Some(error));
        }
    }

    /// Changes a draft, and keeps it a moment later.
    pub fn edit(self, key: &str, change: impl FnOnce(&mut Draft)) {
        let mut changed = false;
        self.drafts.update(|all| {
            if let Some(draft) = all.as_mut().and_then(|all| all.iter_mut().find(|draft| draft.procedure == key)) {
                change(draft);
                draft.updated_ms = now_ms();
                changed = true;
            }
        });
        if changed {
            self.mark_unkept(key);
        }
    }

    fn mark_unkept(self, key: &str) {
        UNKEPT.with_borrow_mut(|(keys, clock)| {
            if !keys.iter().any(|other| other == key) {
                keys.push(key.to_owned());
            }
            if clock.is_none() {
                *clock = set_timeout_with_handle(move || self.keep_now(), KEEP_AFTER).ok();
            }
        });
    }

    /// Writes every changed draft to the phone now: before a camera opens, when the page is left.
    pub fn keep_now(self) {
        let keys = UNKEPT.with_borrow_mut(|(keys, clock)| {
            if let Some(clock) = clock.take() {
                clock.clear();
            }
            std::mem::take(keys)
        });
        for key in keys {
            let Some(draft) =
                self.drafts.with_untracked(|all| all.as_ref()?.iter().find(|draft| draft.procedure == key).cloned())
            else {
                continue;
            };
            spawn_local(async move {
                match drafts::put(&draft).await {
                    Ok(()) => {
                        self.kept_at.set(Some(now_ms()));
                        if self.trouble.with_untracked(Option::is_some) {
                            self.trouble.set(None);
                        }
                    }
                    Err(error) => self.trouble.set(Some(error)),
                }
            });
        }
    }

    /// The key of the draft with an id.
    pub fn key_of(self, id: &str) -> Option<String> {
        self.drafts.with(|all| all.iter().flatten().find(|draft| draft.id == id).map(|draft| draft.procedure.clone()))
    }

    /// A file of any draft.
    pub fn file(self, id: &str) -> Option<Attachment> {
        self.drafts.with(|all| all.iter().flatten().flat_map(|d| &d.attachments).find(|file| file.id == id).cloned())
    }

    /// Notes what the server says about a file that it has now.
    pub fn acknowledge(self, id: &str, stored: &StoredFile) {
        self.edit_file(id, |file| file.acknowledged(stored));
    }

    /// The server has a file no longer.
    pub fn unacknowledge(self, id: &str) {
        self.edit_file(id, |file| file.upload = None);
    }

    fn edit_file(self, id: &str, change: impl Fn(&mut Attachment)) {
        let of = |draft: &&Draft| draft.attachments.iter().any(|file| file.id == id);
        let key = self.drafts.with_untracked(|all| all.iter().flatten().find(of).map(|draft| draft.procedure.clone()));
        let Some(key) = key else { return };
        self.edit(&key, |draft| draft.attachments.iter_mut().filter(|file| file.id == id).for_each(&change));
    }

    /// Lets go of a draft by its id, here and in the store; its files are swept up later.
    pub async fn let_go(self, id: &str) {
        if let Some(key) = untrack(|| self.key_of(id)) {
            UNKEPT.with_borrow_mut(|(keys, _)| keys.retain(|other| *other != key));
            self.drafts.update(|all| all.iter_mut().for_each(|all| all.retain(|other| other.id != id)));
        }
        if let Err(error) = drafts::remove(id).await {
            self.trouble.set(Some(error));
        }
    }

    /// Forgets a draft and its files, sent or not: only where the person says so.
    pub async fn forget(self, key: &str) {
        let Some(draft) =
            self.drafts.with_untracked(|all| all.as_ref()?.iter().find(|draft| draft.procedure == key).cloned())
        else {
            return;
        };
        UNKEPT.with_borrow_mut(|(keys, _)| keys.retain(|other| other != key));
        self.drafts.update(|all| {
            if let Some(all) = all {
                all.retain(|other| other.id != draft.id);
            }
        });
        for attachment in &draft.attachments {
            // A file that stays takes room, nothing more.
            let _ = store::files::remove(&attachment.id).await;
        }
        // What waits to be sent goes with it.
        let _ = outbox::remove(&draft.id).await;
        if let Err(error) = drafts::remove(&draft.id).await {
            self.trouble.set(Some(error));
        }
    }

    /// The secret of a dossier that was handed in from this phone.
    pub fn secret_of(self, code: &str) -> Option<String> {
        self.receipts.with(|all| {
            all.as_ref()?.iter().find(|saved| saved.receipt.code == code).map(|saved| saved.receipt.secret.clone())
        })
    }
}

/// The name and the plain sentence of a procedure in the language in use.
#[must_use]
pub fn card_words(card: &ProcedureCard) -> (String, String) {
    let words = card.words.get(language().tag()).or_else(|| card.words.get(Language::Vi.tag()));
    words.map_or_else(|| (card.code.clone(), String::new()), |words| (words.name.clone(), words.plain.clone()))
}
