//! What every answer looks like: refusals as problems, headers that keep a browser safe, the API's own description.
use motcua_contract::{ProblemCode as P, all::ROUTES};
use motcua_tests::{House, people::key};

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn bad_requests_each_have_their_code() {
    let house = House::open().await;
    let phone = house.phone().await.with("idempotency-key", key());
    let good = r#"{"user":"a","password":"b"}"#;
    let huge = format!("{{\"user\":\"{}\"}}", "x".repeat(300 * 1024));
    let deep = "[".repeat(100_000);
    for (method, path, headers, body, expected) in [
        ("GET", "/api/nothing", &[][..], "", P::NotFound),
        ("GET", "/missing.js", &[], "", P::NotFound),
        ("PUT", "/api/office", &[], "", P::MethodNotAllowed),
        ("DELETE", "/", &[], "", P::MethodNotAllowed),
        ("POST", "/api/desk/session", &[JSON], "not json", P::BadBody),
        ("POST", "/api/desk/session", &[JSON], "", P::BadBody),
        ("POST", "/api/desk/session", &[JSON], r#"{"user":"a","password":"b","more":1}"#, P::BadBody),
        ("POST", "/api/desk/session", &[JSON], r#"{"user":"a","password":"b"} x"#, P::BadBody),
        ("POST", "/api/desk/session", &[JSON], r#"{"user":["secret"],"password":"b"}"#, P::BadBody),
        ("POST", "/api/desk/session", &[JSON], &deep, P::BadBody),
        ("POST", "/api/desk/session", &[JSON], &huge, P::BodyTooLarge),
        ("POST", "/api/desk/session", &[JSON, ("content-length", "9999999")], good, P::BodyTooLarge),
        ("POST", "/api/desk/session", &[("content-type", "text/plain")], good, P::UnsupportedMedia),
        ("POST", "/api/desk/session", &[("content-type", "multipart/form-data")], good, P::UnsupportedMedia),
        ("POST", "/api/desk/session", &[], good, P::UnsupportedMedia),
        ("POST", "/api/submissions", &[JSON], r#"{"procedure":"1.001193","version":"never"}"#, P::BadBody),
        ("GET", "/api/procedures/9.999999", &[], "", P::NotFound),
        ("GET", "/api/reference/nothing", &[], "", P::NotFound),
        ("GET", "/api/reference/wards/99", &[], "", P::NotFound),
    ] {
        let answer = phone.request(method, path, headers, body.to_owned()).await;
        let problem = answer.problem();
        assert_eq!(problem.code, expected, "{method} {path} {:.40}", body);
        assert_eq!(problem.kind, format!("/problems/{}", expected.as_str()));
        assert!(!String::from_utf8_lossy(&answer.body).contains("secret"), "values are not repeated");
    }
    let problem = phone.request("POST", "/api/desk/session", &[JSON], r#"{"user":5}"#).await.problem();
    assert_eq!(problem.detail.as_deref(), Some("data at user"));
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_keep_it_safe() {
    let house = House::open().await;
    let phone = house.phone().await;
    for (method, path) in [
        ("GET", "/api/office"),
        ("GET", "/api/nothing"),
        ("GET", "/"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("GET", "/api/docs"),
        ("GET", "/api/docs/docs.js"),
        ("GET", "/api/openapi.json"),
        ("PUT", "/api/office"),
        ("GET", "/api/desk/session"),
        ("OPTIONS", "/api/uploads"),
    ] {
        let answer = phone.request(method, path, &[], "").await;
        for (name, part) in [
            ("content-security-policy", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';"),
            ("strict-transport-security", "max-age=63072000"),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
            ("permissions-policy", "camera=(self)"),
            ("x-request-id", ""),
            ("vary", ""),
        ] {
            assert!(
                answer.headers.contains_key(name) && answer.header(name).contains(part),
                "{name} at {method} {path}"
            );
        }
        assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control-")));
        let cached = answer.header("cache-control");
        assert!(matches!(cached, "no-store" | "no-cache"), "{cached} at {path}");
        assert!(!answer.header("content-security-policy").contains("unsafe-inline"));
    }
}

#[tokio::test]
async fn what_is_the_same_for_all_is_asked_for_again_by_its_tag() {
    let house = House::open().await;
    let visitor = house.visitor();
    for path in [
        "/api/office",
        "/api/procedures",
        "/api/procedures/1.001193",
        "/api/reference/countries",
        "/api/reference/wards/82",
    ] {
        let first = visitor.request("GET", path, &[], "").await;
        assert_eq!((first.status.as_u16(), first.header("cache-control")), (200, "no-cache"), "{path}");
        let again = visitor.request("GET", path, &[("if-none-match", first.header("etag"))], "").await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path}");
    }
}

#[tokio::test]
async fn the_document_describes_every_route_and_nothing_refers_to_nothing() {
    let house = House::open().await;
    let answer = house.visitor().request("GET", "/api/openapi.json", &[], "").await;
    let document: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    for route in ROUTES {
        let operation = &document["paths"][route.path][route.method.as_str().to_lowercase()];
        assert_eq!(operation["operationId"], route.name, "{}", route.path);
        let secured = operation["security"].as_array().is_some_and(|schemes| !schemes.is_empty());
        assert_eq!(secured, route.access != motcua_contract::Access::Public, "{}", route.name);
    }
    let operations: usize =
        document["paths"].as_object().unwrap().values().map(|item| item.as_object().unwrap().len()).sum();
    assert_eq!(operations, ROUTES.len());
    let text = document.to_string();
    for part in text.split("\"#/components/schemas/").skip(1) {
        let name = part.split('"').next().unwrap();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name} is not described");
    }
    assert!(document["components"]["schemas"].as_object().unwrap().len() > 25);
}
