//! The second reading of a code whose bits did not check: the grid is fitted to the fixed modules on the grey image,
//! every module is sampled again, sharpened against its neighbours and compared with the modules around it.

use rxing::common::BitMatrix;

use crate::grid::Grid;
use crate::plane::Plane;
use crate::template::{Fixed, fixed};

/// A grid that tells fixed dark from fixed light modules less than this is not worth reading (1 is perfect).
const WORTH: f32 = 0.45;

/// A grid that tells them less than this before it is fitted lies on no code.
const PROMISING: f32 = 0.2;

/// Modules of the three finders, with their separators.
const FINDERS: usize = 3 * 64;

/// Sharpening and reach (in modules) of each attempt to tell dark modules from light ones.
const READINGS: [(f32, usize); 4] = [(0.3, 4), (0.0, 5), (0.7, 4), (0.3, 12)];

/// How well fixed dark and light modules differ under a grid: difference of means over twice the deviation.
fn score(plane: &Plane<'_>, grid: &Grid, modules: &[Fixed]) -> f32 {
    let Some(map) = grid.map() else { return -1.0 };
    let (mut dark, mut light) = ((0.0f32, 0.0f32), (0.0f32, 0.0f32));
    let mut squares = 0.0f32;
    for &(u, v, is_dark) in modules {
        let [x, y] = map.point(f32::from(u) + 0.5, f32::from(v) + 0.5);
        let level = plane.sample(x, y);
        let sum = if is_dark { &mut dark } else { &mut light };
        sum.0 += level;
        sum.1 += 1.0;
        squares += level * level;
    }
    let count = dark.1 + light.1;
    let mean = (dark.0 + light.0) / count;
    let deviation = (squares / count - mean * mean).max(0.0).sqrt();
    // A few grey levels of deviation are always there: a flat area must not score by its grain.
    (light.0 / light.1 - dark.0 / dark.1) / (2.0 * deviation + 4.0)
}

/// Moves one corner by pixels.
fn moved(grid: &Grid, corner: usize, by: [f32; 2]) -> Grid {
    let mut next = *grid;
    next.corners[corner][0] += by[0];
    next.corners[corner][1] += by[1];
    next
}

/// A grid that tells fixed modules apart as well as this needs no bending.
const FLAT_ENOUGH: f32 = 0.85;

/// Bends the grid step by step to where the fixed modules differ most, the corners going along.
fn bend(plane: &Plane<'_>, start: (f32, Grid), modules: &[Fixed]) -> (f32, Grid) {
    let module = start.1.module();
    let mut best = start;
    for step in [1.2, 0.6, 0.3] {
        for _ in 0..2 {
            let before = best.0;
            for (axis, towards) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                for by in [step * module, -step * module] {
                    let mut next = best.1;
                    next.bow[axis][towards] += by;
                    let next = (score(plane, &next, modules), next);
                    if next.0 > best.0 {
                        best = next;
                    }
                }
            }
            if best.0 <= before {
                break;
            }
        }
    }
    best
}

/// Moves the corners step by step to where the fixed modules differ most.
fn climb(plane: &Plane<'_>, grid: Grid, modules: &[Fixed]) -> (f32, Grid) {
    let module = grid.module();
    let mut best = (score(plane, &grid, modules), grid);
    for step in [0.8, 0.4, 0.2] {
        for _ in 0..2 {
            let before = best.0;
            for corner in [2, 1, 3, 0] {
                for direction in [[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]] {
                    let next = moved(&best.1, corner, direction.map(|d: f32| d * step * module));
                    let next = (score(plane, &next, modules), next);
                    if next.0 > best.0 {
                        best = next;
                    }
                }
            }
            if best.0 <= before {
                break;
            }
        }
    }
    best
}

