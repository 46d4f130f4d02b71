//! The kinds of file that a list, a book or a report can be had as.

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Pdf,
    Xlsx,
    Csv,
}

impl FileKind {
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Xlsx, Self::Csv];

    /// How addresses and file names end.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// The media type (RFC 9110 section 8.3.1).
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }

    /// The kind of this ending, if it is one of these.
    #[must_use]
    pub fn of(ending: &str, among: &[Self]) -> Option<Self> {
        among.iter().copied().find(|kind| kind.ending() == ending)
    }
}
