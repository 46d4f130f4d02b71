//! The visit to the camera that reads codes: frames go to the worker one by one, what it finds goes to the caller once.

use super::super::{clock::now_ms, js::sleep, page::hidden};
use super::{
    client::{Client, Reading, Sight},
    grab::{Grabber, Taken, still},
    hints::Adviser,
    shown::{Hint, Shown},
    sound,
    stream::Stream,
    visit::{Lamps, Purpose, Visit, vibrate},
};
use leptos::prelude::*;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

/// What reading a code needs and every phone has.
const PIXELS: (u32, u32) = (1920, 1080);
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

/// A visit that reads codes.
pub type Session = Visit<Scan>;

/// Reading codes.
pub struct Scan {
    shown: Shown,
    client: Client,
    paused: Signal<bool>,
    on_text: Callback<String>,
    /// Which texts go before all others of the same frame.
    prefer: Option<Callback<String, bool>>,
    last: RefCell<(String, f64)>,
}

impl Scan {
    /// A visit that begins with [`Visit::start`].
    pub fn visit(
        shown: Shown,
        paused: Signal<bool>,
        on_text: Callback<String>,
        prefer: Option<Callback<String, bool>>,
    ) -> Rc<Session> {
        let lamps = Lamps { phase: shown.phase, torch: shown.torch };
        let client = Client::default();
        Visit::new(lamps, Self { shown, client, paused, on_text, prefer, last: RefCell::default() })
    }

    fn show_hint(&self, hint: Hint) {
        if self.shown.hint.try_get_untracked().is_some_and(|shown| shown != hint) {
            self.shown.hint.try_set(hint);
        }
    }
}

impl Purpose for Scan {
    fn pixels(&self) -> (u32, u32) {
        PIXELS
    }

    async fn warm(&self) -> bool {
        self.client.warm().await
    }

    async fn look(visit: Rc<Session>, run: u32) {
        let scan = &visit.purpose;
        let mut grabber = Grabber::default();
        let (mut failures, mut dry) = (0, 0);
        let mut adviser = Adviser::at(now_ms());
        // Where the last frames lie in the video, by their numbers: a code found in a gap tells where to look next.
        let mut taken: Vec<(f64, Taken)> = Vec::new();
        while visit.is_on(run) {
            sleep(FRAME_PAUSE).await;
            if scan.paused.try_get_untracked().unwrap_or(true) || hidden() {
                adviser = Adviser::at(now_ms());
                // What was seen before the pause is no answer to what comes after it.
                scan.client.late();
                continue;
            }
            for (id, reading) in scan.client.late() {
                let place = taken.iter().find(|(known, _)| *known == id).map(|(_, taken)| *taken);
                visit.took(&mut grabber, &mut adviser, place, reading);
                if !visit.is_on(run) {
                    return;
                }
            }
            let frame = visit.picture().and_then(|video| grabber.next(&video));
            let Some(frame) = frame.filter(|_| visit.is_on(run)) else {
                dry += 1;
                if dry > DRY_TURNS && visit.is_on(run) {
                    visit.start(None);
                }
                continue;
            };
            dry = 0;
            let reading = scan.client.read(frame).await;
            if !visit.is_on(run) {
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
                    visit.took(&mut grabber, &mut adviser, place, reading);
                }
                Err(error) => {
                    failures += 1;
                    if failures >= FAILURES {
                        visit.fail(run, &error);
                    }
                }
            }
        }
    }

    fn lit(&self, stream: &Stream) {
        self.shown.zoom.try_set(stream.has_zoom().then_some(false));
    }

    fn dark(&self) {
        self.shown.zoom.try_set(None);
    }

    fn end(&self) {
        self.client.end();
    }
}

impl Session {
    /// Comes nearer, or goes back.
    pub fn toggle_zoom(self: &Rc<Self>) {
        let Some(near) = self.purpose.shown.zoom.try_get_untracked().flatten() else { return };
        let Some(stream) = self.stream() else { return };
        let zoom = self.purpose.shown.zoom;
        spawn_local(async move {
            if stream.set_zoom(!near).await {
                zoom.try_set(Some(!near));
            }
        });
    }

    /// Reads a picked picture.
    pub fn read_picture(self: &Rc<Self>, file: File) {
        let visit = self.clone();
        self.purpose.show_hint(Hint::Reading);
        spawn_local(async move {
            let frame = still(&file).await;
            let reading = match frame {
                Some(frame) => visit.purpose.client.read(frame).await.map(|(_, reading)| reading),
                None => Ok(Reading::default()),
            };
            if visit.is_over() {
                return;
            }
            match reading {
                Ok(reading) if !reading.texts.is_empty() => {
                    visit.purpose.show_hint(Hint::Aim);
                    // Picked on purpose: also the code that was just seen counts.
                    visit.purpose.last.replace(Default::default());
                    visit.found(reading.texts);
                }
                Ok(reading) if reading.not_utf8 > 0 => visit.purpose.show_hint(Hint::NotUtf8),
                Ok(_) => visit.purpose.show_hint(Hint::NothingFound),
                Err(error) => {
                    visit.purpose.show_hint(Hint::Aim);
                    visit.fail(visit.run(), &error);
                }
            }
        });
    }

    /// What a frame gave: a find, or one more reason for a hint.
    fn took(&self, grabber: &mut Grabber, adviser: &mut Adviser, place: Option<Taken>, reading: Reading) {
        let now = now_ms();
        if reading.texts.is_empty() && reading.not_utf8 == 0 {
            if let Some(sight) = adviser.blind(now, reading.sight) {
                self.purpose.show_hint(match sight {
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
            self.purpose.show_hint(Hint::NotUtf8);
            return;
        }
        if let (Some(taken), Some(code)) = (place, reading.places.first()) {
            grabber.found(taken, *code);
        }
        self.purpose.show_hint(Hint::Aim);
        self.found(reading.texts);
    }

    fn found(&self, mut texts: Vec<String>) {
        if let Some(prefer) = self.purpose.prefer.filter(|_| texts.len() > 1) {
            let wanted: Vec<String> = texts.iter().filter(|text| prefer.run((*text).clone())).cloned().collect();
            if !wanted.is_empty() {
                texts = wanted;
            }
        }
        for text in texts {
            let now = now_ms();
            {
                let mut last = self.purpose.last.borrow_mut();
                let same = last.0 == text && now - last.1 < SAME_MS;
                *last = (text.clone(), now);
                if same {
                    continue;
                }
            }
            vibrate();
            sound::found();
            self.purpose.on_text.run(text);
            if self.is_over() {
                return;
            }
        }
    }
}
