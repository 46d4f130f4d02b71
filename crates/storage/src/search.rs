//! Search over code, names and numbers, without accents: what is found, and the index that finds it.
//!
//! A word is found where a word of the dossier, or a part of one between signs, begins with it; one with a digit also where
//! a number ends with it, for people say the last digits. Search asks the index first (`search` in the database): it knows all
//! dossiers that may fit, and each is then looked at. What more fit than [`MANY`] is common: such a search reads its list
//! in order until the page is full, and nobody counts it.

use crate::{Result, Store, db::Tx, filter::Filter};
use sqlx::{QueryBuilder, Sqlite};
use std::collections::BTreeSet;

/// Up to so many hits are fetched, filtered and counted one by one.
const MANY: usize = 1000;
/// Rows of one transaction of the catching up.
const AT_ONCE: u32 = 1000;
/// Dossiers of one year have numbers below this: year and number make one number.
const YEAR: i64 = 10_000_000;
/// The index has the first letters of every part: so many at most.
pub(crate) const PREFIX: usize = 5;
/// How the index knows a dossier (`searched`): not at all, as one of all, and also as one that is not over.
const KNOWN: i64 = 1;
pub(crate) const LIVE_TOO: i64 = 2;

/// The words of a search, all of which must be found .
pub(crate) struct Words(Vec<String>);

/// Words of a search that are looked for; more narrow nothing down.
const WORDS: usize = 12;

impl Words {
    pub(crate) fn of(folded: &str) -> Self {
        let sign = |sign: char| !sign.is_ascii_alphanumeric();
        let words = folded.split(' ').filter(|word| !word.is_empty()).map(|word| {
            let inner = word.trim_matches(sign);
            if inner.is_empty() { word } else { inner }
        });
        Self(words.take(WORDS).map(str::to_owned).collect())
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Adds that every word is found.
    pub(crate) fn push(&self, query: &mut QueryBuilder<Sqlite>) {
        for word in &self.0 {
            if !word.contains(|sign: char| sign.is_ascii_alphanumeric()) {
                query.push(" AND instr(folded, ").push_bind(word.clone()).push(") > 0");
                continue;
            }
            let plain = plain(word);
            query.push(" AND (' ' || folded GLOB ").push_bind(format!("*[^a-z0-9]{plain}*"));
            if word.contains(|sign: char| sign.is_ascii_digit()) {
                query.push(" OR folded || ' ' GLOB ").push_bind(format!("*{plain}[^a-z0-9]*"));
            }
            query.push(")");
        }
    }
}

/// A word as a pattern of GLOB that means nothing but itself.
fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for sign in word.chars() {
        if "*?[".contains(sign) {
            plain.extend(['[', sign, ']']);
        } else {
            plain.push(sign);
        }
    }
    plain
}

/// What a search may find.
pub(crate) enum Hits {
    /// Nothing is searched for.
    Unasked,
    /// These, as a JSON list of places in the register; each is still to be looked at.
    Few(String),
    Many,
}

