//! The sheets: one type a paper, each with its template.

use super::{Dossier, Link, Moment, Office, PaperLine, Person, ReasonLine, Signer};
use crate::{Press, answers::Section, templates};
use serde::Serialize;
use serde_json::{Map, Value};

/// Data that has a template of its own.
pub trait Sheet: Serialize {
    /// The name of the template, for [`Press::render`].
    fn template(&self, press: &Press) -> String;
}

macro_rules! sheet {
    ($sheet:ty, $template:ident) => {
        impl Sheet for $sheet {
            fn template(&self, _: &Press) -> String {
                templates::$template.to_owned()
            }
        }
    };
}

/// The size of a sheet that exists in two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    #[default]
    A4,
    A5,
}

/// Form 01: receipt of a dossier with the appointment for its result.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Receipt {
    pub office: Office,
    pub dossier: Dossier,
    pub size: Size,
    /// When it is issued.
    pub issued: Option<Moment>,
}

/// Form 02: request to complete a dossier, once and with all reasons.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SupplementRequest {
    pub office: Office,
    pub dossier: Dossier,
    pub issued: Option<Moment>,
    pub reasons: Vec<ReasonLine>,
    /// A word to all of it.
    pub note: Option<String>,
    /// Why the leader allowed a second request.
    pub leader_reason: Option<String>,
    /// Until when the answer is awaited.
    pub answer_by: Option<Moment>,
    pub signer: Signer,
}

/// Form 03: a dossier is not taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Refusal {
    pub office: Office,
    pub dossier: Dossier,
    pub issued: Option<Moment>,
    pub reasons: Vec<ReasonLine>,
    pub signer: Signer,
}

/// Form 04: apology and proposal of a new date.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Extension {
    pub office: Office,
    pub dossier: Dossier,
    pub issued: Option<Moment>,
    pub reason: String,
    pub old_due: Option<Moment>,
    pub new_due: Option<Moment>,
    pub signer: Signer,
}

/// Form 05: the work on a dossier is stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StopNotice {
    pub office: Office,
    pub dossier: Dossier,
    pub issued: Option<Moment>,
    pub reason: String,
    /// When the citizen asked for it; `None` when the office ends it.
    pub requested: Option<Moment>,
    pub signer: Signer,
}

/// One hand-over in the control sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Step {
    pub at: Option<Moment>,
    /// The stable code of the event (`submitted`, `received`, `assigned`, ...); the template has the words.
    pub what: String,
    /// Who handed over.
    pub from: String,
    /// Who took over.
    pub to: Option<String>,
    pub due: Option<Moment>,
    /// `early`, `on_time` or `late`, where a step ends a time limit.
    pub timeliness: Option<String>,
    pub note: Option<String>,
}

/// Form 06: every hand-over of a dossier.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ControlSheet {
    pub office: Office,
    pub dossier: Dossier,
    pub issued: Option<Moment>,
    pub steps: Vec<Step>,
}

/// One dossier in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RegisterRow {
    /// Counts on to the end of the year: 01, 02, ...
    pub serial: u32,
    pub code: String,
    pub procedure: String,
    pub sets: u32,
    pub requester: Person,
    pub receiver: Option<String>,
    pub received: Option<Moment>,
    pub due: Option<Moment>,
    /// When it was handed on to who works on it.
    pub forwarded: Option<Moment>,
    /// When the result came back to the desk.
    pub finished: Option<Moment>,
    pub returned: Option<Moment>,
    /// How the result came to the citizen: the code of [`motcua_domain::dossier::ReturnWay`].
    pub way: Option<String>,
    /// The code of [`motcua_domain::dossier::State`].
    pub state: String,
    pub note: Option<String>,
}

/// Form 07: the register of a year, or a part of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Register {
    pub office: Office,
    pub year: i16,
    pub from: Option<Moment>,
    pub to: Option<Moment>,
    pub printed: Option<Moment>,
    pub rows: Vec<RegisterRow>,
}

/// The picture of a page, as a template finds it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// [`crate::picture_path`].
    pub path: String,
    /// `jpg` or `png`.
    pub format: String,
}

/// A certified electronic copy. Its pictures are given to the press beside it ([`Press::print_with`]).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CertifiedCopy {
    pub office: Office,
    pub dossier: Dossier,
    pub year: i16,
    pub number: u32,
    pub certified: Option<Moment>,
    /// What the original is.
    pub document: String,
    pub pictures: Vec<Picture>,
    pub signer: Signer,
    /// The code to check it by.
    pub link: Option<Link>,
    /// The address of the page where it is checked, without a code.
    pub page: String,
    /// Id of the key that signs.
    pub key: String,
    /// SHA-256 of the content, hex.
    pub content: String,
    /// The State's digital signature is put on it afterwards.
    pub state_signed: bool,
}

