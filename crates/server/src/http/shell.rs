//! What stands around every answer: an incident name, the cross-site rule, the contract's version, security headers,
//! one line in the log without anything personal.

use super::cross_site;
use crate::{app::App, problem::Refusal};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use motcua_contract::{
    Endpoint, ProblemCode, VERSION_HEADER,
    payments::ReportMovements,
    uploads::{CreateUpload, TUS_VERSION},
    version,
};
use std::{net::SocketAddr, sync::Arc, time::Instant};

/// Names a request in the log and in the answer.
#[derive(Clone, Default)]
pub struct Incident(pub String);

/// The other end of the connection.
#[derive(Clone, Copy)]
pub struct Peer(pub SocketAddr);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Headers of every answer, where the answer does not say otherwise. The content policy comes beside them.
const HEADERS: [(HeaderName, &str); 9] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-embedder-policy"), "require-corp"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=()",
    ),
    (header::CACHE_CONTROL, "no-store"),
    (header::VARY, "sec-fetch-site, origin"),
];

/// The content policy of our own pages; scripts in the page are allowed by their hash only, and a frame shows nothing but
/// what the page itself fetched (a result that a leader looks at).
#[must_use]
pub fn content_policy(script_hashes: &[String]) -> String {
    let hashes: String = script_hashes.iter().map(|hash| format!(" '{hash}'")).collect();
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; img-src 'self' blob: data:; \
         font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; media-src 'self' blob:; \
         frame-src blob:; \
         form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    )
}

/// What the shell needs beside the app.
#[derive(Clone)]
pub struct Shell {
    pub app: Arc<App>,
    pub content_policy: HeaderValue,
}

/// The outermost layer.
pub async fn around(State(shell): State<Shell>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let incident = Incident(
        crate::secrets::random::<8>().map_or_else(|_| String::new(), |id| format!("{:016x}", u64::from_be_bytes(id))),
    );
    request.extensions_mut().insert(incident.clone());
    let method = request.method().clone();
    // The route as it is written, never the path: codes and names stand in paths.
    let route =
        request.extensions().get::<MatchedPath>().map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let mut response = match refuse(&shell.app, &request) {
        Some(code) => Refusal::new(code).into_response(),
        None => next.run(request).await,
    };
    if route.starts_with(CreateUpload::PATH) {
        speak_tus(response.status(), response.headers_mut());
    }
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| shell.content_policy.clone());
    if let Ok(value) = HeaderValue::from_str(&incident.0) {
        headers.insert(REQUEST_ID, value);
    }
    let millis = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(id = %incident.0, %method, route, status = response.status().as_u16(), millis, "answered");
    response
}

/// Every answer about uploads names tus, refusals as well; one about the version says which is spoken.
fn speak_tus(status: StatusCode, headers: &mut HeaderMap) {
    let version = HeaderValue::from_static(TUS_VERSION);
    headers.entry("tus-resumable").or_insert(version.clone());
    if status == StatusCode::PRECONDITION_FAILED {
        headers.insert("tus-version", version);
    }
}

fn refuse(app: &App, request: &Request) -> Option<ProblemCode> {
    let headers = request.headers();
    // The bank's program is no browser, carries no session and signs what it sends.
    let signed = request.uri().path() == ReportMovements::PATH;
    if !signed
        && !cross_site::allowed(request.method(), headers, host(headers, request.uri()), &app.world.office.public_url)
    {
        return Some(ProblemCode::CrossSite);
    }
    // What is no text is no version either.
    let said = headers.get(VERSION_HEADER).map(|value| value.to_str().unwrap_or("?"));
    version::judge(said).err()
}

/// The host that was asked: the authority of HTTP/2, the header of HTTP/1.
fn host<'a>(headers: &'a HeaderMap, uri: &'a Uri) -> Option<&'a str> {
    uri.authority().map(axum::http::uri::Authority::as_str).or_else(|| headers.get(header::HOST)?.to_str().ok())
}

/// For paths that no route has.
pub async fn not_found() -> Response {
    Refusal::new(ProblemCode::NotFound).into_response()
}

/// For methods that a route does not have.
pub async fn wrong_method() -> Response {
    Refusal::new(ProblemCode::MethodNotAllowed).into_response()
}

/// For panics outside the endpoints' own tasks.
#[must_use]
pub fn panicked(_: Box<dyn std::any::Any + Send + 'static>) -> Response {
    Refusal::new(ProblemCode::Internal).into_response()
}
