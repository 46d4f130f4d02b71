//! Saved filters: a name and an address each, kept in this browser for each account. No search goes in: it may hold a
//! name or a number of somebody.

use super::asked::{self, Home};
use leptos::prelude::window;
use motcua_contract::desk::WorkQuery;
use serde::{Deserialize, Serialize};

/// More would be a list to search in.
const MOST: usize = 12;
/// Letters of a name.
pub const NAME_LENGTH: usize = 40;

/// One saved filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    pub name: String,
    pub address: String,
}

/// A list with one more; the same name is replaced, and the oldest goes when there are too many.
fn with(mut list: Vec<Saved>, new: Saved) -> Vec<Saved> {
    list.retain(|saved| saved.name != new.name);
    list.push(new);
    let over = list.len().saturating_sub(MOST);
    list.drain(..over);
    list
}

/// What is kept of a query.
pub fn named(name: &str, query: &WorkQuery, home: Home) -> Option<Saved> {
    let name: String = name.trim().chars().take(NAME_LENGTH).collect();
    let address = asked::address(&WorkQuery { q: None, after: None, ..query.clone() }, home);
    (!name.is_empty()).then_some(Saved { name, address })
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn place(account: &str) -> String {
    format!("motcua-desk-filters-{account}")
}

/// The filters of an account in this browser. What cannot be read counts as none.
pub fn load(account: &str) -> Vec<Saved> {
    let text = storage().and_then(|storage| storage.get_item(&place(account)).ok().flatten());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// Keeps a list; answers whether the browser took it.
fn store(account: &str, list: &[Saved]) -> bool {
    let text = serde_json::to_string(list).ok();
    let kept = text.zip(storage()).map(|(text, storage)| storage.set_item(&place(account), &text).is_ok());
    kept.unwrap_or(false)
}

/// Saves one; the list as it is now, or nothing when the browser keeps nothing.
pub fn add(account: &str, new: Saved) -> Option<Vec<Saved>> {
    let list = with(load(account), new);
    store(account, &list).then_some(list)
}

/// Forgets one.
pub fn remove(account: &str, name: &str) -> Vec<Saved> {
    let mut list = load(account);
    list.retain(|saved| saved.name != name);
    // A browser that keeps nothing has nothing to forget.
    store(account, &list);
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(name: &str) -> Saved {
        Saved { name: name.to_owned(), address: "/desk".to_owned() }
    }

    #[test]
    fn what_one_searched_for_is_not_kept() {
        let query = WorkQuery {
            q: Some("Nguyễn Thị Út".into()),
            due: Some("late".into()),
            view: Some("all".into()),
            ..WorkQuery::default()
        };
        let kept = named("  Trễ ", &query, Home::default());
        assert_eq!(kept, Some(Saved { name: "Trễ".into(), address: "/desk?xem=all&han=late".into() }));
        assert_eq!(named(" ", &query, Home::default()), None);
    }

    #[test]
    fn a_name_is_there_once_and_the_list_stays_short() {
        let list = (0..20).fold(Vec::new(), |list, number| with(list, saved(&number.to_string())));
        assert_eq!(list.len(), MOST);
        assert_eq!(list.first(), Some(&saved("8")));
        let again = with(list, saved("9"));
        assert_eq!((again.len(), again.last()), (MOST, Some(&saved("9"))));
    }
}
