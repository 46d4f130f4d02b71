//! A short tone at a find, so that the eye need not leave the paper. Where the browser has no sound, or forbids it, there is none.

use super::super::js::{call, field, window};
use js_sys::{Array, Function, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

/// Pitch in hertz, length in seconds, and loudness (1 is full).
const PITCH: f64 = 1320.0;
const LENGTH: f64 = 0.09;
const LOUDNESS: f64 = 0.15;

thread_local! {
    /// One for the page: browsers give only a few.
    static CONTEXT: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Plays it.
pub fn found() {
    // A find counts with or without its tone.
    let _ = play();
}

fn play() -> Result<(), JsValue> {
    let context = context()?;
    // Asleep until the person has touched the page.
    call(&context, "resume", &[])?;
    let now = field(&context, "currentTime").as_f64().unwrap_or_default();
    let (tone, volume) = (call(&context, "createOscillator", &[])?, call(&context, "createGain", &[])?);
    let gain = field(&volume, "gain");
    call(&gain, "setValueAtTime", &[LOUDNESS.into(), now.into()])?;
    // Fading out, or it ends with a click.
    call(&gain, "exponentialRampToValueAtTime", &[0.001.into(), (now + LENGTH).into()])?;
    call(&field(&tone, "frequency"), "setValueAtTime", &[PITCH.into(), now.into()])?;
    call(&tone, "connect", std::slice::from_ref(&volume))?;
    call(&volume, "connect", &[field(&context, "destination")])?;
    call(&tone, "start", &[])?;
    call(&tone, "stop", &[(now + LENGTH).into()])?;
    Ok(())
}

fn context() -> Result<JsValue, JsValue> {
    if let Some(context) = CONTEXT.with_borrow(Clone::clone) {
        return Ok(context);
    }
    let window = window().ok_or(JsValue::UNDEFINED)?;
    let maker: Function = field(&window, "AudioContext").dyn_into()?;
    let context = Reflect::construct(&maker, &Array::new())?;
    CONTEXT.set(Some(context.clone()));
    Ok(context)
}
