//! The audit chain: what was done, by whom, to what, in rows that each cover all before them.
//!
//! An act is written in the transaction of what it tells of. It names ids and digests, nobody's data; a dossier that is
//! erased leaves its acts behind, and they say nothing about anyone.

mod verify;

pub use verify::{Anchor, Broken, verify, verify_data};

use crate::{
    Result, Store, StoreError,
    db::{Tx, signed, unsigned},
};
use motcua_domain::{
    dossier::{Actor, Event},
    octets::hex,
};
use sha2::{Digest, Sha256};
use sqlx::FromRow;

/// What the first link of a chain stands on.
pub const ROOT: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who<'a> {
    Citizen,
    /// A member of staff, by account id.
    Staff(&'a str),
    /// The program by itself.
    System,
    /// Somebody at the machine, by the command line.
    Operator,
}

impl Who<'_> {
    fn text(self) -> String {
        match self {
            Self::Citizen => "citizen".to_owned(),
            Self::Staff(id) => format!("staff:{id}"),
            Self::System => "system".to_owned(),
            Self::Operator => "operator".to_owned(),
        }
    }
}

/// Who did something, and when (Unix milliseconds).
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    pub who: Who<'a>,
    pub at_ms: i64,
}

impl<'a> By<'a> {
    /// The program by itself.
    #[must_use]
    pub const fn system(at_ms: i64) -> Self {
        Self { who: Who::System, at_ms }
    }

    /// Somebody at the machine.
    #[must_use]
    pub const fn operator(at_ms: i64) -> Self {
        Self { who: Who::Operator, at_ms }
    }

    /// A member of staff.
    #[must_use]
    pub const fn staff(id: &'a str, at_ms: i64) -> Self {
        Self { who: Who::Staff(id), at_ms }
    }
}

/// An act on its way into the chain.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// A stable code: the name of a dossier's event, `file_viewed`, `signed_in`, `account_changed`, ...
    pub kind: &'a str,
    pub by: By<'a>,
    /// Id of the dossier it concerns.
    pub dossier: Option<&'a str>,
    /// Id of what else it concerns: an upload, an account, a file that was made.
    pub object: Option<&'a str>,
    /// The dossier's version after it.
    pub version: Option<u64>,
    /// A salted digest of the content, or nothing.
    pub digest: &'a str,
}

impl<'a> Act<'a> {
    /// An act that concerns no dossier.
    #[must_use]
    pub const fn on(kind: &'a str, object: Option<&'a str>, by: By<'a>) -> Self {
        Self { kind, by, dossier: None, object, version: None, digest: "" }
    }
}

/// A link as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Link {
    pub seq: i64,
    pub at_ms: i64,
    pub kind: String,
    pub actor: String,
    pub dossier: Option<String>,
    pub object: Option<String>,
    pub version: Option<i64>,
    pub digest: String,
    pub hash: String,
}

impl Link {
    /// The hash that this link must have after `before`: SHA-256 over that hash and the row as a JSON list.
    ///
    /// # Errors
    /// Never in practice: text and numbers are always JSON.
    pub fn hash_after(&self, before: &str) -> Result<String> {
        let Self { seq, at_ms, kind, actor, dossier, object, version, digest, hash: _ } = self;
        let row = serde_json::to_vec(&(seq, at_ms, kind, actor, dossier, object, version, digest))?;
        Ok(hex(&Sha256::new().chain_update(before.as_bytes()).chain_update(row).finalize()))
    }
}

/// The last link: its number and hash.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Head {
    pub seq: i64,
    pub hash: String,
}

const HEAD: &str = "SELECT seq, hash FROM audit_head WHERE one = 1";

/// Writes an act into the chain.
pub(crate) async fn put(tx: &mut Tx, act: &Act<'_>) -> Result<()> {
    let head: Head = sqlx::query_as(HEAD).fetch_one(&mut **tx).await?;
    put_after(tx, head, act).await.map(drop)
}

