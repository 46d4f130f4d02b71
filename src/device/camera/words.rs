//! The sentences that the scanner shows; they come from the app.

use leptos::prelude::{Callback, Signal};

/// All words of the scanner.
#[derive(Clone, Copy)]
pub struct ScannerWords {
    /// What the picture is, for screen readers.
    pub view: Signal<String>,
    /// While the camera starts.
    pub starting: Signal<String>,
    /// What to do: hold the code within the frame.
    pub aim: Signal<String>,
    /// After a few seconds without a find: wipe the lens, hold it further away, no reflection.
    pub slow: Signal<String>,
    /// The same, when the frames tell why: too dark, a reflection, not in focus.
    pub dark: Signal<String>,
    pub glare: Signal<String>,
    pub blurred: Signal<String>,
    /// A code was read, but it holds no text.
    pub not_utf8: Signal<String>,
    /// While a picked picture is read.
    pub reading: Signal<String>,
    /// No code in the picked picture.
    pub nothing_found: Signal<String>,
    /// The button that picks a picture.
    pub from_picture: Signal<String>,
    pub torch_on: Signal<String>,
    pub torch_off: Signal<String>,
    pub zoom_in: Signal<String>,
    pub zoom_out: Signal<String>,
    /// The button that starts the camera again.
    pub retry: Signal<String>,
    /// The sentence of a camera code (`insecure`, `unsupported`, `missing`, `denied`, `in_use`, `failed`,
    /// `scanner_failed`); called within a reactive scope.
    pub problem: Callback<&'static str, String>,
}
