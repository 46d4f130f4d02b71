//! Devices: a hash of a token, nothing about who holds it.

use crate::{Result, Store};

impl Store {
    /// Keeps a device.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_device(&self, id: &str, token_hash: &str, now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        sqlx::query("INSERT INTO devices (id, token_hash, created_ms) VALUES ($1, $2, $3)")
            .bind(id)
            .bind(token_hash)
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// The device with this token, if there is one.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn device_by_token(&self, token_hash: &str) -> Result<Option<String>> {
        Ok(sqlx::query_scalar("SELECT id FROM devices WHERE token_hash = $1")
            .bind(token_hash)
            .fetch_optional(&self.db.read)
            .await?)
    }
}
