//! `motcua-server backup` and `restore`: keys, snapshots, their check, the drill, pruning by the rules of `data/backup.toml`.

use crate::{cli::Outcome, scrub};
use clap::{Args, Subcommand};
use jiff::Timestamp;
use motcua_storage::backup::{self, Identities, Manifest, Recipients, keep::Keep};
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
    /// The folder of backups, best on another machine
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
    /// The folder of backups
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
            print(&backup::create(data, &dir, &recipients, now.as_millisecond()).await?)
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
            for one in backup::snapshots(&dir)? {
                println!("{} dossiers {} audit {}", one.stamp, one.rows.get("dossiers").unwrap_or(&0), one.audit.0);
            }
            Ok(())
        }
        (Some(BackupCommand::Check { dir }), _) => {
            let newest = backup::latest(&dir)?.ok_or("no snapshot")?;
            let wrong = backup::check(&dir, &newest)?;
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
            let restored = backup::drill(&dir, &work, &identities, now.as_millisecond()).await?;
            scrub::print(&restored.report);
            println!("{} can be restored: every hash is equal, audit head {}", restored.stamp, restored.audit.1);
            Ok(())
        }
        (Some(BackupCommand::Prune { dir, force }), _) => {
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
    let restored = backup::restore(&args.dir, args.stamp.as_deref(), &args.to, &identities, now).await?;
    scrub::print(&restored.report);
    println!("{} is in {}: every hash is equal, audit head {}", restored.stamp, args.to.display(), restored.audit.1);
    Ok(())
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
