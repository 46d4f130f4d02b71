//! Free space, asked before anything is written: a full disk is refused early, not discovered late.

use std::path::Path;

/// Bytes that this process may still write where `path` is; unknown counts as plenty, the write itself will tell.
#[must_use]
pub fn free(path: &Path) -> u64 {
    rustix::fs::statvfs(path).map_or(u64::MAX, |stat| stat.f_bavail.saturating_mul(stat.f_frsize))
}
