//! A flat page out of a tilted one: the projective map of its four corners onto a rectangle.

use super::{Point, distance};

/// The long side over the short side of A4 and A5 (ISO 216).
const ISO: f32 = std::f32::consts::SQRT_2;

/// The size in pixels that a page keeps when it is made flat: as large as it was seen, its long side at most `longest`.
/// A sheet within a tenth of the proportions of A4 gets exactly those; others (cards, certificates) keep their own.
#[must_use]
pub fn flat_size(corners: &[Point; 4], longest: u32) -> (u32, u32) {
    let side = |a: usize, b: usize| distance(corners[a], corners[b]);
    let (across, down) = (side(0, 1).max(side(3, 2)).max(1.0), side(0, 3).max(side(1, 2)).max(1.0));
    let (long, short) = (across.max(down), across.min(down));
    let short = if (long / short / ISO - 1.0).abs() < 0.10 { long / ISO } else { short };
    let scale = (longest as f32 / long).min(1.0);
    let (long, short) = ((long * scale).round().max(1.0) as u32, (short * scale).round().max(1.0) as u32);
    if across > down { (long, short) } else { (short, long) }
}

/// The page between these corners (clockwise from its top left) as a flat picture. `rgba` is the frame, row by row.
///
/// Answers nothing when a buffer does not match its size, a side is 0, or the corners make no quadrilateral.
#[must_use]
pub fn flatten(
    rgba: &[u8],
    (width, height): (usize, usize),
    corners: &[Point; 4],
    (out_width, out_height): (u32, u32),
) -> Option<Vec<u8>> {
    if width == 0 || height == 0 || rgba.len() != width * height * 4 || out_width == 0 || out_height == 0 {
        return None;
    }
    let m = unit_to(corners)?;
    let (ow, oh) = (out_width as usize, out_height as usize);
    let place = |x: f32, y: f32| {
        let (u, v) = (x / ow as f32, y / oh as f32);
        let w = m[6] * u + m[7] * v + 1.0;
        ((m[0] * u + m[1] * v + m[2]) / w - 0.5, (m[3] * u + m[4] * v + m[5]) / w - 0.5)
    };
    // A page seen larger than it is kept is averaged over a grid, or small print breaks up.
    let shrink = distance(corners[0], corners[1]).max(distance(corners[3], corners[2])) / ow as f32;
    let grid = (shrink.ceil() as usize).clamp(1, 3);
    let offsets: Vec<f32> = (0..grid).map(|i| (i as f32 + 0.5) / grid as f32).collect();
    let mut out = Vec::with_capacity(ow * oh * 4);
    for y in 0..oh {
        for x in 0..ow {
            let mut sum = [0.0f32; 3];
            for dy in &offsets {
                for dx in &offsets {
                    let (px, py) = place(x as f32 + dx, y as f32 + dy);
                    add(rgba, width, height, px, py, &mut sum);
                }
            }
            let count = (grid * grid) as f32;
            out.extend(sum.map(|v| (v / count + 0.5) as u8));
            out.push(255);
        }
    }
    Some(out)
}

/// Adds the colour at a place, interpolated between four pixels; outside, the border's.
fn add(rgba: &[u8], width: usize, height: usize, x: f32, y: f32, sum: &mut [f32; 3]) {
    let (x, y) = (x.clamp(0.0, (width - 1) as f32), y.clamp(0.0, (height - 1) as f32));
    let (x0, y0) = (x as usize, y as usize);
    let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let pixel = |x: usize, y: usize| &rgba[(y * width + x) * 4..];
    let (a, b, c, d) = (pixel(x0, y0), pixel(x1, y0), pixel(x0, y1), pixel(x1, y1));
    for (i, s) in sum.iter_mut().enumerate() {
        let upper = f32::from(a[i]) + (f32::from(b[i]) - f32::from(a[i])) * fx;
        let lower = f32::from(c[i]) + (f32::from(d[i]) - f32::from(c[i])) * fx;
        *s += upper + (lower - upper) * fy;
    }
}

/// The unit square onto a quadrilateral (Heckbert, Fundamentals of Texture Mapping, 1989, section 2.2.3).
fn unit_to(c: &[Point; 4]) -> Option<[f32; 8]> {
    let [p0, p1, p2, p3] = *c;
    let (dx1, dx2, sx) = (p1[0] - p2[0], p3[0] - p2[0], p0[0] - p1[0] + p2[0] - p3[0]);
    let (dy1, dy2, sy) = (p1[1] - p2[1], p3[1] - p2[1], p0[1] - p1[1] + p2[1] - p3[1]);
    let det = dx1 * dy2 - dx2 * dy1;
    if !det.is_finite() || det.abs() < 1.0 {
        return None;
    }
    let (g, h) = ((sx * dy2 - dx2 * sy) / det, (dx1 * sy - sx * dy1) / det);
    Some([
        p1[0] - p0[0] + g * p1[0],
        p3[0] - p0[0] + h * p3[0],
        p0[0],
        p1[1] - p0[1] + g * p1[1],
        p3[1] - p0[1] + h * p3[1],
        p0[1],
        g,
        h,
    ])
}
