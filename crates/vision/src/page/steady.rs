//! The live view's patience: when a page has been held still long enough, and which of its frames was the sharpest.

use super::{Point, distance};

/// What one frame of the live view shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glance {
    /// The page's corners, as shares of the frame's longer side.
    pub corners: Option<[Point; 4]>,
    /// As [`super::sharpness`] has it.
    pub sharpness: f32,
    /// Nothing is wrong that one would have to tell the person first.
    pub good: bool,
    /// Milliseconds, from any beginning.
    pub at_ms: f64,
}

/// What to do after a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Nothing steady yet.
    Wait,
    /// Steady; `keep` where this frame is the sharpest of the stretch.
    Hold { keep: bool },
    /// The stretch was long enough: take the kept frame (this one, where `keep`).
    Take { keep: bool },
}

/// Still means that no corner moves by more than this share of the longer side from one frame to the next.
const STILL: f32 = 0.012;
/// How long, at least, and over how many frames.
const HELD_MS: f64 = 700.0;
const FRAMES: u32 = 4;
/// What is as sharp as this share of the best seen is sharp.
const SHARP: f32 = 0.8;

/// Watches the frames of one page.
#[derive(Clone, Debug, Default)]
pub struct Steady {
    last: Option<[Point; 4]>,
    since_ms: f64,
    frames: u32,
    best: f32,
    /// The sharpest frame of late: a stretch in which the camera never focused is not taken.
    ever: f32,
}

impl Steady {
    /// Looks at the next frame.
    pub fn next(&mut self, glance: &Glance) -> Step {
        let Some(corners) = glance.corners.filter(|_| glance.good) else {
            self.last = None;
            return Step::Wait;
        };
        let still = self.last.is_some_and(|last| corners.iter().zip(&last).all(|(a, b)| distance(*a, *b) <= STILL));
        self.last = Some(corners);
        self.ever = (self.ever * 0.99).max(glance.sharpness);
        if !still {
            self.since_ms = glance.at_ms;
            self.frames = 1;
            self.best = glance.sharpness;
            return Step::Hold { keep: true };
        }
        self.frames += 1;
        let keep = glance.sharpness > self.best;
        self.best = self.best.max(glance.sharpness);
        let long = glance.at_ms - self.since_ms >= HELD_MS && self.frames >= FRAMES;
        if long && self.best >= SHARP * self.ever {
            *self = Self { ever: self.ever, ..Self::default() };
            Step::Take { keep }
        } else {
            Step::Hold { keep }
        }
    }

    /// Begins anew, for the next page.
    pub fn restart(&mut self) {
        *self = Self::default();
    }
}
