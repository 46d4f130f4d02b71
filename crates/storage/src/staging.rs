//! Uploads on their way in: one file an upload, appended and synced before the row's offset moves.
//!
//! The row is the truth: what a crash left behind an offset is cut off, at the start and before the next append.

use crate::{
    Result,
    durable::{lost, synced},
};
use bytes::Bytes;
use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// The directory of unfinished uploads.
#[derive(Clone, Debug)]
pub struct Staging {
    dir: PathBuf,
}

impl Staging {
    pub(crate) fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Ids are UUIDs of our own making, never a client's text.
    pub(crate) fn file(&self, upload: &str) -> PathBuf {
        self.dir.join(upload)
    }

    /// Opens an upload's file at a durable offset; bytes beyond it are cut off.
    ///
    /// # Errors
    /// When the file is shorter than the offset, or cannot be opened.
    pub async fn appender(&self, upload: &str, offset: u64) -> Result<Appender> {
        let path = self.file(upload);
        let dir = self.dir.clone();
        blocking(move || {
            let mut file = open(&path)?;
            if offset == 0 {
                // The name itself must survive a crash.
                synced("the directory of uploads", File::open(&dir)?.sync_all());
            }
            if file.metadata()?.len() < offset {
                return Err(std::io::Error::from(ErrorKind::UnexpectedEof).into());
            }
            file.set_len(offset)?;
            file.seek(SeekFrom::Start(offset))?;
            Ok(Appender { file, at: offset, durable: offset })
        })
        .await
    }

    /// Cuts an upload's file back to its durable offset; says whether all of it is there.
    pub(crate) async fn cut_back(&self, upload: &str, offset: u64) -> Result<bool> {
        let path = self.file(upload);
        blocking(move || match std::fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(offset == 0),
            Err(error) => Err(error.into()),
            Ok(found) if found.len() > offset => {
                OpenOptions::new().write(true).open(&path)?.set_len(offset)?;
                Ok(true)
            }
            Ok(found) => Ok(found.len() == offset),
        })
        .await
    }

    /// The names of files that were last written before a time (unix milliseconds).
    pub(crate) async fn older_than(&self, before_ms: i64) -> Result<Vec<String>> {
        let dir = self.dir.clone();
        blocking(move || {
            let mut names = Vec::new();
            for entry in std::fs::read_dir(dir)? {
                let entry = entry?;
                let written = entry.metadata()?.modified()?.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
                if i64::try_from(written.as_millis()).is_ok_and(|ms| ms < before_ms) {
                    names.extend(entry.file_name().into_string().ok());
                }
            }
            Ok(names)
        })
        .await
    }

    /// The whole file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn read(&self, upload: &str) -> Result<Bytes> {
        let path = self.file(upload);
        blocking(move || Ok(Bytes::from(std::fs::read(path)?))).await
    }

    /// Removes an upload's file; one that is not there is fine.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn remove(&self, upload: &str) -> Result<()> {
        let path = self.file(upload);
        blocking(move || match std::fs::remove_file(path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        })
        .await
    }
}

fn open(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    Ok(options.open(path)?)
}

/// An upload's open file.
pub struct Appender {
    file: File,
    at: u64,
    durable: u64,
}

impl Appender {
    /// Where the next byte goes.
    #[must_use]
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Appends; not durable before [`Appender::sync`].
    ///
    /// # Errors
    /// [`crate::StoreError::Full`] when there is no space. The file is cut back to what is durable then: a full disk gets back
    /// what it lent.
    pub async fn write(self, bytes: Bytes) -> Result<Self> {
        let mut this = self;
        blocking(move || {
            if let Err(error) = this.file.write_all(&bytes) {
                this.file.set_len(this.durable)?;
                return Err(error.into());
            }
            this.at += bytes.len() as u64;
            Ok(this)
        })
        .await
    }

    /// Makes everything durable. A disk that cannot ends the process.
    ///
    /// # Errors
    /// Never because of the disk.
    pub async fn sync(self) -> Result<Self> {
        let mut this = self;
        blocking(move || {
            if this.durable < this.at
                && let Err(error) = this.file.sync_data()
            {
                lost("an upload", &error);
            }
            this.durable = this.at;
            Ok(this)
        })
        .await
    }

    /// Takes back what is not durable yet.
    ///
    /// # Errors
    /// When the file cannot be cut.
    pub async fn discard(self) -> Result<()> {
        blocking(move || Ok(self.file.set_len(self.durable)?)).await
    }
}

/// Runs what waits for the disk where waiting is allowed.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| crate::StoreError::File(std::io::Error::from(ErrorKind::Interrupted)))?
}
