//! Dossiers that are not handed in yet.

use super::{DRAFTS, Result, all, from_json, newest_first, put as keep, remove as forget, to_json};
use motcua_domain::form::Answers;
use serde::{Deserialize, Serialize};

/// A dossier in the making. Its id is the idempotency key of handing in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// UUID, version 4.
    pub id: String,
    pub procedure: String,
    pub version: String,
    pub answers: Answers,
    #[serde(default)]
    pub attachments: Vec<Attachment>,
    /// The page of the form where the person was.
    #[serde(default)]
    pub page: Option<String>,
    #[serde(default)]
    pub notice_read: bool,
    /// Milliseconds since 1970.
    #[serde(serialize_with = "super::whole")]
    pub created_ms: f64,
    #[serde(serialize_with = "super::whole")]
    pub updated_ms: f64,
    /// Handing in was begun: the server may have it already.
    #[serde(default)]
    pub submitting: bool,
    /// Desk and phone fill it in together.
    #[serde(default)]
    pub together: Option<Box<Together>>,
    /// Why the server will not take it as it is: a problem's code. It is the person's turn.
    #[serde(default)]
    pub refused: Option<String>,
    /// The code of the dossier that it parted from: it was changed after that was handed in, and is a draft of its own now.
    #[serde(default)]
    pub parted: Option<String>,
}

/// The draft on the server that desk and phone fill in together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Together {
    pub id: String,
    /// The same on both screens.
    pub number: String,
    /// The server's state that this phone knows.
    pub seq: u64,
    /// What the server had then: what differs from it here is still to be sent.
    pub base: Answers,
    /// The member of staff at the other end.
    #[serde(default)]
    pub staff: Option<String>,
}

/// A file of a draft; its bytes are in [`super::files`] under the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// UUID, version 4, of this phone.
    pub id: String,
    /// The field that it answers.
    pub paper: String,
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// 1 for a picture; 0 for a PDF until the server has counted.
    pub pages: u32,
    /// 64 lower-case hex digits.
    pub sha256: String,
    /// The server's id, once it has the file.
    #[serde(default)]
    pub upload: Option<String>,
    /// The person wants it sent later.
    #[serde(default)]
    pub paused: bool,
    /// A page just photographed: it waits for the others of its paper, to become one file with them.
    #[serde(default)]
    pub making: bool,
}

/// The draft of a procedure that was changed last.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn get(procedure: &str) -> Result<Option<Draft>> {
    Ok(list().await?.into_iter().find(|draft| draft.procedure == procedure))
}

/// All drafts, the last changed first.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn list() -> Result<Vec<Draft>> {
    Ok(newest_first(all(DRAFTS).await?.iter().filter_map(from_json), |draft: &Draft| draft.updated_ms))
}

/// The ids of all drafts, also of those that this build cannot read.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn ids() -> Result<Vec<String>> {
    Ok(super::keys(DRAFTS).await?.iter().filter_map(wasm_bindgen::JsValue::as_string).collect())
}

/// Keeps a draft; when this answers, it is on the disk.
///
/// # Errors
/// [`super::DeviceError::StoreFull`], [`super::DeviceError::StoreLost`].
pub async fn put(draft: &Draft) -> Result<()> {
    keep(DRAFTS, &draft.id, to_json(draft)?).await
}

/// Forgets a draft; its files are the caller's to forget.
///
/// # Errors
/// [`super::DeviceError::StoreLost`].
pub async fn remove(id: &str) -> Result<()> {
    forget(DRAFTS, id).await
}
