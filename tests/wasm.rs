//! The same rules decide on the phone: a few of each crate's vectors, run as wasm (the full sets run natively).
#![cfg(target_arch = "wasm32")]

use jiff::civil::{date, datetime};
use motcua_domain::calendar::{Calendar, Hours};
use motcua_domain::citizen_card::{CardError, CardWarning, Sex, parse};
use motcua_domain::deadline::{Clock, Limit, due};
use motcua_domain::text::fold;
use motcua_vision::{Effort, decode};
use wasm_bindgen_test::wasm_bindgen_test;

const CARD: &str =
    "087098012345|341234567|NGUYỄN VĂN A|15081998|Nam|Số 12, Khóm 3, Mỹ Phú, Cao Lãnh, Đồng Tháp|25052021";

#[wasm_bindgen_test]
fn a_card_is_read_as_on_the_server() {
    let card = parse(CARD).unwrap();
    assert_eq!((card.name.as_str(), card.birth_date, card.sex), ("NGUYỄN VĂN A", date(1998, 8, 15), Sex::Male));
    assert_eq!(card.warnings, [CardWarning::AddressBefore2025]);
    assert_eq!(parse(&CARD.replace("15081998", "15131998")), Err(CardError::BirthDate));
}

#[wasm_bindgen_test]
fn a_due_time_is_the_servers() {
    let (calendar, hours) = (Calendar::default(), Hours::default());
    let clock = Clock { calendar: &calendar, hours: &hours };
    // A Wednesday in an ordinary week; after 15:00 the next working day counts.
    assert_eq!(
        due(datetime(2026, 11, 18, 14, 59, 0, 0), Limit::SameDay, &clock),
        Some(datetime(2026, 11, 18, 17, 0, 0, 0))
    );
    assert_eq!(
        due(datetime(2026, 11, 18, 15, 1, 0, 0), Limit::SameDay, &clock),
        Some(datetime(2026, 11, 19, 17, 0, 0, 0))
    );
    assert_eq!(
        due(datetime(2026, 11, 20, 9, 0, 0, 0), Limit::WorkingDays(1), &clock),
        Some(datetime(2026, 11, 23, 17, 0, 0, 0))
    );
}

#[wasm_bindgen_test]
fn accents_fold_as_on_the_server() {
    assert_eq!(fold("Đăng ký KHAI SINH"), fold("dang ky khai sinh"));
    assert_eq!(fold("Nguye\u{302}\u{303}n"), fold("Nguyễn"));
}

/// A code of this text, drawn as grey pixels with its quiet zone.
fn drawn(text: &str, scale: usize) -> (Vec<u8>, usize) {
    let code = qrcode::QrCode::new(text).unwrap();
    let (modules, quiet) = (code.width(), 4);
    let side = (modules + 2 * quiet) * scale;
    let colours = code.to_colors();
    let dark = |x: usize, y: usize| {
        let inside = |v: usize| v.checked_sub(quiet).filter(|v| *v < modules);
        matches!((inside(x / scale), inside(y / scale)), (Some(x), Some(y)) if colours[y * modules + x] == qrcode::Color::Dark)
    };
    let grey = (0..side * side).map(|index| if dark(index % side, index / side) { 0 } else { 255 }).collect();
    (grey, side)
}

#[wasm_bindgen_test]
fn a_card_code_decodes_to_its_bytes() {
    let (grey, side) = drawn(CARD, 5);
    let found = decode(&grey, side, side, Effort::Still);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].bytes, CARD.as_bytes());
}

#[wasm_bindgen_test]
fn a_blank_frame_has_no_code() {
    assert!(decode(&vec![255; 320 * 240], 320, 240, Effort::Still).is_empty());
}
