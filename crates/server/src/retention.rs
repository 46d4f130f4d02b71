//! What is erased by age: the rules of `data/retention.toml` or of the office's own file, run daily, or told before.

use crate::cli::Outcome;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use motcua_storage::{Store, audit::By, retention::What};
use serde::Deserialize;
use std::path::Path;

/// The rules as shipped.
const SHIPPED: &str = include_str!("../data/retention.toml");
const DAY_MS: i64 = 24 * 3600 * 1000;
/// Rows erased in one transaction.
const AT_ONCE: u32 = 50;
/// The most that one run erases of a kind: a wrong clock or a slip in the rules stops here, and is seen.
const MOST: usize = 1000;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct RetentionArgs {
    /// Only say what would be erased, inactive rules too
    #[arg(long)]
    dry_run: bool,
    #[command(subcommand)]
    command: Option<RetentionCommand>,
}

#[derive(Subcommand)]
enum RetentionCommand {
    /// Hold a dossier: it is not erased, whatever its age
    Hold {
        code: String,
        /// The order that says so
        #[arg(long)]
        reference: String,
    },
    /// Let a held dossier go again
    Release { code: String },
}

/// The rules of an installation.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub rule: Vec<Rule>,
}

/// One kind of thing and how long it is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub what: What,
    pub days: u32,
    /// Whether it erases at all.
    pub active: bool,
    pub source: String,
    pub date: String,
    #[serde(default)]
    pub unconfirmed: bool,
}

impl Rules {
    /// The office's rules, or those that are shipped.
    ///
    /// # Errors
    /// When the file cannot be read, or a period is no day at all.
    pub fn load(file: Option<&Path>) -> Outcome<Self> {
        let text = match file {
            Some(file) => std::fs::read_to_string(file)?,
            None => SHIPPED.to_owned(),
        };
        let rules: Self = toml::from_str(&text)?;
        if rules.rule.iter().any(|rule| rule.days == 0) {
            return Err("retention: 0 days would erase what was just made".into());
        }
        Ok(rules)
    }

    /// Erases what is due; answers with kinds and how many of each.
    ///
    /// # Errors
    /// When the database or the disk cannot.
    pub async fn apply(&self, store: &Store, by: By<'_>) -> Outcome<Vec<(What, usize)>> {
        let mut done = Vec::new();
        for rule in self.rule.iter().filter(|rule| rule.active) {
            let mut count = 0;
            while count < MOST {
                let gone = store.erase(rule.what, rule.before(by.at_ms), AT_ONCE, by).await?.len();
                count += gone;
                if gone < AT_ONCE as usize {
                    break;
                }
            }
            done.push((rule.what, count));
        }
        Ok(done)
    }
}

impl Rule {
    /// What is older than this (Unix milliseconds) is due.
    fn before(&self, now_ms: i64) -> i64 {
        now_ms - i64::from(self.days) * DAY_MS
    }
}

/// Runs the command.
///
/// # Errors
/// When the rules make no sense, or the database cannot.
pub async fn run(data: &Path, file: Option<&Path>, args: RetentionArgs) -> Outcome {
    let rules = Rules::load(file)?;
    let store = Store::open(data).await?;
    let by = By::operator(Timestamp::now().as_millisecond());
    match args.command {
        Some(RetentionCommand::Hold { code, reference }) => hold(&store, &code, Some(&reference), by).await?,
        Some(RetentionCommand::Release { code }) => hold(&store, &code, None, by).await?,
        None if args.dry_run => {
            for rule in &rules.rule {
                let ids = store.due_for_erasure(rule.what, rule.before(by.at_ms), MOST as u32).await?;
                let active = if rule.active { "" } else { " (not active: nothing goes)" };
                println!("{} after {} days: {}{active}", rule.what.as_str(), rule.days, ids.len());
                ids.iter().for_each(|id| println!("  {id}"));
            }
            println!("held dossiers: {}", store.held().await?);
        }
        None => {
            for (what, count) in rules.apply(&store, by).await? {
                println!("{}: {count} erased", what.as_str());
            }
        }
    }
    store.close().await;
    Ok(())
}

async fn hold(store: &Store, code: &str, reference: Option<&str>, by: By<'_>) -> Outcome {
    let record = store.by_code(code).await?.ok_or("no dossier has this code")?;
    let changed = store.hold_dossier(&record.row.id, reference, by).await?;
    println!("{code}: {}", if changed { "done" } else { "was so already" });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_rules_are_read_and_erase_no_dossier_unasked() {
        let rules = Rules::load(None).unwrap();
        assert!(rules.rule.iter().all(|rule| !rule.source.is_empty() && !rule.date.is_empty()));
        let dossiers = rules.rule.iter().find(|rule| rule.what == What::Dossiers).unwrap();
        assert!(!dossiers.active && dossiers.unconfirmed);
    }

    #[test]
    fn no_days_at_all_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("rules.toml");
        std::fs::write(&file, SHIPPED.replace("days = 90\n", "days = 0\n")).unwrap();
        assert!(Rules::load(Some(&file)).is_err());
    }
}
