//! Even light: what the paper would look like under a lamp without shadows, in colour, in grey, or as ink on white.

/// How a page is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Colour,
    Grey,
    /// Black on white, for print and handwriting without pictures.
    Ink,
}

/// Cells along the longer side: fine enough for the edge of a shadow, coarse enough to look past a line of print.
const CELLS: usize = 56;
/// How bright white paper comes out.
const WHITE: f32 = 246.0;
/// The most that a dark corner is lifted.
const MOST: f32 = 2.6;
/// Between these levels of evened light, ink turns into paper.
const INK: (i32, i32) = (138, 196);

/// How bright a pixel is, 0 to 255 (BT.601).
#[must_use]
pub fn luma(pixel: u32) -> u8 {
    ((77 * (pixel & 0xff) + 150 * ((pixel >> 8) & 0xff) + 29 * ((pixel >> 16) & 0xff) + 128) >> 8) as u8
}

/// How bright each pixel is.
#[must_use]
pub fn greys(pixels: &[u32]) -> Vec<u8> {
    pixels.iter().map(|pixel| luma(*pixel)).collect()
}

/// How much each place of a page is to be lifted.
struct Light {
    columns: usize,
    rows: usize,
    cell: usize,
    /// 256 is as it is.
    gains: Vec<f32>,
}

/// Evens the light of a flat page in place. Does nothing when the buffer does not match the size.
pub fn even(pixels: &mut [u32], width: usize, height: usize, tone: Tone) {
    if width < 8 || height < 8 || pixels.len() != width * height {
        return;
    }
    let light = Light::of(pixels, width, height);
    let mut row_gains = vec![0.0f32; light.columns];
    for (y, row) in pixels.chunks_exact_mut(width).enumerate() {
        light.at_row(y, &mut row_gains);
        light.lift(row, &row_gains, tone);
    }
}

impl Light {
    fn of(pixels: &[u32], width: usize, height: usize) -> Self {
        let cell = (width.max(height) / CELLS).max(4);
        let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
        let step = (cell / 12).max(1);
        let mut paper = Vec::with_capacity(columns * rows);
        let mut tint = 0.0f32;
        for row in 0..rows {
            for column in 0..columns {
                let (level, colour) = cell_paper(pixels, width, height, [column * cell, row * cell], cell, step);
                paper.push(level);
                tint += colour / (columns * rows) as f32;
            }
        }
        let usual = {
            let mut sorted = paper.clone();
            sorted.sort_by(f32::total_cmp);
            sorted[sorted.len() * 3 / 4]
        };
        let paper = look_past_print(paper, columns, rows, usual);
        // A card or a coloured certificate keeps its own brightness; white paper becomes white.
        let target = if tint < 42.0 && usual > 70.0 { WHITE } else { usual.min(WHITE) };
        let gains = paper.iter().map(|level| 256.0 * (target / level.max(1.0)).clamp(0.8, MOST)).collect();
        Self { columns, rows, cell, gains }
    }

    /// The gains along a row of pixels, between the rows of cells.
    fn at_row(&self, y: usize, out: &mut [f32]) {
        let place = (y as f32 + 0.5) / self.cell as f32 - 0.5;
        let upper = (place.max(0.0) as usize).min(self.rows - 1);
        let lower = (upper + 1).min(self.rows - 1);
        let part = (place - upper as f32).clamp(0.0, 1.0);
        for (column, gain) in out.iter_mut().enumerate() {
            let (a, b) = (self.gains[upper * self.columns + column], self.gains[lower * self.columns + column]);
            *gain = a + (b - a) * part;
        }
    }

