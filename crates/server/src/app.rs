//! What every handler works with.

use crate::{
    bells::Bells,
    clock::Clock,
    disk,
    ecopies::StateSigner,
    limits::{Crowd, Limiter},
    notices::settings::Secret,
    passwords::Passwords,
    problem::Refusal,
    secrets::ServerKey,
    site,
    turns::Turns,
    world::World,
};
use jiff::{SignedDuration, Timestamp, civil::DateTime};
use motcua_contract::ProblemCode;
use motcua_documents::Press;
use motcua_domain::{deadline, dossier::Rules, form::Context};
use motcua_storage::{Store, staff::SessionLimits};
use std::{
    io,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{Mutex, Semaphore, watch};

/// Uploads whose bytes come at once. A stalled one costs a socket and a small buffer, nothing that others wait for.
const COMING: usize = 256;
/// Of these, how many of one device or account.
const COMING_EACH: usize = 16;
/// Uploads that write at once.
const WRITING: usize = 32;
/// Whole files that are judged at once: each is held in memory.
const JUDGING: usize = 4;
/// Papers that are printed at once.
const PRINTING: usize = 2;

/// Settings that handlers need.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Uploads are refused when less than this many bytes are free; other writes below a quarter of it.
    pub disk_reserve: u64,
    /// Uploads are refused as well when less than so many hundredths of the disk are free.
    pub disk_share: u8,
    /// A session that was not used for so long is over.
    pub session_idle: SignedDuration,
    /// A session is over after so long in any case.
    pub session_longest: SignedDuration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            disk_reserve: 1024 * 1024 * 1024,
            disk_share: 5,
            session_idle: SignedDuration::from_mins(60),
            session_longest: SignedDuration::from_hours(8),
        }
    }
}

/// The server's state.
pub struct App {
    pub store: Store,
    pub world: World,
    pub clock: Arc<dyn Clock>,
    pub policy: Policy,
    pub key: ServerKey,
    /// By which the bank signs what it reports; unset, nothing is taken from it.
    pub bank_secret: OnceLock<Secret>,
    pub passwords: Passwords,
    pub limiter: Limiter,
    /// Uploads whose bytes are coming.
    pub coming: Crowd,
    /// Who may work on an upload now.
    pub turns: Turns,
    pub writing: Semaphore,
    pub judging: Semaphore,
    /// Ring when a shared draft changed.
    pub bells: Bells,
    pub press: Arc<Press>,
    /// Papers that are printed at once.
    pub printing: Semaphore,
    /// What the public pages made already.
    pub kept: site::Kept,
    /// Copies are certified one after another: their numbers have no gap.
    pub certifying: Mutex<()>,
    /// The State's digital signature, where a service is connected.
    pub state_signer: Option<Arc<dyn StateSigner>>,
    /// Requests whose work is not done, whether their callers still wait or not.
    at_work: watch::Sender<usize>,
    stopping: AtomicBool,
}

impl App {
    /// # Errors
    /// When the server's key or randomness cannot be had.
    pub fn new(store: Store, world: World, clock: Arc<dyn Clock>, policy: Policy) -> io::Result<Self> {
        Ok(Self {
            key: ServerKey::open(&store.root().join("server.key"))?,
            bank_secret: OnceLock::new(),
            passwords: Passwords::new()?,
            limiter: Limiter::default(),
            coming: Crowd::new(COMING, COMING_EACH),
            turns: Turns::default(),
            writing: Semaphore::new(WRITING),
            judging: Semaphore::new(JUDGING),
            bells: Bells::default(),
            press: Arc::clone(&world.press),
            printing: Semaphore::new(PRINTING),
            kept: site::Kept::default(),
            certifying: Mutex::new(()),
            state_signer: None,
            at_work: watch::Sender::new(0),
            stopping: AtomicBool::new(false),
            store,
            world,
            clock,
            policy,
        })
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Now, at UTC+7.
    #[must_use]
    pub fn local_now(&self) -> DateTime {
        deadline::local(self.now())
    }

    /// What a check of answers needs to know.
    #[must_use]
    pub fn context(&self) -> Context<'_> {
        Context { today: self.local_now().date(), places: &self.world.places }
    }

    /// What a decision needs of the office.
    #[must_use]
    pub fn rules(&self) -> Rules<'_> {
        Rules { calendar: &self.world.office.calendar, hours: &self.world.office.hours, propose_first: false }
    }

    /// A new id.
    ///
    /// # Errors
    /// When there is no randomness.
    pub fn id(&self) -> io::Result<String> {
        crate::secrets::new_id(self.now())
    }

    #[must_use]
    pub fn session_limits(&self) -> SessionLimits {
        let before = |by: SignedDuration| {
            self.now().as_millisecond().saturating_sub(i64::try_from(by.as_millis()).unwrap_or(i64::MAX))
        };
        SessionLimits { oldest_ms: before(self.policy.session_longest), idle_ms: before(self.policy.session_idle) }
    }

    /// Refuses uploads while the disk is nearly full.
    ///
    /// # Errors
    /// `storage_full`.
    pub fn space_for_upload(&self, bytes: u64) -> Result<(), Refusal> {
        let disk = disk::space(self.store.root());
        let share = disk.total / 100 * u64::from(self.policy.disk_share);
        enough(disk, self.policy.disk_reserve.max(share).saturating_add(bytes))
    }

    /// Refuses every other write only when the disk is all but full.
    ///
    /// # Errors
    /// `storage_full`.
    pub fn space_for_rows(&self) -> Result<(), Refusal> {
        enough(disk::space(self.store.root()), self.policy.disk_reserve / 4)
    }

    /// Counts a request's work until what is given back is dropped.
    #[must_use]
    pub fn begin_work(self: &Arc<Self>) -> Work {
        self.at_work.send_modify(|count| *count += 1);
        Work(Arc::clone(self))
    }

    /// Done when no request is at work any more.
    pub async fn work_done(&self) {
        let _ = self.at_work.subscribe().wait_for(|count| *count == 0).await;
    }

    /// From now on `/readyz` says no.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    #[must_use]
    pub fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

fn enough(disk: disk::Space, wanted: u64) -> Result<(), Refusal> {
    if disk.free < wanted { Err(ProblemCode::StorageFull.into()) } else { Ok(()) }
}

/// A request's work. It goes on when the caller hangs up, and the process waits for it when it stops.
pub struct Work(Arc<App>);

impl Drop for Work {
    fn drop(&mut self) {
        self.0.at_work.send_modify(|count| *count -= 1);
    }
}
