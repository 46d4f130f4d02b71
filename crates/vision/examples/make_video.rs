//! Writes a camera film of one QR code, or of a sheet of paper, for Chromium's `--use-file-for-fake-video-capture`.
//! `make_video OUT.y4m TEXT [--width 1280] [--height 720] [--fps 10] [--seconds 4] [--size 420]`
//! `make_video OUT.y4m --paper still|blurred|cut [SEED]`

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests and the other example use more of it")]
mod support;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::ExitCode;

use support::film::Film;
use support::paper_film::{Hold, PaperFilm};

const USAGE: &str = "make_video OUT.y4m TEXT [--width PX] [--height PX] [--fps N] [--seconds N] [--size PX]\n\
                     make_video OUT.y4m --paper still|blurred|cut [SEED]";

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

/// The film of a sheet that the arguments after `--paper` ask for.
fn paper(mut arguments: impl Iterator<Item = String>) -> Result<PaperFilm, String> {
    let hold = match arguments.next().as_deref() {
        Some("still") => Hold::Still,
        Some("blurred") => Hold::Blurred,
        Some("cut") => Hold::Cut,
        _ => return Err(USAGE.to_owned()),
    };
    let seed = arguments.next().map_or(Ok(1), |seed| seed.parse().map_err(|_| format!("{seed} is no number")))?;
    Ok(PaperFilm::of(seed, hold))
}

fn write(path: &str, header: &str, frames: impl Iterator<Item = Vec<u8>>) -> Result<(), String> {
    let written = || -> std::io::Result<()> {
        let mut out = BufWriter::new(File::create(path)?);
        out.write_all(header.as_bytes())?;
        for frame in frames {
            out.write_all(&frame)?;
        }
        out.flush()
    };
    written().map_err(|error| format!("{path}: {error}"))
}

fn make(path: &str, arguments: impl Iterator<Item = String>) -> Result<(), String> {
    let mut arguments = arguments.peekable();
    if arguments.next_if(|word| word == "--paper").is_some() {
        let film = paper(arguments)?;
        return write(path, &film.header(), (0..film.frames()).map(|index| film.frame(index)));
    }
    let film = film(arguments)?;
    write(path, &film.header(), (0..film.frames()).map(|index| film.frame(index)))
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let made = match arguments.next() {
        None => Err(USAGE.to_owned()),
        Some(path) => make(&path, arguments),
    };
    match made {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
