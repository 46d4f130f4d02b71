//! A visit to the camera: one stream, and the loop that looks at its frames. The camera is let go of while nobody looks, and asked for
//! again when the phone took it away. What the frames are for is a [`Purpose`].

use super::super::{
    error::DeviceError,
    js::{self, Listener},
    page::{document, hidden},
};
use super::{shown::Phase, stream::Stream};
use leptos::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlVideoElement;

/// Length of the vibration at a success, milliseconds.
const VIBRATION: u32 = 60;

/// What a visit is for: who looks at the frames, and what becomes of them.
pub trait Purpose: Sized + 'static {
    /// The pixels that one would like the camera to have: width and height.
    fn pixels(&self) -> (u32, u32);

    /// Loads what looks at the frames; `false` where that is not possible. Asked more than once.
    async fn warm(&self) -> bool;

    /// Looks at frames as long as the visit [is on](Visit::is_on) with this run.
    async fn look(visit: Rc<Visit<Self>>, run: u32);

    /// The camera runs.
    fn lit(&self, _stream: &Stream) {}

    /// The camera was let go of.
    fn dark(&self);

    /// The visit is over.
    fn end(&self) {}
}

/// What every visit shows. The signals may be gone before the visit has ended: it only tries to set them.
#[derive(Clone, Copy)]
pub struct Lamps {
    pub phase: RwSignal<Phase>,
    /// `None` where there is no light to switch.
    pub torch: RwSignal<Option<bool>>,
}

/// A visit to the camera.
pub struct Visit<P> {
    pub purpose: P,
    lamps: Lamps,
    video: RefCell<Option<HtmlVideoElement>>,
    stream: RefCell<Option<Rc<Stream>>>,
    /// Counted up by every start and stop: loops and answers of an earlier run see that they are over.
    run: Cell<u32>,
    over: Cell<bool>,
    visibility: RefCell<Option<Listener>>,
}

impl<P: Purpose> Visit<P> {
    pub fn new(lamps: Lamps, purpose: P) -> Rc<Self> {
        let visit = Rc::new(Self {
            purpose,
            lamps,
            video: RefCell::default(),
            stream: RefCell::default(),
            run: Cell::new(0),
            over: Cell::new(false),
            visibility: RefCell::default(),
        });
        let weak = Rc::downgrade(&visit);
        let listener = document().map(|d| {
            Listener::new(&d, "visibilitychange", move |_| {
                if let Some(visit) = weak.upgrade() {
                    visit.seen_or_not();
                }
            })
        });
        *visit.visibility.borrow_mut() = listener;
        visit
    }

    /// Starts in this video element, or starts anew in the one it has.
    pub fn start(self: &Rc<Self>, video: Option<HtmlVideoElement>) {
        if video.is_some() {
            *self.video.borrow_mut() = video;
        }
        let run = self.next_run();
        let visit = self.clone();
        spawn_local(async move {
            visit.lamps.phase.try_set(Phase::Starting);
            // The camera is asked for first: the person's answer and the worker's load go on at the same time.
            let warming = visit.clone();
            spawn_local(async move {
                // A failure shows itself below, when the camera is there.
                warming.purpose.warm().await;
            });
            if let Err(error) = visit.open(run).await {
                return visit.fail(run, &error);
            }
            if !visit.purpose.warm().await {
                return visit.fail(run, &DeviceError::ScannerFailed);
            }
            if visit.is_on(run) {
                visit.lamps.phase.try_set(Phase::Live);
                P::look(visit, run).await;
            }
        });
    }

    /// Ends it all: the camera's lamp goes out.
    pub fn end(&self) {
        self.over.set(true);
        self.stop();
        self.purpose.end();
        *self.visibility.borrow_mut() = None;
        *self.video.borrow_mut() = None;
    }

    /// Switches the light.
    pub fn toggle_torch(&self) {
        let torch = self.lamps.torch;
        let Some(on) = torch.try_get_untracked().flatten() else { return };
        let Some(stream) = self.stream() else { return };
        spawn_local(async move {
            if stream.set_torch(!on).await {
                torch.try_set(Some(!on));
            }
        });
    }

    /// Whether this run goes on: nothing was started or stopped since.
    pub fn is_on(&self, run: u32) -> bool {
        !self.over.get() && self.run.get() == run
    }

    /// The present run.
    pub fn run(&self) -> u32 {
        self.run.get()
    }

    /// Whether the visit has ended.
    pub fn is_over(&self) -> bool {
        self.over.get()
    }

    /// The camera, while it runs.
    pub fn stream(&self) -> Option<Rc<Stream>> {
        self.stream.borrow().clone()
    }

    /// The picture, while the camera gives one.
    pub fn picture(&self) -> Option<HtmlVideoElement> {
        let flows = self.stream.borrow().as_ref().is_some_and(|stream| stream.flows());
        self.video.borrow().clone().filter(|_| flows)
    }

    /// Lets go of the camera and says why, where this run goes on.
    pub fn fail(&self, run: u32, error: &DeviceError) {
        if self.is_on(run) {
            self.stop();
            self.lamps.phase.try_set(Phase::Problem(error.as_str()));
        }
    }

    fn next_run(&self) -> u32 {
        self.run.set(self.run.get().wrapping_add(1));
        self.run.get()
    }

    fn stop(&self) {
        self.next_run();
        if let Some(video) = self.video.borrow().as_ref() {
            video.set_src_object(None);
        }
        *self.stream.borrow_mut() = None;
        self.lamps.torch.try_set(None);
        self.purpose.dark();
    }

    /// Nobody looks: the camera is let go of. Somebody looks again: it is asked for again.
    fn seen_or_not(self: &Rc<Self>) {
        if self.over.get() || matches!(self.lamps.phase.try_get_untracked(), None | Some(Phase::Problem(_))) {
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
        let stream = Stream::open(self.purpose.pixels(), move || {
            if let Some(visit) = weak.upgrade().filter(|visit| visit.is_on(run) && !hidden()) {
                visit.start(None);
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
        self.lamps.torch.try_set(stream.has_torch().then_some(false));
        self.purpose.lit(&stream);
        *self.stream.borrow_mut() = Some(Rc::new(stream));
        Ok(())
    }
}

/// Where the phone can; iOS cannot.
pub fn vibrate() {
    if let Some(window) = js::window() {
        let _ = js::call(&window.navigator(), "vibrate", &[VIBRATION.into()]);
    }
}
