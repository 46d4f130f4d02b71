//! What `cargo xtask bench server` measures ours beside, and the many dossiers that it needs.
//!
//! - `commits FOLDER SECONDS`: one small row a commit, one connection, synced as ours: how often the disk lets a database commit.
//! - `insert FOLDER`: the least server that keeps what it is sent: each body a row, each row a commit, answered after it.
//! - `multiply FOLDER COUNT`: more of the dossiers in a data folder, until there are so many; the server finds them as its own.

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use motcua_storage::Store;
use sqlx::{
    ConnectOptions, Connection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    error::Error,
    path::Path,
    time::{Duration, Instant},
};

type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// Rows of one statement when dossiers are made more.
const AT_ONCE: i64 = 50_000;

#[tokio::main]
async fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["commits", folder, seconds] => commits(Path::new(folder), seconds.parse()?).await,
        ["insert", folder] => insert(Path::new(folder)).await,
        ["multiply", folder, count] => multiply(Path::new(folder), count.parse()?).await,
        _ => Err("commits FOLDER SECONDS | insert FOLDER | multiply FOLDER COUNT".into()),
    }
}

/// As the server has it (`src/db.rs`).
fn options(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
}

const TABLE: &str = "CREATE TABLE kept (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT";
const ROW: &str = "INSERT INTO kept (body) VALUES ($1)";

async fn commits(folder: &Path, seconds: u64) -> Outcome {
    let mut connection = options(&folder.join("commits.db")).connect().await?;
    sqlx::query(TABLE).execute(&mut connection).await?;
    let (began, most) = (Instant::now(), Duration::from_secs(seconds));
    let mut count = 0u32;
    while began.elapsed() < most {
        sqlx::query(ROW).bind(count.to_string().into_bytes()).execute(&mut connection).await?;
        count += 1;
    }
    println!("{}", f64::from(count) / began.elapsed().as_secs_f64());
    Ok(connection.close().await?)
}

async fn insert(folder: &Path) -> Outcome {
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options(&folder.join("insert.db"))).await?;
    sqlx::query(TABLE).execute(&pool).await?;
    let keep = async |State(pool): State<SqlitePool>, body: Bytes| match sqlx::query(ROW)
        .bind(body.as_ref())
        .execute(&pool)
        .await
    {
        Ok(done) => (StatusCode::CREATED, done.last_insert_rowid().to_string()),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()),
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    println!("{}", listener.local_addr()?.port());
    Ok(axum::serve(listener, Router::new().route("/", post(keep)).with_state(pool)).await?)
}

async fn multiply(folder: &Path, count: i64) -> Outcome {
    let mut connection = options(&folder.join("motcua.db")).synchronous(SqliteSynchronous::Off).connect().await?;
    let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info('dossiers') ORDER BY cid")
        .fetch_all(&mut connection)
        .await?;
    // Every copy is another dossier: with a number, a code and words of its own, some hours before the one it is made of.
    let copied: Vec<&str> = columns
        .iter()
        .map(|name| match name.as_str() {
            "id" => "printf('%s-%07d', id, n)",
            "submission" => "printf('%s-%07d', submission, n)",
            "code" => "printf('%s-%07d', substr(code, 1, 14), n)",
            "folded" => "replace(folded, lower(code), lower(printf('%s-%07d', substr(code, 1, 14), n)))",
            "submitted_ms" => "submitted_ms - n * 3600000",
            "due_order" => "due_order - n * 3600000",
            "book_number" => "n",
            "searched" => "0",
            other => other,
        })
        .collect();
    let sql = format!(
        "INSERT INTO dossiers ({}) SELECT {} FROM (
           SELECT base.*, $1 + row_number() OVER () AS n
           FROM (SELECT * FROM dossiers WHERE book_number <= $2 AND state <> '') AS base, generate AS copy LIMIT $3)",
        columns.join(", "),
        copied.join(", ")
    );
    // Seals are made again when the server's own code takes up the words below.
    for trigger in ["sealed_dossiers_insert", "sealed_dossiers_update", "sealed_dossiers_delete"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP TRIGGER IF EXISTS {trigger}"))).execute(&mut connection).await?;
    }
    sqlx::query(
        "CREATE TEMP TABLE generate AS
         WITH RECURSIVE up (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM up WHERE at < 2000) SELECT at FROM up",
    )
    .execute(&mut connection)
    .await?;
    let base: i64 = sqlx::query_scalar("SELECT MAX(book_number) FROM dossiers").fetch_one(&mut connection).await?;
    let mut there: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM dossiers").fetch_one(&mut connection).await?;
    let mut number = base;
    while there < count {
        let done = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
            .bind(number)
            .bind(base)
            .bind(AT_ONCE.min(count - there))
            .execute(&mut connection)
            .await?
            .rows_affected();
        let done = i64::try_from(done)?;
        (there, number) = (there + done, number + done);
    }
    connection.close().await?;
    let store = Store::open(folder).await?;
    store.index_words().await?;
    println!("{}", store.dossier_count().await?);
    store.close().await;
    Ok(())
}
