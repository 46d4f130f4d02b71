//! `cargo xtask bench capture`: from a photo to a page.

use super::{Asked, Report};
use crate::shell::Outcome;

/// Runs the bench.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let _ = asked.flag("--long");
    asked.finish()?;
    Err("The bench capture is not built yet.".to_owned())
}
