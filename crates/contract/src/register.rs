//! The register book (sổ theo dõi hồ sơ) and the day's board. Every figure opens the list that it counts.

use crate::{NoBody, desk::WorkQuery, endpoint};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use motcua_domain::dossier::{Channel, State};
use serde::{Deserialize, Serialize};

/// One line of the register: numbers run from 1 through the year (TT 03/2025, form 07).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterLine {
    pub number: u64,
    pub id: String,
    pub code: String,
    pub procedure: String,
    pub requester: String,
    pub channel: Channel,
    pub state: State,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub submitted_at: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub due: Option<DateTime>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub finished_at: Option<Timestamp>,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub returned_at: Option<Timestamp>,
}

/// A page of the register, oldest first. The query: `year`, `after` (a number).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Register {
    pub year: i16,
    /// Years that have lines.
    pub years: Vec<i16>,
    pub total: u64,
    pub lines: Vec<RegisterLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<u64>,
}

endpoint!(
    /// The register of a year.
    ListRegister, Get "/api/desk/register", Duty(Register), NoBody => Register
);
endpoint!(
    /// The register of a year as a file: `pdf` or `xlsx`; `?year=`.
    RegisterFile, Get "/api/desk/register/{format}", Duty(Register), NoBody => NoBody
);

/// A figure of the board and the list it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figure {
    /// `received`, `returned`, `waiting`, `near`, `late`, `same_visit`, ...
    pub name: String,
    pub count: u64,
    pub list: WorkQuery,
}

/// Today at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub day: Date,
    pub figures: Vec<Figure>,
    /// Minutes from intake to the result in hand, the middle one of today's same-visit dossiers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_visit: Option<u32>,
    /// Minutes from ticket to call, the middle one of today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_wait: Option<u32>,
}

endpoint!(
    /// The board of a day (`?day=2026-11-23`, default today).
    GetBoard, Get "/api/desk/board", Duty(SeeWork), NoBody => Board
);
