//! `motcua-server audit`: whether the chain is whole, and its head written to a place that this machine's owner does not own.

use crate::cli::Outcome;
use clap::Subcommand;
use jiff::Timestamp;
use motcua_storage::audit::{Anchor, Head, verify_data};
use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
};

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Walk the whole chain; names the first link that is not as it was written
    Verify {
        /// Also compare with heads that were anchored in this file
        #[arg(long)]
        anchor: Option<PathBuf>,
    },
    /// Append the chain's head to a file, best on another machine
    Anchor { file: PathBuf },
}

/// Runs one of them.
///
/// # Errors
/// When the chain does not hold, or a file cannot be used.
pub async fn run(data: &Path, command: &AuditCommand) -> Outcome {
    match command {
        AuditCommand::Verify { anchor } => {
            let anchors = match anchor {
                Some(file) => Anchor::read(&std::fs::read_to_string(file)?)
                    .map_err(|line| format!("{}: line {line} is no anchor", file.display()))?,
                None => Vec::new(),
            };
            let head = verified(data, &anchors).await?;
            println!("audit chain: whole, {} links, {} anchors; head {}", head.seq, anchors.len(), head.hash);
        }
        AuditCommand::Anchor { file } => {
            // A broken chain is not anchored: it would look like a promise.
            let head = verified(data, &[]).await?;
            append(file, &head, Timestamp::now())?;
            println!("{} {}", head.seq, head.hash);
        }
    }
    Ok(())
}

async fn verified(data: &Path, anchors: &[Anchor]) -> Outcome<Head> {
    let verdict = verify_data(data, anchors).await?;
    Ok(verdict.map_err(|broken| format!("audit chain: {} at link {}", broken.what, broken.seq))?)
}

/// Appends a head to a file of anchors, durably.
///
/// # Errors
/// When the file cannot be written.
pub fn append(file: &Path, head: &Head, at: Timestamp) -> io::Result<()> {
    let mut out = OpenOptions::new().create(true).append(true).open(file)?;
    writeln!(out, "{} {} {at:.0}", head.seq, head.hash)?;
    out.sync_all()
}
