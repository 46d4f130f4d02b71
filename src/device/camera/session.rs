//! A visit to the camera: one stream, one worker, and the loop between them.

use super::super::{
    clock::now_ms,
    error::DeviceError,
    js::{self, Listener, sleep},
    page::{document, hidden},
};
use super::{
    client::{Client, Reading, Sight},
    grab::{Grabber, Taken, still},
    hints::Adviser,
    shown::{Hint, Phase, Shown},
    sound,
    stream::Stream,
};
use leptos::prelude::*;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlVideoElement};

/// Between two frames, milliseconds: fast enough for the hand, slow enough for the battery.
const FRAME_PAUSE: i32 = 120;
/// The same code again within this time is the same find; milliseconds.
const SAME_MS: f64 = 3_000.0;
/// Failures of the worker in a row before the person is told.
const FAILURES: u32 = 3;
/// Turns without a picture after which the camera is asked for again.
const DRY_TURNS: u32 = 25;
/// Frames whose place in the video is remembered: a late answer is never later.
const REMEMBERED: usize = 16;
/// Length of the vibration at a find, milliseconds.
const VIBRATION: u32 = 60;

/// A visit to the camera.
pub struct Session {
    shown: Shown,
    video: RefCell<Option<HtmlVideoElement>>,
    stream: RefCell<Option<Rc<Stream>>>,
    client: Client,
    /// Counted up by every start and stop: loops and answers of an earlier run see that they are over.
    run: Cell<u32>,
    over: Cell<bool>,
    paused: Signal<bool>,
    on_text: Callback<String>,
    /// Which texts go before all others of the same frame.
    prefer: Option<Callback<String, bool>>,
    last: RefCell<(String, f64)>,
    visibility: RefCell<Option<Listener>>,
}

impl Session {
    pub fn new(
        shown: Shown,
        paused: Signal<bool>,
        on_text: Callback<String>,
        prefer: Option<Callback<String, bool>>,
    ) -> Rc<Self> {
        let session = Rc::new(Self {
            shown,
            video: RefCell::default(),
            stream: RefCell::default(),
            client: Client::default(),
            run: Cell::new(0),
            over: Cell::new(false),
            paused,
            on_text,
            prefer,
            last: RefCell::default(),
            visibility: RefCell::default(),
        });
        let weak = Rc::downgrade(&session);
        let listener = document().map(|d| {
            Listener::new(&d, "visibilitychange", move |_| {
                if let Some(session) = weak.upgrade() {
                    session.seen_or_not();
                }
            })
        });
        *session.visibility.borrow_mut() = listener;
        session
    }

    /// Starts in this video element, or starts anew in the one it has.
    pub fn start(self: &Rc<Self>, video: Option<HtmlVideoElement>) {
        if video.is_some() {
            *self.video.borrow_mut() = video;
        }
        let run = self.next_run();
        let session = self.clone();
        spawn_local(async move {
            session.show_phase(Phase::Starting);
            // The camera is asked for first: the person's answer and the worker's load go on at the same time.
            let warming = session.clone();
            spawn_local(async move {
                // A failure shows itself below, when the camera is there.
                let _ = warming.client.warm().await;
            });
            if let Err(error) = session.open(run).await {
                session.fail(run, &error);
                return;
            }
            if let Err(error) = session.client.warm().await {
                session.fail(run, &error);
                return;
            }
            if session.is_on(run) {
                session.show_phase(Phase::Live);
                session.look(run).await;
            }
        });
    }

