//! The contract, spoken: a typed call for every endpoint, and raw requests for what no honest client sends.

use crate::files::sha256;
use axum::{
    Router,
    body::Body,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header},
};
use http_body_util::BodyExt;
use motcua_contract::{
    DEVICE_HEADER, Endpoint, NoBody, Problem, RECEIPT_HEADER, VERSION, VERSION_HEADER,
    desk::{Credentials, SignIn, Staff},
    public::RegisterDevice,
    uploads::{AppendUpload, CHUNK_TYPE, CreateUpload, GetUpload, StoredFile, TUS_VERSION},
};
use tower::ServiceExt;

/// An answer as it came.
#[derive(Debug)]
pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answered {
    /// The body as the endpoint's reply, or the problem it was refused with.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, Problem> {
        if !self.status.is_success() {
            return Err(self.problem());
        }
        let body = if self.body.is_empty() { b"{}" } else { self.body.as_slice() };
        Ok(serde_json::from_slice(body).expect("the shape of the contract"))
    }

    /// The problem; every refusal has one.
    #[must_use]
    pub fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem");
        assert_eq!(problem.status, self.status.as_u16());
        assert_eq!(problem.code.status(), problem.status);
        problem
    }

    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// A caller with whatever tokens it holds. A browser on our own pages, unless told otherwise.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub device: Option<String>,
    pub session: Option<String>,
    pub receipt: Option<String>,
    /// Sent with every request; wins over what the client sends by itself.
    pub headers: Vec<(&'static str, String)>,
}

impl Client {
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self { router, device: None, session: None, receipt: None, headers: Vec::new() }
    }

    /// The same caller with one more header.
    #[must_use]
    pub fn with(&self, name: &'static str, value: impl Into<String>) -> Self {
        let mut other = self.clone();
        other.headers.push((name, value.into()));
        other
    }

    /// The same caller holding a receipt.
    #[must_use]
    pub fn holding(&self, secret: &str) -> Self {
        Self { receipt: Some(secret.to_owned()), ..self.clone() }
    }

    pub async fn register(&mut self) {
        let device = self.call::<RegisterDevice>(&[], &NoBody {}).await.expect("a device");
        self.device = Some(device.token);
    }

    pub async fn sign_in(&mut self, user: &str, password: &str) -> Result<Staff, Problem> {
        let body = Credentials { user: user.to_owned(), password: password.to_owned() };
        let answer = self.send::<SignIn>(&[], &body).await;
        let staff = answer.read()?;
        let cookie = answer.header("set-cookie");
        let (name, rest) = cookie.split_once('=').expect("a cookie");
        assert_eq!(name, "__Host-sid");
        for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
            assert!(rest.contains(part), "{cookie}");
        }
        self.session = rest.split(';').next().map(str::to_owned);
        Ok(staff)
    }

    /// Calls an endpoint.
    pub async fn call<E: Endpoint>(&self, segments: &[&str], body: &E::Body) -> Result<E::Reply, Problem> {
        self.send::<E>(segments, body).await.read()
    }

    /// Calls an endpoint and gives back the whole answer.
    pub async fn send<E: Endpoint>(&self, segments: &[&str], body: &E::Body) -> Answered {
        let json = serde_json::to_vec(body).expect("json");
        let none = json == b"{}";
        let (headers, body): (&[(&str, &str)], _) =
            if none { (&[], Vec::new()) } else { (&[("content-type", "application/json")], json) };
        self.request(E::METHOD.as_str(), &E::path(segments), headers, body).await
    }

    /// Any request.
    pub async fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Answered {
        let mut request = Request::builder().method(method).uri(path).body(body.into()).expect("a request");
        let map = request.headers_mut();
        let mut put = |name: &str, value: &str| {
            let name = axum::http::HeaderName::from_bytes(name.as_bytes()).expect("a name");
            map.insert(name, HeaderValue::from_str(value).expect("a value"));
        };
        put("host", "localhost:3000");
        put("sec-fetch-site", "same-origin");
        put(VERSION_HEADER, &VERSION.to_string());
        for (name, value) in [(DEVICE_HEADER, &self.device), (RECEIPT_HEADER, &self.receipt)] {
            if let Some(value) = value {
                put(name, value);
            }
        }
        if let Some(session) = &self.session {
            put(header::COOKIE.as_str(), &format!("theme=dark; __Host-sid={session}"));
        }
        headers.iter().for_each(|(name, value)| put(name, value));
        self.headers.iter().for_each(|(name, value)| put(name, value));
        // An empty value stands for a header that is not sent.
        let empty: Vec<_> = map.iter().filter(|(_, v)| v.is_empty()).map(|(name, _)| name.clone()).collect();
        for name in empty {
            map.remove(name);
        }
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        Answered { status: parts.status, headers: parts.headers, body }
    }

    /// Announces an upload and gives back its id.
    pub async fn announce(&self, length: usize, media_type: &str, sha256: &str) -> Result<String, Problem> {
        let metadata = format!(
            "filename {},filetype {},sha256 {}",
            base64("ảnh.jpg".as_bytes()),
            base64(media_type.as_bytes()),
            base64(sha256.as_bytes())
        );
        let length = length.to_string();
        let headers =
            [("upload-length", length.as_str()), ("upload-metadata", &metadata), ("tus-resumable", TUS_VERSION)];
        let answer = self.request("POST", CreateUpload::PATH, &headers, Body::empty()).await;
        if answer.status != StatusCode::CREATED {
            return Err(answer.problem());
        }
        Ok(answer.header("location").rsplit('/').next().expect("an id").to_owned())
    }

    /// Appends to an upload.
    pub async fn append(&self, upload: &str, offset: usize, bytes: impl Into<Body>) -> Answered {
        let offset = offset.to_string();
        let headers =
            [("upload-offset", offset.as_str()), ("content-type", CHUNK_TYPE), ("tus-resumable", TUS_VERSION)];
        self.request("PATCH", &<AppendUpload as Endpoint>::path(&[upload]), &headers, bytes).await
    }

    /// A whole upload.
    pub async fn upload(&self, bytes: &[u8], media_type: &str) -> Result<StoredFile, Problem> {
        let id = self.announce(bytes.len(), media_type, &sha256(bytes)).await?;
        let answer = self.append(&id, 0, bytes.to_vec()).await;
        if answer.status != StatusCode::NO_CONTENT {
            return Err(answer.problem());
        }
        self.call::<GetUpload>(&[&id], &NoBody {}).await
    }
}

/// Base64 as tus wants it.
#[must_use]
pub fn base64(bytes: &[u8]) -> String {
    let mut text = motcua_server::secrets::base64url(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}
