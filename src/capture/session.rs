//! The visit to the camera that takes pages of paper: frames go to the worker, which says where the page lies and when it is taken.

use crate::device::{
    camera::{Lamps, Phase, Purpose, Visit, vibrate},
    capture::{self, Look},
    error::DeviceError,
    js::{self, field, sleep},
    now_ms,
    page::hidden,
};
use leptos::prelude::*;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::ImageBitmap;

/// Between two frames, milliseconds.
const FRAME_PAUSE: i32 = 80;
/// What one would like the camera to have: an A4 page at 200 dots an inch and more. A phone with little memory is asked for less.
const PIXELS: (u32, u32) = (3840, 2160);
const FEWER: (u32, u32) = (1920, 1080);
const LITTLE_MEMORY: f64 = 3.0;
/// Frames in a row that the worker does not answer, before the person is told.
const FAILURES: u32 = 3;
/// Turns without a picture after which the camera is asked for again.
const DRY_TURNS: u32 = 40;

/// What the component shows. The signals may be gone before the session has ended: it only tries to set them.
#[derive(Clone, Copy)]
pub struct Shown {
    pub phase: RwSignal<Phase>,
    pub hint: RwSignal<&'static str>,
    /// The page's corners in pixels of the frame.
    pub corners: RwSignal<Option<[f64; 8]>>,
    pub frame: RwSignal<(u32, u32)>,
    /// `None` where there is no light to switch.
    pub torch: RwSignal<Option<bool>>,
}

/// A visit that takes pages.
pub type Session = Visit<Paper>;

/// Taking pages.
pub struct Paper {
    shown: Shown,
    paused: Cell<bool>,
    shoot: Cell<bool>,
    on_take: Callback<()>,
}

impl Paper {
    /// A visit that begins with [`Visit::start`].
    pub fn visit(shown: Shown, on_take: Callback<()>) -> Rc<Session> {
        let lamps = Lamps { phase: shown.phase, torch: shown.torch };
        Visit::new(lamps, Self { shown, paused: Cell::new(false), shoot: Cell::new(false), on_take })
    }

    /// Takes the next frame, or the sharpest of those just seen.
    pub fn shoot(&self) {
        self.shoot.set(true);
    }

    /// Looks at nothing for a while; the picture goes on.
    pub fn pause(&self, paused: bool) {
        self.paused.set(paused);
        self.shoot.set(false);
    }

    fn show(&self, look: &Look, (width, height): (u32, u32)) {
        let corners = look.corners.map(|shares| {
            let mut at = shares;
            for (index, share) in at.iter_mut().enumerate() {
                *share = (*share * f64::from(if index % 2 == 0 { width } else { height })).round();
            }
            at
        });
        self.shown.corners.try_set(corners);
        if self.shown.frame.try_get_untracked().is_some_and(|shown| shown != (width, height)) {
            self.shown.frame.try_set((width, height));
        }
        if self.shown.hint.try_get_untracked().is_some_and(|shown| shown != look.hint) {
            self.shown.hint.try_set(look.hint);
        }
    }
}

impl Purpose for Paper {
    fn pixels(&self) -> (u32, u32) {
        let memory = js::window().and_then(|window| field(&window.navigator(), "deviceMemory").as_f64());
        if memory.is_some_and(|memory| memory < LITTLE_MEMORY) { FEWER } else { PIXELS }
    }

    async fn warm(&self) -> bool {
        capture::warm().await
    }

    async fn look(visit: Rc<Session>, run: u32) {
        let paper = &visit.purpose;
        let (mut failures, mut dry) = (0, 0);
        while visit.is_on(run) {
            sleep(FRAME_PAUSE).await;
            if paper.paused.get() || hidden() {
                continue;
            }
            let Some(frame) = frame(&visit).await.filter(|_| visit.is_on(run)) else {
                dry += 1;
                if dry > DRY_TURNS && visit.is_on(run) {
                    visit.start(None);
                }
                continue;
            };
            dry = 0;
            let size = (frame.width(), frame.height());
            match capture::look(&frame, now_ms(), paper.shoot.take()).await {
                Some(look) if visit.is_on(run) && !paper.paused.get() => {
                    failures = 0;
                    paper.show(&look, size);
                    if look.take {
                        vibrate();
                        paper.paused.set(true);
                        paper.on_take.run(());
                    }
                }
                Some(_) => {}
                None => {
                    failures += 1;
                    if failures >= FAILURES {
                        visit.fail(run, &DeviceError::ScannerFailed);
                    }
                }
            }
        }
    }

    fn dark(&self) {
        self.shown.corners.try_set(None);
    }
}

/// The frame that the video shows; `None` while it has none.
async fn frame(visit: &Session) -> Option<ImageBitmap> {
    let video = visit.picture().filter(|video| video.ready_state() >= 2 && video.video_width() > 0)?;
    let asked = js::window()?.create_image_bitmap_with_html_video_element(&video).ok()?;
    JsFuture::from(asked).await.ok()?.dyn_into().ok()
}
