//! The scanner worker: QR codes out of camera frames, in a thread (and a wasm) of its own, so that the page never waits.
//!
//! Page to worker, one message a frame:
//! `{id: number, kind: "live" | "still", width: number, height: number, rgba: ArrayBuffer}`; `rgba` is transferred.
//! Send the next live frame only after the answer to the last one: frames do not pile up, and each one tries another
//! stage of the decoder. A live frame without a find is gone through with every stage in the gaps between the next ones.
//!
//! Worker to page:
//! - `{ready: true}` once; what is posted before it is lost.
//! - `{id, texts: string[], corners: [number, number][][], notUtf8: number, sight: string, ms: number}`: one text a code,
//!   `corners` in the same order (four points in pixels of the frame: the code's own top left, top right, bottom right,
//!   bottom left). `notUtf8` counts codes that were read but hold no UTF-8 text; no text is ever guessed for them. `sight`
//!   says what stands in the way of a live frame without a find: `clear`, `dark`, `glare`, `blurred`. `ms` is how long the
//!   decoder took.
//! - the same with `late: true` for a live frame that was answered before and gave its code in a gap; only when it did.
//! - `{id, error: "bad_frame"}` when a field is missing or the buffer does not match the size. `id` is -1 if it is missing.
//!
//! A worker that reports an `error` event, or does not answer within a few seconds, is to be terminated and started anew.

use js_sys::{Array, ArrayBuffer, Date, Function, Object, Reflect, Uint8Array};
use motcua_vision::{Effort, Found, MAX_SIDE, Search, Sight, decode, judge, luma_from_rgba};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// One frame as the page sent it.
struct Frame {
    still: bool,
    width: usize,
    height: usize,
    rgba: Uint8Array,
}

fn field(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

/// A whole number of pixels within what the decoder reads.
fn side(message: &JsValue, name: &str) -> Option<usize> {
    let value = field(message, name).as_f64()?;
    (value >= 1.0 && value <= MAX_SIDE as f64 && value.fract() == 0.0).then_some(value as usize)
}

fn frame(message: &JsValue) -> Option<Frame> {
    let still = match field(message, "kind").as_string()?.as_str() {
        "still" => true,
        "live" => false,
        _ => return None,
    };
    let (width, height) = (side(message, "width")?, side(message, "height")?);
    let rgba = Uint8Array::new(field(message, "rgba").dyn_ref::<ArrayBuffer>()?);
    (rgba.length() as usize == width * height * 4).then_some(Frame { still, width, height, rgba })
}

fn object(fields: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &JsValue::from_str(name), value)?;
    }
    Ok(object.into())
}

fn points(found: &Found) -> Array {
    found.corners.iter().map(|[x, y]| Array::of2(&JsValue::from(*x), &JsValue::from(*y))).collect()
}

fn sight_name(sight: Sight) -> &'static str {
    match sight {
        Sight::Clear => "clear",
        Sight::Dark => "dark",
        Sight::Glare => "glare",
        Sight::Blurred => "blurred",
    }
}

/// The message that tells what was found, and further fields.
fn reply(id: f64, found: &[Found], started: f64, further: (&str, JsValue)) -> Result<JsValue, JsValue> {
    let (texts, corners) = (Array::new(), Array::new());
    let mut not_utf8 = 0;
    for found in found {
        match core::str::from_utf8(&found.bytes) {
            Ok(text) => {
                texts.push(&JsValue::from_str(text));
                corners.push(&points(found));
            }
            Err(_) => not_utf8 += 1,
        }
    }
    object(&[
        ("id", JsValue::from(id)),
        ("texts", texts.into()),
        ("corners", corners.into()),
        ("notUtf8", JsValue::from(not_utf8)),
        ("ms", JsValue::from(Date::now() - started)),
        further,
    ])
}

/// The frame that is gone through in the gaps.
struct Kept {
    id: f64,
    search: Search,
    started: f64,
}

/// What the worker remembers between two messages.
struct Desk {
    scope: DedicatedWorkerGlobalScope,
    /// Number of the next live frame.
    pass: Cell<u32>,
    kept: RefCell<Option<Kept>>,
    /// Calls [`Desk::step`].
    again: RefCell<Option<Function>>,
}

impl Desk {
    fn answer(&self, id: f64, frame: &Frame) -> Result<JsValue, JsValue> {
        let started = Date::now();
        let grey = luma_from_rgba(&frame.rgba.to_vec());
        if frame.still {
            // Asked for on purpose: what the camera saw before no longer matters.
            *self.kept.borrow_mut() = None;
            let found = decode(&grey, frame.width, frame.height, Effort::Still);
            return reply(id, &found, started, ("sight", JsValue::NULL));
        }
        let pass = self.pass.replace(self.pass.get().wrapping_add(1));
        let found = decode(&grey, frame.width, frame.height, Effort::Live { pass });
        if !found.is_empty() {
            *self.kept.borrow_mut() = None;
            return reply(id, &found, started, ("sight", sight_name(Sight::Clear).into()));
        }
        let sight = judge(&grey, frame.width, frame.height);
        let message = reply(id, &found, started, ("sight", sight_name(sight).into()))?;
        // One frame is gone through to its end: half of each of two would miss what only the last stages read.
        let idle = self.kept.borrow().is_none();
        if idle && let Some(search) = Search::of(grey, frame.width, frame.height) {
            *self.kept.borrow_mut() = Some(Kept { id, search, started });
            self.step_later()?;
        }
        Ok(message)
    }

    /// One step of the kept frame; the next one waits behind the messages that came meanwhile.
    fn step(&self) -> Result<(), JsValue> {
        let Some(mut kept) = self.kept.take() else { return Ok(()) };
        match kept.search.step() {
            None => Ok(()),
            Some(found) if found.is_empty() => {
                self.kept.replace(Some(kept));
                self.step_later()
            }
            Some(found) => self.scope.post_message(&reply(kept.id, &found, kept.started, ("late", JsValue::TRUE))?),
        }
    }

    fn step_later(&self) -> Result<(), JsValue> {
        let again = self.again.borrow().clone();
        let timer: Function = field(&self.scope, "setTimeout").dyn_into()?;
        timer.call2(&self.scope, &again.map_or(JsValue::UNDEFINED, JsValue::from), &JsValue::from(0)).map(|_| ())
    }
}

fn start() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let desk =
        Rc::new(Desk { scope: scope.clone(), pass: Cell::new(0), kept: RefCell::default(), again: RefCell::default() });
    let stepper = desk.clone();
    let again = Closure::<dyn FnMut() -> Result<(), JsValue>>::new(move || stepper.step());
    *desk.again.borrow_mut() = again.into_js_value().dyn_into().ok();
    let listener = Closure::<dyn FnMut(MessageEvent) -> Result<(), JsValue>>::new(move |event: MessageEvent| {
        let message = event.data();
        let id = field(&message, "id").as_f64();
        let reply = match (id, frame(&message)) {
            (Some(id), Some(frame)) => desk.answer(id, &frame)?,
            _ => object(&[("id", JsValue::from(id.unwrap_or(-1.0))), ("error", JsValue::from_str("bad_frame"))])?,
        };
        desk.scope.post_message(&reply)
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    scope.post_message(&object(&[("ready", JsValue::TRUE)])?)
}

fn main() {
    // Thrown, a failure reaches the page as the worker's `error` event.
    if let Err(error) = start() {
        wasm_bindgen::throw_val(error);
    }
}
