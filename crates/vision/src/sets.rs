//! Sets of three finder patterns that rxing does not propose, or proposes with the wrong one as the top left.
//!
//! It takes the longest of three distances for the diagonal; under strong perspective it is not.

use rxing::common::cpp_essentials::ConcentricPattern;
use rxing::qrcode::cpp_port::detector::FinderPatternSet;

/// Finder patterns that are combined with each other, largest first; more are noise.
const PATTERNS: usize = 14;

/// How far three patterns are from the corner of a square as seen from in front (0); nothing when they cannot be one.
fn distortion(tl: &ConcentricPattern, tr: &ConcentricPattern, bl: &ConcentricPattern) -> Option<f32> {
    let (smallest, largest) = (tl.size.min(tr.size).min(bl.size), tl.size.max(tr.size).max(bl.size));
    if smallest < 7 || largest > 3 * smallest {
        return None;
    }
    let right = [tr.p.x - tl.p.x, tr.p.y - tl.p.y];
    let down = [bl.p.x - tl.p.x, bl.p.y - tl.p.y];
    let (across, along) = (right[0].hypot(right[1]), down[0].hypot(down[1]));
    // A side has 14 to 170 modules between the middles of its finders; a finder has 7. Some slack for perspective.
    let size = (tl.size + tr.size + bl.size) as f32 / 3.0;
    let reach = size * 1.2..size * 30.0;
    if !reach.contains(&across) || !reach.contains(&along) {
        return None;
    }
    let turn = (right[0] * down[1] - right[1] * down[0]) / (across * along);
    let ratio = across.max(along) / across.min(along);
    // Turning the other way round is the same three patterns with the other two exchanged.
    (turn > 0.5 && ratio < 3.0).then_some((1.0 - turn) * 2.0 + ratio - 1.0)
}

/// Further sets from the patterns of a frame (largest first), least distorted first, without those in `known`.
pub(crate) fn further(patterns: &[ConcentricPattern], known: &[FinderPatternSet]) -> Vec<FinderPatternSet> {
    let patterns = &patterns[..patterns.len().min(PATTERNS)];
    let mut sets = Vec::new();
    for (i, tl) in patterns.iter().enumerate() {
        for (j, tr) in patterns.iter().enumerate() {
            for (k, bl) in patterns.iter().enumerate() {
                if i == j || j == k || i == k {
                    continue;
                }
                let set = FinderPatternSet { bl: *bl, tl: *tl, tr: *tr };
                if let Some(distortion) = distortion(tl, tr, bl).filter(|_| !known.contains(&set)) {
                    sets.push((distortion, set));
                }
            }
        }
    }
    sets.sort_by(|a, b| a.0.total_cmp(&b.0));
    sets.into_iter().map(|(_, set)| set).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rxing::point;

    fn pattern(x: f32, y: f32, size: i32) -> ConcentricPattern {
        ConcentricPattern { p: point(x, y), size }
    }

    #[test]
    fn the_corner_of_a_tilted_square_is_among_the_first() {
        // The right angle is at the first, yet the longest distance is not opposite to it.
        let patterns = [pattern(571.0, 436.0, 64), pattern(273.0, 427.0, 63), pattern(533.0, 182.0, 38)];
        let sets = further(&patterns, &[]);
        let wanted = FinderPatternSet { tl: patterns[0], tr: patterns[1], bl: patterns[2] };
        assert_eq!(sets.first(), Some(&wanted));
        assert!(!further(&patterns, &[wanted]).contains(&wanted));
    }

    #[test]
    fn patterns_in_a_row_or_of_other_sizes_are_no_set() {
        assert!(further(&[pattern(0.0, 0.0, 30), pattern(100.0, 0.0, 30), pattern(200.0, 1.0, 30)], &[]).is_empty());
        assert!(further(&[pattern(0.0, 0.0, 100), pattern(300.0, 0.0, 30), pattern(0.0, 300.0, 30)], &[]).is_empty());
    }
}
