//! The chaos proxy: reads one request a connection, and lets what a bad line can do happen to it. Its seed decides everything.

use crate::{Outcome, http::head_end, random::Random, said};
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
    time::sleep,
};

/// What can happen to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    None,
    /// The whole exchange waits.
    Latency,
    /// The body goes up slowly.
    Trickle,
    /// The connection ends after some bytes of the body.
    CutUp,
    /// The server has the whole request and answers; nobody hears it.
    CutBeforeAnswer,
    /// Half of the answer arrives.
    CutMidAnswer,
    /// The connection is reset after some bytes of the body.
    Reset,
    /// Nothing goes anywhere for a while, then the connection ends.
    BlackHole,
    /// The server gets the request twice; one of the two answers arrives.
    Replay,
    /// The connection ends, and the request arrives later, after those that the client sent instead.
    Late,
}

impl Fault {
    const EVERY: [Self; 9] = [
        Self::Latency,
        Self::Trickle,
        Self::CutUp,
        Self::CutBeforeAnswer,
        Self::CutMidAnswer,
        Self::Reset,
        Self::BlackHole,
        Self::Replay,
        Self::Late,
    ];
}

/// How bad the line is.
#[derive(Clone, Debug)]
pub struct Weather {
    pub seed: u64,
    /// Requests of a hundred to which something happens.
    pub percent: u64,
    /// What may happen.
    pub faults: Vec<Fault>,
    /// The longest silence of a black hole, and four times the longest latency.
    pub silence: Duration,
}

impl Weather {
    /// Everything happens, to so many of a hundred requests.
    #[must_use]
    pub fn of_everything(seed: u64, percent: u64, silence: Duration) -> Self {
        Self { seed, percent, faults: Fault::EVERY.to_vec(), silence }
    }
}

/// A running proxy. It ends when it is dropped.
pub struct Proxy {
    pub address: SocketAddr,
    happened: Arc<Mutex<BTreeMap<Fault, u64>>>,
    running: JoinHandle<()>,
}

