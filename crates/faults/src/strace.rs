//! strace as the hand that breaks system calls: it lets them fail, ends the process at the n-th of them, or makes them lie.

use crate::{Outcome, said, server::signal};
use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// What makes something durable.
pub const SYNCS: &str = "fdatasync,fsync";

/// Whether strace is here and may trace.
///
/// # Errors
/// With what is missing.
pub fn possible() -> Outcome {
    let tried = Command::new("strace").args(["-f", "-qq", "-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
    match tried {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err("strace may not trace on this machine".to_owned()),
        Err(_) => Err("strace is not installed".to_owned()),
    }
}

/// The words before a program that runs it with something injected.
#[must_use]
pub fn words(calls: &str, inject: &str) -> Vec<String> {
    let trace = format!("trace={calls}");
    let inject = format!("inject={calls}:{inject}");
    ["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject].map(str::to_owned).to_vec()
}

/// A strace that holds on to a running process.
pub struct Hold(Child);

impl Hold {
    /// Attaches to a process: from when this returns, its calls are what `inject` makes of them.
    ///
    /// # Errors
    /// When it cannot attach.
    pub fn on(pid: u32, calls: &str, inject: &str) -> Outcome<Self> {
        let (trace, inject) = (format!("trace={calls}"), format!("inject={calls}:{inject}"));
        let mut command = Command::new("strace");
        command.args(["-f", "-o", "/dev/null", "-e", &trace, "-e", &inject, "-p", &pid.to_string()]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().map_err(said)?;
        let mut words = BufReader::new(child.stderr.take().ok_or("no output")?);
        let mut line = String::new();
        // It says "attached" once all threads are its own, or why not.
        while words.read_line(&mut line).map_err(said)? > 0 && !line.contains("attached") {}
        std::thread::spawn(move || words.lines().map_while(Result::ok).for_each(drop));
        if line.contains("attached") { Ok(Self(child)) } else { Err(format!("strace: {}", line.trim())) }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        // It ends with the process it holds; if that still runs, it lets go first.
        signal(self.0.id(), "INT");
        let until = Instant::now() + Duration::from_secs(3);
        while Instant::now() < until {
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
