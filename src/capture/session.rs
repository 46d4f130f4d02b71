//! A visit to the camera for papers: one stream, and the loop that shows its frames to the worker.

use crate::device::{
    camera::stream::Stream,
    capture::{self, Look},
    error::DeviceError,
    js::{self, Listener, call, field, sleep},
    now_ms,
    page::hidden,
};
use leptos::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{HtmlVideoElement, ImageBitmap};

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
/// Length of the vibration when a page is taken, milliseconds.
const VIBRATION: u32 = 60;

/// Where the camera stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    Starting,
    Live,
    /// A code of the area `camera`.
    Problem(&'static str),
}

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

/// A visit to the camera.
pub struct Session {
    shown: Shown,
    video: RefCell<Option<HtmlVideoElement>>,
    stream: RefCell<Option<Rc<Stream>>>,
    /// Counted up by every start and stop: loops of an earlier run see that they are over.
    run: Cell<u32>,
    over: Cell<bool>,
    paused: Cell<bool>,
    shoot: Cell<bool>,
    on_take: Callback<()>,
    visibility: RefCell<Option<Listener>>,
}

impl Session {
    pub fn new(shown: Shown, on_take: Callback<()>) -> Rc<Self> {
        let session = Rc::new(Self {
            shown,
            video: RefCell::default(),
            stream: RefCell::default(),
            run: Cell::new(0),
            over: Cell::new(false),
            paused: Cell::new(false),
            shoot: Cell::new(false),
            on_take,
            visibility: RefCell::default(),
        });
        let weak = Rc::downgrade(&session);
        let listener = js::window().and_then(|window| window.document()).map(|document| {
            Listener::new(&document, "visibilitychange", move |_| {
                if let Some(session) = weak.upgrade() {
                    session.seen_or_not();
                }
            })
        });
        *session.visibility.borrow_mut() = listener;
        session
    }

    /// Starts in this video element, or anew in the one it has.
    pub fn start(self: &Rc<Self>, video: Option<HtmlVideoElement>) {
        if video.is_some() {
            *self.video.borrow_mut() = video;
        }
        let run = self.next_run();
        let session = self.clone();
        spawn_local(async move {
            session.shown.phase.try_set(Phase::Starting);
            // The person's answer and the worker's load go on at the same time.
            spawn_local(async {
                capture::warm().await;
            });
            if let Err(error) = session.open(run).await {
                return session.fail(run, &error);
            }
            if !capture::warm().await {
                return session.fail(run, &DeviceError::ScannerFailed);
            }
            if session.is_on(run) {
                session.shown.phase.try_set(Phase::Live);
                session.watch(run).await;
            }
        });
    }

    /// Ends it all: the camera's lamp goes out.
    pub fn end(&self) {
        self.over.set(true);
        self.stop();
        *self.visibility.borrow_mut() = None;
        *self.video.borrow_mut() = None;
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

    /// Switches the light.
    pub fn toggle_torch(self: &Rc<Self>) {
        let Some(on) = self.shown.torch.try_get_untracked().flatten() else { return };
        let Some(stream) = self.stream.borrow().clone() else { return };
        let torch = self.shown.torch;
        spawn_local(async move {
            if stream.set_torch(!on).await {
                torch.try_set(Some(!on));
            }
        });
    }

    fn next_run(&self) -> u32 {
        self.run.set(self.run.get().wrapping_add(1));
        self.run.get()
    }

    fn is_on(&self, run: u32) -> bool {
        !self.over.get() && self.run.get() == run
    }

    fn stop(&self) {
        self.next_run();
        if let Some(video) = self.video.borrow().as_ref() {
            video.set_src_object(None);
        }
        *self.stream.borrow_mut() = None;
        self.shown.torch.try_set(None);
        self.shown.corners.try_set(None);
    }

    fn fail(&self, run: u32, error: &DeviceError) {
        if self.is_on(run) {
            self.stop();
            self.shown.phase.try_set(Phase::Problem(error.as_str()));
        }
    }

    /// Nobody looks: the camera is let go of. Somebody looks again: it is asked for again.
    fn seen_or_not(self: &Rc<Self>) {
        if self.over.get() || matches!(self.shown.phase.try_get_untracked(), None | Some(Phase::Problem(_))) {
            return;
        }
        if hidden() {
            self.stop();
        } else {
            self.start(None);
        }
    }

    async fn open(self: &Rc<Self>, run: u32) -> Result<(), DeviceError> {
        // Many phones have the camera once: the old stream goes before the new one comes.
        *self.stream.borrow_mut() = None;
        let weak = Rc::downgrade(self);
        let (width, height) = pixels();
        let stream = Stream::open_at(width, height, move || {
            if let Some(session) = weak.upgrade().filter(|session| session.is_on(run) && !hidden()) {
                session.start(None);
            }
        })
        .await?;
        if !self.is_on(run) {
            return Ok(());
        }
        let Some(video) = self.video.borrow().clone() else { return Err(DeviceError::CameraFailed) };
        video.set_muted(true);
        video.set_src_object(Some(stream.media()));
        if let Ok(playing) = video.play() {
            // Stopped by the next start, or forbidden until a touch: the loop sees frames or it does not.
            spawn_local(async move {
                let _ = JsFuture::from(playing).await;
            });
        }
        self.shown.torch.try_set(stream.has_torch().then_some(false));
        *self.stream.borrow_mut() = Some(Rc::new(stream));
        Ok(())
    }

    async fn watch(self: &Rc<Self>, run: u32) {
        let (mut failures, mut dry) = (0, 0);
        while self.is_on(run) {
            sleep(FRAME_PAUSE).await;
            if self.paused.get() || hidden() {
                continue;
            }
            let Some(frame) = self.frame().await.filter(|_| self.is_on(run)) else {
                dry += 1;
                if dry > DRY_TURNS && self.is_on(run) {
                    self.start(None);
                }
                continue;
            };
            dry = 0;
            let size = (frame.width(), frame.height());
            match capture::look(&frame, now_ms(), self.shoot.take()).await {
                Some(look) if self.is_on(run) && !self.paused.get() => {
                    failures = 0;
                    self.show(&look, size);
                    if look.take {
                        vibrate();
                        self.paused.set(true);
                        self.on_take.run(());
                    }
                }
                Some(_) => {}
                None => {
                    failures += 1;
                    if failures >= FAILURES {
                        self.fail(run, &DeviceError::ScannerFailed);
                    }
                }
            }
        }
    }

    /// The frame that the video shows; `None` while it has none.
    async fn frame(&self) -> Option<ImageBitmap> {
        let flows = self.stream.borrow().as_ref().is_some_and(|stream| stream.flows());
        let video = self.video.borrow().clone().filter(|video| flows && video.ready_state() >= 2)?;
        if video.video_width() == 0 {
            return None;
        }
        let asked = js::window()?.create_image_bitmap_with_html_video_element(&video).ok()?;
        JsFuture::from(asked).await.ok()?.dyn_into().ok()
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

fn pixels() -> (u32, u32) {
    let memory = js::window().and_then(|window| field(&window.navigator(), "deviceMemory").as_f64());
    if memory.is_some_and(|memory| memory < LITTLE_MEMORY) { FEWER } else { PIXELS }
}

/// Where the phone can; iOS cannot.
fn vibrate() {
    if let Some(window) = js::window() {
        let _ = call(&window.navigator(), "vibrate", &[VIBRATION.into()]);
    }
}
