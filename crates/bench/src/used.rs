//! What a process has used of the processor, where the system tells (Linux).

use std::{fs, time::Duration};

/// Clock ticks a second in /proc, on every system that has it.
const TICKS: u64 = 100;

/// Time on the processor, its own and the system's for it; none where it cannot be told.
pub fn processor(process: u32) -> Option<Duration> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold anything.
    let mut words = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: u64 = words.next()?.parse::<u64>().ok()? + words.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 1000 / TICKS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_uses_some() {
        if std::path::Path::new("/proc/self/stat").exists() {
            assert!(processor(std::process::id()).is_some());
        }
    }
}
