//! Every way in which the device can fail, as a stable code. Sentences stand in `locales/*/codes` under [`DeviceError::area`].

use motcua_contract::Problem;

/// Why the device could not do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceError {
    /// The phone's memory is full: what was typed stays on the page, but is not kept.
    StoreFull,
    /// The browser lost its database and could not open it again: reload the page.
    StoreLost,
    /// What was read back is not what was written, or an old record cannot be read.
    StoreDamaged,
    /// A file without bytes.
    FileEmpty,
    /// Above the limit of the contract, or a picture too big for the phone to open.
    FileTooLarge,
    /// Not a picture and not a PDF by its content.
    FileTypeNotAllowed,
    /// Cut off, or not readable as what it says it is.
    FileDamaged,
    /// A HEIC picture that this browser cannot open: take it with this page's camera, or as JPEG.
    FileHeic,
    /// The server was not reached, after every try.
    Offline,
    /// The server did not answer in time.
    Timeout,
    /// What came back is not the contract's (a captive portal, a proxy).
    Broken,
    /// The person stopped it.
    Cancelled,
    /// The server said no.
    Refused(Box<Problem>),
    /// The page does not come over HTTPS: no camera.
    CameraInsecure,
    /// This browser has no camera access (in-app browsers).
    CameraUnsupported,
    CameraMissing,
    CameraDenied,
    /// Another app holds it.
    CameraInUse,
    CameraFailed,
    /// The scanner did not load.
    ScannerFailed,
}

/// The codes of this type that are not the server's, with their area: each needs a sentence.
pub const CODES: &[(&str, &str)] = &[
    ("store", "store_full"),
    ("store", "store_lost"),
    ("store", "store_damaged"),
    ("problem", "file_empty"),
    ("problem", "file_too_large"),
    ("problem", "file_type_not_allowed"),
    ("problem", "file_damaged"),
    ("upload", "file_heic"),
    ("problem", "offline"),
    ("problem", "timeout"),
    ("problem", "broken"),
    ("upload", "cancelled"),
    ("camera", "insecure"),
    ("camera", "unsupported"),
    ("camera", "missing"),
    ("camera", "denied"),
    ("camera", "in_use"),
    ("camera", "failed"),
    ("camera", "scanner_failed"),
];

impl DeviceError {
    /// The stable code; the server's own for a refusal.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::StoreFull => "store_full",
            Self::StoreLost => "store_lost",
            Self::StoreDamaged => "store_damaged",
            Self::FileEmpty => "file_empty",
            Self::FileTooLarge => "file_too_large",
            Self::FileTypeNotAllowed => "file_type_not_allowed",
            Self::FileDamaged => "file_damaged",
            Self::FileHeic => "file_heic",
            Self::Offline => "offline",
            Self::Timeout => "timeout",
            Self::Broken => "broken",
            Self::Cancelled => "cancelled",
            Self::Refused(problem) => problem.code.as_str(),
            Self::CameraInsecure => "insecure",
            Self::CameraUnsupported => "unsupported",
            Self::CameraMissing => "missing",
            Self::CameraDenied => "denied",
            Self::CameraInUse => "in_use",
            Self::CameraFailed => "failed",
            Self::ScannerFailed => "scanner_failed",
        }
    }

    /// Where the sentence stands in the codes: `<area>.<code>`.
    #[must_use]
    pub fn area(&self) -> &'static str {
        match self {
            Self::StoreFull | Self::StoreLost | Self::StoreDamaged => "store",
            Self::FileHeic | Self::Cancelled => "upload",
            Self::FileEmpty
            | Self::FileTooLarge
            | Self::FileTypeNotAllowed
            | Self::FileDamaged
            | Self::Offline
            | Self::Timeout
            | Self::Broken
            | Self::Refused(_) => "problem",
            Self::CameraInsecure
            | Self::CameraUnsupported
            | Self::CameraMissing
            | Self::CameraDenied
            | Self::CameraInUse
            | Self::CameraFailed
            | Self::ScannerFailed => "camera",
        }
    }

    /// Whether the same may succeed later without anybody changing anything.
    #[must_use]
    pub fn passes(&self) -> bool {
        use motcua_contract::ProblemCode::{Internal, QuotaExceeded, StorageFull, TooManyRequests, Unavailable};
        match self {
            Self::Offline | Self::Timeout => true,
            Self::Refused(problem) => {
                matches!(problem.code, Unavailable | Internal | StorageFull | TooManyRequests | QuotaExceeded)
            }
            _ => false,
        }
    }
}
