//! `motcua-server backup` and `restore`: keys, snapshots, their check, the drill, pruning by the rules of `data/backup.toml`. A place is
//! a folder, or `s3://bucket/prefix`: then the folder `backups` beside the data is its source.

use crate::{bucket, cli::Outcome, scrub};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use motcua_storage::backup::{self, Folder, Identities, Manifest, Recipients, keep::Keep};
use std::{
    fs::OpenOptions,
    io::Write,
    path::{Path, PathBuf},
};

/// The rules of keeping, as shipped.
const RULES: &str = include_str!("../data/backup.toml");

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct BackupArgs {
    /// The folder of backups, best on another machine; or s3://bucket/prefix
    #[arg(required = true)]
    dir: Option<PathBuf>,
    /// A public key (age1...) that may open it; several times for several keys
    #[arg(long = "recipient")]
    recipients: Vec<String>,
    #[command(subcommand)]
    command: Option<BackupCommand>,
}

#[derive(Subcommand)]
enum BackupCommand {
    /// Make a key: the file is what opens backups and must not stay on this machine
    Key { file: PathBuf },
    /// List the snapshots of a folder
    List { dir: PathBuf },
    /// Compare every file of the newest snapshot with its hash; needs no key
    Check { dir: PathBuf },
    /// Restore the newest snapshot into a passing folder and compare everything
    Drill {
        dir: PathBuf,
        #[arg(long)]
        identity: PathBuf,
        /// Where there is room for all of it; without it the system's folder of passing files
        #[arg(long)]
        work: Option<PathBuf>,
    },
    /// Remove what the rules do not keep
    Prune {
        dir: PathBuf,
        /// Also when unusually much would go
        #[arg(long)]
        force: bool,
    },
}

#[derive(Args)]
pub struct RestoreArgs {
    /// The folder of backups, or s3://bucket/prefix
    dir: PathBuf,
    /// The data directory to make; it must not hold an installation
    #[arg(long)]
    to: PathBuf,
    /// The file of the secret key
    #[arg(long)]
    identity: PathBuf,
    /// Which snapshot, by its stamp; without it the newest
    #[arg(long)]
    stamp: Option<String>,
}

/// Runs `backup`. Recipients of the settings count where none is given.
///
/// # Errors
/// When the backup is not whole, or a disk cannot.
pub async fn run(data: &Path, settled: &[String], args: BackupArgs) -> Outcome {
    let now = Timestamp::now();
    match (args.command, args.dir) {
        (None, Some(dir)) => {
            let keys = if args.recipients.is_empty() { settled } else { &args.recipients };
            let recipients = Recipients::parse(keys)?;
            let bucket = bucket::open(&dir)?;
            let made = backup::create(data, &folder_of(data, &dir), &recipients, now.as_millisecond()).await?;
            if let Some(bucket) = bucket {
                println!("{} files sent", bucket.push(&folder_of(data, &dir)).await?);
            }
            print(&made)
        }
        (None, None) => Err("which folder?".into()),
        (Some(BackupCommand::Key { file }), _) => {
            let (secret, public) = backup::new_key();
            let mut options = OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                options.mode(0o600);
            }
            let mut out = options.open(&file)?;
            out.write_all(secret.as_bytes())?;
            out.sync_all()?;
            println!("{public}");
            Ok(())
        }
        (Some(BackupCommand::List { dir }), _) => {
            let dir = here(&dir, None).await?;
            for one in backup::snapshots(dir.as_ref())? {
                println!("{} dossiers {} audit {}", one.stamp, one.rows.get("dossiers").unwrap_or(&0), one.audit.0);
            }
            Ok(())
        }
        (Some(BackupCommand::Check { dir }), _) => {
            let dir = here(&dir, None).await?;
            let newest = backup::latest(dir.as_ref())?.ok_or("no snapshot")?;
            let wrong = backup::check(dir.as_ref(), &newest)?;
            for file in &wrong {
                println!("damaged {file}");
            }
            if !wrong.is_empty() {
                return Err(format!("{}: {} files are damaged", newest.stamp, wrong.len()).into());
            }
            println!("{}: whole, {} files", newest.stamp, newest.blobs.len());
            Ok(())
        }
        (Some(BackupCommand::Drill { dir, identity, work }), _) => {
            let identities = Identities::parse(&std::fs::read_to_string(identity)?)?;
            let work = work.unwrap_or_else(std::env::temp_dir);
            let dir = here(&dir, None).await?;
            let restored = backup::drill(dir.as_ref(), &work, &identities, now.as_millisecond()).await?;
            scrub::print(&restored.report);
            println!("{} can be restored: every hash is equal, audit head {}", restored.stamp, restored.audit.1);
            Ok(())
        }
        (Some(BackupCommand::Prune { dir, force }), _) => {
            if bucket::named(&dir).is_some() {
                return Err("how long a bucket keeps things is its own rule".into());
            }
            for gone in backup::keep::prune(&dir, rules()?, force)? {
                println!("removed {gone}");
            }
            Ok(())
        }
    }
}

/// Runs `restore`.
///
/// # Errors
/// When anything is damaged, or the place is taken.
pub async fn restore(args: &RestoreArgs) -> Outcome {
    let identities = Identities::parse(&std::fs::read_to_string(&args.identity)?)?;
    let now = Timestamp::now().as_millisecond();
    let dir = here(&args.dir, args.stamp.as_deref()).await?;
    let restored = backup::restore(dir.as_ref(), args.stamp.as_deref(), &args.to, &identities, now).await?;
    scrub::print(&restored.report);
    println!("{} is in {}: every hash is equal, audit head {}", restored.stamp, args.to.display(), restored.audit.1);
    Ok(())
}

/// The folder that backups are made in: the place itself, or what goes from here to a bucket.
#[must_use]
pub fn folder_of(data: &Path, place: &Path) -> PathBuf {
    if bucket::named(place).is_some() { data.join("backups") } else { place.to_owned() }
}

/// A folder of backups that can be read: the place itself, or a snapshot out of a bucket, which is gone again in the end.
enum Here {
    There(PathBuf),
    Passing(Folder),
}

impl AsRef<Path> for Here {
    fn as_ref(&self) -> &Path {
        match self {
            Self::There(path) => path,
            Self::Passing(folder) => folder.as_ref(),
        }
    }
}

async fn here(place: &Path, stamp: Option<&str>) -> Outcome<Here> {
    let Some(bucket) = bucket::open(place)? else { return Ok(Here::There(place.to_owned())) };
    let folder = Folder::new(std::env::temp_dir().join(format!("motcua-from-bucket-{}", std::process::id())))?;
    bucket.pull(stamp, folder.as_ref()).await?;
    Ok(Here::Passing(folder))
}

/// The shipped rules of keeping.
///
/// # Errors
/// When the file is not what it must be.
pub fn rules() -> Outcome<Keep> {
    Ok(toml::from_str(RULES)?)
}

fn print(made: &Manifest) -> Outcome {
    println!(
        "{}: {} dossiers, {} files, audit head {}",
        made.stamp,
        made.rows.get("dossiers").unwrap_or(&0),
        made.blobs.len(),
        made.audit.1
    );
    for upload in &made.damaged {
        println!("damaged blob {upload}");
    }
    match made.damaged.len() {
        0 => Ok(()),
        count => Err(format!("{count} files were damaged before they were backed up").into()),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_shipped_rules_are_read() {
        let keep = super::rules().unwrap();
        assert_eq!((keep.hourly, keep.daily, keep.monthly), (48, 35, 13));
    }
}
