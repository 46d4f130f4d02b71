//! The release server on a data folder and a port of its own, for as long as a bench needs it.

use crate::build::Built;
use crate::paths;
use crate::run::ready;
use crate::shell::Outcome;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long the server may take to be ready: it makes a ward on its first start.
const START_LIMIT: Duration = Duration::from_secs(120);

/// A server that runs; it is stopped and its folder removed when dropped.
pub struct Served {
    child: Child,
    data: PathBuf,
    address: SocketAddr,
}

impl Served {
    /// Starts `motcua-server serve` on a fresh folder below `target/bench/`. `extra`: further flags, such as `--demo`.
    ///
    /// # Errors
    /// When it cannot start or is not ready within two minutes.
    pub fn start(built: &Built, extra: &[&str]) -> Outcome<Self> {
        let data = paths::target()?.join(format!("bench/data-{}", std::process::id()));
        paths::remove(&data)?;
        paths::make(&data)?;
        Self::over(built, data, extra)
    }

    /// The same on a data folder that is there.
    ///
    /// # Errors
    /// As [`Self::start`].
    pub fn over(built: &Built, data: PathBuf, extra: &[&str]) -> Outcome<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
        let log = data.with_extension("log");
        let output = std::fs::File::create(&log).map_err(|error| paths::cannot("write", &log, &error))?;
        let mut command = Command::new(&built.server);
        command.current_dir(paths::root()).arg("serve").arg("--data").arg(&data).arg("--web-root").arg(&built.dist);
        command.args(["--listen", &address.to_string()]).args(extra);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(output);
        let child = command.spawn().map_err(|error| format!("The server could not be started: {error}."))?;
        let mut served = Self { child, data, address };
        let began = Instant::now();
        while !ready(address) {
            let ended = served.child.try_wait().is_ok_and(|status| status.is_some());
            if ended || began.elapsed() > START_LIMIT {
                return Err(format!("The server did not become ready; its words are in {}.", log.display()));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(served)
    }

    /// Its address for a browser or a client: `http://localhost:PORT`.
    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    /// Ends it and leaves its folder, for the next one.
    pub fn keep(mut self) {
        self.data = PathBuf::new();
    }

    /// The id of its process, to read what it uses.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It has nothing to lose: the folder goes with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if !self.data.as_os_str().is_empty() {
            let _ = paths::remove(&self.data);
        }
    }
}

/// A port that nobody listens on now.
fn free_port() -> Outcome<u16> {
    let probe = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    probe
        .and_then(|probe| probe.local_addr())
        .map(|address| address.port())
        .map_err(|error| format!("No port: {error}."))
}
