//! Settings, typed: a flag wins over the environment, the environment over the file, the file over the default.

use crate::{
    app::Policy,
    ecopies::pades::ProgramSigner,
    keeping::Keeping,
    notices::settings::{GivenMail, GivenSms, Mail, Secret, Sms, secret as secret_of},
    world::Sources,
};
use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use std::{
    fmt,
    net::SocketAddr,
    path::{Path, PathBuf},
};

/// What the command line, the environment and the file may say. All of it is optional.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Given {
    /// A TOML file with the same names as the flags; those of mail and sms stand in tables, [mail] server = "..."
    #[arg(long, env = "MOTCUA_CONFIG", global = true)]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// The directory of everything that is kept.
    #[arg(long, env = "MOTCUA_DATA", global = true)]
    pub data: Option<PathBuf>,
    /// Address and port.
    #[arg(long, env = "MOTCUA_LISTEN", global = true)]
    pub listen: Option<SocketAddr>,
    /// The built web apps.
    #[arg(long, env = "MOTCUA_WEB_ROOT", global = true)]
    pub web_root: Option<PathBuf>,
    /// The procedures: a folder each; without it those built into the program.
    #[arg(long, env = "MOTCUA_PROCEDURES", global = true)]
    pub procedures: Option<PathBuf>,
    /// The office's own facts (TOML); without it the demonstration ward.
    #[arg(long, env = "MOTCUA_OFFICE", global = true)]
    pub office: Option<PathBuf>,
    /// The address that posters and receipts point to.
    #[arg(long, env = "MOTCUA_PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// Uploads are refused when less is free (bytes; without it 1 GiB or a twentieth of the disk, whichever is more); other
    /// writes below a quarter of it.
    #[arg(long, env = "MOTCUA_DISK_RESERVE", global = true)]
    pub disk_reserve: Option<u64>,
    /// Minutes after which an unused sign-in is over.
    #[arg(long, env = "MOTCUA_SESSION_IDLE_MINUTES", global = true)]
    pub session_idle_minutes: Option<u32>,
    /// Hours after which a sign-in is over in any case.
    #[arg(long, env = "MOTCUA_SESSION_HOURS", global = true)]
    pub session_hours: Option<u32>,
    /// A file, best on another machine, to which the audit chain's head is appended daily.
    #[arg(long, env = "MOTCUA_AUDIT_ANCHOR", global = true)]
    pub audit_anchor: Option<PathBuf>,
    /// A folder, best on another machine, or s3://bucket/prefix, that gets a backup every hour.
    #[arg(long, env = "MOTCUA_BACKUP_TO", global = true)]
    pub backup_to: Option<PathBuf>,
    /// Public keys (age1...) that backups are encrypted to, separated by commas.
    #[arg(long, env = "MOTCUA_BACKUP_KEYS", global = true, value_delimiter = ',')]
    pub backup_keys: Option<Vec<String>>,
    /// The office's own rules of what is erased when (TOML).
    #[arg(long, env = "MOTCUA_RETENTION", global = true)]
    pub retention: Option<PathBuf>,
    /// A program, and its arguments, that signs certified copies for the State: it reads bytes and writes a CMS signature (DER).
    #[arg(long, env = "MOTCUA_COPY_SIGN_PROGRAM", global = true, value_delimiter = ' ')]
    pub copy_sign_program: Option<Vec<String>>,
    /// A file that holds the secret by which the bank signs what it reports (docs/bank-webhook.md); it may stand in
    /// MOTCUA_BANK_SECRET instead. Without it nothing is taken from the bank.
    #[arg(long, env = "MOTCUA_BANK_SECRET_FILE", global = true)]
    pub bank_secret_file: Option<PathBuf>,
    /// `text` or `json`.
    #[arg(long, env = "MOTCUA_LOG_FORMAT", global = true)]
    pub log_format: Option<LogFormat>,
    /// What is logged, as `tracing` filters are written.
    #[arg(long, env = "MOTCUA_LOG", global = true)]
    pub log: Option<String>,
    #[command(flatten)]
    #[serde(default)]
    pub mail: GivenMail,
    #[command(flatten)]
    #[serde(default)]
    pub sms: GivenSms,
}

