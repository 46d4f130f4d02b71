//! Official papers as PDF, posters, and how often posters were scanned.

use crate::{NoBody, endpoint, uploads::StoredFile};
use serde::{Deserialize, Serialize};

/// The papers that a dossier can have, by the word in the path.
/// `receipt`, `supplement`, `refusal`, `apology`, `stop`, `control` (TT 03/2025, forms 01 to 06) and `application`.
pub const FORMS: [&str; 7] = ["receipt", "supplement", "refusal", "apology", "stop", "control", "application"];
/// Those that the citizen may have too.
pub const CITIZEN_FORMS: [&str; 6] = ["receipt", "supplement", "refusal", "apology", "stop", "application"];

endpoint!(
    /// An official paper of a dossier, as PDF. `paper_not_yet` when its event has not happened.
    DeskPaper, Get "/api/desk/dossiers/{id}/papers/{form}", Duty(Print), NoBody => NoBody
);
endpoint!(
    /// The same, for whoever holds the receipt.
    CitizenPaper, Get "/api/dossiers/{code}/papers/{form}", Receipt, NoBody => NoBody
);
endpoint!(
    /// The filled-in application form of a shared draft, to sign before handing in.
    DraftPaper, Get "/api/drafts/{id}/application", Uploader, NoBody => NoBody
);
/// A result that is a letter, as an officer writes it: the fields of its template.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Letter {
    pub title: String,
    /// Its number in the outgoing mail; empty when that is given by hand.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    /// Each line is a paragraph.
    pub text: String,
}

/// Characters of a letter's title.
pub const LETTER_TITLE: usize = 200;
/// Characters of a letter's number.
pub const LETTER_NUMBER: usize = 60;
/// Characters of a letter's text.
pub const LETTER_TEXT: usize = 10_000;

endpoint!(
    /// Prints a letter on the template of results and keeps it as an upload of the caller, as if the PDF had been sent:
    /// `Finish` and `ProposeResult` take it. `template_value_missing` names in `findings` what the template lacks.
    WriteLetter, Post "/api/desk/dossiers/{id}/letters", Duty(Process), Letter => StoredFile
);
endpoint!(
    /// A poster of a procedure as PDF; `?size=a4` or `a5`. Code `all`: the whole board;
    /// `rating` with `&counter=`: the sheet at a counter by which it is rated.
    PrintPoster, Get "/api/desk/posters/{code}", Duty(Posters), NoBody => NoBody
);

/// A poster was scanned: what it shows and when it was printed, nothing of who.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PosterScan {
    pub procedure: String,
    /// The day of print, `20261123`, as in the link.
    pub printed: String,
}

endpoint!(
    /// Counts a scan.
    CountScan, Post "/api/posters/scans", Public, PosterScan => NoBody
);

/// Scans of one print of a poster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PosterCount {
    pub procedure: String,
    pub printed: String,
    /// The last 30 days.
    pub recent: u64,
    pub total: u64,
    /// The procedure has changed since it was printed.
    pub outdated: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PosterCounts {
    pub posters: Vec<PosterCount>,
    /// Counters of the office, each with a sheet to rate it by.
    #[serde(default)]
    pub counters: Vec<String>,
}

endpoint!(
    /// How often posters were scanned.
    ListPosters, Get "/api/desk/posters", Duty(Posters), NoBody => PosterCounts
);
