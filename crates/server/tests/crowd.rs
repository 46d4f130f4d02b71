//! Slow and stalled callers cost themselves time, and nobody else (T-40).

use crate::child::{Said, metadata, request};
use motcua_contract::{DEVICE_HEADER, Endpoint, uploads::CreateUpload};
use motcua_server::{
    http::{assets::Assets, fixed},
    serve::{Limits, serve_with},
};
use motcua_tests::{House, files};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

async fn listen(house: &House, limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = fixed::router(Arc::clone(&house.app), Assets::default());
    tokio::spawn(serve_with(listener, router, limits, std::future::pending()));
    address
}

/// A connection that says so much and then nothing.
async fn stalled(address: SocketAddr, says: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(says).await.unwrap();
    stream
}

/// Bounded below every patience of the server: it is not those that help.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(9), work).await.expect("it was held up")
}

/// A whole upload in one request.
async fn upload(address: SocketAddr, token: &str, bytes: &[u8]) -> Said {
    let (length, metadata) = (bytes.len().to_string(), metadata(bytes));
    let headers = [
        (DEVICE_HEADER, token),
        ("upload-length", &length),
        ("upload-metadata", &metadata),
        ("content-type", "application/offset+octet-stream"),
    ];
    let mut stream = stalled(address, &request("POST", CreateUpload::PATH, &headers, bytes.len())).await;
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    Said::read(&answer).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_honest_upload_completes_among_a_hundred_that_stall() {
    let house = House::open().await;
    let address = listen(&house, Limits::default()).await;
    let bytes = files::jpeg(1);
    let mut crowd = Vec::new();
    for _ in 0..50 {
        let phone = house.phone().await;
        let id = phone.announce(bytes.len(), "image/jpeg", &files::sha256(&bytes)).await.unwrap();
        let token = phone.device.clone().unwrap();
        let headers = [
            (DEVICE_HEADER, token.as_str()),
            ("upload-offset", "0"),
            ("content-type", "application/offset+octet-stream"),
        ];
        let mut says = request("PATCH", &format!("/api/uploads/{id}"), &headers, bytes.len());
        says.extend(&bytes[..10]);
        crowd.push(stalled(address, &says).await);
    }
    for number in 0..50 {
        let says: &[u8] = [b"".as_slice(), b"PRI * HT", b"GET / HTTP/1.1\r\nhost: x\r\nx-sl", b"POST /api/devices HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\ncontent-type: application/json\r\ncontent-length: 50\r\n\r\n{"][number % 4];
        crowd.push(stalled(address, says).await);
    }
    for number in 2..12 {
        let phone = house.phone().await;
        let bytes = files::jpeg(number);
        let said = soon(upload(address, &phone.device.clone().unwrap(), &bytes)).await;
        assert_eq!((said.status, said.header("upload-offset")), (201, Some(bytes.len().to_string().as_str())));
    }
    assert_eq!(crowd.len(), 100);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_is_ended_whatever_came_before_it() {
    let house = House::open().await;
    let (short, connections) = (Duration::from_millis(300), 8);
    let address = listen(&house, Limits { head: short, silence: short, connections }).await;
    let whole = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let many = b"GET /api/openapi.json HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(400);
    let mut crowd = Vec::new();
    // More than there are places: they fill the house one after the other.
    for says in [b"".as_slice(), b"P", b"GET / HTTP/1.1\r\nx", whole, &many].repeat(4) {
        crowd.push(stalled(address, says).await);
    }
    // None of them reads; each is closed by the server all the same, so that there is a place for the last.
    let answer = tokio::time::timeout(Duration::from_secs(60), async {
        let mut last = stalled(address, &request("GET", "/healthz", &[], 0)).await;
        let mut answer = Vec::new();
        last.read_to_end(&mut answer).await.unwrap();
        answer
    });
    assert_eq!(Said::read(&answer.await.expect("there was never a place")).unwrap().status, 200);
    for mut stream in crowd {
        let mut rest = Vec::new();
        // Closed or reset, but not open for ever.
        let ended = tokio::time::timeout(Duration::from_secs(60), stream.read_to_end(&mut rest)).await;
        assert!(ended.is_ok());
    }
}
