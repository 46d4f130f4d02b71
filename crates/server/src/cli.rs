//! The command line: `serve`, `migrate`, `seed`, `check`, `trash`, `staff add`, and what keeps the house: `audit`, `scrub`, `backup`,
//! `restore`, `retention`.

use crate::{
    app::App,
    audit::{self, AuditCommand},
    backup::{self, BackupArgs, RestoreArgs},
    clock::{Clock, FileClock, ShiftedClock, SystemClock},
    demo::{self, DemoAccount},
    disk,
    ecopies::{
        StateSigner,
        keys::{self, KeysCommand},
    },
    http::{assets::Assets, fixed},
    jobs, keeping,
    notices::{self, Outlets},
    paint,
    passwords::LEAST,
    retention::{self, RetentionArgs},
    scrub, serve,
    settings::{Given, LogFormat, Settings, clock_start},
    world::World,
};
use clap::{Parser, Subcommand};
use jiff::Timestamp;
use motcua_domain::staff::Role;
use motcua_storage::Store;
use std::{
    error::Error,
    io::{BufRead, IsTerminal},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};
use tracing_subscriber::EnvFilter;

/// A role by its name.
fn role(text: &str) -> Result<Role, String> {
    Role::parse(text).ok_or_else(|| {
        let known: Vec<&str> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("known roles: {}", known.join(", "))
    })
}

/// How long work that nobody waits for any more may still take after a stop.
const WORK_WITHIN: Duration = Duration::from_secs(20);

/// What a command comes to.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

#[derive(Parser)]
#[command(name = "motcua-server", version, about = "The one-stop counter of a ward")]
struct Cli {
    #[command(flatten)]
    given: Given,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the web apps
    Serve {
        /// A demonstration: known accounts, marked as such everywhere
        #[arg(long)]
        demo: bool,
        /// Start the clock at this time (demonstrations only)
        #[arg(long, value_parser = clock_start, requires = "demo")]
        clock_start: Option<Timestamp>,
        /// Take the time from this file (2026-11-23T09:00:00+07:00): the clock runs on from it, and jumps when the file
        /// changes (demonstrations only)
        #[arg(long, requires = "demo", conflicts_with = "clock_start")]
        clock_file: Option<PathBuf>,
    },
    /// Bring the database to this version and stop
    Migrate,
    /// Fill a demonstration with made-up dossiers in many states
    Seed {
        /// How many
        #[arg(long, default_value_t = 30)]
        dossiers: u32,
        /// The year 2024 as the ward reported it: 1,141 dossiers of nobody real, in place of the usual ones
        #[arg(long, conflicts_with = "dossiers")]
        report_2024: bool,
    },
    /// Check settings, procedures and the database
    Check,
    /// Say what lies in the trash: files that no dossier names, kept for thirty days
    Trash {
        /// Remove what is due, however much it is: for when the server refuses to remove so many at once
        #[arg(long)]
        empty: bool,
    },
    /// The audit chain
    Audit {
        #[command(subcommand)]
        command: AuditCommand,
    },
    /// Look for silent damage in rows and files
    Scrub,
    /// Snapshots of everything, encrypted
    Backup(BackupArgs),
    /// Make a data directory from a backup
    Restore(RestoreArgs),
    /// Erase what is old enough
    Retention(RetentionArgs),
    /// Keys that sign certified electronic copies
    CopyKeys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Accounts of staff
    Staff {
        #[command(subcommand)]
        command: StaffCommand,
    },
}

#[derive(Subcommand)]
enum StaffCommand {
    /// Make an account or give it another password; the password is read from standard input
    Add {
        /// What they sign in with
        user: String,
        /// Their full name
        name: String,
        /// What they are: receptionist, clerk, officer, leader, administrator, auditor (several: separated by commas)
        #[arg(long, value_delimiter = ',', value_parser = role, default_value = "administrator")]
        roles: Vec<Role>,
        /// Fields of procedures that an officer works on (ho_tich, chung_thuc, ...)
        #[arg(long, value_delimiter = ',')]
        fields: Vec<String>,
    },
}

