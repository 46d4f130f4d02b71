//! A draft as its row says, and what goes in and out of the store with it.

use crate::db::unsigned;
use motcua_domain::form::Answers;
use sqlx::{FromRow, Row, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// Who made an entry: a member of staff by name, or (with none) the citizen.
pub type Authors = BTreeMap<String, Option<String>>;

/// How far a draft came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Open,
    HandedIn,
    Closed,
}

/// Somebody at one of the two ends.
#[derive(Clone, Copy, Debug)]
pub enum Party<'a> {
    /// A phone, by its device id.
    Device(&'a str),
    /// A member of staff, by account id and name.
    Staff(&'a str, &'a str),
}

impl Party<'_> {
    pub(super) const fn kind(self) -> &'static str {
        if matches!(self, Self::Device(_)) { "device" } else { "staff" }
    }

    pub(super) const fn id(&self) -> &str {
        match self {
            Self::Device(id) | Self::Staff(id, _) => id,
        }
    }

    /// The name that entries carry; the citizen's carry none.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        if let Self::Staff(_, name) = self { Some(name) } else { None }
    }
}

/// A draft as it stands.
#[derive(Clone, Debug)]
pub struct Draft {
    pub id: String,
    pub procedure: String,
    /// `2026-07-01`.
    pub version: String,
    /// The phone that takes part.
    pub device: Option<String>,
    /// The desk takes part.
    pub desk: bool,
    /// Name of the member of staff who was there last.
    pub staff: Option<String>,
    /// Name of the member of staff who opened it; a phone did when there is none.
    pub opened_by: Option<String>,
    pub answers: Answers,
    pub authors: Authors,
    pub seq: u64,
    /// 0 to 9999.
    pub number: u16,
    /// Unix milliseconds of the last change.
    pub touched_ms: i64,
    pub stage: Stage,
    pub dossier: Option<String>,
    pub code: Option<String>,
    pub submission: Option<String>,
}

impl FromRow<'_, SqliteRow> for Draft {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let decode = |error: serde_json::Error| sqlx::Error::Decode(error.into());
        let stage: String = row.try_get("state")?;
        Ok(Self {
            id: row.try_get("id")?,
            procedure: row.try_get("procedure")?,
            version: row.try_get("version")?,
            device: row.try_get("device")?,
            desk: row.try_get::<i64, _>("desk")? != 0,
            staff: row.try_get("staff")?,
            opened_by: row.try_get("opened_by")?,
            answers: serde_json::from_str(row.try_get("answers")?).map_err(decode)?,
            authors: serde_json::from_str(row.try_get("authors")?).map_err(decode)?,
            seq: unsigned(row.try_get("seq")?),
            number: u16::try_from(row.try_get::<i64, _>("number")?).unwrap_or_default(),
            touched_ms: row.try_get("touched_ms")?,
            stage: match stage.as_str() {
                "open" => Stage::Open,
                "handed_in" => Stage::HandedIn,
                _ => Stage::Closed,
            },
            dossier: row.try_get("dossier")?,
            code: row.try_get("code")?,
            submission: row.try_get("submission")?,
        })
    }
}

/// What a new draft begins with.
#[derive(Debug)]
pub struct NewDraft<'a> {
    pub id: &'a str,
    pub procedure: &'a str,
    pub version: &'a str,
    pub by: Party<'a>,
    pub answers: &'a Answers,
    /// A random number; the first one from here on that no open draft has is taken.
    pub number: u16,
    pub now_ms: i64,
}

/// A one-time code on its way out.
#[derive(Debug)]
pub struct NewCode<'a> {
    pub draft: &'a str,
    /// SHA-256, hex.
    pub hash: &'a str,
    pub by: Party<'a>,
    pub expires_ms: i64,
    pub now_ms: i64,
}

/// What came of a one-time code.
#[derive(Debug)]
pub enum Taken {
    Joined(Box<Draft>),
    /// Over, or never was, or meant for the other end.
    Expired,
    /// Somebody else used it.
    Used,
}
