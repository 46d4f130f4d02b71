//! Codes as a phone sees them are read, byte for byte.

use crate::support::scene::{View, code, draw};
use motcua_vision::{Effort, Found, decode};
use qrcode::EcLevel;

const CARD: &str =
    "087098012345|341234567|NGUYỄN VĂN A|15081998|Nam|Số 12, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp|25052021";
const PAYMENT: &str = "00020101021238570010A00000072701270006970405011366012010000010208QRIBFTTA5303704540480005802VN62250821LP H20299 260105 000163046EDB";
const POSTER: &str = "https://mot-cua.example/t/dang-ky-khai-sinh?x=87";

fn still(content: &str, level: EcLevel, view: View) -> Vec<Found> {
    decode(&draw(&code(content.as_bytes(), level), &view), view.width, view.height, Effort::Still)
}

fn assert_reads(content: &str, level: EcLevel, view: View) {
    let found = still(content, level, view);
    let texts: Vec<_> = found.iter().map(|f| String::from_utf8_lossy(&f.bytes).into_owned()).collect();
    assert_eq!(texts, [content], "{view:?}");
}

#[test]
fn a_card_and_a_poster_straight_on() {
    for content in [CARD, PAYMENT, POSTER, "0", "12345678901234567890", "A-Z 0 $%*+-./:"] {
        assert_reads(content, EcLevel::M, View::flat(640, 480, 300.0));
        assert_reads(content, EcLevel::L, View::flat(1280, 720, 240.0));
    }
}

#[test]
fn the_corners_are_where_the_code_is() {
    for (turn, tilt) in [(0.0, 0.0), (30.0, 0.0), (200.0, 0.0)] {
        let view = View { turn, tilt, ..View::flat(800, 600, 320.0) };
        let found = still(CARD, EcLevel::M, view);
        assert_eq!(found.len(), 1);
        let angle = f32::to_radians(turn);
        for (corner, (dx, dy)) in found[0].corners.iter().zip([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)]) {
            let (dx, dy): (f32, f32) = (dx * 160.0, dy * 160.0);
            let x = 400.0 + dx * angle.cos() - dy * angle.sin();
            let y = 300.0 + dx * angle.sin() + dy * angle.cos();
            assert!((corner[0] - x).hypot(corner[1] - y) < 8.0, "{turn}: {corner:?} instead of {x} {y}");
        }
    }
}

#[test]
fn turned_by_any_angle() {
    for turn in (0..360).step_by(23) {
        assert_reads(CARD, EcLevel::M, View { turn: turn as f32, ..View::flat(960, 720, 330.0) });
    }
}

#[test]
fn tilted_towards_the_horizon() {
    for tilt in [0.1, 0.2, 0.3, 0.4, 0.5] {
        for turn in [0.0, 35.0, 160.0] {
            assert_reads(CARD, EcLevel::M, View { tilt, turn, ..View::flat(1280, 720, 400.0) });
        }
    }
}

#[test]
fn blurred_and_noisy() {
    for blur in 1..=4 {
        assert_reads(CARD, EcLevel::M, View { blur, noise: 12, turn: 8.0, ..View::flat(1280, 720, 300.0) });
    }
    assert_reads(CARD, EcLevel::M, View { noise: 50, turn: 3.0, ..View::flat(1280, 720, 330.0) });
    assert_reads(POSTER, EcLevel::Q, View { noise: 70, ..View::flat(640, 480, 250.0) });
}

#[test]
fn faint_dark_and_inverted() {
    assert_reads(CARD, EcLevel::M, View { ink: 110, paper: 134, noise: 3, ..View::flat(1280, 720, 330.0) });
    assert_reads(CARD, EcLevel::M, View { ink: 8, paper: 40, ground: 20, noise: 4, ..View::flat(1280, 720, 330.0) });
    assert_reads(CARD, EcLevel::M, View { ink: 230, paper: 30, ground: 60, ..View::flat(1280, 720, 330.0) });
    assert_reads(
        POSTER,
        EcLevel::M,
        View { ink: 200, paper: 20, ground: 20, turn: 40.0, ..View::flat(640, 480, 220.0) },
    );
}

