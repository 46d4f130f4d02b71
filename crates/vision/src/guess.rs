//! Grids that three finder patterns allow, when sampling by the dark pixels alone found none.
//!
//! A finder seen under perspective is a quadrilateral: its edges point to the far corner of the code, and its size in the
//! plane of the code tells how many modules a side has.

use rxing::common::BitMatrix;
use rxing::common::cpp_essentials::{ConcentricPattern, FindConcentricPatternCorners};
use rxing::qrcode::cpp_port::detector::FinderPatternSet;

use crate::grid::{Grid, Homography};
use crate::template::is_side;

type Spot = [f32; 2];

fn minus(a: Spot, b: Spot) -> Spot {
    [a[0] - b[0], a[1] - b[1]]
}

fn cross(a: Spot, b: Spot) -> f32 {
    a[0] * b[1] - a[1] * b[0]
}

fn length(a: Spot) -> f32 {
    a[0].hypot(a[1])
}

/// Where the lines through `a`, `b` and through `c`, `d` meet.
fn meeting(a: Spot, b: Spot, c: Spot, d: Spot) -> Option<Spot> {
    let (along, other) = (minus(b, a), minus(d, c));
    let t = cross(minus(c, a), other) / cross(along, other);
    t.is_finite().then(|| [a[0] + along[0] * t, a[1] + along[1] * t])
}

/// Corners of a finder's outer ring (the middle of its line) in the code's own order: top left, top right, bottom right,
/// bottom left; `right` and `down` are the directions of the code's sides.
fn ring(dark: &BitMatrix, finder: &ConcentricPattern, right: Spot, down: Spot) -> Option<[Spot; 4]> {
    let quad = FindConcentricPatternCorners(dark, finder.p, finder.size, 2)?;
    let turn = cross(right, down);
    let mut out = [None; 4];
    for corner in quad.0 {
        let spot = [corner.x, corner.y];
        let from_middle = minus(spot, [finder.p.x, finder.p.y]);
        let rightwards = cross(from_middle, down) / turn > 0.0;
        let downwards = cross(right, from_middle) / turn > 0.0;
        out[match (rightwards, downwards) {
            (false, false) => 0,
            (true, false) => 1,
            (true, true) => 2,
            (false, true) => 3,
        }] = Some(spot);
    }
    Some([out[0]?, out[1]?, out[2]?, out[3]?])
}

/// The side (in modules) nearest to an estimate, and the two beside it.
fn sides(estimate: f32) -> impl Iterator<Item = usize> {
    let nearest = (((estimate - 17.0) / 4.0).round() * 4.0 + 17.0).clamp(0.0, 400.0) as usize;
    [nearest, nearest + 4, nearest.saturating_sub(4)].into_iter().filter(|&side| is_side(side))
}

fn by_rings(dark: &BitMatrix, set: &FinderPatternSet, right: Spot, down: Spot) -> Option<Vec<Grid>> {
    let tl = ring(dark, &set.tl, right, down)?;
    let tr = ring(dark, &set.tr, right, down)?;
    let bl = ring(dark, &set.bl, right, down)?;
    let far = meeting(tr[1], tr[2], bl[3], bl[2])?;
    // All rings together span the code but for half a module on each side.
    let outline = [tl[0], tr[1], far, bl[3]];
    let plane = Homography::of_unit_square(&outline)?;
    // Six modules in the plane of the code, measured on the sides that run along the code's own edges.
    let spans = [(tl[0], tl[1], 0), (tr[0], tr[1], 0), (tl[0], tl[3], 1), (bl[0], bl[3], 1)];
    let six =
        spans.iter().map(|&(a, b, axis)| (plane.plane_point(b)[axis] - plane.plane_point(a)[axis]).abs()).sum::<f32>()
            / spans.len() as f32;
    Some(sides(6.0 / six + 1.0).filter_map(|side| Grid::through(&outline, 0.5, side)).collect())
}

fn by_middles(set: &FinderPatternSet, right: Spot, down: Spot) -> Vec<Grid> {
    let middle = |p: &ConcentricPattern| [p.p.x, p.p.y];
    let (tl, tr, bl) = (middle(&set.tl), middle(&set.tr), middle(&set.bl));
    // The size of a finder is measured along rows and columns; a turned one seems larger by up to the root of two.
    let straight = right[0].abs().max(right[1].abs()) / length(right).max(1.0);
    let module = (set.tl.size + set.tr.size + set.bl.size) as f32 / 21.0 * straight.max(0.7);
    let modules = (length(right) + length(down)) / (2.0 * module.max(0.5)) + 7.0;
    let far = [tr[0] + down[0], tr[1] + down[1]];
    sides(modules).filter_map(|side| Grid::through(&[tl, tr, far, bl], 3.5, side)).collect()
}

/// The grids to try, most likely first, and how many modules their far corner may be off.
pub(crate) fn grids(dark: &BitMatrix, set: &FinderPatternSet) -> (Vec<Grid>, i32) {
    let right = [set.tr.p.x - set.tl.p.x, set.tr.p.y - set.tl.p.y];
    let down = [set.bl.p.x - set.tl.p.x, set.bl.p.y - set.tl.p.y];
    match by_rings(dark, set, right, down) {
        Some(grids) => (grids, 2),
        None => (by_middles(set, right, down), 9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_meet() {
        assert_eq!(meeting([0.0, 0.0], [1.0, 1.0], [4.0, 0.0], [4.0, 1.0]), Some([4.0, 4.0]));
        assert_eq!(meeting([0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]), None);
    }

    #[test]
    fn sides_are_sizes_that_exist() {
        assert_eq!(sides(26.0).collect::<Vec<_>>(), [25, 29, 21]);
        assert_eq!(sides(12.0).collect::<Vec<_>>(), [] as [usize; 0]);
        assert_eq!(sides(1e9).collect::<Vec<_>>(), [] as [usize; 0]);
        assert_eq!(sides(f32::NAN).collect::<Vec<_>>(), [] as [usize; 0]);
    }
}
