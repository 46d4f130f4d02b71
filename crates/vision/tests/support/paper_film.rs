//! Draws the frames of a camera film that shows a printed sheet on a table: held still, out of focus, or beyond the frame.

use super::{
    print::{Printed, printed},
    scene::blur,
};

/// How the sheet is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    Still,
    Blurred,
    Cut,
}

/// What is filmed.
pub struct PaperFilm {
    pub width: usize,
    pub height: usize,
    /// Frames a second.
    pub rate: usize,
    pub seconds: usize,
    pub hold: Hold,
    page: Printed,
}

/// The sheet's own pixels, and a small letter's.
const SHEET: (usize, usize, usize) = (620, 877, 17);

impl PaperFilm {
    pub fn of(seed: u64, hold: Hold) -> Self {
        let page = printed(SHEET.0, SHEET.1, SHEET.2, seed);
        Self { width: 1280, height: 960, rate: 10, seconds: 2, hold, page }
    }

    pub fn frames(&self) -> usize {
        self.rate * self.seconds
    }

    /// First line of the file: YUV4MPEG2, progressive, square pixels, 4:2:0.
    pub fn header(&self) -> String {
        format!("YUV4MPEG2 W{} H{} F{}:1 Ip A1:1 C420jpeg\n", self.width, self.height, self.rate)
    }

    /// The luma of one frame; the hand trembles a little.
    pub fn luma(&self, index: usize) -> Vec<u8> {
        let turn = index as f32 / self.frames() as f32 * std::f32::consts::TAU;
        let (w, h) = (self.width as f32, self.height as f32);
        let tall = 0.86 * h;
        let wide = tall / SHEET.1 as f32 * SHEET.0 as f32;
        let left = if self.hold == Hold::Cut { -0.3 * wide } else { (w - wide) / 2.0 };
        let (x0, y0) = (left + 1.5 * turn.cos(), 0.07 * h + turn.sin());
        let slant: f32 = 0.03;
        let mut frame = Vec::with_capacity(self.width * self.height);
        for y in 0..self.height {
            for x in 0..self.width {
                let (dx, dy) = (x as f32 - x0, y as f32 - y0);
                // A little turned: across and down on the sheet.
                let (u, v) = ((dx + slant * dy) / wide, (dy - slant * dx) / tall);
                frame.push(self.level(u, v, x, y));
            }
        }
        for _ in 0..if self.hold == Hold::Blurred { 40 } else { 0 } {
            frame = blur(&frame, self.width, self.height);
        }
        frame
    }

    fn level(&self, u: f32, v: f32, x: usize, y: usize) -> u8 {
        if !(0.0..1.0).contains(&u) || !(0.0..1.0).contains(&v) {
            let grain =
                (x as u32 / 3).wrapping_mul(2_654_435_761).wrapping_add((y as u32 / 2).wrapping_mul(40_503)) >> 28;
            return 72 + grain as u8;
        }
        let (px, py) = ((u * SHEET.0 as f32 - 0.5).max(0.0), (v * SHEET.1 as f32 - 0.5).max(0.0));
        let (ix, iy) = (px as usize, py as usize);
        let at = |x: usize, y: usize| f32::from(self.page.grey[y.min(SHEET.1 - 1) * SHEET.0 + x.min(SHEET.0 - 1)]);
        let (fx, fy) = (px - ix as f32, py - iy as f32);
        let upper = at(ix, iy) + (at(ix + 1, iy) - at(ix, iy)) * fx;
        let lower = at(ix, iy + 1) + (at(ix + 1, iy + 1) - at(ix, iy + 1)) * fx;
        (upper + (lower - upper) * fy) as u8
    }

    /// One frame as it stands in the file: a mark, the luma, two colour planes of half the size without colour.
    pub fn frame(&self, index: usize) -> Vec<u8> {
        let mut bytes = b"FRAME\n".to_vec();
        bytes.extend(self.luma(index));
        let colour = 2 * self.width.div_ceil(2) * self.height.div_ceil(2);
        bytes.resize(bytes.len() + colour, 128);
        bytes
    }
}
