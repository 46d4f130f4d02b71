//! Why a frame may not be readable, from its levels alone: what a person can change is worth a sentence.

use crate::plane::Plane;

/// What stands in the way, the plainest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Nothing that could be told.
    Clear,
    /// Hardly any light.
    Dark,
    /// A bright spot that hides what is below it.
    Glare,
    /// No sharp edge anywhere: a dirty lens, or too near for the lens to focus.
    Blurred,
}

/// Longest side of the image that is judged.
const SMALL: usize = 480;
/// Below this nearly all levels of a dark frame lie.
const DARK: u8 = 60;
/// At this a level is as good as white.
const WHITE: u8 = 250;
/// Share of the tiles that a reflection covers: more is a white sheet or a window, less hides nothing.
const SPOT: std::ops::Range<f32> = 0.008..0.35;
/// Largest step between neighbours, as a share of the frame's contrast, that a sharp frame surpasses.
const EDGE: f32 = 0.22;

/// Judges a grey frame; `Clear` also for one that does not match its size.
#[must_use]
pub fn judge(grey: &[u8], width: usize, height: usize) -> Sight {
    let Some(frame) = Plane::new(grey, width, height) else { return Sight::Clear };
    let mut counts = [0u32; 256];
    // Every third pixel of every third row tells as much as all.
    for row in frame.data.chunks_exact(width).step_by(3) {
        row.iter().step_by(3).for_each(|&v| counts[usize::from(v)] += 1);
    }
    let (low, high) = (level_at(&counts, 0.05), level_at(&counts, 0.95));
    if high < DARK {
        return Sight::Dark;
    }
    if SPOT.contains(&washed_out(&frame)) {
        return Sight::Glare;
    }
    let contrast = f32::from(high.saturating_sub(low));
    let edge = f32::from(sharpest(&frame.shrunk(SMALL.max(width.max(height) / 2))));
    if contrast > 24.0 && edge < EDGE * contrast { Sight::Blurred } else { Sight::Clear }
}

/// The level below which this share of the pixels lies.
fn level_at(counts: &[u32; 256], share: f32) -> u8 {
    let wanted = (counts.iter().sum::<u32>() as f32 * share) as u32;
    let mut seen = 0;
    let found = counts.iter().position(|count| {
        seen += count;
        seen > wanted
    });
    found.unwrap_or(255) as u8
}

/// Share of the tiles (16 on the shorter side) that are white all over, if there are other tiles that are not nearly so bright.
fn washed_out(frame: &Plane<'_>) -> f32 {
    let side = (frame.width.min(frame.height) / 16).max(1);
    let (mut white, mut all, mut light) = (0u32, 0u32, 0u32);
    for y in (0..frame.height - side + 1).step_by(side) {
        for x in (0..frame.width - side + 1).step_by(side) {
            let tile = (y..y + side).flat_map(|y| &frame.data[y * frame.width + x..y * frame.width + x + side]);
            let (least, sum) = tile.fold((255u8, 0u32), |(least, sum), &v| (least.min(v), sum + u32::from(v)));
            all += 1;
            white += u32::from(least >= WHITE);
            light += u32::from(sum / (side * side) as u32 > 225);
        }
    }
    // Where everything is bright, white is paper.
    if light * 2 > all { 0.0 } else { white as f32 / all.max(1) as f32 }
}

/// The step between neighbours that only one pixel in two hundred surpasses.
fn sharpest(frame: &Plane<'_>) -> u8 {
    let mut counts = [0u32; 256];
    for row in frame.data.chunks_exact(frame.width) {
        row.windows(2).for_each(|pair| counts[usize::from(pair[0].abs_diff(pair[1]))] += 1);
    }
    level_at(&counts, 0.995)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(level: impl Fn(usize, usize) -> u8) -> Vec<u8> {
        (0..320 * 240).map(|i| level(i % 320, i / 320)).collect()
    }

    /// Modules of six pixels on grey ground.
    fn code(x: usize, y: usize) -> u8 {
        if (60..220).contains(&x) && (60..180).contains(&y) && (x / 6 * 7 + y / 6 * 3) % 5 < 2 { 30 } else { 180 }
    }

    #[test]
    fn each_cause_is_told_from_the_others() {
        assert_eq!(judge(&frame(code), 320, 240), Sight::Clear);
        assert_eq!(judge(&frame(|x, y| code(x, y) / 5), 320, 240), Sight::Dark);
        let spot = |x: usize, y: usize| if x.abs_diff(140) + y.abs_diff(110) < 40 { 255 } else { code(x, y) };
        assert_eq!(judge(&frame(spot), 320, 240), Sight::Glare);
        let soft = |x: usize, y: usize| (105.0 + 75.0 * (x as f32 / 25.0).sin() * (y as f32 / 25.0).cos()) as u8;
        assert_eq!(judge(&frame(soft), 320, 240), Sight::Blurred);
    }

    #[test]
    fn a_white_sheet_is_no_glare_and_a_wrong_size_is_nothing() {
        assert_eq!(judge(&frame(|x, y| if code(x, y) < 100 { 40 } else { 255 }), 320, 240), Sight::Clear);
        assert_eq!(judge(&[0; 7], 3, 3), Sight::Clear);
        assert_eq!(judge(&[200], 1, 1), Sight::Clear);
    }
}
