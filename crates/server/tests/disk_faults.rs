//! A disk that fails: nothing is acknowledged that it may not hold, and what it did hold is there after the next start.

use crate::child::{Server, command};
use motcua_tests::files;
use std::{
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// From when on a process's fsyncs fail; `None` where the machine has no strace or allows no tracing.
struct Failing(Child);

impl Drop for Failing {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn traced(process: u32) -> bool {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{process}/task")) else { return false };
    threads.flatten().all(|thread| {
        let status = std::fs::read_to_string(thread.path().join("status")).unwrap_or_default();
        status.lines().any(|line| line.strip_prefix("TracerPid:").is_some_and(|tracer| tracer.trim() != "0"))
    })
}

/// Lets the named system calls of a process fail from now on.
fn fail(process: u32, calls: &str) -> Option<Failing> {
    let strace = Command::new("strace")
        .args(["-f", "-qq", "-o", "/dev/null", "-p", &process.to_string()])
        .args(["-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:error=EIO")])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let mut failing = Failing(strace.ok()?);
    let until = Instant::now() + Duration::from_secs(20);
    while Instant::now() < until && failing.0.try_wait().is_ok_and(|ended| ended.is_none()) {
        if traced(process) {
            return Some(failing);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

const ABORTED: Option<i32> = Some(6);

/// Starts a server with half a file on it, lets the calls fail, sends what `send` says, and looks what was acknowledged.
fn survives(calls: &str, send: impl Fn(&Server, &str, &str, &[u8]) -> bool) {
    let dir = tempfile::tempdir().unwrap();
    let bytes = files::jpeg(5);
    let mut server = Server::start(dir.path(), &["--disk-reserve", "0"]);
    let phone = server.phone();
    let place = server.announce(&phone, &bytes).unwrap();
    assert_eq!(server.append(&phone, &place, 0, &bytes[..50]).unwrap().status, 204);
    let Some(failing) = fail(server.child.id(), calls) else {
        println!("skipped: strace is not here, or may not trace; `cargo xtask test` installs it");
        return;
    };
    assert!(!send(&server, &phone, &place, &bytes), "{calls}: acknowledged though the disk failed");
    assert_eq!(server.ended().expect("it went on as if nothing had happened").signal(), ABORTED, "{calls}");
    drop(failing);
    let server = Server::start(dir.path(), &["--disk-reserve", "0"]);
    assert_eq!(server.offset(&phone, &place), 50, "{calls}: what was acknowledged is there");
    assert_eq!(server.append(&phone, &place, 50, &bytes[50..]).unwrap().status, 204);
    let said = server.ask("GET", &place, &[(motcua_contract::DEVICE_HEADER, &phone)], b"").unwrap();
    assert!(String::from_utf8(said.body).unwrap().contains(&files::sha256(&bytes)));
}

fn acknowledged(said: Option<crate::child::Said>) -> bool {
    said.is_some_and(|said| (200..300).contains(&said.status))
}

#[test]
fn a_failed_sync_of_a_chunk_ends_the_process_without_an_answer() {
    survives("fdatasync,fsync", |server, phone, place, bytes| {
        acknowledged(server.append(phone, place, 50, &bytes[50..90]))
    });
}

#[test]
fn a_failed_sync_of_a_whole_file_ends_the_process_without_an_answer() {
    survives("fsync", |server, phone, place, bytes| acknowledged(server.append(phone, place, 50, &bytes[50..])));
}

#[test]
fn a_failed_sync_of_the_database_ends_the_process_without_an_answer() {
    survives("fdatasync,fsync", |server, phone, _, bytes| acknowledged(server.try_announce(phone, bytes)));
}

fn refuses(data: &Path) -> (Option<i32>, String) {
    let output = command(data, &[]).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_damaged_database_is_refused_with_one_sentence() {
    let dir = tempfile::tempdir().unwrap();
    drop(Server::start(dir.path(), &[]));
    for name in ["motcua.db-wal", "motcua.db-shm"] {
        let _ = std::fs::remove_file(dir.path().join(name));
    }
    std::fs::write(dir.path().join("motcua.db"), "not what it was ".repeat(1000)).unwrap();
    let (code, said) = refuses(dir.path());
    assert_eq!(code, Some(78), "{said}");
    assert!(said.contains("damaged") && said.trim().lines().count() == 1, "{said}");
}

#[test]
fn two_servers_never_share_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    let first = Server::start(dir.path(), &[]);
    let (code, said) = refuses(dir.path());
    assert!(code == Some(1) && said.contains("in use"), "{code:?} {said}");
    drop(first);
    drop(Server::start(dir.path(), &[]));
}
