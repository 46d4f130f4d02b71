//! How uploads and files end: never at once, never what a row names, never many at a time.
//!
//! An upload that nobody goes on with is forgotten, and known as gone for a while. A file that no row names goes to the trash
//! and is removed thirty days later, after one more look. A mistake in this code, or in a hand-written query, is found before
//! it costs anything: a run that would remove more than a hundredth, or more than a hundred, refuses.

use crate::{
    Result, Store, StoreError,
    db::Tx,
    uploads::{NewUpload, Owner, Upload},
};
use sqlx::AssertSqlSafe;

const DAY_MS: i64 = 24 * 3600 * 1000;
/// How long an upload may take from its announcement to its last byte.
pub const UPLOAD_KEPT_MS: i64 = 7 * DAY_MS;
/// How long a whole upload waits to become part of a dossier.
pub const STORED_KEPT_MS: i64 = 8 * DAY_MS;
/// How long a file lies in the trash, and how long a forgotten upload is known as gone.
pub const TRASH_KEPT_MS: i64 = 30 * DAY_MS;
/// A file that no row names may be one whose row is just being written.
const STRAY_AFTER_MS: i64 = DAY_MS;
/// Longer than the first bytes of an upload may take to be counted.
const UNBEGUN_AFTER_MS: i64 = 3 * 60 * 1000;
/// A run never removes more than this many.
const MOST: u64 = 100;
/// Below this many a hundredth says nothing.
const FEW: u64 = 10;

impl Upload {
    /// When it is forgotten if it is not whole by then (unix milliseconds).
    #[must_use]
    pub const fn expires_ms(&self) -> i64 {
        self.created_ms.saturating_add(UPLOAD_KEPT_MS)
    }
}

/// Refuses what looks like a mistake.
fn guard(due: usize, all: u64) -> Result<()> {
    let due = due as u64;
    if due > MOST || (due > FEW && due > all / 100) { Err(StoreError::Guarded { due, all }) } else { Ok(()) }
}

