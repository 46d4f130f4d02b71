//! The one writer. Transactions that wait for each other share a commit, and so an fsync: a disk that syncs three hundred
//! times a second keeps more than three hundred dossiers (decision 0023).
//!
//! A transaction holds the connection while it works, as ever. If others wait when it is done, it hands the connection on
//! with its work unsaved, and waits: whoever is last commits for all, and only then anybody is answered. Each is a savepoint
//! of its own, so one that fails takes back nothing but itself. A commit that fails fails all of them.

use crate::{Result, StoreError, seals};
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    ops::{Deref, DerefMut},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};

/// No more transactions than this share a commit.
const MOST: usize = 128;
/// No new one begins in a group that is open for so long: the first of it is not to wait for ever.
const LONGEST: Duration = Duration::from_millis(30);

/// The connection that writes, and the line in front of it.
#[derive(Clone)]
pub(crate) struct Writer {
    seat: Arc<Mutex<Seat>>,
    waiting: Arc<AtomicUsize>,
    options: SqliteConnectOptions,
}

/// What only one transaction at a time has.
struct Seat {
    connection: SqliteConnection,
    touched: seals::Touched,
    group: Option<Group>,
    /// A transaction ended without saying how: its work is to be taken back. Whether it had a savepoint.
    left_behind: Option<bool>,
    /// A step began whose end nobody saw: what the connection holds is not known.
    unsure: bool,
    closed: bool,
}

/// An open transaction of SQLite, and who waits for its commit.
struct Group {
    members: Vec<oneshot::Sender<Fate>>,
    began: Instant,
}

/// How the commit of a group ended.
#[derive(Clone)]
enum Fate {
    Kept,
    Full,
    Lost(Arc<str>),
}

/// A write transaction. What is touched is sealed before the commit; dropped, it is taken back.
pub(crate) struct Tx {
    seat: OwnedMutexGuard<Seat>,
    writer: Writer,
    /// It is not the first of its group: it has a savepoint.
    saved: bool,
    alone: bool,
    ended: bool,
}

impl Deref for Tx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.seat.connection
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.seat.connection
    }
}

impl Writer {
    pub(crate) fn new(connection: SqliteConnection, options: SqliteConnectOptions, touched: seals::Touched) -> Self {
        let seat = Seat { connection, touched, group: None, left_behind: None, unsure: false, closed: false };
        Self { seat: Arc::new(Mutex::new(seat)), waiting: Arc::default(), options }
    }

    /// A write transaction that holds the write lock from its first moment: no late SQLITE_BUSY.
    pub(crate) async fn begin(&self) -> Result<Tx> {
        self.enter(false).await
    }

    /// The same for long work, and for work that is checked as late as at the commit: nobody shares that commit.
    pub(crate) async fn begin_alone(&self) -> Result<Tx> {
        self.enter(true).await
    }

    async fn enter(&self, alone: bool) -> Result<Tx> {
        let mut place = Place::take(self);
        // First come, first served.
        let mut seat = Arc::clone(&self.seat).lock_owned().await;
        place.sit();
        if seat.closed {
            return Err(StoreError::Database(sqlx::Error::PoolClosed));
        }
        seat.tidy(&self.options).await?;
        if alone || seat.group.as_ref().is_some_and(Group::full) {
            seat.commit().await;
            seat.tidy(&self.options).await?;
        }
        let saved = seat.group.is_some();
        seat.step(if saved { "SAVEPOINT one" } else { "BEGIN IMMEDIATE" }).await?;
        if !saved {
            seat.group = Some(Group { members: Vec::new(), began: Instant::now() });
        }
        place.begun = true;
        Ok(Tx { seat, writer: self.clone(), saved, alone, ended: false })
    }

    /// Commits what waits for nobody any more, some time soon: the one who was to do it went away.
    fn settle_later(&self) {
        let writer = self.clone();
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let mut seat = Arc::clone(&writer.seat).lock_owned().await;
                if !seat.closed && seat.tidy(&writer.options).await.is_ok() && !writer.is_awaited() {
                    seat.commit().await;
                }
            });
        }
    }

    fn is_awaited(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) > 0
    }

    /// Writes the log back into the database and closes it.
    pub(crate) async fn close(&self) {
        let mut seat = Arc::clone(&self.seat).lock_owned().await;
        let _ = seat.tidy(&self.options).await;
        seat.commit().await;
        seat.closed = true;
        // Truncates the log, so that the file alone is the whole database.
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&mut seat.connection).await;
        if let Ok(nothing) = SqliteConnectOptions::new().in_memory(true).connect().await {
            let _ = std::mem::replace(&mut seat.connection, nothing).close().await;
        }
    }
}

