//! Answers that are the same for everybody: with a tag to ask again by, packed for who takes it packed.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// Below this packing saves nothing worth the work.
const WORTH_PACKING: usize = 1024;

/// Packs bytes; `None` where that fails or gains nothing.
#[must_use]
pub fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.len() < WORTH_PACKING {
        return None;
    }
    let mut pack = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(7));
    pack.write_all(bytes).ok()?;
    pack.finish().ok().filter(|packed| packed.len() < bytes.len())
}

/// Whether the caller takes this coding.
#[must_use]
pub fn takes(asked: &HeaderMap, name: &str) -> bool {
    let list = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    list.split(',').any(|one| {
        let (coding, weight) = one.split_once(';').unwrap_or((one, "q=1"));
        coding.trim().eq_ignore_ascii_case(name) && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// A text for everybody.
#[must_use]
pub fn shared(media_type: &'static str, body: Vec<u8>, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", &crate::secrets::sha256_hex(&body)[..32]);
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let fresh = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let small = if fresh || !takes(asked, "gzip") { None } else { packed(&body) };
    let coded = small.is_some();
    let mut response =
        if fresh { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(Body::from(small.unwrap_or(body))) };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if !fresh {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    }
    if coded {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
