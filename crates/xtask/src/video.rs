//! The films that the browser tests show to the camera: a QR code, moving a little. Drawn by the vision crate, never photographed.

use crate::paths;
use crate::shell::{self, Outcome, step};
use std::path::PathBuf;

/// Builds the program that draws films and returns its path.
pub fn tool() -> Outcome<PathBuf> {
    step("Building the program that draws films for the camera");
    let mut command = shell::cargo();
    command.args(["build", "--locked", "--package", "motcua-vision", "--example", "make_video"]);
    shell::run(&mut command, "Building make_video")?;
    Ok(paths::target()?.join("debug/examples").join(format!("make_video{}", std::env::consts::EXE_SUFFIX)))
}

/// Draws one film: the file, the text of the code, and further options of the program.
pub fn run(arguments: &[&str]) -> Outcome {
    let mut command = std::process::Command::new(tool()?);
    shell::run(command.args(arguments), "Drawing the film")
}
