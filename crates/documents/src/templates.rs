//! The templates that are shipped: the office's own papers, and the forms that stand beside the procedures.

use rust_embed::RustEmbed;

/// The application forms beside the procedures. A debug build reads them from the folder each time.
#[derive(RustEmbed)]
#[folder = "../../procedures"]
#[include = "*/form.typ"]
struct Forms;

/// Name and text of each shipped application form.
pub(crate) fn forms() -> impl Iterator<Item = (String, String)> {
    Forms::iter().filter_map(|path| {
        let text = String::from_utf8(Forms::get(&path)?.data.into_owned()).ok()?;
        Some((format!("procedures/{}", path.strip_suffix(".typ")?), text))
    })
}

macro_rules! shipped {
    ($($(#[$doc:meta])* $name:ident = $path:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = concat!("papers/", $path);)*

        /// Name and text of each.
        pub(crate) const SHIPPED: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../../papers/", $path, ".typ"))),)*
        ];
    };
}

shipped! {
    /// What the others share: page, heading, signatures, access to the data. Not a paper.
    PARTS = "parts";
    /// Words for stable codes. Not a paper.
    WORDS = "words";
    /// The frame of application forms. Not a paper.
    FORMS = "forms";
    RECEIPT = "receipt";
    SUPPLEMENT = "supplement";
    REFUSAL = "refusal";
    EXTENSION = "extension";
    STOP = "stop";
    CONTROL = "control";
    REGISTER = "register";
    /// The report of a period.
    REPORT = "report";
    /// A certified electronic copy, with the pictures of its pages.
    COPY = "copy";
    CERTIFICATIONS = "certifications";
    /// The money of a day.
    CASHBOOK = "cashbook";
    /// A result that is a letter.
    RESULT = "result";
    /// For a procedure without a form of its own: all answers by section.
    FORM = "form";
    POSTER = "poster";
    /// For a counter: a code to rate it by.
    RATING = "rating";
    BOARD = "board";
    /// Every procedure in full.
    BOOK = "book";
    CHECKLIST = "checklist";
    TICKET = "ticket";
}
