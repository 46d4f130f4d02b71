//! HTTP/1.1 as little as the rig needs it: one request a connection, and an answer counts only when it came whole.

use std::{net::SocketAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A request before it is sent.
#[derive(Clone, Debug)]
pub struct Ask {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Ask {
    #[must_use]
    pub fn new(method: &'static str, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), headers: Vec::new(), body: Vec::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The bytes of head and body.
    #[must_use]
    pub fn written(&self, host: SocketAddr) -> (Vec<u8>, &[u8]) {
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", self.method, self.path);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("content-length: {}\r\n\r\n", self.body.len()));
        (head.into_bytes(), &self.body)
    }
}

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value, or nothing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    #[must_use]
    pub const fn ok(&self) -> bool {
        self.status / 100 == 2
    }

    /// The code of a refusal, or nothing.
    #[must_use]
    pub fn code(&self) -> String {
        let value: Option<serde_json::Value> = serde_json::from_slice(&self.body).ok();
        value.and_then(|value| value["code"].as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// Asks and waits for the whole answer, at most so long.
///
/// # Errors
/// When the connection breaks or the time is over before the answer is whole.
pub async fn ask(server: SocketAddr, ask: &Ask, within: Duration) -> Result<Answer, String> {
    tokio::time::timeout(within, exchange(server, ask)).await.map_err(|_| "no answer in time".to_owned())?
}

async fn exchange(server: SocketAddr, ask: &Ask) -> Result<Answer, String> {
    let mut stream = TcpStream::connect(server).await.map_err(|error| format!("connect: {error}"))?;
    let _ = stream.set_nodelay(true);
    let (head, body) = ask.written(server);
    let sent = async {
        stream.write_all(&head).await?;
        stream.write_all(body).await
    };
    // A server may refuse before it has read everything: its answer counts all the same.
    let sent = sent.await;
    let mut bytes = Vec::new();
    let read = stream.read_to_end(&mut bytes).await;
    match parse(&bytes, ask.method == "HEAD") {
        Some(answer) => Ok(answer),
        None => Err(format!("cut off: {:?} {:?}", sent.err(), read.err())),
    }
}

/// Reads an answer; `None` when it is not whole.
#[must_use]
pub fn parse(bytes: &[u8], of_head: bool) -> Option<Answer> {
    let end = head_end(bytes)?;
    let head = std::str::from_utf8(&bytes[..end]).ok()?;
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer { status, headers, body: bytes[end..].to_vec() };
    let length = if of_head || status == 204 { Some(0) } else { answer.header("content-length").parse().ok() };
    match length {
        Some(length) if answer.body.len() < length => None,
        Some(length) => {
            answer.body.truncate(length);
            Some(answer)
        }
        // Without a length nobody can say whether it is whole.
        None => None,
    }
}

/// Where a head ends, its empty line included.
#[must_use]
pub fn head_end(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_an_answer_is_none() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello";
        let answer = parse(whole, false).unwrap();
        assert_eq!((answer.status, answer.header("x-a"), answer.body.as_slice()), (200, "b", b"hello".as_slice()));
        for cut in 0..whole.len() {
            assert!(parse(&whole[..cut], false).is_none(), "{cut}");
        }
        assert_eq!(
            parse(b"HTTP/1.1 204 No Content\r\nupload-offset: 7\r\n\r\n", false).unwrap().header("Upload-Offset"),
            "7"
        );
        assert_eq!(parse(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", true).unwrap().status, 200);
    }
}
