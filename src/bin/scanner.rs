//! The scanner worker: QR codes out of camera frames, in a thread (and a wasm) of its own, so that the page never waits.
//!
//! Page to worker, one message a frame:
//! `{id: number, kind: "live" | "still", width: number, height: number, rgba: ArrayBuffer}`; `rgba` is transferred.
//! Send the next live frame only after the answer to the last one: frames do not pile up, and each one tries another
//! stage of the decoder.
//!
//! Worker to page:
//! - `{ready: true}` once; what is posted before it is lost.
//! - `{id, texts: string[], corners: [number, number][][], notUtf8: number, ms: number}`: one text a code, `corners` in
//!   the same order (four points in pixels of the frame: the code's own top left, top right, bottom right, bottom left).
//!   `notUtf8` counts codes that were read but hold no UTF-8 text; no text is ever guessed for them. `ms` is how long
//!   the decoder took.
//! - `{id, error: "bad_frame"}` when a field is missing or the buffer does not match the size. `id` is -1 if it is missing.
//!
//! A worker that reports an `error` event, or does not answer within a few seconds, is to be terminated and started anew.

use js_sys::{Array, ArrayBuffer, Date, Object, Reflect, Uint8Array};
use motcua_vision::{Effort, Found, MAX_SIDE, decode, luma_from_rgba};
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

fn answer(id: f64, frame: &Frame, pass: u32) -> Result<JsValue, JsValue> {
    let started = Date::now();
    let grey = luma_from_rgba(&frame.rgba.to_vec());
    let effort = if frame.still { Effort::Still } else { Effort::Live { pass } };
    let (texts, corners) = (Array::new(), Array::new());
    let mut not_utf8 = 0;
    for found in decode(&grey, frame.width, frame.height, effort) {
        match core::str::from_utf8(&found.bytes) {
            Ok(text) => {
                texts.push(&JsValue::from_str(text));
                corners.push(&points(&found));
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
    ])
}

fn start() -> Result<(), JsValue> {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().dyn_into()?;
    let page = scope.clone();
    let mut pass = 0u32;
    let listener = Closure::<dyn FnMut(MessageEvent) -> Result<(), JsValue>>::new(move |event: MessageEvent| {
        let message = event.data();
        let id = field(&message, "id").as_f64();
        let reply = match (id, frame(&message)) {
            (Some(id), Some(frame)) => {
                pass = pass.wrapping_add(u32::from(!frame.still));
                answer(id, &frame, pass.wrapping_sub(1))?
            }
            _ => object(&[("id", JsValue::from(id.unwrap_or(-1.0))), ("error", JsValue::from_str("bad_frame"))])?,
        };
        page.post_message(&reply)
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
