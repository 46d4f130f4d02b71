//! Backups in a bucket: the real program against a stand-in for S3 that takes each file once, checks its digest, and forgets nothing.

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
    routing::any,
};
use motcua_storage::{backup::new_key, scrub::scrub};
use motcua_tests::{House, client::base64, people::birth};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    process::{Command, Output},
    sync::{Arc, Mutex},
};

type Kept = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// What S3 does for one object, as far as backups need it. A key that may only add: nothing is written over or deleted.
async fn object(
    State(kept): State<Kept>,
    Path((_, key)): Path<(String, String)>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !header("authorization").starts_with("AWS4-HMAC-SHA256 Credential=ward-key/") {
        return StatusCode::FORBIDDEN.into_response();
    }
    let facts = [("etag", "\"1\""), ("last-modified", "Mon, 23 Nov 2026 02:00:00 GMT")];
    let mut kept = kept.lock().unwrap();
    match method {
        Method::PUT if kept.contains_key(&key) => StatusCode::FORBIDDEN.into_response(),
        Method::PUT if header("x-amz-checksum-sha256") != base64(&Sha256::digest(&body)) => {
            StatusCode::BAD_REQUEST.into_response()
        }
        Method::PUT => {
            kept.insert(key, body);
            facts.into_response()
        }
        Method::GET => match kept.get(&key) {
            Some(bytes) => (facts, bytes.clone()).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => StatusCode::FORBIDDEN.into_response(),
    }
}

async fn list(State(kept): State<Kept>, uri: Uri) -> Response {
    assert!(uri.query().is_some_and(|query| query.contains("list-type=2")), "{uri}");
    let one = |(key, bytes): (&String, &Bytes)| {
        let size = bytes.len();
        let at = "2026-11-23T02:00:00.000Z";
        format!(
            "<Contents><Key>{key}</Key><LastModified>{at}</LastModified><ETag>1</ETag><Size>{size}</Size></Contents>"
        )
    };
    let all: String = kept.lock().unwrap().iter().map(one).collect();
    format!("<?xml version=\"1.0\"?><ListBucketResult>{all}<IsTruncated>false</IsTruncated></ListBucketResult>")
        .into_response()
}

async fn stand_in(kept: &Kept) -> SocketAddr {
    let router =
        Router::new().route("/{bucket}", any(list)).route("/{bucket}/{*key}", any(object)).with_state(Arc::clone(kept));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let service = hyper_util::service::TowerToHyperService::new(router.clone());
            let io = hyper_util::rt::TokioIo::new(stream);
            tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(io, service));
        }
    });
    address
}

fn run(bucket: SocketAddr, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua-server"));
    command.args(words).env("AWS_ENDPOINT", format!("http://{bucket}")).env("AWS_REGION", "ward-1");
    command.env("AWS_ACCESS_KEY_ID", "ward-key").env("AWS_SECRET_ACCESS_KEY", "secret");
    tokio::task::block_in_place(|| command.output()).unwrap()
}

fn fine(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_gets_each_file_once_and_gives_the_house_back() {
    let (house, kept) = (House::open().await, Kept::default());
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let bucket = stand_in(&kept).await;
    let away = tempfile::tempdir().unwrap();
    let (secret, public) = new_key();
    let key = away.path().join("ward.key");
    std::fs::write(&key, secret).unwrap();
    let (data, key, to) =
        (house.dir().to_str().unwrap(), key.to_str().unwrap(), away.path().join("back").display().to_string());
    let make = ["--data", data, "backup", "s3://ward/motcua", "--recipient", &public];

    assert!(fine(&run(bucket, &make)).contains("1 dossiers"));
    let first = kept.lock().unwrap().clone();
    assert!(first.keys().all(|key| key.starts_with("motcua/")), "{:?}", first.keys());
    let files = |part: &str| first.keys().filter(|key| key.contains(part)).count();
    assert_eq!((files("/snapshots/"), files("/blobs/")), (3, house_files(&house)));
    birth(&house, &phone, 2).await;
    // A stamp is a second.
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert!(fine(&run(bucket, &make)).contains("2 dossiers"));
    let second = kept.lock().unwrap().clone();
    assert!(first.iter().all(|(key, bytes)| second.get(key) == Some(bytes)), "nothing was written over");

    // This machine is gone; the bucket and the key are left.
    assert!(fine(&run(bucket, &["backup", "check", "s3://ward/motcua"])).contains("whole"));
    fine(&run(
        bucket,
        &["backup", "drill", "s3://ward/motcua", "--identity", key, "--work", away.path().to_str().unwrap()],
    ));
    fine(&run(bucket, &["restore", "s3://ward/motcua", "--to", &to, "--identity", key]));
    let report = scrub(std::path::Path::new(&to)).await.unwrap();
    assert_eq!((report.dossiers, report.damage.len()), (2, 0));

    // A bit that changed over there is noticed.
    let spoilt = second.keys().find(|key| key.contains("/blobs/")).unwrap().clone();
    kept.lock().unwrap().entry(spoilt).and_modify(|bytes| {
        let mut changed = bytes.to_vec();
        changed[40] ^= 1;
        *bytes = changed.into();
    });
    assert!(!run(bucket, &["backup", "check", "s3://ward/motcua"]).status.success());
    let other = away.path().join("other").display().to_string();
    assert!(!run(bucket, &["restore", "s3://ward/motcua", "--to", &other, "--identity", key]).status.success());
    // Without a bucket there is no success either.
    let nowhere: SocketAddr = "127.0.0.1:1".parse().unwrap();
    assert!(!run(nowhere, &["backup", "check", "s3://ward/motcua"]).status.success());
}

/// How many files the house keeps.
fn house_files(house: &House) -> usize {
    fn walk(dir: &std::path::Path) -> usize {
        let entries = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { walk(&path) } else { 1 }).sum()
    }
    walk(&house.dir().join("blobs"))
}
