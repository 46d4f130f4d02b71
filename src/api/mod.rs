//! The web's only way to the server: one call a contract endpoint, with the contract's version, a timeout, and refusals
//! that come back as codes.

mod failure;
mod painted;

pub use failure::{Failure, problem_words, reading_words, words};

use crate::{
    device::{
        clock::{self, Matter},
        pwa,
    },
    json,
};
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use leptos::prelude::set_timeout_with_handle;
use motcua_contract::{
    Endpoint, Method, POLL_HEADER, Problem, ProblemCode, VERSION, VERSION_HEADER, desk::WhoAmI,
    dossiers::SubmitDossier, endpoint::encode,
};
use std::{cell::Cell, rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, File, Headers, RequestInit, Response};

/// Patience with questions; the first open on a slow network fits.
const READ_TIMEOUT: Duration = Duration::from_secs(20);
/// Patience with what changes something: the server may wait for its disk.
const WRITE_TIMEOUT: Duration = Duration::from_secs(45);

/// The header of what a timer asks: it does not keep a session alive.
pub const BY_TIMER: (&str, &str) = (POLL_HEADER, "1");

/// Asks an endpoint without a body.
///
/// # Errors
/// See [`Failure`].
pub async fn get<E: Endpoint>(segments: &[&str], headers: &[(&str, &str)]) -> Result<E::Reply, Failure> {
    call::<E>(segments, &[], None, headers).await
}

/// Asks an endpoint without a body and reads of the answer only what `T` names: for programs that must stay small.
///
/// # Errors
/// See [`Failure`].
pub async fn glimpse<E: Endpoint, T: serde::de::DeserializeOwned>(
    segments: &[&str],
    headers: &[(&str, &str)],
) -> Result<T, Failure> {
    let text = exchange_text(E::METHOD, &address::<E>(segments, &[]), None, headers).await?;
    json::from_str(&text).map_err(|_| Failure::Broken)
}

/// Sends a body to an endpoint.
///
/// # Errors
/// See [`Failure`].
pub async fn send<E: Endpoint>(
    segments: &[&str],
    body: &E::Body,
    headers: &[(&str, &str)],
) -> Result<E::Reply, Failure> {
    call::<E>(segments, &[], Some(body), headers).await
}

/// Calls an endpoint: the `{name}` segments of its path in order, the pairs of the query string, the body if it has one,
/// and headers beyond the contract's version.
///
/// # Errors
/// See [`Failure`].
pub async fn call<E: Endpoint>(
    segments: &[&str],
    query: &[(&str, &str)],
    body: Option<&E::Body>,
    headers: &[(&str, &str)],
) -> Result<E::Reply, Failure> {
    let body = body.map(serde_json::to_string).transpose().map_err(|_| Failure::Broken)?;
    let text = exchange_text(E::METHOD, &address::<E>(segments, query), body, headers).await?;
    let text = if text.is_empty() { "{}" } else { &text };
    json::from_str(text).map_err(|_| Failure::Broken)
}

/// The bytes that an endpoint answers with: results and papers.
///
/// # Errors
/// See [`Failure`].
pub async fn bytes<E: Endpoint>(segments: &[&str], headers: &[(&str, &str)]) -> Result<Vec<u8>, Failure> {
    binary(E::METHOD, &address::<E>(segments, &[]), headers).await
}

/// The same, with a query: registers of a year.
///
/// # Errors
/// See [`Failure`].
pub async fn bytes_of<E: Endpoint>(segments: &[&str], query: &[(&str, &str)]) -> Result<Vec<u8>, Failure> {
    binary(E::METHOD, &address::<E>(segments, query), &[]).await
}

/// Sends a file as it is to an endpoint that reads it by itself.
///
/// # Errors
/// See [`Failure`].
pub async fn send_file<E: Endpoint>(
    query: &[(&str, &str)],
    file: &File,
    media_type: &'static str,
) -> Result<E::Reply, Failure> {
    let alarm = Alarm::set(WRITE_TIMEOUT)?;
    let body = Some((JsValue::from(file), media_type));
    let response = exchange(E::METHOD, &address::<E>(&[], query), body, &[], &alarm).await?;
    let text = text_of(&response, &alarm).await?;
    serde_json::from_str(&text).map_err(|_| Failure::Broken)
}

/// Whether an address of ours gives a file, and why not: a tab of its own could only show the refusal's code.
///
/// # Errors
/// See [`Failure`].
pub async fn opens(address: &str) -> Result<(), Failure> {
    binary(Method::Get, address, &[]).await.map(drop)
}

/// Compares this machine's clock with the server's, by the date of an answer that no cache keeps.
pub async fn compare_clocks() {
    let Ok(alarm) = Alarm::set(READ_TIMEOUT) else { return };
    if let Ok(answer) = exchange(WhoAmI::METHOD, WhoAmI::PATH, None, &[BY_TIMER], &alarm).await
        && let Some(date) = header(&answer, "date")
    {
        clock::compare(&date);
    }
}

