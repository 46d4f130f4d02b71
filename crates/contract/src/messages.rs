//! Messages between desk and citizen on a dossier: text and files, with read marks.

use crate::{NoBody, endpoint};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Characters of a message's text.
pub const TEXT_LENGTH: usize = 2000;
/// Files of a message.
pub const FILES: usize = 10;

/// One message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    pub id: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub at: Timestamp,
    /// `citizen` or `office`.
    pub by: String,
    /// Name of the member of staff; the desk sees it, the citizen reads "the office".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub text: String,
    pub files: Vec<MessageFile>,
    /// When the other side first saw it.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub read_at: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageFile {
    pub upload: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
}

/// The conversation, oldest first. Reading it marks the other side's messages as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Messages {
    pub messages: Vec<Message>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMessage {
    /// May be empty when there are files.
    pub text: String,
    /// Finished uploads of whoever writes.
    #[serde(default)]
    pub uploads: Vec<String>,
}

endpoint!(
    /// The conversation on a dossier.
    DeskMessages, Get "/api/desk/dossiers/{id}/messages", Duty(OpenDossier), NoBody => Messages
);
endpoint!(
    /// Writes to the citizen. Needs an idempotency key.
    WriteFromDesk, Post "/api/desk/dossiers/{id}/messages", Duty(Message), NewMessage => Messages
);
endpoint!(
    /// A message's file, for the desk; every view is recorded.
    DeskMessageFile, Get "/api/desk/dossiers/{id}/messages/{upload}", Duty(ReadPapers), NoBody => NoBody
);
endpoint!(
    /// The conversation, for whoever holds the receipt.
    CitizenMessages, Get "/api/dossiers/{code}/messages", Receipt, NoBody => Messages
);
endpoint!(
    /// Writes to the desk. Needs an idempotency key; files need the device token they were uploaded with.
    WriteFromCitizen, Post "/api/dossiers/{code}/messages", Receipt, NewMessage => Messages
);
endpoint!(
    /// A message's file, for whoever holds the receipt.
    CitizenMessageFile, Get "/api/dossiers/{code}/messages/{upload}", Receipt, NoBody => NoBody
);
