//! What an endpoint is: method, path, who may call it, and the types that go in and come out.

use motcua_domain::staff::Duty;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Patch,
    Put,
    Head,
    Delete,
}

impl Method {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Put => "PUT",
            Self::Head => "HEAD",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may call an endpoint; everything else is refused before the handler runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// A device with its token.
    Device,
    /// Whoever holds the dossier's receipt secret; wrong secret and unknown dossier are the same 404.
    Receipt,
    /// Any signed-in member of staff.
    Staff,
    /// A signed-in member of staff whose roles have this duty (`motcua_domain::staff`).
    Duty(Duty),
    /// A device or a signed-in member of staff (uploads, shared drafts).
    Uploader,
}

/// One endpoint. `PATH` is in the form of the router, with `{name}` segments.
pub trait Endpoint {
    const METHOD: Method;
    const PATH: &'static str;
    const ACCESS: Access;
    type Body: Serialize + DeserializeOwned;
    type Reply: Serialize + DeserializeOwned;

    /// The path with its `{name}` segments filled in order, percent-encoded.
    #[must_use]
    fn path(segments: &[&str]) -> String {
        let mut rest = segments.iter();
        let parts: Vec<String> =
            Self::PATH
                .split('/')
                .map(|part| {
                    if part.starts_with('{') {
                        encode(rest.next().copied().unwrap_or_default())
                    } else {
                        part.to_owned()
                    }
                })
                .collect();
        parts.join("/")
    }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
#[must_use]
pub fn encode(segment: &str) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(segment.len());
    for byte in segment.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// For endpoints without a body, in either direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoBody {}

/// Declares an endpoint type.
#[macro_export]
macro_rules! endpoint {
    ($(#[$doc:meta])* $name:ident, $method:ident $path:literal, Duty($duty:ident), $body:ty => $reply:ty) => {
        $(#[$doc])*
        pub struct $name;
        impl $crate::Endpoint for $name {
            const METHOD: $crate::Method = $crate::Method::$method;
            const PATH: &'static str = $path;
            const ACCESS: $crate::Access = $crate::Access::Duty(motcua_domain::staff::Duty::$duty);
            type Body = $body;
            type Reply = $reply;
        }
    };
    ($(#[$doc:meta])* $name:ident, $method:ident $path:literal, $access:ident, $body:ty => $reply:ty) => {
        $(#[$doc])*
        pub struct $name;
        impl $crate::Endpoint for $name {
            const METHOD: $crate::Method = $crate::Method::$method;
            const PATH: &'static str = $path;
            const ACCESS: $crate::Access = $crate::Access::$access;
            type Body = $body;
            type Reply = $reply;
        }
    };
}
