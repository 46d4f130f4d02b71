//! The store of a browser without IndexedDB: texts for as long as the tab lives, where it lets us (from the guide to the whole
//! app, over a reload); files for as long as the page lives, no longer.

use super::{super::js::window, STORES};
use std::{cell::RefCell, collections::BTreeMap};
use wasm_bindgen::JsValue;
use web_sys::Storage;

/// What our names in the tab's storage begin with.
const OURS: &str = "motcua/";

type Records = BTreeMap<(&'static str, String), JsValue>;

thread_local! {
    static RECORDS: RefCell<Option<Records>> = const { RefCell::new(None) };
}

fn tab() -> Option<Storage> {
    window()?.session_storage().ok().flatten()
}

fn name(store: &str, key: &str) -> String {
    [OURS, store, "/", key].concat()
}

/// What an earlier page of this tab left.
fn left() -> Records {
    let mut records = Records::new();
    let Some(tab) = tab() else { return records };
    for at in 0..tab.length().unwrap_or(0) {
        let Some(name) = tab.key(at).ok().flatten() else { continue };
        let Some((store, key)) = name.strip_prefix(OURS).and_then(|rest| rest.split_once('/')) else { continue };
        let store = STORES.into_iter().find(|known| *known == store);
        if let (Some(store), Ok(Some(text))) = (store, tab.get_item(&name)) {
            records.insert((store, key.to_owned()), JsValue::from_str(&text));
        }
    }
    records
}

fn with<T>(run: impl FnOnce(&mut Records) -> T) -> T {
    RECORDS.with_borrow_mut(|records| run(records.get_or_insert_with(left)))
}

pub fn put(store: &'static str, key: &str, value: JsValue) {
    if let Some(text) = value.as_string() {
        // A tab that takes no more keeps it for this page.
        let _ = tab().map(|tab| tab.set_item(&name(store, key), &text));
    }
    with(|records| records.insert((store, key.to_owned()), value));
}

/// `false` where there is one already.
pub fn add(store: &'static str, key: &str, value: JsValue) -> bool {
    let free = get(store, key).is_undefined();
    if free {
        put(store, key, value);
    }
    free
}

/// `undefined` where there is none, as IndexedDB answers.
pub fn get(store: &'static str, key: &str) -> JsValue {
    with(|records| records.get(&(store, key.to_owned())).cloned()).unwrap_or(JsValue::UNDEFINED)
}

pub fn all(store: &'static str) -> Vec<JsValue> {
    with(|records| records.iter().filter(|((name, _), _)| *name == store).map(|(_, value)| value.clone()).collect())
}

pub fn keys(store: &'static str) -> Vec<JsValue> {
    with(|records| records.keys().filter(|(name, _)| *name == store).map(|(_, key)| JsValue::from_str(key)).collect())
}

pub fn remove(store: &'static str, key: &str) {
    // One that stays is read by the next page of this tab, and removed again.
    let _ = tab().map(|tab| tab.remove_item(&name(store, key)));
    with(|records| records.remove(&(store, key.to_owned())));
}
