//! QR codes out of grey pixels: pure, no I/O, no clock, the same on the server and in the browser.
//!
//! The parts of `rxing` that find, sample and error-correct a code are called directly on bit matrices made here, and a
//! code is answered as the bytes it holds: the text of an ID card is UTF-8, and readers that guess an encoding break it.
//! What makes the difference on real photographs is what stands around the engine: two thresholds, a pyramid, and a
//! second reading of the grey modules through a fitted grid (see [`Effort`]).

mod cascade;
mod equal;
mod fit;
mod grid;
mod guess;
mod locate;
pub mod page;
mod plane;
mod sets;
mod sight;
mod solomon;
mod template;
mod threshold;
mod unsure;

pub use plane::luma_from_rgba;
pub use sight::{Sight, judge};

/// Longest side of a frame that is read, in pixels.
pub const MAX_SIDE: usize = 8192;

/// Longest content that is answered, in bytes; the largest QR code holds 2953.
pub const MAX_BYTES: usize = 4096;

/// How much work one frame is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// One cheap stage for a frame of a running camera. `pass` counts the frames: each next one tries another
    /// threshold or scale, so a code that one stage misses is read a few frames later.
    Live {
        /// Number of the frame since the camera started.
        pass: u32,
    },
    /// Every stage in turn until one finds a code: for a picture chosen from the gallery.
    Still,
}

/// One code found in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// What the code holds, after error correction; not yet known to be text.
    pub bytes: Vec<u8>,
    /// The corners of the code (without its quiet zone) in pixels of the frame: the code's own top left, top right,
    /// bottom right and bottom left.
    pub corners: [[f32; 2]; 4],
}

/// The whole of [`Effort::Still`] in steps, for the gaps between two frames of a camera: each step takes a few to a few tens of
/// milliseconds, so that a new frame never waits long.
pub struct Search(cascade::Still<'static>);

impl Search {
    /// Of a frame that is kept; nothing where [`decode`] would answer nothing.
    #[must_use]
    pub fn of(grey: Vec<u8>, width: usize, height: usize) -> Option<Self> {
        Some(Self(cascade::Still::of(plane::Plane::kept(grey, width, height)?)))
    }

    /// The codes of the next step, mostly none; nothing at all when every step was taken.
    pub fn step(&mut self) -> Option<Vec<Found>> {
        self.0.step()
    }
}

/// Reads the QR codes of a grey frame (`grey` row by row, 0 is black).
///
/// Answers nothing for a frame whose buffer does not match its size, or whose sides are 0 or above [`MAX_SIDE`].
/// Only codes that pass error correction are answered; parts of a text spread over several codes are not.
#[must_use]
pub fn decode(grey: &[u8], width: usize, height: usize, effort: Effort) -> Vec<Found> {
    match plane::Plane::new(grey, width, height) {
        Some(frame) => cascade::run(frame, effort),
        None => Vec::new(),
    }
}
