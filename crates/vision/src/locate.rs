//! One attempt on one matrix of dark pixels: find finder patterns, sample, error-correct, and rescue what does not check.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, FinderPatternSet, GenerateFinderPatternSets, SampleQR};

use crate::grid::Grid;
use crate::plane::Plane;
use crate::template::{is_side, plausible};
use crate::{Found, MAX_BYTES, fit, guess, sets};

/// How far one attempt goes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Depth {
    /// Look at every third row instead of only those that a code of ordinary density crosses.
    pub every_row: bool,
    /// Sets of three finder patterns that are sampled, most plausible first.
    pub sets: usize,
    /// Sets that get a second reading on the grey image.
    pub rescues: usize,
    /// Sets tried beyond those of rxing, when these hold no code.
    pub further: usize,
}

/// The bytes of a matrix of modules, if it passes error correction and is whole.
fn content(bits: &BitMatrix) -> Option<Vec<u8>> {
    if !plausible(bits) {
        return None;
    }
    let decoded = Decode(bits).ok()?;
    // A part of a text spread over several codes would be taken for the whole.
    if !decoded.isValid() || decoded.structuredAppend().count > 1 {
        return None;
    }
    let bytes = decoded.content().bytes();
    (1..=MAX_BYTES).contains(&bytes.len()).then(|| bytes.to_vec())
}

/// Fits a grid on the grey image and reads it again.
fn rescue(plane: &Plane<'_>, grid: Grid, reach: i32) -> Option<Found> {
    let grid = fit::fit(plane, grid, reach)?;
    let bytes = fit::readings(plane, &grid).find_map(|bits| content(&bits))?;
    Some(Found { bytes, corners: grid.corners })
}

fn read_set(plane: &Plane<'_>, dark: &BitMatrix, set: &FinderPatternSet, rescues: &mut usize) -> Option<Found> {
    let sampled = SampleQR(dark, set).ok().and_then(|sampled| {
        let points = sampled.getPoints();
        let corner = |i: usize| points.get(i).map(|p| [p.x - 0.5, p.y - 0.5]);
        // The sampler answers top left, top right, bottom left, bottom right.
        let corners = [corner(0)?, corner(1)?, corner(3)?, corner(2)?];
        let side = sampled.getBits().width() as usize;
        (corners.iter().flatten().all(|c| c.is_finite()) && is_side(side))
            .then(|| (content(sampled.getBits()), Grid { corners, side }))
    });
    if let Some((Some(bytes), grid)) = sampled {
        return Some(Found { bytes, corners: grid.corners });
    }
    if *rescues == 0 {
        return None;
    }
    *rescues -= 1;
    if let Some(found) = sampled.and_then(|(_, grid)| rescue(plane, grid, 0)) {
        return Some(found);
    }
    let (grids, reach) = guess::grids(dark, set);
    grids.into_iter().find_map(|grid| rescue(plane, grid, reach))
}

/// Reads the sets in turn; a finder pattern belongs to one code only.
fn read_sets<'s>(
    plane: &Plane<'_>,
    dark: &BitMatrix,
    sets: impl Iterator<Item = &'s FinderPatternSet>,
    mut rescues: usize,
) -> Vec<Found> {
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut found: Vec<Found> = Vec::new();
    for set in sets {
        let corners = [set.bl, set.tl, set.tr];
        if corners.iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        if let Some(code) = read_set(plane, dark, set, &mut rescues) {
            used.extend(corners);
            found.push(code);
        }
    }
    found
}

/// The codes that one matrix of dark pixels leads to, in pixels of `plane`.
pub(crate) fn attempt(plane: &Plane<'_>, dark: &BitMatrix, depth: Depth) -> Vec<Found> {
    let mut patterns = FindFinderPatterns(dark, depth.every_row, 0);
    let sets = GenerateFinderPatternSets(&mut patterns);
    let found = read_sets(plane, dark, sets.iter().take(depth.sets), depth.rescues);
    if !found.is_empty() {
        return found;
    }
    let further = sets::further(&patterns, &sets);
    read_sets(plane, dark, further.iter().take(depth.further), depth.further)
}
