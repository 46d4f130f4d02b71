//! Columns by their names: one list of them writes a new row of dossiers, or changes one that is there.

use sqlx::{AssertSqlSafe, Sqlite, query::Query, sqlite::SqliteArguments};

/// What stands in a column.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Whole(Option<i64>),
    Text(Option<String>),
}

/// Columns of `dossiers`; their names are never input.
pub(crate) type Cells = Vec<(&'static str, Cell)>;

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Whole(Some(number))
    }
}

impl From<Option<i64>> for Cell {
    fn from(number: Option<i64>) -> Self {
        Self::Whole(number)
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Self::Whole(Some(i64::from(yes)))
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Self::Text(Some(text.clone()))
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

type Statement = Query<'static, Sqlite, SqliteArguments>;

fn bind(statement: Statement, cells: Cells) -> Statement {
    cells.into_iter().fold(statement, |statement, (_, cell)| match cell {
        Cell::Whole(number) => statement.bind(number),
        Cell::Text(text) => statement.bind(text),
    })
}

/// A new dossier, the next of its year in the register: `RETURNING book_number`.
pub(crate) fn insert(year: i64, cells: Cells) -> Statement {
    let names: Vec<&str> = cells.iter().map(|(name, _)| *name).collect();
    let places: Vec<String> = (2..cells.len() + 2).map(|place| format!("${place}")).collect();
    let sql = format!(
        "INSERT INTO dossiers (book_year, book_number, {})
         SELECT $1, (SELECT COALESCE(MAX(book_number), 0) + 1 FROM dossiers WHERE book_year = $1), {} RETURNING book_number",
        names.join(", "),
        places.join(", ")
    );
    bind(sqlx::query(AssertSqlSafe(sql)).bind(year), cells)
}

/// A change of a dossier.
pub(crate) fn update(id: &str, cells: Cells) -> Statement {
    let sets: Vec<String> =
        cells.iter().enumerate().map(|(index, (name, _))| format!("{name} = ${}", index + 2)).collect();
    let sql = format!("UPDATE dossiers SET {} WHERE id = $1", sets.join(", "));
    bind(sqlx::query(AssertSqlSafe(sql)).bind(id.to_owned()), cells)
}
