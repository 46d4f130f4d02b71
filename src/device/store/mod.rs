//! What the phone keeps: drafts, files, receipts, settings.
//!
//! IndexedDB where the browser has it, else the page's memory ([`persistent`] is then false and the page says so). One
//! short transaction an operation, `durability: "strict"`; a lost connection is opened again once.
//!
//! The layout, which the page for emergencies, export and import read as well. Database `motcua`, version 2, stores without
//! key path; all records but files and settings are JSON text:
//! - `drafts`: draft id -> [`Draft`] (`submitting`: handed in, its parcel is under way).
//! - `files`: attachment id -> array of `ArrayBuffer`, 1 MiB each at most, in order.
//! - `outbox`: draft id -> [`outbox::Parcel`]. To send one: each of `files` without `upload` over tus (the acknowledged facts
//!   are written into it); in `submission` each page whose `upload` is a file's local `id` gets that file's `upload`, `sha256`,
//!   `size`, `media_type`, `pages`; POST it with the parcel's `id` as idempotency key. Before that, the body's SHA-256 is added
//!   to `sent`. Only a receipt check that answers one of these lets the phone forget parcel, draft and files.
//! - `receipts`: dossier code -> [`SavedReceipt`], with the draft it came from.
//! - `kv`: name -> text: `device_token`, `language`, `upload.<attachment id>.<16 digits of its SHA-256>` -> tus id.

mod database;
pub mod drafts;
pub mod files;
pub mod kv;
mod memory;
pub mod outbox;
pub mod receipts;

pub use drafts::{Attachment, Draft, Together};
pub use outbox::Parcel;
pub use receipts::SavedReceipt;

use super::{error::DeviceError, js};
use database::{Database, Trouble};
use js_sys::Array;
use leptos::prelude::{ArcRwSignal, Get, GetUntracked, Set};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};

type Result<T> = std::result::Result<T, DeviceError>;

/// The object stores; adding one needs a new `VERSION` in `database`.
const STORES: [&str; 5] = [DRAFTS, FILES, OUTBOX, RECEIPTS, KV];
const DRAFTS: &str = "drafts";
const FILES: &str = "files";
const OUTBOX: &str = "outbox";
const RECEIPTS: &str = "receipts";
const KV: &str = "kv";

/// How often a browser that hangs (Safari after waking up) is asked to open the database.
const OPEN_TRIES: usize = 2;

#[derive(Clone)]
enum Backend {
    Database(Database),
    Memory,
}

thread_local! {
    static BACKEND: RefCell<Option<Backend>> = const { RefCell::new(None) };
    static OPENING: js::Turn = js::Turn::default();
    static HAD_DATABASE: Cell<bool> = const { Cell::new(false) };
    static PERSISTENT: ArcRwSignal<bool> = ArcRwSignal::new(true);
}

/// Whether what is kept outlives the page. Reactive; true until the first operation has found out otherwise.
#[must_use]
pub fn persistent() -> bool {
    PERSISTENT.with(ArcRwSignal::clone).get()
}

/// Asks the browser not to clear what is kept when it needs room; `false` where it decides otherwise. Ask after the first
/// draft: some browsers show the person a question.
pub async fn ask_to_persist() -> bool {
    let Some(navigator) = js::window().map(|w| w.navigator()) else { return false };
    let Some(storage) = js::present(&navigator, "storage") else { return false };
    let Ok(asked) = js::call(&storage, "persist", &[]) else { return false };
    match asked.dyn_into::<js_sys::Promise>() {
        Ok(promise) => wasm_bindgen_futures::JsFuture::from(promise).await.is_ok_and(|granted| granted.is_truthy()),
        Err(_) => false,
    }
}

/// Opens at the first use. Where there was a database once, memory is no stand-in: what is kept would seem to be gone.
async fn backend() -> Result<Backend> {
    let turn = OPENING.with(js::Turn::clone);
    let _held = turn.take().await;
    if let Some(backend) = BACKEND.with_borrow(Clone::clone) {
        return Ok(backend);
    }
    let mut backend = Backend::Memory;
    for _ in 0..OPEN_TRIES {
        match Database::open().await {
            Ok(database) => {
                backend = Backend::Database(database);
                break;
            }
            Err(Trouble::Absent) => break,
            Err(_) => {}
        }
    }
    let lasting = matches!(backend, Backend::Database(_));
    if !lasting && HAD_DATABASE.get() {
        return Err(DeviceError::StoreLost);
    }
    HAD_DATABASE.set(lasting);
    PERSISTENT.with(|signal| {
        if signal.get_untracked() != lasting {
            signal.set(lasting);
        }
    });
    BACKEND.set(Some(backend.clone()));
    Ok(backend)
}

