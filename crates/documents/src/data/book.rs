//! The book of procedures: every procedure in full, to be printed and laid on the table.

use super::{Link, Moment, Office, Sheet};
use crate::{Press, templates};
use serde::Serialize;

/// The book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Book {
    pub office: Office,
    /// Opening hours in words.
    pub hours: String,
    pub items: Vec<BookItem>,
    pub printed: Option<Moment>,
}

/// A line with the case in which it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct BookFact {
    pub text: String,
    pub only_if: Option<String>,
    /// To be confirmed at the desk.
    pub unconfirmed: bool,
}

/// A procedure in the book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BookItem {
    pub code: String,
    pub name: String,
    /// The name of its field.
    pub field: String,
    /// The day from which it is in force, as written.
    pub version: String,
    pub plain: Option<String>,
    pub link: Link,
    pub visit_required: bool,
    pub who: Option<String>,
    pub papers: Vec<BookFact>,
    /// Papers that are only shown.
    pub shown: Vec<BookFact>,
    pub fees: Vec<BookFact>,
    pub times: Vec<BookFact>,
    pub result: Option<String>,
    pub notes: Vec<String>,
    pub legal: Vec<String>,
    pub sources: Vec<String>,
}

impl Sheet for Book {
    fn template(&self, _: &Press) -> String {
        templates::BOOK.to_owned()
    }
}
