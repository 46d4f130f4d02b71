//! The cross-site rule: a request that changes something comes from our own pages, or from no browser page at all.
//!
//! `Sec-Fetch-Site`, where a browser sends it, must be `same-origin`. Without it (plain http, old browsers, other
//! programs) `Origin` must name the host that was asked. With neither, the request is refused.

use axum::http::{HeaderMap, Method, header};

/// Whether the request may change something.
#[must_use]
pub fn allowed(method: &Method, headers: &HeaderMap, host: Option<&str>, public_url: &str) -> bool {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return true;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => {
            let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            authority.is_some_and(|authority| {
                host.is_some_and(|host| host.eq_ignore_ascii_case(authority))
                    || origin == public_url.trim_end_matches('/')
            })
        }
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_the_own_origin_may_change_anything() {
        let ours = "https://motcua.example";
        for (site, origin, host, expected) in [
            (Some("same-origin"), None, "localhost:3000", true),
            (Some("same-origin"), Some("https://evil.example"), "localhost:3000", true),
            (Some("same-site"), Some("http://localhost:3000"), "localhost:3000", false),
            (Some("cross-site"), None, "localhost:3000", false),
            (Some("none"), None, "localhost:3000", false),
            (None, Some("http://localhost:3000"), "localhost:3000", true),
            (None, Some("http://192.168.1.5:3000"), "192.168.1.5:3000", true),
            (None, Some("https://motcua.example"), "10.0.0.2:3000", true),
            (None, Some("http://localhost:3001"), "localhost:3000", false),
            (None, Some("https://evil.example"), "localhost:3000", false),
            (None, Some("null"), "localhost:3000", false),
            (None, Some("file://"), "localhost:3000", false),
            (None, None, "localhost:3000", false),
        ] {
            let mut headers = HeaderMap::new();
            for (name, value) in [("sec-fetch-site", site), ("origin", origin)] {
                if let Some(value) = value {
                    headers.insert(name, HeaderValue::from_static(value));
                }
            }
            assert_eq!(allowed(&Method::POST, &headers, Some(host), ours), expected, "{site:?} {origin:?} {host}");
            assert!(allowed(&Method::GET, &headers, Some(host), ours));
        }
    }
}
