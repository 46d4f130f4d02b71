//! What staff may ask: sign in, the work list, one dossier, its papers, and commands on it.

pub use crate::batch::{Batch, BatchItem, BatchOutcome, BatchOutcomes, CommandMany};
use crate::{NoBody, ecopies::CopyStage, endpoint};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
};
use motcua_domain::{
    dossier::{Channel, Event, FileRef, Opinion, PaperCheck, Reason, ReturnWay, State},
    form::{Answers, PageRef},
    staff::{Duty, Role},
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
    pub roles: Vec<Role>,
    /// Fields of procedures that an officer works on.
    pub fields: Vec<String>,
    /// The password was made by somebody else: change it first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_change_password: bool,
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
    /// `new`, `working`, `waiting`, `done`, `all`, `approve` (results that wait for a leader); default `new` and `working`
    /// together (`open`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// Searched without accents in code, names and numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// `me`, `none` or an account id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// A field of procedures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// A procedure's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// `late`, `near` (due by the end of the next working day) or `flagged` (counts as overdue after a second supplement
    /// request, whatever the clock says).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// A figure of the board (`received`, `returned`, `same_visit`, ...) on `day`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// With it `figure` is one of the reports, over this period ([`crate::reports::ReportQuery`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Finished, or taken in, by this account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// Finished, or taken in, at this counter; empty: where no machine said its counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counter: Option<String>,
    /// With messages of the citizen that nobody read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unread: bool,
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
    /// For batch actions (`If-Match`).
    pub version: u64,
    pub channel: Channel,
    /// Name of who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// A result waits for the leader.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub proposed: bool,
    /// Messages of the citizen that nobody read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unread: u32,
}

/// For serde.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A page of the work list, nearest due time first, and how many there are of each view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkList {
    pub items: Vec<WorkItem>,
    /// Give it back in `after` for the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// How many there are of each view; empty for a search that finds too many to count.
    pub counts: BTreeMap<String, u64>,
    /// The server's local time (UTC+7): the desk machine's clock may be wrong.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub now: DateTime,
}

endpoint!(
    /// The work list; takes a [`WorkQuery`] as its query string.
    ListWork, Get "/api/desk/dossiers", Duty(SeeWork), NoBody => WorkList
);

/// Where a dossier stands in the register book: numbers run from 1 through the year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookEntry {
    pub year: i16,
    pub number: u64,
}

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
    /// A result that waits for the leader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<Proposed>,
    /// Where the citizen asks for a certified electronic copy: how far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<CopyStage>,
    pub channel: Channel,
    /// Account id of who handed it in for the citizen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entered_by: Option<String>,
    /// Account id of who works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    pub checks: Vec<PaperCheck>,
    pub opinions: Vec<Opinion>,
    pub extensions: u32,
    /// A second supplement request: overdue in the national index, whatever the clock says.
    pub counts_overdue: bool,
    pub same_visit: bool,
    /// Results of this procedure are approved by a leader.
    pub approval: bool,
    /// The last act can be taken back by the caller until then.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    #[serde(default, with = "motcua_domain::wire::option")]
    pub undo_until: Option<Timestamp>,
    /// Messages of the citizen that nobody read.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unread: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub book: Option<BookEntry>,
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Object>))]
    pub events: Vec<Event>,
    /// Names of the staff in `events`, by account id.
    pub staff: BTreeMap<String, String>,
    /// The server's local time.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    #[serde(with = "motcua_domain::wire")]
    pub now: DateTime,
}

/// A result that waits for the leader; without a file it is a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Proposed {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileRef>,
}

endpoint!(
    /// One dossier with its answers and history.
    OpenDossier, Get "/api/desk/dossiers/{id}", Duty(OpenDossier), NoBody => DeskDossier
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
        /// By a leader, for a second request.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        leader_reason: Option<String>,
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
    Return {
        #[serde(default)]
        way: ReturnWay,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    CheckPapers {
        checks: Vec<PaperCheck>,
    },
    /// Scans made at the counter; the pages are finished uploads of this member of staff.
    Digitise {
        paper: String,
        pages: Vec<PageRef>,
        /// Pages counted in the hand.
        sheets: u32,
    },
    Assign {
        /// Account id.
        to: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    AskOpinion {
        of: String,
        question: String,
    },
    GiveOpinion {
        text: String,
    },
    /// Apology and a new appointment, local time.
    Extend {
        reason: String,
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        #[serde(with = "motcua_domain::wire")]
        due: DateTime,
    },
    /// Without an upload the result is a paper.
    ProposeResult {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        upload: Option<String>,
    },
    Approve {},
    SendBack {
        reason: String,
    },
    /// Lays an electronic copy before the leader: compared with its original, and scanned.
    PrepareCopy {},
    /// Certifies it: gives it a number, makes its file and its code.
    CertifyCopy {},
    /// What was certified does not count any more.
    RevokeCopy {
        reason: String,
    },
    ReceiveSameVisit {},
    /// Done and in the citizen's hand.
    HandOver {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        upload: Option<String>,
    },
    Undo {},
}

impl DeskCommand {
    /// What the policy asks of who gives this command. A supplement request and a stop are of intake or of processing,
    /// by where the dossier stands.
    #[must_use]
    pub const fn duty(&self, state: State) -> Duty {
        match self {
            Self::Receive {} | Self::Refuse { .. } | Self::CheckPapers { .. } | Self::Digitise { .. } => Duty::Intake,
            Self::ReceiveSameVisit {} | Self::HandOver { .. } | Self::PrepareCopy {} => Duty::Intake,
            Self::RequestSupplement { leader_reason: Some(_), .. } => Duty::Approve,
            Self::RequestSupplement { .. } if matches!(state, State::Submitted) => Duty::Intake,
            Self::Stop { .. } | Self::DeclineWithdrawal { .. }
                if matches!(state, State::WithdrawalRequested | State::SupplementRequested) =>
            {
                Duty::Settle
            }
            Self::RequestSupplement { .. }
            | Self::StartProcessing {}
            | Self::RequestPayment { .. }
            | Self::Stop { .. }
            | Self::DeclineWithdrawal { .. }
            | Self::AskOpinion { .. }
            | Self::ProposeResult { .. }
            | Self::Finish { .. } => Duty::Process,
            Self::ConfirmPayment {} | Self::Return { .. } => Duty::Return,
            Self::Assign { .. } => Duty::Assign,
            Self::GiveOpinion { .. } => Duty::Advise,
            Self::Extend { .. } | Self::Approve {} | Self::SendBack { .. } => Duty::Approve,
            Self::CertifyCopy {} | Self::RevokeCopy { .. } => Duty::Certify,
            // Only one's own act can be taken back.
            Self::Undo {} => Duty::OpenDossier,
        }
    }
}

endpoint!(
    /// Decides on a dossier. Needs `If-Match: "<version>"`.
    CommandDossier, Post "/api/desk/dossiers/{id}/commands", Duty(OpenDossier), DeskCommand => DeskDossier
);
endpoint!(
    /// The bytes of a paper or result of a dossier; every view is recorded. Also of the caller's own upload that is not
    /// part of a dossier yet, to look at before it is.
    DownloadFile, Get "/api/desk/dossiers/{id}/files/{upload}", Duty(ReadPapers), NoBody => NoBody
);
