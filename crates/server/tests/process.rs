//! The server on a socket: it answers, finishes what is running when it is told to stop, and lets nobody in after.
use motcua_server::serve::serve;
use motcua_tests::House;
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
};

async fn ask(stream: &mut TcpStream, rest: &str) -> String {
    stream.write_all(rest.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn it_finishes_what_is_running_and_lets_nobody_in_after() {
    let house = House::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let app = std::sync::Arc::clone(&house.app);
    let router =
        motcua_server::http::fixed::router(std::sync::Arc::clone(&app), motcua_server::http::assets::Assets::default());
    let server = tokio::spawn(serve(listener, router, async move {
        let _ = stopped.await;
        app.stop();
    }));

    let mut whole = TcpStream::connect(address).await.unwrap();
    let answer = ask(&mut whole, "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    // A request whose body is still on its way when the stop comes.
    let mut slow = TcpStream::connect(address).await.unwrap();
    let head = "POST /api/desk/session HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/json\r\nContent-Length: 27\r\n\r\n";
    slow.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    stop.send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let answer = ask(&mut slow, r#"{"user":"a","password":"b"}"#).await;
    assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
    server.await.unwrap().unwrap();
    assert!(TcpStream::connect(address).await.is_err());
}
