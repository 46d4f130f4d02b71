//! Undoes what a lens and a hand did to a code, by learning it from the code itself: a filter over the levels around a module is fitted
//! to the modules whose colour the standard fixes, and then tells the colour of all others. It does not ask whether the picture is out
//! of focus, shaken or shifted by half a module; whatever mixes neighbours in the same way everywhere is undone alike.

use rxing::common::BitMatrix;

use crate::grid::Grid;
use crate::plane::Plane;
use crate::template::Fixed;

/// Taps on a side: half a module apart, from one module before to one module after.
const TAPS: usize = 5;
/// All taps, and a constant.
const WEIGHTS: usize = TAPS * TAPS + 1;
/// Samples beyond the border of the code, in half modules.
const MARGIN: usize = 2;
/// How many modules around one its light is judged by.
const REACH: usize = 6;
/// Pull towards the module's own level, as a share of the samples: keeps the filter from learning the noise.
const PULL: f32 = 0.03;
/// A module told as clearly as this teaches the second filter.
const SURE: f32 = 0.6;

/// How many modules around one show whether anything can be told there at all.
const NEAR: usize = 2;

/// Levels at half-module steps, made comparable: about -1 in dark modules and 1 in light ones.
struct Halves {
    levels: Vec<f32>,
    stride: usize,
    /// How much light and dark differ around each level, as a share of what is usual in the code: nothing under a reflection.
    contrast: Vec<f32>,
}

impl Halves {
    fn of(plane: &Plane<'_>, grid: &Grid) -> Option<Self> {
        let map = grid.map()?;
        let stride = 2 * grid.side - 1 + 2 * MARGIN;
        let mut levels = Vec::with_capacity(stride * stride);
        for row in 0..stride {
            for column in 0..stride {
                let place = |i: usize| (i as f32 - MARGIN as f32) / 2.0 + 0.5;
                let (u, v) = (place(column), place(row));
                let sum: f32 = [(-0.15, -0.15), (0.15, -0.15), (-0.15, 0.15), (0.15, 0.15)]
                    .into_iter()
                    .map(|(du, dv)| {
                        let [x, y] = map.point(u + du, v + dv);
                        plane.sample(x, y)
                    })
                    .sum();
                levels.push(sum / 4.0);
            }
        }
        let mut halves = Self { levels, stride, contrast: Vec::new() };
        halves.flatten_light();
        Some(halves)
    }

    /// Takes the light of the surroundings out: levels less their mean, over their deviation.
    fn flatten_light(&mut self) {
        let sums = Sums::of(&self.levels, self.stride);
        self.contrast = (0..self.levels.len()).map(|i| sums.around(i, 2 * NEAR).1).collect();
        let usual = (self.contrast.iter().sum::<f32>() / self.contrast.len() as f32).max(1.0);
        self.contrast.iter_mut().for_each(|contrast| *contrast = (*contrast / usual).min(1.0));
        for (i, level) in self.levels.iter_mut().enumerate() {
            let (mean, deviation) = sums.around(i, 2 * REACH);
            *level = ((*level - mean) / deviation).clamp(-3.0, 3.0);
        }
    }

    /// The levels around a module, and the constant.
    fn around(&self, u: usize, v: usize) -> [f32; WEIGHTS] {
        let mut out = [1.0; WEIGHTS];
        for dy in 0..TAPS {
            let from = (2 * v + dy) * self.stride + 2 * u;
            out[dy * TAPS..(dy + 1) * TAPS].copy_from_slice(&self.levels[from..from + TAPS]);
        }
        out
    }
}

/// Sums over everything left of and above each place: of the levels, and of their squares.
struct Sums {
    sums: Vec<[f64; 2]>,
    stride: usize,
}

impl Sums {
    fn of(levels: &[f32], stride: usize) -> Self {
        let wide = stride + 1;
        let mut sums = vec![[0.0f64; 2]; wide * wide];
        for y in 0..stride {
            let mut row = [0.0f64; 2];
            for x in 0..stride {
                let v = f64::from(levels[y * stride + x]);
                row = [row[0] + v, row[1] + v * v];
                let above = sums[y * wide + x + 1];
                sums[(y + 1) * wide + x + 1] = [above[0] + row[0], above[1] + row[1]];
            }
        }
        Self { sums, stride }
    }

