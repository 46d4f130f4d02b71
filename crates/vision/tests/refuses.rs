//! Frames without a code give nothing, broken frames give nothing, and nothing ever panics or answers a wrong text.

use crate::support::scene::{Numbers, View, code, draw};
use motcua_vision::{Effort, MAX_SIDE, decode};
use proptest::prelude::*;
use qrcode::EcLevel;

#[test]
fn frames_that_do_not_match_their_size() {
    for (length, width, height) in [(0, 0, 0), (100, 10, 11), (10, 0, 10), (10, 10, 0), (9, usize::MAX, 2)] {
        assert!(decode(&vec![0; length], width, height, Effort::Still).is_empty());
    }
    assert!(decode(&vec![0; MAX_SIDE + 1], MAX_SIDE + 1, 1, Effort::Still).is_empty());
    assert!(decode(&vec![0; MAX_SIDE * 2], MAX_SIDE, 2, Effort::Still).is_empty());
    assert!(decode(&vec![7; MAX_SIDE * 30], MAX_SIDE, 30, Effort::Still).is_empty());
}

#[test]
fn pictures_without_a_code() {
    let (width, height) = (640usize, 480usize);
    let stripes: Vec<u8> = (0..width * height).map(|i| if i % width / 9 % 2 == 0 { 30 } else { 220 }).collect();
    let checks: Vec<u8> = (0..width * height)
        .map(|i| if (i % width / 12 + i / width / 12).is_multiple_of(2) { 30 } else { 220 })
        .collect();
    let slope: Vec<u8> = (0..width * height).map(|i| (i % width * 255 / width) as u8).collect();
    let rings: Vec<u8> = (0..width * height)
        .map(|i| {
            let (x, y) = ((i % width) as f32 % 90.0 - 45.0, (i / width) as f32 % 90.0 - 45.0);
            if (x.abs().max(y.abs()) as usize / 6).is_multiple_of(2) { 20 } else { 230 }
        })
        .collect();
    for frame in [vec![0; width * height], vec![255; width * height], stripes, checks, slope, rings] {
        assert_eq!(decode(&frame, width, height, Effort::Still), []);
        for pass in 0..8 {
            assert_eq!(decode(&frame, width, height, Effort::Live { pass }), []);
        }
    }
}

#[test]
fn three_finders_without_a_code_between_them() {
    let content = code(b"https://mot-cua.example/t/cu-tru", EcLevel::M);
    let side = content.width();
    let module = 10;
    let view = View::flat(side * module + 80, side * module + 80, (side * module) as f32);
    let mut frame = draw(&content, &view);
    let mut numbers = Numbers(7);
    for row in 0..side {
        for column in 0..side {
            let finder = (row < 8 && (column < 8 || column >= side - 8)) || (row >= side - 8 && column < 8);
            if finder || row == 6 || column == 6 {
                continue;
            }
            let level = if numbers.below(2) == 0 { 20 } else { 235 };
            for y in 0..module {
                let from = (40 + row * module + y) * view.width + 40 + column * module;
                frame[from..from + module].fill(level);
            }
        }
    }
    assert_eq!(decode(&frame, view.width, view.height, Effort::Still), []);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn random_noise_is_no_code(width in 1usize..200, height in 1usize..200, seed: u64, grain in 1usize..6, pass: u32) {
        let mut numbers = Numbers(seed);
        let blocks: Vec<u8> = (0..40_000).map(|_| if numbers.below(2) == 0 { 0 } else { 255 }).collect();
        let frame: Vec<u8> =
            (0..width * height).map(|i| blocks[(i / width / grain) * 200 + i % width / grain]).collect();
        prop_assert_eq!(decode(&frame, width, height, Effort::Still), []);
        prop_assert_eq!(decode(&frame, width, height, Effort::Live { pass }), []);
    }

    #[test]
    fn a_damaged_code_is_read_right_or_not_at_all(
        seed: u64, size in 60.0f32..400.0, turn in 0.0f32..360.0, tilt in 0.0f32..0.8, noise in 0u8..120, blur in 0usize..4,
        spots in 0u64..30, pass: u32,
    ) {
        let content = "087098012345||NGUYỄN VĂN A|15081998|Nam|Đồng Tháp|25052021";
        let mut numbers = Numbers(seed);
        let centre = [numbers.unit() * 420.0, numbers.unit() * 420.0];
        let view = View { turn, tilt, noise, blur, seed, centre, ..View::flat(420, 420, size) };
        let mut frame = draw(&code(content.as_bytes(), EcLevel::L), &view);
        for _ in 0..spots {
            let (x, y) = (numbers.below(400) as usize, numbers.below(400) as usize);
            let (w, h) = (numbers.below(60) as usize, numbers.below(60) as usize);
            let level = numbers.below(256) as u8;
            for row in y..(y + h).min(420) {
                frame[row * 420 + x..row * 420 + (x + w).min(420)].fill(level);
            }
        }
        for effort in [Effort::Still, Effort::Live { pass }] {
            for found in decode(&frame, 420, 420, effort) {
                prop_assert_eq!(String::from_utf8_lossy(&found.bytes), content);
            }
        }
    }
}