impl Proxy {
    /// Listens on a free port of the loopback.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(server: SocketAddr, weather: Weather) -> Outcome<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.map_err(said)?;
        let address = listener.local_addr().map_err(said)?;
        let happened = Arc::new(Mutex::new(BTreeMap::new()));
        let count = Arc::clone(&happened);
        let weather = Arc::new(weather);
        let running = tokio::spawn(async move {
            let mut number = 0;
            while let Ok((client, _)) = listener.accept().await {
                number += 1;
                let (weather, count) = (Arc::clone(&weather), Arc::clone(&count));
                tokio::spawn(async move {
                    let random = Random::split(weather.seed, number);
                    let fault = if random.percent(weather.percent) {
                        let index = random.between(0, weather.faults.len().saturating_sub(1) as u64);
                        weather.faults.get(usize::try_from(index).unwrap_or(0)).copied().unwrap_or(Fault::None)
                    } else {
                        Fault::None
                    };
                    *count.lock().unwrap_or_else(PoisonError::into_inner).entry(fault).or_default() += 1;
                    // What goes wrong here is what the proxy is for.
                    let _ = Exchange { client, server, random, silence: weather.silence }.run(fault).await;
                });
            }
        });
        Ok(Self { address, happened, running })
    }

    /// How often what happened.
    #[must_use]
    pub fn happened(&self) -> BTreeMap<Fault, u64> {
        self.happened.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// One connection of a client.
struct Exchange {
    client: TcpStream,
    server: SocketAddr,
    random: Random,
    silence: Duration,
}

/// A request's head as it goes up, the body's first bytes, and how long the body is.
struct Request {
    head: Vec<u8>,
    begun: Vec<u8>,
    length: usize,
}

impl Exchange {
    async fn run(mut self, fault: Fault) -> Outcome {
        let request = self.request().await?;
        let half = usize::try_from(self.random.between(0, request.length as u64)).unwrap_or(0);
        match fault {
            Fault::None => self.pass(request, usize::MAX, Duration::ZERO).await.map(drop),
            Fault::Latency => {
                self.wait_up_to(self.silence / 4).await;
                self.pass(request, usize::MAX, Duration::ZERO).await.map(drop)
            }
            Fault::Trickle => {
                // 16 KiB at a time: 0.3 to 8 MB a second, as a bad to a fair cell gives.
                let pause = Duration::from_micros(self.random.between(2_000, 50_000));
                self.pass(request, usize::MAX, pause).await.map(drop)
            }
            Fault::CutUp => self.pass(request, half, Duration::ZERO).await.map(drop),
            Fault::Reset => {
                let stream = self.pass(request, half, Duration::ZERO).await?;
                self.client.set_zero_linger().map_err(said)?;
                drop(stream);
                Ok(())
            }
            Fault::CutBeforeAnswer => self.whole(request).await.map(drop),
            Fault::CutMidAnswer => {
                let answer = self.whole(request).await?;
                let end = usize::try_from(self.random.between(0, answer.len().saturating_sub(1) as u64)).unwrap_or(0);
                self.client.write_all(&answer[..end]).await.map_err(said)
            }
            Fault::BlackHole => {
                self.wait_up_to(self.silence).await;
                Ok(())
            }
            Fault::Replay => {
                let bytes = self.all(request).await?;
                let first = self.deliver(&bytes).await?;
                let second = self.deliver(&bytes).await?;
                let told = if self.random.percent(50) { first } else { second };
                self.client.write_all(&told).await.map_err(said)
            }
            Fault::Late => {
                let bytes = self.all(request).await?;
                self.client.shutdown().await.map_err(said)?;
                self.wait_up_to(self.silence / 4).await;
                self.deliver(&bytes).await.map(drop)
            }
        }
    }

    async fn wait_up_to(&self, longest: Duration) {
        let longest = u64::try_from(longest.as_millis()).unwrap_or(u64::MAX);
        sleep(Duration::from_millis(self.random.between(longest / 4, longest))).await;
    }

    /// Reads the head, and asks the server to close after its answer: one request a connection.
    async fn request(&mut self) -> Outcome<Request> {
        let mut bytes = Vec::new();
        let mut buffer = [0; 16 * 1024];
        let end = loop {
            if let Some(end) = head_end(&bytes) {
                break end;
            }
            match self.client.read(&mut buffer).await.map_err(said)? {
                0 => return Err("no request".to_owned()),
                count => bytes.extend_from_slice(&buffer[..count]),
            }
        };
        let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let mut lines: Vec<&str> = text.trim_end().split("\r\n").collect();
        lines.retain(|line| !line.to_ascii_lowercase().starts_with("connection:"));
        let length = lines.iter().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok()).flatten()
        });
        let head = format!("{}\r\nconnection: close\r\n\r\n", lines.join("\r\n")).into_bytes();
        Ok(Request { head, begun: bytes[end..].to_vec(), length: length.unwrap_or(0) })
    }

    /// Passes on up to so many bytes of the body, with a pause after each 16 KiB; and if that was all, the answer.
    async fn pass(&mut self, request: Request, most: usize, pause: Duration) -> Outcome<TcpStream> {
        let mut up = TcpStream::connect(self.server).await.map_err(said)?;
        up.write_all(&request.head).await.map_err(said)?;
        let mut piece = request.begun;
        let mut passed = 0;
        let mut buffer = [0; 16 * 1024];
        loop {
            let room = most.saturating_sub(passed).min(piece.len());
            up.write_all(&piece[..room]).await.map_err(said)?;
            passed += piece.len();
            if passed > most || (most < request.length && passed >= most) {
                return Ok(up);
            }
            if passed >= request.length {
                break;
            }
            if !pause.is_zero() {
                sleep(pause).await;
            }
            match self.client.read(&mut buffer).await.map_err(said)? {
                0 => return Err("the client is gone".to_owned()),
                count => piece = buffer[..count].to_vec(),
            }
        }
        tokio::io::copy(&mut up, &mut self.client).await.map_err(said)?;
        self.client.shutdown().await.map_err(said)?;
        Ok(up)
    }

    /// The whole request's bytes.
    async fn all(&mut self, request: Request) -> Outcome<Vec<u8>> {
        let mut bytes = request.head;
        let end = bytes.len() + request.length;
        bytes.extend(request.begun);
        let mut buffer = [0; 16 * 1024];
        while bytes.len() < end {
            match self.client.read(&mut buffer).await.map_err(said)? {
                0 => return Err("the client is gone".to_owned()),
                count => bytes.extend_from_slice(&buffer[..count]),
            }
        }
        Ok(bytes)
    }

    /// Sends a whole request and reads the whole answer.
    async fn deliver(&self, bytes: &[u8]) -> Outcome<Vec<u8>> {
        let mut up = TcpStream::connect(self.server).await.map_err(said)?;
        let mut answer = Vec::new();
        up.write_all(bytes).await.map_err(said)?;
        up.read_to_end(&mut answer).await.map_err(said)?;
        Ok(answer)
    }

    async fn whole(&mut self, request: Request) -> Outcome<Vec<u8>> {
        let bytes = self.all(request).await?;
        self.deliver(&bytes).await
    }
}
