//! Looks for silent damage: SQLite's own checks, every row against its seal, every history against the chain, every blob
//! against its SHA-256. Reads only, through a connection of its own, also while a server runs.

use crate::{
    Result, StoreError,
    audit::{self, Broken, history_after, history_start},
    blobs::Blobs,
    db, seals, search_check,
};
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::{collections::HashMap, path::Path};

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// `database` (SQLite's own complaint), `orphan` (refers to nothing), `row`, `schema`, `history` (a dossier's events),
    /// `audit`, `blob`, `blob_missing`, `tally` (a count that lists show).
    pub what: &'static str,
    /// Ids only: table and key, dossier, upload, number of the link.
    pub id: String,
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub rows: u64,
    pub dossiers: u64,
    pub links: u64,
    pub blobs: u64,
    pub bytes: u64,
    pub damage: Vec<Damage>,
}

impl Report {
    fn found(&mut self, what: &'static str, id: impl Into<String>) {
        self.damage.push(Damage { what, id: id.into() });
    }

    /// An error of the database while it is read is damage; anything else is not ours to judge.
    fn note(&mut self, outcome: Result<()>) -> Result<()> {
        match outcome {
            Err(StoreError::Database(error)) => self.found("database", short(&error)),
            Err(StoreError::Broken(text) | StoreError::Damaged(text)) => self.found("database", text),
            Err(StoreError::NotFound) => self.found("database", "a row that must be there is not"),
            other => return other,
        }
        Ok(())
    }
}

/// What SQLite says, without the statement and its values.
fn short(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| "a row cannot be read".to_owned(), |inner| inner.message().to_owned())
}

/// Checks the whole installation under a data directory.
///
/// # Errors
/// When there is no database, or the disk cannot be read.
pub async fn scrub(root: &Path) -> Result<Report> {
    let mut report = database(&root.join("motcua.db")).await?;
    let files = match blobs(&root.join("motcua.db")).await {
        Ok(files) => files,
        Err(error) => {
            report.note(Err(error))?;
            Vec::new()
        }
    };
    let store = Blobs::open(&root.join("blobs"))?;
    for (upload, blob, wanted) in files {
        report.blobs += 1;
        match store.digest(&blob).await {
            Ok((found, bytes)) => {
                report.bytes += bytes;
                if found != wanted {
                    report.found("blob", upload);
                }
            }
            Err(StoreError::NotFound) => report.found("blob_missing", upload),
            Err(_) => report.found("blob", upload),
        }
    }
    report.damage.sort();
    report.damage.dedup();
    Ok(report)
}

/// Checks a database file alone.
///
/// # Errors
/// When there is none.
pub async fn database(file: &Path) -> Result<Report> {
    if !file.is_file() {
        return Err(StoreError::NotFound);
    }
    let mut report = Report::default();
    let outcome = look(file, &mut report).await;
    report.note(outcome)?;
    report.damage.sort();
    report.damage.dedup();
    Ok(report)
}

async fn look(file: &Path, report: &mut Report) -> Result<()> {
    let mut connection = db::reader(file).await?;
    // One moment for all of it: what is written meanwhile is not half seen.
    let mut at_once = connection.begin().await?;
    let outcome = structure(&mut at_once, report).await;
    report.note(outcome)?;
    let outcome = rows(&mut at_once, report).await;
    report.note(outcome)?;
    let outcome = tallies(&mut at_once, report).await;
    report.note(outcome)?;
    match search_check::wrong(&mut at_once).await {
        Ok(0) => {}
        Ok(words) => report.found("search", format!("{words} words")),
        Err(error) => report.note(Err(error))?,
    }
    let outcome = histories(&mut at_once, report).await;
    report.note(outcome)?;
    match audit::verify(&mut at_once, &[]).await {
        Ok(Ok(head)) => report.links = head.seq.unsigned_abs(),
        Ok(Err(Broken { seq, what })) => report.found("audit", format!("{seq} {what}")),
        Err(error) => report.note(Err(error))?,
    }
    Ok(())
}

async fn structure(connection: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    let words: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check(20)").fetch_all(&mut *connection).await?;
    for word in words.into_iter().filter(|word| word != "ok") {
        report.found("database", word);
    }
    let orphans: Vec<(String, Option<i64>)> =
        sqlx::query_as("SELECT \"table\", rowid FROM pragma_foreign_key_check").fetch_all(connection).await?;
    for (table, row) in orphans {
        report.found("orphan", format!("{table} {}", row.unwrap_or(0)));
    }
    Ok(())
}

