//! One attempt on one matrix of dark pixels: find finder patterns, sample, error-correct, and rescue what does not check.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::common::{BitMatrix, DetectorRXingResult};
use rxing::qrcode::cpp_port::decoder::Decode;
use rxing::qrcode::cpp_port::detector::{FindFinderPatterns, FinderPatternSet, GenerateFinderPatternSets, SampleQR};

use crate::grid::Grid;
use crate::plane::Plane;
use crate::template::{fixed, is_side, plausible};
use crate::unsure::{self, Soft};
use crate::{Found, MAX_BYTES, equal, fit, guess, sets};

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

/// Places that got their second readings in vain, in pixels of the frame: another threshold finds the same finder patterns again, and
/// what the grey image does not hold it will not hold then either.
pub(crate) struct Tried {
    places: Vec<([f32; 6], u32)>,
    /// Second readings that are left for the whole frame: noise has finder patterns without end.
    left: u32,
}

impl Tried {
    /// With so many second readings in all.
    pub fn with(left: u32) -> Self {
        Self { places: Vec::new(), left }
    }

    /// Second readings that one place gets: the first threshold that finds it may have placed it badly.
    const READINGS: u32 = 2;

    /// Whether these three patterns (seen at a scale) are worth another reading.
    fn admits(&mut self, set: &FinderPatternSet, scale: f32) -> bool {
        let spots = [set.tl.p, set.tr.p, set.bl.p];
        let middles: [f32; 6] =
            std::array::from_fn(|i| scale * if i % 2 == 0 { spots[i / 2].x } else { spots[i / 2].y });
        let near = scale * set.tl.size.max(set.tr.size).max(set.bl.size) as f32 / 7.0;
        let same = |known: &[f32; 6]| known.iter().zip(&middles).all(|(a, b)| (a - b).abs() <= near.max(1.5));
        let times = match self.places.iter_mut().find(|(known, _)| same(known)) {
            Some((_, times)) => {
                *times += 1;
                *times
            }
            None => {
                self.places.push((middles, 1));
                1
            }
        };
        let admitted = times <= Self::READINGS && self.left > 0;
        self.left -= u32::from(admitted);
        admitted
    }
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
    let bytes = fit::readings(plane, &grid)
        .find_map(|bits| content(&bits))
        .or_else(|| equal::readings(plane, &grid, &fixed(grid.side)).find_map(|values| told(&values, grid.side)))?;
    Some(Found { bytes, corners: grid.corners })
}

/// The bytes that values of modules tell: as they are, and with the unsure ones left open.
fn told(values: &[f32], side: usize) -> Option<Vec<u8>> {
    let plain = equal::bits(values, side).and_then(|bits| content(&bits));
    plain.or_else(|| content(&unsure::corrected(&Soft { values, side })?)).or_else(|| {
        // A code seen from behind has its columns where its rows are.
        let turned: Vec<f32> = (0..side * side).map(|i| values[i % side * side + i / side]).collect();
        content(&unsure::corrected(&Soft { values: &turned, side })?)
    })
}

/// What a sampler made of three finder patterns.
enum Sampled {
    Code(Found),
    /// The bits do not check; the grid may still be near.
    Grid(Grid),
    Nothing,
}

fn sample(dark: &BitMatrix, set: &FinderPatternSet) -> Sampled {
    let Ok(sampled) = SampleQR(dark, set) else { return Sampled::Nothing };
    let points = sampled.getPoints();
    let corner = |i: usize| points.get(i).map(|p| [p.x - 0.5, p.y - 0.5]);
    // The sampler answers top left, top right, bottom left, bottom right.
    let (Some(a), Some(b), Some(c), Some(d)) = (corner(0), corner(1), corner(3), corner(2)) else {
        return Sampled::Nothing;
    };
    let (corners, side) = ([a, b, c, d], sampled.getBits().width() as usize);
    if !corners.iter().flatten().all(|c| c.is_finite()) || !is_side(side) {
        return Sampled::Nothing;
    }
    match content(sampled.getBits()) {
        Some(bytes) => Sampled::Code(Found { bytes, corners }),
        None => Sampled::Grid(Grid::flat(corners, side)),
    }
}

/// What a matrix of dark pixels holds: its finder patterns, and the sets of three that may be codes.
pub(crate) struct Look {
    dark: BitMatrix,
    patterns: Vec<ConcentricPattern>,
    sets: Vec<FinderPatternSet>,
}

impl Look {
    pub fn at(dark: BitMatrix, depth: Depth) -> Self {
        let mut patterns = FindFinderPatterns(&dark, depth.every_row, 0);
        let mut sets = GenerateFinderPatternSets(&mut patterns);
        sets.truncate(depth.sets);
        Self { dark, patterns, sets }
    }

    /// The codes that the dark pixels alone give, in pixels of the matrix.
    pub fn plain(&self) -> Vec<Found> {
        collected(self.sets.iter(), |set| match sample(&self.dark, set) {
            Sampled::Code(found) => Some(found),
            _ => None,
        })
    }

    /// The codes that a second reading on the grey image gives. `scale`: pixels of the frame in one of `plane`.
    pub fn deep(&self, plane: &Plane<'_>, scale: f32, depth: Depth, tried: &mut Tried) -> Vec<Found> {
        let found = self.second(plane, scale, self.sets.iter(), depth.rescues, tried);
        if !found.is_empty() {
            return found;
        }
        let further = sets::further(&self.patterns, &self.sets);
        let mut readable = further.iter().take(depth.further);
        let plain = collected(readable.clone(), |set| match sample(&self.dark, set) {
            Sampled::Code(found) => Some(found),
            _ => None,
        });
        if plain.is_empty() { self.second(plane, scale, &mut readable, depth.further, tried) } else { plain }
    }

    fn second<'s>(
        &self,
        plane: &Plane<'_>,
        scale: f32,
        sets: impl Iterator<Item = &'s FinderPatternSet>,
        mut rescues: usize,
        tried: &mut Tried,
    ) -> Vec<Found> {
        collected(sets, |set| {
            if rescues == 0 || !tried.admits(set, scale) {
                return None;
            }
            rescues -= 1;
            if let Sampled::Grid(grid) = sample(&self.dark, set)
                && let Some(found) = rescue(plane, grid, 0)
            {
                return Some(found);
            }
            let (grids, reach) = guess::grids(&self.dark, set);
            grids.into_iter().find_map(|grid| rescue(plane, grid, reach))
        })
    }
}

/// Reads the sets in turn; a finder pattern belongs to one code only.
fn collected<'s>(
    sets: impl Iterator<Item = &'s FinderPatternSet>,
    mut read: impl FnMut(&FinderPatternSet) -> Option<Found>,
) -> Vec<Found> {
    let mut used: Vec<ConcentricPattern> = Vec::new();
    let mut found: Vec<Found> = Vec::new();
    for set in sets {
        let corners = [set.bl, set.tl, set.tr];
        if corners.iter().any(|pattern| used.contains(pattern)) {
            continue;
        }
        if let Some(code) = read(set) {
            used.extend(corners);
            found.push(code);
        }
    }
    found
}