async fn binary(method: Method, address: &str, headers: &[(&str, &str)]) -> Result<Vec<u8>, Failure> {
    let alarm = Alarm::set(WRITE_TIMEOUT)?;
    let response = exchange(method, address, None, headers, &alarm).await?;
    let buffer: ArrayBuffer =
        settled(response.array_buffer(), &alarm).await?.dyn_into().map_err(|_| Failure::Broken)?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// The address of an endpoint with its segments and query filled in.
#[must_use]
pub fn address<E: Endpoint>(segments: &[&str], query: &[(&str, &str)]) -> String {
    let mut address = E::path(segments);
    for (index, (name, value)) in query.iter().enumerate() {
        address.push(if index == 0 { '?' } else { '&' });
        address.push_str(&encode(name));
        address.push('=');
        address.push_str(&encode(value));
    }
    address
}

async fn exchange_text(
    method: Method,
    address: &str,
    body: Option<String>,
    headers: &[(&str, &str)],
) -> Result<String, Failure> {
    if method == Method::Get
        && let Some(text) = painted::take(address)
    {
        return Ok(text);
    }
    let patience = if method == Method::Get { READ_TIMEOUT } else { WRITE_TIMEOUT };
    let alarm = Alarm::set(patience)?;
    let body = body.map(|json| (JsValue::from(json), "application/json"));
    let response = exchange(method, address, body, headers, &alarm).await?;
    text_of(&response, &alarm).await
}

/// A header of an answer.
fn header(response: &Response, name: &str) -> Option<String> {
    response.headers().get(name).ok().flatten()
}

/// Waits for a promise of the browser: that it can be made at all, and that it comes true.
async fn settled(promise: Result<Promise, JsValue>, alarm: &Alarm) -> Result<JsValue, Failure> {
    JsFuture::from(promise.map_err(|_| Failure::Broken)?).await.map_err(|_| alarm.failure())
}

async fn text_of(response: &Response, alarm: &Alarm) -> Result<String, Failure> {
    Ok(settled(response.text(), alarm).await?.as_string().unwrap_or_default())
}

async fn exchange(
    method: Method,
    address: &str,
    body: Option<(JsValue, &'static str)>,
    headers: &[(&str, &str)],
    alarm: &Alarm,
) -> Result<Response, Failure> {
    let verb = match method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Patch => "PATCH",
        Method::Put => "PUT",
        Method::Head => "HEAD",
        Method::Delete => "DELETE",
    };
    let (request, sent) = (RequestInit::new(), Headers::new().map_err(|_| Failure::Broken)?);
    let version = VERSION.to_string();
    let mut all = vec![(VERSION_HEADER, version.as_str()), ("accept", "application/json")];
    all.extend(headers);
    if let Some((content, media_type)) = &body {
        all.push(("content-type", media_type));
        request.set_body(content);
    }
    for (name, value) in all {
        sent.set(name, value).map_err(|_| Failure::Broken)?;
    }
    request.set_method(verb);
    request.set_headers(&sent);
    request.set_signal(Some(&alarm.controller.signal()));
    let window = web_sys::window().ok_or(Failure::Broken)?;
    let response = settled(Ok(window.fetch_with_str_and_init(address, &request)), alarm).await?;
    let response: Response = response.dyn_into().map_err(|_| Failure::Broken)?;
    if response.ok() {
        return Ok(response);
    }
    let wait = || header(&response, "retry-after")?.trim().parse::<u32>().ok();
    if let Some(seconds) = wait().filter(|_| address.starts_with(SubmitDossier::PATH)) {
        clock::ask_to_wait(Matter::Dossiers, f64::from(seconds) * 1000.0);
    }
    // A refusal that is not the contract's came from something in between: a proxy, a captive portal.
    let text = text_of(&response, alarm).await?;
    Err(match json::from_str::<Problem>(&text) {
        Ok(problem) => {
            if problem.code == ProblemCode::Outdated {
                pwa::note_outdated();
            }
            Failure::Refused(Box::new(problem))
        }
        Err(_) if response.status() >= 500 => Failure::Offline,
        Err(_) => Failure::Broken,
    })
}

/// Ends a request that takes too long.
struct Alarm {
    controller: AbortController,
    rang: Rc<Cell<bool>>,
    timer: leptos::prelude::TimeoutHandle,
}

impl Alarm {
    fn set(after: Duration) -> Result<Self, Failure> {
        let controller = AbortController::new().map_err(|_| Failure::Broken)?;
        let rang = Rc::new(Cell::new(false));
        let (ringing, aborting) = (rang.clone(), controller.clone());
        let ring = move || {
            ringing.set(true);
            aborting.abort();
        };
        let timer = set_timeout_with_handle(ring, after).map_err(|_| Failure::Broken)?;
        Ok(Self { controller, rang, timer })
    }

    /// What a request that did not come through failed of.
    fn failure(&self) -> Failure {
        if self.rang.get() { Failure::Timeout } else { Failure::Offline }
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.timer.clear();
    }
}
