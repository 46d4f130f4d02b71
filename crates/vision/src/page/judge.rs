//! Whether a picture of a page is good enough to be read by somebody else, and if not, what is wrong with it.

use super::{
    Point,
    flatten::is_card,
    print::{Ink, letter_height},
};
use crate::plane::Plane;

/// What is wrong with a picture, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A border of the page lies outside the picture.
    CutOff,
    /// Moved, or out of focus.
    Blurred,
    /// A lamp mirrors in it.
    Glare,
    /// The letters are too small to be read: too far away.
    SmallText,
    /// Too little light.
    Dark,
}

impl Trouble {
    /// The stable code.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CutOff => "cut_off",
            Self::Blurred => "blurred",
            Self::Glare => "glare",
            Self::SmallText => "small_text",
            Self::Dark => "dark",
        }
    }
}

/// Pixels that a sharp edge may be wide, where a page's long side is [`FULL`] pixels.
const EDGE: f32 = 5.0;
/// No edge of a camera is narrower.
const LEAST_EDGE: f32 = 3.3;
const FULL: f32 = 2339.0;
/// Edges that must be seen to judge by.
const EDGES: usize = 150;
/// Letters below this height, in pixels, are not read without guessing.
const LETTER: f32 = 8.0;
/// Share of a page that mirrors a lamp when it hides something.
const MIRRORED: f32 = 0.008;
/// Pixels to each side of the middle of a page that are looked at for print, at least.
const MIDDLE: usize = 700;
/// The level that paper reaches in enough light.
const LIGHT: u8 = 64;

/// What a flat page looks like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// What is wrong with it.
    pub troubles: Vec<Trouble>,
    /// There is print on it, as on papers and not on the photograph of a person.
    pub print: bool,
}

/// Judges a flat page (`grey` row by row, before its light was evened). Answers nothing for a buffer that does not fit.
#[must_use]
pub fn judge(grey: &[u8], width: usize, height: usize) -> Verdict {
    let mut verdict = Verdict::default();
    let Some(plane) = Plane::new(grey, width, height) else { return verdict };
    if width < 40 || height < 40 {
        return verdict;
    }
    let found = &mut verdict.troubles;
    let paper = level(&plane, 0.75);
    let card = is_card(width as u32, height as u32);
    let allowed = if card { EDGE } else { (EDGE * width.max(height) as f32 / FULL).max(LEAST_EDGE) };
    if edge_width(&plane).is_some_and(|wide| wide > allowed) {
        found.push(Trouble::Blurred);
    }
    if mirrored(&plane, paper) > MIRRORED {
        found.push(Trouble::Glare);
    }
    let letters = letter_height(&Ink::of(&middle(&plane)));
    verdict.print = letters.is_some();
    if !card && letters.is_some_and(|high| high < LETTER) {
        found.push(Trouble::SmallText);
    }
    if paper < LIGHT {
        found.push(Trouble::Dark);
    }
    verdict
}

/// The middle of a page: what is printed there is printed elsewhere, and it is a third of the work.
fn middle<'a>(plane: &'a Plane<'_>) -> Plane<'a> {
    let (w, h) = (plane.width, plane.height);
    let (width, height) = ((w * 4 / 5).max(MIDDLE.min(w)), (h / 2).max(MIDDLE.min(h)));
    let (x, y) = ((w - width) / 2, (h - height) / 3);
    let rows = plane.data[y * w..(y + height) * w].chunks_exact(w);
    let data: Vec<u8> = rows.flat_map(|row| &row[x..x + width]).copied().collect();
    Plane { data: data.into(), width, height }
}

/// Whether corners lie outside the picture, or on its border: then something of the page is cut off.
#[must_use]
pub fn leaves_the_frame(corners: &[Point; 4], width: usize, height: usize) -> bool {
    let (w, h) = (width as f32, height as f32);
    let margin = 0.004 * w.max(h);
    corners.iter().any(|[x, y]| *x < margin || *y < margin || *x > w - margin || *y > h - margin)
}

