//! Measures page finding on generated pictures of four grades of difficulty: found, right to 1 % of the diagonal, error, time.
//! `cargo run --release -p motcua-vision --example measure_pages`

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod support;

use motcua_vision::page::find_page;
use std::time::Instant;
use support::sheet::sheet;

/// Pictures of each grade.
const COUNT: u64 = 200;

fn main() {
    for hard in [0.2, 0.5, 0.8, 1.0] {
        let (mut right, mut errors, mut milliseconds) = (0, Vec::new(), 0.0);
        for seed in 0..COUNT {
            let sheet = sheet(1280, 960, seed, hard);
            let started = Instant::now();
            let page = find_page(&sheet.grey, sheet.width, sheet.height);
            milliseconds += started.elapsed().as_secs_f64() * 1000.0;
            let Some(page) = page else { continue };
            let off = |(a, b): (&[f32; 2], &[f32; 2])| (a[0] - b[0]).hypot(a[1] - b[1]) / 16.0;
            let worst = page.corners.iter().zip(&sheet.corners).map(off).fold(0.0, f32::max);
            right += u32::from(worst <= 1.0);
            errors.push(worst);
        }
        errors.sort_by(f32::total_cmp);
        println!(
            "difficulty {hard}: found {} of {COUNT}, right {right}, median error {:.3} % of the diagonal, {:.1} ms",
            errors.len(),
            errors.get(errors.len() / 2).copied().unwrap_or(f32::NAN),
            milliseconds / COUNT as f64
        );
    }
}
