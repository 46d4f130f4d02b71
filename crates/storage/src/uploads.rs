//! Rows of uploads: who owns them, how far they came, and what they turned out to be.

use crate::{
    Result, Store, StoreError,
    db::{Tx, signed, unsigned},
};
use bytes::Bytes;
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// Who may see an upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    Device(String),
    Staff(String),
}

impl Owner {
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Device(_) => "device",
            Self::Staff(_) => "staff",
        }
    }

    pub(crate) fn id(&self) -> &str {
        match self {
            Self::Device(id) | Self::Staff(id) => id,
        }
    }
}

/// What is announced of an upload.
#[derive(Clone, Debug)]
pub struct NewUpload {
    pub id: String,
    pub owner: Owner,
    /// Bytes.
    pub length: u64,
    /// The announced media type.
    pub declared: String,
    pub name: Option<String>,
    /// What was announced in tus's own form, given back as it came.
    pub metadata: String,
    /// Lower-case hex; empty when it was not announced.
    pub sha256: String,
    pub created_ms: i64,
    /// The local day, for the quota.
    pub day: String,
}

/// How much one owner may have.
#[derive(Clone, Copy, Debug)]
pub struct Quota {
    /// Uploads whose bytes are still coming.
    pub open: u32,
    /// Uploads that are not part of a dossier, whole ones included.
    pub waiting: u32,
    /// Bytes a day.
    pub day_bytes: u64,
}

/// An upload as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    pub id: String,
    pub length: u64,
    /// Durable bytes.
    pub received: u64,
    pub declared: String,
    /// Empty until it is whole, where it was not announced.
    pub sha256: String,
    pub metadata: String,
    pub created_ms: i64,
    /// Set when it is whole, checked and durable.
    pub stored: Option<Stored>,
    /// Part of a dossier.
    pub bound: bool,
}

/// What a whole upload turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    pub media_type: String,
    pub pages: u32,
    /// The blob's name.
    pub blob: String,
}

impl FromRow<'_, SqliteRow> for Upload {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let state: String = row.try_get("state")?;
        let stored = match state.as_str() {
            "open" => None,
            _ => Some(Stored {
                media_type: row.try_get("media_type")?,
                pages: u32::try_from(row.try_get::<i64, _>("pages")?).unwrap_or(u32::MAX),
                blob: row.try_get("blob")?,
            }),
        };
        Ok(Self {
            id: row.try_get("id")?,
            length: unsigned(row.try_get("length")?),
            received: unsigned(row.try_get("received")?),
            declared: row.try_get("declared")?,
            sha256: row.try_get("sha256")?,
            metadata: row.try_get("metadata")?,
            created_ms: row.try_get("created_ms")?,
            stored,
            bound: state == "bound",
        })
    }
}

