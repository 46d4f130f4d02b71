//! What is KEPT: rows (SQLite) and blobs (a directory), and the staging of uploads on their way in.
//!
//! SQL stands only here. Times, ids and randomness come in as arguments. Every change of a dossier writes its events and
//! the projection that lists need in one transaction; a file is durable before a row names it.

pub mod audit;
pub mod backup;
pub mod blobs;
mod cells;
pub mod certifications;
pub mod copies;
pub mod copy_keys;
pub mod db;
pub mod devices;
pub mod dossiers;
pub mod drafts;
mod durable;
pub mod error;
pub mod filter;
mod lists;
pub mod messages;
pub mod movements;
pub mod notices;
pub mod payments;
pub mod posters;
pub mod projection;
pub mod queue;
pub mod ratings;
pub mod register;
pub mod replies;
pub mod report;
pub mod retention;
pub mod scrub;
pub(crate) mod seals;
pub(crate) mod search;
mod search_check;
pub mod staff;
pub mod staging;
pub mod told;
pub mod trash;
pub mod uploads;
pub mod work;
mod writer;

pub use error::{Result, StoreError};

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

/// Everything an installation keeps, under one data directory.
#[derive(Clone)]
pub struct Store {
    pub(crate) db: db::Db,
    pub blobs: blobs::Blobs,
    pub staging: staging::Staging,
    /// By which channels events are told.
    switches: Arc<notices::Switches>,
    root: PathBuf,
}

impl Store {
    /// Ends when everything that a refused write may have seen is on the disk, or taken back: transactions that stand in one line see each
    /// other's work before it is kept (`writer`). Whoever looks again after a refusal waits for this first.
    ///
    /// # Errors
    /// When that work cannot be kept.
    pub async fn settled(&self) -> Result<()> {
        self.db.begin().await?.rollback().await
    }

    /// Opens (and makes) the data directory, checks the database's settings and applies migrations.
    ///
    /// # Errors
    /// When the directory cannot be used, a pragma does not hold, or a migration fails.
    pub async fn open(root: &Path) -> Result<Self> {
        private_dir(root)?;
        let blobs = root.join("blobs");
        let uploads = root.join("uploads");
        private_dir(&blobs)?;
        private_dir(&uploads)?;
        let db = db::Db::open(&root.join("motcua.db")).await?;
        let store = Self {
            db,
            blobs: blobs::Blobs::open(&blobs)?,
            staging: staging::Staging::new(uploads),
            switches: Arc::default(),
            root: root.to_owned(),
        };
        store.adopt().await?;
        Ok(store)
    }

    /// The data directory.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<()> {
        self.db.ping().await
    }

    /// SQLite's own integrity check.
    ///
    /// # Errors
    /// With its first complaint.
    pub async fn check(&self) -> Result<()> {
        self.db.check().await
    }

    /// Keeps every other process from serving this directory while the file that is given back is open.
    ///
    /// # Errors
    /// [`StoreError::InUse`].
    pub fn hold(&self) -> Result<std::fs::File> {
        let file = std::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(self.root.join("serving.lock"))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(std::fs::TryLockError::WouldBlock) => Err(StoreError::InUse),
            Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Writes the log back into the database and closes it.
    pub async fn close(&self) {
        self.db.close().await;
    }
}

/// Makes a directory that only its owner can enter.
fn private_dir(path: &Path) -> Result<()> {
    std::fs::create_dir_all(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}
