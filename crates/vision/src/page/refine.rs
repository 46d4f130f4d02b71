//! Corners to a fraction of a pixel: along each border the steepest step is looked for in a larger image, and a line is
//! laid through what was found, without the points that do not belong.

use super::{Point, distance, hough::Line};
use crate::plane::Plane;

/// Longest side of the image that is measured.
const FINE: usize = 1200;
/// A step of so many grey levels is a border whatever is steeper further in.
const CLEAR: f32 = 14.0;
/// Points along a border.
const POINTS: usize = 48;

/// Better corners, or nothing when a border is not seen again.
pub(crate) fn refine(frame: &Plane<'_>, corners: &[Point; 4], sign: f32) -> Option<[Point; 4]> {
    let fine = frame.shrunk(FINE).blurred();
    let scale = fine.width as f32 / frame.width as f32;
    let mut at = corners.map(|[x, y]| [x * scale, y * scale]);
    let diagonal = (fine.width as f32).hypot(fine.height as f32);
    // Twice: the second time from a better start and in a narrower strip.
    for reach in [0.020 * diagonal, 0.005 * diagonal] {
        let mut sides = [Line { nx: 0.0, ny: 0.0, rho: 0.0 }; 4];
        for (i, side) in sides.iter_mut().enumerate() {
            *side = measure(&fine, at[i], at[(i + 1) % 4], sign, reach)?;
        }
        let next: Vec<Point> = (0..4).filter_map(|i| sides[(i + 3) % 4].meets(&sides[i])).collect();
        let next: [Point; 4] = next.try_into().ok()?;
        if next.iter().zip(&at).any(|(a, b)| distance(*a, *b) > 4.0 * reach) {
            return None;
        }
        at = next;
    }
    Some(at.map(|[x, y]| [x / scale, y / scale]))
}

fn measure(plane: &Plane<'_>, a: Point, b: Point, sign: f32, reach: f32) -> Option<Line> {
    let length = distance(a, b);
    let (ux, uy) = ((b[0] - a[0]) / length, (b[1] - a[1]) / length);
    let (nx, ny) = (-uy, ux);
    let reach = reach.ceil() as i32;
    // (place along the side, place across it, how steep)
    let mut points: Vec<(f32, f32, f32)> = Vec::with_capacity(POINTS);
    for s in 0..POINTS {
        let t = (0.05 + 0.90 * (s as f32 + 0.5) / POINTS as f32) * length;
        let (px, py) = (a[0] + ux * t, a[1] + uy * t);
        let level = |off: f32| plane.sample(px + nx * off, py + ny * off);
        let inside = |off: f32| {
            let (x, y) = (px + nx * off, py + ny * off);
            x > 1.0 && y > 1.0 && x < plane.width as f32 - 1.0 && y < plane.height as f32 - 1.0
        };
        let step = |off: i32| {
            let off = off as f32;
            if inside(off - 2.0) && inside(off + 2.0) {
                sign * (level(off + 1.5) + level(off + 0.5) - level(off - 0.5) - level(off - 1.5)) / 2.0
            } else {
                0.0
            }
        };
        let steps: Vec<f32> = (-reach..=reach).map(step).collect();
        let most = steps.iter().copied().fold(0.0, f32::max);
        if most < 2.0 {
            continue;
        }
        // The outermost of the steep ones: a frame printed near the border is steeper than the border.
        let peak = |k: usize| {
            steps[k] >= (0.4 * most).min(CLEAR)
                && k.checked_sub(1).is_none_or(|l| steps[l] <= steps[k])
                && steps.get(k + 1).is_none_or(|r| *r <= steps[k])
        };
        let Some(k) = (0..steps.len()).find(|&k| peak(k)) else { continue };
        let top = steps[k];
        // The top of a parabola through the three highest.
        let shift = match (k.checked_sub(1).map(|i| steps[i]), steps.get(k + 1)) {
            (Some(l), Some(&r)) if 2.0 * top - l - r > 1e-3 => (0.5 * (r - l) / (2.0 * top - l - r)).clamp(-0.5, 0.5),
            _ => 0.0,
        };
        points.push((t, k as f32 - reach as f32 + shift, top));
    }
    if points.len() < POINTS / 3 {
        return None;
    }
    let (slope, offset) = line_through(&points)?;
    // Back from the side's own directions.
    let (dx, dy) = (ux + nx * slope, uy + ny * slope);
    let norm = dx.hypot(dy);
    let (mx, my) = (-dy / norm, dx / norm);
    let (qx, qy) = (a[0] + nx * offset, a[1] + ny * offset);
    Some(Line { nx: mx, ny: my, rho: qx * mx + qy * my })
}

/// The line most points agree on: pairs are tried, the best is fitted to those near it by least squares.
fn line_through(points: &[(f32, f32, f32)]) -> Option<(f32, f32)> {
    let mut best: (f32, f32, f32) = (0.0, 0.0, -1.0);
    for (i, p) in points.iter().enumerate() {
        for q in points.iter().skip(i + 1).step_by(3) {
            if q.0 - p.0 < 1.0 {
                continue;
            }
            let slope = (q.1 - p.1) / (q.0 - p.0);
            if slope.abs() > 0.12 {
                continue;
            }
            let offset = p.1 - slope * p.0;
            let agree: f32 = points
                .iter()
                .map(|(t, v, w)| {
                    let off = (v - slope * t - offset).abs();
                    if off < 2.5 { (1.0 - off / 2.5) * w.min(12.0) } else { 0.0 }
                })
                .sum();
            if agree > best.2 {
                best = (slope, offset, agree);
            }
        }
    }
    let (slope, offset, agree) = best;
    if agree <= 0.0 {
        return None;
    }
    let near: Vec<&(f32, f32, f32)> = points.iter().filter(|(t, v, _)| (v - slope * t - offset).abs() < 2.0).collect();
    let n = near.len() as f32;
    if n < 6.0 {
        return None;
    }
    let (mt, mv) = (near.iter().map(|p| p.0).sum::<f32>() / n, near.iter().map(|p| p.1).sum::<f32>() / n);
    let (mut tt, mut tv) = (0.0, 0.0);
    for p in near {
        tt += (p.0 - mt) * (p.0 - mt);
        tv += (p.0 - mt) * (p.1 - mv);
    }
    (tt > 1.0).then(|| {
        let slope = tv / tt;
        (slope, mv - slope * mt)
    })
}
