//! Requests that may be repeated: which idempotency key led to which version of a dossier.

use crate::{
    Result, Store, StoreError,
    db::{Tx, signed},
};

impl Store {
    /// Whether this request on this dossier was done before.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the key came with another content or for another dossier.
    pub async fn replied(&self, key: &str, dossier: &str, content_sha256: &str) -> Result<bool> {
        let row: Option<(String, String)> = sqlx::query_as(KNOWN).bind(key).fetch_optional(&self.db.read).await?;
        same(row, dossier, content_sha256)
    }
}

const KNOWN: &str = "SELECT dossier, content_sha256 FROM replies WHERE key = $1";

fn same(known: Option<(String, String)>, dossier: &str, content_sha256: &str) -> Result<bool> {
    match known {
        None => Ok(false),
        Some((of, digest)) if of == dossier && digest == content_sha256 => Ok(true),
        Some(_) => Err(StoreError::KeyReused),
    }
}

/// As [`Store::replied`], as the transaction sees it.
pub(crate) async fn done(tx: &mut Tx, key: &str, dossier: &str, content_sha256: &str) -> Result<bool> {
    let row: Option<(String, String)> = sqlx::query_as(KNOWN).bind(key).fetch_optional(&mut **tx).await?;
    same(row, dossier, content_sha256)
}

pub(crate) async fn put(
    tx: &mut Tx,
    key: &str,
    dossier: &str,
    content_sha256: &str,
    version: u64,
    now_ms: i64,
) -> Result<()> {
    let rows = sqlx::query(
        "INSERT INTO replies (key, dossier, content_sha256, version, created_ms) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (key) DO NOTHING",
    )
    .bind(key)
    .bind(dossier)
    .bind(content_sha256)
    .bind(signed(version))
    .bind(now_ms)
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if rows == 1 { Ok(()) } else { Err(StoreError::KeyReused) }
}
