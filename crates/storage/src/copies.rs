//! Copies of drafts that phones keep at the office, a row a draft; gone once the dossier of that key is there.

use crate::{
    Result, Store, StoreError,
    db::{Tx, signed, unsigned},
};

/// A copy as its phone sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub id: String,
    /// By the phone's clock.
    pub updated_ms: u64,
    pub content: String,
}

impl Store {
    /// Keeps a copy in place of the one before; what was handed in is not kept again. At most so many a device.
    ///
    /// # Errors
    /// [`StoreError::Quota`].
    pub async fn keep_copy(&self, device: &str, copy: &Copy, most: u32, now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let handed_in: Option<i64> = sqlx::query_scalar("SELECT 1 FROM dossiers WHERE submission = $1")
            .bind(&copy.id)
            .fetch_optional(&mut *tx)
            .await?;
        if handed_in.is_some() {
            return tx.rollback().await;
        }
        let others: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM draft_copies WHERE device = $1 AND id <> $2")
            .bind(device)
            .bind(&copy.id)
            .fetch_one(&mut *tx)
            .await?;
        if others >= i64::from(most) {
            return Err(StoreError::Quota);
        }
        sqlx::query(
            "INSERT INTO draft_copies (device, id, updated_ms, content, touched_ms) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (device, id) DO UPDATE
             SET updated_ms = excluded.updated_ms, content = excluded.content, touched_ms = excluded.touched_ms",
        )
        .bind(device)
        .bind(&copy.id)
        .bind(signed(copy.updated_ms))
        .bind(&copy.content)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// The copies of a device, the last changed first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn copies(&self, device: &str) -> Result<Vec<Copy>> {
        let rows: Vec<(String, i64, String)> = sqlx::query_as(
            "SELECT id, updated_ms, content FROM draft_copies WHERE device = $1 ORDER BY touched_ms DESC, id",
        )
        .bind(device)
        .fetch_all(&self.db.read)
        .await?;
        let copy = |(id, updated_ms, content)| Copy { id, updated_ms: unsigned(updated_ms), content };
        Ok(rows.into_iter().map(copy).collect())
    }

    /// Forgets a copy; one that is not there is fine.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn forget_copy(&self, device: &str, id: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        sqlx::query("DELETE FROM draft_copies WHERE device = $1 AND id = $2")
            .bind(device)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }
}

/// The dossier is there: whatever phone kept a copy of its draft.
pub(crate) async fn end(tx: &mut Tx, submission: &str) -> Result<()> {
    sqlx::query("DELETE FROM draft_copies WHERE id = $1").bind(submission).execute(&mut **tx).await?;
    Ok(())
}
