//! A shared draft as this page holds it: what the server has, what was entered here and is on its way, and the field under
//! somebody's hands, which nobody else's entry replaces while they type. In memory only.

use super::exchange;
use crate::{
    api::Failure,
    desk::session::{Session, Who},
    fields::Typing,
};
use leptos::prelude::*;
use motcua_contract::drafts::{Author, SharedDraft};
use motcua_domain::form::{Answers, Source, Value};
use std::collections::{BTreeMap, BTreeSet};

/// An entry made here.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub value: Option<Value>,
    pub source: Source,
}

/// How the entries of this page stand.
#[derive(Clone, Debug, PartialEq)]
pub enum Kept {
    /// Everything is with the server.
    All,
    Sending,
    /// Not yet; it is tried again by itself where `passes`.
    Not(Failure),
}

/// The draft on this page.
#[derive(Clone, Copy)]
pub struct Sheet {
    pub session: Session,
    id: StoredValue<String>,
    /// As the server said it last.
    pub draft: RwSignal<SharedDraft>,
    pub(super) pending: RwSignal<BTreeMap<String, Entry>>,
    /// The field that has the focus, and what stands in it.
    held: RwSignal<Option<(String, Option<Value>)>>,
    /// Counts how often a field was changed by other hands than those at its box: boxes that keep their own state are
    /// built anew.
    changed: RwSignal<BTreeMap<String, u32>>,
    pub kept: RwSignal<Kept>,
    /// It is just being handed in from here.
    pub handing: RwSignal<bool>,
    /// It ended elsewhere: closed, expired, given to somebody else.
    pub over: RwSignal<bool>,
    /// What is in a box and is no answer yet.
    pub typing: Typing,
    /// Fields that were left once: their faults are said.
    pub left: RwSignal<BTreeSet<String>>,
    /// Handing in was tried: all faults are said.
    pub tried: RwSignal<bool>,
    pub answers: Memo<Answers>,
    /// Who applies, by name; kept when the draft is handed in and its entries are gone.
    pub citizen: Memo<String>,
}

impl Sheet {
    pub fn new(draft: SharedDraft) -> Self {
        let id = StoredValue::new(draft.id.clone());
        let draft = RwSignal::new(draft);
        let pending: RwSignal<BTreeMap<String, Entry>> = RwSignal::default();
        let held: RwSignal<Option<(String, Option<Value>)>> = RwSignal::new(None);
        let answers = Memo::new(move |_| {
            let mut answers = draft.with(|draft| draft.answers.clone());
            pending.with(|pending| pending.iter().for_each(|(field, entry)| put(&mut answers, field, entry.clone())));
            held.with(|held| {
                if let Some((field, value)) = held
                    && answers.values.get(field) != value.as_ref()
                {
                    put(&mut answers, field, Entry { value: value.clone(), source: Source::Typed });
                }
            });
            answers
        });
        let citizen = Memo::new(move |before: Option<&String>| {
            let name =
                answers.with(|answers| answers.get("requester_name").and_then(Value::as_text).map(str::to_owned));
            name.unwrap_or_else(|| before.cloned().unwrap_or_default())
        });
        Self {
            session: Session::get(),
            id,
            draft,
            pending,
            held,
            changed: RwSignal::default(),
            kept: RwSignal::new(Kept::All),
            handing: RwSignal::new(false),
            over: RwSignal::new(false),
            typing: RwSignal::default(),
            left: RwSignal::default(),
            tried: RwSignal::new(false),
            answers,
            citizen,
        }
    }

    /// The sheet of the page around.
    pub fn get() -> Self {
        expect_context()
    }

    /// The draft's id; empty once the page is gone.
    pub fn id(self) -> String {
        self.id.try_get_value().unwrap_or_default()
    }

    /// Whether the page is still there.
    pub fn alive(self) -> bool {
        self.id.try_with_value(|_| ()).is_some()
    }

