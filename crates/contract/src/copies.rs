//! Copies of a phone's drafts at the office: a phone that breaks, or a browser that clears its store, loses nothing that was
//! typed. Nobody at the desk sees them; they go when the dossier is handed in, when the person deletes the draft, or by age.

use crate::{NoBody, endpoint};
use serde::{Deserialize, Serialize};

/// A draft as the phone keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftCopy {
    /// The draft's id: the key under which it will be handed in. A UUID.
    pub id: String,
    /// When it was changed last, by the phone's clock (milliseconds since 1970), which may be wrong: only handed back.
    pub updated_ms: u64,
    /// JSON as it stands in the phone's own store; only phones read it.
    pub content: String,
}

/// What the office keeps for a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DraftCopies {
    pub copies: Vec<DraftCopy>,
}

endpoint!(
    /// Keeps a copy of a draft. One that was handed in already is not kept.
    KeepCopy, Put "/api/devices/drafts", Device, DraftCopy => NoBody
);
endpoint!(
    /// The copies of this phone's drafts.
    ListCopies, Get "/api/devices/drafts", Device, NoBody => DraftCopies
);
endpoint!(
    /// Forgets a copy; one that is not there is fine.
    ForgetCopy, Delete "/api/devices/drafts/{id}", Device, NoBody => NoBody
);
