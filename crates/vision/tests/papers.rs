//! Flat pages: upright, evenly lit, judged, and several of them in one PDF.

use crate::support::{
    print::{Printed, printed},
    scene::Numbers,
};
use motcua_vision::page::{
    Glance, Picture, Steady, Step, Tone, Trouble, Turn, Verdict, even, is_card, is_cut_off, judge, leaves_the_frame,
    luma, pdf, turned, upright, whole, without_metadata,
};
use proptest::prelude::*;

fn judged(page: &Printed) -> Vec<Trouble> {
    judge(&page.grey, page.width, page.height).troubles
}

#[test]
fn print_is_turned_upright_from_every_side() {
    for (seed, body) in [(1, 16), (2, 12), (3, 22)] {
        let mut page = printed(1240, 1754, body, seed);
        for turn in [Turn::None, Turn::Left, Turn::Around, Turn::Right] {
            assert_eq!(upright(&page.grey, page.width, page.height), turn, "letters of {body} pixels");
            page = page.turned();
        }
    }
}

#[test]
fn what_has_no_print_stays_as_it_was_held() {
    assert_eq!(upright(&vec![200; 900 * 700], 900, 700), Turn::None);
    let mut numbers = Numbers(3);
    let noise: Vec<u8> = (0..900 * 700).map(|_| numbers.next() as u8).collect();
    assert_eq!(upright(&noise, 900, 700), Turn::None);
}

#[test]
fn turning_the_corners_turns_the_page() {
    let corners = whole(3, 2);
    assert_eq!(turned(&corners, 0), corners);
    // What was at the bottom left comes to the top left.
    assert_eq!(turned(&corners, 1)[0], corners[3]);
    assert_eq!(turned(&turned(&corners, 3), 1), corners);
}

#[test]
fn a_good_picture_has_no_trouble() {
    for body in [12, 17, 24] {
        assert_eq!(judged(&printed(1654, 2339, body, 4)), [], "letters of {body} pixels");
        assert_eq!(judged(&printed(1654, 2339, body, 4).blurred(1)), [], "letters of {body} pixels, a little soft");
    }
    assert_eq!(judge(&[], 0, 0), Verdict::default());
    assert_eq!(judge(&[1; 12], 40, 40), Verdict::default());
}

#[test]
fn print_is_told_from_a_picture() {
    let page = printed(1654, 2339, 17, 12);
    assert!(judge(&page.grey, page.width, page.height).print);
    let face: Vec<u8> = (0..900 * 1200)
        .map(|i| (((i % 900) as f32 - 450.0).hypot((i / 900) as f32 - 600.0) / 4.0).min(250.0) as u8)
        .collect();
    assert!(!judge(&face, 900, 1200).print);
}

#[test]
fn blur_is_said() {
    for times in [14, 24, 40] {
        assert!(judged(&printed(1654, 2339, 17, 5).blurred(times)).contains(&Trouble::Blurred), "{times} times");
    }
}

#[test]
fn a_lamp_that_mirrors_is_said_and_white_paper_is_not() {
    let mut page = printed(1654, 2339, 17, 6);
    page.grey.iter_mut().filter(|v| **v > 200).for_each(|v| *v = 205);
    assert_eq!(judged(&page), []);
    for (y, row) in page.grey.chunks_exact_mut(1654).enumerate() {
        for (x, v) in row.iter_mut().enumerate() {
            let away = (x as f32 - 900.0).hypot(y as f32 - 700.0);
            *v = (f32::from(*v) + (420.0 - away).max(0.0)).min(255.0) as u8;
        }
    }
    assert!(judged(&page).contains(&Trouble::Glare));
    let mut scan = printed(1654, 2339, 17, 6);
    scan.grey.iter_mut().filter(|v| **v > 200).for_each(|v| *v = 255);
    assert_eq!(judged(&scan), []);
}

#[test]
fn small_letters_and_darkness_are_said() {
    assert!(judged(&printed(900, 1272, 5, 7)).contains(&Trouble::SmallText));
    let mut page = printed(1654, 2339, 17, 8);
    page.grey.iter_mut().for_each(|v| *v /= 5);
    assert!(judged(&page).contains(&Trouble::Dark));
}

