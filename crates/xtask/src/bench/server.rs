//! `cargo xtask bench server`: what the server bears.

use super::{Asked, Report};
use crate::shell::Outcome;

/// Runs the bench.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let _ = asked.flag("--long");
    asked.finish()?;
    Err("The bench server is not built yet.".to_owned())
}
