//! The page's side of the scanner worker: what it is asked, and what it answers, as types.

use super::super::{
    error::DeviceError,
    js::{self, field},
    worker,
};
use js_sys::{Array, ArrayBuffer};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsValue;

/// Patience with a frame and with a still picture, which goes through every stage; milliseconds.
const LIVE_PATIENCE: i32 = 5_000;
const STILL_PATIENCE: i32 = 25_000;

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

/// Codes of frames that were answered before, by the frame's number.
type Late = Rc<RefCell<Vec<(f64, Reading)>>>;

/// The worker, whether it runs or not.
pub struct Client {
    worker: worker::Client,
    late: Late,
}

impl Default for Client {
    fn default() -> Self {
        let late = Late::default();
        let found = late.clone();
        let worker = worker::Client::with_aside("scanner", move |message| {
            if field(message, "late").is_truthy() {
                found.borrow_mut().push((number(message), Reading::of(message)));
            }
        });
        Self { worker, late }
    }
}

impl Client {
    /// Loads the worker before the first frame is there; `false` where that is not possible.
    pub async fn warm(&self) -> bool {
        self.worker.warm().await
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
        let question = js::object(&[
            ("kind", if frame.still { "still" } else { "live" }.into()),
            ("width", frame.width.into()),
            ("height", frame.height.into()),
            ("rgba", frame.rgba.clone().into()),
        ]);
        let patience = if frame.still { STILL_PATIENCE } else { LIVE_PATIENCE };
        let answer = self.worker.ask(question, &Array::of1(&frame.rgba), patience).await;
        answer.map(|answer| (number(&answer), Reading::of(&answer))).ok_or(DeviceError::ScannerFailed)
    }

    /// Ends the worker and gives its memory back.
    pub fn end(&self) {
        self.worker.end();
    }
}

/// The number of the frame that a message is about.
fn number(message: &JsValue) -> f64 {
    field(message, "id").as_f64().unwrap_or_default()
}
