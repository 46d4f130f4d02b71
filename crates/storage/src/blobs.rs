//! Blobs: immutable bytes under random names. What they are (type, digest, owner) stands in the rows only.

use crate::{Result, durable::synced, staging::blocking};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream::BoxStream};
use motcua_domain::octets::hex;
use object_store::{
    ObjectStore, ObjectStoreExt, PutMode, PutOptions, local::LocalFileSystem, path::Path as ObjectPath,
};
use sha2::{Digest, Sha256};
use std::{
    fs::{File, hard_link},
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

/// `ab/cd/...` of 16 random bytes.
fn named(random: [u8; 16]) -> String {
    let hex = hex(&random);
    format!("{}/{}/{}", &hex[..2], &hex[2..4], &hex[4..])
}

/// Where originals are kept. Any object store fits behind it.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    root: PathBuf,
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
        let name = named(random);
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        self.store.put_opts(&ObjectPath::from(name.as_str()), bytes.into(), options).await?;
        Ok(name)
    }

    /// Gives a whole file, which is durable already, a second name among the blobs, so that its bytes are not written twice. The name is
    /// durable when this returns. Nothing where that cannot be done, as between two file systems.
    ///
    /// # Errors
    /// When a folder cannot be opened to make its name durable; the name is garbage then, and swept up.
    pub(crate) async fn adopt(&self, random: [u8; 16], file: PathBuf) -> Result<Option<String>> {
        let (root, name) = (self.root.clone(), named(random));
        blocking(move || {
            let place = root.join(&name);
            let Some(inner) = place.parent() else { return Ok(None) };
            let linked = match hard_link(&file, &place) {
                Err(error) if error.kind() == ErrorKind::NotFound => {
                    std::fs::create_dir_all(inner).and_then(|()| hard_link(&file, &place))
                }
                other => other,
            };
            if linked.is_err() {
                return Ok(None);
            }
            // Also those that another made a moment ago: it may not have synced them yet.
            for folder in inner.ancestors().take(3) {
                synced("the directory of files", File::open(folder)?.sync_all());
            }
            Ok(Some(name))
        })
        .await
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
