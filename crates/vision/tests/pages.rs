//! Sheets of paper on a table are found to within 1 % of the picture's diagonal, and made flat.

use crate::support::{
    scene::Numbers,
    sheet::{Sheet, sheet},
};
use motcua_vision::page::{Flattener, find_page, flat_size, flatten};

/// The largest distance of a found corner from the true one, in percent of the diagonal.
fn error(sheet: &Sheet) -> Option<f32> {
    let page = find_page(&sheet.grey, sheet.width, sheet.height)?;
    let off =
        page.corners.iter().zip(&sheet.corners).map(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1])).fold(0.0, f32::max);
    Some(off / (sheet.width as f32).hypot(sheet.height as f32) * 100.0)
}

#[test]
fn nineteen_of_twenty_pages_are_found_to_within_a_hundredth() {
    for hard in [0.2, 0.6, 1.0] {
        let right =
            (0..40).filter(|&seed| error(&sheet(960, 720, 500 + seed, hard)).is_some_and(|off| off <= 1.0)).count();
        assert!(right >= 38, "{right} of 40 at {hard}");
    }
}

#[test]
fn a_table_without_paper_has_no_page() {
    let mut found = 0;
    for seed in 0..20 {
        let mut numbers = Numbers(seed);
        let mut sheet = sheet(640, 480, seed, 0.5);
        // Only what is not paper: the picture's own upper left corner, over and over.
        let tile = sheet.grey[..32].to_vec();
        for row in sheet.grey.chunks_exact_mut(640) {
            let shift = numbers.below(32) as usize;
            for (i, v) in row.iter_mut().enumerate() {
                *v = tile[(i + shift) % 32];
            }
        }
        found += usize::from(find_page(&sheet.grey, 640, 480).is_some());
    }
    assert_eq!(found, 0);
}

#[test]
fn buffers_that_do_not_fit_are_refused() {
    assert_eq!(find_page(&[0; 10], 4, 3), None);
    assert_eq!(find_page(&[], 0, 0), None);
    assert_eq!(find_page(&[128; 40 * 40], 40, 40), None);
    assert!(flatten(&[0; 10], (4, 3), &[[0.0; 2]; 4], (4, 4)).is_none());
    assert!(flatten(&[0; 12], (4, 3), &[[1.0; 2]; 4], (4, 4)).is_none());
    assert!(flatten(&[0; 12], (4, 3), &[[f32::NAN; 2]; 4], (4, 4)).is_none());
}

#[test]
fn a_tilted_page_becomes_flat() {
    // A chequered sheet in perspective: its fields come back where they belong.
    let corners = [[40.0, 30.0], [300.0, 60.0], [280.0, 400.0], [20.0, 330.0]];
    let (width, height) = (340, 430);
    let grey = crate::support::sheet::chequered(width as usize, height as usize, &corners, 8);
    let pixels: Vec<u32> = grey.iter().map(|v| 0xff00_0000 | (u32::from(*v) * 0x01_0101)).collect();
    let size = flat_size(&corners, 2400);
    assert!(size.1 > size.0, "an upright sheet stays upright");
    let flat = flatten(&pixels, (width, height), &corners, (256, 256)).unwrap_or_default();
    for row in 0..8usize {
        for column in 0..8usize {
            let at = (row * 32 + 16) * 256 + column * 32 + 16;
            let light = (row + column).is_multiple_of(2);
            assert_eq!(flat[at] & 0xff > 128, light, "field {row} {column}");
        }
    }
}

#[test]
fn rows_by_rows_is_the_same_as_in_one_go() {
    let corners = [[40.0, 30.0], [300.0, 60.0], [280.0, 400.0], [20.0, 330.0]];
    let (width, height) = (340u32, 430u32);
    let mut numbers = Numbers(7);
    let pixels: Vec<u32> = (0..width * height).map(|_| numbers.next() as u32 | 0xff00_0000).collect();
    for size in [(400, 566), (120, 170)] {
        let whole = flatten(&pixels, (width, height), &corners, size).unwrap_or_default();
        let Some(flattener) = Flattener::new(&corners, size) else { panic!("a quadrilateral") };
        let mut parts = Vec::new();
        for from in (0..size.1).step_by(50) {
            let rows = from..(from + 50).min(size.1);
            let Some(part) = flattener.needs(&rows, (width, height)) else { panic!("rows {rows:?}") };
            let mut cut = Vec::new();
            for y in part.y..part.y + part.height {
                let at = (y * width + part.x) as usize;
                cut.extend(&pixels[at..at + part.width as usize]);
            }
            flattener.rows(rows, part, &cut, &mut parts);
        }
        let far = |a: u32, b: u32| (0..3).map(|i| ((a >> (8 * i)) & 255).abs_diff((b >> (8 * i)) & 255)).max();
        let most = whole.iter().zip(&parts).filter_map(|(a, b)| far(*a, *b)).max();
        assert_eq!(whole.len(), parts.len());
        assert!(most.is_some_and(|most| most <= 3), "{most:?}");
    }
}

#[test]
fn the_size_follows_iso_216_where_the_sheet_does() {
    let flat = |w: f32, h: f32| flat_size(&[[0.0, 0.0], [w, 0.0], [w, h], [0.0, h]], 2000);
    assert_eq!(flat(1000.0, 1414.0), (1000, 1414));
    assert_eq!(flat(1000.0, 1350.0), (955, 1350));
    assert_eq!(flat(3000.0, 2121.0), (2000, 1414));
    assert_eq!(flat(856.0, 540.0), (856, 540), "an ID card keeps its own proportions");
}
