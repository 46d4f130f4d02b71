//! What rarely changes, asked once: the office, and the procedures with their words.

use crate::{api, fields::Wording, i18n::language};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::public::{Catalogue, GetOffice, GetProcedure, ListProcedures, Office, ProcedureCard};
use motcua_domain::search::Entry;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Reference data, for the whole app. Everything is filled in as it arrives; readers follow.
#[derive(Clone, Copy)]
pub struct Reference {
    pub office: RwSignal<Option<Office>>,
    catalogue: RwSignal<Option<Catalogue>>,
    procedures: RwSignal<BTreeMap<String, Wording>>,
    /// Asked for already; a question that failed is taken out again.
    asked: StoredValue<BTreeSet<String>>,
    /// What could not be had when it was asked for last.
    failed: RwSignal<BTreeSet<String>>,
}

impl Reference {
    pub fn new() -> Self {
        Self {
            office: RwSignal::new(None),
            catalogue: RwSignal::new(None),
            procedures: RwSignal::new(BTreeMap::new()),
            asked: StoredValue::new(BTreeSet::new()),
            failed: RwSignal::new(BTreeSet::new()),
        }
    }

    /// The reference data of the app around.
    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::new)
    }

    fn first(self, what: &str) -> bool {
        self.asked.try_update_value(|asked| asked.insert(what.to_owned())).unwrap_or(false)
    }

    fn again(self, what: &str) {
        self.asked.update_value(|asked| {
            asked.remove(what);
        });
        self.failed.update(|failed| {
            failed.insert(what.to_owned());
        });
    }

    /// Asks for the office and the list of procedures, unless they are here.
    pub fn load(self) {
        if self.first("office") {
            spawn_local(async move {
                match api::get::<GetOffice>(&[], &[]).await {
                    Ok(office) => self.office.set(Some(office)),
                    Err(_) => self.again("office"),
                }
            });
        }
        if self.first("catalogue") {
            spawn_local(async move {
                match api::get::<ListProcedures>(&[], &[]).await {
                    Ok(catalogue) => self.catalogue.set(Some(catalogue)),
                    Err(_) => self.again("catalogue"),
                }
            });
        }
    }

    /// A procedure's name in the reader's language; its code until the list is here.
    pub fn procedure_name(self, code: &str) -> String {
        let tag = language().tag();
        self.catalogue.with(|catalogue| {
            let card = catalogue.as_ref().and_then(|list| list.procedures.iter().find(|card| card.code == code));
            let words = card.and_then(|card| card.words.get(tag).or_else(|| card.words.get("vi")));
            words.map_or_else(|| code.to_owned(), |words| words.name.clone())
        })
    }

    /// The field that a procedure belongs to, once the list is here.
    pub fn field_of(self, code: &str) -> Option<String> {
        self.catalogue.with(|catalogue| {
            let card = catalogue.as_ref()?.procedures.iter().find(|card| card.code == code)?;
            Some(card.field.clone())
        })
    }

    /// Codes of all procedures with their fields, in the catalogue's order.
    pub fn listed(self) -> Vec<(String, String)> {
        self.catalogue.with(|catalogue| {
            let cards = catalogue.iter().flat_map(|list| &list.procedures);
            cards.map(|card| (card.code.clone(), card.field.clone())).collect()
        })
    }

    /// What procedures are found by: their words in every language, their codes of yesterday too.
    pub fn entries(self) -> Vec<Entry> {
        let entry = |card: &ProcedureCard| Entry {
            id: card.code.clone(),
            name: card.words.get("vi").map(|words| words.name.clone()).unwrap_or_default(),
            aliases: card
                .words
                .values()
                .flat_map(|words| words.search.iter().chain([&words.name, &words.plain]).cloned())
                .chain(card.aliases.iter().cloned())
                .collect(),
            code: card.code.clone(),
        };
        self.catalogue.with(|catalogue| catalogue.iter().flat_map(|list| &list.procedures).map(entry).collect())
    }

    /// Asks for a procedure, unless it is here.
    pub fn load_procedure(self, code: &str) {
        let what = procedure_key(code);
        if !self.first(&what) {
            return;
        }
        let code = code.to_owned();
        spawn_local(async move {
            match api::get::<GetProcedure>(&[&code], &[]).await {
                Ok(bundle) => self.procedures.update(|procedures| {
                    procedures.insert(code, Wording(Arc::new(bundle)));
                }),
                Err(_) => self.again(&what),
            }
        });
    }

    /// A procedure with its words, once it is here.
    pub fn procedure(self, code: &str) -> Option<Wording> {
        self.procedures.with(|procedures| procedures.get(code).cloned())
    }

    /// Whether what decides about a dossier's steps is here, or could not be had: until then nothing is offered, so that
    /// no step changes its place under somebody's hand.
    pub fn settled(self, code: &str) -> bool {
        let failed = |what: &str| self.failed.with(|failed| failed.contains(what));
        let listed = self.catalogue.with(Option::is_some) || failed("catalogue");
        listed && (self.procedures.with(|procedures| procedures.contains_key(code)) || failed(&procedure_key(code)))
    }
}

/// Under what a procedure is noted as asked for.
fn procedure_key(code: &str) -> String {
    format!("procedure {code}")
}