    /// Enters or clears an answer by hand.
    pub fn set(self, field: &str, value: Option<Value>) {
        if self.answers.with_untracked(|answers| answers.values.get(field) == value.as_ref()) {
            return;
        }
        self.enter(field, value, Source::Typed);
    }

    /// Enters something that was not typed into its box: a card, another role of the same person, pages of a paper.
    pub fn fill(self, field: &str, value: Option<Value>, source: Source) {
        self.enter(field, value, source);
        self.shown_anew(field);
    }

    fn enter(self, field: &str, value: Option<Value>, source: Source) {
        self.held.update(|held| {
            if let Some((under, now)) = held
                && under == field
            {
                now.clone_from(&value);
            }
        });
        self.pending.update(|pending| {
            pending.insert(field.to_owned(), Entry { value, source });
        });
        exchange::soon(self);
    }

    /// The box of a field is built anew, with what was half typed forgotten.
    fn shown_anew(self, field: &str) {
        self.typing.update(|typing| typing.retain(|path, _| path.split('/').next() != Some(field)));
        self.changed.update(|changed| *changed.entry(field.to_owned()).or_default() += 1);
    }

    /// How often a field was changed from elsewhere; reactive.
    pub fn changes(self, field: &str) -> u32 {
        self.changed.with(|changed| changed.get(field).copied().unwrap_or_default())
    }

    /// A field got the focus.
    pub fn hold(self, field: &str) {
        let now = self.answers.with_untracked(|answers| answers.values.get(field).cloned());
        if self.held.with_untracked(|held| held.as_ref().is_none_or(|(under, _)| under != field)) {
            self.held.set(Some((field.to_owned(), now)));
        }
    }

    /// A field lost the focus.
    pub fn release(self, field: &str) {
        let held = self.held.with_untracked(Clone::clone);
        let Some((_, shown)) = held.filter(|(under, _)| under == field) else { return };
        self.held.set(None);
        let now = self.answers.with_untracked(|answers| answers.values.get(field).cloned());
        if now != shown {
            self.shown_anew(field);
        }
        self.left.update(|left| {
            left.insert(field.to_owned());
        });
    }

    /// Takes what the server says. `sent` are the entries that it has just taken from this page.
    pub fn take(self, new: SharedDraft, sent: &BTreeMap<String, Entry>) {
        if !self.alive() || self.draft.with_untracked(|old| new.seq < old.seq) {
            return;
        }
        self.pending.update(|pending| pending.retain(|field, entry| sent.get(field) != Some(entry)));
        let under = self.held.with_untracked(|held| held.as_ref().map(|(field, _)| field.clone()));
        let mine = |field: &String| {
            sent.contains_key(field)
                || under.as_ref() == Some(field)
                || self.pending.with_untracked(|pending| pending.contains_key(field))
        };
        let others: Vec<String> = self.draft.with_untracked(|old| {
            let fields: BTreeSet<&String> = old.answers.values.keys().chain(new.answers.values.keys()).collect();
            let differs = |field: &&&String| old.answers.values.get(**field) != new.answers.values.get(**field);
            fields.iter().filter(differs).filter(|field| !mine(field)).map(|field| (*field).clone()).collect()
        });
        self.draft.set(new);
        others.iter().for_each(|field| self.shown_anew(field));
    }

    /// Who made an entry, where that was not whoever sits here; reactive.
    pub fn by_another(self, field: &str) -> Option<Author> {
        if self.pending.with(|pending| pending.contains_key(field)) {
            return None;
        }
        let author = self.draft.with(|draft| {
            draft.answers.get(field)?;
            draft.authors.get(field).cloned()
        })?;
        let me = self
            .session
            .who
            .with(|who| if let Who::Somebody(staff) = who { staff.name.clone() } else { String::new() });
        match &author {
            Author::Staff { name } if *name == me => None,
            _ => Some(author),
        }
    }
}

fn put(answers: &mut Answers, field: &str, entry: Entry) {
    match entry.value {
        Some(value) => answers.fill(field, value, entry.source),
        None => answers.clear(field),
    }
}
