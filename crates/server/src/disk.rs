//! Space on the disk, asked before anything is written: a full disk is refused early, not discovered late.

use crate::app::App;
use std::{path::Path, sync::Arc, time::Duration};

/// How often the log learns of a disk that fills up or is helped.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Bytes of a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Space {
    /// What this process may still write.
    pub free: u64,
    pub total: u64,
}

/// The space where `path` is; unknown counts as plenty, the write itself will tell.
#[must_use]
pub fn space(path: &Path) -> Space {
    rustix::fs::statvfs(path).map_or(Space { free: u64::MAX, total: 0 }, |stat| Space {
        free: stat.f_bavail.saturating_mul(stat.f_frsize),
        total: stat.f_blocks.saturating_mul(stat.f_frsize),
    })
}

/// What is still taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Nothing,
    /// Dossiers, of files that are here already.
    Dossiers,
    Everything,
}

fn level(app: &App) -> Level {
    match (app.space_for_rows(), app.space_for_upload(0)) {
        (Err(_), _) => Level::Nothing,
        (Ok(()), Err(_)) => Level::Dossiers,
        (Ok(()), Ok(())) => Level::Everything,
    }
}

/// Tells the log when the disk fills up, and when it has been helped. Requests ask for themselves, so recovery needs nobody.
pub async fn watch(app: Arc<App>) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    let mut known = Level::Everything;
    loop {
        looks.tick().await;
        let now = level(&app);
        if now == known {
            continue;
        }
        let free = space(app.store.root()).free;
        match now {
            Level::Nothing => {
                tracing::error!(free, "the disk is all but full: nothing is taken in until there is space")
            }
            Level::Dossiers => {
                tracing::error!(free, "the disk is nearly full: no files are taken in until there is space")
            }
            Level::Everything => tracing::info!(free, "there is space on the disk again"),
        }
        known = now;
    }
}
