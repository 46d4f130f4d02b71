//! `motcua-server scrub`: looks for silent damage in rows and files, and names what it finds.

use crate::cli::Outcome;
use motcua_storage::scrub::{Report, scrub};
use std::path::Path;

/// Looks, prints ids of what is damaged.
///
/// # Errors
/// When anything is damaged, or nothing can be read.
pub async fn run(data: &Path) -> Outcome {
    let report = scrub(data).await?;
    print(&report);
    match report.damage.len() {
        0 => Ok(()),
        count => Err(format!("{count} damaged: restore them from a backup").into()),
    }
}

/// What was looked at, then a line for each damage: what, and which.
pub fn print(report: &Report) {
    let Report { rows, dossiers, links, blobs, bytes, damage } = report;
    println!("looked at {rows} rows, {dossiers} dossiers, {links} audit links, {blobs} files ({bytes} bytes)");
    for one in damage {
        println!("damaged {} {}", one.what, one.id);
    }
}
