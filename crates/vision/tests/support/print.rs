//! Draws a flat page of print as letters are shaped, without a font: bodies, ascenders, marks above, a few descenders.

use super::scene::Numbers;

/// A flat page.
pub struct Printed {
    pub grey: Vec<u8>,
    pub width: usize,
    pub height: usize,
}

/// A page of lines; `body` is the height of a small letter in pixels.
pub fn printed(width: usize, height: usize, body: usize, seed: u64) -> Printed {
    let mut page = Printed { grey: vec![228; width * height], width, height };
    let mut n = Numbers(seed);
    let (stroke, margin) = ((body / 5).max(1), width / 10);
    let mut base = margin + 2 * body;
    while base + 2 * body < height - margin {
        // Paragraphs end early.
        let end = width - margin - if n.below(4) == 0 { n.below((width / 2) as u64) as usize } else { 0 };
        let mut x = margin;
        while x + 2 * body < end {
            for _ in 0..2 + n.below(5) {
                if x + body >= end {
                    break;
                }
                letter(&mut page, x, base, body, stroke, n.below(12));
                // No letter is as wide as the next.
                x += body * 3 / 4 + stroke + n.below(body as u64 / 2) as usize;
            }
            x += body * 2 / 3;
        }
        base += body * 5 / 2;
    }
    page
}

fn letter(page: &mut Printed, x: usize, base: usize, body: usize, stroke: usize, kind: u64) {
    let wide = body * 3 / 4;
    // Two stems and a bow: n, u, o.
    fill(page, x, base - body, stroke, body);
    fill(page, x + wide - stroke, base - body, stroke, body);
    fill(page, x, if kind.is_multiple_of(2) { base - body } else { base - stroke }, wide, stroke);
    match kind {
        0..=2 => fill(page, x, base - body * 7 / 4, stroke, body),
        3..=5 => fill(page, x + wide / 4, base - body * 3 / 2, wide / 2, stroke),
        6 => fill(page, x + wide / 3, base + body / 4, stroke, stroke),
        7 => fill(page, x + wide - stroke, base, stroke, body / 2),
        _ => {}
    }
}

fn fill(page: &mut Printed, x: usize, y: usize, w: usize, h: usize) {
    for row in y..(y + h).min(page.height) {
        page.grey[row * page.width + x..row * page.width + (x + w).min(page.width)].fill(38);
    }
}

impl Printed {
    /// A quarter turn clockwise.
    pub fn turned(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let grey = (0..height)
            .flat_map(|y| (0..width).map(move |x| self.grey[(self.height - 1 - x) * self.width + y]))
            .collect();
        Self { grey, width, height }
    }

    pub fn blurred(&self, times: usize) -> Self {
        let mut grey = self.grey.clone();
        for _ in 0..times {
            grey = super::scene::blur(&grey, self.width, self.height);
        }
        Self { grey, ..*self }
    }

    /// One `u32` a pixel, red in the lowest byte.
    pub fn pixels(&self) -> Vec<u32> {
        self.grey.iter().map(|v| 0xff00_0000 | (u32::from(*v) * 0x01_0101)).collect()
    }
}
