//! Backups: a consistent snapshot of the database while the server runs, checked row by row before it counts, encrypted to
//! keys that are not on this machine; blobs once each.
//!
//! A folder of backups holds `snapshots/<stamp>.{json,db.age,key.age}` and `blobs/*.age`. The manifest is written last: a
//! snapshot without one does not count. Every file opens with the ordinary `age` tool too. A bucket may hold the same ([`Bucket`]).

mod bucket;
mod crypt;
pub mod keep;
mod restore;

pub use bucket::Bucket;
pub use crypt::{Identities, Recipients, new_key};
pub use restore::{Restored, drill, restore};

use crate::{StoreError, audit::Head, db, scrub};
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Connection};
use std::{
    collections::BTreeMap,
    fs,
    io::Cursor,
    path::{Path, PathBuf},
};

/// Why a backup could not be made, checked or restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("not a public key: {0}")]
    Recipient(String),
    #[error("line {0} is not a secret key")]
    Identity(usize),
    /// The backup is encrypted to other keys.
    #[error("{0} is not encrypted to this key")]
    OtherKey(String),
    /// Bytes are missing or changed.
    #[error("{0} is damaged")]
    Damaged(String),
    /// The installation itself is damaged: what is backed up from now on would be too.
    #[error("the database is damaged: {0}")]
    Source(String),
    #[error("there is no snapshot in {0}")]
    None(String),
    #[error("{0} holds an installation already")]
    Occupied(String),
    /// More would be removed than is usual.
    #[error("{0} files would be removed: too many to be right")]
    TooMany(usize),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("file: {0}")]
    File(#[from] std::io::Error),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// An encrypted file: SHA-256 and size as it lies there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Path under the folder of backups.
    pub file: String,
    pub sha256: String,
    pub bytes: u64,
    /// SHA-256 of what is in it; blobs have theirs in the database.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
}

/// What a snapshot consists of. Nothing personal: hashes, numbers, random names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// UTC, `20261123T020000Z`.
    pub stamp: String,
    pub at_ms: i64,
    pub epoch: String,
    /// Number and hash of the audit chain's last link.
    pub audit: (i64, String),
    /// Rows of every table.
    pub rows: BTreeMap<String, u64>,
    pub db: Part,
    /// The server's own key: receipts are checked with it.
    pub key: Option<Part>,
    /// By the blob's name.
    pub blobs: BTreeMap<String, Part>,
    /// Uploads whose file was damaged or gone already.
    pub damaged: Vec<String>,
}

const FORMAT: u32 = 1;

impl Manifest {
    /// Every file that it consists of.
    fn parts(&self) -> impl Iterator<Item = &Part> {
        [Some(&self.db), self.key.as_ref()].into_iter().flatten().chain(self.blobs.values())
    }

    /// A manifest of a layout that this program knows.
    fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok().filter(|manifest: &Self| manifest.format == FORMAT)
    }
}
const SNAPSHOTS: &str = "snapshots";

/// Makes a snapshot of the installation under `root` in the folder `dir`.
///
/// # Errors
/// When the database is damaged, there is no key to encrypt to, or a disk cannot.
pub async fn create(root: &Path, dir: &Path, recipients: &Recipients, at_ms: i64) -> Result<Manifest, BackupError> {
    crate::private_dir(&dir.join(SNAPSHOTS))?;
    let work = Folder::new(root.join(format!("backup-{}.tmp", std::process::id())))?;
    let copy = work.0.join("motcua.db");
    let mut connection = db::reader(&root.join("motcua.db")).await?;
    sqlx::query("VACUUM INTO $1").bind(copy.to_string_lossy().into_owned()).execute(&mut connection).await?;
    connection.close().await?;
    let report = scrub::database(&copy).await?;
    if let Some(damage) = report.damage.first() {
        return Err(BackupError::Source(format!("{} {}", damage.what, damage.id)));
    }
    let facts = facts(&copy).await?;
    let before = latest(dir)?;
    let stamp = keep::stamp(at_ms);
    let mut manifest = Manifest {
        format: FORMAT,
        at_ms,
        epoch: facts.epoch,
        audit: (facts.head.seq, facts.head.hash),
        rows: facts.rows,
        db: crypt::seal(fs::File::open(&copy)?, dir, &format!("{SNAPSHOTS}/{stamp}.db.age"), recipients)?,
        key: match fs::read(root.join("server.key")) {
            Ok(key) => Some(crypt::seal(Cursor::new(key), dir, &format!("{SNAPSHOTS}/{stamp}.key.age"), recipients)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(error.into()),
        },
        stamp,
        blobs: BTreeMap::new(),
        damaged: Vec::new(),
    };
    for (upload, blob, sha256, bound) in facts.blobs {
        let known = before.as_ref().and_then(|before| before.blobs.get(&blob));
        if let Some(part) = known.filter(|part| crypt::size(&dir.join(&part.file)) == Some(part.bytes)) {
            manifest.blobs.insert(blob, part.clone());
            continue;
        }
        let file = match fs::File::open(root.join("blobs").join(&blob)) {
            Ok(file) => file,
            // Nobody handed it in, and it was swept since the snapshot.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !bound => continue,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                manifest.damaged.push(upload);
                continue;
            }
            Err(error) => return Err(error.into()),
        };
        let mut part = crypt::seal(file, dir, &format!("blobs/{blob}.age"), recipients)?;
        if part.content != sha256 {
            manifest.damaged.push(upload);
        }
        part.content.clear();
        manifest.blobs.insert(blob, part);
    }
    let text = serde_json::to_vec_pretty(&manifest).map_err(StoreError::from)?;
    crypt::place(dir, &format!("{SNAPSHOTS}/{}.json", manifest.stamp), &text)?;
    Ok(manifest)
}