pub(crate) async fn throw_away(tx: &mut Tx, blob: &str, now_ms: i64) -> Result<()> {
    sqlx::query("INSERT INTO trash (blob, thrown_ms) VALUES ($1, $2) ON CONFLICT (blob) DO NOTHING")
        .bind(blob)
        .bind(now_ms)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Forgets the owner's oldest upload of which no byte has come for a while; says whether there was one. Nothing was ever
/// acknowledged of it.
pub(crate) async fn forget_unbegun(tx: &mut Tx, new: &NewUpload) -> Result<bool> {
    let gone: Option<String> = sqlx::query_scalar(
        "DELETE FROM uploads
         WHERE id = (SELECT id FROM uploads
                     WHERE owner_kind = $1 AND owner_id = $2 AND state = 'open' AND received = 0 AND created_ms < $3
                     ORDER BY created_ms, id LIMIT 1)
         RETURNING id",
    )
    .bind(new.owner.kind())
    .bind(new.owner.id())
    .bind(new.created_ms - UNBEGUN_AFTER_MS)
    .fetch_optional(&mut **tx)
    .await?;
    let Some(id) = gone else { return Ok(false) };
    sqlx::query("INSERT INTO gone_uploads (id, owner_kind, owner_id, gone_ms) VALUES ($1, $2, $3, $4)")
        .bind(id)
        .bind(new.owner.kind())
        .bind(new.owner.id())
        .bind(new.created_ms)
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

impl Store {
    pub(crate) async fn is_gone(&self, id: &str, owner: &Owner) -> Result<bool> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM gone_uploads WHERE id = $1 AND owner_kind = $2 AND owner_id = $3")
                .bind(id)
                .bind(owner.kind())
                .bind(owner.id())
                .fetch_optional(&self.db.read)
                .await?;
        Ok(found.is_some())
    }

    /// Brings the files of unfinished uploads to their rows' offsets; an upload whose file lost bytes is forgotten, so that
    /// its sender begins anew. Says how many were forgotten. Only for the one process that serves.
    ///
    /// # Errors
    /// When the database or the disk cannot.
    pub async fn settle_uploads(&self, now_ms: i64) -> Result<u64> {
        let open: Vec<(String, i64)> =
            sqlx::query_as("SELECT id, received FROM uploads WHERE state = 'open'").fetch_all(&self.db.read).await?;
        let mut lost = 0;
        for (id, received) in open {
            if !self.staging.cut_back(&id, crate::db::unsigned(received)).await? {
                lost += self.forget_where("id = $1", now_ms, &id).await?;
            }
        }
        Ok(lost)
    }

    /// Forgets uploads that came to no end within their time, some at once; says how many.
    ///
    /// # Errors
    /// When the database or the disk cannot.
    pub async fn sweep_uploads(&self, now_ms: i64) -> Result<u64> {
        let open = self.forget_where("state = 'open' AND created_ms < $1", now_ms, now_ms - UPLOAD_KEPT_MS).await?;
        let stored = self.forget_where("state = 'stored' AND created_ms < $1", now_ms, now_ms - STORED_KEPT_MS).await?;
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM gone_uploads WHERE gone_ms < $1")
            .bind(now_ms - TRASH_KEPT_MS)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        // Files that no row names: their rows went, and the process ended before the file did.
        for id in self.staging.older_than(now_ms - UPLOAD_KEPT_MS - DAY_MS).await? {
            let known: Option<i64> = sqlx::query_scalar("SELECT 1 FROM uploads WHERE id = $1 AND state = 'open'")
                .bind(&id)
                .fetch_optional(&self.db.read)
                .await?;
            if known.is_none() {
                self.staging.remove(&id).await?;
            }
        }
        Ok(open + stored)
    }

    /// `which` is a condition of this file with one parameter, `$1`.
    async fn forget_where<'q, P>(&self, which: &str, now_ms: i64, parameter: P) -> Result<u64>
    where
        P: sqlx::Encode<'q, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite> + 'q,
    {
        let mut tx = self.db.begin().await?;
        let chosen = format!(
            "DELETE FROM uploads
             WHERE id IN (SELECT id FROM uploads WHERE state <> 'bound' AND {which} LIMIT 100)
             RETURNING id, owner_kind, owner_id, blob"
        );
        let gone: Vec<(String, String, String, Option<String>)> =
            sqlx::query_as(AssertSqlSafe(chosen)).bind(parameter).fetch_all(&mut *tx).await?;
        for (id, kind, owner, blob) in &gone {
            sqlx::query("INSERT INTO gone_uploads (id, owner_kind, owner_id, gone_ms) VALUES ($1, $2, $3, $4)")
                .bind(id)
                .bind(kind)
                .bind(owner)
                .bind(now_ms)
                .execute(&mut *tx)
                .await?;
            if let Some(blob) = blob {
                throw_away(&mut tx, blob, now_ms).await?;
            }
        }
        tx.commit().await?;
        // The rows went first: what is left behind now is garbage, never a loss.
        for (id, ..) in &gone {
            self.staging.remove(id).await?;
        }
        Ok(gone.len() as u64)
    }

    /// Forgets an upload that is not part of a dossier; its file goes to the trash.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is another's, gone, or part of a dossier.
    pub async fn remove_upload(&self, id: &str, owner: &Owner, now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let blob: Option<Option<String>> = sqlx::query_scalar(
            "DELETE FROM uploads WHERE id = $1 AND owner_kind = $2 AND owner_id = $3 AND state <> 'bound' RETURNING blob",
        )
        .bind(id)
        .bind(owner.kind())
        .bind(owner.id())
        .fetch_optional(&mut *tx)
        .await?;
        let Some(blob) = blob else { return Err(StoreError::NotFound) };
        if let Some(blob) = blob {
            throw_away(&mut tx, &blob, now_ms).await?;
        }
        tx.commit().await?;
        self.staging.remove(id).await
    }

    /// Puts a file that no row came to name into the trash.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn throw_blob_away(&self, blob: &str, now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        throw_away(&mut tx, blob, now_ms).await?;
        tx.commit().await
    }

    /// Finds files that no row names and puts them into the trash; says how many.
    ///
    /// # Errors
    /// [`StoreError::Guarded`] when they are so many that the rows are likelier to be wrong than the files.
    pub async fn find_strays(&self, now_ms: i64) -> Result<u64> {
        let (names, all) = self.blobs.older_than(now_ms - STRAY_AFTER_MS).await?;
        let mut strays = Vec::new();
        for name in names {
            let known: Option<i64> = sqlx::query_scalar(
                "SELECT 1 FROM uploads WHERE blob = $1 UNION ALL SELECT 1 FROM trash WHERE blob = $1 LIMIT 1",
            )
            .bind(&name)
            .fetch_optional(&self.db.read)
            .await?;
            if known.is_none() {
                strays.push(name);
            }
        }
        guard(strays.len(), all)?;
        for name in &strays {
            self.throw_blob_away(name, now_ms).await?;
        }
        Ok(strays.len() as u64)
    }

    /// How many files lie in the trash, and how many of them are due.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn trash_count(&self, now_ms: i64) -> Result<(u64, u64)> {
        let (all, due): (i64, i64) =
            sqlx::query_as("SELECT COUNT(*), COUNT(*) FILTER (WHERE thrown_ms < $1) FROM trash")
                .bind(now_ms - TRASH_KEPT_MS)
                .fetch_one(&self.db.read)
                .await?;
        Ok((crate::db::unsigned(all), crate::db::unsigned(due)))
    }

    /// Removes what has lain in the trash for its time and is still named by no row; says how many. With `unguarded`, however
    /// many there are: a person looked.
    ///
    /// # Errors
    /// [`StoreError::Guarded`] when they are too many for one run; nothing was removed then.
    pub async fn empty_trash(&self, now_ms: i64, unguarded: bool) -> Result<u64> {
        let due: Vec<String> = sqlx::query_scalar("SELECT blob FROM trash WHERE thrown_ms < $1 ORDER BY thrown_ms")
            .bind(now_ms - TRASH_KEPT_MS)
            .fetch_all(&self.db.read)
            .await?;
        let all: i64 = sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM uploads WHERE blob IS NOT NULL) + (SELECT COUNT(*) FROM trash)",
        )
        .fetch_one(&self.db.read)
        .await?;
        if !unguarded {
            guard(due.len(), crate::db::unsigned(all))?;
        }
        let mut removed = 0;
        for blob in due {
            // Alone: the file goes before the commit, on what rows say that are kept for certain.
            let mut tx = self.db.begin_alone().await?;
            let named: Option<i64> = sqlx::query_scalar("SELECT 1 FROM uploads WHERE blob = $1 LIMIT 1")
                .bind(&blob)
                .fetch_optional(&mut *tx)
                .await?;
            if named.is_none() {
                self.blobs.remove(&blob).await?;
                removed += 1;
            }
            // What a row names was never garbage: it leaves the trash as it is.
            sqlx::query("DELETE FROM trash WHERE blob = $1").bind(&blob).execute(&mut *tx).await?;
            tx.commit().await?;
        }
        Ok(removed)
    }
}
