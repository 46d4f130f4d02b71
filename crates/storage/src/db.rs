//! SQLite as it must be: settings read back, one writer, four readers, every write transaction immediate.

pub(crate) use crate::writer::Tx;
use crate::{Result, StoreError, seals, writer::Writer};
use sqlx::{
    ConnectOptions, Row, SqliteConnection, SqlitePool,
    sqlite::{SqliteAutoVacuum, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{path::Path, time::Duration};

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

/// Readers and the writer. A second kind of database would make this an enum; the statements already use `$1`.
#[derive(Clone)]
pub struct Db {
    pub(crate) read: SqlitePool,
    pub(crate) writer: Writer,
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
        let mut write = options.connect().await?;
        private_file(file)?;
        quick_check(&mut write).await?;
        // Migrations first: the readers must find the schema.
        sqlx::migrate!("migrations/sqlite").run(&mut write).await?;
        let sealed = seals::prepare(&mut write).await?;
        assert_settings(&mut write).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .connect_with(options.clone().read_only(true).pragma("query_only", "ON"))
            .await?;
        assert_settings(&mut *read.acquire().await?).await?;
        Ok(Self { read, writer: Writer::new(write, options, sealed) })
    }

    /// A write transaction; its commit may be shared with others (`writer`).
    pub(crate) async fn begin(&self) -> Result<Tx> {
        self.writer.begin().await
    }

    /// A write transaction with a commit of its own: for what takes long, is checked as late as at the commit, or acts on
    /// the disk before it.
    pub(crate) async fn begin_alone(&self) -> Result<Tx> {
        self.writer.begin_alone().await
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
        self.writer.close().await;
    }
}

async fn assert_settings(connection: &mut SqliteConnection) -> Result<()> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *connection).await?;
    let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < LEAST_VERSION {
        return Err(StoreError::Broken(format!("SQLite {version} is too old")));
    }
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *connection).await?;
    if mode != "wal" {
        return Err(StoreError::Broken(format!("journal_mode is {mode}")));
    }
    for (pragma, wanted) in HELD {
        let found: i64 = sqlx::query_scalar(pragma).fetch_one(&mut *connection).await?;
        if found != wanted {
            return Err(StoreError::Broken(format!("{pragma} is {found}")));
        }
    }
    Ok(())
}

/// Structural damage is found before anything is written into it.
async fn quick_check(connection: &mut SqliteConnection) -> Result<()> {
    let word: String = sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(connection).await?;
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
