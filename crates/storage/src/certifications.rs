//! The register of certifications (sổ chứng thực): every certified electronic copy by its number, written with the event that
//! certified it. It is kept when the dossier is erased (NĐ 23/2015/NĐ-CP Điều 14: for ever).

use crate::{
    Result, Store, StoreError,
    db::{Tx, signed, unsigned},
    dossiers::Change,
};
use motcua_domain::dossier::{Actor, Event, What};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certification {
    pub year: i16,
    pub number: u32,
    /// Id of the dossier; it may be erased.
    pub dossier: String,
    pub at_ms: i64,
    pub requester: String,
    pub document: String,
    pub pages: u32,
    pub copies: u32,
    /// In đồng.
    pub fee: Option<u64>,
    pub signer_name: String,
    pub code: String,
    pub revoked_ms: Option<i64>,
    pub reason: Option<String>,
}

impl FromRow<'_, SqliteRow> for Certification {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let count = |column: &str| Ok::<_, sqlx::Error>(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0));
        Ok(Self {
            year: i16::try_from(row.try_get::<i64, _>("year")?).unwrap_or(0),
            number: count("number")?,
            dossier: row.try_get("dossier")?,
            at_ms: row.try_get("at_ms")?,
            requester: row.try_get("requester")?,
            document: row.try_get("document")?,
            pages: count("pages")?,
            copies: count("copies")?,
            fee: row.try_get::<Option<i64>, _>("fee")?.map(unsigned),
            signer_name: row.try_get("signer_name")?,
            code: row.try_get("code")?,
            revoked_ms: row.try_get("revoked_ms")?,
            reason: row.try_get("reason")?,
        })
    }
}

impl Store {
    /// The number that the next copy of a year gets.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn next_certification(&self, year: i16) -> Result<u32> {
        let next: i64 = sqlx::query_scalar("SELECT COALESCE(MAX(number), 0) + 1 FROM certifications WHERE year = $1")
            .bind(i64::from(year))
            .fetch_one(&self.db.read)
            .await?;
        u32::try_from(next).map_err(|_| StoreError::Broken("certification".to_owned()))
    }

    /// Lines of a year with a number after `after`, oldest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn certifications(&self, year: i16, after: u32, limit: u32) -> Result<Vec<Certification>> {
        let sql = "SELECT * FROM certifications WHERE year = $1 AND number > $2 ORDER BY number LIMIT $3";
        let rows = sqlx::query_as(sql).bind(i64::from(year)).bind(i64::from(after)).bind(i64::from(limit));
        Ok(rows.fetch_all(&self.db.read).await?)
    }

    /// How many lines a year has, how many copies these are, and the fees together, in đồng.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn certification_totals(&self, year: i16) -> Result<(u64, u64, u64)> {
        let sql =
            "SELECT COUNT(*), COALESCE(SUM(copies), 0), COALESCE(SUM(fee), 0) FROM certifications WHERE year = $1";
        let (lines, copies, fees): (i64, i64, i64) =
            sqlx::query_as(sql).bind(i64::from(year)).fetch_one(&self.db.read).await?;
        Ok((unsigned(lines), unsigned(copies), unsigned(fees)))
    }

    /// The years that have lines, newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn certification_years(&self) -> Result<Vec<i16>> {
        let sql = "SELECT DISTINCT year FROM certifications ORDER BY year DESC";
        let years: Vec<i64> = sqlx::query_scalar(sql).fetch_all(&self.db.read).await?;
        Ok(years.into_iter().filter_map(|year| i16::try_from(year).ok()).collect())
    }

    /// Year and number of every copy that does not count any more, and since when.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn revoked_copies(&self) -> Result<Vec<(i16, u32, i64)>> {
        let sql = "SELECT year, number, revoked_ms FROM certifications WHERE revoked_ms IS NOT NULL
                   ORDER BY year, number";
        let rows: Vec<(i64, i64, i64)> = sqlx::query_as(sql).fetch_all(&self.db.read).await?;
        let row =
            |(year, number, at): (i64, i64, i64)| Some((i16::try_from(year).ok()?, u32::try_from(number).ok()?, at));
        Ok(rows.into_iter().filter_map(row).collect())
    }
}

/// Writes what the events of a change mean for the register.
pub(crate) async fn put(tx: &mut Tx, change: &Change<'_>) -> Result<()> {
    for event in change.events {
        match &event.what {
            What::CopyCertified { .. } => enter(tx, change, event).await?,
            What::CopyRevoked { reason } => {
                sqlx::query(
                    "UPDATE certifications SET revoked_ms = $2, revoked_by = $3, reason = $4 WHERE dossier = $1",
                )
                .bind(change.id)
                .bind(event.at.as_millisecond())
                .bind(account(event))
                .bind(reason)
                .execute(&mut **tx)
                .await?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn account(event: &Event) -> &str {
    if let Actor::Staff(id) = &event.actor { id } else { "" }
}

async fn enter(tx: &mut Tx, change: &Change<'_>, event: &Event) -> Result<()> {
    let What::CopyCertified { certificate } = &event.what else { return Ok(()) };
    let file = change.after.result.as_ref().ok_or_else(|| StoreError::Broken("certified without a file".to_owned()))?;
    sqlx::query(
        "INSERT INTO certifications (year, number, dossier, at_ms, requester, document, pages, copies, fee, signer, signer_name,
           content, code, file_sha256)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, COALESCE((SELECT name FROM staff WHERE id = $10), ''), $11, $12, $13)",
    )
    .bind(i64::from(certificate.year))
    .bind(i64::from(certificate.number))
    .bind(change.id)
    .bind(event.at.as_millisecond())
    .bind(&change.lines.requester)
    .bind(&certificate.document)
    .bind(i64::from(certificate.pages))
    .bind(i64::from(certificate.copies))
    .bind(certificate.fee.map(signed))
    .bind(account(event))
    .bind(&certificate.content)
    .bind(&certificate.code)
    .bind(&file.sha256)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
