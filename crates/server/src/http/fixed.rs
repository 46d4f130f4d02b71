//! Everything that is served and is not an endpoint of the contract: health, the API's description, the web apps.
//! The only paths that are written in the server.

use super::{assets::Assets, mount::Api, shell};
use crate::{
    api,
    app::App,
    problem::Refusal,
    site::{self, answer, robots, words::Language},
};
use axum::{
    Router,
    body::Body,
    extract::{Path, RawQuery, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{get, options},
};
use motcua_contract::{Endpoint, ProblemCode, uploads};
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;

const DOCS_PAGE: &str = include_str!("../../docs/index.html");
const DOCS_SCRIPT: &str = include_str!("../../docs/docs.js");
const DOCS_STYLE: &str = include_str!("../../docs/docs.css");

/// The whole server as one service.
pub fn router(app: Arc<App>, mut assets: Assets) -> Router {
    let cards = assets.shell().map(|shell| site::cards::of_procedures(&app, &shell)).unwrap_or_default();
    assets.add_cards(cards);
    let api = api::mount(Api::new());
    let document: Arc<str> = api.document.finish().to_json().unwrap_or_default().into();
    let policy = HeaderValue::from_str(&shell::content_policy(&assets.script_hashes));
    let around = shell::Shell {
        app: Arc::clone(&app),
        // Hashes are checked when they are read, so that this is always a header; without it nothing would run at all.
        content_policy: policy.unwrap_or(HeaderValue::from_static("default-src 'none'")),
    };
    let assets = Arc::new(assets);
    let web = move |method: Method, request: Request| {
        let assets = Arc::clone(&assets);
        async move { assets.answer(&method, request.uri().path(), request.headers()) }
    };
    api.router
        .route(uploads::CreateUpload::PATH, options(tus_options))
        .route(uploads::AppendUpload::PATH, options(tus_options))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/api/openapi.json", get(move || text("application/json", Arc::clone(&document))))
        .route("/api/docs", get(|| text("text/html; charset=utf-8", DOCS_PAGE.into())))
        .route("/api/docs/docs.js", get(|| text("text/javascript; charset=utf-8", DOCS_SCRIPT.into())))
        .route("/api/docs/docs.css", get(|| text("text/css; charset=utf-8", DOCS_STYLE.into())))
        .route(site::PATH, get(board))
        .route(&format!("{}/{{code}}", site::PATH), get(procedure))
        .route(site::STYLE, get(style))
        .route(robots::SITEMAP, get(sitemap))
        .route("/robots.txt", get(robots_txt))
        .method_not_allowed_fallback(shell::wrong_method)
        .fallback(web)
        .layer(CatchPanicLayer::custom(shell::panicked))
        .layer(middleware::from_fn_with_state(around, shell::around))
        .with_state(app)
}

async fn text(media_type: &'static str, body: Arc<str>) -> Response {
    let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-cache")];
    (headers, Body::from(body.to_string())).into_response()
}

const HTML: &str = "text/html; charset=utf-8";

/// The board of procedures, for everybody.
async fn board(State(app): State<Arc<App>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    match site::board::page(&app, Language::of_query(query.as_deref())).await {
        Ok(page) => answer::shared(HTML, page, &headers),
        Err(refusal) => refusal.into_response(),
    }
}

/// A procedure in full; old codes lead to the procedure of today.
async fn procedure(
    State(app): State<Arc<App>>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match app.world.bundle(&code) {
        Some(bundle) => {
            answer::shared(HTML, site::procedure::page(&app, bundle, Language::of_query(query.as_deref())), &headers)
        }
        None => Refusal::new(ProblemCode::NotFound).into_response(),
    }
}

async fn style(headers: HeaderMap) -> Response {
    answer::shared("text/css; charset=utf-8", site::style().into_bytes(), &headers)
}

async fn sitemap(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    answer::shared("application/xml; charset=utf-8", robots::sitemap(&app).into_bytes(), &headers)
}

async fn robots_txt(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    answer::shared("text/plain; charset=utf-8", robots::robots(&app).into_bytes(), &headers)
}

/// The process lives.
async fn healthz() -> &'static str {
    "ok"
}

/// It can serve: the database answers, and nobody told it to stop.
async fn readyz(State(app): State<Arc<App>>) -> Response {
    if app.stopping() || app.store.ping().await.is_err() {
        return Refusal::new(ProblemCode::Unavailable).into_response();
    }
    "ok".into_response()
}

/// What of tus is spoken here.
async fn tus_options() -> (StatusCode, HeaderMap) {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("tus-resumable", uploads::TUS_VERSION.to_owned()),
        ("tus-version", uploads::TUS_VERSION.to_owned()),
        ("tus-extension", uploads::TUS_EXTENSIONS.to_owned()),
        ("tus-checksum-algorithm", uploads::TUS_CHECKSUMS.to_owned()),
        ("tus-max-size", motcua_contract::limits::FILE_BYTES.to_string()),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    (StatusCode::NO_CONTENT, headers)
}
