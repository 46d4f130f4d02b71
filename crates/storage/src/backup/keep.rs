//! Which snapshots are kept: so many hours, days and months, the newest of each; and pruning that stops rather than errs.

use super::{BackupError, Manifest, check, snapshots};
use jiff::{Timestamp, tz::Offset};
use serde::Deserialize;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// How many of each are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keep {
    pub hourly: usize,
    pub daily: usize,
    pub monthly: usize,
}

/// Files of blobs that one pruning may remove, and their share of all in percent.
const MOST: usize = 100;
const MOST_PERCENT: usize = 1;

/// The name of a snapshot made at this time: UTC, so that names sort by time.
pub(super) fn stamp(at_ms: i64) -> String {
    let at = Timestamp::from_millisecond(at_ms).unwrap_or_default();
    Offset::UTC.to_datetime(at).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The stamps that go. A stamp's first ten digits are its hour, eight its day, six its month. The newest always stays.
#[must_use]
pub fn surplus<'a>(stamps: &[&'a str], keep: Keep) -> Vec<&'a str> {
    let mut sorted = stamps.to_vec();
    sorted.sort_unstable_by(|left, right| right.cmp(left));
    let mut kept: BTreeSet<&str> = sorted.first().copied().into_iter().collect();
    for (length, most) in [(11, keep.hourly), (8, keep.daily), (6, keep.monthly)] {
        let mut periods = BTreeSet::new();
        for stamp in &sorted {
            let period = stamp.get(..length).unwrap_or(stamp);
            if periods.len() < most && periods.insert(period) {
                kept.insert(stamp);
            }
        }
    }
    sorted.retain(|stamp| !kept.contains(stamp));
    sorted
}

/// Removes the surplus of a folder and the blobs that no snapshot names any more; answers with what went.
///
/// # Errors
/// [`BackupError::Damaged`] when the newest snapshot is not whole: then nothing goes. [`BackupError::TooMany`] when more
/// blobs than usual would go; `force` is the answer of somebody who knows why.
pub fn prune(dir: &Path, keep: Keep, force: bool) -> Result<Vec<String>, BackupError> {
    let all = snapshots(dir)?;
    let Some(newest) = all.last() else { return Ok(Vec::new()) };
    if let Some(wrong) = check(dir, newest)?.into_iter().next() {
        return Err(BackupError::Damaged(wrong));
    }
    let stamps: Vec<&str> = all.iter().map(|manifest| manifest.stamp.as_str()).collect();
    let gone: BTreeSet<&str> = surplus(&stamps, keep).into_iter().collect();
    let (going, staying): (Vec<&Manifest>, Vec<&Manifest>) =
        all.iter().partition(|manifest| gone.contains(manifest.stamp.as_str()));
    let named: BTreeSet<&str> =
        staying.iter().flat_map(|manifest| manifest.blobs.values()).map(|part| part.file.as_str()).collect();
    let mentioned: BTreeSet<&str> =
        going.iter().flat_map(|manifest| manifest.blobs.values()).map(|part| part.file.as_str()).collect();
    let blobs: Vec<&str> = mentioned.difference(&named).copied().collect();
    if !force && blobs.len() > MOST.min(named.len() * MOST_PERCENT / 100).max(1) {
        return Err(BackupError::TooMany(blobs.len()));
    }
    let mut removed = Vec::new();
    for manifest in going {
        // The manifest first: half a snapshot never looks like one.
        remove(&dir.join(format!("snapshots/{}.json", manifest.stamp)))?;
        for part in [Some(&manifest.db), manifest.key.as_ref()].into_iter().flatten() {
            remove(&dir.join(&part.file))?;
        }
        removed.push(manifest.stamp.clone());
    }
    for blob in blobs {
        remove(&dir.join(blob))?;
        removed.push(blob.to_owned());
    }
    Ok(removed)
}

fn remove(path: &PathBuf) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_of_each_hour_day_and_month_stays() {
        let keep = Keep { hourly: 48, daily: 35, monthly: 13 };
        // Every half hour for 500 days.
        let start = 1_795_400_000_000;
        let all: Vec<String> = (0..500 * 48).map(|half| stamp(start + half * 1_800_000)).collect();
        let stamps: Vec<&str> = all.iter().map(String::as_str).collect();
        let gone = surplus(&stamps, keep);
        let stay: Vec<&str> = stamps.iter().filter(|stamp| !gone.contains(stamp)).copied().collect();
        assert_eq!(stay.last(), stamps.last());
        // Two of the days are among the hours, two of the months among the days.
        assert!((48 + 32 + 10..=48 + 35 + 13).contains(&stay.len()), "{}", stay.len());
        assert!(surplus(&stay, keep).is_empty(), "pruning twice removes nothing more");
        let oldest = stay.first().map(|stamp| &stamp[..6]);
        assert_eq!(oldest, stamps[stamps.len() - 1 - 12 * 30 * 48..].first().map(|stamp| &stamp[..6]));
        assert_eq!(surplus(&["20261123T020000Z"], Keep { hourly: 0, daily: 0, monthly: 0 }), Vec::<&str>::new());
    }

    #[test]
    fn stamps_sort_by_time() {
        assert_eq!(stamp(1_795_399_200_000), "20261123T020000Z");
    }
}
