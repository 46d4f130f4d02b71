//! What fields need of the world: wards of a province and lists of reference, fetched when a field first asks for them.

use crate::{api, i18n::Language, i18n::language, ui::Choice};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::public::{GetReference, GetWards, ReferenceItem};
use motcua_domain::place::Gazetteer;
use std::collections::BTreeMap;

/// Provided where the machine is not the citizen's own: the browser is to remember nothing of what is typed.
#[derive(Clone, Copy)]
pub struct SharedMachine;

/// Shared by all fields of a page; provided once, at the root.
#[derive(Clone, Copy)]
pub struct Env {
    pub places: RwSignal<Gazetteer>,
    /// Provinces whose wards could not be fetched.
    pub failed: RwSignal<Vec<String>>,
    lists: RwSignal<BTreeMap<&'static str, Vec<ReferenceItem>>>,
}

impl Env {
    #[must_use]
    pub fn new() -> Self {
        Self {
            places: RwSignal::new(Gazetteer::new()),
            failed: RwSignal::default(),
            lists: RwSignal::new(BTreeMap::new()),
        }
    }

    /// Fetches the wards of a province unless they are here.
    pub fn want_wards(self, province: &str) {
        let province = province.to_owned();
        spawn_local(async move {
            self.fetch_wards(&province).await;
        });
    }

    /// As [`Env::want_wards`], and waits; `false` when they could not be fetched.
    pub async fn fetch_wards(self, province: &str) -> bool {
        if province.is_empty() || self.places.with_untracked(|places| places.loaded(province)) {
            return true;
        }
        self.failed.update(|failed| failed.retain(|other| other != province));
        match api::get::<GetWards>(&[province], &[]).await {
            Ok(wards) => {
                self.places.update(|places| places.add_wards(province, &wards.csv));
                true
            }
            Err(_) => {
                self.failed.update(|failed| failed.push(province.to_owned()));
                false
            }
        }
    }

    /// A list of reference as choices, in the language in use; fetched at the first call.
    pub fn list(self, name: &'static str) -> Signal<Vec<Choice>> {
        if !self.lists.with_untracked(|lists| lists.contains_key(name)) {
            spawn_local(async move {
                if let Ok(list) = api::get::<GetReference>(&[name], &[]).await {
                    self.lists.update(|lists| {
                        lists.insert(name, list.items);
                    });
                }
            });
        }
        Signal::derive(move || {
            self.lists.with(|lists| lists.get(name).map(|items| choices(name, items)).unwrap_or_default())
        })
    }

    /// The name of a line of a list; its code while the list is not here.
    pub fn name_in(self, name: &'static str, code: &str) -> String {
        let list = self.list(name);
        list.with(|list| {
            list.iter().find(|choice| choice.value == code).map_or_else(|| code.to_owned(), |c| c.label.clone())
        })
    }
}

impl Default for Env {
    fn default() -> Self {
        Self::new()
    }
}

/// What most people of the ward choose comes first.
const FIRST: [&str; 5] = ["Việt Nam", "Kinh", "Khmer", "Hoa", "Chăm"];

fn choices(list: &str, items: &[ReferenceItem]) -> Vec<Choice> {
    let place = |item: &ReferenceItem| {
        let named = item.names.get("vi").map(String::as_str).unwrap_or_default();
        let first = FIRST.iter().position(|name| named == *name || list != "countries" && named.starts_with(name));
        first.unwrap_or(FIRST.len())
    };
    let mut sorted: Vec<&ReferenceItem> = items.iter().collect();
    sorted.sort_by_key(|item| place(item));
    let tag = language().tag();
    let one = |item: &ReferenceItem| {
        let vietnamese = item.names.get(Language::Vi.tag()).cloned().unwrap_or_else(|| item.code.clone());
        let label = item.names.get(tag).cloned().unwrap_or_else(|| vietnamese.clone());
        let others: Vec<&str> = item.names.values().map(String::as_str).collect();
        Choice::new(item.code.clone(), label).search(others.join(" "))
    };
    sorted.into_iter().map(one).collect()
}