#[test]
fn mirrored() {
    let view = View::flat(640, 480, 320.0);
    let mut frame = draw(&code(CARD.as_bytes(), EcLevel::M), &view);
    frame.chunks_exact_mut(view.width).for_each(<[u8]>::reverse);
    let found = decode(&frame, view.width, view.height, Effort::Still);
    assert_eq!(found.first().map(|f| f.bytes.as_slice()), Some(CARD.as_bytes()));
}

#[test]
fn small_in_a_small_frame() {
    // Two pixels a module and a half-pixel offset: only the doubled frame has enough to see.
    assert_reads(POSTER, EcLevel::L, View { centre: [120.5, 90.5], ..View::flat(240, 180, 72.0) });
}

#[test]
fn two_codes_in_one_frame() {
    let (width, height) = (1000, 500);
    let left = draw(&code(CARD.as_bytes(), EcLevel::M), &View::flat(500, height, 300.0));
    let right = draw(&code(POSTER.as_bytes(), EcLevel::M), &View::flat(500, height, 300.0));
    let frame: Vec<u8> =
        left.chunks_exact(500).zip(right.chunks_exact(500)).flat_map(|(l, r)| [l, r].concat()).collect();
    let mut found: Vec<Vec<u8>> = decode(&frame, width, height, Effort::Still).into_iter().map(|f| f.bytes).collect();
    found.sort();
    assert_eq!(found, [CARD.as_bytes().to_vec(), POSTER.as_bytes().to_vec()]);
}

#[test]
fn bytes_that_are_no_text_come_back_as_they_are() {
    let content: Vec<u8> = (0..=255).collect();
    let view = View::flat(900, 700, 500.0);
    let found = decode(&draw(&code(&content, EcLevel::L), &view), view.width, view.height, Effort::Still);
    assert_eq!(found.first().map(|f| f.bytes.as_slice()), Some(content.as_slice()));
}

#[test]
fn a_live_camera_gets_the_code_within_a_few_frames() {
    let views = [
        View::flat(1280, 720, 300.0),
        View { turn: 20.0, tilt: 0.2, blur: 2, noise: 12, ..View::flat(1280, 720, 300.0) },
        View { ink: 110, paper: 134, noise: 3, ..View::flat(1280, 720, 330.0) },
        View { ink: 230, paper: 30, ground: 60, ..View::flat(1280, 720, 330.0) },
    ];
    for view in views {
        let frame = draw(&code(CARD.as_bytes(), EcLevel::M), &view);
        let mut answers =
            (0..8).flat_map(|pass| decode(&frame, view.width, view.height, Effort::Live { pass })).map(|f| f.bytes);
        assert_eq!(answers.next().as_deref(), Some(CARD.as_bytes()), "{view:?}");
        assert!(answers.all(|bytes| bytes == CARD.as_bytes()));
    }
}

#[test]
fn versions_up_to_the_largest() {
    for (length, size) in [(300, 500.0), (900, 800.0), (2000, 1100.0), (2900, 1300.0)] {
        let content: String = (0..length).map(|i| char::from(b'a' + (i * 7 % 26) as u8)).collect();
        assert_reads(&content, EcLevel::L, View { turn: 2.0, ..View::flat(1500, 1500, size) });
    }
}

#[test]
fn a_reflection_hides_more_than_error_correction_alone_takes() {
    // A fifth of all words is touched; eleven of sixty in a block can be put right without knowing which.
    let view = View { turn: 4.0, noise: 4, blur: 1, ..View::flat(800, 600, 330.0) };
    let mut frame = draw(&code(CARD.as_bytes(), EcLevel::M), &view);
    for y in 250..370 {
        frame[y * 800 + 370..y * 800 + 490].fill(255);
    }
    let found = decode(&frame, view.width, view.height, Effort::Still);
    assert_eq!(found.first().map(|f| f.bytes.as_slice()), Some(CARD.as_bytes()));
}