    /// Mean and deviation within so many steps of a place; a few grey levels of deviation are always there.
    fn around(&self, place: usize, reach: usize) -> (f32, f32) {
        let (n, wide) = (self.stride, self.stride + 1);
        let (x, y) = (place % n, place / n);
        let (y0, y1) = (y.saturating_sub(reach), (y + reach + 1).min(n));
        let (x0, x1) = (x.saturating_sub(reach), (x + reach + 1).min(n));
        let count = ((y1 - y0) * (x1 - x0)) as f64;
        let total = |i: usize| {
            let at = |y: usize, x: usize| self.sums[y * wide + x][i];
            at(y1, x1) - at(y0, x1) - at(y1, x0) + at(y0, x0)
        };
        let mean = total(0) / count;
        (mean as f32, (total(1) / count - mean * mean).max(4.0).sqrt() as f32)
    }
}

/// The weights that come nearest to the known values: least squares, pulled towards the middle tap.
fn learn(samples: impl Iterator<Item = ([f32; WEIGHTS], f32)>) -> Option<[f32; WEIGHTS]> {
    let mut a = [[0.0f32; WEIGHTS]; WEIGHTS];
    let mut b = [0.0f32; WEIGHTS];
    let mut count = 0.0;
    for (levels, value) in samples {
        count += 1.0;
        for i in 0..WEIGHTS {
            b[i] += levels[i] * value;
            for j in 0..=i {
                a[i][j] += levels[i] * levels[j];
            }
        }
    }
    let pull = PULL * count;
    for (i, row) in a.iter_mut().enumerate() {
        row[i] += pull;
    }
    b[TAPS * TAPS / 2] += pull;
    solve(&mut a, b)
}

/// Solves a symmetric system by Cholesky's decomposition; nothing when it is not positive definite.
fn solve(a: &mut [[f32; WEIGHTS]; WEIGHTS], mut b: [f32; WEIGHTS]) -> Option<[f32; WEIGHTS]> {
    for i in 0..WEIGHTS {
        for j in 0..=i {
            let known: f32 = a[i][..j].iter().zip(&a[j][..j]).map(|(x, y)| x * y).sum();
            let sum = a[i][j] - known;
            if i == j {
                if sum <= 1e-6 {
                    return None;
                }
                a[i][i] = sum.sqrt();
            } else {
                a[i][j] = sum / a[j][j];
            }
        }
    }
    for i in 0..WEIGHTS {
        let known: f32 = (0..i).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - known) / a[i][i];
    }
    for i in (0..WEIGHTS).rev() {
        let known: f32 = (i + 1..WEIGHTS).map(|k| a[k][i] * b[k]).sum();
        b[i] = (b[i] - known) / a[i][i];
    }
    Some(b)
}

/// How light every module is, row by row: -1 is surely dark, 1 surely light.
fn told(halves: &Halves, weights: &[f32; WEIGHTS], side: usize) -> Vec<f32> {
    (0..side * side)
        .map(|i| halves.around(i % side, i / side).iter().zip(weights).map(|(level, weight)| level * weight).sum())
        .collect()
}

/// The modules that are told as dark.
pub(crate) fn bits(values: &[f32], side: usize) -> Option<BitMatrix> {
    let mut bits = BitMatrix::new(side as u32, side as u32).ok()?;
    for (i, _) in values.iter().enumerate().filter(|(_, value)| **value < 0.0) {
        bits.set((i % side) as u32, (i / side) as u32);
    }
    Some(bits)
}

/// Two readings of a grid, as values of its modules (below 0 is dark, the further from 0 the surer): by the filter that the fixed modules
/// teach, and by one that the sure modules of the first teach.
pub(crate) fn readings(plane: &Plane<'_>, grid: &Grid, modules: &[Fixed]) -> impl Iterator<Item = Vec<f32>> {
    let side = grid.side;
    let halves = Halves::of(plane, grid);
    let mut values: Vec<f32> = Vec::new();
    std::iter::from_fn(move || {
        let halves = halves.as_ref()?;
        // The first time nothing is known but the fixed modules; they are surer than sure.
        values.resize(side * side, 0.0);
        for &(u, v, dark) in modules {
            values[usize::from(v) * side + usize::from(u)] = if dark { -1.0 } else { 1.0 };
        }
        let sure = values.iter().enumerate().filter(|(_, value)| value.abs() > SURE);
        let known = sure.map(|(i, value)| (halves.around(i % side, i / side), value.signum()));
        values = told(halves, &learn(known)?, side);
        // A reflection is even: nothing under it is sure, however light it is.
        let contrast = |i: usize| halves.contrast[(2 * (i / side) + MARGIN) * halves.stride + 2 * (i % side) + MARGIN];
        values.iter_mut().enumerate().for_each(|(i, value)| *value *= contrast(i));
        Some(values.clone())
    })
    .take(2)
}
