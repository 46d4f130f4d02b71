//! The live view: finds the page in each frame, says what is in the way, and keeps the sharpest frame of a page held still.

use super::canvas::Reader;
use motcua_vision::page::{
    Glance, Page, Part, Point, Steady, Step, find_page, greys, is_cut_off, leaves_the_frame, sharpness,
};
use web_sys::ImageBitmap;

/// Pixels of the longer side in which the page is looked for.
const SMALL: u32 = 640;
/// Pixels of the side of the patch in the middle of the page whose sharpness is measured.
const PATCH: u32 = 480;
/// A page whose longer side takes less of the frame is too far away to be read later.
const NEAR: f32 = 0.55;
/// The level that the brightest fifth of a page reaches in enough light.
const LIGHT: u8 = 62;

/// What one frame showed.
pub struct Look {
    /// Shares of the frame's width and height, clockwise.
    pub corners: Option<[Point; 4]>,
    /// `aim`, `cut_off`, `far`, `dark`, `hold`.
    pub hint: &'static str,
    pub take: bool,
    /// With `take`: the frame to make a page of.
    pub taken: Option<ImageBitmap>,
}

/// The frames so far.
#[derive(Default)]
pub struct Live {
    steady: Steady,
    best: Option<ImageBitmap>,
    reader: Reader,
}

impl Live {
    pub fn restart(&mut self) {
        self.steady.restart();
        self.keep(None);
    }

    fn keep(&mut self, bitmap: Option<ImageBitmap>) {
        if let Some(old) = std::mem::replace(&mut self.best, bitmap) {
            old.close();
        }
    }

    /// Looks at a frame. With `shoot` the person wants it now: the kept frame of the same stretch if there is one, else this.
    pub fn look(&mut self, bitmap: ImageBitmap, at_ms: f64, shoot: bool) -> Look {
        let (width, height) = (bitmap.width(), bitmap.height());
        let scale = (f64::from(SMALL) / f64::from(width.max(height).max(1))).min(1.0);
        let to = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
        let (sw, sh) = (to(width), to(height));
        let small = self.reader.pixels(&bitmap, Part { x: 0, y: 0, width, height }, (sw, sh));
        let grey = greys(&small.unwrap_or_default());
        let (w, h) = (sw as usize, sh as usize);
        let page = find_page(&grey, w, h);
        let hint = hint(&grey, w, h, page.as_ref());
        let longer = w.max(h) as f32;
        let glance = Glance {
            corners: page.map(|page| page.corners.map(|[x, y]| [x / longer, y / longer])),
            sharpness: page.map_or(0.0, |page| self.sharpness_of(&bitmap, &page, scale as f32)),
            good: hint == "hold",
            at_ms,
        };
        let step = self.steady.next(&glance);
        let (take, keep) = match step {
            Step::Wait => (false, true),
            Step::Hold { keep } => (false, keep),
            Step::Take { keep } => (true, keep),
        };
        if step == Step::Wait {
            self.keep(None);
        }
        if keep || self.best.is_none() {
            self.keep(Some(bitmap));
        } else {
            bitmap.close();
        }
        let corners = page.map(|page| page.corners.map(|[x, y]| [x / w as f32, y / h as f32]));
        let taken = if take || shoot { self.best.take() } else { None };
        if taken.is_some() {
            self.steady.restart();
        }
        Look { corners, hint, take: taken.is_some(), taken }
    }

    /// How sharp the middle of the page is, in the frame's own pixels.
    fn sharpness_of(&mut self, bitmap: &ImageBitmap, page: &Page, scale: f32) -> f32 {
        let middle = |axis: usize| page.corners.iter().map(|corner| corner[axis]).sum::<f32>() / 4.0 / scale;
        let (width, height) = (bitmap.width(), bitmap.height());
        let (pw, ph) = (PATCH.min(width), PATCH.min(height));
        let from = |at: f32, side: u32, most: u32| (at as u32).saturating_sub(side / 2).min(most - side);
        let part = Part { x: from(middle(0), pw, width), y: from(middle(1), ph, height), width: pw, height: ph };
        let grey = greys(&self.reader.pixels(bitmap, part, (pw, ph)).unwrap_or_default());
        sharpness(&grey, pw as usize, ph as usize)
    }
}

fn hint(grey: &[u8], width: usize, height: usize, page: Option<&Page>) -> &'static str {
    let mut levels: Vec<u8> = grey.iter().step_by(17).copied().collect();
    levels.sort_unstable();
    if levels.get(levels.len() * 4 / 5).is_none_or(|level| *level < LIGHT) {
        return "dark";
    }
    let Some(page) = page else { return if is_cut_off(grey, width, height) { "cut_off" } else { "aim" } };
    if leaves_the_frame(&page.corners, width, height) {
        return "cut_off";
    }
    let c = &page.corners;
    let side = |a: usize, b: usize| (c[a][0] - c[b][0]).hypot(c[a][1] - c[b][1]);
    let longer = side(0, 1).max(side(1, 2)).max(side(2, 3)).max(side(3, 0));
    // Of the side of the frame along which it can be longer: a lying page in an upright frame fills its width.
    if longer < NEAR * width.min(height) as f32 { "far" } else { "hold" }
}
