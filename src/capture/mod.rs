//! Taking pages of paper: the live view that takes them by itself, and the look at what was taken. For the phone and for the desk.

mod button;
mod live;
mod review;
mod session;

pub use button::{CaptureButton, doubts};
pub use live::LiveCapture;
pub use review::Review;

use crate::{
    i18n::{Key, t},
    texts::capture as w,
};

/// What is wrong with a page, and what to do about it.
#[must_use]
pub fn trouble_words(code: &str) -> &'static str {
    t(find(&["trouble.", code].concat()))
}

/// The sentence of a code; every one has one, as the tests hold.
fn find(key: &str) -> Key {
    w::find(key).unwrap_or(w::FAILED)
}

/// Whether this browser can show the camera in the page and work on its frames.
#[must_use]
pub fn possible() -> bool {
    use crate::device::js::{present, window};
    let Some(window) = window() else { return false };
    let camera = present(&window.navigator(), "mediaDevices").is_some();
    camera && ["OffscreenCanvas", "createImageBitmap", "Worker"].iter().all(|name| present(&window, name).is_some())
}
