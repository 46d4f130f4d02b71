//! The real program as a child process, and the plainest HTTP client there is: for tests of what only a process can show.

use motcua_contract::{DEVICE_HEADER, Endpoint, public::RegisterDevice, uploads::CreateUpload};
use motcua_tests::{client::base64, files::sha256};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// The server, killed when the test ends.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[must_use]
pub fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua-server"));
    command.arg("serve").arg("--data").arg(data).args(["--listen", "127.0.0.1:0", "--web-root", "nowhere"]);
    command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Server {
    pub fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut child = command(data, arguments).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = lines.find_map(|line| line.unwrap().strip_prefix("listening on http://").map(str::to_owned));
        let address = address.expect("it listens").parse().unwrap();
        // Whatever it still says is taken off its hands.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address }
    }

    /// Waits until it ends by itself.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until {
            if let Some(status) = self.child.try_wait().unwrap() {
                return Some(status);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        None
    }

    /// One request on a connection of its own; nothing when the server closed it without an answer.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Option<Said> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(&request(method, path, headers, body.len())).ok()?;
        // It may answer before it took in everything.
        let _ = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Said::read(&bytes)
    }

    /// A phone's token.
    pub fn phone(&self) -> String {
        let said = self.ask("POST", RegisterDevice::PATH, &[], b"").unwrap();
        let json: serde_json::Value = serde_json::from_slice(&said.body).unwrap();
        json["token"].as_str().unwrap().to_owned()
    }

    /// Announces an upload; `Err` with the status.
    pub fn announce(&self, token: &str, bytes: &[u8]) -> Result<String, Said> {
        let said = self.try_announce(token, bytes).expect("an answer");
        if said.status == 201 { Ok(said.header("location").unwrap().to_owned()) } else { Err(said) }
    }

    pub fn try_announce(&self, token: &str, bytes: &[u8]) -> Option<Said> {
        let (length, metadata) = (bytes.len().to_string(), metadata(bytes));
        let headers = [(DEVICE_HEADER, token), ("upload-length", &length), ("upload-metadata", &metadata)];
        self.ask("POST", CreateUpload::PATH, &headers, b"")
    }

    pub fn append(&self, token: &str, place: &str, offset: usize, bytes: &[u8]) -> Option<Said> {
        let offset = offset.to_string();
        let headers =
            [(DEVICE_HEADER, token), ("upload-offset", &offset), ("content-type", "application/offset+octet-stream")];
        self.ask("PATCH", place, &headers, bytes)
    }

    pub fn offset(&self, token: &str, place: &str) -> usize {
        let said = self.ask("HEAD", place, &[(DEVICE_HEADER, token)], b"").unwrap();
        said.header("upload-offset").unwrap().parse().unwrap()
    }
}

pub fn metadata(bytes: &[u8]) -> String {
    format!("filetype {},sha256 {}", base64(b"image/jpeg"), base64(sha256(bytes).as_bytes()))
}

pub fn request(method: &str, path: &str, headers: &[(&str, &str)], length: usize) -> Vec<u8> {
    let mut head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\nconnection: close\r\ncontent-length: {length}\r\n"
    );
    headers.iter().for_each(|(name, value)| head.push_str(&format!("{name}: {value}\r\n")));
    head.push_str("\r\n");
    head.into_bytes()
}

/// An answer.
#[derive(Debug)]
pub struct Said {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Said {
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Self { status, head, body: bytes[end + 4..].to_vec() })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}