/// What lies between letters and digits of a word.
fn parts(text: &str) -> impl DoubleEndedIterator<Item = &str> {
    text.split(|sign: char| !sign.is_ascii_alphanumeric()).filter(|part| !part.is_empty())
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

fn from_the_end(part: &str) -> String {
    format!("~{}", part.chars().rev().collect::<String>())
}

/// The words of a dossier as the index keeps them.
pub(crate) fn terms(folded: &str) -> String {
    let mut terms = BTreeSet::new();
    for part in parts(folded) {
        if has_digit(part) {
            terms.insert(from_the_end(part));
        }
        terms.insert(part.to_owned());
    }
    terms.into_iter().collect::<Vec<_>>().join(" ")
}

/// What the index is asked for: every dossier that fits is among the answers. None when that would be nearly all.
fn question(words: &Words) -> Option<String> {
    let asked: Vec<String> = words.iter().filter_map(begins_or_ends).collect();
    (!asked.is_empty()).then(|| asked.join(" AND "))
}

/// Only the last two parts of a word are asked for: those before them are the office's own, in every code.
fn begins_or_ends(word: &str) -> Option<String> {
    let mut ends = parts(word).rev();
    let last = ends.next()?;
    let before = ends.next();
    let begin = match before {
        Some(before) if last.len() < 2 => format!("\"{before}\""),
        Some(before) => format!("(\"{before}\" AND {})", beginning(last)),
        None if last.len() < 2 => return None,
        None => beginning(last),
    };
    let end = match before {
        _ if !has_digit(word) => return Some(begin),
        Some(_) => format!("\"{last}\""),
        None => format!("\"{}\"*", from_the_end(last)),
    };
    Some(format!("({begin} OR {end})"))
}

/// A name by its first letters, for many share them and the index has them ready; a number whole, for few do.
fn beginning(part: &str) -> String {
    let part = if has_digit(part) { part } else { part.get(..PREFIX).unwrap_or(part) };
    format!("\"{part}\"*")
}

/// A place in the register as one number. What is not over stands in the index a second time, under the same number below
/// zero: its lists are short, and are not to be looked for among all the others.
pub(crate) const fn place(year: i64, number: i64) -> i64 {
    year * YEAR + number
}

/// Adds the source of rows: the hits of a search, or all.
pub(crate) fn push_source(query: &mut QueryBuilder<Sqlite>, hits: &Hits) {
    if let Hits::Few(places) = hits {
        query.push(" FROM (SELECT value AS place FROM json_each(").push_bind(places.clone());
        query.push(format_args!(
            ")) AS hit CROSS JOIN dossiers
             ON book_year = hit.place / {YEAR} AND book_number = hit.place % {YEAR} AND book_number > 0"
        ));
    } else {
        query.push(" FROM dossiers");
    }
}

/// A dossier's number, its words, and how the index is to know and knows it.
type Entry = (i64, i64, String, i64, i64);

const ENTRY: &str = "SELECT book_year, book_number, folded,
   CASE WHEN book_number = 0 THEN 0 WHEN state IN ('', 'returned', 'refused', 'stopped') THEN 1 ELSE 2 END, searched
 FROM dossiers WHERE id = $1";

/// Takes the words of a dossier out of the index before they change or go.
pub(crate) async fn remove(tx: &mut Tx, dossier: &str, unless: Option<&str>) -> Result<()> {
    let entry: Option<Entry> = sqlx::query_as(ENTRY).bind(dossier).fetch_optional(&mut **tx).await?;
    match entry {
        Some((year, number, folded, _, knows)) if unless != Some(folded.as_str()) => {
            change(tx, dossier, place(year, number), &folded, (knows, 0)).await
        }
        _ => Ok(()),
    }
}

/// Takes the words of a dossier that has just begun into the index.
pub(crate) async fn put_new(tx: &mut Tx, year: i64, number: i64, folded: &str) -> Result<()> {
    let place = place(year, number);
    sqlx::query("INSERT INTO search (rowid, words) VALUES ($1, $3), ($2, $3)")
        .bind(place)
        .bind(-place)
        .bind(terms(folded))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Lets the index know a dossier as it is now; the words that it knows of it are still the same.
pub(crate) async fn renew(tx: &mut Tx, dossier: &str) -> Result<()> {
    let entry: Option<Entry> = sqlx::query_as(ENTRY).bind(dossier).fetch_optional(&mut **tx).await?;
    match entry {
        Some((year, number, folded, is, knows)) => change(tx, dossier, place(year, number), &folded, (knows, is)).await,
        None => Ok(()),
    }
}

async fn change(tx: &mut Tx, dossier: &str, place: i64, folded: &str, (from, to): (i64, i64)) -> Result<()> {
    if from == to {
        return Ok(());
    }
    let terms = terms(folded);
    for (row, knows) in [(place, KNOWN), (-place, LIVE_TOO)] {
        // What is taken out must be what was put in, word by word.
        let sql = match (from >= knows, to >= knows) {
            (false, true) => "INSERT INTO search (rowid, words) VALUES ($1, $2)",
            (true, false) => "INSERT INTO search (search, rowid, words) VALUES ('delete', $1, $2)",
            _ => continue,
        };
        sqlx::query(sql).bind(row).bind(&terms).execute(&mut **tx).await?;
    }
    sqlx::query("UPDATE dossiers SET searched = $2 WHERE id = $1").bind(dossier).bind(to).execute(&mut **tx).await?;
    Ok(())
}

impl Store {
    /// Which dossiers a filter's words may mean.
    pub(crate) async fn hits(&self, filter: &Filter) -> Result<Hits> {
        let words = filter.words();
        if words.is_empty() {
            return Ok(Hits::Unasked);
        }
        let Some(question) = question(&words) else { return Ok(Hits::Many) };
        let found = self.ask(&question, (0, i64::MAX), MANY + 1).await?;
        Ok(if found.len() > MANY { Hits::Many } else { Hits::Few(serde_json::to_string(&found)?) })
    }

    /// The same among those that are not over.
    pub(crate) async fn live_hits(&self, filter: &Filter) -> Result<Hits> {
        let Some(question) = question(&filter.words()) else { return Ok(Hits::Many) };
        let found = self.ask(&question, (i64::MIN, 0), MANY + 1).await?;
        let places: Vec<i64> = found.iter().map(|place| -place).collect();
        Ok(if found.len() > MANY { Hits::Many } else { Hits::Few(serde_json::to_string(&places)?) })
    }

    /// So many of the hits with the highest places below one; none where the index does not know.
    pub(crate) async fn newest_hits(&self, filter: &Filter, below: i64, most: usize) -> Result<Vec<i64>> {
        match question(&filter.words()) {
            Some(question) => self.ask(&question, (0, below), most).await,
            None => Ok(Vec::new()),
        }
    }

    /// Between two places, the highest first.
    async fn ask(&self, question: &str, (above, below): (i64, i64), most: usize) -> Result<Vec<i64>> {
        let sql = "SELECT rowid FROM search WHERE search MATCH $1 AND rowid > $2 AND rowid < $3
                   ORDER BY rowid DESC LIMIT $4";
        Ok(sqlx::query_scalar(sql)
            .bind(question)
            .bind(above)
            .bind(below)
            .bind(most as i64)
            .fetch_all(&self.db.read)
            .await?)
    }

    /// Takes the words of all dossiers into the index that are not in it; says of how many.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn index_words(&self) -> Result<u64> {
        let mut count = 0;
        loop {
            let mut tx = self.db.begin_alone().await?;
            let sql = "SELECT id, book_year, book_number, folded, state IN ('', 'returned', 'refused', 'stopped')
                       FROM dossiers WHERE searched = 0 AND book_number > 0 ORDER BY id LIMIT $1";
            let rows: Vec<(String, i64, i64, String, bool)> =
                sqlx::query_as(sql).bind(AT_ONCE).fetch_all(&mut *tx).await?;
            if rows.is_empty() {
                tx.rollback().await?;
                return Ok(count);
            }
            let (mut words, mut known) = (Vec::new(), Vec::new());
            for (id, year, number, folded, over) in rows {
                let (place, terms) = (place(year, number), terms(&folded));
                if !over {
                    words.push((-place, terms.clone()));
                }
                words.push((place, terms));
                known.push((id, if over { KNOWN } else { LIVE_TOO }));
            }
            sqlx::query("INSERT INTO search (rowid, words) SELECT value ->> 0, value ->> 1 FROM json_each($1)")
                .bind(serde_json::to_string(&words)?)
                .execute(&mut *tx)
                .await?;
            sqlx::query(
                "UPDATE dossiers SET searched = known.value ->> 1 FROM json_each($1) AS known WHERE dossiers.id = known.value ->> 0",
            )
            .bind(serde_json::to_string(&known)?)
            .execute(&mut *tx)
            .await?;
            count += known.len() as u64;
            tx.commit().await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_patterns_are_letters_in_a_search() {
        let all = |text: &str| Words::of(text).0;
        assert_eq!(all(" 50%  a_b* -04- % "), ["50", "a_b", "04", "%"]);
        assert_eq!(plain("a?[b]*"), "a[?][[]b][*]");
        assert!(Words::of("").is_empty());
    }

    #[test]
    fn numbers_are_kept_from_both_ends() {
        let kept = terms("h20.299-261123-0004 nguyen van nguyen 0912345678");
        let expected = "0004 0912345678 261123 299 h20 nguyen van ~02h ~321162 ~4000 ~8765432190 ~992";
        assert_eq!(kept, expected);
    }

    #[test]
    fn the_index_is_asked_for_what_it_has() {
        let ask = |text: &str| question(&Words::of(text));
        assert_eq!(ask("nguyen thi").unwrap(), "\"nguye\"* AND \"thi\"*");
        assert_eq!(ask("5678").unwrap(), "(\"5678\"* OR \"~8765\"*)");
        assert_eq!(ask("h20.299-261123-0004").unwrap(), "((\"261123\" AND \"0004\"*) OR \"0004\")");
        assert_eq!(ask("h"), None);
        assert_eq!(ask("%"), None);
    }
}
