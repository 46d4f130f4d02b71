//! The page itself: what this browser lacks, when it is hidden, saving a file to the phone.

use super::js::{Listener, present, window};
use js_sys::{Array, Uint8Array};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Document, HtmlAnchorElement, Url};

/// The document; `None` outside a page.
pub(super) fn document() -> Option<Document> {
    window().and_then(|w| w.document())
}

/// Whether nobody sees the page now.
#[must_use]
pub fn hidden() -> bool {
    document().is_some_and(|d| d.hidden())
}

/// The content of `<meta name="...">`; empty where there is none.
#[must_use]
pub fn meta(name: &str) -> String {
    document()
        .and_then(|d| d.query_selector(&format!("meta[name={name}]")).ok().flatten())
        .and_then(|m| m.get_attribute("content"))
        .unwrap_or_default()
}

/// Whether this browser lacks a store or a service worker, as the browsers inside other apps (Zalo, Facebook) and some private
/// windows do. Forms work without them, online. A page that is not secure has neither anywhere: that is the address's fault.
#[must_use]
pub fn limited() -> bool {
    let Some(window) = window() else { return false };
    let secure = super::js::field(&window, "isSecureContext").is_truthy();
    let whole = present(&window, "indexedDB").is_some() && present(&window.navigator(), "serviceWorker").is_some();
    secure && !whole
}

/// Runs while this is held whenever the page is about to be hidden or closed: the last moment to keep what was typed.
pub struct OnLeave {
    _hidden: Option<Listener>,
    _closed: Option<Listener>,
}

/// Calls back whenever the page is hidden or closed, until the answer is dropped.
#[must_use]
pub fn on_leave(callback: impl FnMut() + 'static) -> OnLeave {
    let callback = Rc::new(RefCell::new(callback));
    let run = move || {
        if let Ok(mut callback) = callback.try_borrow_mut() {
            callback();
        }
    };
    let closing = run.clone();
    OnLeave {
        _hidden: document().map(|d| {
            Listener::new(&d, "visibilitychange", move |_| {
                if hidden() {
                    run();
                }
            })
        }),
        _closed: window().map(|w| Listener::new(&w, "pagehide", move |_| closing())),
    }
}

/// Calls back whenever something hints that sending may work now: the network is said to be back, the page is seen again, or
/// comes back out of the browser's memory. For as long as the page lives.
pub fn on_hope(callback: impl Fn() + 'static) {
    let callback = Rc::new(callback);
    if let Some(window) = window() {
        for name in ["online", "pageshow", "focus"] {
            let run = callback.clone();
            Listener::new(&window, name, move |_| run()).forget();
        }
    }
    if let Some(document) = document() {
        Listener::new(&document, "visibilitychange", move |_| {
            if !hidden() {
                callback();
            }
        })
        .forget();
    }
}

/// Whether the person asked the browser to spare data.
#[must_use]
pub fn spares_data() -> bool {
    let connection = window().and_then(|w| present(&w.navigator(), "connection"));
    connection.and_then(|connection| present(&connection, "saveData")).is_some_and(|on| on.is_truthy())
}

/// A blob of bytes.
pub fn blob(bytes: &[u8], media_type: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(&Uint8Array::from(bytes)), &options).ok()
}

/// An address for bytes, to show or download them; let go of it with [`forget_url`].
#[must_use]
pub fn url_of(bytes: &[u8], media_type: &str) -> Option<String> {
    Url::create_object_url_with_blob(&blob(bytes, media_type)?).ok()
}

/// Frees what an address of [`url_of`] holds.
pub fn forget_url(url: &str) {
    // An unknown address is no failure.
    let _ = Url::revoke_object_url(url);
}

/// Saves bytes as a file of the phone; `false` where the browser does not let a page do so.
pub fn download_blob(name: &str, bytes: &[u8], media_type: &str) -> bool {
    let Some(url) = url_of(bytes, media_type) else { return false };
    let link: Option<HtmlAnchorElement> =
        document().and_then(|d| d.create_element("a").ok()).and_then(|e| e.dyn_into().ok());
    let Some(link) = link else { return false };
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // Safari starts reading only after this turn.
    wasm_bindgen_futures::spawn_local(async move {
        super::js::sleep(60_000).await;
        forget_url(&url);
    });
    true
}

/// Opens the phone's share sheet; `false` where there is none or the person closed it.
pub async fn share(title: &str, url: &str) -> bool {
    let Some(navigator) = window().map(|w| w.navigator()) else { return false };
    let data = super::js::object(&[("title", JsValue::from_str(title)), ("url", JsValue::from_str(url))]);
    let Ok(asked) = super::js::call(&navigator, "share", &[data.into()]) else { return false };
    match asked.dyn_into::<js_sys::Promise>() {
        Ok(promise) => wasm_bindgen_futures::JsFuture::from(promise).await.is_ok(),
        Err(_) => false,
    }
}

/// Puts a text onto the clipboard. Browsers have one only on https and localhost, and may say no.
pub async fn to_clipboard(text: &str) -> bool {
    let Some(navigator) = window().map(|w| w.navigator()) else { return false };
    let there = js_sys::Reflect::get(&navigator, &JsValue::from_str("clipboard")).is_ok_and(|one| one.is_object());
    there && wasm_bindgen_futures::JsFuture::from(navigator.clipboard().write_text(text)).await.is_ok()
}
