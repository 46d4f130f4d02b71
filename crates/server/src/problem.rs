//! Refusals on their way out: what went wrong as a problem, and what only the log may know.

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use motcua_contract::{Problem, ProblemCode, problem::MEDIA_TYPE};
use motcua_domain::{code::Finding, dossier, payment};
use motcua_storage::StoreError;

/// Seconds after which a full disk may have been helped.
const FULL_RETRY: i64 = 300;

/// A refusal.
#[derive(Debug)]
pub struct Refusal {
    pub problem: Box<Problem>,
    /// Seconds.
    pub retry_after: Option<i64>,
    /// For the log, never for the wire.
    pub cause: Option<String>,
    /// The database said so, perhaps because of work in the same line that is not on the disk yet (`Store::settled`).
    pub stored: bool,
}

impl Refusal {
    #[must_use]
    pub fn new(code: ProblemCode) -> Self {
        let retry_after = match code {
            ProblemCode::StorageFull => Some(FULL_RETRY),
            ProblemCode::Unavailable => Some(2),
            ProblemCode::TooManyUploads => Some(60),
            ProblemCode::QuotaExceeded => Some(3600),
            ProblemCode::InProgress => Some(1),
            _ => None,
        };
        Self { problem: Box::new(code.into()), retry_after, cause: None, stored: false }
    }

    #[must_use]
    pub fn invalid(findings: Vec<Finding>) -> Self {
        let mut refusal = Self::new(ProblemCode::Invalid);
        refusal.problem.findings = findings;
        refusal
    }

    #[must_use]
    pub fn missing(uploads: Vec<String>) -> Self {
        let mut refusal = Self::new(ProblemCode::FilesMissing);
        refusal.problem.missing = uploads;
        refusal
    }

    /// With the version or offset that holds now.
    #[must_use]
    pub fn at(code: ProblemCode, current: u64) -> Self {
        let mut refusal = Self::new(code);
        refusal.problem.current = Some(current);
        refusal
    }

    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.problem.detail = Some(detail.into());
        self
    }

    #[must_use]
    pub fn wait(seconds: i64) -> Self {
        Self { retry_after: Some(seconds), ..Self::new(ProblemCode::TooManyRequests) }
    }

    #[must_use]
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Self::new(ProblemCode::Internal) }
    }
}

impl From<ProblemCode> for Refusal {
    fn from(code: ProblemCode) -> Self {
        Self::new(code)
    }
}

impl From<dossier::Refusal> for Refusal {
    fn from(why: dossier::Refusal) -> Self {
        let mut refusal = Self::new(ProblemCode::Refused);
        refusal.problem.refusal = Some(why);
        refusal
    }
}

impl From<payment::Refusal> for Refusal {
    fn from(why: payment::Refusal) -> Self {
        Self::new(ProblemCode::PaymentRefused).detail(why.as_str())
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let refusal: Self = match error {
            StoreError::NotFound => ProblemCode::NotFound.into(),
            StoreError::Stale(current) => Self::at(ProblemCode::Stale, current),
            StoreError::KeyReused => ProblemCode::KeyReused.into(),
            StoreError::FilesMissing(uploads) => Self::missing(uploads),
            StoreError::Payment(why) => why.into(),
            StoreError::Quota => ProblemCode::QuotaExceeded.into(),
            StoreError::TooManyUploads => ProblemCode::TooManyUploads.into(),
            StoreError::Gone => ProblemCode::UploadGone.into(),
            StoreError::Full => ProblemCode::StorageFull.into(),
            other => Self::internal(other),
        };
        Self { stored: true, ..refusal }
    }
}

impl From<std::io::Error> for Refusal {
    fn from(error: std::io::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = status;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