/// What a database says of itself.
struct Facts {
    epoch: String,
    head: Head,
    rows: BTreeMap<String, u64>,
    /// Upload, blob, SHA-256, whether it is part of a dossier.
    blobs: Vec<(String, String, String, bool)>,
}

async fn facts(file: &Path) -> Result<Facts, BackupError> {
    let mut connection = db::reader(file).await?;
    let epoch = sqlx::query_scalar("SELECT epoch FROM installation").fetch_one(&mut connection).await?;
    let head = sqlx::query_as("SELECT seq, hash FROM audit_head").fetch_one(&mut connection).await?;
    let blobs =
        sqlx::query_as("SELECT id, blob, sha256, state = 'bound' FROM uploads WHERE blob IS NOT NULL ORDER BY id")
            .fetch_all(&mut connection)
            .await?;
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    )
    .fetch_all(&mut connection)
    .await?;
    let mut rows = BTreeMap::new();
    for table in tables {
        let sql = AssertSqlSafe(format!("SELECT COUNT(*) FROM \"{table}\""));
        let count: i64 = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
        rows.insert(table, db::unsigned(count));
    }
    connection.close().await?;
    Ok(Facts { epoch, head, rows, blobs })
}

/// Every snapshot of a folder, oldest first.
///
/// # Errors
/// [`BackupError::Damaged`] when a manifest cannot be read.
pub fn snapshots(dir: &Path) -> Result<Vec<Manifest>, BackupError> {
    let entries = match fs::read_dir(dir.join(SNAPSHOTS)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            found.push(
                Manifest::read(&fs::read(&path)?).ok_or_else(|| BackupError::Damaged(path.display().to_string()))?,
            );
        }
    }
    found.sort_by(|left, right| left.stamp.cmp(&right.stamp));
    Ok(found)
}

/// The newest snapshot.
///
/// # Errors
/// As [`snapshots`].
pub fn latest(dir: &Path) -> Result<Option<Manifest>, BackupError> {
    Ok(snapshots(dir)?.pop())
}

/// The files of a snapshot that are missing or not as they were written; needs no key.
///
/// # Errors
/// When the disk cannot be read.
pub fn check(dir: &Path, manifest: &Manifest) -> Result<Vec<String>, BackupError> {
    let mut wrong = Vec::new();
    for part in manifest.parts() {
        let path = dir.join(&part.file);
        let whole = crypt::size(&path) == Some(part.bytes) && crypt::sha256(&path)? == part.sha256;
        if !whole {
            wrong.push(part.file.clone());
        }
    }
    Ok(wrong)
}

/// A folder that only its owner can enter and that is gone in the end, whatever happens: there are people's data in it.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes it, empty.
    ///
    /// # Errors
    /// When the disk cannot.
    pub fn new(path: PathBuf) -> Result<Self, BackupError> {
        if path.exists() {
            fs::remove_dir_all(&path)?;
        }
        crate::private_dir(&path)?;
        Ok(Self(path))
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
