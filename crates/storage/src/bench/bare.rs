//! The limits of a disk: rows committed one by one with nothing around them, and bytes written and synced.

use crate::Result;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    fs::File,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

/// A table of a key and a text, each row with a commit of its own that is on the disk before it counts.
#[derive(Clone)]
pub struct Bare {
    pool: SqlitePool,
}

impl Bare {
    /// Opens (and makes) the database, set as ours is.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn open(file: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5));
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        sqlx::query("CREATE TABLE IF NOT EXISTS rows (key TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT")
            .execute(&pool)
            .await?;
        Ok(Self { pool })
    }

    /// Keeps a row.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn insert(&self, key: &str, body: &str) -> Result<()> {
        sqlx::query("INSERT INTO rows (key, body) VALUES ($1, $2)").bind(key).bind(body).execute(&self.pool).await?;
        Ok(())
    }

    /// Rows kept in so much time, one after the other: the time of each.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn commits(&self, body: &str, lasts: Duration) -> Result<Vec<Duration>> {
        let mut times = Vec::new();
        let (begin, first): (Instant, i64) =
            (Instant::now(), sqlx::query_scalar("SELECT COUNT(*) FROM rows").fetch_one(&self.pool).await?);
        while begin.elapsed() < lasts {
            let one = Instant::now();
            self.insert(&format!("{:020}", first + times.len() as i64), body).await?;
            times.push(one.elapsed());
        }
        Ok(times)
    }

    /// Closes it.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Bytes a second that a disk takes in pieces of this length, each synced before the next: no durable answer to one sender can
/// be quicker.
///
/// # Errors
/// When the disk cannot.
pub fn write_and_sync(file: &Path, piece: &[u8], pieces: usize, sync: bool) -> Result<f64> {
    let mut out = File::create(file)?;
    let begin = Instant::now();
    for _ in 0..pieces {
        out.write_all(piece)?;
        if sync {
            out.sync_data()?;
        }
    }
    let took = begin.elapsed();
    std::fs::remove_file(file)?;
    Ok((piece.len() * pieces) as f64 / took.as_secs_f64())
}
