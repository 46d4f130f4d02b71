//! Seals: the SHA-256 of every row, written in the transaction that wrote the row. SQLite notices damage to its structure
//! only; a changed letter in a name is noticed by these.
//!
//! Triggers note which rows a transaction touched, `commit` seals them. A new table needs nothing but a primary key: its
//! triggers and seals are made when the store opens.

use crate::{Result, StoreError};
use motcua_domain::octets::hex;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::sync::Arc;

/// Tables that carry their own proof or none: the chain, the seals themselves, and what is counted of other rows (`scrub`).
const UNSEALED: [&str; 5] = ["audit", "seals", "tallies", "touched", "sqlite_sequence"];
/// Where the seals of the tables' own definitions stand.
pub(crate) const SCHEMA: &str = "sqlite_schema";
/// The key of the migrations that the definitions were sealed at.
const VERSION: &str = "version";

/// How the rows of a table are read and told apart.
#[derive(Clone, Debug)]
pub(crate) struct Sealed {
    pub(crate) name: String,
    /// All rows: key and canonical text, both as bytes, for they may be damaged.
    pub(crate) all: String,
    /// The canonical text of the row with the key `t.key`.
    one: String,
    key: Vec<String>,
}

/// One statement that reads every row that was touched: table, key, canonical text.
#[derive(Clone, Debug)]
pub(crate) struct Touched(Arc<str>);

impl Touched {
    fn of(tables: &[Sealed]) -> Self {
        let whens: Vec<String> =
            tables.iter().map(|table| format!("WHEN '{}' THEN ({})", table.name, table.one)).collect();
        let sql = format!(
            "SELECT t.tbl, t.key, CASE t.tbl {} END FROM (SELECT DISTINCT tbl, key FROM touched) AS t",
            whens.join(" ")
        );
        Self(sql.into())
    }
}

/// Seals what was touched since the last time; called before every commit.
pub(crate) async fn seal(connection: &mut SqliteConnection, touched: &Touched) -> Result<()> {
    let rows: Vec<(String, String, Option<Vec<u8>>)> =
        sqlx::query_as(AssertSqlSafe(touched.0.to_string())).fetch_all(&mut *connection).await?;
    if rows.is_empty() {
        return Ok(());
    }
    let (mut kept, mut gone) = (Vec::new(), Vec::new());
    for (table, key, row) in rows {
        match row {
            Some(row) => kept.push((table, key, hex(&of(&row)))),
            None => gone.push((table, key)),
        }
    }
    sqlx::query(
        "INSERT INTO seals (tbl, key, sha256)
         SELECT value ->> 0, value ->> 1, unhex(value ->> 2) FROM json_each($1) WHERE true
         ON CONFLICT (tbl, key) DO UPDATE SET sha256 = excluded.sha256",
    )
    .bind(serde_json::to_string(&kept)?)
    .execute(&mut *connection)
    .await?;
    if !gone.is_empty() {
        sqlx::query("DELETE FROM seals WHERE (tbl, key) IN (SELECT value ->> 0, value ->> 1 FROM json_each($1))")
            .bind(serde_json::to_string(&gone)?)
            .execute(&mut *connection)
            .await?;
    }
    sqlx::query("DELETE FROM touched").execute(connection).await?;
    Ok(())
}

async fn put(connection: &mut SqliteConnection, table: &str, key: &str, row: &[u8]) -> Result<()> {
    sqlx::query(
        "INSERT INTO seals (tbl, key, sha256) VALUES ($1, $2, $3)
         ON CONFLICT (tbl, key) DO UPDATE SET sha256 = excluded.sha256",
    )
    .bind(table)
    .bind(key)
    .bind(of(row))
    .execute(connection)
    .await?;
    Ok(())
}

/// The seal of a row's canonical text.
pub(crate) fn of(row: &[u8]) -> Vec<u8> {
    Sha256::digest(row).to_vec()
}

/// The tables whose rows are sealed, as this database defines them.
///
/// # Errors
/// [`StoreError::Broken`] for a table without a primary key.
pub(crate) async fn tables(connection: &mut SqliteConnection) -> Result<Vec<Sealed>> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
         ORDER BY name",
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut tables = Vec::new();
    for name in names.into_iter().filter(|name| !UNSEALED.contains(&name.as_str())) {
        let columns: Vec<(String, i64)> = sqlx::query_as("SELECT name, pk FROM pragma_table_info($1)")
            .bind(&name)
            .fetch_all(&mut *connection)
            .await?;
        let mut key: Vec<(i64, String)> =
            columns.iter().filter(|(_, pk)| *pk > 0).map(|(column, pk)| (*pk, column.clone())).collect();
        key.sort_unstable();
        if key.is_empty() {
            return Err(StoreError::Broken(format!("{name} has no primary key")));
        }
        let key: Vec<String> = key.into_iter().map(|(_, column)| column).collect();
        let row: Vec<String> = columns.iter().map(|(column, _)| format!("quote(\"{column}\")")).collect();
        let row = format!("CAST({} AS BLOB)", row.join(" || ',' || "));
        let place: Vec<String> = key
            .iter()
            .enumerate()
            .map(|(index, column)| format!("\"{column}\" = json_extract(t.key, '$[{index}]')"))
            .collect();
        tables.push(Sealed {
            all: format!("SELECT CAST({} AS BLOB), {row} FROM \"{name}\"", json_of(&key, "")),
            one: format!("SELECT {row} FROM \"{name}\" WHERE {}", place.join(" AND ")),
            name,
            key,
        });
    }
    Ok(tables)
}

