//! The journal: every acknowledgement, in a file that is synced before the phone goes on. What is not in it was not promised.

use crate::{Outcome, said};
use serde::{Deserialize, Serialize};
use std::{
    fs::File,
    io::Write,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// One acknowledgement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// The server knows a device.
    Device { token: String },
    /// The server knows an upload.
    Created { device: String, upload: String, length: u64, sha256: String, seed: u64 },
    /// The server has every byte before this offset.
    Offset { upload: String, offset: u64 },
    /// The server has the whole file.
    Stored { upload: String },
    /// A dossier is about to be sent: no acknowledgement, but the server may have it from now on.
    Tried { key: String },
    /// The server has the dossier.
    Receipt { device: String, key: String, code: String, sha256: String, uploads: Vec<String> },
    /// Something that was promised is not there. Found while running; it fails the run.
    Lost { what: String },
}

/// A journal that is being written.
pub struct Journal(Mutex<File>);

impl Journal {
    /// # Errors
    /// When the file cannot be made.
    pub fn create(path: &Path) -> Outcome<Self> {
        Ok(Self(Mutex::new(File::options().create(true).append(true).open(path).map_err(said)?)))
    }

    /// Writes an entry down; it is on the disk when this returns.
    ///
    /// # Errors
    /// When the disk cannot: then nothing that follows would prove anything.
    pub fn note(&self, entry: &Entry) -> Outcome {
        let mut line = serde_json::to_vec(entry).map_err(said)?;
        line.push(b'\n');
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&line).and_then(|()| file.sync_data()).map_err(said)
    }
}

/// Reads a journal; a last line that a crash cut off is left out.
///
/// # Errors
/// When it cannot be read or holds a line that is no entry.
pub fn read(path: &Path) -> Outcome<Vec<Entry>> {
    let text = std::fs::read_to_string(path).map_err(said)?;
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(|line| serde_json::from_str(line).map_err(said)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_read_and_half_a_line_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal");
        let journal = Journal::create(&path).unwrap();
        let entries = [Entry::Device { token: "a".into() }, Entry::Offset { upload: "u".into(), offset: 7 }];
        entries.iter().for_each(|entry| journal.note(entry).unwrap());
        assert_eq!(read(&path).unwrap(), entries);
        let mut text = std::fs::read(&path).unwrap();
        text.extend(b"{\"offset\":{\"upl");
        std::fs::write(&path, text).unwrap();
        assert_eq!(read(&path).unwrap(), entries);
    }
}
