//! What lists, board and register ask of a dossier: columns derived from its events, written with them, and written anew
//! at start where an older version of the program wrote them.

use crate::{
    Result, Store, StoreError,
    db::{Tx, unsigned},
    dossiers::{Lines, Record},
    report,
};
use jiff::Timestamp;
use motcua_domain::dossier::Dossier;

/// The version of this file's idea of the columns. Raise it when they change: every row is then written anew at start.
const VERSION: i64 = 3;
/// Rows of one transaction of the catching up.
const AT_ONCE: u32 = 100;

/// Writes every derived column of a dossier.
pub(crate) async fn put(tx: &mut Tx, id: &str, dossier: &Dossier, lines: &Lines) -> Result<()> {
    let due = dossier.clock.due;
    let instant = due.and_then(|due| jiff::tz::offset(7).to_timestamp(due).ok());
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond);
    let mut asked = " ".to_owned();
    for opinion in &dossier.opinions {
        asked.push_str(&opinion.of);
        asked.push(' ');
    }
    sqlx::query(
        "UPDATE dossiers SET state = $2, requester = $3, folded = $4, due = $5, due_order = $6, paused = $7, field = $8,
           channel = $9, assignee = $10, proposed = $11, same_visit = $12, counts_overdue = $13, received_ms = $14,
           finished_ms = $15, returned_ms = $16, ended_ms = $17, asked = $18, extended = $19, projection = $20
         WHERE id = $1",
    )
    .bind(id)
    .bind(dossier.state.as_str())
    .bind(&lines.requester)
    .bind(&lines.folded)
    .bind(due.map(|due| due.to_string()))
    // Without a published time it is never late: it stands last.
    .bind(instant.map_or(i64::MAX, Timestamp::as_millisecond))
    .bind(dossier.clock.paused_since.is_some())
    .bind(&lines.field)
    .bind(dossier.channel.as_str())
    .bind(&dossier.assignee)
    .bind(dossier.proposed.is_some())
    .bind(dossier.same_visit)
    .bind(dossier.counts_overdue)
    .bind(ms(dossier.received_at))
    .bind(ms(dossier.finished_at))
    .bind(ms(dossier.returned_at))
    .bind(dossier.ending.as_ref().map(|ending| ending.at.as_millisecond()))
    .bind(asked)
    .bind(dossier.extensions > 0)
    .bind(VERSION)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

impl Store {
    /// Writes the columns of every dossier that an older version wrote, and gives numbers of the register to those that
    /// have none; says how many rows were written. `lines` reads a dossier's answers, `year` is the local year of a time.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn project(
        &self,
        lines: impl Fn(&Record) -> Lines + Send + Sync,
        year: impl Fn(i64) -> i64 + Send + Sync,
    ) -> Result<u64> {
        let mut count = 0;
        loop {
            let ids: Vec<String> =
                sqlx::query_scalar("SELECT id FROM dossiers WHERE projection < $1 ORDER BY id LIMIT $2")
                    .bind(VERSION)
                    .bind(AT_ONCE)
                    .fetch_all(&self.db.read)
                    .await?;
            if ids.is_empty() {
                break;
            }
            let mut tx = self.db.begin().await?;
            for id in &ids {
                let record = crate::dossiers::read(&mut tx, "id", id).await?.ok_or(StoreError::NotFound)?;
                let lines = lines(&record);
                put(&mut tx, id, &record.dossier, &lines).await?;
                report::put(&mut tx, id, lines.typed).await?;
                count += 1;
            }
            tx.commit().await?;
        }
        self.number(year).await?;
        Ok(count)
    }

    /// Dossiers from before the register are entered into it in the order in which they came.
    async fn number(&self, year: impl Fn(i64) -> i64 + Send + Sync) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT id, submitted_ms FROM dossiers WHERE book_number = 0 ORDER BY submitted_ms, id")
                .fetch_all(&mut *tx)
                .await?;
        for (id, submitted_ms) in rows {
            enter(&mut tx, &id, year(submitted_ms)).await?;
        }
        tx.commit().await
    }
}

/// Gives a dossier the next number of the year's register.
pub(crate) async fn enter(tx: &mut Tx, id: &str, year: i64) -> Result<u64> {
    let number: i64 = sqlx::query_scalar(
        "UPDATE dossiers SET book_year = $2,
           book_number = (SELECT COALESCE(MAX(book_number), 0) + 1 FROM dossiers WHERE book_year = $2)
         WHERE id = $1 RETURNING book_number",
    )
    .bind(id)
    .bind(year)
    .fetch_one(&mut **tx)
    .await?;
    Ok(unsigned(number))
}
