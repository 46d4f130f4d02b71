//! The queue of the day: tickets, calls at counters, the public screen, a place that a phone can follow.
//! No ticket holds personal data; the number is what people see.

use crate::{NoBody, endpoint};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketState {
    Waiting,
    /// Called to a counter.
    Called,
    /// Served.
    Done,
    /// Called and not there; can be called again.
    Skipped,
}

/// A ticket of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ticket {
    pub id: String,
    /// What people see: `001`, counted anew every day.
    pub number: String,
    pub state: TicketState,
    /// The procedure they came for, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// The counter that called it, or that it was transferred to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
    /// People who are called before this one; 0 once called.
    pub ahead: u32,
    /// How often it was called.
    pub calls: u32,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub issued_at: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub called_at: Option<Timestamp>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewTicket {
    #[serde(default)]
    pub procedure: Option<String>,
    /// Elderly, pregnant, with a disability (they go first by law): placed before those without.
    #[serde(default)]
    pub priority: bool,
}

/// The queue as the desk sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Queue {
    /// In the order in which they will be called.
    pub waiting: Vec<Ticket>,
    pub called: Vec<Ticket>,
    pub skipped: Vec<Ticket>,
    /// Served today.
    pub done: u32,
    /// Minutes from ticket to first call, the middle one of today's; `None` before the first call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_wait: Option<u32>,
    /// Counters that called somebody today, and those of the office's settings.
    pub counters: Vec<String>,
    /// Grows with every change.
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CallNext {
    pub counter: String,
    /// Calls this one instead of the next.
    #[serde(default)]
    pub ticket: Option<String>,
}

/// The next one, or nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Called {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Ticket>,
}

/// What is done with a called ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TicketAct {
    /// The same number again.
    Recall {},
    /// Not there.
    Skip {},
    /// To another counter, first in its line.
    Transfer {
        counter: String,
    },
    Finish {},
}

/// What everybody may see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Screen {
    /// The newest call first.
    pub calls: Vec<Call>,
    /// Numbers in the order in which they will be called.
    pub next: Vec<String>,
    pub waiting: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub median_wait: Option<u32>,
    pub version: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Call {
    pub number: String,
    pub counter: String,
    /// How often: a repeated call flashes again.
    pub calls: u32,
}

endpoint!(
    /// Gives out a ticket.
    IssueTicket, Post "/api/desk/tickets", Duty(Greet), NewTicket => Ticket
);
endpoint!(
    /// Today's queue.
    GetQueue, Get "/api/desk/tickets", Duty(Call), NoBody => Queue
);
endpoint!(
    /// Calls the next one, or a certain one, to a counter. Whom another counter called meanwhile: `ticket_taken`.
    CallTicket, Post "/api/desk/tickets/calls", Duty(Call), CallNext => Called
);
endpoint!(
    /// Calls again, skips, transfers, finishes.
    ActOnTicket, Post "/api/desk/tickets/{id}/acts", Duty(Call), TicketAct => Ticket
);
endpoint!(
    /// The public screen.
    GetScreen, Get "/api/queue", Public, NoBody => Screen
);
endpoint!(
    /// One ticket's place, for the phone that scanned it.
    FollowTicket, Get "/api/queue/{ticket}", Public, NoBody => Ticket
);
