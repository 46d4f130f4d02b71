//! The page's side of the scanner worker: started when first needed, started anew when it fails or falls silent.

use super::super::{
    error::DeviceError,
    js::{self, Listener, Turn, field},
    page::meta,
};
use js_sys::{Array, ArrayBuffer, Function, Promise};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};

/// Patience with loading the worker on a slow network, milliseconds.
const LOAD_PATIENCE: i32 = 40_000;
/// Patience with a frame and with a still picture, which goes through every stage.
const LIVE_PATIENCE: i32 = 5_000;
const STILL_PATIENCE: i32 = 25_000;
/// The place of the greeting among the ids of frames.
const GREETING: f64 = -2.0;

/// What to read.
pub struct Frame {
    pub still: bool,
    pub width: u32,
    pub height: u32,
    pub rgba: ArrayBuffer,
}

/// What stands in the way of a live frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sight {
    #[default]
    Clear,
    Dark,
    Glare,
    Blurred,
}

/// What was in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    pub texts: Vec<String>,
    /// Where each text was, in pixels of the frame: left, top, right, bottom.
    pub places: Vec<[f64; 4]>,
    /// Codes that hold no text.
    pub not_utf8: u32,
    pub sight: Sight,
}

impl Reading {
    fn of(message: &JsValue) -> Self {
        let texts = Array::from(&field(message, "texts")).iter().filter_map(|text| text.as_string()).collect();
        let places = Array::from(&field(message, "corners")).iter().map(|corners| bounds(&corners)).collect();
        let sight = match field(message, "sight").as_string().as_deref() {
            Some("dark") => Sight::Dark,
            Some("glare") => Sight::Glare,
            Some("blurred") => Sight::Blurred,
            _ => Sight::Clear,
        };
        Self { texts, places, not_utf8: field(message, "notUtf8").as_f64().unwrap_or_default() as u32, sight }
    }
}

/// The rectangle around four points.
fn bounds(corners: &JsValue) -> [f64; 4] {
    let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    Array::from(corners).iter().fold(none, |[left, top, right, bottom], point| {
        let point = Array::from(&point);
        let (x, y) = (point.get(0).as_f64().unwrap_or_default(), point.get(1).as_f64().unwrap_or_default());
        [left.min(x), top.min(y), right.max(x), bottom.max(y)]
    })
}

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

/// The worker, whether it runs or not.
#[derive(Default)]
pub struct Client {
    running: RefCell<Option<Rc<Running>>>,
    turn: Turn,
    next: Cell<f64>,
    late: Late,
}

/// Codes of frames that were answered before, by the frame's number.
type Late = Rc<RefCell<Vec<(f64, Reading)>>>;

impl Client {
    /// Loads the worker before the first frame is there.
    ///
    /// # Errors
    /// `scanner_failed`.
    pub async fn warm(&self) -> Result<(), DeviceError> {
        let _held = self.turn.take().await;
        self.running().await.map(|_| ())
    }

    /// What came meanwhile of frames that were read before: the number of each, as [`Client::read`] gave it.
    pub fn late(&self) -> Vec<(f64, Reading)> {
        self.late.take()
    }

    /// Reads a frame: its number, and what was in it. One at a time: frames do not pile up.
    ///
    /// # Errors
    /// `scanner_failed`; the next call starts the worker anew.
    pub async fn read(&self, frame: Frame) -> Result<(f64, Reading), DeviceError> {
        let _held = self.turn.take().await;
        let running = self.running().await?;
        let id = self.next.get() + 1.0;
        self.next.set(id);
        let message = js::object(&[
            ("id", id.into()),
            ("kind", if frame.still { "still" } else { "live" }.into()),
            ("width", frame.width.into()),
            ("height", frame.height.into()),
            ("rgba", frame.rgba.clone().into()),
        ]);
        let patience = if frame.still { STILL_PATIENCE } else { LIVE_PATIENCE };
        let answer = running.expect_answer(id);
        let posted = running.worker.post_message_with_transfer(&message, &Array::of1(&frame.rgba));
        let answer = match posted {
            Ok(()) => either(answer, patience).await,
            Err(_) => JsValue::UNDEFINED,
        };
        if !answer.is_object() {
            *self.running.borrow_mut() = None;
            return Err(DeviceError::ScannerFailed);
        }
        Ok((id, Reading::of(&answer)))
    }

    /// Ends the worker and gives its memory back.
    pub fn end(&self) {
        *self.running.borrow_mut() = None;
    }

    async fn running(&self) -> Result<Rc<Running>, DeviceError> {
        if let Some(running) = self.running.borrow().clone() {
            return Ok(running);
        }
        let address = meta("scanner");
        let worker = Worker::new(&address).map_err(|_| DeviceError::ScannerFailed)?;
        let waiting: Waiting = Rc::default();
        let (answered, failed, late) = (waiting.clone(), waiting.clone(), self.late.clone());
        let message = Listener::new(&worker, "message", move |event| {
            let Some(event) = event.dyn_ref::<MessageEvent>() else { return };
            let data = event.data();
            if field(&data, "late").is_truthy() {
                let id = field(&data, "id").as_f64().unwrap_or_default();
                late.borrow_mut().push((id, Reading::of(&data)));
            } else {
                arrived(&answered, &data);
            }
        });
        // A script that does not load, a program that traps: whoever waits gets nothing.
        let error = Listener::new(&worker, "error", move |_| give(&failed, &JsValue::UNDEFINED));
        let running = Rc::new(Running { worker, waiting, _message: message, _error: error });
        let greeting = running.expect_answer(GREETING);
        if !either(greeting, LOAD_PATIENCE).await.is_object() {
            return Err(DeviceError::ScannerFailed);
        }
        *self.running.borrow_mut() = Some(running.clone());
        Ok(running)
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

fn arrived(waiting: &Waiting, message: &JsValue) {
    let id = if field(message, "ready").is_truthy() { Some(GREETING) } else { field(message, "id").as_f64() };
    let expected = waiting.borrow().as_ref().map(|(id, _)| *id);
    if id == expected {
        give(waiting, message);
    }
}

fn give(waiting: &Waiting, value: &JsValue) {
    let waiter = waiting.borrow_mut().take();
    if let Some((_, resolve)) = waiter {
        // Resolving a promise cannot fail.
        let _ = resolve.call1(&JsValue::UNDEFINED, value);
    }
}