/// Looks for the corner that no finder marks, up to `reach` modules around where it is guessed.
fn search_far_corner(plane: &Plane<'_>, grid: Grid, modules: &[Fixed], reach: i32) -> (f32, Grid) {
    let module = grid.module();
    let reach = reach.min(grid.side as i32 / 7);
    let mut best = (score(plane, &grid, modules), grid);
    let mut look = |from: Grid, reach: i32, step: usize| {
        let mut nearest = from;
        for dy in (-reach..=reach).step_by(step) {
            for dx in (-reach..=reach).step_by(step) {
                let next = moved(&from, 2, [dx as f32 * module, dy as f32 * module]);
                let next = (score(plane, &next, modules), next);
                if next.0 > best.0 {
                    best = next;
                    nearest = next.1;
                }
            }
        }
        nearest
    };
    // An alignment pattern is five modules wide: every other place is enough to meet it.
    if reach > 2 {
        let nearest = look(grid, reach, 2);
        look(nearest, 1, 1);
    } else {
        look(grid, reach, 1);
    }
    best
}

/// Fits a grid; nothing when it does not lie on a code. `reach`: how many modules its far corner may be off.
pub(crate) fn fit(plane: &Plane<'_>, grid: Grid, reach: i32) -> Option<Grid> {
    let modules = fixed(grid.side);
    // The finders stand first in the list, and wherever the far corner is, they are where they were found.
    if score(plane, &grid, &modules[..FINDERS]) < PROMISING {
        return None;
    }
    let (promise, start) = search_far_corner(plane, grid, &modules, reach);
    if promise < PROMISING {
        return None;
    }
    let mut best = climb(plane, start, &modules);
    if best.0 < FLAT_ENOUGH && best.0 >= WORTH * 0.6 {
        let bent = bend(plane, best, &modules);
        if bent.0 > best.0 + 0.02 {
            best = climb(plane, bent.1, &modules);
        }
    }
    (best.0 >= WORTH).then_some(best.1)
}

/// Takes a part of the four neighbours' light out of each module: undoes the bleed of a blurred picture.
fn sharpened(levels: &[f32], side: usize, amount: f32) -> Vec<f32> {
    let at = |x: usize, y: usize| levels[y * side + x];
    let mut out = Vec::with_capacity(levels.len());
    for y in 0..side {
        for x in 0..side {
            let around = at(x.saturating_sub(1), y)
                + at((x + 1).min(side - 1), y)
                + at(x, y.saturating_sub(1))
                + at(x, (y + 1).min(side - 1));
            out.push(at(x, y) + amount * (at(x, y) - around / 4.0));
        }
    }
    out
}

/// The modules darker than the mean of the modules within `reach`.
fn darker_than_near(levels: &[f32], side: usize, reach: usize) -> Option<BitMatrix> {
    // Sums over all modules above and left of each corner.
    let stride = side + 1;
    let mut sums = vec![0.0f64; stride * stride];
    for y in 0..side {
        let mut row = 0.0;
        for x in 0..side {
            row += f64::from(levels[y * side + x]);
            sums[(y + 1) * stride + x + 1] = sums[y * stride + x + 1] + row;
        }
    }
    let mut bits = BitMatrix::new(side as u32, side as u32).ok()?;
    for y in 0..side {
        let (y0, y1) = (y.saturating_sub(reach), (y + reach + 1).min(side));
        for x in 0..side {
            let (x0, x1) = (x.saturating_sub(reach), (x + reach + 1).min(side));
            let sum = sums[y1 * stride + x1] - sums[y0 * stride + x1] - sums[y1 * stride + x0] + sums[y0 * stride + x0];
            let mean = sum / ((y1 - y0) * (x1 - x0)) as f64;
            if f64::from(levels[y * side + x]) < mean {
                bits.set(x as u32, y as u32);
            }
        }
    }
    Some(bits)
}

/// The readings of a grid on the grey image, one by one, most promising first.
pub(crate) fn readings(plane: &Plane<'_>, grid: &Grid) -> impl Iterator<Item = BitMatrix> {
    let side = grid.side;
    let levels = grid.modules(plane).unwrap_or_default();
    READINGS.into_iter().filter_map(move |(amount, reach)| {
        if levels.is_empty() {
            return None;
        }
        darker_than_near(&sharpened(&levels, side, amount), side, reach)
    })
}