/// Runs the command line.
///
/// # Errors
/// With what to tell the person who started it.
pub async fn run() -> Outcome {
    let Cli { given, command } = Cli::parse();
    let settings = given.settle()?;
    start_log(&settings)?;
    match command {
        Command::Serve { demo, clock_start, clock_file } => {
            let clock: Arc<dyn Clock> = match (clock_start, clock_file) {
                (_, Some(file)) => Arc::new(FileClock::open(&file)?),
                (Some(start), None) => Arc::new(ShiftedClock::starting_at(start)),
                (None, None) => Arc::new(SystemClock),
            };
            serve_until_stopped(settings, demo, clock).await
        }
        Command::Migrate => {
            Store::open(&settings.data).await?.close().await;
            println!("{} is up to date", settings.data.display());
            Ok(())
        }
        Command::Seed { dossiers, report_2024 } => {
            let store = Store::open(&settings.data).await?;
            let world = World::load(settings.sources(true))?;
            demo::prepare(&store, Timestamp::now()).await?;
            let made = if report_2024 {
                crate::seed::report_year(store.clone(), world, settings.policy).await?
            } else {
                crate::seed::fill(store.clone(), world, settings.policy, dossiers).await?
            };
            store.close().await;
            println!("{made} dossiers made");
            Ok(())
        }
        Command::Trash { empty } => {
            let (store, now) = (Store::open(&settings.data).await?, Timestamp::now().as_millisecond());
            let (all, due) = store.trash_count(now).await?;
            println!("trash: {all} files, {due} of them due");
            if empty {
                println!("removed: {}", store.empty_trash(now, true).await?);
            }
            store.close().await;
            Ok(())
        }
        Command::Check => check(&settings).await,
        Command::Audit { command } => audit::run(&settings.data, &command).await,
        Command::Scrub => scrub::run(&settings.data).await,
        Command::Backup(args) => backup::run(&settings.data, &settings.keeping.recipients, args).await,
        Command::Restore(args) => backup::restore(&args).await,
        Command::Retention(args) => retention::run(&settings.data, settings.keeping.retention.as_deref(), args).await,
        Command::CopyKeys { command } => keys::run(&settings.data, command).await,
        Command::Staff { command: StaffCommand::Add { user, name, roles, fields } } => {
            let mut password = String::new();
            std::io::stdin().lock().read_line(&mut password)?;
            let password = password.trim_end_matches(['\r', '\n']);
            if password.chars().count() < LEAST {
                return Err(format!("a password has at least {LEAST} characters").into());
            }
            let store = Store::open(&settings.data).await?;
            let new = DemoAccount { user, name, password: password.to_owned(), roles, fields };
            demo::add(&store, &new, Timestamp::now()).await?;
            store.close().await;
            println!("{} can sign in", new.user);
            Ok(())
        }
    }
}

