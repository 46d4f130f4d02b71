//! Whether the chain is whole, and whether it still holds what was anchored elsewhere.

use super::{HEAD, Head, Link, ROOT};
use crate::{Result, db};
use futures_util::TryStreamExt;
use sqlx::{Connection, FromRow, SqliteConnection};
use std::{collections::BTreeMap, path::Path};

/// The first place where the chain does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Number of the first link that is not as it was written.
    pub seq: i64,
    /// `gap` (numbers do not follow each other), `changed` (the hash does not fit), `cut` (the end is missing or was
    /// replaced), `unreadable`, `anchor` (the link is not the one that was anchored), `rolled_back` (an anchored link is
    /// beyond the end).
    pub what: &'static str,
}

/// A link as somebody else keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    pub seq: i64,
    pub hash: String,
}

impl Anchor {
    /// Reads a file of anchors: a line each, number and hash and what else a person may want to know.
    ///
    /// # Errors
    /// With the number of the first line that is no anchor.
    pub fn read(text: &str) -> Result<Vec<Self>, usize> {
        let anchor = |(index, line): (usize, &str)| {
            let mut words = line.split_whitespace();
            let seq = words.next().and_then(|word| word.parse().ok());
            let hash = words.next().filter(|word| word.len() == ROOT.len());
            match (seq, hash) {
                (Some(seq), Some(hash)) => Ok(Self { seq, hash: hash.to_owned() }),
                _ => Err(index + 1),
            }
        };
        text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(anchor).collect()
    }
}

/// As [`verify`], of the installation under a data directory, beside a running server or without one.
///
/// # Errors
/// When there is no database, or it cannot be read at all.
pub async fn verify_data(root: &Path, anchors: &[Anchor]) -> Result<Result<Head, Broken>> {
    let mut connection = db::reader(&root.join("motcua.db")).await?;
    let mut at_once = connection.begin().await?;
    verify(&mut at_once, anchors).await
}

/// Walks the whole chain. Answers with its head, or with the first place that does not hold.
///
/// # Errors
/// When the database cannot be read at all.
pub async fn verify(connection: &mut SqliteConnection, anchors: &[Anchor]) -> Result<Result<Head, Broken>> {
    let wanted: BTreeMap<i64, &str> = anchors.iter().map(|anchor| (anchor.seq, anchor.hash.as_str())).collect();
    let head: Option<Head> = sqlx::query_as(HEAD).fetch_optional(&mut *connection).await?;
    let (mut seq, mut hash) = (0, ROOT.to_owned());
    let mut broken = None;
    {
        let mut rows = sqlx::query("SELECT * FROM audit ORDER BY seq").fetch(&mut *connection);
        while let Some(row) = rows.try_next().await? {
            let Ok(link) = Link::from_row(&row) else {
                broken = Some(Broken { seq: seq + 1, what: "unreadable" });
                break;
            };
            if link.seq != seq + 1 {
                broken = Some(Broken { seq: seq + 1, what: "gap" });
                break;
            }
            if link.hash != link.hash_after(&hash)? {
                broken = Some(Broken { seq: link.seq, what: "changed" });
                break;
            }
            if wanted.get(&link.seq).is_some_and(|anchored| *anchored != link.hash) {
                broken = Some(Broken { seq: link.seq, what: "anchor" });
                break;
            }
            (seq, hash) = (link.seq, link.hash);
        }
    }
    if let Some(broken) = broken {
        return Ok(Err(broken));
    }
    let found = Head { seq, hash };
    if head.as_ref() != Some(&found) {
        // Cut off behind the last link, or the end was written anew without its head.
        let first = head.map_or(seq, |head| head.seq.min(seq));
        return Ok(Err(Broken { seq: first + 1, what: "cut" }));
    }
    match wanted.range(seq + 1..).next() {
        Some((beyond, _)) => Ok(Err(Broken { seq: *beyond, what: "rolled_back" })),
        None => Ok(Ok(found)),
    }
}