/// Every row has its seal, every seal its row, and every definition is the one that was sealed.
async fn rows(connection: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    let mut sealed: HashMap<(String, Vec<u8>), Vec<u8>> = HashMap::new();
    {
        let mut seals = sqlx::query_as::<_, (Vec<u8>, Vec<u8>, Vec<u8>)>(
            "SELECT CAST(tbl AS BLOB), CAST(key AS BLOB), sha256 FROM seals",
        )
        .fetch(&mut *connection);
        while let Some((table, key, seal)) = seals.try_next().await? {
            sealed.insert((String::from_utf8_lossy(&table).into_owned(), key), seal);
        }
    }
    for (name, sql) in seals::definitions(connection).await? {
        if sealed.remove(&(seals::SCHEMA.to_owned(), name.clone().into_bytes())) != Some(seals::of(&sql)) {
            report.found("schema", name);
        }
    }
    for table in seals::tables(connection).await? {
        let outcome: Result<()> = async {
            let mut rows =
                sqlx::query_as::<_, (Vec<u8>, Vec<u8>)>(AssertSqlSafe(table.all.clone())).fetch(&mut *connection);
            while let Some((key, row)) = rows.try_next().await? {
                report.rows += 1;
                let seal = sealed.remove(&(table.name.clone(), key.clone()));
                if seal != Some(seals::of(&row)) {
                    report.damage.push(Damage { what: "row", id: format!("{} {}", table.name, seals::name_of(&key)) });
                }
            }
            Ok(())
        }
        .await;
        report.note(outcome)?;
    }
    sealed.remove(&(seals::SCHEMA.to_owned(), b"version".to_vec()));
    for (table, key) in sealed.into_keys() {
        let table =
            if table.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') { table } else { "?".into() };
        report.found("row", format!("{table} {}", seals::name_of(&key)));
    }
    // Every transaction seals what it touched.
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM touched").fetch_one(connection).await?;
    if left > 0 {
        report.found("row", "touched");
    }
    Ok(())
}

/// What lists say there is of each kind is what there is.
async fn tallies(connection: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    let wrong: Vec<String> = sqlx::query_scalar(
        "SELECT state FROM (
           SELECT *, 1 AS side FROM tallies
           UNION ALL
           SELECT state, proposed, field, procedure, channel, COALESCE(assignee, ''), asked, counts_overdue, unread > 0,
             COUNT(*), 0 FROM dossiers WHERE state <> '' GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9)
         GROUP BY state, proposed, field, procedure, channel, assignee, asked, counts_overdue, unread, count
         HAVING COUNT(*) <> 2",
    )
    .fetch_all(connection)
    .await?;
    for state in wrong {
        report.found("tally", state);
    }
    Ok(())
}

/// The events of every dossier lead to the digest that its row and the chain hold.
async fn histories(connection: &mut SqliteConnection, report: &mut Report) -> Result<()> {
    let dossiers: Vec<(String, String, String, i64)> =
        sqlx::query_as("SELECT id, secret_hash, history, version FROM dossiers ORDER BY id")
            .fetch_all(&mut *connection)
            .await?;
    for (id, secret_hash, history, version) in dossiers {
        report.dossiers += 1;
        let events: Vec<(i64, String)> =
            sqlx::query_as("SELECT seq, event FROM events WHERE dossier = $1 ORDER BY seq")
                .bind(&id)
                .fetch_all(&mut *connection)
                .await?;
        let links: Vec<(i64, String)> =
            sqlx::query_as("SELECT version, digest FROM audit WHERE dossier = $1 AND version IS NOT NULL ORDER BY seq")
                .bind(&id)
                .fetch_all(&mut *connection)
                .await?;
        let mut digest = history_start(&id, &secret_hash);
        let mut written = Vec::with_capacity(events.len());
        for (seq, event) in &events {
            digest = history_after(&digest, event);
            written.push((*seq, digest.clone()));
        }
        if digest != history || written != links || written.len() as i64 != version {
            report.found("history", id);
        }
    }
    Ok(())
}

/// Upload, blob and SHA-256 of every file that is kept.
async fn blobs(file: &Path) -> Result<Vec<(String, String, String)>> {
    let mut connection = db::reader(file).await?;
    let rows = sqlx::query_as("SELECT id, blob, sha256 FROM uploads WHERE blob IS NOT NULL ORDER BY id")
        .fetch_all(&mut connection)
        .await?;
    connection.close().await?;
    Ok(rows)
}
