//! A page that is not wholly in the picture: some of its borders are seen, the rest is where the picture ends.

use super::{
    Point, area2, convex, distance,
    edges::Edges,
    find::side_seen,
    hough::{self, Line},
};
use crate::plane::Plane;

/// Longest side of the image that is looked at.
const COARSE: usize = 320;
/// Share of the frame that what is seen of the page covers at least.
const LEAST_AREA: f32 = 0.25;
/// Share of a border that must be seen as an edge.
const SEEN: f32 = 0.62;
/// Grey levels by which paper is brighter than what it lies on, to both sides of a border.
const STEP: f32 = 12.0;
/// How far from a border these are looked at, in pixels of the small image: past a printed line.
const ASIDE: f32 = 6.0;

/// Whether a page seems to reach beyond the frame. Ask when [`super::find_page`] found none.
#[must_use]
pub fn is_cut_off(grey: &[u8], width: usize, height: usize) -> bool {
    let Some(frame) = Plane::new(grey, width, height) else { return false };
    let small = frame.shrunk(COARSE);
    if small.width < 32 || small.height < 32 {
        return false;
    }
    let smooth = small.blurred().blurred();
    let edges = Edges::of(&smooth);
    let mut lines = hough::lines(&edges, &edges.ridges(), 1.0);
    lines.truncate(16);
    let real = lines.len();
    let (w, h) = (small.width as f32, small.height as f32);
    let border = |nx: f32, ny: f32, rho: f32| Line { nx, ny, rho };
    lines.extend([border(1.0, 0.0, 0.0), border(-1.0, 0.0, -w), border(0.0, 1.0, 0.0), border(0.0, -1.0, -h)]);
    let mut pairs = Vec::new();
    for (i, a) in lines.iter().enumerate() {
        for (j, b) in lines.iter().enumerate().skip(i + 1) {
            let facing = a.nx * b.nx + a.ny * b.ny;
            let gap = |l: &Line| l.nx * w / 2.0 + l.ny * h / 2.0 - l.rho;
            if facing < -0.80 && gap(a) + gap(b) > 0.3 * w.min(h) {
                pairs.push([i, j]);
            }
        }
    }
    for (k, first) in pairs.iter().enumerate() {
        for second in &pairs[k + 1..] {
            let sides = [first[0], second[0], first[1], second[1]];
            let seen = sides.iter().filter(|side| **side < real).count();
            if (2..4).contains(&seen) && is_part_of_page(&smooth, &edges, &lines, &sides, real) {
                return true;
            }
        }
    }
    false
}

fn is_part_of_page(plane: &Plane<'_>, edges: &Edges, lines: &[Line], sides: &[usize; 4], real: usize) -> bool {
    let (w, h) = (plane.width as f32, plane.height as f32);
    let [a, b, c, d] = sides.map(|side| &lines[side]);
    if (a.nx * b.nx + a.ny * b.ny).abs() > 0.5 {
        return false;
    }
    let meets = [d.meets(a), a.meets(b), b.meets(c), c.meets(d)];
    let [Some(p), Some(q), Some(r), Some(s)] = meets else { return false };
    let (mut corners, mut order) = ([p, q, r, s], *sides);
    if area2(&corners) < 0.0 {
        corners = [q, p, s, r];
        order = [sides[0], sides[3], sides[2], sides[1]];
    }
    let inside = |[x, y]: &Point| (-1.0..=w + 1.0).contains(x) && (-1.0..=h + 1.0).contains(y);
    if !convex(&corners) || !corners.iter().all(inside) || area2(&corners) / 2.0 < LEAST_AREA * w * h {
        return false;
    }
    // Side i runs from corner i to the next.
    (0..4).filter(|&i| order[i] < real).all(|i| {
        let (from, to) = (corners[i], corners[(i + 1) % 4]);
        distance(from, to) > 0.25 * w.min(h) && side_seen(edges, from, to, 1.0) > SEEN && steps_up(plane, from, to)
    })
}

/// Whether it is brighter on the inner side of a border, also some way off: a printed line is dark on white on both sides.
fn steps_up(plane: &Plane<'_>, from: Point, to: Point) -> bool {
    let length = distance(from, to).max(1.0);
    let (nx, ny) = (-(to[1] - from[1]) / length, (to[0] - from[0]) / length);
    let mut differences: Vec<f32> = (1..20)
        .filter_map(|i| {
            let t = i as f32 / 20.0;
            let (x, y) = (from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t);
            let place = |off: f32| {
                let (x, y) = (x + nx * off, y + ny * off);
                let within = x > 0.0 && y > 0.0 && x < plane.width as f32 && y < plane.height as f32;
                within.then(|| plane.sample(x, y))
            };
            Some(place(ASIDE)? - place(-ASIDE)?)
        })
        .collect();
    if differences.len() < 6 {
        return false;
    }
    differences.sort_by(f32::total_cmp);
    differences[differences.len() / 4] > STEP
}
