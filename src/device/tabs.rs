//! Other tabs of this phone: one of them sends at a time, and each learns what another has done.
//!
//! Both are courtesies: without `navigator.locks` or `BroadcastChannel` two tabs may send the same, which the server takes once.

use super::js::{Listener, call, field, object, present, window};
use js_sys::{Array, Function, Promise, Reflect};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{EventTarget, MessageEvent};

/// The name of the channel between tabs.
const CHANNEL: &str = "motcua";

/// A lock that is held until this is dropped.
pub struct Lock(Option<Function>);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(release) = self.0.take() {
            // A promise takes any value.
            let _ = release.call0(&JsValue::UNDEFINED);
        }
    }
}

/// Takes a lock that all tabs share, without waiting; `None` where another tab has it. A browser without locks gives it to all.
pub async fn lock(name: &str) -> Option<Lock> {
    let locks = window().and_then(|w| present(&w.navigator(), "locks"));
    let Some(locks) = locks else { return Some(Lock(None)) };
    let (mut answered, mut failed) = (None, None);
    let answer = Promise::new(&mut |resolve, reject| {
        answered = Some(resolve);
        failed = Some(reject);
    });
    let (Some(answered), Some(failed)) = (answered, failed) else { return Some(Lock(None)) };
    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        if lock.is_null() || lock.is_undefined() {
            // Taken. A promise takes any value.
            let _ = answered.call1(&JsValue::UNDEFINED, &JsValue::NULL);
            return JsValue::UNDEFINED;
        }
        // The browser holds the lock until this promise is kept.
        Promise::new(&mut |release, _| drop(answered.call1(&JsValue::UNDEFINED, &release))).into()
    });
    let options = object(&[("ifAvailable", JsValue::TRUE)]);
    let asked = call(&locks, "request", &[name.into(), options.into(), granted]);
    match asked {
        // Refused at once (an opaque origin): as without locks.
        Err(_) => return Some(Lock(None)),
        Ok(asked) => {
            if let Ok(asked) = asked.dyn_into::<Promise>() {
                let refused =
                    Closure::once_into_js(move |error: JsValue| drop(failed.call1(&JsValue::UNDEFINED, &error)));
                let _ = call(&asked, "catch", &[refused]);
            }
        }
    }
    match JsFuture::from(answer).await {
        Ok(release) => release.dyn_into::<Function>().ok().map(|release| Lock(Some(release))),
        Err(_) => Some(Lock(None)),
    }
}

thread_local! {
    static OWN: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

fn channel() -> Option<JsValue> {
    if let Some(own) = OWN.with_borrow(Clone::clone) {
        return Some(own);
    }
    let make: Function = field(&window()?.into(), "BroadcastChannel").dyn_into().ok()?;
    let made = Reflect::construct(&make, &Array::of1(&CHANNEL.into())).ok()?;
    OWN.set(Some(made.clone()));
    Some(made)
}

/// Tells the other tabs.
pub fn tell(text: &str) {
    if let Some(channel) = channel() {
        // Fails only for a channel that is closed, which nobody does.
        let _ = call(&channel, "postMessage", &[text.into()]);
    }
}

/// Calls back with what other tabs tell, for as long as the page lives.
pub fn on_told(callback: impl Fn(String) + 'static) {
    let Some(target) = channel().and_then(|channel| channel.dyn_into::<EventTarget>().ok()) else { return };
    let callback = Rc::new(callback);
    Listener::new(&target, "message", move |event| {
        if let Some(text) = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string()) {
            callback(text);
        }
    })
    .forget();
}
