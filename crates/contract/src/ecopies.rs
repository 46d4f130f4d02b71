//! Certified electronic copies: what anybody needs to check one, and the register of certifications (sổ chứng thực).

use crate::{NoBody, endpoint};
use jiff::Timestamp;
use motcua_domain::ecopy::Certificate;
use serde::{Deserialize, Serialize};

/// A public key of this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CopyKey {
    /// The first eight bytes of its SHA-256, hex.
    pub id: String,
    /// Ed25519, 32 bytes, hex.
    pub public: String,
    /// Nothing that it signed counts any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

/// A copy that does not count any more. Why is the office's own business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokedCopy {
    pub year: i16,
    pub number: u32,
}

/// All that a check needs; phones keep it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CopyTrust {
    pub keys: Vec<CopyKey>,
    pub revoked: Vec<RevokedCopy>,
    /// When the server said so.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub as_of: Timestamp,
}

endpoint!(
    /// Public keys and revoked numbers, to check certified copies with, also without a network later.
    GetCopyTrust, Get "/api/copies", Public, NoBody => CopyTrust
);

/// How far a certified copy is, for the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum CopyStage {
    /// The citizen asks for one.
    Asked,
    /// It waits for the leader.
    Prepared,
    Certified {
        certificate: Certificate,
        /// Why it does not count any more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        revoked: Option<String>,
    },
}

/// One line of the register of certifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CertificationLine {
    pub number: u32,
    /// Id of the dossier; it may be erased by now.
    pub dossier: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub at: Timestamp,
    pub requester: String,
    pub document: String,
    pub pages: u32,
    pub copies: u32,
    /// In đồng; nothing where no source states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<u64>,
    pub signer: String,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub revoked_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A page of the register of certifications, by number. The query: `year`, `after` (a number).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Certifications {
    pub year: i16,
    /// Years that have lines.
    pub years: Vec<i16>,
    pub total: u64,
    /// Copies and fees (đồng) of the year together.
    pub copies: u64,
    pub fees: u64,
    pub lines: Vec<CertificationLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u32>,
}

endpoint!(
    /// The register of certifications of a year.
    ListCertifications, Get "/api/desk/certifications", Duty(Register), NoBody => Certifications
);
endpoint!(
    /// The register of certifications of a year as a file: `pdf` or `xlsx`; `?year=`.
    CertificationsFile, Get "/api/desk/certifications/{format}", Duty(Register), NoBody => NoBody
);
