//! `cargo xtask bench server`: submissions acknowledged a second, beside the disk's own limit and the barest peer; lists and search as the
//! ward grows to a million dossiers.

use super::{Asked, Report, loaded};
use crate::shell::Outcome;

/// Runs the bench.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let (long, build) = (asked.flag("--long"), !asked.flag("--no-build"));
    asked.finish()?;
    let more = if long { vec!["--long".to_owned()] } else { Vec::new() };
    loaded::run("server", "What one process acknowledges, and how lists grow", &loaded::programs(build)?, &more)
}
