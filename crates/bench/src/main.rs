//! The load of `cargo xtask bench upload` and `bench server`. Runs the server's program and the peers, asks all of them by one
//! client, and writes rows and notes as JSON for xtask to show.

mod lists;
mod load;
mod minimal;
mod rows;
mod uploads;
mod used;
mod wire;

use motcua_faults::{Outcome, said};
use std::{path::PathBuf, process::ExitCode};

const USAGE: &str =
    "motcua-bench server|upload --server PROGRAM --folder FOLDER --out FILE [--peer NAME=ADDRESS=PROCESS ...] [--long]
motcua-bench minimal --folder FOLDER";

/// What a run is to do.
pub struct Asked {
    /// The server's program.
    server: PathBuf,
    /// A folder on the disk that is measured; what is made in it is removed.
    folder: PathBuf,
    /// tus servers beside ours: name, address, id of the process.
    peers: Vec<(String, String, u32)>,
    long: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(std::env::args().skip(1)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn run(mut words: impl Iterator<Item = String>) -> Outcome {
    let bench = words.next().unwrap_or_default();
    let mut asked = Asked { server: PathBuf::new(), folder: PathBuf::new(), peers: Vec::new(), long: false };
    let mut out = PathBuf::new();
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--server" => asked.server = value()?.into(),
            "--folder" => asked.folder = value()?.into(),
            "--out" => out = value()?.into(),
            "--long" => asked.long = true,
            "--peer" => {
                let text = value()?;
                let mut parts = text.split('=').map(str::to_owned);
                let (Some(name), Some(address), Some(Ok(process))) =
                    (parts.next(), parts.next(), parts.next().map(|id| id.parse()))
                else {
                    return Err(format!("{text}: NAME=ADDRESS=PROCESS"));
                };
                asked.peers.push((name, address, process));
            }
            _ => return Err(format!("{word} is unknown\n\n{USAGE}")),
        }
    }
    std::fs::create_dir_all(&asked.folder).map_err(said)?;
    let rows = match bench.as_str() {
        "minimal" => return minimal::serve(&asked.folder).await,
        "server" => {
            let mut rows = load::run(&asked).await?;
            rows.add(lists::run(&asked).await?);
            rows
        }
        "upload" => uploads::run(&asked).await?,
        _ => return Err(USAGE.to_owned()),
    };
    std::fs::write(&out, rows.json()).map_err(said)
}
