//! Which stages a frame goes through: one for a running camera, all of them for a still picture.

use crate::locate::{Depth, attempt};
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
    (0, Plain, Mean),
    (1, Plain, Mean),
    (0, Plain, Near),
    (1, Plain, Near),
    (2, Plain, Hybrid),
    (2, Plain, Mean),
    (1, Inverted, Hybrid),
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

/// Pixels above which a still picture is halved first: more only adds noise and seconds.
const LARGE: usize = 9_000_000;
/// Pixels above which doubling is not tried.
const SMALL: usize = 1_000_000;

const LIVE_DEPTH: Depth = Depth { every_row: false, sets: 40, rescues: 3, further: 3 };
const STILL_DEPTH: Depth = Depth { every_row: true, sets: 200, rescues: 12, further: 12 };

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

fn run_stage(pyramid: &mut Pyramid<'_>, stage: Stage, depth: Depth) -> Vec<Found> {
    let (level, filter, threshold) = stage;
    let Some(plane) = pyramid.level(level) else { return Vec::new() };
    if filter == Doubled && plane.width * plane.height > SMALL {
        return Vec::new();
    }
    let made = match filter {
        Plain => None,
        Inverted => Some(plane.inverted()),
        Sharpened => Some(plane.sharpened()),
        Blurred => Some(plane.blurred()),
        Doubled => Some(plane.double()),
    };
    let shrink = if filter == Doubled { 0.5 } else { 1.0 };
    let filtered = made.as_ref().unwrap_or(plane);
    let Some(dark) = dark_pixels(filtered, threshold) else { return Vec::new() };
    let scale = (1u32 << level) as f32 * shrink;
    let mut found = attempt(filtered, &dark, depth);
    for code in &mut found {
        code.corners = code.corners.map(|corner| corner.map(|c| c * scale));
    }
    found
}

/// Runs the stages that the effort allows, until one finds a code.
pub(crate) fn run(frame: Plane<'_>, effort: Effort) -> Vec<Found> {
    let large = frame.width * frame.height > LARGE;
    let mut pyramid = Pyramid { levels: vec![frame] };
    match effort {
        Effort::Live { pass } => run_stage(&mut pyramid, LIVE[pass as usize % LIVE.len()], LIVE_DEPTH),
        Effort::Still => STILL
            .into_iter()
            .map(|(level, filter, threshold)| (level + usize::from(large), filter, threshold))
            .map(|stage| run_stage(&mut pyramid, stage, STILL_DEPTH))
            .find(|found| !found.is_empty())
            .unwrap_or_default(),
    }
}