impl Store {
    /// Keeps a new upload, if the owner's quota allows it.
    ///
    /// # Errors
    /// [`StoreError::TooManyUploads`], [`StoreError::Quota`].
    pub async fn create_upload(&self, new: &NewUpload, quota: Quota) -> Result<()> {
        let (kind, owner) = (new.owner.kind(), new.owner.id());
        let mut tx = self.db.begin().await?;
        let (open, waiting, coming): (i64, i64, i64) = sqlx::query_as(
            "SELECT COUNT(*) FILTER (WHERE state = 'open'), COUNT(*), COALESCE(SUM(length - received), 0)
             FROM uploads WHERE owner_kind = $1 AND owner_id = $2 AND state IN ('open', 'stored')",
        )
        .bind(kind)
        .bind(owner)
        .fetch_one(&mut *tx)
        .await?;
        let today: Option<i64> =
            sqlx::query_scalar("SELECT bytes FROM upload_days WHERE owner_kind = $1 AND owner_id = $2 AND day = $3")
                .bind(kind)
                .bind(owner)
                .bind(&new.day)
                .fetch_optional(&mut *tx)
                .await?;
        // A phone that never heard of its upload, because the answer was lost, cannot go on with it and made another.
        let made_room = open >= i64::from(quota.open) && crate::trash::forget_unbegun(&mut tx, new).await?;
        if (open >= i64::from(quota.open) && !made_room) || waiting >= i64::from(quota.waiting) {
            return Err(StoreError::TooManyUploads);
        }
        // What is announced and has not come yet counts as well.
        let used = unsigned(today.unwrap_or(0)).saturating_add(unsigned(coming));
        if used.saturating_add(new.length) > quota.day_bytes {
            return Err(StoreError::Quota);
        }
        sqlx::query(
            "INSERT INTO uploads (id, owner_kind, owner_id, length, declared, name, sha256, state, created_ms, metadata)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)",
        )
        .bind(&new.id)
        .bind(kind)
        .bind(owner)
        .bind(signed(new.length))
        .bind(&new.declared)
        .bind(&new.name)
        .bind(&new.sha256)
        .bind(new.created_ms)
        .bind(&new.metadata)
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// An upload of this owner; another's is not found.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::Gone`] when it was theirs and was not kept any longer.
    pub async fn upload(&self, id: &str, owner: &Owner) -> Result<Upload> {
        let found = sqlx::query_as("SELECT * FROM uploads WHERE id = $1 AND owner_kind = $2 AND owner_id = $3")
            .bind(id)
            .bind(owner.kind())
            .bind(owner.id())
            .fetch_optional(&self.db.read)
            .await?;
        match found {
            Some(upload) => Ok(upload),
            None if self.is_gone(id, owner).await? => Err(StoreError::Gone),
            None => Err(StoreError::NotFound),
        }
    }

    /// Moves the durable offset, and counts the bytes into the owner's day.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it stood elsewhere.
    pub async fn advance_upload(&self, upload: &Upload, owner: &Owner, to: u64, day: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let rows = sqlx::query("UPDATE uploads SET received = $3 WHERE id = $1 AND received = $2 AND state = 'open'")
            .bind(&upload.id)
            .bind(signed(upload.received))
            .bind(signed(to))
            .execute(&mut *tx)
            .await?
            .rows_affected();
        if rows != 1 {
            return Err(StoreError::Stale(upload.received));
        }
        count_bytes(&mut tx, owner, day, to - upload.received).await?;
        tx.commit().await
    }

    /// Keeps the bytes of a whole and checked upload as a blob of a random name; the name and the bytes are durable when this returns.
    ///
    /// # Errors
    /// [`StoreError::Full`] when there is no space; when the disk cannot.
    pub async fn keep_bytes(&self, upload: &str, random: [u8; 16], bytes: Bytes) -> Result<String> {
        match self.blobs.adopt(random, self.staging.file(upload)).await? {
            Some(name) => Ok(name),
            None => self.blobs.put(random, bytes).await,
        }
    }

    /// Names the blob of a whole and checked upload, and its digest. The blob is durable already.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it stood elsewhere.
    pub async fn finish_upload(&self, upload: &Upload, owner: &Owner, stored: &Stored, day: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let rows = sqlx::query(
            "UPDATE uploads SET received = length, state = 'stored', media_type = $3, pages = $4, blob = $5, sha256 = $6
             WHERE id = $1 AND received = $2 AND state = 'open'",
        )
        .bind(&upload.id)
        .bind(signed(upload.received))
        .bind(&stored.media_type)
        .bind(i64::from(stored.pages))
        .bind(&stored.blob)
        .bind(&upload.sha256)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        if rows != 1 {
            return Err(StoreError::Stale(upload.received));
        }
        count_bytes(&mut tx, owner, day, upload.length - upload.received).await?;
        tx.commit().await
    }
}

async fn count_bytes(tx: &mut Tx, owner: &Owner, day: &str, bytes: u64) -> Result<()> {
    sqlx::query(
        "INSERT INTO upload_days (owner_kind, owner_id, day, bytes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (owner_kind, owner_id, day) DO UPDATE SET bytes = upload_days.bytes + excluded.bytes",
    )
    .bind(owner.kind())
    .bind(owner.id())
    .bind(day)
    .bind(signed(bytes))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Makes uploads part of a dossier: all of them stored, unbound and of one of these owners, or none.
pub(crate) async fn bind(tx: &mut Tx, dossier: &str, uploads: &[String], owners: &[Owner], role: &str) -> Result<()> {
    let mut missing = Vec::new();
    for upload in uploads {
        if !take(tx, upload, owners).await? {
            missing.push(upload.clone());
            continue;
        }
        sqlx::query("INSERT INTO dossier_files (dossier, upload, role) VALUES ($1, $2, $3)")
            .bind(dossier)
            .bind(upload)
            .bind(role)
            .execute(&mut **tx)
            .await?;
    }
    if missing.is_empty() { Ok(()) } else { Err(StoreError::FilesMissing(missing)) }
}

/// Marks a stored upload of one of these owners as bound; says whether there was one.
pub(crate) async fn take(tx: &mut Tx, upload: &str, owners: &[Owner]) -> Result<bool> {
    for owner in owners {
        let rows = sqlx::query(
            "UPDATE uploads SET state = 'bound'
             WHERE id = $1 AND owner_kind = $2 AND owner_id = $3 AND state = 'stored'",
        )
        .bind(upload)
        .bind(owner.kind())
        .bind(owner.id())
        .execute(&mut **tx)
        .await?
        .rows_affected();
        if rows == 1 {
            return Ok(true);
        }
    }
    Ok(false)
}
