//! One call of an endpoint, as handlers see it, and their answers.

use crate::{app::App, problem::Refusal};
use axum::{
    body::Body,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use motcua_contract::{Endpoint, IDEMPOTENCY_HEADER, ProblemCode, REPLAYED_HEADER};
use motcua_domain::staff::Person;
use motcua_storage::{dossiers::Record, staff::Account, uploads::Owner};
use serde::Serialize;
use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

/// Who calls, as far as the endpoint's access asks.
pub enum Caller {
    Anybody,
    Device(String),
    /// The dossier whose receipt is held.
    Holder(Box<Record>),
    Staff(Box<SignedIn>),
}

/// A signed-in member of staff.
pub struct SignedIn {
    pub account: Account,
    /// Of the session's token.
    pub token_hash: String,
    /// The counter at which the machine stands, where it said one that there is.
    pub counter: Option<String>,
}

impl SignedIn {
    /// As the policy sees them.
    #[must_use]
    pub fn person(&self) -> Person<'_> {
        Person { id: &self.account.id, roles: &self.account.roles, fields: &self.account.fields }
    }
}

/// A call of endpoint `E`.
pub struct Call<E: Endpoint> {
    pub app: Arc<App>,
    pub caller: Caller,
    /// The `{name}` segments of the path, decoded.
    pub segments: Vec<String>,
    pub query: Option<String>,
    pub headers: HeaderMap,
    /// Where the request comes from.
    pub peer: Option<IpAddr>,
    pub body: E::Body,
    /// The bytes, for endpoints that take no JSON. (A lock, so that a call can be shared by reference.)
    pub stream: Mutex<Body>,
}

impl<E: Endpoint> Call<E> {
    /// The request's bytes; they are there once.
    pub fn take_stream(&mut self) -> Body {
        std::mem::take(self.stream.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// A path segment by its place.
    #[must_use]
    pub fn segment(&self, index: usize) -> &str {
        self.segments.get(index).map_or("", String::as_str)
    }

    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The calling device.
    ///
    /// # Errors
    /// When the endpoint's access is another: a fault of ours.
    pub fn device(&self) -> Result<&str, Refusal> {
        if let Caller::Device(id) = &self.caller { Ok(id) } else { Err(Refusal::internal("no device")) }
    }

    /// The signed-in member of staff.
    ///
    /// # Errors
    /// When the endpoint's access is another: a fault of ours.
    pub fn staff(&self) -> Result<&SignedIn, Refusal> {
        if let Caller::Staff(staff) = &self.caller { Ok(staff) } else { Err(Refusal::internal("no staff")) }
    }

    /// The dossier whose receipt the caller holds.
    ///
    /// # Errors
    /// When the endpoint's access is another: a fault of ours.
    pub fn held(&self) -> Result<&Record, Refusal> {
        if let Caller::Holder(record) = &self.caller { Ok(record) } else { Err(Refusal::internal("no receipt")) }
    }

    /// Whose uploads these are.
    ///
    /// # Errors
    /// When the endpoint's access is another: a fault of ours.
    pub fn owner(&self) -> Result<Owner, Refusal> {
        match &self.caller {
            Caller::Device(id) => Ok(Owner::Device(id.clone())),
            Caller::Staff(staff) => Ok(Owner::Staff(staff.account.id.clone())),
            Caller::Anybody | Caller::Holder(_) => Err(Refusal::internal("no uploader")),
        }
    }

    /// The idempotency key: a UUID, with or without quotes (it is a structured string in newer drafts).
    ///
    /// # Errors
    /// `bad_header`.
    pub fn idempotency_key(&self) -> Result<String, Refusal> {
        let text = self.header(IDEMPOTENCY_HEADER).unwrap_or_default().trim_matches('"');
        let key =
            uuid::Uuid::try_parse(text).map_err(|_| Refusal::new(ProblemCode::BadHeader).detail(IDEMPOTENCY_HEADER))?;
        Ok(key.to_string())
    }

    /// The address that counts for limits.
    #[must_use]
    pub fn address(&self) -> String {
        self.peer.map_or_else(|| "?".to_owned(), |peer| peer.to_string())
    }
}

/// How a handler answers.
pub type Answer<E> = Result<Reply<<E as Endpoint>::Reply>, Refusal>;

/// An answer that is not a refusal.
pub enum Reply<T> {
    Json {
        value: T,
        headers: Vec<(HeaderName, HeaderValue)>,
    },
    /// The same for everybody: may be kept and asked for again by its ETag.
    Shared(T),
    Raw(Response),
}

impl<T> Reply<T> {
    pub fn json(value: T) -> Self {
        Self::Json { value, headers: Vec::new() }
    }

    /// Adds a header to a JSON answer.
    #[must_use]
    pub fn with(self, name: HeaderName, value: HeaderValue) -> Self {
        match self {
            Self::Json { value: body, mut headers } => {
                headers.push((name, value));
                Self::Json { value: body, headers }
            }
            other => other,
        }
    }

    /// Marks a repeated answer.
    #[must_use]
    pub fn replayed(self) -> Self {
        self.with(HeaderName::from_static(REPLAYED_HEADER), HeaderValue::from_static("true"))
    }

    /// 204.
    #[must_use]
    pub fn empty() -> Self {
        Self::Raw(StatusCode::NO_CONTENT.into_response())
    }
}

impl<T: Serialize> Reply<T> {
    /// The response; `asked` are the request's headers.
    ///
    /// # Errors
    /// When the value cannot be written as JSON: a fault of ours.
    pub fn into_response(self, asked: &HeaderMap) -> Result<Response, Refusal> {
        let write = |value: &T| serde_json::to_vec(value).map_err(Refusal::internal);
        let typed = |bytes: Vec<u8>| {
            let mut response = Response::new(Body::from(bytes));
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response
        };
        match self {
            Self::Raw(response) => Ok(response),
            Self::Json { value, headers } => {
                let mut response = typed(write(&value)?);
                response.headers_mut().extend(headers);
                Ok(response)
            }
            Self::Shared(value) => {
                let bytes = write(&value)?;
                let tag = format!("\"{}\"", &crate::secrets::sha256_hex(&bytes)[..32]);
                let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
                let mut response = if known
                    .is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
                {
                    StatusCode::NOT_MODIFIED.into_response()
                } else {
                    typed(bytes)
                };
                let headers = response.headers_mut();
                headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
                headers.insert(header::ETAG, HeaderValue::from_str(&tag).map_err(Refusal::internal)?);
                Ok(response)
            }
        }
    }
}
