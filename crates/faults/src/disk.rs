//! A disk that loses its power: a file system in a file in memory, copied at one moment without what was not yet written to it.

use crate::{Outcome, said, server::signal};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// Whether this machine lets us mount.
///
/// # Errors
/// With what is missing.
pub fn possible() -> Outcome {
    let folder = tempfile::tempdir().map_err(said)?;
    let disk = Disk::make(folder.path(), 16).map_err(|why| format!("file systems cannot be mounted here: {why}"))?;
    drop(disk);
    Ok(())
}

/// A mounted tmpfs; unmounted when it is dropped.
pub struct Memory {
    pub place: PathBuf,
}

impl Memory {
    /// Memory of so many MiB as a folder.
    ///
    /// # Errors
    /// When it cannot be mounted.
    pub fn mount(place: &Path, mib: u32) -> Outcome<Self> {
        std::fs::create_dir_all(place).map_err(said)?;
        run("mount", &["-t", "tmpfs", "-o", &format!("size={mib}m"), "tmpfs", text(place)?])?;
        Ok(Self { place: place.to_owned() })
    }

    /// Gives it another size.
    ///
    /// # Errors
    /// When it cannot be changed.
    pub fn resize(&self, mib: u32) -> Outcome {
        run("mount", &["-o", &format!("remount,size={mib}m"), text(&self.place)?])
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        unmount(&self.place);
    }
}

/// A file system in a file in memory.
pub struct Disk {
    memory: Memory,
    /// Where it is mounted.
    pub place: PathBuf,
}

impl Disk {
    /// An empty disk of so many MiB, mounted below a folder.
    ///
    /// # Errors
    /// When this machine does not allow it.
    pub fn make(folder: &Path, mib: u32) -> Outcome<Self> {
        let memory = Memory::mount(&folder.join("memory"), mib * 2 + 16)?;
        let disk = Self { memory, place: folder.join("disk") };
        std::fs::create_dir_all(&disk.place).map_err(said)?;
        let image = disk.image("now");
        std::fs::File::create(&image).and_then(|file| file.set_len(u64::from(mib) << 20)).map_err(said)?;
        run("mkfs.ext4", &["-qF", text(&image)?])?;
        disk.mount()?;
        Ok(disk)
    }

    fn image(&self, name: &str) -> PathBuf {
        self.memory.place.join(name)
    }

    fn mount(&self) -> Outcome {
        run("mount", &["-o", "loop", text(&self.image("now"))?, text(&self.place)?])
    }

    /// The power goes while the process stands still; afterwards the disk holds what it held at that moment. Says false when
    /// the copy cannot be mounted (it is not atomic against the kernel's own writing): then the disk is as it was before.
    ///
    /// # Errors
    /// When the machine cannot do it.
    pub fn cut(&self, server: &mut crate::server::Server) -> Outcome<bool> {
        signal(server.pid(), "STOP");
        let copied = run("cp", &["--sparse=always", text(&self.image("now"))?, text(&self.image("cut"))?]);
        server.kill();
        copied?;
        unmount(&self.place);
        let rename = |from: &str, to: &str| std::fs::rename(self.image(from), self.image(to)).map_err(said);
        rename("now", "before")?;
        rename("cut", "now")?;
        let whole = self.mount().is_ok();
        if !whole {
            rename("before", "now")?;
            self.mount()?;
        }
        let _ = std::fs::remove_file(self.image("before"));
        Ok(whole)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        unmount(&self.place);
    }
}

fn unmount(place: &Path) {
    // What was killed a moment ago may still hold it.
    for _ in 0..100 {
        let done = Command::new("umount").arg(place).stderr(Stdio::null()).status();
        if done.is_ok_and(|status| status.success()) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

fn text(path: &Path) -> Outcome<&str> {
    path.to_str().ok_or_else(|| "a path that is no text".to_owned())
}

fn run(program: &str, words: &[&str]) -> Outcome {
    let output = Command::new(program).args(words).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()) }
}
