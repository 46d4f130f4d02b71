//! How a request is refused: RFC 9457 `application/problem+json` with a stable code. Sentences stand in `locales/*/codes`.

use motcua_domain::code::Finding;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// The media type of every refusal.
pub const MEDIA_TYPE: &str = "application/problem+json";

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)*) => {
        /// Every word a request may be refused with, and its HTTP status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ProblemCode { $($(#[$doc])* #[serde(rename = $text)] $name,)* }

        impl ProblemCode {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

/// By its word in the list: what is derived compares with each word in code of its own, five kilobytes in every program.
impl<'de> Deserialize<'de> for ProblemCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let known = Self::ALL.iter().copied().find(|code| code.as_str() == word);
        known.ok_or_else(|| D::Error::custom("no code of a problem"))
    }
}

codes! {
    /// The body is not JSON, has an unknown field or a field of the wrong type.
    BadBody = "bad_body", 400;
    /// A header that the endpoint needs is missing or malformed.
    BadHeader = "bad_header", 400;
    /// Unknown, foreign or not for you: one answer for all three.
    NotFound = "not_found", 404;
    MethodNotAllowed = "method_not_allowed", 405;
    /// Sign in (again).
    SignedOut = "signed_out", 401;
    /// User name or password is wrong; which one is not said.
    BadCredentials = "bad_credentials", 401;
    /// The request came from another site.
    CrossSite = "cross_site", 403;
    /// Signed in, but the role may not do this.
    Forbidden = "forbidden", 403;
    UnsupportedMedia = "unsupported_media", 415;
    BodyTooLarge = "body_too_large", 413;
    /// The client's build is too old; the draft stays on the phone.
    Outdated = "outdated", 426;
    TooManyRequests = "too_many_requests", 429;
    /// Answers break rules; `findings` says which.
    Invalid = "invalid", 422;
    /// The same idempotency key with other content.
    KeyReused = "key_reused", 422;
    /// The first request with this key is still running.
    InProgress = "in_progress", 409;
    /// A file of the dossier is not on the server (any more): send it again.
    FilesMissing = "files_missing", 409;
    /// The procedure changed since the phone fetched it.
    ProcedureChanged = "procedure_changed", 409;
    /// The dossier's state does not allow this; `refusal` says why.
    Refused = "refused", 409;
    /// Somebody else changed the dossier meanwhile (If-Match).
    Stale = "stale", 412;
    /// An edit must name the version it edits.
    PreconditionRequired = "precondition_required", 428;
    FileEmpty = "file_empty", 422;
    FileTooLarge = "file_too_large", 413;
    /// Not a JPEG, PNG or PDF by its content.
    FileTypeNotAllowed = "file_type_not_allowed", 415;
    /// Says it is one thing and is another.
    FileTypeMismatch = "file_type_mismatch", 415;
    /// Cut off, damaged or not readable.
    FileDamaged = "file_damaged", 422;
    PdfTooManyPages = "pdf_too_many_pages", 422;
    PdfProtected = "pdf_protected", 422;
    TooManyFiles = "too_many_files", 422;
    DossierTooLarge = "dossier_too_large", 413;
    /// The bytes do not have the SHA-256 that was announced.
    DigestMismatch = "digest_mismatch", 422;
    /// The upload stands at another offset.
    OffsetMismatch = "offset_mismatch", 409;
    /// A newer request for the same upload took over (T-09); ask where it stands.
    UploadSuperseded = "upload_superseded", 409;
    /// The bytes of this chunk do not have the checksum that came with it; the offset did not move (tus).
    ChecksumMismatch = "checksum_mismatch", 460;
    /// Another version of tus than the one that is spoken here.
    UploadVersion = "upload_version", 412;
    /// Too many uploads are under way at once: finish or remove some.
    TooManyUploads = "too_many_uploads", 429;
    UploadGone = "upload_gone", 410;
    /// A one-time code of a hand-off that is over, or never was.
    HandOffExpired = "hand_off_expired", 410;
    /// A one-time code that somebody has used already.
    HandOffUsed = "hand_off_used", 409;
    /// The shared draft was handed in or closed.
    DraftOver = "draft_over", 410;
    /// Another counter called this ticket.
    TicketTaken = "ticket_taken", 409;
    /// A user name that is in use.
    UserTaken = "user_taken", 409;
    /// The last administrator, or one's own account, cannot be taken away.
    AccountNeeded = "account_needed", 409;
    /// The password was made by somebody else: change it before anything else.
    PasswordToChange = "password_to_change", 403;
    PasswordTooShort = "password_too_short", 422;
    /// What this paper states has not happened (yet).
    PaperNotYet = "paper_not_yet", 409;
    /// The paper's template asks for a value that the dossier has not; `detail` names it.
    PaperIncomplete = "paper_incomplete", 422;
    /// A letter was written without something that its template asks for; `findings` names the field.
    TemplateValueMissing = "template_value_missing", 422;
    /// Not a period of reports.
    PeriodUnknown = "period_unknown", 422;
    /// The first day lies after the last.
    PeriodReversed = "period_reversed", 422;
    /// More than five years at once.
    PeriodTooLong = "period_too_long", 422;
    /// The leader did not get to certify: the register or its key cannot be used now.
    CopyNotMade = "copy_not_made", 503;
    /// The result must be a PDF.
    ResultNotPdf = "result_not_pdf", 415;
    /// A code of a slip that nobody gave out, or a counter that there is not.
    RatingUnknown = "rating_unknown", 404;
    /// The rating was given longer than a day ago and stays as it is.
    RatingLate = "rating_late", 410;
    /// This device or address has rated here a short while ago.
    RatingTooOften = "rating_too_often", 429;
    /// A request for money does not allow this; `detail` is one of [`crate::payments::REFUSALS`].
    PaymentRefused = "payment_refused", 409;
    /// A bank's statement is not taken; `detail` is one of [`crate::payments::STATEMENT_REFUSALS`], `findings` has the numbers of
    /// lines.
    StatementRefused = "statement_refused", 422;
    /// A report of the bank is not believed; `detail` is `signature`, `time` or `account`.
    BankReportRefused = "bank_report_refused", 401;
    QuotaExceeded = "quota_exceeded", 429;
    /// The file is kept, but its bytes are not those that were received.
    IntegrityError = "integrity_error", 500;
    StorageFull = "storage_full", 507;
    Unavailable = "unavailable", 503;
    Internal = "internal", 500;
}

/// A refusal on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// A URI reference that names the kind: `/problems/<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    pub status: u16,
    pub code: ProblemCode,
    /// Broken rules, where `code` is `invalid`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Why a dossier refused a command, where `code` is `refused`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<motcua_domain::dossier::Refusal>,
    /// The uploads that are not there, where `code` is `files_missing`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// The current version, where `code` is `stale`; the current offset, where it is `offset_mismatch`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<u64>,
    /// A technical hint for developers (the JSON path that failed, ...); never shown to people, never personal data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Names this incident in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
}

impl Problem {
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        Self {
            kind: format!("/problems/{}", code.as_str()),
            status: code.status(),
            code,
            findings: Vec::new(),
            refusal: None,
            missing: Vec::new(),
            current: None,
            detail: None,
            incident: None,
        }
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl From<ProblemCode> for Problem {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}
