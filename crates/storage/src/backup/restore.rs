//! The way back: a snapshot becomes an installation again, and nothing counts before every hash is compared.

use super::{BackupError, Folder, Identities, Manifest, crypt, facts, snapshots};
use crate::{
    Store,
    audit::{self, Act, By},
    scrub::{self, Report},
};
use std::{fs, path::Path};

/// What came back.
#[derive(Clone, Debug)]
pub struct Restored {
    pub stamp: String,
    /// Number and hash of the audit chain's last link, as the manifest and the database both say.
    pub audit: (i64, String),
    /// What the check of the restored installation looked at. Its damage was damage before the backup.
    pub report: Report,
}

/// Restores the snapshot with this stamp, or the newest, into a data directory that holds no installation.
///
/// # Errors
/// When anything is missing, damaged, or encrypted to another key: nothing is left behind that a server would start on.
pub async fn restore(
    dir: &Path,
    stamp: Option<&str>,
    to: &Path,
    identities: &Identities,
    now_ms: i64,
) -> Result<Restored, BackupError> {
    let manifest = snapshots(dir)?
        .into_iter()
        .rfind(|manifest| stamp.is_none_or(|stamp| manifest.stamp == stamp))
        .ok_or_else(|| BackupError::None(dir.display().to_string()))?;
    let file = to.join("motcua.db");
    if file.exists() {
        return Err(BackupError::Occupied(to.display().to_string()));
    }
    crate::private_dir(to)?;
    // A log that some other database left here would be played into this one.
    for stale in ["motcua.db-wal", "motcua.db-shm", "motcua.db-journal"] {
        match fs::remove_file(to.join(stale)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    match fill(dir, &manifest, to, identities).await {
        Ok(report) => {
            begin(to, &manifest, now_ms).await?;
            Ok(Restored { stamp: manifest.stamp, audit: manifest.audit, report })
        }
        Err(error) => {
            let _ = fs::remove_file(&file);
            Err(error)
        }
    }
}

async fn fill(dir: &Path, manifest: &Manifest, to: &Path, identities: &Identities) -> Result<Report, BackupError> {
    let file = to.join("motcua.db");
    let damaged = |file: &str| BackupError::Damaged(file.to_owned());
    for (part, name) in [(Some(&manifest.db), "motcua.db"), (manifest.key.as_ref(), "server.key")] {
        let Some(part) = part else { continue };
        if crypt::open(dir, part, &to.join(name), identities)? != part.content {
            return Err(damaged(&part.file));
        }
    }
    let facts = facts(&file).await?;
    let head = (facts.head.seq, facts.head.hash);
    if head != manifest.audit || facts.rows != manifest.rows || facts.epoch != manifest.epoch {
        return Err(damaged(&format!("snapshots/{}.json", manifest.stamp)));
    }
    for (upload, blob, sha256, bound) in facts.blobs {
        let known = manifest.damaged.contains(&upload);
        match manifest.blobs.get(&blob) {
            Some(part) => {
                let found = crypt::open(dir, part, &to.join("blobs").join(&blob), identities)?;
                if found != sha256 && !known {
                    return Err(damaged(&part.file));
                }
            }
            None if bound && !known => return Err(damaged(&blob)),
            None => {}
        }
    }
    crate::private_dir(&to.join("blobs"))?;
    let mut report = scrub::scrub(to).await?;
    // Files on their way in are not backed up: their phones send them again.
    report.damage.retain(|damage| damage.what != "blob_missing" || manifest.damaged.contains(&damage.id));
    match report.damage.iter().find(|damage| !manifest.damaged.contains(&damage.id)) {
        Some(damage) => Err(damaged(&format!("{} {}", damage.what, damage.id))),
        None => Ok(report),
    }
}

/// A new life of the installation: what was on its way in is forgotten, and the chain says what happened.
async fn begin(to: &Path, manifest: &Manifest, now_ms: i64) -> Result<(), BackupError> {
    let store = Store::open(to).await?;
    let mut tx = store.db.begin_alone().await?;
    sqlx::query("UPDATE installation SET epoch = lower(hex(randomblob(16))), restored_ms = $1")
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
    let waiting: Vec<(String, Option<String>)> =
        sqlx::query_as("SELECT id, blob FROM uploads WHERE state <> 'bound'").fetch_all(&mut *tx).await?;
    for (id, blob) in waiting {
        if blob.is_none_or(|blob| !manifest.blobs.contains_key(&blob)) {
            sqlx::query("DELETE FROM uploads WHERE id = $1").bind(&id).execute(&mut *tx).await?;
        }
    }
    audit::put(&mut tx, &Act::on("restored", Some(&manifest.stamp), By::operator(now_ms))).await?;
    tx.commit().await?;
    store.close().await;
    Ok(())
}

/// Proves that the newest snapshot can be restored: does it, in a folder under `work` that is gone afterwards.
///
/// # Errors
/// As [`restore`].
pub async fn drill(dir: &Path, work: &Path, identities: &Identities, now_ms: i64) -> Result<Restored, BackupError> {
    let folder = Folder::new(work.join(format!("motcua-drill-{}", std::process::id())))?;
    let restored = restore(dir, None, &folder.0, identities, now_ms).await?;
    // It starts, and what it wrote itself is whole too.
    let report = scrub::scrub(&folder.0).await?;
    if report.damage.len() > restored.report.damage.len() {
        return Err(BackupError::Damaged(restored.stamp));
    }
    Ok(restored)
}
