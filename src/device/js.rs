//! The few shapes of JavaScript that the device code needs: fields by name, promises, pauses, listeners that end.

use js_sys::{Function, Object, Promise, Reflect};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, EventTarget, Window};

/// A field of an object; `undefined` where there is none.
pub fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A field that is there and is not null.
pub fn present(object: &JsValue, name: &str) -> Option<JsValue> {
    Some(field(object, name)).filter(|value| !value.is_undefined() && !value.is_null())
}

/// A plain object.
pub fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of a fresh plain object cannot fail.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object
}

/// Calls a method by its name: for what web-sys has only as unstable, or what a browser may lack.
pub fn call(object: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = field(object, method).dyn_into()?;
    Reflect::apply(&function, object, &arguments.iter().collect())
}

/// The name of a thrown `DOMException` or `Error`; empty for anything else.
pub fn exception_name(error: &JsValue) -> String {
    if error.is_object() { field(error, "name").as_string().unwrap_or_default() } else { String::new() }
}

/// The page's window; `None` outside a page.
pub fn window() -> Option<Window> {
    web_sys::window()
}

/// Waits.
pub async fn sleep(ms: i32) {
    // A rejection is impossible, and an endless wait would be worse than none.
    let _ = JsFuture::from(timer(ms)).await;
}

/// A promise that is kept with `undefined` after a time.
pub fn timer(ms: i32) -> Promise {
    Promise::new(&mut |resolve, _| {
        let set = window().map(|w| w.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, ms));
        if !matches!(set, Some(Ok(_))) {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    })
}

/// A listener that is taken off when dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    pub fn new(target: &EventTarget, name: &'static str, handler: impl FnMut(Event) + 'static) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(handler);
        // Fails only for a callback that is not callable.
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), name, closure }
    }

    /// Listens for as long as the page lives.
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, self.closure.as_ref().unchecked_ref());
    }
}

/// One at a time: whoever comes second waits until the first lets go.
#[derive(Clone, Default)]
pub struct Turn {
    taken: Rc<Cell<bool>>,
    waiting: Rc<RefCell<Vec<Function>>>,
}

/// Holds the turn until dropped.
pub struct Held(Turn);

impl Turn {
    pub async fn take(&self) -> Held {
        while self.taken.get() {
            let woken = Promise::new(&mut |resolve, _| self.waiting.borrow_mut().push(resolve));
            let _ = JsFuture::from(woken).await;
        }
        self.taken.set(true);
        Held(self.clone())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.taken.set(false);
        let waiting = std::mem::take(&mut *self.0.waiting.borrow_mut());
        for wake in waiting {
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }
}
