//! The register book: every dossier by its number, which runs from 1 through the year.

use crate::{
    Result, Store,
    db::{signed, unsigned},
    filter::{Filter, Sight, View},
    work::{channel, state},
};
use motcua_domain::dossier::{Channel, State};
use sqlx::{FromRow, QueryBuilder, Row, Sqlite, sqlite::SqliteRow};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookLine {
    pub number: u64,
    pub id: String,
    pub code: String,
    pub procedure: String,
    pub requester: String,
    pub channel: Channel,
    pub state: State,
    pub submitted_ms: i64,
    /// Local time.
    pub due: Option<String>,
    pub finished_ms: Option<i64>,
    pub returned_ms: Option<i64>,
}

impl FromRow<'_, SqliteRow> for BookLine {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            number: unsigned(row.try_get("book_number")?),
            id: row.try_get("id")?,
            code: row.try_get("code")?,
            procedure: row.try_get("procedure")?,
            requester: row.try_get("requester")?,
            channel: channel(row)?,
            state: state(row)?,
            submitted_ms: row.try_get("submitted_ms")?,
            due: row.try_get("due")?,
            finished_ms: row.try_get("finished_ms")?,
            returned_ms: row.try_get("returned_ms")?,
        })
    }
}

const COLUMNS: &str =
    "SELECT book_number, id, code, procedure, requester, channel, state, submitted_ms, due, finished_ms,
 returned_ms FROM dossiers";

impl Store {
    /// Lines of a year with a number after `after`, oldest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn book(&self, year: i16, sight: &Sight, after: u64, limit: u32) -> Result<Vec<BookLine>> {
        let mut query = of_year(COLUMNS, year, sight);
        query.push(" AND book_number > ").push_bind(signed(after));
        query.push(" ORDER BY book_number LIMIT ").push_bind(i64::from(limit));
        Ok(query.build_query_as().fetch_all(&self.db.read).await?)
    }

    /// How many lines a year has.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn book_total(&self, year: i16, sight: &Sight) -> Result<u64> {
        let mut query = of_year("SELECT COUNT(*) FROM dossiers", year, sight);
        Ok(unsigned(query.build_query_scalar().fetch_one(&self.db.read).await?))
    }

    /// The years that have lines, newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn book_years(&self) -> Result<Vec<i16>> {
        let years: Vec<i64> =
            sqlx::query_scalar("SELECT DISTINCT book_year FROM dossiers WHERE book_number > 0 ORDER BY book_year DESC")
                .fetch_all(&self.db.read)
                .await?;
        Ok(years.into_iter().filter_map(|year| i16::try_from(year).ok()).collect())
    }

    /// A dossier's year and number in the register.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn book_entry(&self, dossier: &str) -> Result<Option<(i16, u64)>> {
        let row: Option<(i64, i64)> =
            sqlx::query_as("SELECT book_year, book_number FROM dossiers WHERE id = $1 AND book_number > 0")
                .bind(dossier)
                .fetch_optional(&self.db.read)
                .await?;
        Ok(row.and_then(|(year, number)| Some((i16::try_from(year).ok()?, unsigned(number)))))
    }
}

fn of_year(columns: &str, year: i16, sight: &Sight) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(columns);
    Filter { view: View::All, sight: sight.clone(), ..Filter::default() }.push(&mut query);
    query.push(" AND book_year = ").push_bind(i64::from(year));
    query
}
