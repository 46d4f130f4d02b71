//! The one place where the server learns the time.

use jiff::{SignedDuration, Timestamp};
use std::{
    io,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// Where "now" comes from. Handlers never ask the system.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Runs like the system's clock, from another start: a demonstration on any day.
pub struct ShiftedClock {
    by: SignedDuration,
}

impl ShiftedClock {
    /// A clock that shows `start` now.
    #[must_use]
    pub fn starting_at(start: Timestamp) -> Self {
        Self { by: Timestamp::now().duration_until(start) }
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        Timestamp::now().checked_add(self.by).unwrap_or(Timestamp::MAX)
    }
}

/// Runs like the system's clock from the time that a file names, and jumps when the file's text changes: demonstrations
/// and browser tests move the time while the server runs.
pub struct FileClock {
    path: PathBuf,
    /// The text that was read last, and how far its time is from the system's.
    read: Mutex<(String, SignedDuration)>,
}

impl FileClock {
    /// # Errors
    /// When the file cannot be read or holds no time like `2026-11-23T09:00:00+07:00`.
    pub fn open(path: &Path) -> io::Result<Self> {
        let text = std::fs::read_to_string(path)?;
        let by = shift(&text)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{}: no time in it", path.display())))?;
        Ok(Self { path: path.to_owned(), read: Mutex::new((text, by)) })
    }
}

fn shift(text: &str) -> Option<SignedDuration> {
    Some(Timestamp::now().duration_until(text.trim().parse().ok()?))
}

impl Clock for FileClock {
    fn now(&self) -> Timestamp {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        // Half a file, or none for a moment, is no new time.
        if let Ok(text) = std::fs::read_to_string(&self.path)
            && text != read.0
            && let Some(by) = shift(&text)
        {
            *read = (text, by);
        }
        Timestamp::now().checked_add(read.1).unwrap_or(Timestamp::MAX)
    }
}

/// Stands still until it is moved.
pub struct ManualClock {
    at: Mutex<Timestamp>,
}

impl ManualClock {
    #[must_use]
    pub fn new(at: Timestamp) -> Self {
        Self { at: Mutex::new(at) }
    }

    /// Moves it; also backwards.
    pub fn set(&self, to: Timestamp) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = to;
    }

    /// Moves it forward.
    pub fn advance(&self, by: SignedDuration) {
        let mut at = self.at.lock().unwrap_or_else(PoisonError::into_inner);
        *at = at.checked_add(by).unwrap_or(Timestamp::MAX);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_in_a_file_runs_on_and_jumps_when_it_is_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("clock");
        assert!(FileClock::open(&path).is_err());
        std::fs::write(&path, "soon").unwrap();
        assert!(FileClock::open(&path).is_err());
        let time = |text: &str| text.parse::<Timestamp>().unwrap();
        let near = |clock: &FileClock, at: &str| clock.now().duration_since(time(at)).abs().as_secs() < 60;
        std::fs::write(&path, "2026-11-23T09:00:00+07:00\n").unwrap();
        let clock = FileClock::open(&path).unwrap();
        assert!(near(&clock, "2026-11-23T09:00:00+07:00"));
        assert!(clock.now() <= clock.now());
        std::fs::write(&path, "2026-12-01T09:00:00+07:00").unwrap();
        assert!(near(&clock, "2026-12-01T09:00:00+07:00"));
        std::fs::write(&path, "").unwrap();
        assert!(near(&clock, "2026-12-01T09:00:00+07:00"), "nonsense is no new time");
    }
}