    /// Ends it all: the camera's lamp goes out.
    pub fn end(&self) {
        self.over.set(true);
        self.stop();
        self.client.end();
        *self.visibility.borrow_mut() = None;
        *self.video.borrow_mut() = None;
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

    /// Comes nearer, or goes back.
    pub fn toggle_zoom(self: &Rc<Self>) {
        let Some(near) = self.shown.zoom.try_get_untracked().flatten() else { return };
        let Some(stream) = self.stream.borrow().clone() else { return };
        let zoom = self.shown.zoom;
        spawn_local(async move {
            if stream.set_zoom(!near).await {
                zoom.try_set(Some(!near));
            }
        });
    }

    /// Reads a picked picture.
    pub fn read_picture(self: &Rc<Self>, file: File) {
        let session = self.clone();
        self.show_hint(Hint::Reading);
        spawn_local(async move {
            let frame = still(&file).await;
            let reading = match frame {
                Some(frame) => session.client.read(frame).await.map(|(_, reading)| reading),
                None => Ok(Reading::default()),
            };
            if session.over.get() {
                return;
            }
            match reading {
                Ok(reading) if !reading.texts.is_empty() => {
                    session.show_hint(Hint::Aim);
                    // Picked on purpose: also the code that was just seen counts.
                    session.last.replace(Default::default());
                    session.found(reading.texts);
                }
                Ok(reading) if reading.not_utf8 > 0 => session.show_hint(Hint::NotUtf8),
                Ok(_) => session.show_hint(Hint::NothingFound),
                Err(error) => {
                    session.show_hint(Hint::Aim);
                    session.fail(session.run.get(), &error);
                }
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

    fn show_phase(&self, phase: Phase) {
        self.shown.phase.try_set(phase);
    }

    fn show_hint(&self, hint: Hint) {
        if self.shown.hint.try_get_untracked().is_some_and(|shown| shown != hint) {
            self.shown.hint.try_set(hint);
        }
    }

    fn stop(&self) {
        self.next_run();
        if let Some(video) = self.video.borrow().as_ref() {
            video.set_src_object(None);
        }
        *self.stream.borrow_mut() = None;
        self.shown.torch.try_set(None);
        self.shown.zoom.try_set(None);
    }

    fn fail(&self, run: u32, error: &DeviceError) {
        if self.is_on(run) {
            self.stop();
            self.show_phase(Phase::Problem(error.as_str()));
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
        let stream = Stream::open(move || {
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
                let _ = wasm_bindgen_futures::JsFuture::from(playing).await;
            });
        }
        self.shown.torch.try_set(stream.has_torch().then_some(false));
        self.shown.zoom.try_set(stream.has_zoom().then_some(false));
        *self.stream.borrow_mut() = Some(Rc::new(stream));
        Ok(())
    }

    async fn look(self: &Rc<Self>, run: u32) {
        let mut grabber = Grabber::default();
        let (mut failures, mut dry) = (0, 0);
        let mut adviser = Adviser::at(now_ms());
        // Where the last frames lie in the video, by their numbers: a code found in a gap tells where to look next.
        let mut taken: Vec<(f64, Taken)> = Vec::new();
        while self.is_on(run) {
            sleep(FRAME_PAUSE).await;
            if self.paused.try_get_untracked().unwrap_or(true) || hidden() {
                adviser = Adviser::at(now_ms());
                // What was seen before the pause is no answer to what comes after it.
                self.client.late();
                continue;
            }
            for (id, reading) in self.client.late() {
                let place = taken.iter().find(|(known, _)| *known == id).map(|(_, taken)| *taken);
                self.took(&mut grabber, &mut adviser, place, reading);
                if !self.is_on(run) {
                    return;
                }
            }
            let frame = {
                let flows = self.stream.borrow().as_ref().is_some_and(|stream| stream.flows());
                self.video.borrow().as_ref().filter(|_| flows).and_then(|video| grabber.next(video))
            };
            let Some(frame) = frame.filter(|_| self.is_on(run)) else {
                dry += 1;
                if dry > DRY_TURNS && self.is_on(run) {
                    self.start(None);
                }
                continue;
            };
            dry = 0;
            let reading = self.client.read(frame).await;
            if !self.is_on(run) {
                return;
            }
            match reading {
                Ok((id, reading)) => {
                    failures = 0;
                    let place = grabber.taken();
                    if let Some(place) = place {
                        taken.insert(0, (id, place));
                        taken.truncate(REMEMBERED);
                    }
                    self.took(&mut grabber, &mut adviser, place, reading);
                }
                Err(error) => {
                    failures += 1;
                    if failures >= FAILURES {
                        self.fail(run, &error);
                    }
                }
            }
        }
    }

    /// What a frame gave: a find, or one more reason for a hint.
    fn took(&self, grabber: &mut Grabber, adviser: &mut Adviser, place: Option<Taken>, reading: Reading) {
        let now = now_ms();
        if reading.texts.is_empty() && reading.not_utf8 == 0 {
            if let Some(sight) = adviser.blind(now, reading.sight) {
                self.show_hint(match sight {
                    Sight::Clear => Hint::Slow,
                    Sight::Dark => Hint::Dark,
                    Sight::Glare => Hint::Glare,
                    Sight::Blurred => Hint::Blurred,
                });
            }
            return;
        }
        *adviser = Adviser::at(now);
        if reading.texts.is_empty() {
            self.show_hint(Hint::NotUtf8);
            return;
        }
        if let (Some(taken), Some(code)) = (place, reading.places.first()) {
            grabber.found(taken, *code);
        }
        self.show_hint(Hint::Aim);
        self.found(reading.texts);
    }

    fn found(&self, mut texts: Vec<String>) {
        if let Some(prefer) = self.prefer.filter(|_| texts.len() > 1) {
            let wanted: Vec<String> = texts.iter().filter(|text| prefer.run((*text).clone())).cloned().collect();
            if !wanted.is_empty() {
                texts = wanted;
            }
        }
        for text in texts {
            let now = now_ms();
            {
                let mut last = self.last.borrow_mut();
                let same = last.0 == text && now - last.1 < SAME_MS;
                *last = (text.clone(), now);
                if same {
                    continue;
                }
            }
            vibrate();
            sound::found();
            self.on_text.run(text);
            if self.over.get() {
                return;
            }
        }
    }
}

/// Where the phone can; iOS cannot.
fn vibrate() {
    if let Some(window) = js::window() {
        let _ = js::call(&window.navigator(), "vibrate", &[VIBRATION.into()]);
    }
}
