//! A bucket as a second place of backups: what a folder of backups holds goes there file by file, each once, manifests last, so
//! that a snapshot that is listed is whole. Nothing is ever removed or written over there: a key that may only add is enough,
//! and how long things stay is the bucket's own rule.

use super::{BackupError, Manifest, Part, SNAPSHOTS, crypt, snapshots};
use futures_util::TryStreamExt;
use object_store::{ObjectStore, ObjectStoreExt, buffered::BufWriter, path::Path as ObjectPath};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Write},
    path::Path,
    sync::Arc,
};
use tokio::io::AsyncWriteExt;

/// Up to so many bytes go in one request, more in several. Bytes.
const AT_ONCE: usize = 16 * 1024 * 1024;

/// A place for backups behind an object store.
#[derive(Clone)]
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    prefix: ObjectPath,
}

impl Bucket {
    /// `prefix` is the path under which everything stands; empty for the bucket itself.
    #[must_use]
    pub fn new(store: Arc<dyn ObjectStore>, prefix: &str) -> Self {
        Self { store, prefix: ObjectPath::from(prefix) }
    }

    fn place(&self, file: &str) -> ObjectPath {
        file.split('/').fold(self.prefix.clone(), |path, part| path.join(part))
    }

    /// Sends what the bucket lacks of every snapshot of a folder; answers with how many files went.
    ///
    /// # Errors
    /// When a file of the folder is not as its manifest says, or the bucket cannot be written.
    pub async fn push(&self, dir: &Path) -> Result<u64, BackupError> {
        let there = self.sizes().await?;
        let mut sent = 0;
        for manifest in snapshots(dir)? {
            let file = format!("{SNAPSHOTS}/{}.json", manifest.stamp);
            if there.contains_key(&file) {
                continue;
            }
            for part in manifest.parts().filter(|part| there.get(&part.file) != Some(&part.bytes)) {
                self.send(dir, part).await?;
                sent += 1;
            }
            let text = std::fs::read(dir.join(&file))?;
            self.store.put(&self.place(&file), text.into()).await.map_err(crate::StoreError::from)?;
            sent += 1;
        }
        Ok(sent)
    }

    /// Brings a snapshot into a folder, the one with this stamp or the newest. Its hashes are compared when it is used.
    ///
    /// # Errors
    /// [`BackupError::None`]; [`BackupError::Damaged`] when a file is missing in the bucket.
    pub async fn pull(&self, stamp: Option<&str>, dir: &Path) -> Result<Manifest, BackupError> {
        let folder = format!("{SNAPSHOTS}/");
        let there = self.sizes().await?;
        let stamps = there.keys().filter_map(|file| file.strip_prefix(&folder)?.strip_suffix(".json"));
        let found = stamps.filter(|found| stamp.is_none_or(|stamp| stamp == *found)).max();
        let stamp = found.ok_or_else(|| BackupError::None(self.prefix.to_string()))?;
        let file = format!("{SNAPSHOTS}/{stamp}.json");
        let text = self.fetch(&file).await?;
        let manifest = Manifest::read(&text).ok_or_else(|| BackupError::Damaged(file.clone()))?;
        for part in manifest.parts() {
            let (passing, path) = crypt::paths(dir, &part.file)?;
            let mut out = crypt::private(&passing)?;
            let found = self.store.get(&self.place(&part.file)).await.map_err(|error| lacking(error, &part.file))?;
            let mut stream = found.into_stream();
            while let Some(bytes) = stream.try_next().await.map_err(crate::StoreError::from)? {
                out.write_all(&bytes)?;
            }
            out.sync_all()?;
            crypt::settle(&passing, &path)?;
        }
        crypt::place(dir, &file, &text)?;
        Ok(manifest)
    }

    /// Paths and sizes of everything, as in a folder.
    async fn sizes(&self) -> Result<BTreeMap<String, u64>, BackupError> {
        let prefix = Some(&self.prefix).filter(|prefix| !prefix.as_ref().is_empty());
        let mut sizes = BTreeMap::new();
        let mut list = self.store.list(prefix);
        while let Some(found) = list.try_next().await.map_err(crate::StoreError::from)? {
            let path = found.location.as_ref();
            let own = path.strip_prefix(self.prefix.as_ref()).unwrap_or(path).trim_start_matches('/');
            sizes.insert(own.to_owned(), found.size);
        }
        Ok(sizes)
    }

    async fn fetch(&self, file: &str) -> Result<Vec<u8>, BackupError> {
        let found = self.store.get(&self.place(file)).await.map_err(|error| lacking(error, file))?;
        Ok(found.bytes().await.map_err(crate::StoreError::from)?.to_vec())
    }

    async fn send(&self, dir: &Path, part: &Part) -> Result<(), BackupError> {
        let path = dir.join(&part.file);
        if crypt::size(&path) != Some(part.bytes) || crypt::sha256(&path)? != part.sha256 {
            return Err(BackupError::Damaged(part.file.clone()));
        }
        let mut out = BufWriter::with_capacity(Arc::clone(&self.store), self.place(&part.file), AT_ONCE);
        if let Err(error) = copy(&mut File::open(path)?, &mut out).await {
            // What went in several requests before it is not left behind, as far as the bucket lets us.
            let _ = out.abort().await;
            return Err(error.into());
        }
        Ok(out.shutdown().await?)
    }
}

async fn copy(from: &mut File, to: &mut BufWriter) -> std::io::Result<()> {
    let mut buffer = vec![0; 1024 * 1024];
    loop {
        let count = from.read(&mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        to.write_all(&buffer[..count]).await?;
    }
}

fn lacking(error: object_store::Error, file: &str) -> BackupError {
    match error {
        object_store::Error::NotFound { .. } => BackupError::Damaged(file.to_owned()),
        other => crate::StoreError::from(other).into(),
    }
}
