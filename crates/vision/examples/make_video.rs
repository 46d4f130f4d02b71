//! Writes a camera film of one QR code for Chromium's `--use-file-for-fake-video-capture`.
//! `make_video OUT.y4m TEXT [--width 1280] [--height 720] [--fps 10] [--seconds 4] [--size 420]`

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests and the other example use more of it")]
mod support;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use support::film::Film;

const USAGE: &str = "make_video OUT.y4m TEXT [--width PX] [--height PX] [--fps N] [--seconds N] [--size PX]";

/// The film that the arguments after OUT ask for.
fn film(mut arguments: impl Iterator<Item = String>) -> Result<Film, String> {
    let mut film = Film::of(&arguments.next().ok_or(USAGE)?);
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or(format!("{name}: no value"))?;
        let number: usize =
            value.trim_end_matches("px").parse().map_err(|_| format!("{name}: {value} is no whole number"))?;
        if !(1..=8192).contains(&number) {
            return Err(format!("{name}: {value} is not within 1 to 8192"));
        }
        match name.as_str() {
            "--width" => film.width = number,
            "--height" => film.height = number,
            "--fps" => film.rate = number,
            "--seconds" => film.seconds = number,
            "--size" => film.size = number as f32,
            _ => return Err(format!("{name}: unknown\n{USAGE}")),
        }
    }
    Ok(film)
}

fn write(path: &str, film: &Film) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    out.write_all(film.header().as_bytes())?;
    for index in 0..film.frames() {
        out.write_all(&film.frame(index))?;
    }
    out.flush()
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let made = match arguments.next() {
        None => Err(USAGE.to_owned()),
        Some(path) => film(arguments).and_then(|film| write(&path, &film).map_err(|error| format!("{path}: {error}"))),
    };
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
