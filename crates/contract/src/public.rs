//! What anybody may read: the office, the procedures, lists of reference. And a device's registration.

use crate::{NoBody, endpoint};
use motcua_domain::{
    calendar::{Calendar, Hours},
    procedure::{Procedure, Texts},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The office that this installation serves; all of it is configuration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Office {
    /// `Ủy ban nhân dân phường Mỹ Trà`.
    pub name: String,
    /// The counter: `Trung tâm Phục vụ hành chính công`.
    pub counter: String,
    pub address: String,
    pub phone: String,
    pub email: String,
    /// The agency's identifier in dossier codes, `H20.123`.
    pub agency: String,
    /// National codes of the province and the ward.
    pub province: String,
    pub ward: String,
    /// Names that people still use for it.
    pub former_names: Vec<String>,
    /// The public address of this installation, `https://motcua.example`; posters and receipts point there.
    pub public_url: String,
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub hours: Hours,
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub calendar: Calendar,
    /// A demonstration: no real dossier may be handed in.
    pub demo: bool,
}

endpoint!(
    /// The office, its hours and its calendar.
    GetOffice, Get "/api/office", Public, NoBody => Office
);

/// A procedure in the list: what search and browsing need.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProcedureCard {
    pub code: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub version: jiff::civil::Date,
    /// The field it belongs to.
    pub field: String,
    pub minutes: u16,
    /// Old codes that lead here.
    pub aliases: Vec<String>,
    /// By language: `vi`, `en`.
    pub words: BTreeMap<String, CardWords>,
}

/// The words of a procedure in the list, in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CardWords {
    pub name: String,
    /// In plain words, one sentence.
    pub plain: String,
    /// What people call it.
    pub search: Vec<String>,
}

/// All procedures of the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalogue {
    pub procedures: Vec<ProcedureCard>,
}

endpoint!(
    /// The list of procedures.
    ListProcedures, Get "/api/procedures", Public, NoBody => Catalogue
);

/// A procedure with its words in every language, so that one visit is enough for offline use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProcedureBundle {
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub procedure: Procedure,
    /// By language, then by key.
    pub texts: BTreeMap<String, Texts>,
}

endpoint!(
    /// One procedure by its code.
    GetProcedure, Get "/api/procedures/{code}", Public, NoBody => ProcedureBundle
);

/// One line of a list of reference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceItem {
    pub code: String,
    /// By language; names that are the same everywhere stand under `vi` only.
    pub names: BTreeMap<String, String>,
}

/// A list of reference: `countries`, `ethnic_groups`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReferenceList {
    pub items: Vec<ReferenceItem>,
}

endpoint!(
    /// A list of reference by name: `countries` or `ethnic_groups`.
    GetReference, Get "/api/reference/{list}", Public, NoBody => ReferenceList
);

/// The wards of a province, as the CSV that the domain's gazetteer reads (`code,name,kind`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Wards {
    pub csv: String,
}

endpoint!(
    /// The wards of a province by its two-digit code.
    GetWards, Get "/api/reference/wards/{province}", Public, NoBody => Wards
);

/// A device's token: shown once, kept on the device, stored hashed on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    pub token: String,
}

endpoint!(
    /// Registers a device before its first upload. No personal data goes with it.
    RegisterDevice, Post "/api/devices", Public, NoBody => Device
);
