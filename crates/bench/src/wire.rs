//! HTTP/1.1 on a connection that stays open, as little as a load needs: one request after the other, whole answers.

use motcua_contract::{VERSION, VERSION_HEADER};
use motcua_faults::{Outcome, said};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

/// A connection, its headers of every request, and what was read beyond the last answer.
pub struct Wire {
    stream: TcpStream,
    always: String,
    read: Vec<u8>,
}

/// A whole answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    /// A header's value, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let line = |line: &'_ str| line.split_once(':').is_some_and(|(known, _)| known.eq_ignore_ascii_case(name));
        self.head
            .split("\r\n")
            .find(|text| line(text))
            .and_then(|text| text.split_once(':'))
            .map_or("", |(_, v)| v.trim())
    }

    /// # Errors
    /// With status and body when it is no success.
    pub fn ok(self) -> Outcome<Self> {
        if self.status / 100 == 2 {
            Ok(self)
        } else {
            Err(format!("{}: {}", self.status, String::from_utf8_lossy(&self.body)))
        }
    }
}

impl Wire {
    /// Connects. `number` chooses an address of the loopback to come from: a ward is not one phone.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn open(server: SocketAddr, number: usize) -> Outcome<Self> {
        let socket = TcpSocket::new_v4().map_err(said)?;
        let from = Ipv4Addr::new(127, 0, (number / 200 % 200) as u8, (number % 200) as u8 + 1);
        // Only Linux answers for all of 127/8.
        let _ = socket.bind(SocketAddr::from((IpAddr::from(from), 0)));
        let stream = socket.connect(server).await.map_err(said)?;
        stream.set_nodelay(true).map_err(said)?;
        let always = format!("host: {server}\r\nsec-fetch-site: same-origin\r\n{VERSION_HEADER}: {VERSION}\r\n");
        Ok(Self { stream, always, read: Vec::with_capacity(64 * 1024) })
    }

    /// Sends a header with every request from now on.
    pub fn always(&mut self, name: &str, value: &str) {
        self.always.push_str(&format!("{name}: {value}\r\n"));
    }

    /// Asks and waits for the answer. `headers`: whole lines, each with its end.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn ask(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Outcome<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\n{}{headers}", self.always);
        head.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
        if body.len() < 16 * 1024 {
            let mut whole = head.into_bytes();
            whole.extend_from_slice(body);
            self.stream.write_all(&whole).await.map_err(said)?;
        } else {
            self.stream.write_all(head.as_bytes()).await.map_err(said)?;
            self.stream.write_all(body).await.map_err(said)?;
        }
        let end = loop {
            if let Some(at) = self.read.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.read[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).ok_or("no status")?;
        let mut answer = Answer { status, head, body: Vec::new() };
        if answer.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
            return Err("chunked answers are not read".to_owned());
        }
        let length = if status == 204 { 0 } else { answer.header("content-length").parse().unwrap_or(0) };
        while self.read.len() < end + length {
            self.more().await?;
        }
        answer.body = self.read[end..end + length].to_vec();
        self.read.drain(..end + length);
        Ok(answer)
    }

    async fn more(&mut self) -> Outcome {
        match self.stream.read_buf(&mut self.read).await.map_err(said)? {
            0 => Err("the connection was closed".to_owned()),
            _ => Ok(()),
        }
    }
}
