//! What a visit to the camera shows: where the camera stands, what to say under the picture, which switches there are.

use leptos::prelude::RwSignal;

/// Where the camera stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Starting,
    Live,
    /// A code of the area `camera`.
    Problem(&'static str),
}

/// What to say under the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    Aim,
    Slow,
    /// What the frames themselves say.
    Dark,
    Glare,
    Blurred,
    NotUtf8,
    Reading,
    NothingFound,
}

/// What the component shows. The signals may be gone before the session has ended: it only tries to set them.
#[derive(Clone, Copy)]
pub struct Shown {
    pub phase: RwSignal<Phase>,
    pub hint: RwSignal<Hint>,
    /// `None` where there is no light to switch.
    pub torch: RwSignal<Option<bool>>,
    /// `None` where the camera cannot come nearer by itself.
    pub zoom: RwSignal<Option<bool>>,
}
