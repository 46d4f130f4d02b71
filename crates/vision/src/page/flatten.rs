//! A flat page out of a tilted one: the projective map of its four corners onto a rectangle, some rows at a time, so that
//! neither the whole picture nor two copies of it need to be in memory.

use super::{Point, distance};
use std::ops::Range;

/// The long side over the short side of A4 and A5 (ISO 216).
const ISO: f32 = std::f32::consts::SQRT_2;
/// The long side over the short side of an ID card (ISO/IEC 7810 ID-1).
const CARD: f32 = 85.6 / 53.98;
/// Along a row, the exact map is computed at every so many pixels and interpolated between.
const SPAN: usize = 16;

/// The size in pixels that a page keeps when it is made flat: as large as it was seen, its long side at most `longest`.
/// A sheet within a tenth of the proportions of A4 gets exactly those; others (cards, certificates) keep their own.
#[must_use]
pub fn flat_size(corners: &[Point; 4], longest: u32) -> (u32, u32) {
    let (across, down) = seen_size(corners);
    let (long, short) = (across.max(down), across.min(down));
    let short = if (long / short / ISO - 1.0).abs() < 0.10 { long / ISO } else { short };
    let scale = (longest as f32 / long).min(1.0);
    let (long, short) = ((long * scale).round().max(1.0) as u32, (short * scale).round().max(1.0) as u32);
    if across > down { (long, short) } else { (short, long) }
}

/// Whether a flat page has the proportions of an ID card.
#[must_use]
pub fn is_card(width: u32, height: u32) -> bool {
    let (long, short) = (width.max(height) as f32, width.min(height).max(1) as f32);
    (long / short / CARD - 1.0).abs() < 0.05
}

/// The longer of the two widths and of the two heights, in pixels of the frame.
pub(super) fn seen_size(corners: &[Point; 4]) -> (f32, f32) {
    let side = |a: usize, b: usize| distance(corners[a], corners[b]);
    (side(0, 1).max(side(3, 2)).max(1.0), side(0, 3).max(side(1, 2)).max(1.0))
}

/// Places within a pixel, evenly spread along both sides; each sample takes in two pixels of the picture across and down. Their
/// numbers are powers of two, so that a mean of all lanes is one shift.
const ONE: &[[f32; 2]] = &[[0.5, 0.5]];
const TWO: &[[f32; 2]] = &[[0.25, 0.25], [0.75, 0.75]];
const FOUR: &[[f32; 2]] = &[[0.375, 0.125], [0.875, 0.375], [0.125, 0.625], [0.625, 0.875]];
const EIGHT: &[[f32; 2]] = &[
    [0.1875, 0.0625],
    [0.5625, 0.1875],
    [0.9375, 0.3125],
    [0.3125, 0.4375],
    [0.6875, 0.5625],
    [0.0625, 0.6875],
    [0.4375, 0.8125],
    [0.8125, 0.9375],
];

/// A rectangle of whole pixels of the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// Makes a page flat, rows by rows. Pixels are one `u32` each, red in the lowest byte.
#[derive(Clone, Debug)]
pub struct Flattener {
    map: [f32; 8],
    width: usize,
    height: usize,
    /// Where in a pixel samples are taken: a page seen larger than it is kept is averaged, or small print breaks up.
    samples: &'static [[f32; 2]],
}

impl Flattener {
    /// From these corners (clockwise from the page's top left) to this size; nothing when they make no quadrilateral.
    #[must_use]
    pub fn new(corners: &[Point; 4], (width, height): (u32, u32)) -> Option<Self> {
        if width == 0 || height == 0 {
            return None;
        }
        let map = unit_to(corners)?;
        let (across, down) = seen_size(corners);
        let shrink = (across / width as f32).max(down / height as f32);
        let samples = if shrink < 1.2 {
            ONE
        } else if shrink < 1.7 {
            TWO
        } else if shrink < 2.4 {
            FOUR
        } else {
            EIGHT
        };
        Some(Self { map, width: width as usize, height: height as usize, samples })
    }

    /// Where a place of the flat page lies in the picture (pixel centres at .5).
    fn place(&self, x: f32, y: f32) -> Point {
        let m = &self.map;
        let (u, v) = (x / self.width as f32, y / self.height as f32);
        let w = m[6] * u + m[7] * v + 1.0;
        [(m[0] * u + m[1] * v + m[2]) / w, (m[3] * u + m[4] * v + m[5]) / w]
    }

    /// What of the picture these rows of the flat page need; nothing when they lie outside it or the picture is empty.
    #[must_use]
    pub fn needs(&self, rows: &Range<u32>, (width, height): (u32, u32)) -> Option<Part> {
        if rows.is_empty() || rows.end as usize > self.height || width == 0 || height == 0 {
            return None;
        }
        let right = self.width as f32;
        let (top, bottom) = (rows.start as f32, rows.end as f32);
        let ends = [self.place(0.0, top), self.place(right, top), self.place(0.0, bottom), self.place(right, bottom)];
        let range = |axis: usize, limit: u32| {
            let low = ends.iter().map(|p| p[axis]).fold(f32::MAX, f32::min);
            let high = ends.iter().map(|p| p[axis]).fold(f32::MIN, f32::max);
            let from = (low - 2.0).clamp(0.0, (limit - 1) as f32) as u32;
            (from, ((high + 3.0).clamp(1.0, limit as f32) as u32).max(from + 1))
        };
        let ((x, x_end), (y, y_end)) = (range(0, width), range(1, height));
        Some(Part { x, y, width: x_end - x, height: y_end - y })
    }

