//! The checker: what the journal says was promised, against what the server answers and what stands on its disk.

use crate::{
    Outcome, bytes,
    http::{self, Ask},
    journal::{self, Entry},
    phone::read,
    said,
    verdict::Found,
};
use futures_util::TryStreamExt;
use motcua_contract::{
    DEVICE_HEADER, Endpoint,
    dossiers::{GetReceipt, Receipt},
    uploads::{GetUpload, HeadUpload, StoredFile},
};
use motcua_storage::{
    Store,
    uploads::{Owner, Upload},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    path::Path,
    time::Duration,
};

const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// What was promised of one upload.
#[derive(Clone, Debug, Default)]
struct Promised {
    device: String,
    length: u64,
    sha256: String,
    seed: u64,
    offset: u64,
    stored: bool,
}

/// What was promised of one dossier.
#[derive(Clone, Debug)]
struct Dossier {
    device: String,
    code: String,
    sha256: String,
    uploads: Vec<String>,
}

/// A journal, summed up.
#[derive(Debug, Default)]
pub struct Promises {
    uploads: BTreeMap<String, Promised>,
    dossiers: BTreeMap<String, Dossier>,
    tried: BTreeSet<String>,
    lost: Vec<String>,
}

impl Promises {
    /// # Errors
    /// When the journal cannot be read.
    pub fn read(path: &Path) -> Outcome<Self> {
        let mut all = Self::default();
        for entry in journal::read(path)? {
            match entry {
                Entry::Device { .. } => {}
                Entry::Created { device, upload, length, sha256, seed } => {
                    all.uploads.insert(upload, Promised { device, length, sha256, seed, ..Promised::default() });
                }
                Entry::Offset { upload, offset } => {
                    if let Some(known) = all.uploads.get_mut(&upload) {
                        known.offset = known.offset.max(offset);
                    }
                }
                Entry::Stored { upload } => {
                    if let Some(known) = all.uploads.get_mut(&upload) {
                        known.stored = true;
                    }
                }
                Entry::Tried { key } => {
                    all.tried.insert(key);
                }
                Entry::Receipt { device, key, code, sha256, uploads } => {
                    if let Some(earlier) = all.dossiers.insert(key.clone(), Dossier { device, code, sha256, uploads })
                        && earlier.code != all.dossiers[&key].code
                    {
                        all.lost.push(format!("dossier {key}: two codes"));
                    }
                }
                Entry::Lost { what } => all.lost.push(what),
            }
        }
        Ok(all)
    }

    /// What of it a backup keeps that was begun after this journal and was over before `later`: dossiers and whole files. What
    /// was still coming is sent again by its phone.
    #[must_use]
    pub fn kept_by_a_backup(mut self, later: &Self) -> Self {
        self.uploads.retain(|_, upload| upload.stored);
        self.tried.clone_from(&later.tried);
        self
    }

