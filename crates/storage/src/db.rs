//! SQLite as it must be: settings read back, one writer, four readers, every write transaction immediate.

use crate::{Result, StoreError, seals};
use sqlx::{
    ConnectOptions, Connection, Row, Sqlite, SqliteConnection, SqlitePool, Transaction,
    sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    ops::{Deref, DerefMut},
    path::Path,
    time::Duration,
};

/// Below this, SQLite has a known way to damage a database in WAL mode.
const LEAST_VERSION: (u32, u32, u32) = (3, 51, 3);
const BUSY: Duration = Duration::from_millis(5000);
const READERS: u32 = 4;

/// Pragmas that must hold on every connection, and what they must read back.
const HELD: [(&str, i64); 9] = [
    ("PRAGMA synchronous", 2),
    ("PRAGMA foreign_keys", 1),
    ("PRAGMA busy_timeout", 5000),
    ("PRAGMA trusted_schema", 0),
    ("PRAGMA cell_size_check", 1),
    ("PRAGMA secure_delete", 1),
    ("PRAGMA mmap_size", 0),
    ("PRAGMA journal_size_limit", 67_108_864),
    ("PRAGMA wal_autocheckpoint", 1000),
];

/// The pools. A second kind of database would make this an enum of pools; the statements already use `$1`.
#[derive(Clone)]
pub struct Db {
    pub(crate) read: SqlitePool,
    write: SqlitePool,
    sealed: seals::Tables,
}

/// A write transaction. What it touched is sealed when it commits.
pub(crate) struct Tx {
    inner: Transaction<'static, Sqlite>,
    sealed: seals::Tables,
}

impl Tx {
    pub(crate) async fn commit(mut self) -> Result<()> {
        seals::seal(&mut self.inner, &self.sealed).await?;
        Ok(self.inner.commit().await?)
    }

    pub(crate) async fn rollback(self) -> Result<()> {
        Ok(self.inner.rollback().await?)
    }
}

impl Deref for Tx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.inner
    }
}

impl Db {
    pub(crate) async fn open(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .auto_vacuum(SqliteAutoVacuum::None)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .statement_cache_capacity(256)
            .pragma("trusted_schema", "OFF")
            .pragma("cell_size_check", "ON")
            .pragma("secure_delete", "ON")
            .pragma("journal_size_limit", "67108864")
            .pragma("wal_autocheckpoint", "1000")
            .pragma("mmap_size", "0");
        // SQLite ends a transaction by itself when the disk is full, and sqlx still believes to be in it: such a
        // connection is replaced, or nothing could be written ever again.
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
            .connect_with(options.clone())
            .await?;
        private_file(file)?;
        quick_check(&write).await?;
        // Migrations first: the readers must find the schema.
        sqlx::migrate!("migrations/sqlite").run(&write).await?;
        let sealed = seals::prepare(&mut *write.acquire().await?).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .connect_with(options.read_only(true).pragma("query_only", "ON"))
            .await?;
        let db = Self { read, write, sealed };
        db.assert_settings().await?;
        Ok(db)
    }

    async fn assert_settings(&self) -> Result<()> {
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&self.read).await?;
        let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
        let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        if found < LEAST_VERSION {
            return Err(StoreError::Broken(format!("SQLite {version} is too old")));
        }
        for pool in [&self.read, &self.write] {
            let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(pool).await?;
            if mode != "wal" {
                return Err(StoreError::Broken(format!("journal_mode is {mode}")));
            }
            for (pragma, wanted) in HELD {
                let found: i64 = sqlx::query_scalar(pragma).fetch_one(pool).await?;
                if found != wanted {
                    return Err(StoreError::Broken(format!("{pragma} is {found}")));
                }
            }
        }
        Ok(())
    }

    /// A write transaction that holds the write lock from its first moment: no late SQLITE_BUSY.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        let inner = self.write.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Tx { inner, sealed: self.sealed.clone() })
    }

    pub(crate) async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").fetch_one(&self.read).await?;
        Ok(())
    }

    pub(crate) async fn check(&self) -> Result<()> {
        let row = sqlx::query("PRAGMA integrity_check(1)").fetch_one(&self.read).await?;
        let word: String = row.try_get(0)?;
        let orphans = sqlx::query("PRAGMA foreign_key_check").fetch_all(&self.read).await?;
        match (word.as_str(), orphans.len()) {
            ("ok", 0) => Ok(()),
            (_, 0) => Err(StoreError::Broken(word)),
            (_, count) => Err(StoreError::Broken(format!("{count} rows refer to nothing"))),
        }
    }

    pub(crate) async fn close(&self) {
        self.read.close().await;
        // Truncates the log, so that the file alone is the whole database.
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&self.write).await;
        self.write.close().await;
    }
}

/// Structural damage is found before anything is written into it.
async fn quick_check(pool: &SqlitePool) -> Result<()> {
    let word: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(pool).await?;
    if word == "ok" { Ok(()) } else { Err(StoreError::Damaged(word)) }
}

/// A connection that only reads, beside a server or without one. Migrations are not applied.
pub(crate) async fn reader(file: &Path) -> Result<SqliteConnection> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .busy_timeout(BUSY)
        .read_only(true)
        .pragma("trusted_schema", "OFF")
        .pragma("cell_size_check", "ON")
        .pragma("mmap_size", "0");
    Ok(options.connect().await?)
}

fn private_file(path: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Row counts and sizes as SQL knows them.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Back again; a negative number never stands in these columns.
pub(crate) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_disk_is_told_apart_and_passes() {
        let dir = tempfile::tempdir().unwrap();
        let db = Db::open(&dir.path().join("motcua.db")).await.unwrap();
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&db.write).await.unwrap();
        let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 4));
        sqlx::query(limit).fetch_all(&db.write).await.unwrap();
        let fill = async {
            let mut tx = db.begin().await?;
            for number in 0..1000 {
                sqlx::query("INSERT INTO devices (id, token_hash, created_ms) VALUES ($1, $2, 0)")
                    .bind(format!("{number:0500}"))
                    .bind(format!("{number:0500}"))
                    .execute(&mut *tx)
                    .await?;
            }
            tx.commit().await
        };
        assert!(matches!(fill.await, Err(StoreError::Full)));
        // The limit went with the connection that hit it.
        let mut tx = db.begin().await.unwrap();
        sqlx::query("INSERT INTO devices (id, token_hash, created_ms) VALUES ('a', 'b', 0)")
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM devices").fetch_one(&db.read).await.unwrap();
        assert_eq!(count, 1, "nothing of the failed transaction is there");
        db.check().await.unwrap();
    }
}
