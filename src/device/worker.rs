//! A program in a thread of its own: started when first needed, one question at a time, started anew when it fails or falls silent.

use super::{
    js::{self, Listener, Turn, field},
    page::meta,
};
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

/// Patience with loading on a slow network, milliseconds.
const LOAD_PATIENCE: i32 = 40_000;
/// The place of the greeting among the ids of questions.
const GREETING: f64 = -2.0;

/// Who waits, and for which answer.
type Waiting = Rc<RefCell<Option<(f64, Function)>>>;

struct Running {
    worker: Worker,
    waiting: Waiting,
    _message: Listener,
    _error: Listener,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}

/// A worker, whether it runs or not. Copies speak to the same one.
#[derive(Clone)]
pub struct Client(Rc<Inner>);

/// Gets what the program says without being waited for.
type Aside = Rc<dyn Fn(&JsValue)>;

struct Inner {
    /// The `<meta>` that holds its address.
    name: &'static str,
    aside: Aside,
    running: RefCell<Option<Rc<Running>>>,
    turn: Turn,
    next: Cell<f64>,
}

impl Client {
    pub fn new(name: &'static str) -> Self {
        Self::with_aside(name, |_| ())
    }

    /// One that also says things nobody waits for: more to a question that was answered, an answer that came too late.
    pub fn with_aside(name: &'static str, aside: impl Fn(&JsValue) + 'static) -> Self {
        let (aside, running) = (Rc::new(aside), RefCell::default());
        Self(Rc::new(Inner { name, aside, running, turn: Turn::default(), next: Cell::new(0.0) }))
    }

    /// Loads the program before the first question; `false` where that is not possible.
    pub async fn warm(&self) -> bool {
        let _held = self.0.turn.take().await;
        self.running().await.is_some()
    }

    /// Asks; nothing where the program does not start, fails, or does not answer in time. The next question starts it anew.
    /// The answer repeats the question's number in its field `id`.
    pub async fn ask(&self, question: Object, transfer: &Array, patience: i32) -> Option<JsValue> {
        let _held = self.0.turn.take().await;
        let running = self.running().await?;
        let id = self.0.next.get() + 1.0;
        self.0.next.set(id);
        // Setting a field of a plain object cannot fail.
        let _ = Reflect::set(&question, &"id".into(), &id.into());
        let answer = running.expect_answer(id);
        let answer = match running.worker.post_message_with_transfer(&question, transfer) {
            Ok(()) => either(answer, patience).await,
            Err(_) => JsValue::UNDEFINED,
        };
        if answer.is_object() {
            return Some(answer);
        }
        *self.0.running.borrow_mut() = None;
        None
    }

    /// Whether it has been started, and not ended.
    pub fn runs(&self) -> bool {
        self.0.running.borrow().is_some()
    }

    /// Ends the program and gives its memory back.
    pub fn end(&self) {
        *self.0.running.borrow_mut() = None;
    }

    async fn running(&self) -> Option<Rc<Running>> {
        if let Some(running) = self.0.running.borrow().clone() {
            return Some(running);
        }
        let address = Some(meta(self.0.name)).filter(|address| !address.is_empty())?;
        let worker = Worker::new(&address).ok()?;
        let waiting: Waiting = Rc::default();
        let (answered, failed, aside) = (waiting.clone(), waiting.clone(), self.0.aside.clone());
        let message = Listener::new(&worker, "message", move |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                let message = event.data();
                if !arrived(&answered, &message) {
                    aside(&message);
                }
            }
        });
        // A script that does not load, a program that traps: whoever waits gets nothing.
        let error = Listener::new(&worker, "error", move |_| give(&failed, &JsValue::UNDEFINED));
        let running = Rc::new(Running { worker, waiting, _message: message, _error: error });
        let greeting = running.expect_answer(GREETING);
        if !either(greeting, LOAD_PATIENCE).await.is_object() {
            return None;
        }
        *self.0.running.borrow_mut() = Some(running.clone());
        Some(running)
    }
}

impl Running {
    fn expect_answer(&self, id: f64) -> Promise {
        Promise::new(&mut |resolve, _| *self.waiting.borrow_mut() = Some((id, resolve)))
    }
}

/// The answer, or `undefined` when it takes too long.
async fn either(answer: Promise, patience: i32) -> JsValue {
    JsFuture::from(Promise::race(&Array::of2(&answer, &js::timer(patience)))).await.unwrap_or(JsValue::UNDEFINED)
}

/// Gives a message to whoever waits for it; `false` where nobody does.
fn arrived(waiting: &Waiting, message: &JsValue) -> bool {
    let id = if field(message, "ready").is_truthy() { Some(GREETING) } else { field(message, "id").as_f64() };
    let expected = waiting.borrow().as_ref().map(|(id, _)| *id);
    let awaited = id.is_some() && id == expected;
    if awaited {
        give(waiting, message);
    }
    awaited
}

fn give(waiting: &Waiting, value: &JsValue) {
    let waiter = waiting.borrow_mut().take();
    if let Some((_, resolve)) = waiter {
        // Resolving a promise cannot fail.
        let _ = resolve.call1(&JsValue::UNDEFINED, value);
    }
}