/// How log lines look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LogFormat {
    #[default]
    Text,
    Json,
}

/// Settings as they count. Passwords are kept hashed and the server makes its own key: the only secrets among them are
/// those that mail server and SMS gateway know us by.
#[derive(Clone, Debug)]
pub struct Settings {
    pub data: PathBuf,
    pub listen: SocketAddr,
    pub web_root: PathBuf,
    pub procedures: Option<PathBuf>,
    pub office: Option<PathBuf>,
    pub public_url: String,
    pub policy: Policy,
    pub keeping: Keeping,
    /// Who puts the State's signature on certified copies, if anybody does.
    pub copy_signer: Option<ProgramSigner>,
    pub log_format: LogFormat,
    pub log: String,
    /// E-mail, if it is switched on.
    pub mail: Option<Mail>,
    /// Text messages, if they are switched on.
    pub sms: Option<Sms>,
    /// By which the bank signs what it reports, if it may report at all.
    pub bank_secret: Option<Secret>,
}

/// Shorter secrets could be guessed by trying.
const BANK_SECRET: usize = 24;

/// A setting that cannot be used.
#[derive(Debug)]
pub struct BadSetting(String);

impl fmt::Display for BadSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadSetting {}

impl Given {
    /// Fills in the file's settings and the defaults.
    ///
    /// # Errors
    /// When the file cannot be read, names an unknown setting, or a value makes no sense.
    pub fn settle(self) -> Result<Settings, BadSetting> {
        let file = match &self.config {
            Some(path) => read(path)?,
            None => Self::default(),
        };
        let default = Policy::default();
        let public_url = self.public_url.or(file.public_url);
        if let Some(url) = public_url.as_deref().filter(|url| !is_origin(url)) {
            return Err(BadSetting(format!("public-url: {url} is not https://host or http://host, without a path")));
        }
        let keeping = Keeping {
            anchor: self.audit_anchor.or(file.audit_anchor),
            backup: self.backup_to.or(file.backup_to),
            recipients: self.backup_keys.or(file.backup_keys).unwrap_or_default(),
            retention: self.retention.or(file.retention),
        };
        if keeping.backup.is_some() {
            motcua_storage::backup::Recipients::parse(&keeping.recipients)
                .map_err(|error| BadSetting(format!("backup-keys: {error}")))?;
        }
        let minutes = self.session_idle_minutes.or(file.session_idle_minutes).map(i64::from);
        let hours = self.session_hours.or(file.session_hours).map(i64::from);
        if minutes == Some(0) || hours == Some(0) {
            return Err(BadSetting("session-idle-minutes, session-hours: 0 would let nobody in".to_owned()));
        }
        let secret = |name| std::env::var(name).ok();
        let mail = self.mail.or(file.mail).settle(secret("MOTCUA_MAIL_PASSWORD")).map_err(BadSetting)?;
        let sms = self.sms.or(file.sms).settle(secret("MOTCUA_SMS_TOKEN")).map_err(BadSetting)?;
        let bank_file = self.bank_secret_file.or(file.bank_secret_file);
        let bank_secret =
            secret_of(secret("MOTCUA_BANK_SECRET"), bank_file.as_deref(), "bank-secret-file").map_err(BadSetting)?;
        if bank_secret.as_ref().is_some_and(|secret| secret.0.len() < BANK_SECRET) {
            return Err(BadSetting(format!("bank-secret-file: at least {BANK_SECRET} characters")));
        }
        let listen = self.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 3000)));
        Ok(Settings {
            data: self.data.or(file.data).unwrap_or_else(|| PathBuf::from("data")),
            listen,
            web_root: self.web_root.or(file.web_root).unwrap_or_else(|| PathBuf::from("dist")),
            procedures: self.procedures.or(file.procedures),
            office: self.office.or(file.office),
            public_url: public_url.unwrap_or_else(|| format!("http://localhost:{}", listen.port())),
            policy: Policy {
                disk_reserve: self.disk_reserve.or(file.disk_reserve).unwrap_or(default.disk_reserve),
                // Who names a number of bytes means it.
                disk_share: match self.disk_reserve.or(file.disk_reserve) {
                    Some(_) => 0,
                    None => default.disk_share,
                },
                session_idle: minutes.map_or(default.session_idle, SignedDuration::from_mins),
                session_longest: hours.map_or(default.session_longest, SignedDuration::from_hours),
            },
            keeping,
            copy_signer: self.copy_sign_program.or(file.copy_sign_program).and_then(|words| {
                let mut words = words.into_iter();
                Some(ProgramSigner { program: words.next()?, arguments: words.collect() })
            }),
            log_format: self.log_format.or(file.log_format).unwrap_or_default(),
            log: self.log.or(file.log).unwrap_or_else(|| "info,sqlx=warn".to_owned()),
            mail,
            sms,
            bank_secret,
        })
    }
}

