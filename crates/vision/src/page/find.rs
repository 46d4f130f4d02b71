//! Finds the sheet of paper in a picture: four straight borders, each with the paper on its brighter side.

use super::{
    Point, area2, convex, distance,
    edges::Edges,
    hough::{self, Line},
    refine,
};
use crate::plane::Plane;

/// Longest side of the image that lines are looked for in.
const COARSE: usize = 320;
/// Share of the frame that a page covers at least.
const LEAST_AREA: f32 = 0.10;
/// How far a corner may lie outside the frame, as a share of the longer side.
const OUTSIDE: f32 = 0.04;
/// Below this, it is rather no page.
const LEAST_SCORE: f32 = 0.56;

/// A page in a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Page {
    /// Clockwise, beginning at the corner nearest to the frame's top left.
    pub corners: [Point; 4],
    /// How sure: the share of its border that is seen as an edge, 0 to 1.
    pub score: f32,
}

/// Finds the page in a grey frame (`grey` row by row).
///
/// Answers nothing when the buffer does not match the size, or when no four borders are seen well enough.
#[must_use]
pub fn find_page(grey: &[u8], width: usize, height: usize) -> Option<Page> {
    let frame = Plane::new(grey, width, height)?;
    let small = frame.shrunk(COARSE);
    if small.width < 32 || small.height < 32 {
        return None;
    }
    let edges = Edges::of(&small.blurred().blurred());
    let ridges = edges.ridges();
    let best = [1.0, -1.0]
        .into_iter()
        .filter_map(|sign| {
            let lines = hough::lines(&edges, &ridges, sign);
            // Dark paper on a light table is the exception: it must be seen better.
            best_quad(&edges, &lines, sign)
                .map(|(corners, score)| (corners, score - if sign < 0.0 { 0.1 } else { 0.0 }, sign))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    let (corners, score, sign) = best;
    if score < LEAST_SCORE {
        return None;
    }
    let scale = width as f32 / small.width as f32;
    let corners = corners.map(|[x, y]| [x * scale, y * scale]);
    let corners = refine::refine(&frame, &corners, sign).unwrap_or(corners);
    Some(Page { corners: from_top_left(corners), score: score.clamp(0.0, 1.0) })
}

/// The four lines that make the best border, and their corners.
fn best_quad(edges: &Edges, lines: &[Line], sign: f32) -> Option<([Point; 4], f32)> {
    let (w, h) = (edges.width as f32, edges.height as f32);
    let mut pairs = Vec::new();
    for (i, a) in lines.iter().enumerate() {
        for (j, b) in lines.iter().enumerate().skip(i + 1) {
            // Opposite borders: their bright sides face each other.
            let facing = a.nx * b.nx + a.ny * b.ny;
            if facing > -0.80 {
                continue;
            }
            // How far apart they are, seen from the middle of the frame.
            let gap = |l: &Line| l.nx * w / 2.0 + l.ny * h / 2.0 - l.rho;
            if gap(a) + gap(b) > 0.18 * w.min(h) {
                pairs.push((i, j));
            }
        }
    }
    let mut best: Option<([Point; 4], f32)> = None;
    for (k, &(a, c)) in pairs.iter().enumerate() {
        for &(b, d) in &pairs[k + 1..] {
            let (la, lb, lc, ld) = (&lines[a], &lines[b], &lines[c], &lines[d]);
            let crossing = (la.nx * lb.nx + la.ny * lb.ny).abs();
            if crossing > 0.5 {
                continue;
            }
            let Some(corners) = corners_of(la, lb, lc, ld) else { continue };
            if let Some(score) = worth(edges, &corners, sign, best.map_or(0.0, |b| b.1)) {
                best = Some((corners, score));
            }
        }
    }
    best.map(|(corners, _)| (corners, seen(edges, &corners, sign).0))
}

fn corners_of(a: &Line, b: &Line, c: &Line, d: &Line) -> Option<[Point; 4]> {
    let corners = [a.meets(b)?, b.meets(c)?, c.meets(d)?, d.meets(a)?];
    Some(if area2(&corners) < 0.0 { [corners[3], corners[2], corners[1], corners[0]] } else { corners })
}

/// What a quadrilateral is worth as a page, if it is worth more than `than`.
fn worth(edges: &Edges, corners: &[Point; 4], sign: f32, than: f32) -> Option<f32> {
    let (w, h) = (edges.width as f32, edges.height as f32);
    let out = OUTSIDE * w.max(h);
    if !corners.iter().all(|[x, y]| (-out..=w + out).contains(x) && (-out..=h + out).contains(y)) || !convex(corners) {
        return None;
    }
    let area = area2(corners) / 2.0 / (w * h);
    if area < LEAST_AREA {
        return None;
    }
    let sides: [f32; 4] = std::array::from_fn(|i| distance(corners[i], corners[(i + 1) % 4]));
    // Opposite sides of a sheet differ by perspective, not without measure; and no sheet is a strip.
    let odd = |a: f32, b: f32| a.max(b) > 2.6 * a.min(b);
    if odd(sides[0], sides[2])
        || odd(sides[1], sides[3])
        || (sides[0] + sides[2]) > 5.0 * (sides[1] + sides[3])
        || (sides[1] + sides[3]) > 5.0 * (sides[0] + sides[2])
    {
        return None;
    }
    // Larger ones first: a frame printed on the paper is a quadrilateral too.
    let size = 0.6 + 0.4 * area.sqrt();
    if size <= than {
        return None;
    }
    let (mean, weakest) = seen(edges, corners, sign);
    let score = (0.6 * mean + 0.4 * weakest) * size;
    (score > than).then_some(score)
}

/// The share of the border that is seen as an edge of the right direction: over all sides, and of the worst one.
fn seen(edges: &Edges, corners: &[Point; 4], sign: f32) -> (f32, f32) {
    let (mut sum, mut weakest) = (0.0, 1.0f32);
    for i in 0..4 {
        let share = side_seen(edges, corners[i], corners[(i + 1) % 4], sign);
        sum += share / 4.0;
        weakest = weakest.min(share);
    }
    (sum, weakest)
}

pub(super) fn side_seen(edges: &Edges, a: Point, b: Point, sign: f32) -> f32 {
    let length = distance(a, b);
    if length < 8.0 {
        return 0.0;
    }
    let (ux, uy) = ((b[0] - a[0]) / length, (b[1] - a[1]) / length);
    // Clockwise with y down: the inside lies to the right of the way.
    let (nx, ny) = (-uy * sign, ux * sign);
    let steps = (length / 3.0).max(8.0) as usize;
    let (mut hits, mut looked) = (0.0, 0.0);
    for s in 0..steps {
        let t = 0.03 + 0.94 * (s as f32 + 0.5) / steps as f32;
        let (px, py) = (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t);
        let mut best = 0.0f32;
        let mut inside = false;
        for off in -2..=2 {
            let (x, y) = (px + nx * off as f32, py + ny * off as f32);
            if x < 1.0 || y < 1.0 || x >= edges.width as f32 - 1.0 || y >= edges.height as f32 - 1.0 {
                continue;
            }
            inside = true;
            let i = y as usize * edges.width + x as usize;
            let s = edges.strength[i];
            if s > 0.25 * edges.full {
                let along = (edges.gx[i] * nx + edges.gy[i] * ny) / s;
                if along > 0.86 {
                    // A faint border counts like a strong one: print is darker than any table.
                    best = best.max((s / (0.6 * edges.full)).min(1.0));
                }
            }
        }
        if inside {
            looked += 1.0;
            hits += best;
        }
    }
    // A side mostly outside the frame is not seen.
    if looked < steps as f32 * 0.5 { 0.0 } else { hits / looked }
}

/// The same corners, beginning at the one nearest to the top left.
fn from_top_left(corners: [Point; 4]) -> [Point; 4] {
    let first = (0..4)
        .min_by(|&a, &b| (corners[a][0] + corners[a][1]).total_cmp(&(corners[b][0] + corners[b][1])))
        .unwrap_or(0);
    std::array::from_fn(|i| corners[(first + i) % 4])
}
