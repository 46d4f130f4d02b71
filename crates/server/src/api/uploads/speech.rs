//! How tus speaks: its headers, read and written.

use crate::{http::Call, problem::Refusal, secrets};
use axum::{
    http::{HeaderName, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
};
use jiff::{Timestamp, tz::TimeZone};
use motcua_contract::{
    Endpoint, ProblemCode,
    uploads::{TUS_CHECKSUMS, TUS_VERSION},
};

pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub(super) const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub(super) const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const CHECKSUM: &str = "upload-checksum";
const RESUMABLE: &str = "tus-resumable";

/// # Errors
/// `upload_version`.
pub(super) fn check_version<E: Endpoint>(call: &Call<E>) -> Result<(), Refusal> {
    match call.header(RESUMABLE) {
        None | Some(TUS_VERSION) => Ok(()),
        Some(_) => Err(ProblemCode::UploadVersion.into()),
    }
}

/// # Errors
/// `bad_header`.
pub(super) fn number<E: Endpoint>(call: &Call<E>, name: HeaderName) -> Result<u64, Refusal> {
    let value = call.header(name.as_str()).and_then(|text| text.parse().ok());
    value.ok_or_else(|| Refusal::new(ProblemCode::BadHeader).detail(name.as_str()))
}

/// The SHA-256 that this request's bytes must have.
///
/// # Errors
/// `bad_header` for another algorithm, or what is no digest.
pub(super) fn checksum<E: Endpoint>(call: &Call<E>) -> Result<Option<[u8; 32]>, Refusal> {
    if !call.headers.contains_key(CHECKSUM) {
        return Ok(None);
    }
    let digest = call
        .header(CHECKSUM)
        .and_then(|text| text.split_once(' '))
        .filter(|(algorithm, _)| *algorithm == TUS_CHECKSUMS)
        .and_then(|(_, digest)| secrets::from_base64(digest.trim())?.try_into().ok());
    digest.map(Some).ok_or_else(|| Refusal::new(ProblemCode::BadHeader).detail(CHECKSUM))
}

/// A value of tus's metadata: `key base64, key base64`.
pub(super) fn meta(metadata: &str, key: &str) -> Option<String> {
    let pair = metadata.split(',').find_map(|pair| pair.trim().split_once(' ').filter(|(name, _)| *name == key))?;
    String::from_utf8(secrets::from_base64(pair.1.trim())?).ok()
}

/// A time as HTTP writes it.
///
/// # Errors
/// When there is no such time: a fault of ours.
pub(super) fn expires(at_ms: i64) -> Result<HeaderValue, Refusal> {
    let at = Timestamp::from_millisecond(at_ms).map_err(Refusal::internal)?.to_zoned(TimeZone::UTC);
    HeaderValue::from_str(&at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()).map_err(Refusal::internal)
}

pub(super) fn answer(status: StatusCode, headers: Vec<(HeaderName, HeaderValue)>) -> Response {
    let mut response = status.into_response();
    response.headers_mut().extend(headers);
    response
}
