//! How often posters were scanned: a number a day, nothing of who.

use crate::{Result, Store, db::unsigned};

/// Scans of one print of a poster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PosterScans {
    pub procedure: String,
    /// The day of print, `20261123`.
    pub printed: String,
    /// Since the day asked for.
    pub recent: u64,
    pub total: u64,
}

impl Store {
    /// Counts a scan on a local day (`2026-11-23`).
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn count_scan(&self, procedure: &str, printed: &str, day: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        sqlx::query(
            "INSERT INTO poster_scans (procedure, printed, day, count) VALUES ($1, $2, $3, 1)
             ON CONFLICT (procedure, printed, day) DO UPDATE SET count = poster_scans.count + 1",
        )
        .bind(procedure)
        .bind(printed)
        .bind(day)
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// Scans of every print, newest print first; `since` is the first recent day.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn poster_scans(&self, since: &str) -> Result<Vec<PosterScans>> {
        let rows: Vec<(String, String, i64, i64)> = sqlx::query_as(
            "SELECT procedure, printed, SUM(CASE WHEN day >= $1 THEN count ELSE 0 END), SUM(count)
             FROM poster_scans GROUP BY procedure, printed ORDER BY printed DESC, procedure",
        )
        .bind(since)
        .fetch_all(&self.db.read)
        .await?;
        let scans = |(procedure, printed, recent, total)| PosterScans {
            procedure,
            printed,
            recent: unsigned(recent),
            total: unsigned(total),
        };
        Ok(rows.into_iter().map(scans).collect())
    }
}
