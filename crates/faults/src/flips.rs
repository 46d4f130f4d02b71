//! T-16: single bits change on the disk behind the program's back, in the database and in files; the scrub finds every one.

use crate::{
    Outcome,
    journal::Journal,
    line::Line,
    phone::Phone,
    random::Random,
    said,
    server::{Plan, copy_data},
    suite::Times,
    verdict::Found,
};
use motcua_storage::{scrub::scrub, told::told};
use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

const DOSSIERS: u64 = 8;
/// Bytes of a file.
const FILE: usize = 4000;
/// Flips of a hundred that hit a file and not the database.
const IN_FILES: u64 = 25;
/// One of so many is judged by the program itself, not by its library alone.
const BY_PROGRAM: u64 = 25;

/// Runs T-16. A flip that changes nothing of what the database says (free space in a page) does not count.
///
/// # Errors
/// When the server cannot be run, or what it left is damaged before anything was flipped.
pub async fn run(program: &Path, seed: u64, times: Times) -> Outcome<Found> {
    let folder = tempfile::tempdir().map_err(said)?;
    let plan = Plan::new(program, folder.path())?;
    let mut server = tokio::task::block_in_place(|| plan.start())?;
    let journal = Journal::create(&folder.path().join("journal"))?;
    let line = Arc::new(Line::open(server.listen, journal, seed, Duration::from_secs(120)).await?);
    let phone = Phone::new(&line).await?;
    for _ in 0..DOSSIERS {
        phone.one_dossier(FILE).await?;
    }
    tokio::task::block_in_place(|| server.stop());
    let sound = scrub(&plan.data).await.map_err(said)?;
    if !sound.damage.is_empty() || sound.blobs < DOSSIERS {
        return Err(format!("what is to be damaged is not whole: {sound:?}"));
    }
    let before = told(&plan.data).await;
    let files = blobs(&plan.data.join("blobs"))?;
    let random = Random::split(seed, 0);
    let (mut found, mut free, mut by_program) = (Found::default(), 0u64, 0u64);
    while times.more(found.runs) && free < 100 * times.most {
        let copy = folder.path().join("copy");
        copy_data(&plan.data, &copy)?;
        let name = if random.percent(IN_FILES) {
            files[usize::try_from(random.between(0, files.len() as u64 - 1)).map_err(said)?].clone()
        } else {
            PathBuf::from("motcua.db")
        };
        let (at, bit) = flip(&copy.join(&name), &random)?;
        // What cannot be read at all is found, too.
        let noticed = scrub(&copy).await.map_or(true, |report| !report.damage.is_empty());
        let place = || format!("bit {bit} of byte {at} of {}", name.display());
        if noticed {
            found.runs += 1;
            if found.runs.is_multiple_of(BY_PROGRAM) {
                by_program += 1;
                let says = tokio::task::block_in_place(|| says_so(program, &copy))?;
                found.must(says, || format!("{}: `scrub` ends as if all were well", place()));
            }
        } else {
            let after = if name == Path::new("motcua.db") { told(&copy).await } else { Vec::new() };
            if after == before {
                free += 1;
            } else {
                found.runs += 1;
                let other = after.iter().find(|line| !before.contains(line)).map_or("", String::as_str);
                found.lost.push(format!("{}: not found; it says {other}", place()));
            }
        }
        std::fs::remove_dir_all(&copy).map_err(said)?;
    }
    let all = found.runs;
    found.must(all >= times.least, || format!("only {all} flips counted"));
    found.figures = format!(
        "{} of {all} flips found, {by_program} of them asked of the program; {free} more hit free space",
        all - found.lost.len() as u64
    );
    Ok(found)
}

/// Whether the program's own scrub ends with an error.
fn says_so(program: &Path, data: &Path) -> Outcome<bool> {
    let mut command = Command::new(program);
    command.args(["scrub", "--data"]).arg(data).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(!command.status().map_err(said)?.success())
}

/// Flips one bit of a file; says which.
fn flip(file: &Path, random: &Random) -> Outcome<(u64, u64)> {
    let mut bytes = std::fs::read(file).map_err(said)?;
    let (at, bit) = (random.between(0, bytes.len() as u64 - 1), random.between(0, 7));
    bytes[usize::try_from(at).map_err(said)?] ^= 1 << bit;
    std::fs::write(file, bytes).map_err(said)?;
    Ok((at, bit))
}

/// Every blob, relative to the data folder, in an order of its own.
fn blobs(folder: &Path) -> Outcome<Vec<PathBuf>> {
    fn walk(dir: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
        for entry in std::fs::read_dir(dir)? {
            let path = entry?.path();
            if path.is_dir() { walk(&path, into)? } else { into.push(path) }
        }
        Ok(())
    }
    let mut all = Vec::new();
    walk(folder, &mut all).map_err(said)?;
    all.sort();
    let root = folder.parent().unwrap_or(folder);
    all.iter().map(|path| path.strip_prefix(root).map(Path::to_owned).map_err(said)).collect()
}