    /// Adds these rows to `out`. `pixels` are those of a part of the picture that [`Self::needs`] named; where it is too small,
    /// its border stands in for what lies outside. Nothing is added when the buffer does not match the part.
    pub fn rows(&self, rows: Range<u32>, part: Part, pixels: &[u32], out: &mut Vec<u32>) {
        let (pw, ph) = (part.width as usize, part.height as usize);
        if pw == 0 || ph == 0 || pixels.len() != pw * ph {
            return;
        }
        let wide: Vec<u64> = pixels.iter().map(|pixel| spread(*pixel)).collect();
        let (shift, half) = (self.samples.len().trailing_zeros(), self.samples.len() as u64 / 2 * EACH_LANE);
        let mut sums = vec![0u64; self.width];
        for y in rows {
            sums.fill(0);
            for [u, v] in self.samples {
                self.sample_row(*u, y as f32 + v, part, &wide, &mut sums);
            }
            out.extend(sums.iter().map(|sum| gather(((sum + half) >> shift) & LANES)));
        }
    }

    /// Adds one sample to every pixel of a row.
    fn sample_row(&self, u: f32, v: f32, part: Part, pixels: &[u64], sums: &mut [u64]) {
        let (pw, ph) = (part.width as usize, part.height as usize);
        let (max_x, max_y) = ((pw as i32 - 1) << 16, (ph as i32 - 1) << 16);
        // 16.16 numbers relative to the part, the pixel's centre being whole.
        let fixed = |x: f32| {
            let [px, py] = self.place(x, v);
            let to = |value: f32, start: u32| ((value - 0.5 - start as f32).clamp(-16000.0, 16000.0) * 65536.0) as i32;
            [to(px, part.x), to(py, part.y)]
        };
        let mut from = fixed(u);
        for (index, span) in sums.chunks_mut(SPAN).enumerate() {
            let to = fixed((index * SPAN + span.len()) as f32 + u);
            let length = span.len() as i32;
            let (dx, dy) = ((to[0] - from[0]) / length, (to[1] - from[1]) / length);
            let within = |at: i32, most: i32| (0..most).contains(&at);
            let inside = [from, to].iter().all(|[x, y]| within(*x, max_x) && within(*y, max_y));
            let [mut x, mut y] = from;
            for sum in span {
                *sum += if inside {
                    let at = (y >> 16) as usize * pw + (x >> 16) as usize;
                    // Both rows in one look each; the last place of all is never inside.
                    match (pixels.get(at..at + 2), pixels.get(at + pw..at + pw + 2)) {
                        (Some(&[a, b]), Some(&[c, d])) => mix([a, b, c, d], x, y),
                        _ => 0,
                    }
                } else {
                    let (x, y) = (x.clamp(0, max_x), y.clamp(0, max_y));
                    let (x0, y0) = ((x >> 16) as usize, (y >> 16) as usize);
                    let (right, down) = (usize::from(x0 + 1 < pw), if y0 + 1 < ph { pw } else { 0 });
                    let at = y0 * pw + x0;
                    mix([pixels[at], pixels[at + right], pixels[at + down], pixels[at + down + right]], x, y)
                };
                x += dx;
                y += dy;
            }
            from = to;
        }
    }
}

/// What a pixel takes of three lanes of 16 bits, and a one in each.
const LANES: u64 = 0x00ff_00ff_00ff;
const EACH_LANE: u64 = 0x0001_0001_0001;

/// Red, green and blue in a lane of 16 bits each: there is room to weigh and to add.
fn spread(pixel: u32) -> u64 {
    let pixel = u64::from(pixel);
    (pixel & 0xff) | (pixel & 0xff00) << 8 | (pixel & 0x00ff_0000) << 16
}

/// Between four pixels (upper left, upper right, lower left, lower right), by the fractions of 16.16 numbers.
fn mix([a, b, c, d]: [u64; 4], x: i32, y: i32) -> u64 {
    let (fx, fy) = (((x >> 8) & 255) as u64, ((y >> 8) & 255) as u64);
    let both = (fx * fy) >> 8;
    let sum = a * (256 + both - fx - fy) + b * (fx - both) + c * (fy - both) + d * both;
    (sum >> 8) & LANES
}

/// Three lanes as an opaque pixel.
fn gather(lanes: u64) -> u32 {
    (0xff00_0000 | (lanes & 0xff) | (lanes >> 8) & 0xff00 | (lanes >> 16) & 0x00ff_0000) as u32
}

/// The page between these corners (clockwise from its top left) as a flat picture, in one go.
///
/// Answers nothing when a buffer does not match its size, a side is 0, or the corners make no quadrilateral.
#[must_use]
pub fn flatten(
    pixels: &[u32],
    (width, height): (u32, u32),
    corners: &[Point; 4],
    size: (u32, u32),
) -> Option<Vec<u32>> {
    if width == 0 || height == 0 || pixels.len() != width as usize * height as usize {
        return None;
    }
    let flattener = Flattener::new(corners, size)?;
    let mut out = Vec::with_capacity(size.0 as usize * size.1 as usize);
    flattener.rows(0..size.1, Part { x: 0, y: 0, width, height }, pixels, &mut out);
    Some(out)
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