async fn serve_until_stopped(settings: Settings, demo: bool, clock: Arc<dyn Clock>) -> Outcome {
    let store = Store::open(&settings.data).await?;
    // The kernel gives it back however this process ends.
    let _held = store.hold()?;
    let world = World::load(settings.sources(demo))?;
    if demo {
        for account in demo::prepare(&store, clock.now()).await? {
            println!("demo account: {} / {}", account.user, account.password);
        }
    }
    let mut assets = match Assets::load(&settings.web_root) {
        Ok(assets) => assets,
        Err(error) => {
            tracing::warn!(root = %settings.web_root.display(), %error, "no web apps: only the API is served");
            Assets::default()
        }
    };
    assets.paint(paint::all(&world)?)?;
    let mut app = App::new(store.clone(), world, clock, settings.policy)?;
    app.state_signer = settings.copy_signer.clone().map(|signer| Arc::new(signer) as Arc<dyn StateSigner>);
    let app = Arc::new(app);
    if let Some(secret) = settings.bank_secret.clone() {
        // Set once, before anybody asks.
        let _ = app.bank_secret.set(secret);
    }
    jobs::catch_up(&app).await?;
    // Phones keep the public key before anything was signed with it.
    keys::current(&app.store, app.now()).await?;
    match store.settle_uploads(app.now().as_millisecond()).await? {
        0 => {}
        count => tracing::error!(count, "uploads lost bytes on the disk and begin anew"),
    }
    let outlets =
        Outlets::open(&app, settings.mail.as_ref(), settings.sms.as_ref()).await.map_err(|error| error.to_string())?;
    let router = fixed::router(Arc::clone(&app), assets);
    let working = tokio::spawn(jobs::run(Arc::clone(&app)));
    let sweeping = tokio::spawn(sweep(Arc::clone(&app)));
    let watching = tokio::spawn(disk::watch(Arc::clone(&app)));
    let telling = tokio::spawn(notices::run(Arc::clone(&app), outlets));
    let keeping = tokio::spawn(keeping::run(Arc::clone(&app), settings.keeping));
    let listener = tokio::net::TcpListener::bind(settings.listen).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let stopping = Arc::clone(&app);
    let stop = async move {
        serve::told_to_stop().await;
        tracing::info!("stopping");
        stopping.stop();
    };
    serve::serve(listener, router, stop).await?;
    // What a caller hung up on is finished as well.
    if tokio::time::timeout(WORK_WITHIN, app.work_done()).await.is_err() {
        tracing::warn!("some work did not finish in time");
    }
    watching.abort();
    sweeping.abort();
    keeping.abort();
    working.abort();
    // A notice under way was written down: the next start tries it again with the same key.
    telling.abort();
    store.close().await;
    Ok(())
}

/// Every hour forgets uploads that nobody handed in, and shared drafts that nobody goes on with.
async fn sweep(app: Arc<App>) {
    let mut hours = tokio::time::interval(Duration::from_secs(3600));
    loop {
        hours.tick().await;
        let now = app.now().as_millisecond();
        match app.store.sweep_uploads(now).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "old uploads were forgotten"),
            Err(error) => tracing::error!(%error, "old uploads could not be forgotten"),
        }
        match app.store.find_strays(now).await {
            Ok(0) => {}
            Ok(count) => tracing::warn!(count, "files that no row names were put into the trash"),
            Err(error) => tracing::error!(%error, "files that no row names stay where they are"),
        }
        match app.store.empty_trash(now, false).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "files were removed from the trash"),
            Err(error) => tracing::error!(%error, "the trash was not emptied: look with `motcua-server trash`"),
        }
        // What was answered is erased when a draft ends; one that was left alone ends here.
        match app.store.sweep_drafts(crate::api::drafts::oldest(&app)).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "shared drafts were forgotten"),
            Err(error) => tracing::error!(%error, "shared drafts could not be forgotten"),
        }
    }
}

async fn check(settings: &Settings) -> Outcome {
    let world = World::load(settings.sources(false))?;
    println!("procedures: {}", world.procedures.iter().count());
    let store = Store::open(&settings.data).await?;
    store.check().await?;
    println!("notices: e-mail {}, text messages {}", on(settings.mail.is_some()), on(settings.sms.is_some()));
    println!(
        "fees: account {}, reports of the bank {}",
        on(world.payment.receiver.is_some()),
        on(world.payment.receiver.is_some() && settings.bank_secret.is_some())
    );
    println!("database: whole, {} dossiers", store.dossier_count().await?);
    store.close().await;
    match Assets::load(&settings.web_root) {
        Ok(assets) if !assets.is_empty() => println!("web apps: {}", settings.web_root.display()),
        _ => println!("web apps: none in {}", settings.web_root.display()),
    }
    Ok(())
}

const fn on(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn start_log(settings: &Settings) -> Outcome {
    let filter = EnvFilter::try_new(&settings.log)?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => log.try_init(),
        LogFormat::Json => log.json().try_init(),
    }
    .map_err(|error| error.to_string().into())
}
