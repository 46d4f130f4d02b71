//! Which stages a frame goes through: one for a running camera, all of them for a still picture.

use std::collections::VecDeque;

use crate::locate::{Depth, Look, Tried};
use crate::plane::Plane;
use crate::threshold::{Threshold, dark_pixels};
use crate::{Effort, Found};

/// What a stage does to the frame before its threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    None,
    Inverted,
    Sharpened,
    Blurred,
    Doubled,
}

/// A level of the pyramid, a filter and a threshold. Level 0 is the frame, 1 is half of it, 2 a quarter.
type Stage = (usize, Filter, Threshold);

use Filter::{Blurred, Doubled, Inverted, None as Plain, Sharpened};
use Threshold::{Hybrid, Mean, Near};

/// The stages of a running camera: frame by frame, the ones that read most come more often.
const LIVE: [Stage; 8] = [
    (0, Plain, Hybrid),
    (1, Plain, Mean),
    (0, Plain, Mean),
    (1, Plain, Hybrid),
    (0, Plain, Hybrid),
    (2, Plain, Mean),
    (0, Plain, Near),
    (1, Inverted, Hybrid),
];

/// The stages of a still picture, cheap and likely first.
const STILL: [Stage; 19] = [
    (0, Plain, Hybrid),
    (1, Plain, Hybrid),
    (1, Inverted, Hybrid),
    (0, Plain, Mean),
    (1, Plain, Mean),
    (0, Plain, Near),
    (1, Plain, Near),
    (2, Plain, Hybrid),
    (2, Plain, Mean),
    (0, Inverted, Mean),
    (0, Sharpened, Hybrid),
    (0, Sharpened, Mean),
    (1, Sharpened, Mean),
    (0, Blurred, Hybrid),
    (0, Blurred, Mean),
    (0, Doubled, Hybrid),
    (0, Doubled, Mean),
    (2, Inverted, Hybrid),
    (3, Plain, Hybrid),
];

/// So many stages of a still picture are first tried by the dark pixels alone: nearly every code is read there, and the second reading
/// of what only looks like one would come before it.
const QUICK: usize = 4;

/// Pixels above which a still picture is halved first: more only adds noise and seconds.
const LARGE: usize = 9_000_000;
/// Pixels above which doubling is not tried.
const SMALL: usize = 1_000_000;

const LIVE_DEPTH: Depth = Depth { every_row: false, sets: 40, rescues: 3, further: 3 };
const STILL_DEPTH: Depth = Depth { every_row: true, sets: 200, rescues: 12, further: 12 };

/// Second readings on the grey image that a frame gets in all.
const STILL_READINGS: u32 = 40;
const LIVE_READINGS: u32 = 4;

/// The frame and its halves, made when first asked for.
struct Pyramid<'a> {
    levels: Vec<Plane<'a>>,
}

impl<'a> Pyramid<'a> {
    fn level(&mut self, index: usize) -> Option<&Plane<'a>> {
        while self.levels.len() <= index {
            let last = self.levels.last().filter(|p| p.width.min(p.height) >= 42)?;
            self.levels.push(last.half());
        }
        self.levels.get(index)
    }
}

/// A stage that was looked at: the grey image it was made from, and what its dark pixels hold.
struct Seen {
    /// Absent when it is a level of the pyramid as it is.
    filtered: Option<Plane<'static>>,
    level: usize,
    /// Pixels of the frame in one of this stage.
    scale: f32,
    look: Look,
}

impl Seen {
    fn at(pyramid: &mut Pyramid<'_>, (level, filter, threshold): Stage, depth: Depth) -> Option<Self> {
        let plane = pyramid.level(level)?;
        if filter == Doubled && plane.width * plane.height > SMALL {
            return None;
        }
        let filtered = match filter {
            Plain => None,
            Inverted => Some(plane.inverted()),
            Sharpened => Some(plane.sharpened()),
            Blurred => Some(plane.blurred()),
            Doubled => Some(plane.double()),
        };
        let dark = dark_pixels(filtered.as_ref().unwrap_or(plane), threshold)?;
        let scale = (1u32 << level) as f32 * if filter == Doubled { 0.5 } else { 1.0 };
        Some(Self { filtered, level, scale, look: Look::at(dark, depth) })
    }

    fn plain(&self) -> Vec<Found> {
        self.in_frame(self.look.plain())
    }

    fn deep(&self, pyramid: &mut Pyramid<'_>, depth: Depth, tried: &mut Tried) -> Vec<Found> {
        let plane = self.filtered.as_ref().map_or_else(|| pyramid.level(self.level), |plane| Some(plane as &Plane<'_>));
        let found = plane.map(|plane| self.look.deep(plane, self.scale, depth, tried));
        self.in_frame(found.unwrap_or_default())
    }

    fn in_frame(&self, mut found: Vec<Found>) -> Vec<Found> {
        for code in &mut found {
            code.corners = code.corners.map(|corner| corner.map(|c| c * self.scale));
        }
        found
    }
}

/// One stage, and its second readings when the dark pixels give nothing.
fn run_stage(pyramid: &mut Pyramid<'_>, stage: Stage, depth: Depth, tried: &mut Tried) -> Vec<Found> {
    let Some(seen) = Seen::at(pyramid, stage, depth) else { return Vec::new() };
    let found = seen.plain();
    if found.is_empty() { seen.deep(pyramid, depth, tried) } else { found }
}

/// A still picture on its way through the stages.
pub(crate) struct Still<'a> {
    pyramid: Pyramid<'a>,
    large: bool,
    next: usize,
    /// What the quick stages saw, for the second readings.
    seen: VecDeque<Seen>,
    tried: Tried,
}

impl<'a> Still<'a> {
    pub fn of(frame: Plane<'a>) -> Self {
        let large = frame.width * frame.height > LARGE;
        let tried = Tried::with(STILL_READINGS);
        Self { pyramid: Pyramid { levels: vec![frame] }, large, next: 0, seen: VecDeque::new(), tried }
    }

    /// One step further: what it found, or nothing when there is no further one. Stops being of use after a find.
    pub fn step(&mut self) -> Option<Vec<Found>> {
        if self.next == QUICK
            && let Some(seen) = self.seen.pop_front()
        {
            return Some(seen.deep(&mut self.pyramid, STILL_DEPTH, &mut self.tried));
        }
        let (level, filter, threshold) = *STILL.get(self.next)?;
        self.next += 1;
        let Some(seen) = Seen::at(&mut self.pyramid, (level + usize::from(self.large), filter, threshold), STILL_DEPTH)
        else {
            return Some(Vec::new());
        };
        let found = seen.plain();
        if !found.is_empty() {
            return Some(found);
        }
        if self.next <= QUICK {
            self.seen.push_back(seen);
            return Some(found);
        }
        Some(seen.deep(&mut self.pyramid, STILL_DEPTH, &mut self.tried))
    }

    /// All steps, until one finds a code.
    pub fn run(mut self) -> Vec<Found> {
        std::iter::from_fn(|| self.step()).find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// Runs the stages that the effort allows, until one finds a code.
pub(crate) fn run(frame: Plane<'_>, effort: Effort) -> Vec<Found> {
    match effort {
        Effort::Live { pass } => {
            let mut pyramid = Pyramid { levels: vec![frame] };
            let stage = LIVE[pass as usize % LIVE.len()];
            run_stage(&mut pyramid, stage, LIVE_DEPTH, &mut Tried::with(LIVE_READINGS))
        }
        Effort::Still => Still::of(frame).run(),
    }
}
