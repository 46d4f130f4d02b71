//! Blobs: immutable bytes under random names. What they are (type, digest, owner) stands in the rows only.

use crate::{Result, audit::hex, durable::synced};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    ObjectStore, ObjectStoreExt, PutMode, PutOptions, local::LocalFileSystem, path::Path as ObjectPath,
};
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

/// Where originals are kept. Any object store fits behind it.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// The directory, where it is one.
    root: PathBuf,
}

fn name(random: [u8; 16]) -> String {
    let hex = hex(&random);
    format!("{}/{}/{}", &hex[..2], &hex[2..4], &hex[4..])
}

impl Blobs {
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let local = LocalFileSystem::new_with_prefix(root)?.with_fsync(true);
        Ok(Self { store: Arc::new(local), root: root.to_owned() })
    }

    /// Writes a blob under a name made of 16 random bytes and returns the name. It is durable when this returns.
    ///
    /// # Errors
    /// [`crate::StoreError::Full`] when there is no space.
    pub async fn put(&self, random: [u8; 16], bytes: Bytes) -> Result<String> {
        let name = name(random);
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        self.store.put_opts(&ObjectPath::from(name.as_str()), bytes.into(), options).await?;
        Ok(name)
    }

    /// Makes a file of the same disk a blob, without writing its bytes a second time: it gets one more name. The bytes are durable
    /// already, and so is the name when this returns. The old name is to go once a row knows the new one.
    ///
    /// # Errors
    /// When the disk cannot.
    pub(crate) async fn adopt(&self, random: [u8; 16], file: PathBuf) -> Result<String> {
        let (name, root) = (name(random), self.root.clone());
        let path = root.join(&name);
        let work = move || -> std::io::Result<()> {
            let shelves: Vec<PathBuf> = path.ancestors().skip(1).take(3).map(Path::to_owned).collect();
            for pair in shelves.windows(2).rev() {
                match std::fs::create_dir(&pair[0]) {
                    Ok(()) => synced("a directory of files", File::open(&pair[1])?.sync_all()),
                    Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                    Err(error) => return Err(error),
                }
            }
            std::fs::hard_link(file, &path)?;
            synced("the name of a file", File::open(&shelves[0])?.sync_all());
            Ok(())
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| crate::StoreError::File(std::io::Error::from(ErrorKind::Interrupted)))??;
        Ok(name)
    }

    /// A blob's bytes, streamed.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] when it is gone.
    pub async fn get(&self, name: &str) -> Result<BoxStream<'static, Result<Bytes>>> {
        let found = self.store.get(&ObjectPath::from(name)).await?;
        Ok(found.into_stream().map_err(Into::into).boxed())
    }

    /// The names of all blobs that were written before a time (unix milliseconds), and how many there are in all.
    pub(crate) async fn older_than(&self, before_ms: i64) -> Result<(Vec<String>, u64)> {
        let (mut names, mut all) = (Vec::new(), 0);
        let mut list = self.store.list(None);
        while let Some(found) = list.try_next().await? {
            all += 1;
            if found.last_modified.timestamp_millis() < before_ms {
                names.push(found.location.to_string());
            }
        }
        Ok((names, all))
    }

    /// SHA-256 (hex) and size of a blob as it is now.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] when it is gone.
    pub async fn digest(&self, name: &str) -> Result<(String, u64)> {
        let mut stream = self.get(name).await?;
        let (mut hash, mut bytes) = (Sha256::new(), 0);
        while let Some(part) = stream.try_next().await? {
            bytes += part.len() as u64;
            hash.update(&part);
        }
        Ok((hex(&hash.finalize()), bytes))
    }

    /// Removes a blob that no row names any more; one that is not there is fine.
    ///
    /// # Errors
    /// When the store cannot.
    pub(crate) async fn remove(&self, name: &str) -> Result<()> {
        match self.store.delete(&ObjectPath::from(name)).await {
            Err(object_store::Error::NotFound { .. }) => Ok(()),
            other => Ok(other?),
        }
    }
}
