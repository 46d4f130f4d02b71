//! Everything that a database says, as text by plain reading: to compare two installations, or one before and after something
//! happened to its bytes. No rule of ours is applied, and nothing is written.

use sqlx::{AssertSqlSafe, Connection, Row, SqliteConnection, TypeInfo, ValueRef, sqlite::SqliteConnectOptions};
use std::path::Path;

/// A line a value, in the order of the tables' names and their rows; what cannot be read is said to be so.
pub async fn told(root: &Path) -> Vec<String> {
    let options = SqliteConnectOptions::new().filename(root.join("motcua.db")).foreign_keys(false);
    let Ok(mut connection) = SqliteConnection::connect_with(&options).await else { return unreadable() };
    let lines = read(&mut connection).await.unwrap_or_else(|_| unreadable());
    // Nothing was written: there is nothing to lose.
    let _ = connection.close().await;
    lines
}

fn unreadable() -> Vec<String> {
    vec!["unreadable".to_owned()]
}

async fn read(connection: &mut SqliteConnection) -> sqlx::Result<Vec<String>> {
    let mut lines = Vec::new();
    // The index of words says nothing that the dossiers do not say.
    let sql = "SELECT name, sql FROM sqlite_schema WHERE name NOT LIKE 'search%' ORDER BY name";
    let tables = sqlx::query(sql).fetch_all(&mut *connection).await?;
    for table in &tables {
        let name: String = table.try_get(0)?;
        lines.push(format!("{name} {:?}", table.try_get::<Option<String>, _>(1).ok()));
        let all = AssertSqlSafe(format!("SELECT * FROM \"{name}\""));
        let Ok(rows) = sqlx::query(all).fetch_all(&mut *connection).await else { continue };
        for row in rows {
            for index in 0..row.len() {
                let kind = row.try_get_raw(index)?.type_info().name().to_owned();
                let bytes = row.try_get_unchecked::<Vec<u8>, _>(index).unwrap_or_default();
                let number = row.try_get_unchecked::<i64, _>(index).unwrap_or_default();
                lines.push(format!("{name} {index} {kind} {bytes:?} {number}"));
            }
        }
    }
    Ok(lines)
}
