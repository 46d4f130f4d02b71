//! The public keys of certified copies. One signs; those before it stay, so that what they signed can still be checked.

use crate::{
    Result, Store, StoreError,
    audit::{self, Act, By},
};
use sqlx::FromRow;

/// A key's public half.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct CopyKey {
    pub id: String,
    /// 32 bytes, hex.
    pub public: String,
    pub made_ms: i64,
    /// Since when it signs no more.
    pub retired_ms: Option<i64>,
    /// Since when nothing that it signed counts.
    pub withdrawn_ms: Option<i64>,
}

impl Store {
    /// Every key, the newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn copy_keys(&self) -> Result<Vec<CopyKey>> {
        Ok(sqlx::query_as("SELECT * FROM copy_keys ORDER BY made_ms DESC, id").fetch_all(&self.db.read).await?)
    }

    /// Keeps a new key, which signs from now on in place of the one before.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_copy_key(&self, id: &str, public: &str, by: By<'_>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        sqlx::query("UPDATE copy_keys SET retired_ms = $1 WHERE retired_ms IS NULL")
            .bind(by.at_ms)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO copy_keys (id, public, made_ms) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(public)
            .bind(by.at_ms)
            .execute(&mut *tx)
            .await?;
        audit::put(&mut tx, &Act::on("copy_key_made", Some(id), by)).await?;
        tx.commit().await
    }

    /// From now on nothing counts that the key signed.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn withdraw_copy_key(&self, id: &str, by: By<'_>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let sql =
            "UPDATE copy_keys SET retired_ms = COALESCE(retired_ms, $2), withdrawn_ms = COALESCE(withdrawn_ms, $2)
                   WHERE id = $1";
        let rows = sqlx::query(sql).bind(id).bind(by.at_ms).execute(&mut *tx).await?.rows_affected();
        if rows == 0 {
            return Err(StoreError::NotFound);
        }
        audit::put(&mut tx, &Act::on("copy_key_withdrawn", Some(id), by)).await?;
        tx.commit().await
    }
}
