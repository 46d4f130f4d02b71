//! What the server does by itself so that nothing is lost or kept too long: a backup each hour, and each night the scrub,
//! the anchor of the audit chain, and the erasing of what is old enough.

use crate::{app::App, audit, backup, bucket, cli::Outcome, retention::Rules};
use jiff::Timestamp;
use motcua_storage::{
    audit::{Act, By},
    backup::{BackupError, Recipients, create, keep},
    scrub::scrub,
};
use std::{path::PathBuf, sync::Arc, time::Duration};

/// How often the clock is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// The local hour of the night's work.
const NIGHT: i8 = 2;
const HOUR_MS: i64 = 3600 * 1000;

/// The settings of it; all of it is optional.
#[derive(Clone, Debug, Default)]
pub struct Keeping {
    /// Where the chain's head is appended once a day.
    pub anchor: Option<PathBuf>,
    /// The folder or bucket of hourly backups.
    pub backup: Option<PathBuf>,
    /// Public keys that they are encrypted to.
    pub recipients: Vec<String>,
    /// The office's own rules of retention.
    pub retention: Option<PathBuf>,
}

/// Runs until the server stops.
pub async fn run(app: Arc<App>, keeping: Keeping) {
    let mut looks = tokio::time::interval(LOOK_EVERY);
    let (mut hour, mut night, mut anchored) = (0, None, None);
    loop {
        looks.tick().await;
        let (now, local) = (app.now(), app.local_now());
        if now.as_millisecond() / HOUR_MS != hour {
            hour = now.as_millisecond() / HOUR_MS;
            report("backup", back_up(&app, &keeping, now).await);
        }
        if anchored != Some(local.date()) {
            anchored = Some(local.date());
            report("anchor", anchor(&app, &keeping, now).await);
        }
        if local.hour() == NIGHT && night != Some(local.date()) {
            night = Some(local.date());
            report("retention", erase(&app, &keeping, now).await);
            report("scrub", look_for_damage(&app, now).await);
        }
    }
}

fn report(job: &str, outcome: Outcome) {
    if let Err(error) = outcome {
        tracing::error!(job, %error, "a job of the house failed");
    }
}

/// A backup of this moment, if there is a place for it.
///
/// # Errors
/// When the database is damaged, or a disk or key cannot be used.
pub async fn back_up(app: &App, keeping: &Keeping, now: Timestamp) -> Outcome {
    let Some(place) = &keeping.backup else { return Ok(()) };
    let (recipients, bucket) = (Recipients::parse(&keeping.recipients)?, bucket::open(place)?);
    let (root, at_ms) = (app.store.root().to_owned(), now.as_millisecond());
    let dir = backup::folder_of(&root, place);
    let (rules, handle) = (backup::rules()?, tokio::runtime::Handle::current());
    // Away from the threads that answer requests: files are read, encrypted and compared as a whole.
    let work = move || {
        let made = handle.block_on(create(&root, &dir, &recipients, at_ms))?;
        if let Some(bucket) = bucket {
            handle.block_on(bucket.push(&dir))?;
        }
        let pruned = keep::prune(&dir, rules, false);
        Ok::<_, BackupError>((made, pruned))
    };
    let (made, pruned) = tokio::task::spawn_blocking(work).await??;
    for upload in &made.damaged {
        tracing::error!(upload, "a file was damaged before it was backed up");
    }
    let by = By::system(now.as_millisecond());
    app.store.record_act(&Act::on("backed_up", Some(&made.stamp), by)).await?;
    pruned?;
    tracing::info!(stamp = made.stamp, files = made.blobs.len(), "backed up");
    Ok(())
}

/// Appends the chain's head to the anchor file, if there is one.
///
/// # Errors
/// When the file cannot be written.
pub async fn anchor(app: &App, keeping: &Keeping, now: Timestamp) -> Outcome {
    let Some(file) = &keeping.anchor else { return Ok(()) };
    Ok(audit::append(file, &app.store.audit_head().await?, now)?)
}

/// Erases what is old enough.
///
/// # Errors
/// When the rules make no sense, or the database cannot.
pub async fn erase(app: &App, keeping: &Keeping, now: Timestamp) -> Outcome {
    let rules = Rules::load(keeping.retention.as_deref())?;
    for (what, count) in rules.apply(&app.store, By::system(now.as_millisecond())).await? {
        if count > 0 {
            tracing::info!(what = what.as_str(), count, "erased by its age");
        }
    }
    Ok(())
}

/// Looks for silent damage and says in the log what is damaged.
///
/// # Errors
/// When nothing can be read.
pub async fn look_for_damage(app: &App, now: Timestamp) -> Outcome {
    let found = scrub(app.store.root()).await?;
    for damage in &found.damage {
        tracing::error!(what = damage.what, id = damage.id, "damaged: restore it from a backup");
    }
    let told = format!("damaged:{}", found.damage.len());
    Ok(app.store.record_act(&Act::on("scrubbed", Some(&told), By::system(now.as_millisecond()))).await?)
}