#[test]
fn a_page_beyond_the_frame_is_cut_off_and_a_full_one_is_not() {
    // Paper from the left border into the middle of the frame, on a dark table.
    let (width, height) = (640, 480);
    let picture = |paper: &dyn Fn(usize, usize) -> bool| -> Vec<u8> {
        let page = printed(width, height, 8, 9);
        let at = |i: usize| {
            let grain = (i as u32).wrapping_mul(2_654_435_761) >> 29;
            if paper(i % width, i / width) { page.grey[i] } else { 90 + grain as u8 }
        };
        (0..width * height).map(at).collect()
    };
    assert!(is_cut_off(&picture(&|x, y| x < 420 && (40..430).contains(&y)), width, height));
    assert!(is_cut_off(&picture(&|x, y| x > 200 && y > 60), width, height));
    assert!(!is_cut_off(&picture(&|_, _| true), width, height));
    assert!(!is_cut_off(&picture(&|_, _| false), width, height));
    assert!(leaves_the_frame(&[[-3.0, 5.0], [600.0, 9.0], [590.0, 470.0], [20.0, 460.0]], width, height));
    assert!(!leaves_the_frame(&[[30.0, 15.0], [600.0, 19.0], [590.0, 440.0], [20.0, 460.0]], width, height));
}

#[test]
fn shadows_go_and_print_stays() {
    let page = printed(1240, 1754, 16, 10);
    let shaded = |at: usize, value: u32| {
        let (x, y) = (at % page.width, at / page.width);
        let light = 0.45 + 0.4 * x as f32 / page.width as f32 + if y > 900 { 0.12 } else { 0.0 };
        let v = ((value & 0xff) as f32 * light) as u32;
        0xff00_0000 | (v * 0x01_0101)
    };
    let mut pixels: Vec<u32> = page.pixels().iter().enumerate().map(|(at, value)| shaded(at, *value)).collect();
    even(&mut pixels, page.width, page.height, Tone::Colour);
    let (mut paper, mut ink): (Vec<u8>, Vec<u8>) = (Vec::new(), Vec::new());
    for (before, after) in page.grey.iter().zip(&pixels) {
        if *before > 128 { paper.push(luma(*after)) } else { ink.push(luma(*after)) }
    }
    paper.sort_unstable();
    ink.sort_unstable();
    let (darkest, brightest) = (paper[paper.len() / 50], paper[paper.len() * 49 / 50]);
    assert!(darkest > 215 && brightest - darkest < 40, "paper from {darkest} to {brightest}");
    assert!(ink[ink.len() * 49 / 50] < 110, "ink up to {}", ink[ink.len() * 49 / 50]);
    even(&mut pixels, page.width, page.height, Tone::Ink);
    let between = pixels.iter().filter(|p| (30..225).contains(&luma(**p))).count();
    assert!(between * 100 < pixels.len(), "{between} pixels are neither ink nor paper");
}

#[test]
fn a_red_stamp_stays_red() {
    let page = printed(1240, 1754, 16, 11);
    let mut pixels = page.pixels();
    for y in 300..420 {
        pixels[y * 1240 + 500..y * 1240 + 620].fill(0xff32_28b4);
    }
    even(&mut pixels, page.width, page.height, Tone::Colour);
    let stamp = pixels[360 * 1240 + 560];
    let (r, g, b) = (stamp & 0xff, (stamp >> 8) & 0xff, (stamp >> 16) & 0xff);
    assert!(r > 150 && g < 90 && b < 100, "{r} {g} {b}");
}

#[test]
fn cards_are_known_by_their_proportions() {
    assert!(is_card(856, 540) && is_card(540, 856));
    assert!(!is_card(1654, 2339));
}

fn glance(x: f32, sharpness: f32, at_ms: f64) -> Glance {
    let corners = [[x, 0.1], [x + 0.5, 0.1], [x + 0.5, 0.7], [x, 0.7]];
    Glance { corners: Some(corners), sharpness, good: true, at_ms }
}

#[test]
fn a_page_held_still_is_taken_at_its_sharpest() {
    let mut steady = Steady::default();
    let sharp = [0.30, 0.34, 0.33, 0.35, 0.31, 0.30];
    let steps: Vec<Step> =
        sharp.iter().enumerate().map(|(i, s)| steady.next(&glance(0.2, *s, i as f64 * 150.0))).collect();
    let hold = |keep| Step::Hold { keep };
    assert_eq!(steps, [hold(true), hold(true), hold(false), hold(true), hold(false), Step::Take { keep: false }]);
}