fn read(path: &Path) -> Result<Given, BadSetting> {
    let text = std::fs::read_to_string(path).map_err(|error| BadSetting(format!("{}: {error}", path.display())))?;
    toml::from_str(&text).map_err(|error| BadSetting(format!("{}: {error}", path.display())))
}

fn is_origin(url: &str) -> bool {
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    !host.is_empty() && !host.contains(['/', '?', '#', '@', ' '])
}

impl Settings {
    /// Where the facts of this installation stand.
    #[must_use]
    pub fn sources(&self, demo: bool) -> Sources<'_> {
        Sources {
            procedures: self.procedures.as_deref(),
            office: self.office.as_deref(),
            public_url: &self.public_url,
            demo,
        }
    }
}

/// Where a demonstration's clock starts.
///
/// # Errors
/// When the text is no time.
pub fn clock_start(text: &str) -> Result<Timestamp, String> {
    text.parse().map_err(|_| "not a time like 2026-11-23T09:00:00+07:00".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> (tempfile::TempDir, Given) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("motcua.toml");
        std::fs::write(&path, text).unwrap();
        (dir, Given { config: Some(path), ..Given::default() })
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let (_dir, given) = file("listen = \"127.0.0.1:4000\"\nsession-hours = 4\n");
        let settings = Given { session_hours: Some(2), ..given }.settle().unwrap();
        assert_eq!(settings.listen.port(), 4000);
        assert_eq!(settings.policy.session_longest, SignedDuration::from_hours(2));
        assert_eq!(settings.policy.session_idle, SignedDuration::from_mins(60));
    }

    #[test]
    fn mail_and_sms_have_tables_and_no_secret_in_the_file() {
        let (_dir, given) = file("[mail]\nserver = \"smtps://mail.example\"\nfrom = \"a@example.org\"\n");
        let settings = given.settle().unwrap();
        assert_eq!(settings.mail.unwrap().host, "mail.example");
        assert_eq!(settings.sms, None);
        for wrong in ["[mail]\npassword = \"x\"\n", "[sms]\ntoken = \"x\"\n", "[sms]\ngateway = \"ftp://a\"\n"] {
            let (_dir, given) = file(wrong);
            assert!(given.settle().is_err(), "{wrong}");
        }
    }

    #[test]
    fn nonsense_is_named() {
        let (_dir, given) = file("lisen = \"127.0.0.1:4000\"\n");
        assert!(given.settle().unwrap_err().to_string().contains("lisen"));
        for url in ["motcua.example", "https://", "https://a/b", "ftp://a"] {
            assert!(Given { public_url: Some(url.to_owned()), ..Given::default() }.settle().is_err(), "{url}");
        }
        assert!(Given { session_hours: Some(0), ..Given::default() }.settle().is_err());
    }
}
