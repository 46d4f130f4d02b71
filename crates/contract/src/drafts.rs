//! A draft that desk and phone fill in together: opened by one, joined by the other through a one-time code, and both see
//! each other's entries. Whoever hands it in: the dossier belongs to the citizen.

use crate::{NoBody, dossiers::Receipt, endpoint};
use jiff::{Timestamp, civil::Date};
use motcua_domain::form::{Answers, Source, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who made an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Author {
    Citizen,
    /// A member of staff, by name.
    Staff {
        name: String,
    },
}

/// The draft as both see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedDraft {
    pub id: String,
    pub procedure: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub version: Date,
    pub answers: Answers,
    /// Who made the entry of a field last.
    pub authors: BTreeMap<String, Author>,
    /// Grows with every change.
    pub seq: u64,
    /// Two digits, a space, two digits: the same on both screens while they work together.
    pub number: String,
    /// The member of staff at the other end, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub staff: Option<String>,
    /// A phone has joined.
    pub phone: bool,
    /// Who opened it.
    pub opened_by: Author,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub expires_at: Timestamp,
    /// Handed in: the phone fetches its receipt by [`crate::dossiers::GetReceipt`] with this key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submission: Option<String>,
    /// The dossier's id at the desk, once handed in; only staff are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// A draft opened at the desk (empty answers) or brought from a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewDraft {
    pub procedure: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub version: Date,
    #[serde(default)]
    pub answers: Answers,
}

/// A one-time code: whoever scans it first joins the draft. 160 bits, five minutes, single use; a new offer ends the old.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    pub code: String,
    /// Shown on both screens.
    pub number: String,
    /// What the QR holds; the code stands in the fragment.
    pub link: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub expires_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakeDraft {
    pub code: String,
}

/// Entries to make or (with no value) to clear.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftChange {
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub entries: BTreeMap<String, Option<Value>>,
    /// Where entries that were not typed came from.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub sources: BTreeMap<String, Source>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandInDraft {
    /// The state that whoever hands in has seen; another one meanwhile is `stale`.
    pub seq: u64,
    /// The version of the notice about personal data that was shown.
    pub notice: String,
    pub language: String,
}

/// What is handed in, for whoever handed it in: the desk prints it for a citizen without a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandedIn {
    pub receipt: Receipt,
    /// The dossier's id at the desk; only staff are told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftList {
    pub drafts: Vec<SharedDraft>,
}

endpoint!(
    /// Opens a draft at the desk.
    OpenDraft, Post "/api/desk/drafts", Duty(FillIn), NewDraft => SharedDraft
);
endpoint!(
    /// The drafts of this desk that are not handed in.
    ListDrafts, Get "/api/desk/drafts", Duty(FillIn), NoBody => DraftList
);
endpoint!(
    /// Brings a phone's draft, to hand it over at the desk.
    BringDraft, Post "/api/drafts", Device, NewDraft => SharedDraft
);
endpoint!(
    /// Joins a draft by its one-time code. `hand_off_expired`, `hand_off_used`.
    JoinDraft, Post "/api/drafts/joins", Uploader, TakeDraft => SharedDraft
);
endpoint!(
    /// The draft, for its two parties only. With `?after=seq` it answers when something changed, or after some seconds.
    GetDraft, Get "/api/drafts/{id}", Uploader, NoBody => SharedDraft
);
endpoint!(
    /// Makes entries; fields that are not named stay as they are.
    ChangeDraft, Post "/api/drafts/{id}/entries", Uploader, DraftChange => SharedDraft
);
endpoint!(
    /// A one-time code for the other party.
    OfferDraft, Post "/api/drafts/{id}/offers", Uploader, NoBody => Offer
);
endpoint!(
    /// The bytes of a file of the draft, whoever of the two uploaded it.
    GetDraftFile, Get "/api/drafts/{id}/files/{upload}", Uploader, NoBody => NoBody
);
endpoint!(
    /// Hands it in. Needs an idempotency key.
    SubmitDraft, Post "/api/drafts/{id}/submission", Uploader, HandInDraft => HandedIn
);
endpoint!(
    /// Forgets the draft.
    CloseDraft, Delete "/api/drafts/{id}", Uploader, NoBody => NoBody
);
