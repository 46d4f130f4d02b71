//! Erasing what is old enough, and never what is held: each kind counted first, erased in small transactions, told to the
//! audit chain. Bytes of erased files wait in the trash, so that a mistake can be undone from there. What becomes of files that
//! nobody handed in stands in `trash`.

use crate::{
    Result, Store, StoreError,
    audit::{self, Act, By},
    db::Tx,
    trash::throw_away,
};
use serde::Deserialize;
use sqlx::AssertSqlSafe;

/// What can be erased by age.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Drafts that desk and phone share, by their last touch.
    Drafts,
    /// Copies of drafts that phones keep at the office, by their last touch.
    Copies,
    /// Numbers of the queue.
    Tickets,
    /// Dossiers that are over, by their end, with everything that belongs to them.
    Dossiers,
}

impl What {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Copies => "copies",
            Self::Tickets => "tickets",
            Self::Dossiers => "dossiers",
        }
    }

    /// Ids of what is older than `$1`, oldest first.
    const fn sql(self) -> &'static str {
        match self {
            Self::Drafts => "SELECT id FROM drafts WHERE touched_ms < $1 ORDER BY touched_ms, id LIMIT $2",
            Self::Copies => "SELECT id FROM draft_copies WHERE touched_ms < $1 ORDER BY touched_ms, id LIMIT $2",
            Self::Tickets => "SELECT id FROM tickets WHERE issued_ms < $1 ORDER BY issued_ms, id LIMIT $2",
            Self::Dossiers => {
                "SELECT id FROM dossiers WHERE COALESCE(ended_ms, returned_ms) < $1
                   AND id NOT IN (SELECT dossier FROM holds) ORDER BY COALESCE(ended_ms, returned_ms), id LIMIT $2"
            }
        }
    }
}

impl Store {
    /// What a rule would erase: ids, oldest first. Held dossiers are never among them.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn due_for_erasure(&self, what: What, before_ms: i64, most: u32) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar(what.sql()).bind(before_ms).bind(i64::from(most)).fetch_all(&self.db.read).await?)
    }

    /// Erases some of what is older than `before_ms`, at most `most`; answers with the ids.
    ///
    /// # Errors
    /// When the database cannot: then nothing of it went.
    pub async fn erase(&self, what: What, before_ms: i64, most: u32, by: By<'_>) -> Result<Vec<String>> {
        let mut tx = self.db.begin_alone().await?;
        // A held dossier is asked for inside the transaction: an order that comes now still counts.
        let ids: Vec<String> =
            sqlx::query_scalar(what.sql()).bind(before_ms).bind(i64::from(most)).fetch_all(&mut *tx).await?;
        if ids.is_empty() {
            tx.rollback().await?;
            return Ok(ids);
        }
        sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *tx).await?;
        for id in &ids {
            match what {
                What::Drafts => delete(&mut tx, "drafts", "id", id).await?,
                What::Copies => delete(&mut tx, "draft_copies", "id", id).await?,
                What::Tickets => delete(&mut tx, "tickets", "id", id).await?,
                What::Dossiers => dossier(&mut tx, id, by).await?,
            }
        }
        if what != What::Dossiers {
            let told = format!("{}:{}", what.as_str(), ids.len());
            audit::put(&mut tx, &Act::on("erased", Some(&told), by)).await?;
        }
        tx.commit().await?;
        Ok(ids)
    }

    /// Holds a dossier against erasure, or lets it go again; answers whether that changed anything.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn hold_dossier(&self, dossier: &str, reference: Option<&str>, by: By<'_>) -> Result<bool> {
        let mut tx = self.db.begin().await?;
        let known: Option<String> =
            sqlx::query_scalar("SELECT id FROM dossiers WHERE id = $1").bind(dossier).fetch_optional(&mut *tx).await?;
        known.ok_or(StoreError::NotFound)?;
        let rows = match reference {
            Some(reference) => {
                sqlx::query("INSERT INTO holds (dossier, reference, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                    .bind(dossier)
                    .bind(reference)
                    .bind(by.at_ms)
                    .execute(&mut *tx)
                    .await?
            }
            None => sqlx::query("DELETE FROM holds WHERE dossier = $1").bind(dossier).execute(&mut *tx).await?,
        };
        if rows.rows_affected() == 0 {
            tx.rollback().await?;
            return Ok(false);
        }
        let kind = if reference.is_some() { "held" } else { "released" };
        audit::put(&mut tx, &Act { dossier: Some(dossier), ..Act::on(kind, None, by) }).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// How many dossiers are held.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn held(&self) -> Result<u64> {
        let count = sqlx::query_scalar("SELECT COUNT(*) FROM holds").fetch_one(&self.db.read).await?;
        Ok(crate::db::unsigned(count))
    }
}

/// Deletes rows by a column; the names are ours or the schema's, never input.
async fn delete(tx: &mut Tx, table: &str, column: &str, value: &str) -> Result<()> {
    let sql = AssertSqlSafe(format!("DELETE FROM \"{table}\" WHERE \"{column}\" = $1"));
    sqlx::query(sql).bind(value).execute(&mut **tx).await?;
    Ok(())
}

/// Forgets a file's row; its bytes go to the trash.
async fn upload(tx: &mut Tx, id: &str, now_ms: i64) -> Result<()> {
    let blob: Option<Option<String>> = sqlx::query_scalar("DELETE FROM uploads WHERE id = $1 RETURNING blob")
        .bind(id)
        .fetch_optional(&mut **tx)
        .await?;
    match blob.flatten() {
        Some(blob) => throw_away(tx, &blob, now_ms).await,
        None => Ok(()),
    }
}

/// Erases a dossier and every row that refers to it. The chain keeps its acts and the digest of what it was.
async fn dossier(tx: &mut Tx, id: &str, by: By<'_>) -> Result<()> {
    crate::search::remove(tx, id, None).await?;
    let history: String =
        sqlx::query_scalar("SELECT history FROM dossiers WHERE id = $1").bind(id).fetch_one(&mut **tx).await?;
    let files: Vec<String> = sqlx::query_scalar(
        "SELECT upload FROM dossier_files WHERE dossier = $1
         UNION SELECT f.upload FROM message_files f JOIN messages m ON m.id = f.message WHERE m.dossier = $1",
    )
    .bind(id)
    .fetch_all(&mut **tx)
    .await?;
    for file in &files {
        delete(tx, "message_files", "upload", file).await?;
        delete(tx, "dossier_files", "upload", file).await?;
        upload(tx, file, by.at_ms).await?;
    }
    // Also tables that are younger than this code. What it still cannot reach stops the commit, and nothing is lost.
    let children: Vec<(String, String)> = sqlx::query_as(
        "SELECT m.name, f.\"from\" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
         WHERE m.type = 'table' AND f.\"table\" = 'dossiers'",
    )
    .fetch_all(&mut **tx)
    .await?;
    for (table, column) in children {
        delete(tx, &table, &column, id).await?;
    }
    delete(tx, "dossiers", "id", id).await?;
    let act = Act { dossier: Some(id), digest: &history, ..Act::on("dossier_erased", None, by) };
    audit::put(tx, &act).await
}
