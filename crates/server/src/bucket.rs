//! Buckets for backups: `s3://bucket/prefix`, at Amazon or whoever speaks the same. Keys, region and address come from the usual
//! environment (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT`).

use crate::{cli::Outcome, dial::Dialer};
use async_trait::async_trait;
use axum::http::{Uri, header};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use motcua_storage::backup::Bucket;
use object_store::{
    ClientOptions, RetryConfig,
    aws::{AmazonS3Builder, Checksum},
    client::{
        HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpResponseBody, HttpService,
    },
};
use std::{fmt, io, path::Path, sync::Arc, time::Duration};

/// What a place begins with that is a bucket and no folder.
const SCHEME: &str = "s3://";
/// How long one request may take till its answer begins.
const WITHIN: Duration = Duration::from_secs(120);
/// How often one request is tried again; the next backup is an hour away.
const TRIES: usize = 5;

/// The bucket and the prefix that a place names; `None` for a folder.
#[must_use]
pub fn named(place: &Path) -> Option<(&str, &str)> {
    let rest = place.to_str()?.strip_prefix(SCHEME)?;
    Some(rest.split_once('/').unwrap_or((rest, "")))
}

/// Opens the bucket that a place names; `None` for a folder.
///
/// # Errors
/// When keys or an address are missing or make no sense.
pub fn open(place: &Path) -> Outcome<Option<Bucket>> {
    let Some((name, prefix)) = named(place) else { return Ok(None) };
    let connector = Connector(Dialer::open()?);
    let store = AmazonS3Builder::from_env()
        .with_bucket_name(name)
        // The bucket compares what it got before it says that it has it.
        .with_checksum_algorithm(Checksum::SHA256)
        .with_retry(RetryConfig { max_retries: TRIES, retry_timeout: WITHIN, ..RetryConfig::default() })
        .with_http_connector(connector)
        .build()?;
    Ok(Some(Bucket::new(Arc::new(store), prefix)))
}

/// HTTP/1.1 over connections of our own, one a request: backups are few and large.
struct Connector(Dialer);

impl fmt::Debug for Connector {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Connector")
    }
}

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(Self(self.0.clone())))
    }
}

#[async_trait]
impl HttpService for Connector {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        match tokio::time::timeout(WITHIN, ask(&self.0, request)).await {
            Ok(answer) => answer,
            Err(late) => Err(HttpError::new(HttpErrorKind::Timeout, late)),
        }
    }
}

async fn ask(dialer: &Dialer, mut request: HttpRequest) -> Result<HttpResponse, HttpError> {
    let broken = |error| HttpError::new(HttpErrorKind::Request, error);
    let uri = request.uri().clone();
    let line =
        dialer.connect(&uri).await.map_err(|why| HttpError::new(HttpErrorKind::Connect, io::Error::other(why)))?;
    let host = uri.authority().map_or("", |authority| authority.as_str());
    if let Ok(host) = host.parse() {
        request.headers_mut().entry(header::HOST).or_insert(host);
    }
    // The path alone: the address with its host is for proxies.
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    *request.uri_mut() = path.parse::<Uri>().map_err(|error| HttpError::new(HttpErrorKind::Request, error))?;
    let (mut sender, connection) = http1::handshake(line).await.map_err(broken)?;
    // It lives as long as somebody reads the answer.
    tokio::spawn(connection);
    let answer = sender.send_request(request).await.map_err(broken)?;
    let interrupted = |error| HttpError::new(HttpErrorKind::Interrupted, error);
    Ok(answer.map(|body| HttpResponseBody::new(body.map_err(interrupted))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_bucket_only_by_its_scheme() {
        assert_eq!(named(Path::new("s3://ward/motcua/one")), Some(("ward", "motcua/one")));
        assert_eq!(named(Path::new("s3://ward")), Some(("ward", "")));
        assert_eq!(named(Path::new("/mnt/s3")), None);
    }
}
