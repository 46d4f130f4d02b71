//! Who of the office may do what: roles, duties, and the one table that joins them.
//!
//! The server refuses by it, the desk shows by it. An account may have several roles; the widest reach counts.

use serde::{Deserialize, Serialize};

/// What somebody is at the one-stop unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Role {
    /// Greets, guides, gives out tickets, fills in with the citizen ("lễ tân").
    Receptionist,
    /// Takes in, digitises, returns.
    Clerk,
    /// Works on dossiers of their fields.
    Officer,
    /// Approves, extends, allows a second supplement request, assigns.
    Leader,
    /// Accounts and settings; no dossier.
    Administrator,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    pub const ALL: [Self; 6] =
        [Self::Receptionist, Self::Clerk, Self::Officer, Self::Leader, Self::Administrator, Self::Auditor];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Receptionist => "receptionist",
            Self::Clerk => "clerk",
            Self::Officer => "officer",
            Self::Leader => "leader",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

/// What there is to be done at the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Duty {
    /// Reception: tickets, checklists, looking up who stands there.
    Greet,
    /// Calling, skipping and transferring tickets at a counter.
    Call,
    /// Filling in for or with a citizen, and hand-offs to and from the phone.
    FillIn,
    /// Lists of dossiers and the day's board.
    SeeWork,
    /// One dossier with its answers and history.
    OpenDossier,
    /// The bytes of papers and results.
    ReadPapers,
    /// Checking, digitising, taking in, refusing, asking for the one supplement before intake.
    Intake,
    /// Working on it: start, payment, opinions, supplement while processing, proposing a result, stopping.
    Process,
    /// Giving work to somebody.
    Assign,
    /// Answering a colleague who asked for an opinion.
    Advise,
    /// Approving or sending back a result, a second supplement request, an apology with a new appointment.
    Approve,
    /// Certifying electronic copies, and revoking what was certified.
    Certify,
    /// Ending what the citizen takes back or never completed, or going on with it.
    Settle,
    /// Handing the result to the citizen.
    Return,
    /// Messages with the citizen.
    Message,
    /// Official papers as PDF.
    Print,
    /// The register book.
    Register,
    /// What people's ratings say, in groups.
    Ratings,
    /// What people wrote with their ratings.
    RatingComments,
    /// Reports of a period; their figures open lists, so it reaches as far as [`Self::SeeWork`].
    Report,
    /// Posters and how often they were scanned.
    Posters,
    /// Asking for fees, taking cash, vouching for a transfer.
    Collect,
    /// The bank's statement, and saying what its lines pay.
    Reconcile,
    /// Giving money back.
    Refund,
    /// The cash register, requests and movements of the bank.
    Cashbook,
    /// Accounts of staff.
    Accounts,
}

impl Duty {
    pub const ALL: [Self; 26] = [
        Self::Greet,
        Self::Call,
        Self::FillIn,
        Self::SeeWork,
        Self::OpenDossier,
        Self::ReadPapers,
        Self::Intake,
        Self::Process,
        Self::Assign,
        Self::Advise,
        Self::Approve,
        Self::Certify,
        Self::Settle,
        Self::Return,
        Self::Message,
        Self::Print,
        Self::Register,
        Self::Ratings,
        Self::RatingComments,
        Self::Report,
        Self::Posters,
        Self::Collect,
        Self::Reconcile,
        Self::Refund,
        Self::Cashbook,
        Self::Accounts,
    ];
}

/// How far a role goes in a duty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Not at all.
    #[default]
    No,
    /// Dossiers of the account's fields and those assigned to it; those it was asked about it may read.
    Own,
    /// Every dossier of the office.
    All,
}

