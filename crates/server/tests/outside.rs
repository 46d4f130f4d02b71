//! The world outside, on the loopback: an SMTP server and an SMS gateway that keep what they take and refuse as they are told.
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use motcua_server::secrets;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// How it treats what comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Takes,
    /// Refuses this recipient for ever.
    Refuses,
    /// Cannot now.
    Busy,
    /// Takes it and dies before saying so.
    Forgets,
}

/// What was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub key: String,
    pub to: String,
    /// All that went over the wire, readable.
    pub text: String,
    pub headers: String,
}

#[derive(Debug)]
struct Inner {
    mood: Mood,
    taken: Vec<Taken>,
    asked: u32,
}

/// One of them, behind its address.
pub struct Outside {
    pub address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
    running: Option<JoinHandle<()>>,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    Smtp,
    Gateway,
}

impl Outside {
    pub async fn smtp() -> Self {
        Self::start(Kind::Smtp).await
    }

    pub async fn gateway() -> Self {
        Self::start(Kind::Gateway).await
    }

    async fn start(kind: Kind) -> Self {
        let inner = Arc::new(Mutex::new(Inner { mood: Mood::Takes, taken: Vec::new(), asked: 0 }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut outside = Self { address, inner, running: None, kind };
        outside.run(listener);
        outside
    }

    fn run(&mut self, listener: TcpListener) {
        let inner = Arc::clone(&self.inner);
        self.running = Some(match self.kind {
            Kind::Smtp => tokio::spawn(async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(converse(stream, Arc::clone(&inner)));
                }
            }),
            Kind::Gateway => tokio::spawn(async move {
                let router = Router::new().route("/send", post(order)).with_state(inner);
                axum_serve(listener, router).await;
            }),
        });
    }

    /// Nobody listens from now on.
    pub async fn down(&mut self) {
        let running = self.running.take().unwrap();
        running.abort();
        let _ = running.await;
    }

    pub async fn up(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.run(listener);
    }

    pub fn is(&self, mood: Mood) {
        self.inner.lock().unwrap().mood = mood;
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.inner.lock().unwrap().taken.clone()
    }

    /// How often somebody came to the point of handing something over.
    pub fn asked(&self) -> u32 {
        self.inner.lock().unwrap().asked
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        if let Some(running) = &self.running {
            running.abort();
        }
    }
}

async fn axum_serve(listener: TcpListener, router: Router) {
    motcua_server::serve::serve(listener, router, std::future::pending()).await.unwrap();
}

async fn order(State(inner): State<Arc<Mutex<Inner>>>, headers: HeaderMap, body: String) -> StatusCode {
    let order: serde_json::Value = serde_json::from_str(&body).unwrap();
    let header = |name: &str| headers.get(name).map_or("", |value| value.to_str().unwrap()).to_owned();
    let taken = Taken {
        key: header("idempotency-key"),
        to: order["to"].as_str().unwrap().to_owned(),
        text: order["text"].as_str().unwrap().to_owned(),
        headers: [header("authorization"), header("content-type")].join("\n"),
    };
    let mut inner = inner.lock().unwrap();
    inner.asked += 1;
    match inner.mood {
        Mood::Refuses => return StatusCode::UNPROCESSABLE_ENTITY,
        Mood::Busy => return StatusCode::SERVICE_UNAVAILABLE,
        Mood::Takes | Mood::Forgets => {}
    }
    // As the contract asks: the same key again is the same message.
    if !inner.taken.iter().any(|known| known.key == taken.key) {
        inner.taken.push(taken);
    }
    if inner.mood == Mood::Forgets { StatusCode::BAD_GATEWAY } else { StatusCode::ACCEPTED }
}

/// SMTP as far as one plain message needs it (RFC 5321).
async fn converse(stream: TcpStream, inner: Arc<Mutex<Inner>>) {
    let mut stream = BufReader::new(stream);
    let (mut line, mut to) = (String::new(), String::new());
    say(&mut stream, "220 loopback").await;
    loop {
        line.clear();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let mood = inner.lock().unwrap().mood;
        let word = line.get(..4).unwrap_or_default().to_uppercase();
        match word.as_str() {
            "EHLO" => say(&mut stream, "250-loopback\r\n250 8BITMIME").await,
            "RCPT" => {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                inner.lock().unwrap().asked += 1;
                match mood {
                    Mood::Refuses => say(&mut stream, &format!("550 5.1.1 <{to}> unknown")).await,
                    Mood::Busy => say(&mut stream, "451 4.3.0 later").await,
                    Mood::Takes | Mood::Forgets => say(&mut stream, "250 ok").await,
                }
            }
            "DATA" => {
                say(&mut stream, "354 go on").await;
                let mut message = String::new();
                loop {
                    line.clear();
                    if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
                        return;
                    }
                    if line == ".\r\n" {
                        break;
                    }
                    message.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                inner.lock().unwrap().taken.push(letter(&to, &message));
                if mood == Mood::Forgets {
                    return;
                }
                say(&mut stream, "250 taken").await;
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            _ => say(&mut stream, "250 ok").await,
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) {
    let _ = stream.write_all(format!("{line}\r\n").as_bytes()).await;
}

fn letter(to: &str, message: &str) -> Taken {
    let (headers, body) = message.split_once("\r\n\r\n").unwrap();
    let headers = headers.replace("\r\n ", " ");
    let header = |name: &str| {
        headers.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default().to_owned()
    };
    let text = match header("Content-Transfer-Encoding").as_str() {
        "base64" => secrets::from_base64(&body.replace("\r\n", "")).unwrap(),
        "quoted-printable" => quoted(&body.replace("=\r\n", "")),
        _ => body.as_bytes().to_vec(),
    };
    Taken { key: header("Message-ID"), to: to.to_owned(), text: String::from_utf8(text).unwrap(), headers }
}

/// Quoted-printable without soft line ends (RFC 2045 section 6.7).
fn quoted(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'=' {
            let digits = [bytes.next().unwrap(), bytes.next().unwrap()];
            out.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
        } else {
            out.push(byte);
        }
    }
    out
}