/// How sharp a page is, for comparing pictures of the same page: how steep its steepest edges are, against its contrast.
#[must_use]
pub fn sharpness(grey: &[u8], width: usize, height: usize) -> f32 {
    match Plane::new(grey, width, height) {
        Some(plane) => edge_width(&plane).map_or(0.0, |wide| 1.0 / wide.max(0.1)),
        None => 0.0,
    }
}

/// The level below which this share of the pixels lies.
fn level(plane: &Plane<'_>, share: f32) -> u8 {
    let mut counts = [0u32; 256];
    plane.data.iter().step_by(7).for_each(|v| counts[usize::from(*v)] += 1);
    let wanted = (counts.iter().sum::<u32>() as f32 * share) as u32;
    let mut seen = 0;
    let at = counts.iter().position(|count| {
        seen += count;
        seen > wanted
    });
    at.unwrap_or(255) as u8
}

/// How many pixels the usual edge between paper and print is wide, in the direction in which it is wider; `None` where there are
/// too few edges to say.
fn edge_width(plane: &Plane<'_>) -> Option<f32> {
    let contrast = (f32::from(level(plane, 0.8)) - f32::from(level(plane, 0.01))).max(0.0);
    let least = (contrast * 0.30).max(22.0) as i32;
    let (w, h) = (plane.width, plane.height);
    let (mut across, mut down) = (Vec::new(), Vec::new());
    for y in (h / 20..h - h / 20).step_by(4) {
        runs(plane.data[y * w..(y + 1) * w].iter().copied(), least, &mut across);
    }
    for x in (w / 20..w - w / 20).step_by(7) {
        runs(plane.data[x..].iter().step_by(w).copied(), least, &mut down);
    }
    let typical = |widths: &mut Vec<f32>| {
        if widths.len() < EDGES {
            return None;
        }
        widths.sort_by(f32::total_cmp);
        Some(widths[widths.len() * 4 / 10])
    };
    match (typical(&mut across), typical(&mut down)) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

/// The widths of the steps in a line of pixels that rise or fall by at least so much without turning back.
fn runs(line: impl Iterator<Item = u8>, least: i32, into: &mut Vec<f32>) {
    let mut before: Option<i32> = None;
    // Where the step began, its steepest change, its direction.
    let (mut start, mut steepest, mut sign) = (0, 0, 0);
    let mut last = 0;
    for value in line {
        let value = i32::from(value);
        if let Some(before) = before {
            let change = value - before;
            // Noise of a grey level or two does not end a step.
            if change * sign >= -1 && sign != 0 {
                steepest = steepest.max(change.abs());
            } else {
                let rise = (before - start).abs();
                if rise >= least && steepest > 0 {
                    into.push(rise as f32 / steepest as f32);
                }
                start = before;
                steepest = change.abs();
                sign = change.signum();
            }
        } else {
            start = value;
        }
        before = Some(value);
        last = value;
    }
    let rise = (last - start).abs();
    if rise >= least && steepest > 0 {
        into.push(rise as f32 / steepest as f32);
    }
}

/// The share of the page that is burnt out, where the paper itself is not white: spots, not single pixels.
fn mirrored(plane: &Plane<'_>, paper: u8) -> f32 {
    if paper >= 232 {
        return 0.0;
    }
    let cell = (plane.width.max(plane.height) / 90).max(4);
    let (mut burnt, mut all) = (0, 0);
    for y in (0..plane.height - plane.height % cell).step_by(cell) {
        for x in (0..plane.width - plane.width % cell).step_by(cell) {
            let rows = plane.data[y * plane.width..(y + cell) * plane.width].chunks_exact(plane.width);
            let least = rows.flat_map(|row| &row[x..x + cell]).min().copied().unwrap_or(0);
            all += 1;
            burnt += u32::from(least >= 248);
        }
    }
    burnt as f32 / all.max(1) as f32
}
