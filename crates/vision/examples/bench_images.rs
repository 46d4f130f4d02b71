//! Writes the pictures that `cargo xtask bench scan` shows to every decoder, as PGM files, and `truth.json` beside them.
//! `bench_images FOLDER WIDTH HEIGHT COUNT SET...`: so many pictures of each set; the set `decoy` holds no code.
//! `bench_images film FILE.y4m`: the film of a shaky hand for the browser's camera; prints the text that is in it.

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests and the other examples use more of it")]
mod support;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use support::album::{SETS, decoy, shaky, shot};

fn write(folder: &Path, name: &str, width: usize, height: usize, grey: &[u8]) -> std::io::Result<()> {
    let mut bytes = format!("P5\n{width} {height}\n255\n").into_bytes();
    bytes.extend(grey);
    fs::write(folder.join(name), bytes)
}

/// A text as JSON; the texts hold no control characters.
fn json(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn make(folder: &Path, width: usize, height: usize, count: u64, sets: &[String]) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut truth = Vec::new();
    for set in sets {
        for number in 0..count {
            let name = format!("{set}-{number:04}.pgm");
            let (wanted, also) = match set.as_str() {
                "decoy" => {
                    write(folder, &name, width, height, &decoy(number, width, height))?;
                    ("null".to_owned(), String::new())
                }
                _ => {
                    let shot = shot(set, number, width, height);
                    write(folder, &name, shot.width, shot.height, &shot.grey)?;
                    (json(&shot.wanted), shot.also.iter().map(|text| json(text)).collect::<Vec<_>>().join(","))
                }
            };
            truth.push(format!("{{\"file\":\"{name}\",\"set\":\"{set}\",\"wanted\":{wanted},\"also\":[{also}]}}"));
        }
    }
    fs::write(folder.join("truth.json"), format!("[\n{}\n]\n", truth.join(",\n")))
}

/// Four seconds at 15 frames a second: YUV4MPEG2, 4:2:0, without colour.
fn film(file: &str) -> std::io::Result<()> {
    let (text, frames) = shaky(60);
    let mut out = BufWriter::new(File::create(file)?);
    out.write_all(b"YUV4MPEG2 W1280 H720 F15:1 Ip A1:1 C420jpeg\n")?;
    for frame in frames {
        out.write_all(b"FRAME\n")?;
        out.write_all(&frame)?;
        out.write_all(&vec![128; 2 * 640 * 360])?;
    }
    println!("{text}");
    out.flush()
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [command, file] = words.as_slice()
        && command == "film"
    {
        return match film(file) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{file}: {error}");
                ExitCode::FAILURE
            }
        };
    }
    let parsed = match words.as_slice() {
        [folder, width, height, count, sets @ ..] if !sets.is_empty() => {
            width.parse().ok().zip(height.parse().ok()).zip(count.parse().ok()).map(|sizes| (folder, sizes, sets))
        }
        _ => None,
    };
    let Some((folder, ((width, height), count), sets)) = parsed else {
        eprintln!("bench_images FOLDER WIDTH HEIGHT COUNT SET...; sets: {} decoy", SETS.join(" "));
        return ExitCode::FAILURE;
    };
    if let Err(error) = make(Path::new(folder), width, height, count, sets) {
        eprintln!("{folder}: {error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
