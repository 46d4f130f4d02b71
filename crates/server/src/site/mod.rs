//! The public pages that the server writes itself, without script: the board of procedures, each procedure in full, contact and
//! hours, chosen figures; the same as open data and as print; what search engines and shared links read.
//!
//! They are for who has no app, an old phone, a search engine or a printer. Nothing here asks who reads it.

pub mod answer;
pub mod board;
pub mod cards;
pub mod csv;
pub mod describe;
pub mod figures;
pub mod frame;
pub mod print;
pub mod procedure;
pub mod robots;
pub mod words;

use bytes::Bytes;
use jiff::civil::Date;
pub use motcua_contract::open::PAGE as PATH;
use motcua_contract::open::PublicFigures;
use std::collections::HashMap;
use tokio::sync::Mutex;

/// Their style sheet.
pub const STYLE: &str = "/cong-khai/style.css";

/// What is made once and asked for by many.
#[derive(Default)]
pub struct Kept {
    /// Counted at most once a minute.
    pub figures: Mutex<Option<PublicFigures>>,
    /// Printed once a day, by name.
    pub files: Mutex<HashMap<&'static str, (Date, Bytes)>>,
}

/// The style sheet: the app's own colours, letters and bare elements, and a little of its own.
#[must_use]
pub fn style() -> String {
    let parts = [
        include_str!("../../../../style/tokens.css"),
        include_str!("../../../../style/base.css"),
        include_str!("../../../../style/open.css"),
    ];
    parts.concat()
}