/// One line of the register of certifications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CertificationRow {
    pub number: u32,
    pub certified: Option<Moment>,
    pub requester: String,
    pub document: String,
    pub pages: u32,
    pub signer: String,
    pub copies: u32,
    /// As it is written, `12.000`.
    pub fee: Option<String>,
    pub revoked: Option<Moment>,
    pub reason: Option<String>,
}

/// The register of certified electronic copies of a year.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Certifications {
    pub office: Office,
    pub year: i16,
    /// Copies and fees together, as they are written.
    pub copies: String,
    pub fees: String,
    pub printed: Option<Moment>,
    pub rows: Vec<CertificationRow>,
}

/// A sum of the cash register: its name, how many entries it is of, and the money, written out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CashSum {
    pub name: String,
    pub count: u64,
    pub amount: String,
}

/// An entry of the cash register.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CashRow {
    /// The text of the request.
    pub text: String,
    /// Number of the movement or receipt.
    pub reference: String,
    pub kind: String,
    pub means: String,
    pub amount: String,
}

/// The cash register of a day. Amounts are written out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Cashbook {
    pub office: Office,
    pub day: String,
    pub printed: Option<Moment>,
    pub kinds: Vec<CashSum>,
    pub means: Vec<CashSum>,
    pub came: String,
    pub went: String,
    pub total: String,
    pub rows: Vec<CashRow>,
    /// Movements that nobody knows what for, in none of the sums.
    pub open: Option<CashSum>,
}

/// A result that is a letter, from a text that an officer filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ResultLetter {
    pub office: Office,
    pub dossier: Dossier,
    /// Its number in the office's outgoing mail; dots when it is given by hand.
    pub number: Option<String>,
    pub issued: Option<Moment>,
    /// What it is called.
    pub title: String,
    pub paragraphs: Vec<String>,
    pub signer: Signer,
}

/// An application form, filled in: what nobody writes by hand. See [`crate::answers::by_field`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ApplicationForm {
    pub office: Office,
    pub procedure_code: String,
    pub procedure: String,
    /// The dossier's code, once it has one.
    pub code: Option<String>,
    /// The day of signing; `None` leaves dots for it.
    pub signed: Option<Moment>,
    /// By field id: label, kind, raw value and words.
    pub answers: Map<String, Value>,
    /// The same in the order in which it was asked.
    pub sections: Vec<Section>,
    pub papers: Vec<PaperLine>,
}

impl Sheet for ApplicationForm {
    fn template(&self, press: &Press) -> String {
        press.form_of(&self.procedure_code)
    }
}

/// A poster for one procedure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Poster {
    pub office: Office,
    pub size: Size,
    pub procedure_code: String,
    pub procedure: String,
    /// One plain sentence: what it is for.
    pub plain: Option<String>,
    pub link: Option<Link>,
    /// What to bring, a line each.
    pub bring: Vec<String>,
    /// What it costs and how long it takes, in the procedure's words.
    pub fees: Vec<String>,
    pub time: Option<String>,
    pub printed: Option<Moment>,
}

/// The sheet at a counter: a code to rate it by.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RatingPoster {
    pub office: Office,
    pub size: Size,
    /// The counter's name.
    pub counter: String,
    pub link: Option<Link>,
    pub printed: Option<Moment>,
}

/// One code on the board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BoardItem {
    pub code: String,
    pub name: String,
    pub link: Link,
}

/// The board: every procedure with its code to scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Board {
    pub office: Office,
    pub size: Size,
    pub items: Vec<BoardItem>,
    pub printed: Option<Moment>,
}

/// What a case needs, for the citizen to take home.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Checklist {
    pub office: Office,
    pub size: Size,
    pub procedure_code: String,
    pub procedure: String,
    /// The case: question and answer.
    pub case: Vec<(String, bool)>,
    pub papers: Vec<PaperLine>,
    pub fees: Vec<String>,
    pub time: Option<String>,
    /// Where to go on, on the own phone.
    pub link: Option<Link>,
    pub printed: Option<Moment>,
}

/// A queue ticket, 80 mm wide.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ticket {
    pub office: Office,
    /// As it is called (`A012`).
    pub number: String,
    /// People who wait before.
    pub ahead: Option<u32>,
    pub procedure: Option<String>,
    /// The counter, when it is known.
    pub counter: Option<String>,
    pub taken: Option<Moment>,
    /// The ticket's live place.
    pub link: Option<Link>,
}

sheet!(Receipt, RECEIPT);
sheet!(SupplementRequest, SUPPLEMENT);
sheet!(Refusal, REFUSAL);
sheet!(Extension, EXTENSION);
sheet!(StopNotice, STOP);
sheet!(ControlSheet, CONTROL);
sheet!(Register, REGISTER);
sheet!(CertifiedCopy, COPY);
sheet!(Certifications, CERTIFICATIONS);
sheet!(Cashbook, CASHBOOK);
sheet!(ResultLetter, RESULT);
sheet!(Poster, POSTER);
sheet!(RatingPoster, RATING);
sheet!(Board, BOARD);
sheet!(Checklist, CHECKLIST);
sheet!(Ticket, TICKET);
