//! The store of a browser without IndexedDB: as long as the page lives, no longer.

use std::{cell::RefCell, collections::BTreeMap};
use wasm_bindgen::JsValue;

thread_local! {
    static RECORDS: RefCell<BTreeMap<(&'static str, String), JsValue>> = const { RefCell::new(BTreeMap::new()) };
}

pub fn put(store: &'static str, key: &str, value: JsValue) {
    RECORDS.with_borrow_mut(|records| records.insert((store, key.to_owned()), value));
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
    RECORDS.with_borrow(|records| records.get(&(store, key.to_owned())).cloned()).unwrap_or(JsValue::UNDEFINED)
}

pub fn all(store: &'static str) -> Vec<JsValue> {
    RECORDS.with_borrow(|records| {
        records.iter().filter(|((name, _), _)| *name == store).map(|(_, value)| value.clone()).collect()
    })
}

pub fn keys(store: &'static str) -> Vec<JsValue> {
    RECORDS.with_borrow(|records| {
        records.keys().filter(|(name, _)| *name == store).map(|(_, key)| JsValue::from_str(key)).collect()
    })
}

pub fn remove(store: &'static str, key: &str) {
    RECORDS.with_borrow_mut(|records| records.remove(&(store, key.to_owned())));
}
