//! Edges of a small grey image: how strong, which way towards the light, thinned to one pixel.

use crate::plane::Plane;

/// The gradient of every pixel: strength, and the direction towards the brighter side.
pub(crate) struct Edges {
    pub width: usize,
    pub height: usize,
    pub gx: Vec<f32>,
    pub gy: Vec<f32>,
    pub strength: Vec<f32>,
    /// Above this an edge counts fully: a page's border is often fainter than its print, and longer.
    pub full: f32,
}

impl Edges {
    /// Of a plane that was smoothed before.
    pub fn of(plane: &Plane<'_>) -> Self {
        let (w, h) = (plane.width, plane.height);
        let (mut gx, mut gy, mut strength) = (vec![0.0; w * h], vec![0.0; w * h], vec![0.0; w * h]);
        let at = |x: usize, y: usize| f32::from(plane.data[y * w + x]);
        for y in 1..h.saturating_sub(1) {
            for x in 1..w.saturating_sub(1) {
                let right = at(x + 1, y - 1) + 2.0 * at(x + 1, y) + at(x + 1, y + 1);
                let left = at(x - 1, y - 1) + 2.0 * at(x - 1, y) + at(x - 1, y + 1);
                let below = at(x - 1, y + 1) + 2.0 * at(x, y + 1) + at(x + 1, y + 1);
                let above = at(x - 1, y - 1) + 2.0 * at(x, y - 1) + at(x + 1, y - 1);
                let (dx, dy) = ((right - left) / 8.0, (below - above) / 8.0);
                let i = y * w + x;
                gx[i] = dx;
                gy[i] = dy;
                strength[i] = dx.hypot(dy);
            }
        }
        let full = (3.0 * percentile(&strength, 0.5)).min(percentile(&strength, 0.92)).max(2.5);
        Self { width: w, height: h, gx, gy, strength, full }
    }

    /// Pixels that are stronger than their two neighbours along the gradient, and strong enough to be seen.
    pub fn ridges(&self) -> Vec<usize> {
        let (w, h) = (self.width, self.height);
        let least = self.full * 0.4;
        let mut out = Vec::new();
        for y in 2..h.saturating_sub(2) {
            for x in 2..w.saturating_sub(2) {
                let i = y * w + x;
                let s = self.strength[i];
                if s < least {
                    continue;
                }
                let (dx, dy) = (self.gx[i] / s, self.gy[i] / s);
                let (sx, sy) = (dx.round() as isize, dy.round() as isize);
                let step = sy * w as isize + sx;
                let (ahead, behind) = (i.wrapping_add_signed(step), i.wrapping_add_signed(-step));
                if s >= self.strength[ahead] && s > self.strength[behind] {
                    out.push(i);
                }
            }
        }
        out
    }
}

/// The value below which this share of the values lies; zeros do not count.
fn percentile(values: &[f32], share: f32) -> f32 {
    const BINS: usize = 512;
    let mut counts = [0u32; BINS];
    let mut all = 0u32;
    for &v in values {
        if v > 0.0 {
            counts[((v * 4.0) as usize).min(BINS - 1)] += 1;
            all += 1;
        }
    }
    let wanted = (all as f32 * share) as u32;
    let mut seen = 0;
    for (bin, &count) in counts.iter().enumerate() {
        seen += count;
        if seen > wanted {
            return (bin as f32 + 1.0) / 4.0;
        }
    }
    0.0
}
