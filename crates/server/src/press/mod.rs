//! Official papers on their way out: facts of the office and its dossiers, printed by `motcua_documents`.

pub mod book;
pub mod facts;
pub mod sheets;

use crate::{app::App, problem::Refusal};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use jiff::Timestamp;
use motcua_contract::{ProblemCode, files::FileKind};
use motcua_documents::{Fault, Sheet};
use std::sync::Arc;

/// Prints a sheet away from the threads that answer requests.
///
/// # Errors
/// `paper_incomplete` with the value's name where one is missing; `unavailable` when the press is taken away.
pub async fn print<S: Sheet + Send + 'static>(app: &Arc<App>, sheet: S, at: Timestamp) -> Result<Vec<u8>, Refusal> {
    print_or(app, sheet, at, |key| Refusal::new(ProblemCode::PaperIncomplete).detail(key)).await
}

/// The same, with another refusal for a missing value.
///
/// # Errors
/// See [`print`].
pub async fn print_or<S: Sheet + Send + 'static>(
    app: &Arc<App>,
    sheet: S,
    at: Timestamp,
    missing: impl FnOnce(String) -> Refusal,
) -> Result<Vec<u8>, Refusal> {
    // Each page laid out holds memory and a core: a few at once, the others wait for their turn.
    let _turn = app.printing.acquire().await.map_err(Refusal::internal)?;
    let press = Arc::clone(&app.press);
    let printed = tokio::task::spawn_blocking(move || press.print(&sheet, at)).await.map_err(Refusal::internal)?;
    printed.map_err(|fault| match fault {
        Fault::ValueMissing { key } => missing(key),
        other => Refusal::internal(other),
    })
}

/// The same, with pictures that the sheet names.
///
/// # Errors
/// See [`print`].
pub async fn print_with<S: Sheet + Send + 'static>(
    app: &App,
    sheet: S,
    pictures: Vec<Vec<u8>>,
    at: Timestamp,
) -> Result<Vec<u8>, Refusal> {
    let _turn = app.printing.acquire().await.map_err(Refusal::internal)?;
    let press = Arc::clone(&app.press);
    let work = move || press.print_with(&sheet, pictures, at);
    let printed = tokio::task::spawn_blocking(work).await.map_err(Refusal::internal)?;
    printed.map_err(|fault| match fault {
        Fault::ValueMissing { key } => Refusal::new(ProblemCode::PaperIncomplete).detail(key),
        other => Refusal::internal(other),
    })
}

/// The kind of file that an address asks for, of those that are made there.
///
/// # Errors
/// `not_found`.
pub fn kind(ending: &str, among: &[FileKind]) -> Result<FileKind, Refusal> {
    FileKind::of(ending, among).ok_or_else(|| ProblemCode::NotFound.into())
}

/// A file made here, to be looked at in a tab of its own. It is ours, so a browser's reader may show it. The name goes without its ending.
///
/// # Errors
/// When the name is no header: a fault of ours.
pub fn file(bytes: Vec<u8>, kind: FileKind, name: &str) -> Result<Response, Refusal> {
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    let named = format!("inline; filename=\"{name}.{}\"", kind.ending());
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&named).map_err(Refusal::internal)?);
    let policy = "default-src 'none'; frame-ancestors 'self'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}
