//! Writes pictures of pages for `cargo xtask bench capture`: grey levels, row by row, and where the page truly lies.
//! `bench_pages FOLDER SMALL LARGE`: so many of 1280 x 960 at each of four grades of difficulty, and so many of 4000 x 3000.

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod support;

use std::{fmt::Write, fs, path::Path, process::ExitCode};
use support::sheet::{Sheet, sheet};

/// From a scan to a hurried photo in bad light.
const GRADES: [f32; 4] = [0.2, 0.5, 0.8, 1.0];
/// What a phone's photo is like.
const USUAL: f32 = 0.5;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok());
    let (Some(folder), Some(small), Some(large)) = (words.first(), number(1), number(2)) else {
        eprintln!("bench_pages FOLDER SMALL LARGE");
        return ExitCode::FAILURE;
    };
    match write(Path::new(folder), small, large) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, small: u64, large: u64) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut list = String::from("[");
    let mut keep = |name: String, set: &str, grade: f32, page: &Sheet| {
        let Sheet { width, height, corners, .. } = page;
        let comma = if list.len() > 1 { ",\n" } else { "\n" };
        let told = write!(
            list,
            "{comma}{{\"name\":\"{name}\",\"set\":\"{set}\",\"grade\":{grade},\"width\":{width},\"height\":{height},\"corners\":{corners:?}}}"
        );
        told.map_err(std::io::Error::other)?;
        fs::write(folder.join(&name), &page.grey)
    };
    for (row, grade) in GRADES.into_iter().enumerate() {
        for at in 0..small {
            let seed = 9000 + row as u64 * 1000 + at;
            keep(format!("small-{row}-{at}.grey"), "small", grade, &sheet(1280, 960, seed, grade))?;
        }
    }
    for at in 0..large {
        keep(format!("large-{at}.grey"), "large", USUAL, &sheet(4000, 3000, 100 + at, USUAL))?;
    }
    list.push_str("\n]\n");
    fs::write(folder.join("truth.json"), list)
}
