//! A disk that fills up, for real: a small file system of its own. Refused before it is full, nothing lost when it is, and well
//! again by itself.

use crate::child::{Said, Server, request};
use motcua_contract::{DEVICE_HEADER, Endpoint, public::RegisterDevice};
use std::{
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};
use tempfile::TempDir;

const MIB: usize = 1024 * 1024;

/// A file system in memory, of so many MiB.
struct Disk(TempDir);

impl Disk {
    /// `None` where this process may not mount.
    fn of(mib: usize) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs"]).arg(dir.path());
        let mounted = mount.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        if !mounted {
            println!("skipped: only root can mount a small disk");
        }
        mounted.then(|| Self(dir))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Leaves so many bytes free.
    fn fill(&self, leave: usize) -> PathBuf {
        let path = self.path().join("ballast");
        let mut file = std::fs::File::create(&path).unwrap();
        while file.write_all(&vec![1; 64 * 1024]).is_ok() {}
        let full = file.metadata().unwrap().len();
        file.set_len(full.saturating_sub(leave as u64)).unwrap();
        path
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.path()).status();
    }
}

fn staged(disk: &Disk, place: &str) -> u64 {
    let name = place.rsplit('/').next().unwrap();
    std::fs::metadata(disk.path().join("uploads").join(name)).unwrap().len()
}

#[test]
fn a_disk_that_fills_up_in_the_middle_of_a_chunk_keeps_what_was_acknowledged() {
    let Some(disk) = Disk::of(32) else { return };
    let server = Server::start(disk.path(), &["--disk-reserve", "0"]);
    let phone = server.phone();
    let bytes = vec![7; 8 * MIB];
    let place = server.announce(&phone, &bytes).unwrap();
    assert_eq!(server.append(&phone, &place, 0, &bytes[..MIB]).unwrap().status, 204);
    // The space was there when the chunk began.
    let mut stream = TcpStream::connect(server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let offset = MIB.to_string();
    let headers = [
        (DEVICE_HEADER, phone.as_str()),
        ("upload-offset", &offset),
        ("content-type", "application/offset+octet-stream"),
    ];
    stream.write_all(&request("PATCH", &place, &headers, 6 * MIB)).unwrap();
    stream.write_all(&bytes[..MIB]).unwrap();
    let until = Instant::now() + Duration::from_secs(20);
    while staged(&disk, &place) == MIB as u64 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    let ballast = disk.fill(0);
    let _ = stream.write_all(&bytes[..5 * MIB]);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    // It may have hung up before the refusal could be read: bytes were still coming.
    if let Some(said) = Said::read(&answer) {
        assert_eq!((said.status, said.header("retry-after")), (507, Some("300")));
    }
    let until = Instant::now() + Duration::from_secs(20);
    while staged(&disk, &place) != MIB as u64 && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(staged(&disk, &place), MIB as u64, "what was not acknowledged is given back");
    assert_eq!(server.append(&phone, &place, MIB, &bytes[..MIB]).unwrap().status, 507);
    assert_eq!(server.offset(&phone, &place), MIB);
    std::fs::remove_file(ballast).unwrap();
    assert_eq!(server.append(&phone, &place, MIB, &bytes[..6 * MIB]).unwrap().status, 204, "it is well by itself");
    assert_eq!(server.offset(&phone, &place), 7 * MIB);
}

#[test]
fn files_are_refused_first_then_all_writes_and_reading_goes_on() {
    let Some(disk) = Disk::of(64) else { return };
    let reserve = (16 * MIB).to_string();
    let server = Server::start(disk.path(), &["--disk-reserve", &reserve]);
    let phone = server.phone();
    let file = vec![7; MIB];
    let upload = || {
        server
            .announce(&phone, &file)
            .map_or_else(|said| (said.status, said.header("retry-after").map(str::to_owned)), |_| (201, None))
    };
    let write = || server.ask("POST", RegisterDevice::PATH, &[], b"").unwrap().status;
    let read = || server.ask("GET", "/readyz", &[], b"").unwrap().status;
    assert_eq!((upload().0, write(), read()), (201, 200, 200));
    let low = disk.fill(10 * MIB);
    assert_eq!((upload(), write(), read()), ((507, Some("300".to_owned())), 200, 200));
    std::fs::remove_file(low).unwrap();
    let empty = disk.fill(2 * MIB);
    assert_eq!((upload().0, write(), read()), (507, 507, 200));
    std::fs::remove_file(empty).unwrap();
    assert_eq!((upload().0, write(), read()), (201, 200, 200), "it is well by itself");
}