    fn lift(&self, row: &mut [u32], gains: &[f32], tone: Tone) {
        let half = self.cell / 2;
        // From the middle of one cell to the middle of the next, in 16.16 numbers.
        let mut start = 0;
        let mut column = 0usize;
        while start < row.len() {
            let end = if start == 0 { half } else { start + self.cell }.clamp(start + 1, row.len());
            let (a, b) = if start == 0 {
                (gains[0], gains[0])
            } else {
                (gains[column.min(gains.len() - 1)], gains[(column + 1).min(gains.len() - 1)])
            };
            let length = if start == 0 { half.max(1) } else { self.cell };
            let mut gain = (a * 256.0) as i32;
            let step = ((b - a) * 256.0 / length as f32) as i32;
            for pixel in &mut row[start..end] {
                *pixel = shade(*pixel, (gain >> 8) as u32, tone);
                gain += step;
            }
            column += usize::from(start != 0);
            start = end;
        }
    }
}

/// A pixel lifted by `gain` 256ths.
fn shade(pixel: u32, gain: u32, tone: Tone) -> u32 {
    let up = |value: u32| ((value * gain) >> 8).min(255);
    if tone == Tone::Colour {
        let (r, g, b) = (up(pixel & 0xff), up((pixel >> 8) & 0xff), up((pixel >> 16) & 0xff));
        return 0xff00_0000 | b << 16 | g << 8 | r;
    }
    let mut grey = up(u32::from(luma(pixel)));
    if tone == Tone::Ink {
        grey = ((grey as i32 - INK.0) * 255 / (INK.1 - INK.0)).clamp(0, 255) as u32;
    }
    0xff00_0000 | grey << 16 | grey << 8 | grey
}

/// How bright the paper of a cell is: the level that a fifth of its pixels reach; and how coloured those are.
fn cell_paper(
    pixels: &[u32],
    width: usize,
    height: usize,
    [x0, y0]: [usize; 2],
    cell: usize,
    step: usize,
) -> (f32, f32) {
    let mut counts = [0u16; 256];
    let mut all = 0u32;
    let (mut colour, mut coloured) = (0u32, 0u32);
    let mut y = y0;
    while y < (y0 + cell).min(height) {
        let row = &pixels[y * width + x0..y * width + (x0 + cell).min(width)];
        for &pixel in row.iter().step_by(step) {
            let level = luma(pixel);
            counts[usize::from(level)] += 1;
            all += 1;
            if level > 90 {
                let (r, g, b) = (pixel & 0xff, (pixel >> 8) & 0xff, (pixel >> 16) & 0xff);
                colour += r.max(g).max(b) - r.min(g).min(b);
                coloured += 1;
            }
        }
        y += step;
    }
    let wanted = all / 5;
    let mut seen = 0;
    let level = counts.iter().enumerate().rev().find(|(_, count)| {
        seen += u32::from(**count);
        seen > wanted
    });
    (level.map_or(255.0, |(level, _)| level as f32), colour as f32 / coloured.max(1) as f32)
}

/// Cells that are all print or picture take the light of those around them; then the whole is made smooth.
fn look_past_print(mut paper: Vec<f32>, columns: usize, rows: usize, usual: f32) -> Vec<f32> {
    let around = |paper: &[f32], at: usize, fold: fn(f32, f32) -> f32| {
        let (x, y) = (at % columns, at / columns);
        let mut best = paper[at];
        for ny in y.saturating_sub(1)..=(y + 1).min(rows - 1) {
            for nx in x.saturating_sub(1)..=(x + 1).min(columns - 1) {
                best = fold(best, paper[ny * columns + nx]);
            }
        }
        best
    };
    // A closing: dark islands of a few cells fill, wide shadows stay.
    for fold in [f32::max, f32::max, f32::min, f32::min] {
        paper = (0..paper.len()).map(|at| around(&paper, at, fold)).collect();
    }
    let least = usual * 0.34;
    paper.iter_mut().for_each(|level| *level = level.max(least));
    for _ in 0..2 {
        let before = paper.clone();
        for (at, level) in paper.iter_mut().enumerate() {
            let (x, y) = (at % columns, at / columns);
            let (mut sum, mut count) = (0.0, 0.0);
            for ny in y.saturating_sub(1)..=(y + 1).min(rows - 1) {
                for nx in x.saturating_sub(1)..=(x + 1).min(columns - 1) {
                    sum += before[ny * columns + nx];
                    count += 1.0;
                }
            }
            *level = sum / count;
        }
    }
    paper
}
