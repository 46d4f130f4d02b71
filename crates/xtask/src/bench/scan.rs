//! `cargo xtask bench scan`: how well and how fast codes are read.

use super::{Asked, Report};
use crate::shell::Outcome;

/// Runs the bench.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let _ = asked.flag("--long");
    asked.finish()?;
    Err("The bench scan is not built yet.".to_owned())
}
