//! A grey image and the few filters the cascade needs: halving, doubling, inverting, blurring, sharpening.

use std::borrow::Cow;

use crate::MAX_SIDE;

/// A grey image whose buffer is known to match its size.
#[derive(Clone)]
pub(crate) struct Plane<'a> {
    pub data: Cow<'a, [u8]>,
    pub width: usize,
    pub height: usize,
}

/// Luma (BT.601, integer) of an RGBA buffer; bytes after the last whole pixel are ignored.
#[must_use]
pub fn luma_from_rgba(rgba: &[u8]) -> Vec<u8> {
    rgba.chunks_exact(4)
        .map(|p| ((u32::from(p[0]) * 77 + u32::from(p[1]) * 150 + u32::from(p[2]) * 29 + 128) >> 8) as u8)
        .collect()
}

impl<'a> Plane<'a> {
    /// A frame from outside, or nothing when its size is refused.
    pub fn new(data: &'a [u8], width: usize, height: usize) -> Option<Self> {
        let sides = 1..=MAX_SIDE;
        (sides.contains(&width) && sides.contains(&height) && data.len() == width * height).then_some(Self {
            data: Cow::Borrowed(data),
            width,
            height,
        })
    }

    /// A frame that is kept, or nothing when its size is refused.
    pub fn kept(data: Vec<u8>, width: usize, height: usize) -> Option<Plane<'static>> {
        Plane::new(&data, width, height)?;
        Some(Plane::made(data, width, height))
    }

    fn made(data: Vec<u8>, width: usize, height: usize) -> Plane<'static> {
        Plane { data: Cow::Owned(data), width, height }
    }

    /// Half the size: each pixel the mean of four.
    pub fn half(&self) -> Plane<'static> {
        let (w, h) = (self.width / 2, self.height / 2);
        let mut out = Vec::with_capacity(w * h);
        for rows in self.data.chunks_exact(self.width * 2).take(h) {
            let (upper, lower) = rows.split_at(self.width);
            out.extend(upper.chunks_exact(2).zip(lower.chunks_exact(2)).map(|(a, b)| {
                ((u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]) + 2) >> 2) as u8
            }));
        }
        Self::made(out, w, h)
    }

    /// The whole image with its longer side at most so long, each pixel the mean of what it covers.
    pub fn shrunk(&self, longest: usize) -> Plane<'_> {
        let long = self.width.max(self.height);
        if long <= longest {
            return Plane { data: Cow::Borrowed(&self.data), width: self.width, height: self.height };
        }
        let (w, h) = ((self.width * longest / long).max(1), (self.height * longest / long).max(1));
        let columns: Vec<(usize, usize)> =
            (0..w).map(|x| (x * self.width / w, ((x + 1) * self.width / w).max(x * self.width / w + 1))).collect();
        let mut out = Vec::with_capacity(w * h);
        let mut sums = vec![0u32; w];
        for y in 0..h {
            let (from, to) = (y * self.height / h, ((y + 1) * self.height / h).max(y * self.height / h + 1));
            sums.fill(0);
            for row in self.data[from * self.width..to * self.width].chunks_exact(self.width) {
                for (sum, &(a, b)) in sums.iter_mut().zip(&columns) {
                    *sum += row[a..b].iter().map(|&v| u32::from(v)).sum::<u32>();
                }
            }
            let rows = to - from;
            out.extend(sums.iter().zip(&columns).map(|(&sum, &(a, b))| {
                let count = (rows * (b - a)) as u32;
                ((sum + count / 2) / count) as u8
            }));
        }
        Self::made(out, w, h)
    }

    /// Twice the size, interpolated, so that codes of two pixels a module come within reach.
    pub fn double(&self) -> Plane<'static> {
        let (w, h) = (self.width * 2, self.height * 2);
        let mut out = Vec::with_capacity(w * h);
        for y in 0..h {
            for x in 0..w {
                out.push(self.sample(x as f32 * 0.5 + 0.25, y as f32 * 0.5 + 0.25) as u8);
            }
        }
        Self::made(out, w, h)
    }

    /// Light and dark exchanged.
    pub fn inverted(&self) -> Plane<'static> {
        Self::made(self.data.iter().map(|v| 255 - v).collect(), self.width, self.height)
    }

    /// A light blur: 1-2-1 in both directions.
    pub fn blurred(&self) -> Plane<'static> {
        let (w, h) = (self.width, self.height);
        let mut across = Vec::with_capacity(w * h);
        for row in self.data.chunks_exact(w) {
            for x in 0..w {
                let (left, right) = (row[x.saturating_sub(1)], row[(x + 1).min(w - 1)]);
                across.push(u16::from(left) + 2 * u16::from(row[x]) + u16::from(right));
            }
        }
        let mut out = Vec::with_capacity(w * h);
        for y in 0..h {
            let (up, down) = (y.saturating_sub(1) * w, (y + 1).min(h - 1) * w);
            out.extend((0..w).map(|x| ((across[up + x] + 2 * across[y * w + x] + across[down + x] + 8) >> 4) as u8));
        }
        Self::made(out, w, h)
    }

    /// An unsharp mask: what the blur takes away is added twice.
    pub fn sharpened(&self) -> Plane<'static> {
        let soft = self.blurred().blurred();
        let out = self
            .data
            .iter()
            .zip(soft.data.iter())
            .map(|(&v, &s)| (3 * i32::from(v) - 2 * i32::from(s)).clamp(0, 255) as u8)
            .collect();
        Self::made(out, self.width, self.height)
    }

    /// Grey level at a point (pixel centres at .5), interpolated between four pixels; points outside take the border.
    pub fn sample(&self, x: f32, y: f32) -> f32 {
        let (x, y) = ((x - 0.5).max(0.0), (y - 0.5).max(0.0));
        let x0 = (x as usize).min(self.width - 1);
        let y0 = (y as usize).min(self.height - 1);
        let x1 = (x0 + 1).min(self.width - 1);
        let y1 = (y0 + 1).min(self.height - 1);
        let (fx, fy) = ((x - x0 as f32).min(1.0), (y - y0 as f32).min(1.0));
        let at = |x: usize, y: usize| f32::from(self.data[y * self.width + x]);
        let upper = at(x0, y0) + (at(x1, y0) - at(x0, y0)) * fx;
        let lower = at(x0, y1) + (at(x1, y1) - at(x0, y1)) * fx;
        upper + (lower - upper) * fy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luma_of_the_corners_of_the_cube() {
        let rgba = [0, 0, 0, 255, 255, 255, 255, 0, 255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 9, 9];
        assert_eq!(luma_from_rgba(&rgba), [0, 255, 77, 149, 29]);
    }

    #[test]
    fn refuses_frames_that_do_not_fit() {
        assert!(Plane::new(&[0; 12], 4, 3).is_some());
        assert!(Plane::new(&[0; 11], 4, 3).is_none());
        assert!(Plane::new(&[], 0, 3).is_none());
        assert!(Plane::new(&[0; MAX_SIDE + 1], MAX_SIDE + 1, 1).is_none());
    }

    #[test]
    fn halving_drops_the_odd_edge_and_averages() {
        let data = [0, 4, 9, 8, 12, 9, 7, 7, 7];
        let Some(plane) = Plane::new(&data, 3, 3) else { panic!("a frame of 3 by 3") };
        let half = plane.half();
        assert_eq!((half.width, half.height, half.data.as_ref()), (1, 1, [6].as_slice()));
    }

    #[test]
    fn filters_leave_a_flat_image_flat() {
        let data = [130; 35];
        let Some(plane) = Plane::new(&data, 7, 5) else { panic!("a frame of 7 by 5") };
        assert!(plane.blurred().data.iter().all(|&v| v == 130));
        assert!(plane.sharpened().data.iter().all(|&v| v == 130));
        assert!(plane.double().data.iter().all(|&v| v == 130));
        assert!(plane.inverted().data.iter().all(|&v| v == 125));
        assert_eq!(plane.sample(-5.0, 99.0), 130.0);
        assert_eq!(plane.sample(f32::NAN, f32::INFINITY), 130.0);
    }
}
