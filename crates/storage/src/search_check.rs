//! Whether the search index holds the words of every dossier and nothing else. It has no seals: FTS5 rewrites its own rows, and what it
//! answers is all that counts. So it is asked for every word and every beginning that it keeps, and must name those dossiers.

use crate::{
    Result,
    search::{LIVE_TOO, PREFIX, place, terms},
};
use futures_util::TryStreamExt;
use sqlx::SqliteConnection;
use std::{
    collections::{BTreeSet, HashMap},
    hash::{BuildHasher, BuildHasherDefault, DefaultHasher},
};

/// Dossiers whose words are held at the same time: a million would not fit into a small machine.
const AT_ONCE: i64 = 20_000;
/// A prime: what tells two sets of places with the same sum apart.
const PRIME: i64 = 999_983;

/// How many, their sum, and the sum of their squares.
type Set = (i64, i64, i64);

/// How many words of the index are not answered as the rows say.
///
/// # Errors
/// When the database cannot, or the index cannot be read at all.
pub(crate) async fn wrong(connection: &mut SqliteConnection) -> Result<u64> {
    let dossiers: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM dossiers").fetch_one(&mut *connection).await?;
    let turns = 1 + dossiers.unsigned_abs() / AT_ONCE.unsigned_abs();
    let mut wrong = 0;
    for turn in 0..turns {
        for (question, set) in expected(connection, turns, turn).await? {
            let sql = "SELECT COUNT(*), COALESCE(SUM(rowid), 0), COALESCE(SUM((rowid % $2) * (rowid % $2)), 0)
                       FROM search WHERE search MATCH $1";
            let found: Set = sqlx::query_as(sql).bind(question).bind(PRIME).fetch_one(&mut *connection).await?;
            wrong += u64::from(found != set);
        }
    }
    let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM search_config").fetch_one(connection).await?;
    // The version of its form, and that what is taken out is taken out for good (migration 0030).
    Ok(wrong + u64::from(count != 2))
}

/// What the index must answer to each question of this turn.
async fn expected(connection: &mut SqliteConnection, turns: u64, turn: u64) -> Result<HashMap<String, Set>> {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut sets: HashMap<String, Set> = HashMap::new();
    let sql = "SELECT book_year, book_number, folded, searched FROM dossiers WHERE searched > 0";
    let mut rows = sqlx::query_as::<_, (i64, i64, String, i64)>(sql).fetch(connection);
    while let Some((year, number, folded, searched)) = rows.try_next().await? {
        let place = place(year, number);
        for question in questions(&terms(&folded)).into_iter().filter(|one| hasher.hash_one(one) % turns == turn) {
            let set = sets.entry(question).or_default();
            for place in [Some(place), (searched == LIVE_TOO).then_some(-place)].into_iter().flatten() {
                let square = (place % PRIME) * (place % PRIME);
                *set = (set.0 + 1, set.1 + place, set.2 + square);
            }
        }
    }
    Ok(sets)
}

/// Every word, and every beginning that has postings of its own.
fn questions(terms: &str) -> BTreeSet<String> {
    let beginnings = |term: &str| -> Vec<String> {
        // Words of the index are ASCII.
        (2..=PREFIX.min(term.len())).map(|end| format!("\"{}\"*", &term[..end])).collect()
    };
    terms
        .split(' ')
        .filter(|term| !term.is_empty())
        .flat_map(|term| [vec![format!("\"{term}\"")], beginnings(term)].concat())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_and_every_beginning_is_asked_for() {
        let all: Vec<String> = questions("an ~321 nguyen").into_iter().collect();
        let expected = ["an", "nguyen", "~321"].map(|word| format!("\"{word}\""));
        assert!(expected.iter().all(|word| all.contains(word)));
        assert_eq!(all.len(), 3 + 1 + 4 + 3);
        assert!(all.contains(&"\"nguye\"*".to_owned()) && !all.contains(&"\"nguyen\"*".to_owned()));
    }
}