/// Writes an act after the last link, which is known; gives back the new one.
pub(crate) async fn put_after(tx: &mut Tx, head: Head, act: &Act<'_>) -> Result<Head> {
    let mut link = Link {
        seq: head.seq + 1,
        at_ms: act.by.at_ms,
        kind: act.kind.to_owned(),
        actor: act.by.who.text(),
        dossier: act.dossier.map(str::to_owned),
        object: act.object.map(str::to_owned),
        version: act.version.map(signed),
        digest: act.digest.to_owned(),
        hash: String::new(),
    };
    link.hash = link.hash_after(&head.hash)?;
    sqlx::query(
        "INSERT INTO audit (seq, at_ms, kind, actor, dossier, object, version, digest, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(link.seq)
    .bind(link.at_ms)
    .bind(&link.kind)
    .bind(&link.actor)
    .bind(&link.dossier)
    .bind(&link.object)
    .bind(link.version)
    .bind(&link.digest)
    .bind(&link.hash)
    .execute(&mut **tx)
    .await?;
    sqlx::query("UPDATE audit_head SET seq = $1, hash = $2 WHERE one = 1")
        .bind(link.seq)
        .bind(&link.hash)
        .execute(&mut **tx)
        .await?;
    Ok(Head { seq: link.seq, hash: link.hash })
}

/// Writes the acts of a dossier's new events, and carries the digest of its history on.
pub(crate) async fn put_events(tx: &mut Tx, dossier: &str, before: u64, events: &[(String, &Event)]) -> Result<()> {
    let row: (String, String) = sqlx::query_as("SELECT history, secret_hash FROM dossiers WHERE id = $1")
        .bind(dossier)
        .fetch_one(&mut **tx)
        .await?;
    let start = if before == 0 { history_start(dossier, &row.1) } else { row.0 };
    let head: Head = sqlx::query_as(HEAD).fetch_one(&mut **tx).await?;
    let history = histories(&start, events);
    put_acts(tx, head, dossier, before, events, &history).await?;
    sqlx::query("UPDATE dossiers SET history = $2 WHERE id = $1")
        .bind(dossier)
        .bind(history.last().unwrap_or(&start))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The digest of the history after each of these events.
pub(crate) fn histories(start: &str, events: &[(String, &Event)]) -> Vec<String> {
    let mut history = Vec::with_capacity(events.len());
    for (text, _) in events {
        history.push(history_after(history.last().map_or(start, String::as_str), text));
    }
    history
}

/// Writes the acts of a dossier's new events after the last link, which is known.
pub(crate) async fn put_acts(
    tx: &mut Tx,
    mut head: Head,
    dossier: &str,
    before: u64,
    events: &[(String, &Event)],
    history: &[String],
) -> Result<()> {
    for (index, ((_, event), digest)) in events.iter().zip(history).enumerate() {
        let who = match &event.actor {
            Actor::Citizen => Who::Citizen,
            Actor::Staff(id) => Who::Staff(id),
            Actor::System => Who::System,
        };
        let act = Act {
            kind: event.what.as_str(),
            by: By { who, at_ms: event.at.as_millisecond() },
            dossier: Some(dossier),
            object: None,
            version: Some(before + index as u64 + 1),
            digest,
        };
        head = put_after(tx, head, &act).await?;
    }
    Ok(())
}

/// What a dossier's history begins with. The hash of the receipt's secret is its salt: whoever has only the chain cannot
/// try out contents.
pub(crate) fn history_start(dossier: &str, secret_hash: &str) -> String {
    hex(&Sha256::digest(format!("dossier\n{dossier}\n{secret_hash}")))
}

/// The history with one more event, as its text is kept.
pub(crate) fn history_after(before: &str, event: &str) -> String {
    hex(&Sha256::new().chain_update(before.as_bytes()).chain_update(event.as_bytes()).finalize())
}

impl Store {
    /// Writes an act that comes with no other change: an export, a refused sign-in, a backup.
    ///
    /// # Errors
    /// When the database cannot: then it must not happen.
    pub async fn record_act(&self, act: &Act<'_>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        put(&mut tx, act).await?;
        tx.commit().await
    }

    /// The last link.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn audit_head(&self) -> Result<Head> {
        Ok(sqlx::query_as(HEAD).fetch_one(&self.db.read).await?)
    }

    /// The chain after a link, oldest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn audit_links(&self, after: i64, limit: u32) -> Result<Vec<Link>> {
        Ok(sqlx::query_as("SELECT * FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2")
            .bind(after)
            .bind(i64::from(limit))
            .fetch_all(&self.db.read)
            .await?)
    }

    /// Records that a member of staff looked at a file of a dossier.
    ///
    /// # Errors
    /// When the database cannot: then the file is not shown.
    pub async fn record_view(&self, by: By<'_>, dossier: &str, upload: &str) -> Result<()> {
        let act = Act { dossier: Some(dossier), ..Act::on("file_viewed", Some(upload), by) };
        self.record_act(&act).await
    }

    /// Records that a member of staff looked at a file of a draft. Handed in, it counts as a view of the dossier's file.
    ///
    /// # Errors
    /// When the database cannot: then the file is not shown.
    pub async fn record_draft_view(&self, by: By<'_>, upload: &str) -> Result<()> {
        self.record_act(&Act::on("file_viewed", Some(upload), by)).await
    }

    /// How often files of a dossier were looked at, those of its draft included.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn views(&self, dossier: &str) -> Result<u64> {
        let count: i64 = sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM audit WHERE dossier = $1 AND kind = 'file_viewed')
                  + (SELECT COUNT(*) FROM audit a JOIN dossier_files f ON f.upload = a.object
                     WHERE f.dossier = $1 AND a.dossier IS NULL AND a.kind = 'file_viewed')",
        )
        .bind(dossier)
        .fetch_one(&self.db.read)
        .await?;
        Ok(unsigned(count))
    }

    /// Which life of the installation this is: another one after a restore.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn epoch(&self) -> Result<String> {
        Ok(sqlx::query_scalar("SELECT epoch FROM installation WHERE one = 1").fetch_one(&self.db.read).await?)
    }

    /// Takes what was recorded before there was a chain into it: histories of dossiers, and who looked at which file.
    pub(crate) async fn adopt(&self) -> Result<()> {
        let mut tx = self.db.begin_alone().await?;
        let dossiers: Vec<String> =
            sqlx::query_scalar("SELECT id FROM dossiers WHERE history = '' ORDER BY id").fetch_all(&mut *tx).await?;
        for id in &dossiers {
            let texts: Vec<String> = sqlx::query_scalar("SELECT event FROM events WHERE dossier = $1 ORDER BY seq")
                .bind(id)
                .fetch_all(&mut *tx)
                .await?;
            let events: Vec<Event> = texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?;
            let pairs: Vec<(String, &Event)> = texts.into_iter().zip(&events).collect();
            put_events(&mut tx, id, 0, &pairs).await?;
        }
        let views: Vec<(i64, String, Option<String>, String)> = sqlx::query_as(
            "SELECT at_ms, staff, dossier, upload FROM views
             UNION ALL SELECT at_ms, staff, NULL, upload FROM draft_views WHERE id NOT IN (SELECT id FROM views)
             ORDER BY 1",
        )
        .fetch_all(&mut *tx)
        .await?;
        for (at_ms, staff, dossier, upload) in &views {
            let act = Act {
                dossier: dossier.as_deref(),
                ..Act::on("file_viewed", Some(upload.as_str()), By::staff(staff, *at_ms))
            };
            put(&mut tx, &act).await?;
        }
        if dossiers.is_empty() && views.is_empty() {
            return tx.rollback().await;
        }
        for sql in ["DELETE FROM views", "DELETE FROM draft_views"] {
            sqlx::query(sql).execute(&mut *tx).await?;
        }
        tx.commit().await
    }
}

impl From<Broken> for StoreError {
    fn from(broken: Broken) -> Self {
        Self::Broken(format!("audit {} at {}", broken.what, broken.seq))
    }
}
