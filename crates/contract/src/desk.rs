//! What staff may ask: sign in, the work list, one dossier, its papers, and commands on it.

use crate::{NoBody, endpoint};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use motcua_domain::{
    dossier::{Event, FileRef, Reason, State},
    form::Answers,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Credentials {
    pub user: String,
    pub password: String,
}

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Staff {
    pub id: String,
    pub user: String,
    pub name: String,
}

endpoint!(
    /// Signs in; sets the session cookie.
    SignIn, Post "/api/desk/session", Public, Credentials => Staff
);
endpoint!(
    /// Who is signed in here.
    WhoAmI, Get "/api/desk/session", Staff, NoBody => Staff
);
endpoint!(
    /// Signs out; the session ends on the server too.
    SignOut, Delete "/api/desk/session", Staff, NoBody => NoBody
);

/// Which dossiers the work list shows; sent as the query string.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkQuery {
    /// `new`, `working`, `waiting`, `done`, `all`; default `new` and `working` together (`open`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// Searched without accents in code, names and numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Where the last page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// One line of the work list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkItem {
    pub id: String,
    pub code: String,
    pub procedure: String,
    pub state: State,
    /// The requester's name.
    pub requester: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub submitted_at: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub due: Option<DateTime>,
    pub paused: bool,
}

/// A page of the work list, nearest due time first, and how many there are of each view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkList {
    pub items: Vec<WorkItem>,
    /// Give it back in `after` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    pub counts: BTreeMap<String, u64>,
    /// The server's local time (UTC+7): the desk machine's clock may be wrong.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub now: DateTime,
}

endpoint!(
    /// The work list; takes a [`WorkQuery`] as its query string.
    ListWork, Get "/api/desk/dossiers", Staff, NoBody => WorkList
);

/// A dossier as staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeskDossier {
    pub id: String,
    pub code: String,
    pub procedure: String,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub procedure_version: Date,
    pub state: State,
    /// To be named in `If-Match` by every command.
    pub version: u64,
    pub answers: Answers,
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub submitted_at: Timestamp,
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub due: Option<DateTime>,
    pub paused: bool,
    pub asked: Vec<Reason>,
    pub supplemented: Vec<String>,
    pub supplements_asked: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<FileRef>,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub events: Vec<Event>,
    /// Names of the staff in `events`, by account id.
    pub staff: BTreeMap<String, String>,
    /// The server's local time.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub now: DateTime,
}

endpoint!(
    /// One dossier with its answers and history.
    OpenDossier, Get "/api/desk/dossiers/{id}", Staff, NoBody => DeskDossier
);

/// What staff decide. A result file is uploaded before ([`crate::uploads`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DeskCommand {
    Receive {},
    Refuse {
        reason: String,
    },
    RequestSupplement {
        reasons: Vec<Reason>,
        note: String,
    },
    StartProcessing {},
    RequestPayment {
        amount: u64,
    },
    ConfirmPayment {},
    DeclineWithdrawal {
        reason: String,
    },
    Stop {
        reason: String,
    },
    /// `upload` is the id of a finished upload of this member of staff.
    Finish {
        upload: String,
    },
    Return {},
}

endpoint!(
    /// Decides on a dossier. Needs `If-Match: "<version>"`.
    CommandDossier, Post "/api/desk/dossiers/{id}/commands", Staff, DeskCommand => DeskDossier
);
endpoint!(
    /// The bytes of a paper or result of a dossier; every view is recorded.
    DownloadFile, Get "/api/desk/dossiers/{id}/files/{upload}", Staff, NoBody => NoBody
);
