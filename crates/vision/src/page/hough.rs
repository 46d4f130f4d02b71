//! Straight lines among edges: every edge votes for the lines it may lie on, with the side on which it is brighter.

use super::edges::Edges;

/// Directions around the circle.
const TURNS: usize = 180;
/// How far the direction of a single edge may be off, in turns to each side.
const SPREAD: isize = 2;
/// Lines that are looked at.
const MOST: usize = 44;

/// A line: the unit normal points to the brighter side; `x * nx + y * ny = rho`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line {
    pub nx: f32,
    pub ny: f32,
    pub rho: f32,
}

impl Line {
    /// Where two lines meet.
    pub fn meets(&self, other: &Self) -> Option<[f32; 2]> {
        let det = self.nx * other.ny - self.ny * other.nx;
        (det.abs() > 1e-3).then(|| {
            [(self.rho * other.ny - other.rho * self.ny) / det, (other.rho * self.nx - self.rho * other.nx) / det]
        })
    }
}

/// The strongest lines. `sign` is 1 for paper brighter than what it lies on, -1 for darker.
pub(crate) fn lines(edges: &Edges, ridges: &[usize], sign: f32) -> Vec<Line> {
    let reach = (edges.width as f32).hypot(edges.height as f32).ceil() as usize + 2;
    let bins = 2 * reach + 1;
    let mut votes = vec![0.0f32; TURNS * bins];
    let turn = std::f32::consts::TAU / TURNS as f32;
    let table: Vec<(f32, f32)> = (0..TURNS).map(|t| (t as f32 * turn).sin_cos()).map(|(s, c)| (c, s)).collect();
    let (cx, cy) = (edges.width as f32 / 2.0, edges.height as f32 / 2.0);
    for &i in ridges {
        let (x, y) = ((i % edges.width) as f32 + 0.5 - cx, (i / edges.width) as f32 + 0.5 - cy);
        let weight = (edges.strength[i] / edges.full).min(1.0);
        let angle = (sign * edges.gy[i]).atan2(sign * edges.gx[i]);
        let middle = (angle / turn).round() as isize;
        for off in -SPREAD..=SPREAD {
            let t = (middle + off).rem_euclid(TURNS as isize) as usize;
            let (nx, ny) = table[t];
            let rho = x * nx + y * ny + reach as f32;
            let low = rho.floor();
            let part = rho - low;
            let bin = low as usize;
            if bin + 1 < bins {
                votes[t * bins + bin] += weight * (1.0 - part);
                votes[t * bins + bin + 1] += weight * part;
            }
        }
    }
    peaks(&mut votes, bins, &table)
        .into_iter()
        .map(|(t, bin)| {
            let (nx, ny) = table[t];
            Line { nx, ny, rho: bin as f32 - reach as f32 + cx * nx + cy * ny }
        })
        .collect()
}

/// The highest bins, each with its neighbourhood cleared.
fn peaks(votes: &mut [f32], bins: usize, table: &[(f32, f32)]) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut first = 0.0;
    // The best bin of each direction, so that the search for the next peak is short.
    let best = |row: &[f32]| row.iter().enumerate().fold((0, 0.0), |top, (i, &v)| if v > top.1 { (i, v) } else { top });
    let mut tops: Vec<(usize, f32)> = votes.chunks_exact(bins).map(best).collect();
    while out.len() < MOST {
        let Some((t, &(bin, count))) = tops.iter().enumerate().max_by(|a, b| a.1.1.total_cmp(&b.1.1)) else { break };
        if first == 0.0 {
            first = count;
        }
        if count < 6.0 || count < first * 0.08 {
            break;
        }
        out.push((t, bin));
        for off in -4isize..=4 {
            let near = (t as isize + off).rem_euclid(table.len() as isize) as usize;
            let (from, to) = (bin.saturating_sub(4), (bin + 5).min(bins));
            votes[near * bins + from..near * bins + to].fill(0.0);
            tops[near] = best(&votes[near * bins..(near + 1) * bins]);
        }
    }
    out
}
