//! The real server as a process of our own: started on a folder, killed by its id, started again on the same address.

use crate::{Outcome, http, said};
use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

/// A server is up by then, also under strace on a busy machine.
const STARTS_WITHIN: Duration = Duration::from_secs(60);

/// How a server is to run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The server's program.
    pub program: PathBuf,
    pub data: PathBuf,
    pub listen: SocketAddr,
    /// Bytes that must stay free on the disk.
    pub reserve: u64,
    /// A program and its arguments that run the server: `strace` and what it is to inject.
    pub under: Vec<String>,
    pub environment: Vec<(String, String)>,
    /// Where the server's own words go.
    pub log: PathBuf,
}

impl Plan {
    /// A server on a free port of the loopback.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn new(program: &Path, folder: &Path) -> Outcome<Self> {
        let listen = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).map_err(said)?;
        Ok(Self {
            program: program.to_owned(),
            data: folder.join("data"),
            listen,
            reserve: 1024 * 1024,
            under: Vec::new(),
            environment: Vec::new(),
            log: folder.join("server.log"),
        })
    }

    /// The same, run by another program.
    #[must_use]
    pub fn under(&self, words: Vec<String>) -> Self {
        Self { under: words, ..self.clone() }
    }

    /// Starts it and waits until it listens.
    ///
    /// # Errors
    /// When it ends before it listens, or does not listen in time.
    pub fn start(&self) -> Outcome<Server> {
        let mut words: Vec<String> = self.under.clone();
        words.push(self.program.display().to_string());
        words.extend(["serve", "--demo", "--data"].map(str::to_owned));
        words.push(self.data.display().to_string());
        words.extend(["--listen".to_owned(), self.listen.to_string()]);
        words.extend(["--disk-reserve".to_owned(), self.reserve.to_string()]);
        // No web apps: only the API is of interest here.
        words.extend(["--web-root".to_owned(), self.data.join("no-web").display().to_string()]);
        let log = std::fs::File::options().create(true).append(true).open(&self.log).map_err(said)?;
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).envs(self.environment.iter().cloned());
        command.env("MOTCUA_LOG", "warn").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", words[0]))?;
        let out = child.stdout.take().ok_or("no output")?;
        let (say, heard) = mpsc::channel();
        std::thread::spawn(move || {
            // The pipe is read to its end, so that the server never waits for us.
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if line.starts_with("listening on ") {
                    let _ = say.send(());
                }
            }
        });
        let mut server = Server { child, listen: self.listen, traced: !self.under.is_empty() };
        if heard.recv_timeout(STARTS_WITHIN).is_ok() {
            return Ok(server);
        }
        let ended = server.kill();
        Err(format!("the server did not start ({ended:?}); its words are in {}", self.log.display()))
    }
}

/// A running server.
pub struct Server {
    child: Child,
    pub listen: SocketAddr,
    traced: bool,
}

impl Server {
    /// The server's own process id, also when another program runs it.
    #[must_use]
    pub fn pid(&self) -> u32 {
        let own = self.child.id();
        if !self.traced {
            return own;
        }
        let children = std::fs::read_to_string(format!("/proc/{own}/task/{own}/children")).unwrap_or_default();
        children.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(own)
    }

    /// SIGKILL, and waits until it is gone.
    pub fn kill(&mut self) -> Option<ExitStatus> {
        if self.traced && self.child.try_wait().ok().flatten().is_none() {
            signal(self.pid(), "KILL");
            // The tracer ends with its tracee; if it had none yet it is ended itself.
            if let Some(status) = self.ends_within(Duration::from_secs(5)) {
                return Some(status);
            }
        }
        let _ = self.child.kill();
        self.child.wait().ok()
    }

    /// SIGTERM, and waits until it is gone.
    pub fn stop(&mut self) -> Option<ExitStatus> {
        signal(self.pid(), "TERM");
        self.ends_within(Duration::from_secs(30)).or_else(|| self.kill())
    }

    /// Whether it ended by itself, and how.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits for its end.
    pub fn ends_within(&mut self, time: Duration) -> Option<ExitStatus> {
        let until = Instant::now() + time;
        loop {
            if let Some(status) = self.ended() {
                return Some(status);
            }
            if Instant::now() > until {
                return None;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Whether it says that it can work.
    pub async fn ready(&self) -> bool {
        let asked = http::ask(self.listen, &http::Ask::new("GET", "/readyz"), Duration::from_secs(5)).await;
        asked.is_ok_and(|answer| answer.status == 200)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.ended().is_none() {
            self.kill();
        }
    }
}

/// Copies a data folder, or any other, to a place that is not there yet.
///
/// # Errors
/// When it cannot be copied.
pub fn copy_data(from: &Path, to: &Path) -> Outcome {
    let copied = Command::new("cp").arg("-r").arg(from).arg(to).status().map_err(said)?;
    if copied.success() { Ok(()) } else { Err(format!("{} could not be copied", from.display())) }
}

/// Sends a signal to one process.
pub fn signal(pid: u32, name: &str) {
    let _ = Command::new("kill").args([format!("-{name}"), pid.to_string()]).stderr(Stdio::null()).status();
}
