//! What papers are made of: typed data that the server fills and templates read. Words that every paper has stand in the templates.
//!
//! Times are local civil times of the office. Texts are as people gave them; an absent text is `None` or empty, and a template
//! that must have it refuses ([`crate::Fault::ValueMissing`]).

mod book;
mod link;
mod report;
mod sheets;

pub use book::*;
pub use link::Link;
pub use report::*;
pub use sheets::*;

use jiff::civil::DateTime;
use motcua_domain::{
    deadline::Limit,
    dossier::Reason,
    words::{date_vi, long_date_vi},
};
use serde::{Serialize, Serializer, ser::SerializeStruct};

/// The office that prints.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Office {
    /// The authority above, when the paper names it.
    pub parent: Option<String>,
    /// The agency (`name` of the office's settings).
    pub name: String,
    /// Its one-stop unit.
    pub counter: String,
    /// The place in "<place>, ngày ... tháng ... năm ...": the name of the ward, without its address.
    pub place: String,
    pub address: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub web: Option<String>,
    /// Not a real office: every page says so.
    pub demo: bool,
}

/// A person as a paper names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Person {
    pub name: String,
    /// In words ready to print (`15/03/1990`, or `1950` when only the year is known).
    pub birth: Option<String>,
    pub id_number: Option<String>,
    pub address: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
}

/// Who signs for the office, with the words above the name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Signer {
    /// `None` leaves the place for a name free.
    pub name: Option<String>,
    pub role: Role,
}

/// In which role an officer signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Who took the dossier in.
    #[default]
    Receiver,
    /// The head of the one-stop unit.
    UnitHead,
    /// The head of the agency.
    Leader,
    /// Signs for the head of the agency.
    Deputy,
}

/// A moment, written out in every way that papers need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub DateTime);

impl From<DateTime> for Moment {
    fn from(at: DateTime) -> Self {
        Self(at)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Moment", 5)?;
        out.serialize_field("date", &date_vi(self.0.date()))?;
        out.serialize_field("long", &long_date_vi(self.0.date()))?;
        out.serialize_field("hour", &format!("{:02}", self.0.hour()))?;
        out.serialize_field("minute", &format!("{:02}", self.0.minute()))?;
        out.serialize_field("year", &self.0.year())?;
        out.end()
    }
}

/// One paper of a dossier, as lists name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PaperLine {
    pub name: String,
    pub originals: u32,
    pub copies: u32,
    /// Pages that were photographed or scanned, when they are known.
    pub pages: Option<u32>,
    /// Only shown and handed back.
    pub shown: bool,
    pub note: Option<String>,
}

/// What is asked for again, or why something is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReasonLine {
    /// The name of the field or paper that it is about.
    pub about: Option<String>,
    /// The stable code of [`motcua_domain::dossier::Fault`] (`missing`, `unclear`, ...); the template has the word.
    pub code: Option<String>,
    /// The clerk's sentence.
    pub text: String,
}

impl ReasonLine {
    /// A reason with the name that its field or paper has in the procedure's texts.
    #[must_use]
    pub fn of(reason: &Reason, about: Option<String>) -> Self {
        Self { about, code: Some(reason.code.as_str().to_owned()), text: reason.text.clone() }
    }
}

/// What every paper of one dossier says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Dossier {
    /// The dossier's code; it is also the number of its receipt.
    pub code: String,
    /// The number in the register of the year, as it is written there (`07`).
    pub serial: Option<String>,
    /// The register's year.
    pub book: Option<i16>,
    /// Code and name of the procedure.
    pub procedure_code: String,
    pub procedure: String,
    pub requester: Person,
    /// Who handed it in for the requester.
    pub submitter: Option<Person>,
    /// What is asked for; the procedure's name when nothing more is said.
    pub content: Option<String>,
    pub papers: Vec<PaperLine>,
    /// Sets of papers.
    pub sets: u32,
    pub limit: Option<Limit>,
    pub received: Option<Moment>,
    pub due: Option<Moment>,
    /// Where or how the result is received, in the citizen's choice of words; the office's counter when nothing is said.
    pub result_place: Option<String>,
    /// Who took it in.
    pub receiver: Option<String>,
    /// Staff entered it for the citizen.
    pub entered_by_staff: bool,
    /// Where the citizen follows it, with its code to scan.
    pub tracking: Option<Link>,
    /// Where the citizen rates the service, with its code to scan.
    pub rating: Option<Link>,
}
