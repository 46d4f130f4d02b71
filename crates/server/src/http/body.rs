//! Bodies of requests: bounded, timely, JSON of exactly the endpoint's shape.

use crate::problem::Refusal;
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, header},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use motcua_contract::{NoBody, ProblemCode, limits};
use serde::de::DeserializeOwned;
use std::{any::TypeId, time::Duration};

/// A JSON body is here by then, or its sender is gone.
const ARRIVES_WITHIN: Duration = Duration::from_secs(15);

/// Whether an endpoint takes no JSON.
#[must_use]
pub fn is_none<T: 'static>() -> bool {
    TypeId::of::<T>() == TypeId::of::<NoBody>()
}

/// Reads a JSON body.
///
/// # Errors
/// `unsupported_media`, `body_too_large`, or `bad_body` with the path that failed (never its value).
pub async fn json<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Refusal> {
    if !is_json(headers) {
        return Err(ProblemCode::UnsupportedMedia.into());
    }
    parse(&whole(headers, body, limits::BODY_BYTES).await?)
}

/// The bytes of a body of at most so many.
///
/// # Errors
/// `body_too_large`, or `bad_body` when it does not come.
pub async fn whole(headers: &HeaderMap, body: Body, most: usize) -> Result<Bytes, Refusal> {
    if announced(headers).is_some_and(|length| length > most as u64) {
        return Err(ProblemCode::BodyTooLarge.into());
    }
    match tokio::time::timeout(ARRIVES_WITHIN, Limited::new(body, most).collect()).await {
        Err(_) => Err(Refusal::new(ProblemCode::BadBody).detail("timeout")),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(ProblemCode::BodyTooLarge.into()),
        Ok(Err(_)) => Err(Refusal::new(ProblemCode::BadBody).detail("cut off")),
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
    }
}

/// Parses JSON; the detail names the place and the kind of fault.
///
/// # Errors
/// `bad_body`.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Refusal> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let kind = match error.inner().classify() {
            serde_json::error::Category::Data => "data",
            serde_json::error::Category::Eof => "end of input",
            serde_json::error::Category::Io | serde_json::error::Category::Syntax => "syntax",
        };
        Refusal::new(ProblemCode::BadBody).detail(format!("{kind} at {}", error.path()))
    })?;
    reader.end().map_err(|_| Refusal::new(ProblemCode::BadBody).detail("syntax after the end"))?;
    Ok(value)
}

fn is_json(headers: &HeaderMap) -> bool {
    media_type(headers) == Some("application/json")
}

/// The request's media type, without parameters.
#[must_use]
pub fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::CONTENT_TYPE)?.to_str().ok()?.split(';').next().map(str::trim)
}

/// The body's length, where it is announced.
#[must_use]
pub fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