/// A place in the line. Whoever came before may rely on it: given up, it leaves somebody to commit for them.
struct Place<'a> {
    writer: &'a Writer,
    seated: bool,
    begun: bool,
}

impl<'a> Place<'a> {
    fn take(writer: &'a Writer) -> Self {
        writer.waiting.fetch_add(1, Ordering::SeqCst);
        Self { writer, seated: false, begun: false }
    }

    fn sit(&mut self) {
        self.seated = true;
        self.writer.waiting.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if !self.seated {
            self.sit();
        }
        if !self.begun {
            self.writer.settle_later();
        }
    }
}

impl Group {
    fn full(&self) -> bool {
        self.members.len() >= MOST || self.began.elapsed() > LONGEST
    }
}

impl Seat {
    /// A statement that changes which transaction is open. If its end is not seen, or is an error, the connection is replaced.
    async fn step(&mut self, sql: &'static str) -> Result<()> {
        self.unsure = true;
        sqlx::query(sql).execute(&mut self.connection).await?;
        self.unsure = false;
        Ok(())
    }

    /// Takes back what was left behind, and makes sure of the connection. SQLite ends a whole transaction by itself when the
    /// disk is full: the savepoint is not there then, and everybody in the group has to hear of it.
    async fn tidy(&mut self, options: &SqliteConnectOptions) -> Result<()> {
        if let Some(saved) = self.left_behind.take()
            && !self.unsure
        {
            let _ = self.take_back(saved).await;
        }
        if self.unsure {
            self.tell(&Fate::Lost("the transaction was given up".into()));
            let fresh = options.connect().await?;
            let _ = std::mem::replace(&mut self.connection, fresh).close().await;
            self.unsure = false;
        }
        Ok(())
    }

    async fn take_back(&mut self, saved: bool) -> Result<()> {
        if saved {
            self.step("ROLLBACK TO one").await?;
            self.step("RELEASE one").await
        } else {
            self.step("ROLLBACK").await?;
            self.group = None;
            Ok(())
        }
    }

    /// Commits for everybody in the group and tells them.
    async fn commit(&mut self) {
        if self.group.is_none() {
            return;
        }
        let fate = match self.seal_and_commit().await {
            Ok(()) => Fate::Kept,
            Err(StoreError::Full) => Fate::Full,
            Err(error) => Fate::Lost(error.to_string().into()),
        };
        self.tell(&fate);
    }

    /// The seals of what all of them touched are part of the commit.
    async fn seal_and_commit(&mut self) -> Result<()> {
        self.unsure = true;
        seals::seal(&mut self.connection, &self.touched).await?;
        self.step("COMMIT").await
    }

    /// The group is over.
    fn tell(&mut self, fate: &Fate) {
        for member in self.group.take().map(|group| group.members).unwrap_or_default() {
            // Whoever gave up waiting is not told.
            let _ = member.send(fate.clone());
        }
    }
}

impl Tx {
    /// Keeps what was written; when this returns it is on the disk.
    pub(crate) async fn commit(mut self) -> Result<()> {
        if self.saved {
            self.seat.step("RELEASE one").await?;
        }
        self.join().await
    }

    /// Takes everything back, and ends when all that this transaction saw is on the disk: an answer may follow from it.
    pub(crate) async fn rollback(mut self) -> Result<()> {
        let saved = self.saved;
        self.seat.take_back(saved).await?;
        if saved {
            return self.join().await;
        }
        self.ended = true;
        Ok(())
    }

    /// Waits for the commit of the group, or does it when nobody else will.
    async fn join(mut self) -> Result<()> {
        let (tell, told) = oneshot::channel();
        let Some(group) = &mut self.seat.group else { return Err(StoreError::Broken("no transaction".to_owned())) };
        group.members.push(tell);
        let handed_on = !self.alone && !group.full() && self.writer.is_awaited();
        self.ended = true;
        if !handed_on {
            self.seat.commit().await;
        }
        drop(self);
        match told.await {
            Ok(Fate::Kept) => Ok(()),
            Ok(Fate::Full) => Err(StoreError::Full),
            Ok(Fate::Lost(why)) => Err(StoreError::Database(sqlx::Error::Protocol(why.to_string()))),
            Err(_) => Err(StoreError::Database(sqlx::Error::WorkerCrashed)),
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if !self.ended {
            self.seat.left_behind = Some(self.saved);
        }
        // Also after a commit that was not seen to its end.
        if !self.ended || self.seat.unsure {
            self.writer.settle_later();
        }
    }
}

#[cfg(test)]
mod tests;