/// THE table. Rows are duties; columns are receptionist, clerk, officer, leader, administrator, auditor.
#[must_use]
pub const fn reach_of(role: Role, duty: Duty) -> Reach {
    use Reach::{All, No, Own};
    let row = match duty {
        Duty::Greet => [All, All, No, All, No, No],
        Duty::Call => [All, All, All, All, No, No],
        Duty::FillIn => [All, All, No, No, No, No],
        Duty::SeeWork => [All, All, Own, All, No, All],
        Duty::OpenDossier => [No, All, Own, All, No, All],
        Duty::ReadPapers => [No, All, Own, All, No, All],
        Duty::Intake => [No, All, No, All, No, No],
        Duty::Process => [No, No, Own, All, No, No],
        Duty::Assign => [No, All, Own, All, No, No],
        Duty::Advise => [No, All, All, All, No, No],
        Duty::Approve => [No, No, No, All, No, No],
        Duty::Certify => [No, No, No, All, No, No],
        Duty::Settle => [No, All, Own, All, No, No],
        Duty::Return => [No, All, No, All, No, No],
        Duty::Message => [No, All, Own, All, No, No],
        Duty::Print => [No, All, Own, All, No, All],
        Duty::Register => [No, All, Own, All, No, All],
        Duty::Ratings => [No, All, All, All, No, All],
        Duty::RatingComments => [No, No, No, All, No, No],
        Duty::Report => [No, All, Own, All, No, All],
        Duty::Posters => [All, All, No, All, All, No],
        Duty::Collect | Duty::Reconcile => [No, All, No, All, No, No],
        // Who takes money does not give it back alone.
        Duty::Refund => [No, No, No, All, No, No],
        Duty::Cashbook => [No, All, No, All, No, All],
        Duty::Accounts => [No, No, No, No, All, No],
    };
    row[role as usize]
}

/// The widest reach of several roles.
#[must_use]
pub fn reach(roles: &[Role], duty: Duty) -> Reach {
    roles.iter().map(|role| reach_of(*role, duty)).max().unwrap_or_default()
}

/// Somebody of the office, as far as the policy asks.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// Account id.
    pub id: &'a str,
    pub roles: &'a [Role],
    /// Fields of procedures (`ho_tich`, ...); for [`Reach::Own`].
    pub fields: &'a [String],
}

/// A dossier, as far as the policy asks.
#[derive(Clone, Copy, Debug)]
pub struct Matter<'a> {
    /// Of its procedure.
    pub field: &'a str,
    pub assignee: Option<&'a str>,
    /// The person was asked for an opinion.
    pub asked: bool,
}

impl Person<'_> {
    /// Whether this person may do this at all, to some dossier or other.
    #[must_use]
    pub fn has(self, duty: Duty) -> bool {
        reach(self.roles, duty) > Reach::No
    }

    /// Whether this person may do this to this dossier.
    #[must_use]
    pub fn may(self, duty: Duty, matter: Matter<'_>) -> bool {
        match reach(self.roles, duty) {
            Reach::All => true,
            Reach::Own => {
                matter.assignee == Some(self.id)
                    || (matter.asked && matches!(duty, Duty::OpenDossier | Duty::ReadPapers | Duty::Advise))
                    || self.fields.iter().any(|field| field == matter.field)
            }
            Reach::No => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_go_both_ways() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!(Role::parse("chief"), None);
    }

    #[test]
    fn nobody_does_accounts_and_dossiers_and_the_auditor_changes_nothing() {
        for duty in Duty::ALL {
            let dossiers = !matches!(duty, Duty::Accounts | Duty::Posters);
            assert!(!dossiers || reach_of(Role::Administrator, duty) == Reach::No, "{duty:?}");
            let reads = matches!(
                duty,
                Duty::SeeWork
                    | Duty::OpenDossier
                    | Duty::ReadPapers
                    | Duty::Print
                    | Duty::Register
                    | Duty::Ratings
                    | Duty::Report
                    | Duty::Cashbook
            );
            assert_eq!(reach_of(Role::Auditor, duty) == Reach::All, reads, "{duty:?}");
        }
    }

    #[test]
    fn whoever_sees_a_report_sees_the_lists_behind_it() {
        for role in Role::ALL {
            let report = reach_of(role, Duty::Report);
            assert!(report == Reach::No || report == reach_of(role, Duty::SeeWork), "{role:?}");
        }
    }

    #[test]
    fn an_officer_works_on_their_fields_and_on_what_they_were_given() {
        let fields = ["ho_tich".to_owned()];
        let officer = Person { id: "a", roles: &[Role::Officer], fields: &fields };
        let matter = |field, assignee, asked| Matter { field, assignee, asked };
        assert!(officer.may(Duty::Process, matter("ho_tich", None, false)));
        assert!(!officer.may(Duty::Process, matter("chung_thuc", Some("b"), false)));
        assert!(officer.may(Duty::Process, matter("chung_thuc", Some("a"), false)));
        assert!(officer.may(Duty::OpenDossier, matter("chung_thuc", None, true)));
        assert!(!officer.may(Duty::Process, matter("chung_thuc", None, true)));
        assert!(!officer.may(Duty::Intake, matter("ho_tich", Some("a"), true)));
    }
}
