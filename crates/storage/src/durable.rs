//! What "durable" means here: synced, or the process ends.
//!
//! After a failed fsync the kernel may have dropped the very pages it could not write, and a second fsync says "fine". The only
//! honest answer is none at all: nothing is acknowledged, the process ends, and the next start reads what the disk really
//! holds (T-04; PostgreSQL does the same).

use std::{fmt::Display, io};

/// Ends the process: what was written may not be there.
pub(crate) fn lost(what: &str, error: &dyn Display) -> ! {
    // The supervisor's log is the last thing that can be told.
    eprintln!(
        "motcua: {what} could not be made durable ({error}); the process ends so that nothing false is acknowledged"
    );
    std::process::abort()
}

/// The outcome of an fsync; there is no failed one.
pub(crate) fn synced(what: &str, outcome: io::Result<()>) {
    if let Err(error) = outcome {
        lost(what, &error);
    }
}
