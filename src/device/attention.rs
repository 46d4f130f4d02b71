//! Catching somebody's attention: a chime and a vibration, where the device has them.

use super::js::{call, field, present, window};
use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A sound that a page may make. Browsers allow it only from a tap on: make it there.
#[derive(Clone)]
pub struct Chime {
    context: JsValue,
}

impl Chime {
    /// `None` where the browser has no sound.
    #[must_use]
    pub fn new() -> Option<Self> {
        let kind: Function = present(&window()?.into(), "AudioContext")?.dyn_into().ok()?;
        let context = Reflect::construct(&kind, &Array::new()).ok()?;
        Some(Self { context })
    }

    /// Two notes, the second lower, as at a station.
    pub fn ring(&self) {
        // A context that the browser put to sleep wakes up; one that may not sound stays silent.
        let _ = call(&self.context, "resume", &[]);
        for (after, pitch) in [(0.0, 784.0), (0.35, 587.3)] {
            if self.note(after, pitch).is_none() {
                return;
            }
        }
    }

    fn note(&self, after: f64, pitch: f64) -> Option<()> {
        let start = field(&self.context, "currentTime").as_f64()? + after;
        let tone = call(&self.context, "createOscillator", &[]).ok()?;
        let loudness = call(&self.context, "createGain", &[]).ok()?;
        Reflect::set(&field(&tone, "frequency"), &"value".into(), &pitch.into()).ok()?;
        let gain = field(&loudness, "gain");
        // Fades out: a tone that is cut off clicks.
        call(&gain, "setValueAtTime", &[0.5.into(), start.into()]).ok()?;
        call(&gain, "exponentialRampToValueAtTime", &[0.001.into(), (start + 0.9).into()]).ok()?;
        call(&tone, "connect", std::slice::from_ref(&loudness)).ok()?;
        call(&loudness, "connect", &[field(&self.context, "destination")]).ok()?;
        call(&tone, "start", &[start.into()]).ok()?;
        call(&tone, "stop", &[(start + 0.9).into()]).ok()?;
        Some(())
    }
}

/// Shakes the phone, where it can; iOS cannot. `pattern`: on, off, on, ... in milliseconds.
pub fn vibrate(pattern: &[u32]) {
    if let Some(window) = window() {
        let pattern: Array = pattern.iter().map(|ms| JsValue::from(*ms)).collect();
        // Refused before the first tap on the page.
        let _ = call(&window.navigator(), "vibrate", &[pattern.into()]);
    }
}
