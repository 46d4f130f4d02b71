//! Why a dossier refuses a command, as stable words.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// Why a command is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Refusal {
    /// Not possible in the dossier's state.
    WrongState,
    /// A second supplement request needs the leader (NĐ 118/2025 Điều 11: once).
    SupplementAlreadyAsked,
    /// A reason is needed.
    ReasonMissing,
    /// An answer was given to a field that was not asked about.
    FieldNotAsked,
    /// A field that was asked about was not answered.
    FieldNotAnswered,
    /// An amount of zero cannot be asked for.
    AmountMissing,
    /// The actor may not do this (a citizen cannot receive, staff cannot hand in a supplement).
    WrongActor,
    /// One new appointment is all there is (NĐ 61/2018 Điều 19.9).
    AlreadyExtended,
    /// The promised time is over: an apology comes before it.
    AlreadyOverdue,
    /// A new appointment is later than the old one.
    DueNotLater,
    /// Nothing was promised that could be moved.
    NoDueTime,
    /// A leader approves results of this procedure: propose it.
    ApprovalNeeded,
    /// There is no proposed result to approve or to send back.
    NothingProposed,
    /// The last act is not yours, cannot be taken back, or is too long ago.
    NothingToUndo,
    /// No paper was named, or no page was scanned.
    NothingGiven,
    /// The pages scanned are not as many as were counted.
    PageCountDiffers,
    /// No opinion was asked of this person.
    NotAsked,
    /// The dossier asks for no certified electronic copy.
    NotAnElectronicCopy,
    /// An electronic copy is of one document, with a number of its own (NĐ 23/2015 Điều 22): the others need dossiers.
    OneDocumentEach,
    /// No page of the original was scanned at the counter.
    CopyNotScanned,
    /// Pages of an electronic copy are pictures, not PDF files.
    CopyPagesNotPictures,
    /// Nobody said to have compared it with the original.
    CopyNotCompared,
    /// An electronic copy is certified, not approved.
    CopyToCertify,
    /// There is no certified copy that could be revoked.
    NothingCertified,
}

/// By its word in the list: what is derived compares with each word in code of its own, in every program.
impl<'de> Deserialize<'de> for Refusal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().copied().find(|code| code.as_str() == word);
        known.ok_or_else(|| D::Error::custom("no code of a refusal"))
    }
}

impl Refusal {
    pub const ALL: [Self; 24] = [
        Self::WrongState,
        Self::SupplementAlreadyAsked,
        Self::ReasonMissing,
        Self::FieldNotAsked,
        Self::FieldNotAnswered,
        Self::AmountMissing,
        Self::WrongActor,
        Self::AlreadyExtended,
        Self::AlreadyOverdue,
        Self::DueNotLater,
        Self::NoDueTime,
        Self::ApprovalNeeded,
        Self::NothingProposed,
        Self::NothingToUndo,
        Self::NothingGiven,
        Self::PageCountDiffers,
        Self::NotAsked,
        Self::NotAnElectronicCopy,
        Self::OneDocumentEach,
        Self::CopyNotScanned,
        Self::CopyPagesNotPictures,
        Self::CopyNotCompared,
        Self::CopyToCertify,
        Self::NothingCertified,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::WrongState => "wrong_state",
            Self::SupplementAlreadyAsked => "supplement_already_asked",
            Self::ReasonMissing => "reason_missing",
            Self::FieldNotAsked => "field_not_asked",
            Self::FieldNotAnswered => "field_not_answered",
            Self::AmountMissing => "amount_missing",
            Self::WrongActor => "wrong_actor",
            Self::AlreadyExtended => "already_extended",
            Self::AlreadyOverdue => "already_overdue",
            Self::DueNotLater => "due_not_later",
            Self::NoDueTime => "no_due_time",
            Self::ApprovalNeeded => "approval_needed",
            Self::NothingProposed => "nothing_proposed",
            Self::NothingToUndo => "nothing_to_undo",
            Self::NothingGiven => "nothing_given",
            Self::PageCountDiffers => "page_count_differs",
            Self::NotAsked => "not_asked",
            Self::NotAnElectronicCopy => "not_an_electronic_copy",
            Self::OneDocumentEach => "one_document_each",
            Self::CopyNotScanned => "copy_not_scanned",
            Self::CopyPagesNotPictures => "copy_pages_not_pictures",
            Self::CopyNotCompared => "copy_not_compared",
            Self::CopyToCertify => "copy_to_certify",
            Self::NothingCertified => "nothing_certified",
        }
    }
}
