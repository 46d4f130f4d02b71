//! The barest peer: axum and sqlx, a body becomes a row, each with its own commit that is on the disk before the answer.

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use motcua_contract::IDEMPOTENCY_HEADER;
use motcua_faults::{Outcome, said};
use motcua_storage::bench::Bare;
use std::path::Path;

/// Serves on a port that it names in its first line, until it is ended.
///
/// # Errors
/// When it cannot.
pub async fn serve(folder: &Path) -> Outcome {
    let bare = Bare::open(&folder.join("minimal.db")).await.map_err(said)?;
    let router = Router::new().route("/", post(keep)).with_state(bare);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.map_err(said)?;
    println!("{}", listener.local_addr().map_err(said)?);
    axum::serve(listener, router).await.map_err(said)
}

async fn keep(State(bare): State<Bare>, headers: HeaderMap, body: String) -> (StatusCode, &'static str) {
    let key = headers.get(IDEMPOTENCY_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match bare.insert(key, &body).await {
        Ok(()) => (StatusCode::CREATED, "kept"),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "not kept"),
    }
}
