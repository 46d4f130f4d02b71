//! Endpoints onto handlers: method, path and access come from the contract, never from here.

use super::{
    access, body,
    call::{Answer, Call},
    openapi::Document,
    shell::{Incident, Peer},
};
use crate::{app::App, problem::Refusal};
use axum::{
    Router,
    body::Body,
    extract::{RawPathParams, Request, State},
    response::{IntoResponse, Response},
    routing::{MethodFilter, on},
};
use motcua_contract::{
    Endpoint, Method, ProblemCode,
    desk::{SignIn, SignOut},
    uploads::{AppendUpload, CreateUpload},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use utoipa::ToSchema;

/// A handler is done by then.
const ANSWERS_WITHIN: Duration = Duration::from_secs(15);
/// A chunk of an upload is done by then.
const CHUNK_WITHIN: Duration = Duration::from_secs(120);

/// The API while it is put together: routes, and the document that describes them.
pub struct Api {
    pub router: Router<Arc<App>>,
    pub document: Document,
}

impl Api {
    #[must_use]
    pub fn new() -> Self {
        Self { router: Router::new(), document: Document::default() }
    }

    /// Mounts an endpoint.
    #[must_use]
    pub fn mount<E, F, W>(mut self, handler: F) -> Self
    where
        E: Endpoint + 'static,
        E::Body: ToSchema + Send + 'static,
        E::Reply: ToSchema + Send + 'static,
        F: Fn(Call<E>) -> W + Clone + Send + Sync + 'static,
        W: Future<Output = Answer<E>> + Send + 'static,
    {
        self.document.add::<E>();
        let filter = match E::METHOD {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Patch => MethodFilter::PATCH,
            Method::Put => MethodFilter::PUT,
            Method::Head => MethodFilter::HEAD,
            Method::Delete => MethodFilter::DELETE,
        };
        let service = move |State(app): State<Arc<App>>, path: RawPathParams, request: Request| {
            let handler = handler.clone();
            async move { run::<E, F, W>(app, &path, request, handler).await }
        };
        self.router = self.router.route(E::PATH, on(filter, service));
        self
    }
}

impl Default for Api {
    fn default() -> Self {
        Self::new()
    }
}

async fn run<E, F, W>(app: Arc<App>, path: &RawPathParams, request: Request, handler: F) -> Response
where
    E: Endpoint + 'static,
    E::Body: Send + 'static,
    E::Reply: Send + 'static,
    F: Fn(Call<E>) -> W + Send + 'static,
    W: Future<Output = Answer<E>> + Send + 'static,
{
    let incident = request.extensions().get::<Incident>().cloned().unwrap_or_default();
    let segments: Vec<String> = path.iter().map(|(_, value)| value.to_owned()).collect();
    // A task of its own: a caller who hangs up cannot stop a write half-way, and a panic is one answer, not the process.
    let begun = app.begin_work();
    let work = tokio::spawn(async move {
        let outcome = answer::<E, F, W>(app, segments, request, handler).await;
        drop(begun);
        outcome
    });
    let limit = if carries_a_file::<E>() { CHUNK_WITHIN } else { ANSWERS_WITHIN };
    let outcome = match tokio::time::timeout(limit, work).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panicked)) => Err(Refusal::internal(panicked)),
        Err(_) => Err(ProblemCode::Unavailable.into()),
    };
    outcome.unwrap_or_else(|refusal| finish(refusal, &incident))
}

fn carries_a_file<E: Endpoint>() -> bool {
    [AppendUpload::PATH, CreateUpload::PATH].contains(&E::PATH) && matches!(E::METHOD, Method::Patch | Method::Post)
}

/// Whether nothing is written, or so little that a full disk is no reason: without a sign-in nobody could read, and what is
/// removed makes space.
fn needs_no_space<E: Endpoint>() -> bool {
    matches!(E::METHOD, Method::Get | Method::Head | Method::Delete) || [SignIn::PATH, SignOut::PATH].contains(&E::PATH)
}

/// Logs what only the log may know, under the incident's name.
fn finish(mut refusal: Refusal, incident: &Incident) -> Response {
    if let Some(cause) = refusal.cause.take() {
        tracing::error!(incident = %incident.0, %cause, "a request failed");
        refusal.problem.incident = Some(incident.0.clone());
    }
    refusal.into_response()
}

async fn answer<E, F, W>(
    app: Arc<App>,
    segments: Vec<String>,
    request: Request,
    handler: F,
) -> Result<Response, Refusal>
where
    E: Endpoint + 'static,
    E::Body: Send + 'static,
    E::Reply: Send + 'static,
    F: Fn(Call<E>) -> W + Send + 'static,
    W: Future<Output = Answer<E>> + Send + 'static,
{
    let (parts, stream) = request.into_parts();
    let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.ip());
    let address = peer.map_or_else(String::new, |peer| peer.to_string());
    let code = segments.first().map(String::as_str);
    let caller = access::caller(&app, E::ACCESS, E::PATH, &parts.headers, code, &address).await?;
    if !needs_no_space::<E>() {
        app.space_for_rows()?;
    }
    let (body, stream) = if body::is_none::<E::Body>() {
        (body::parse(b"{}")?, stream)
    } else {
        (body::json(&parts.headers, stream).await?, Body::empty())
    };
    let headers = parts.headers;
    let call = Call {
        app,
        caller,
        segments,
        query: parts.uri.query().map(str::to_owned),
        headers: headers.clone(),
        peer,
        body,
        stream: Mutex::new(stream),
    };
    let store = call.app.store.clone();
    match handler(call).await {
        Ok(reply) => reply.into_response(&headers),
        Err(refusal) => {
            // Nobody is told of what is not on the disk yet: whoever asks again now finds what the refusal went by.
            if refusal.stored && !matches!(E::METHOD, Method::Get | Method::Head) {
                store.settled().await?;
            }
            Err(refusal)
        }
    }
}
