//! `cargo xtask bench upload`: files to our tus endpoint and to `@tus/server` with its file store, by the same client, on the same disk and in
//! memory.

use super::{Asked, Report, loaded, node};
use crate::paths;
use crate::shell::Outcome;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The name of the peer as it is, and as it is when each piece is synced.
const PEERS: [(&str, &[&str]); 2] = [("@tus/server, not durable", &[]), ("@tus/server, synced", &["--sync"])];
/// A folder without a disk under it, where there is one.
const MEMORY: &str = "/dev/shm";

/// Runs the bench.
pub fn run(asked: &mut Asked) -> Outcome<Report> {
    let (long, build) = (asked.flag("--long"), !asked.flag("--no-build"));
    asked.finish()?;
    let programs = loaded::programs(build)?;
    node::ensure()?;
    let mut more = if long { vec!["--long".to_owned()] } else { Vec::new() };
    let mut peers = Vec::new();
    for (name, words) in PEERS {
        let folder = paths::target()?.join(format!("bench/tus-{}-{}", std::process::id(), peers.len()));
        peers.push(Peer::start(name, folder, words)?);
    }
    if Path::new(MEMORY).is_dir() {
        let folder = Path::new(MEMORY).join(format!("motcua-tus-{}", std::process::id()));
        peers.push(Peer::start("@tus/server, in memory", folder, &[])?);
    }
    for peer in &peers {
        more.extend(["--peer".to_owned(), format!("{}={}={}", peer.name, peer.address, peer.child.id())]);
    }
    loaded::run("upload", "Files to the server, by the same client", &programs, &more)
}

/// A tus server on Node; it is stopped and its folder removed when dropped.
struct Peer {
    name: &'static str,
    child: Child,
    address: String,
    folder: PathBuf,
}

impl Peer {
    fn start(name: &'static str, folder: PathBuf, words: &[&str]) -> Outcome<Self> {
        paths::make(&folder)?;
        let mut command = Command::new("node");
        command.current_dir(paths::root().join("tests/bench")).arg("tus-server.mjs").arg(&folder).args(words);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let child = command.spawn().map_err(|error| format!("The peer could not be started: {error}."))?;
        let mut peer = Self { name, child, address: String::new(), folder };
        let out = peer.child.stdout.take().ok_or("The peer has no output.")?;
        BufReader::new(out)
            .read_line(&mut peer.address)
            .map_err(|error| format!("The peer does not say where: {error}."))?;
        peer.address = peer.address.trim().to_owned();
        if peer.address.is_empty() { Err("The peer ended at once.".to_owned()) } else { Ok(peer) }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = paths::remove(&self.folder);
    }
}
