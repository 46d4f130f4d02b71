//! Two ways to tell dark from light: a hybrid of block levels, and the mean of a box around each pixel.

use rxing::common::BitMatrix;

use crate::plane::Plane;

/// Side of the blocks of the hybrid threshold, in pixels.
const BLOCK: usize = 8;
/// A block whose levels lie closer than this is taken as flat.
const FLAT: u8 = 24;
/// How much darker than its surroundings a pixel must be for the box mean; keeps paper grain out.
const GRAIN: i32 = 4;

/// Which threshold a stage uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Threshold {
    /// Levels of 8 by 8 blocks, smoothed over 5 by 5 blocks: follows shadows, leaves flat areas light.
    Hybrid,
    /// Mean of a box whose size follows the frame: keeps faint codes.
    Mean,
    /// Mean of a small box: keeps faint codes beside something bright.
    Near,
}

/// The dark pixels of an image; nothing when the image is too small for a code.
pub(crate) fn dark_pixels(plane: &Plane<'_>, threshold: Threshold) -> Option<BitMatrix> {
    if plane.width.min(plane.height) < 21 {
        return None;
    }
    match threshold {
        Threshold::Hybrid if plane.width.min(plane.height) >= 5 * BLOCK => hybrid(plane),
        Threshold::Hybrid | Threshold::Mean => mean(plane, 16),
        Threshold::Near => mean(plane, 40),
    }
}

/// First pixel of block `i` along a side; the last block is moved back to end at the border.
fn start(i: usize, side: usize) -> usize {
    (i * BLOCK).min(side - BLOCK)
}

fn block_levels(plane: &Plane<'_>, across: usize, down: usize) -> Vec<u32> {
    let mut levels: Vec<u32> = Vec::with_capacity(across * down);
    for by in 0..down {
        let y0 = start(by, plane.height);
        for bx in 0..across {
            let x0 = start(bx, plane.width);
            let (mut sum, mut min, mut max) = (0u32, u8::MAX, 0u8);
            for y in y0..y0 + BLOCK {
                let from = y * plane.width + x0;
                for &v in &plane.data[from..from + BLOCK] {
                    sum += u32::from(v);
                    min = min.min(v);
                    max = max.max(v);
                }
            }
            let mut level = sum / (BLOCK * BLOCK) as u32;
            if max - min <= FLAT {
                // A flat block is paper unless the blocks before it say that this level is ink.
                level = u32::from(min) / 2;
                if by > 0 && bx > 0 {
                    let above = (by - 1) * across + bx;
                    let near = (levels[above] + 2 * levels[by * across + bx - 1] + levels[above - 1]) / 4;
                    if u32::from(min) < near {
                        level = near;
                    }
                }
            }
            levels.push(level);
        }
    }
    levels
}

fn hybrid(plane: &Plane<'_>) -> Option<BitMatrix> {
    let (across, down) = (plane.width.div_ceil(BLOCK), plane.height.div_ceil(BLOCK));
    let levels = block_levels(plane, across, down);
    let mut bits = BitMatrix::new(plane.width as u32, plane.height as u32).ok()?;
    for by in 0..down {
        let y0 = start(by, plane.height);
        let rows = by.clamp(2, down - 3);
        for bx in 0..across {
            let x0 = start(bx, plane.width);
            let columns = bx.clamp(2, across - 3);
            let total: u32 = (rows - 2..=rows + 2)
                .map(|r| levels[r * across + columns - 2..=r * across + columns + 2].iter().sum::<u32>())
                .sum();
            let level = total / 25;
            for y in y0..y0 + BLOCK {
                let from = y * plane.width + x0;
                for (i, &v) in plane.data[from..from + BLOCK].iter().enumerate() {
                    if u32::from(v) <= level {
                        bits.set((x0 + i) as u32, y as u32);
                    }
                }
            }
        }
    }
    Some(bits)
}

/// `parts`: how many times the box's reach fits into the shorter side of the frame.
fn mean(plane: &Plane<'_>, parts: usize) -> Option<BitMatrix> {
    let (w, h) = (plane.width, plane.height);
    let radius = (w.min(h) / parts).max(7);
    let mut bits = BitMatrix::new(w as u32, h as u32).ok()?;
    // Sums of the columns within the box, moved down row by row; then a sum over columns, moved along the row.
    let mut columns = vec![0i32; w];
    let row = |y: usize| &plane.data[y * w..(y + 1) * w];
    for y in 0..radius.min(h) {
        columns.iter_mut().zip(row(y)).for_each(|(c, &v)| *c += i32::from(v));
    }
    for y in 0..h {
        if y + radius < h {
            columns.iter_mut().zip(row(y + radius)).for_each(|(c, &v)| *c += i32::from(v));
        }
        if y > radius {
            columns.iter_mut().zip(row(y - radius - 1)).for_each(|(c, &v)| *c -= i32::from(v));
        }
        let rows = ((y + radius).min(h - 1) + 1 - y.saturating_sub(radius)) as i32;
        let mut sum: i32 = columns[..radius.min(w)].iter().sum();
        let mut count = radius.min(w) as i32;
        for (x, &v) in row(y).iter().enumerate() {
            if x + radius < w {
                sum += columns[x + radius];
                count += 1;
            }
            if x > radius {
                sum -= columns[x - radius - 1];
                count -= 1;
            }
            if (i32::from(v) + GRAIN) * rows * count < sum {
                bits.set(x as u32, y as u32);
            }
        }
    }
    Some(bits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dark(data: &[u8], width: usize, height: usize, threshold: Threshold) -> Option<BitMatrix> {
        dark_pixels(&Plane::new(data, width, height)?, threshold)
    }

    #[test]
    fn both_find_a_dark_square_on_paper() {
        let (w, h) = (61, 45);
        let inside = |x: usize, y: usize| (20..32).contains(&x) && (12..24).contains(&y);
        let data: Vec<u8> = (0..w * h).map(|i| if inside(i % w, i / w) { 40 } else { 200 }).collect();
        for threshold in [Threshold::Hybrid, Threshold::Mean] {
            let Some(bits) = dark(&data, w, h, threshold) else { panic!("a matrix") };
            assert!(bits.get(25, 18) && bits.get(20, 12) && bits.get(31, 23), "{threshold:?}");
            assert!(!bits.get(5, 5) && !bits.get(60, 44) && !bits.get(33, 18), "{threshold:?}");
        }
    }

    #[test]
    fn the_mean_sees_faint_ink_that_the_hybrid_takes_for_paper() {
        let (w, h) = (64, 64);
        let data: Vec<u8> = (0..w * h).map(|i| if (i % w) / 4 % 2 == 0 { 120 } else { 136 }).collect();
        let Some(mean) = dark(&data, w, h, Threshold::Mean) else { panic!("a matrix") };
        assert!(mean.get(33, 30) && !mean.get(37, 30));
    }

    #[test]
    fn too_small_for_a_code() {
        assert!(dark(&[0; 400], 20, 20, Threshold::Hybrid).is_none());
        assert!(dark(&[0; 441], 21, 21, Threshold::Hybrid).is_some());
        assert!(dark(&[255; 21 * 90], 90, 21, Threshold::Mean).is_some());
    }
}