/// One operation on the database, tried again on a fresh connection where the old one is lost.
async fn on_database(first: Database, operation: impl Fn(&Database) -> database::Running) -> Result<JsValue> {
    match operation(&first).await {
        Ok(value) => Ok(value),
        Err(Trouble::Full) => Err(DeviceError::StoreFull),
        Err(Trouble::There) => Err(DeviceError::StoreDamaged),
        Err(_) => {
            first.close();
            BACKEND.set(None);
            let Backend::Database(second) = backend().await? else { return Err(DeviceError::StoreLost) };
            operation(&second).await.map_err(|trouble| match trouble {
                Trouble::Full => DeviceError::StoreFull,
                Trouble::There => DeviceError::StoreDamaged,
                _ => DeviceError::StoreLost,
            })
        }
    }
}

async fn put(store: &'static str, key: &str, value: JsValue) -> Result<()> {
    match backend().await? {
        Backend::Memory => memory::put(store, key, value),
        Backend::Database(database) => {
            on_database(database, |d| d.put(store, key, &value)).await?;
        }
    }
    Ok(())
}

/// Keeps a record unless there is one under this key: `false` then.
async fn add(store: &'static str, key: &str, value: JsValue) -> Result<bool> {
    match backend().await? {
        Backend::Memory => Ok(memory::add(store, key, value)),
        Backend::Database(database) => match on_database(database, |d| d.add(store, key, &value)).await {
            Ok(_) => Ok(true),
            Err(DeviceError::StoreDamaged) => Ok(false),
            Err(error) => Err(error),
        },
    }
}

async fn get(store: &'static str, key: &str) -> Result<Option<JsValue>> {
    let value = match backend().await? {
        Backend::Memory => memory::get(store, key),
        Backend::Database(database) => on_database(database, |d| d.get(store, key)).await?,
    };
    Ok(Some(value).filter(|value| !value.is_undefined()))
}

async fn all(store: &'static str) -> Result<Vec<JsValue>> {
    match backend().await? {
        Backend::Memory => Ok(memory::all(store)),
        Backend::Database(database) => Ok(Array::from(&on_database(database, |d| d.all(store)).await?).to_vec()),
    }
}

async fn keys(store: &'static str) -> Result<Vec<JsValue>> {
    match backend().await? {
        Backend::Memory => Ok(memory::keys(store)),
        Backend::Database(database) => Ok(Array::from(&on_database(database, |d| d.keys(store)).await?).to_vec()),
    }
}

async fn remove(store: &'static str, key: &str) -> Result<()> {
    match backend().await? {
        Backend::Memory => memory::remove(store, key),
        Backend::Database(database) => {
            on_database(database, |d| d.remove(store, key)).await?;
        }
    }
    Ok(())
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<JsValue> {
    serde_json::to_string(value).map(|text| JsValue::from_str(&text)).map_err(|_| DeviceError::StoreDamaged)
}

/// Writes a time without its fraction: what writes fractions is four kilobytes of program.
fn whole<S: serde::Serializer>(ms: &f64, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_i64(*ms as i64)
}

/// A handful of records by their time, the newest first. No sort of the library: that is three kilobytes of program a type.
fn newest_first<T>(records: impl Iterator<Item = T>, time: fn(&T) -> f64) -> Vec<T> {
    let mut list: Vec<T> = Vec::new();
    for record in records {
        let place = list.iter().position(|other| time(other) < time(&record)).unwrap_or(list.len());
        list.insert(place, record);
    }
    list
}

/// A record, or nothing where an older build wrote it in a shape that this one cannot read: it stays where it is.
fn from_json<T: serde::de::DeserializeOwned>(value: &JsValue) -> Option<T> {
    crate::json::from_str(&value.as_string()?).ok()
}