/// A primary key as SQL that makes a JSON list of it.
fn json_of(key: &[String], of: &str) -> String {
    let columns: Vec<String> = key.iter().map(|column| format!("{of}\"{column}\"")).collect();
    format!("json_array({})", columns.join(", "))
}

/// Every definition in the database: tables, indexes, triggers.
pub(crate) async fn definitions(connection: &mut SqliteConnection) -> Result<Vec<(String, Vec<u8>)>> {
    Ok(sqlx::query_as(
        // Quoted, so that a name which became bytes is another name.
        "SELECT CAST(type || ' ' || name AS BLOB),
           CAST(quote(type) || quote(name) || quote(tbl_name) || quote(sql) AS BLOB) FROM sqlite_schema
         WHERE tbl_name <> 'sqlite_sequence' ORDER BY 1",
    )
    .fetch_all(connection)
    .await?
    .into_iter()
    .map(|(name, sql): (Vec<u8>, Vec<u8>)| (String::from_utf8_lossy(&name).into_owned(), sql))
    .collect())
}

/// Makes triggers and seals where a table is new or a migration changed it; otherwise leaves everything as it is, so that
/// damage stays visible.
pub(crate) async fn prepare(connection: &mut SqliteConnection) -> Result<Touched> {
    let mut tx = connection.begin_with("BEGIN IMMEDIATE").await?;
    let tables = tables(&mut tx).await?;
    for table in &tables {
        watch(&mut tx, table).await?;
    }
    let version: String =
        sqlx::query_scalar("SELECT group_concat(version) FROM (SELECT version FROM _sqlx_migrations ORDER BY version)")
            .fetch_one(&mut *tx)
            .await?;
    let known: Option<Vec<u8>> = sqlx::query_scalar("SELECT sha256 FROM seals WHERE tbl = $1 AND key = $2")
        .bind(SCHEMA)
        .bind(VERSION)
        .fetch_optional(&mut *tx)
        .await?;
    if known != Some(of(version.as_bytes())) {
        for table in tables.iter() {
            let rows: Vec<(Vec<u8>, Vec<u8>)> =
                sqlx::query_as(AssertSqlSafe(table.all.clone())).fetch_all(&mut *tx).await?;
            sqlx::query("DELETE FROM seals WHERE tbl = $1").bind(&table.name).execute(&mut *tx).await?;
            for (key, row) in rows {
                put(&mut tx, &table.name, &String::from_utf8_lossy(&key), &row).await?;
            }
        }
        sqlx::query("DELETE FROM seals WHERE tbl = $1").bind(SCHEMA).execute(&mut *tx).await?;
        for (name, sql) in definitions(&mut tx).await? {
            put(&mut tx, SCHEMA, &name, &sql).await?;
        }
        put(&mut tx, SCHEMA, VERSION, version.as_bytes()).await?;
        sqlx::query("DELETE FROM touched").execute(&mut *tx).await?;
    }
    tx.commit().await?;
    Ok(Touched::of(&tables))
}

/// Makes the three triggers of a table, anew where they are not what this version makes.
async fn watch(connection: &mut SqliteConnection, table: &Sealed) -> Result<()> {
    for (event, rows) in [("INSERT", &["NEW"][..]), ("UPDATE", &["OLD", "NEW"]), ("DELETE", &["OLD"])] {
        let name = format!("sealed_{}_{}", table.name, event.to_lowercase());
        let notes: Vec<String> = rows
            .iter()
            .map(|row| {
                format!(
                    "INSERT INTO touched (tbl, key) VALUES ('{}', {});",
                    table.name,
                    json_of(&table.key, &format!("{row}."))
                )
            })
            .collect();
        let sql = format!("CREATE TRIGGER {name} AFTER {event} ON \"{}\" BEGIN {} END", table.name, notes.join(" "));
        let there: Option<String> =
            sqlx::query_scalar("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = $1")
                .bind(&name)
                .fetch_optional(&mut *connection)
                .await?;
        if there.as_deref() != Some(&sql) {
            sqlx::query(AssertSqlSafe(format!("DROP TRIGGER IF EXISTS {name}"))).execute(&mut *connection).await?;
            let sealed = format!("{}\n{sql}", table.name);
            sqlx::query(AssertSqlSafe(sql)).execute(&mut *connection).await?;
            put(connection, SCHEMA, &format!("trigger {name}"), sealed.as_bytes()).await?;
        }
    }
    Ok(())
}

/// A short name of a damaged row: ids only when they are ours, else a digest of the key.
pub(crate) fn name_of(key: &[u8]) -> String {
    let text = String::from_utf8_lossy(key);
    let plain =
        text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"[]\",-_:. ".contains(&byte));
    if plain { text.into_owned() } else { hex(&of(key))[..16].to_owned() }
}
