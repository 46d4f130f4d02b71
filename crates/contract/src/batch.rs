//! The same decision on several dossiers at once; each is decided by itself.

use crate::{desk::DeskCommand, endpoint};
use serde::{Deserialize, Serialize};

/// One dossier of a batch, and the version that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchItem {
    pub id: String,
    pub version: u64,
}

/// The same command for several dossiers; each is decided by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Batch {
    pub command: DeskCommand,
    /// At most 100.
    pub dossiers: Vec<BatchItem>,
}

/// How it went with one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchOutcome {
    pub id: String,
    pub code: String,
    /// The new version, when it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// Why it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<crate::ProblemCode>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<motcua_domain::dossier::Refusal>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BatchOutcomes {
    pub outcomes: Vec<BatchOutcome>,
}

endpoint!(
    /// Decides on several dossiers with one command; commands without files of their own only.
    CommandMany, Post "/api/desk/batch", Duty(OpenDossier), Batch => BatchOutcomes
);
