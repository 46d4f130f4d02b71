//! What lists, board and register ask of a dossier: columns derived from its events, written with them, and written anew
//! at start where an older version of the program wrote them.

use crate::{
    Result, Store, StoreError,
    cells::{self, Cells},
    db::Tx,
    dossiers::{Lines, Record},
    report, search,
};
use jiff::Timestamp;
use motcua_domain::dossier::Dossier;

/// The version of this file's idea of the columns. Raise it when they change: every row is then written anew at start.
const VERSION: i64 = 3;
/// Rows of one transaction of the catching up.
const AT_ONCE: u32 = 100;

/// Writes every derived column of a dossier that may have had others, and its words in the index.
pub(crate) async fn renew(tx: &mut Tx, id: &str, dossier: &Dossier, lines: &Lines) -> Result<()> {
    search::remove(tx, id, Some(&lines.folded)).await?;
    put(tx, id, dossier, lines).await?;
    search::renew(tx, id).await
}

/// Writes every derived column of a dossier.
async fn put(tx: &mut Tx, id: &str, dossier: &Dossier, lines: &Lines) -> Result<()> {
    cells::update(id, columns(dossier, lines)).execute(&mut **tx).await?;
    Ok(())
}

/// Every derived column of a dossier.
pub(crate) fn columns(dossier: &Dossier, lines: &Lines) -> Cells {
    let due = dossier.clock.due;
    let instant = due.and_then(|due| jiff::tz::offset(7).to_timestamp(due).ok());
    let ms = |at: Option<Timestamp>| at.map(Timestamp::as_millisecond).into();
    let mut asked = " ".to_owned();
    for opinion in &dossier.opinions {
        asked.push_str(&opinion.of);
        asked.push(' ');
    }
    vec![
        ("state", dossier.state.as_str().into()),
        ("requester", (&lines.requester).into()),
        ("folded", (&lines.folded).into()),
        ("due", due.map(|due| due.to_string()).into()),
        // Without a published time it is never late: it stands last.
        ("due_order", instant.map_or(i64::MAX, Timestamp::as_millisecond).into()),
        ("paused", dossier.clock.paused_since.is_some().into()),
        ("field", (&lines.field).into()),
        ("channel", dossier.channel.as_str().into()),
        ("assignee", dossier.assignee.clone().into()),
        ("proposed", dossier.proposed.is_some().into()),
        ("same_visit", dossier.same_visit.into()),
        ("counts_overdue", dossier.counts_overdue.into()),
        ("received_ms", ms(dossier.received_at)),
        ("finished_ms", ms(dossier.finished_at)),
        ("returned_ms", ms(dossier.returned_at)),
        ("ended_ms", dossier.ending.as_ref().map(|ending| ending.at.as_millisecond()).into()),
        ("asked", (&asked).into()),
        ("extended", (dossier.extensions > 0).into()),
        ("projection", VERSION.into()),
    ]
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
            let mut tx = self.db.begin_alone().await?;
            for id in &ids {
                let record = crate::dossiers::read(&mut tx, "id", id).await?.ok_or(StoreError::NotFound)?;
                let lines = lines(&record);
                renew(&mut tx, id, &record.dossier, &lines).await?;
                report::put(&mut tx, id, lines.typed).await?;
                count += 1;
            }
            tx.commit().await?;
        }
        self.number(year).await?;
        self.index_words().await?;
        Ok(count)
    }

    /// Dossiers from before the register are entered into it in the order in which they came.
    async fn number(&self, year: impl Fn(i64) -> i64 + Send + Sync) -> Result<()> {
        let mut tx = self.db.begin_alone().await?;
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

/// Gives a dossier from before the register the next number of its year, and takes its words into the index.
async fn enter(tx: &mut Tx, id: &str, year: i64) -> Result<()> {
    sqlx::query(
        "UPDATE dossiers SET book_year = $2,
           book_number = (SELECT COALESCE(MAX(book_number), 0) + 1 FROM dossiers WHERE book_year = $2)
         WHERE id = $1",
    )
    .bind(id)
    .bind(year)
    .execute(&mut **tx)
    .await?;
    search::renew(tx, id).await
}
