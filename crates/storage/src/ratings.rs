//! Ratings: kept under hashes of tokens, with the day and without anything that leads to a dossier, a person or a device.

use crate::{Result, Store, StoreError};
use sqlx::FromRow;

/// By what somebody rated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The code on a slip of a dossier.
    Slip,
    /// The poster at a counter.
    Counter,
}

impl Source {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Slip => "slip",
            Self::Counter => "counter",
        }
    }
}

/// A rating as it is kept. What stands in `level` and `scores` is the caller's matter.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Kept {
    pub source: String,
    /// The field of the procedure, or the counter.
    pub place: String,
    /// `2026-11-23`.
    pub day: String,
    pub level: String,
    pub scores: String,
    pub comment: String,
}

/// What is said with a rating.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub level: &'a str,
    pub scores: &'a str,
    pub comment: &'a str,
}

impl Store {
    /// Remembers a code that is printed on a slip; the same one again changes nothing.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn add_rating_slip(&self, key: &str, field: &str) -> Result<()> {
        let known: Option<i64> = sqlx::query_scalar("SELECT 1 FROM rating_slips WHERE key = $1")
            .bind(key)
            .fetch_optional(&self.db.read)
            .await?;
        // Printing again takes no turn at the one writer.
        if known.is_some() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        sqlx::query("INSERT INTO rating_slips (key, field) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(key)
            .bind(field)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// The field of a slip's procedure, if such a code was printed.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn rating_slip(&self, key: &str) -> Result<Option<String>> {
        let field = sqlx::query_scalar("SELECT field FROM rating_slips WHERE key = $1").bind(key);
        Ok(field.fetch_optional(&self.db.read).await?)
    }

    /// A rating.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn rating(&self, key: &str) -> Result<Option<Kept>> {
        let row = sqlx::query_as("SELECT source, place, day, level, scores, comment FROM ratings WHERE key = $1");
        Ok(row.bind(key).fetch_optional(&self.db.read).await?)
    }

    /// Keeps a new rating; one that somebody else kept meanwhile under this key is changed, if it is not older than `oldest`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the one that is there is older.
    pub async fn add_rating(
        &self,
        key: &str,
        (source, place): (Source, &str),
        day: &str,
        oldest: &str,
        said: Said<'_>,
    ) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let done = sqlx::query(
            "INSERT INTO ratings (key, source, place, day, level, scores, comment) VALUES ($1, $2, $3, $4, $6, $7, $8)
             ON CONFLICT (key) DO UPDATE SET level = $6, scores = $7, comment = $8 WHERE ratings.day >= $5",
        )
        .bind(key)
        .bind(source.as_str())
        .bind(place)
        .bind(day)
        .bind(oldest)
        .bind(said.level)
        .bind(said.scores)
        .bind(said.comment)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        tx.commit().await
    }

    /// Ratings from one day to another, both included, in no order of time.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn ratings(&self, from: &str, to: &str) -> Result<Vec<Kept>> {
        Ok(sqlx::query_as(
            "SELECT source, place, day, level, scores, comment FROM ratings
             WHERE day BETWEEN $1 AND $2 ORDER BY key",
        )
        .bind(from)
        .bind(to)
        .fetch_all(&self.db.read)
        .await?)
    }
}
