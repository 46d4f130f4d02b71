//! Text messages through an HTTP gateway, as docs/sms-gateway.md says: one POST, one idempotency key, one token.

use super::{Fault, Parcel, settings::Sms};
use crate::dial::Dialer;
use axum::http::{StatusCode, Uri, header};
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, client::conn::http1, rt};
use motcua_contract::IDEMPOTENCY_HEADER;
use serde::Serialize;
use std::time::Duration;

/// How long one request may take, with everything before it.
const WITHIN: Duration = Duration::from_secs(20);

#[derive(Serialize)]
struct Order<'a> {
    /// E.164.
    to: &'a str,
    text: &'a str,
}

/// The way to the gateway.
pub struct Gateway {
    uri: Uri,
    bearer: String,
    dialer: Dialer,
}

impl Gateway {
    /// # Errors
    /// When there is no TLS.
    pub fn open(settings: &Sms) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        let bearer = ["Bearer ", &settings.token.0].concat();
        Ok(Self { uri: settings.gateway.clone(), bearer, dialer: Dialer::open()? })
    }

    pub(super) async fn send(&self, to: &str, parcel: &Parcel<'_>) -> Result<(), Fault> {
        let order = Order { to, text: &parcel.text.sms };
        let body = serde_json::to_vec(&order).map_err(|_| Fault::Final("bad_message"))?;
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let request = Request::post(path)
            .header(header::HOST, self.uri.authority().map_or("", |authority| authority.as_str()))
            .header(header::AUTHORIZATION, &self.bearer)
            .header(header::CONTENT_TYPE, "application/json")
            .header(IDEMPOTENCY_HEADER, parcel.key)
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| Fault::Final("bad_message"))?;
        match tokio::time::timeout(WITHIN, self.exchange(request)).await {
            Ok(Ok(status)) => verdict(status),
            Ok(Err(fault)) => Err(fault),
            Err(_) => Err(Fault::Later("timeout")),
        }
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<StatusCode, Fault> {
        let line = self.dialer.connect(&self.uri).await.map_err(Fault::Later)?;
        ask(line, request).await
    }
}

async fn ask<S>(stream: S, request: Request<Full<Bytes>>) -> Result<StatusCode, Fault>
where
    S: rt::Read + rt::Write + Unpin,
{
    let broken = |_| Fault::Later("broken_answer");
    let (mut sender, connection) = http1::handshake(stream).await.map_err(broken)?;
    let mut answer = std::pin::pin!(sender.send_request(request));
    let mut connection = std::pin::pin!(connection);
    // The connection has to be driven until the head of the answer is here; nobody reads its body.
    let mut open = true;
    loop {
        tokio::select! {
            answer = &mut answer => return Ok(answer.map_err(broken)?.status()),
            _ = &mut connection, if open => open = false,
        }
    }
}

/// What the gateway's answer means.
fn verdict(status: StatusCode) -> Result<(), Fault> {
    match status.as_u16() {
        200..=299 => Ok(()),
        400 | 404 | 410 | 413 | 422 => Err(Fault::Final("rejected")),
        401 | 403 => Err(Fault::Later("login_refused")),
        _ => Err(Fault::Later("not_accepted")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_a_gateway() {
        let verdict = |status| verdict(StatusCode::from_u16(status).unwrap());
        for fine in [200, 201, 202, 204] {
            assert_eq!(verdict(fine), Ok(()));
        }
        for end in [400, 404, 422] {
            assert_eq!(verdict(end), Err(Fault::Final("rejected")));
        }
        for later in [302, 401, 403, 408, 409, 425, 429, 500, 503] {
            assert!(matches!(verdict(later), Err(Fault::Later(_))), "{later}");
        }
    }
}
