//! The films that the browser tests show to the camera: a poster, then a card. Drawn by the vision crate, never photographed.

use crate::paths;
use crate::shell::{self, Outcome, step};
use std::path::PathBuf;

/// Draws the films and returns their folder.
pub fn make() -> Outcome<PathBuf> {
    step("Drawing the films for the camera of the browser tests");
    let folder = paths::target()?.join("video");
    paths::make(&folder)?;
    let mut command = shell::cargo();
    command.args(["run", "--quiet", "--package", "motcua-vision", "--example", "make_video", "--"]).arg(&folder);
    shell::run(&mut command, "Drawing the films")?;
    Ok(folder)
}

/// The command.
pub fn run() -> Outcome {
    let folder = make()?;
    println!("The films are in {}.", folder.display());
    Ok(())
}
