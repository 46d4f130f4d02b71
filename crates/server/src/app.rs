//! What every handler works with.

use crate::{
    bells::Bells, clock::Clock, disk, limits::Limiter, passwords::Passwords, problem::Refusal, secrets::ServerKey,
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
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use tokio::sync::{Mutex, MutexGuard, Semaphore};

/// Uploads that write at once.
const WRITING: usize = 32;
/// Whole files that are judged at once: each is held in memory.
const JUDGING: usize = 4;
/// Papers that are printed at once.
const PRINTING: usize = 2;
/// Locks of uploads; two uploads may share one.
const LOCKS: usize = 64;

/// Settings that handlers need.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Uploads are refused when less than this many bytes are free; other writes below a quarter of it.
    pub disk_reserve: u64,
    /// A session that was not used for so long is over.
    pub session_idle: SignedDuration,
    /// A session is over after so long in any case.
    pub session_longest: SignedDuration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            disk_reserve: 1024 * 1024 * 1024,
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
    pub passwords: Passwords,
    pub limiter: Limiter,
    pub writing: Semaphore,
    pub judging: Semaphore,
    /// Ring when a shared draft changed.
    pub bells: Bells,
    pub press: Arc<Press>,
    /// Papers that are printed at once.
    pub printing: Semaphore,
    locks: Vec<Mutex<()>>,
    stopping: AtomicBool,
}

impl App {
    /// # Errors
    /// When the server's key or randomness cannot be had.
    pub fn new(store: Store, world: World, clock: Arc<dyn Clock>, policy: Policy) -> io::Result<Self> {
        Ok(Self {
            key: ServerKey::open(&store.root().join("server.key"))?,
            passwords: Passwords::new()?,
            limiter: Limiter::default(),
            writing: Semaphore::new(WRITING),
            judging: Semaphore::new(JUDGING),
            bells: Bells::default(),
            press: Arc::clone(&world.press),
            printing: Semaphore::new(PRINTING),
            locks: std::iter::repeat_with(|| Mutex::new(())).take(LOCKS).collect(),
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
        self.space(self.policy.disk_reserve.saturating_add(bytes))
    }

    /// Refuses every other write only when the disk is all but full.
    ///
    /// # Errors
    /// `storage_full`.
    pub fn space_for_rows(&self) -> Result<(), Refusal> {
        self.space(self.policy.disk_reserve / 4)
    }

    fn space(&self, wanted: u64) -> Result<(), Refusal> {
        if disk::free(self.store.root()) < wanted { Err(ProblemCode::StorageFull.into()) } else { Ok(()) }
    }

    /// One writer an upload.
    pub async fn lock(&self, upload: &str) -> MutexGuard<'_, ()> {
        // The random tail of the id spreads well.
        let index =
            upload.bytes().rev().take(8).fold(0usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
        self.locks[index % LOCKS].lock().await
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
