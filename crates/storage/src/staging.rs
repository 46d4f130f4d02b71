//! Uploads on their way in: one file an upload, appended and synced before the row's offset moves.
//!
//! The row is the truth: what a crash left behind an offset is cut off before the next append.

use crate::Result;
use bytes::Bytes;
use std::{
    fs::{File, OpenOptions},
    io::{ErrorKind, Seek, SeekFrom, Write},
    path::PathBuf,
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
    fn file(&self, upload: &str) -> PathBuf {
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
                File::open(&dir)?.sync_all()?;
            }
            if file.metadata()?.len() < offset {
                return Err(std::io::Error::from(ErrorKind::UnexpectedEof).into());
            }
            file.set_len(offset)?;
            file.seek(SeekFrom::Start(offset))?;
            Ok(Appender { file, at: offset })
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

fn open(path: &std::path::Path) -> Result<File> {
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
}

impl Appender {
    /// Appends; not durable before [`Appender::sync`].
    ///
    /// # Errors
    /// [`crate::StoreError::Full`] when there is no space.
    pub async fn write(self, bytes: Bytes) -> Result<Self> {
        let mut this = self;
        blocking(move || {
            this.file.write_all(&bytes)?;
            this.at += bytes.len() as u64;
            Ok(this)
        })
        .await
    }

    /// Makes everything durable and says up to where.
    ///
    /// # Errors
    /// When the disk cannot.
    pub async fn sync(self) -> Result<u64> {
        blocking(move || {
            self.file.sync_data()?;
            Ok(self.at)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| crate::StoreError::File(std::io::Error::from(ErrorKind::Interrupted)))?
}
