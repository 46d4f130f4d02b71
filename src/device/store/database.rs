//! IndexedDB, spoken plainly: open, and one request a transaction.
//!
//! All requests of a transaction are issued before anything is awaited, so that it cannot end in between. What counts is
//! the transaction's `complete`, not the request's `success`: only then the bytes are on the disk.

use super::{super::js, STORES};
use js_sys::{Array, Promise};
use std::{future::Future, pin::Pin};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, IdbDatabase, IdbFactory, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

const NAME: &str = "motcua";
/// 2: the outbox.
const VERSION: u32 = 2;
/// Safari sometimes never answers: patience with opening, milliseconds.
const OPEN_PATIENCE: i32 = 4_000;

/// What went wrong, as far as it makes a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No IndexedDB here, or the browser forbids it.
    Absent,
    /// No room.
    Full,
    /// A record is under this key already.
    There,
    /// A newer build has changed the stores: it is opened as it is.
    Newer,
    /// The connection is gone, or something that opening again may mend.
    Lost,
}

/// An operation under way.
pub type Running = Pin<Box<dyn Future<Output = Result<JsValue, Trouble>>>>;

/// An open database.
#[derive(Clone)]
pub struct Database(IdbDatabase);

impl Database {
    /// Opens it; also one that a newer build made, which has what this one needs.
    pub async fn open() -> Result<Self, Trouble> {
        match Self::open_at(Some(VERSION)).await {
            Err(Trouble::Newer) => Self::open_at(None).await,
            opened => opened,
        }
    }

    async fn open_at(version: Option<u32>) -> Result<Self, Trouble> {
        let window = js::window().ok_or(Trouble::Absent)?;
        // Some in-app browsers throw at the mere look at it.
        let factory: IdbFactory =
            js::present(&window, "indexedDB").and_then(|f| f.dyn_into().ok()).ok_or(Trouble::Absent)?;
        let request = match version {
            Some(version) => factory.open_with_u32(NAME, version),
            None => factory.open(NAME),
        };
        let request = request.map_err(|_| Trouble::Absent)?;
        let upgrade = Closure::<dyn FnMut(Event)>::new(make_stores);
        request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
        let opened = Promise::new(&mut |resolve, reject| {
            request.set_onsuccess(Some(&resolve));
            request.set_onerror(Some(&reject));
        });
        let either = Promise::race(&Array::of2(&opened, &js::timer(OPEN_PATIENCE)));
        let outcome = JsFuture::from(either).await;
        request.set_onupgradeneeded(None);
        if outcome.is_err() {
            return Err(trouble(&error_of(&request)));
        }
        let database: IdbDatabase = request.result().ok().and_then(|d| d.dyn_into().ok()).ok_or(Trouble::Lost)?;
        // A newer build in another tab wants to change the stores: let it, rather than block it.
        let given_up = database.clone();
        js::Listener::new(&database, "versionchange", move |_| given_up.close()).forget();
        Ok(Self(database))
    }

    pub fn close(&self) {
        self.0.close();
    }

    pub fn put(&self, store: &'static str, key: &str, value: &JsValue) -> Running {
        self.run(store, "readwrite", |s| s.put_with_key(value, &JsValue::from_str(key)))
    }

    /// As `put`, but [`Trouble::There`] where something is under this key.
    pub fn add(&self, store: &'static str, key: &str, value: &JsValue) -> Running {
        self.run(store, "readwrite", |s| s.add_with_key(value, &JsValue::from_str(key)))
    }

    pub fn get(&self, store: &'static str, key: &str) -> Running {
        self.run(store, "readonly", |s| s.get(&JsValue::from_str(key)))
    }

    pub fn all(&self, store: &'static str) -> Running {
        self.run(store, "readonly", IdbObjectStore::get_all)
    }

    pub fn keys(&self, store: &'static str) -> Running {
        self.run(store, "readonly", IdbObjectStore::get_all_keys)
    }

    pub fn remove(&self, store: &'static str, key: &str) -> Running {
        self.run(store, "readwrite", |s| s.delete(&JsValue::from_str(key)))
    }

    fn run(
        &self,
        store: &'static str,
        mode: &'static str,
        issue: impl FnOnce(&IdbObjectStore) -> Result<IdbRequest, JsValue>,
    ) -> Running {
        let issued = self.issue(store, mode, issue);
        Box::pin(async move {
            let (transaction, request, done) = issued.map_err(|error| trouble(&error))?;
            if JsFuture::from(done).await.is_err() {
                let error = transaction.error().map(JsValue::from).unwrap_or_else(|| error_of(&request));
                return Err(trouble(&error));
            }
            request.result().map_err(|error| trouble(&error))
        })
    }

    fn issue(
        &self,
        store: &'static str,
        mode: &'static str,
        issue: impl FnOnce(&IdbObjectStore) -> Result<IdbRequest, JsValue>,
    ) -> Result<(IdbTransaction, IdbRequest, Promise), JsValue> {
        // The third argument is not in web-sys' stable part; browsers that do not know it ignore it.
        let options = js::object(&[("durability", "strict".into())]);
        let transaction: IdbTransaction =
            js::call(&self.0, "transaction", &[store.into(), mode.into(), options.into()])?.dyn_into()?;
        let done = Promise::new(&mut |resolve, reject| {
            transaction.set_oncomplete(Some(&resolve));
            transaction.set_onabort(Some(&reject));
        });
        let request = issue(&transaction.object_store(store)?)?;
        // Without it the browser commits only after this page has heard of the request's success: a page that is left in
        // between takes the write with it. Where it is not to be had, the browser commits by itself as before. Never a reading
        // one: Chromium then says `complete` while it still loads a large value.
        if mode == "readwrite" {
            let _ = js::call(&transaction, "commit", &[]);
        }
        Ok((transaction, request, done))
    }
}

fn make_stores(event: Event) {
    let request: Option<IdbOpenDbRequest> = event.target().and_then(|t| t.dyn_into().ok());
    let database: Option<IdbDatabase> = request.and_then(|r| r.result().ok()).and_then(|d| d.dyn_into().ok());
    if let Some(database) = database {
        let there = database.object_store_names();
        for store in STORES.into_iter().filter(|store| !there.contains(store)) {
            // A failure aborts the upgrade, and so the opening.
            let _ = database.create_object_store(store);
        }
    }
}

fn error_of(request: &IdbRequest) -> JsValue {
    request.error().ok().flatten().map_or(JsValue::NULL, JsValue::from)
}

fn trouble(error: &JsValue) -> Trouble {
    match js::exception_name(error).as_str() {
        "QuotaExceededError" => Trouble::Full,
        "ConstraintError" => Trouble::There,
        "VersionError" => Trouble::Newer,
        "SecurityError" | "NotSupportedError" => Trouble::Absent,
        _ => Trouble::Lost,
    }
}