#[test]
fn a_moving_or_lost_or_unfocused_page_is_not_taken() {
    let mut steady = Steady::default();
    for i in 0..40 {
        let moving = glance(0.1 + 0.02 * (i % 9) as f32, 0.3, f64::from(i) * 150.0);
        assert!(!matches!(steady.next(&moving), Step::Take { .. }));
    }
    steady.restart();
    for i in 0..40 {
        let lost = Glance { corners: None, ..glance(0.2, 0.3, f64::from(i) * 150.0) };
        assert_eq!(steady.next(&lost), Step::Wait);
    }
    steady.next(&glance(0.2, 0.4, 7000.0));
    for i in 0..8 {
        let soft = glance(0.4, 0.2, 7200.0 + f64::from(i) * 150.0);
        assert!(!matches!(steady.next(&soft), Step::Take { .. }), "out of focus, {i}");
    }
}

/// The smallest JPEG that says what it is: a position in EXIF, a frame of this size, a scan, an end, a trailer.
fn jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut out = vec![0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2];
    out.extend(b"\xff\xe1\x00\x10Exif\0\0GPS 1027");
    out.extend([0xff, 0xc0, 0, 17, 8]);
    out.extend(height.to_be_bytes());
    out.extend(width.to_be_bytes());
    out.extend([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    out.extend([0xff, 0xda, 0, 3, 7, 9, 0xff, 0, 8, 0xff, 0xd3, 5, 0xff, 0xd9]);
    out.extend(b"trailer \xff\xd9");
    out
}

#[test]
fn metadata_goes_and_the_picture_stays() {
    let clean = without_metadata(&jpeg(10, 20)).unwrap_or_default();
    assert!(!clean.windows(3).any(|w| w == b"GPS") && !clean.windows(7).any(|w| w == b"trailer"));
    assert!(clean.starts_with(&[0xff, 0xd8, 0xff, 0xe0]) && clean.ends_with(&[5, 0xff, 0xd9]));
}

#[test]
fn several_pages_become_one_pdf_whose_table_is_right() {
    let pages = [jpeg(1654, 2339), jpeg(2339, 1654), jpeg(856, 540)];
    let pictures: Vec<Picture<'_>> = pages.iter().map(|jpeg| Picture { jpeg }).collect();
    let made = pdf(&pictures).unwrap_or_default();
    let text = String::from_utf8_lossy(&made);
    assert_eq!(text.matches("/Type /Page /").count(), 3);
    assert!(text.contains("/MediaBox [0 0 595.28 841.89]") && text.contains("/MediaBox [0 0 841.89 595.28]"));
    assert!(!made.windows(3).any(|w| w == b"GPS") && !text.contains("/Info") && !text.contains("Date"));
    // Every line of the table points at its object.
    let tail = String::from_utf8_lossy(&made[made.len() - 40..]).into_owned();
    let start: usize = tail.split("startxref\n").nth(1).and_then(|s| s.lines().next()?.parse().ok()).unwrap_or(0);
    let table = String::from_utf8_lossy(&made[start..]).into_owned();
    assert!(table.starts_with("xref\n0 12\n"), "{table}");
    for (number, line) in table.lines().skip(3).take(11).enumerate() {
        let at: usize = line[..10].parse().unwrap_or(0);
        assert!(made[at..].starts_with(format!("{} 0 obj\n", number + 1).as_bytes()), "object {}", number + 1);
    }
}

#[test]
fn what_is_no_jpeg_makes_no_pdf() {
    assert_eq!(pdf(&[]), None);
    assert_eq!(pdf(&[Picture { jpeg: b"not a picture" }]), None);
    let good = jpeg(10, 10);
    assert_eq!(pdf(&[Picture { jpeg: &good[..good.len() / 2] }]), None);
}

proptest! {
    #[test]
    fn any_bytes_are_answered_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0usize..40) {
        let _ = pdf(&[Picture { jpeg: &bytes }]);
        let good = jpeg(30, 40);
        let cut = cut.min(good.len());
        let _ = pdf(&[Picture { jpeg: &[&good[..cut], bytes.as_slice()].concat() }]);
    }

    #[test]
    fn any_grey_is_judged_without_a_panic(width in 1usize..90, height in 1usize..90, seed in any::<u64>()) {
        let mut n = Numbers(seed);
        let grey: Vec<u8> = (0..width * height).map(|_| n.next() as u8).collect();
        let _ = (judge(&grey, width, height), upright(&grey, width, height), is_cut_off(&grey, width, height));
        let mut pixels: Vec<u32> = grey.iter().map(|v| u32::from(*v) * 0x01_0101).collect();
        even(&mut pixels, width, height, Tone::Ink);
    }
}
