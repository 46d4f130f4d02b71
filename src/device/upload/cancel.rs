//! A handle by which the person stops an upload.

use super::super::{
    js::{sleep, timer},
    network::is_online,
};
use js_sys::{Array, Function, Promise};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::XmlHttpRequest;

/// Stops an upload, wherever it is; clones stop the same one.
#[derive(Clone, Default)]
pub struct Cancel(Rc<State>);

#[derive(Default)]
struct State {
    cancelled: Cell<bool>,
    request: RefCell<Option<XmlHttpRequest>>,
    pause: RefCell<Option<Function>>,
}

impl Cancel {
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops it now. What the server has stays there for a later resume.
    pub fn cancel(&self) {
        self.0.cancelled.set(true);
        let request = self.0.request.borrow_mut().take();
        if let Some(request) = request {
            // Fails only for a request that is over.
            let _ = request.abort();
        }
        let pause = self.0.pause.borrow_mut().take();
        if let Some(wake) = pause {
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }

    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.cancelled.get()
    }

    pub(super) fn watch(&self, request: Option<XmlHttpRequest>) {
        *self.0.request.borrow_mut() = request;
    }

    /// Waits, but no longer than until it is stopped or the network comes back.
    pub(super) async fn pause(&self, ms: u32) {
        let was_online = is_online();
        let stopped = Promise::new(&mut |resolve, _| *self.0.pause.borrow_mut() = Some(resolve));
        let mut left = ms as i32;
        while left > 0 && !self.is_cancelled() {
            let step = left.min(500);
            // Never rejected.
            let _ = JsFuture::from(Promise::race(&Array::of2(&stopped, &timer(step)))).await;
            left -= step;
            if !was_online && is_online() {
                // The network is announced a moment before it carries anything.
                sleep(300).await;
                break;
            }
        }
        *self.0.pause.borrow_mut() = None;
    }
}
