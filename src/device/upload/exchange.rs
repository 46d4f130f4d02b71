//! One request by `XMLHttpRequest`: the only way for a page to see how much of a body is sent.

use super::super::{clock, error::DeviceError, js::Listener, pwa};
use super::Cancel;
use js_sys::Promise;
use motcua_contract::{Method, Problem, ProblemCode, VERSION, VERSION_HEADER};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ProgressEvent, XmlHttpRequest};

/// A request.
pub struct Ask<'a> {
    pub method: Method,
    pub url: &'a str,
    pub headers: &'a [(&'a str, String)],
    pub body: Option<&'a [u8]>,
    pub patience_ms: u32,
    pub cancel: Option<&'a Cancel>,
    /// Told how many bytes of the body are sent.
    pub progress: Option<Box<dyn Fn(u64)>>,
}

/// A 2xx answer.
pub struct Answer {
    request: XmlHttpRequest,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<String> {
        self.request.get_response_header(name).ok().flatten()
    }

    pub fn number(&self, name: &str) -> Option<u64> {
        self.header(name)?.trim().parse().ok()
    }

    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, DeviceError> {
        let text = self.request.response_text().ok().flatten().unwrap_or_default();
        crate::json::from_str(&text).map_err(|_| DeviceError::Broken)
    }
}

/// A refusal, with what only its headers say.
pub struct Failure {
    pub error: DeviceError,
    /// The HTTP status; 0 where there was no answer.
    pub status: u16,
    /// Milliseconds that the server asks to wait.
    pub wait_ms: Option<u32>,
}

impl From<Failure> for DeviceError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

/// Asks, and waits for the answer.
pub async fn ask(ask: Ask<'_>) -> Result<Answer, Failure> {
    let broken = |_| Failure { error: DeviceError::Broken, status: 0, wait_ms: None };
    let request = XmlHttpRequest::new().map_err(broken)?;
    request.open_with_async(ask.method.as_str(), ask.url, true).map_err(broken)?;
    request.set_timeout(ask.patience_ms);
    request.set_request_header(VERSION_HEADER, &VERSION.to_string()).map_err(broken)?;
    for (name, value) in ask.headers {
        request.set_request_header(name, value).map_err(broken)?;
    }
    let _watch = ask.progress.and_then(|progress| {
        let upload = request.upload().ok()?;
        Some(Listener::new(&upload, "progress", move |event| {
            if let Some(event) = event.dyn_ref::<ProgressEvent>() {
                progress(event.loaded() as u64);
            }
        }))
    });
    let ended = Promise::new(&mut |resolve, _| {
        request.set_onload(Some(&resolve));
        request.set_onerror(Some(&resolve));
        request.set_onabort(Some(&resolve));
        request.set_ontimeout(Some(&resolve));
    });
    if let Some(cancel) = ask.cancel {
        cancel.watch(Some(request.clone()));
    }
    let sent = match ask.body {
        Some(body) => request.send_with_opt_u8_array(Some(body)),
        None => request.send(),
    };
    sent.map_err(broken)?;
    let event = JsFuture::from(ended).await;
    if let Some(cancel) = ask.cancel {
        cancel.watch(None);
        if cancel.is_cancelled() {
            return Err(Failure { error: DeviceError::Cancelled, status: 0, wait_ms: None });
        }
    }
    let status = request.status().unwrap_or_default();
    if let Some(date) = request.get_response_header("date").ok().flatten() {
        clock::compare(&date);
    }
    if (200..300).contains(&status) {
        return Ok(Answer { request });
    }
    let timed_out = event.is_ok_and(|e| e.dyn_ref::<web_sys::Event>().is_some_and(|e| e.type_() == "timeout"));
    Err(refusal(&request, status, timed_out))
}

fn refusal(request: &XmlHttpRequest, status: u16, timed_out: bool) -> Failure {
    let text = request.response_text().ok().flatten().unwrap_or_default();
    let error = match crate::json::from_str::<Problem>(&text) {
        Ok(problem) => {
            if problem.code == ProblemCode::Outdated {
                pwa::note_outdated();
            }
            DeviceError::Refused(Box::new(problem))
        }
        Err(_) if timed_out => DeviceError::Timeout,
        // No answer, or something in between that is not well: a proxy, a captive portal.
        Err(_) if status == 0 || status == 408 || status >= 500 => DeviceError::Offline,
        Err(_) => DeviceError::Broken,
    };
    let wait = request.get_response_header("retry-after").ok().flatten();
    let wait_ms = wait.and_then(|seconds| seconds.trim().parse::<u32>().ok()).map(|seconds| seconds.min(3600) * 1000);
    Failure { error, status, wait_ms }
}