    /// Uploads, whole files and dossiers that were acknowledged.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        (self.uploads.len(), self.uploads.values().filter(|one| one.stored).count(), self.dossiers.len())
    }

    /// Compares with what a running server answers.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn ask(&self, server: SocketAddr) -> Outcome<Found> {
        let mut found = Found { lost: self.lost.clone(), ..Found::default() };
        let get =
            async |ask: Ask, device: &str| http::ask(server, &ask.with(DEVICE_HEADER, device), ANSWER_WITHIN).await;
        for (id, promised) in &self.uploads {
            let head = get(Ask::new("HEAD", <HeadUpload as Endpoint>::path(&[id])), &promised.device).await?;
            let offset = head.header("upload-offset").parse().unwrap_or(0);
            if !head.ok() || offset < promised.offset {
                found.lost.push(format!("upload {id}: {} and offset {offset}, not {}", head.status, promised.offset));
            }
            if promised.stored {
                let answer = get(Ask::new("GET", <GetUpload as Endpoint>::path(&[id])), &promised.device).await?;
                let same = read::<StoredFile>(&answer)
                    .is_ok_and(|file| file.sha256 == promised.sha256 && file.size == promised.length);
                if !same {
                    found.lost.push(format!("upload {id}: whole before, now {}", answer.status));
                }
            }
        }
        for (key, dossier) in &self.dossiers {
            let answer = get(Ask::new("GET", <GetReceipt as Endpoint>::path(&[key])), &dossier.device).await?;
            let same = read::<Receipt>(&answer)
                .is_ok_and(|receipt| receipt.code == dossier.code && receipt.sha256 == dossier.sha256);
            if !same {
                found.lost.push(format!("dossier {key}: {} instead of its receipt", answer.status));
            }
        }
        let codes: BTreeSet<_> = self.dossiers.values().map(|dossier| &dossier.code).collect();
        found.must(codes.len() == self.dossiers.len(), || "two dossiers share a code".to_owned());
        Ok(found)
    }

    /// Compares with what stands on the disk of a stopped server, byte by byte.
    ///
    /// # Errors
    /// When the data folder cannot be opened.
    pub async fn dig(&self, data: &Path) -> Outcome<Found> {
        let store = Store::open(data).await.map_err(said)?;
        let mut found = Found::default();
        if let Err(error) = store.check().await {
            found.lost.push(format!("database: {error}"));
        }
        for (key, dossier) in &self.dossiers {
            let Some(record) = store.by_submission(key).await.map_err(said)? else {
                found.lost.push(format!("dossier {key}: no row"));
                continue;
            };
            if record.row.code != dossier.code || record.row.content_sha256 != dossier.sha256 {
                found.lost.push(format!("dossier {key}: other content"));
            }
            for id in &dossier.uploads {
                let row = store.dossier_file(&record.row.id, id).await;
                self.compare(&store, id, row.ok(), &mut found).await;
            }
        }
        let bound: BTreeSet<&String> = self.dossiers.values().flat_map(|dossier| &dossier.uploads).collect();
        for (id, promised) in self.uploads.iter().filter(|(id, _)| !bound.contains(id)) {
            let token = bytes::sha256_hex(promised.device.as_bytes());
            let device = store.device_by_token(&token).await.map_err(said)?.unwrap_or_default();
            let row = store.upload(id, &Owner::Device(device)).await.ok();
            self.compare(&store, id, row, &mut found).await;
        }
        let (least, most) = (self.dossiers.len() as u64, self.tried.len() as u64);
        let count = store.dossier_count().await.map_err(said)?;
        found.must((least..=most).contains(&count), || format!("{count} dossiers, not {least} to {most}"));
        store.close().await;
        Ok(found)
    }

    /// The bytes behind an upload's row, against the bytes that the phone made.
    async fn compare(&self, store: &Store, id: &str, row: Option<Upload>, found: &mut Found) {
        let Some(promised) = self.uploads.get(id) else { return };
        let Some(row) = row else {
            found.lost.push(format!("upload {id}: no row"));
            return;
        };
        let content = bytes::jpeg(promised.seed, usize::try_from(promised.length).unwrap_or(0));
        let offset = usize::try_from(promised.offset).unwrap_or(0);
        let kept = match &row.stored {
            Some(stored) => whole(store, &stored.blob).await,
            None => store.staging.read(id).await.map(|bytes| bytes.to_vec()).map_err(said),
        };
        match kept {
            Ok(kept) if row.stored.is_some() && kept != content => found.lost.push(format!("upload {id}: other bytes")),
            Ok(kept) if kept.get(..offset) != Some(&content[..offset]) => {
                found.lost.push(format!("upload {id}: {} bytes of {offset} or others", kept.len()));
            }
            Ok(_) if promised.stored && row.stored.is_none() => found.lost.push(format!("upload {id}: not whole")),
            Err(error) if offset > 0 || row.stored.is_some() => found.lost.push(format!("upload {id}: {error}")),
            _ => {}
        }
    }
}

async fn whole(store: &Store, blob: &str) -> Outcome<Vec<u8>> {
    let parts: Vec<_> = store.blobs.get(blob).await.map_err(said)?.try_collect().await.map_err(said)?;
    Ok(parts.concat())
}
