//! The line of a run: where phones send, how long they try, what they write down, and what was counted on it.

use crate::{
    Outcome,
    http::{self, Ask},
    journal::{Entry, Journal},
    phone::read,
};
use motcua_contract::{
    Endpoint,
    public::{GetProcedure, ProcedureBundle},
    uploads::CreateUpload,
};
use motcua_domain::procedure::Procedure;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// The longest wait for one answer.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// A procedure with one paper to hand in.
const PROCEDURE: &str = "1.001193";

/// What all phones of a run share.
pub struct Line {
    /// Where they send: the server, or the proxy before it.
    pub server: SocketAddr,
    pub journal: Journal,
    pub seed: u64,
    /// Until then they try.
    pub until: Instant,
    /// Bytes of a piece on a good line.
    pub piece: usize,
    pub(crate) procedure: Procedure,
    /// The server checks each piece's digest.
    pub(crate) checksum: bool,
    next: AtomicU64,
    /// Bytes of pieces that were put on the wire, and bytes of files that arrived.
    pub wire: AtomicU64,
    pub arrived: AtomicU64,
    /// How often each status came.
    pub statuses: Mutex<BTreeMap<u16, u64>>,
    /// What must not be, but is no loss.
    pub wrong: Mutex<Vec<String>>,
}

impl Line {
    /// Asks the server what it offers; it must be up.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub async fn open(server: SocketAddr, journal: Journal, seed: u64, lasts: Duration) -> Outcome<Self> {
        let ask = Ask::new("GET", <GetProcedure as Endpoint>::path(&[PROCEDURE]));
        let bundle: ProcedureBundle = read(&http::ask(server, &ask, ANSWER_WITHIN).await?)?;
        let options = http::ask(server, &Ask::new("OPTIONS", CreateUpload::PATH), ANSWER_WITHIN).await?;
        let checksum = options.header("tus-extension").split(',').any(|word| word.trim() == "checksum")
            && options.header("tus-checksum-algorithm").split(',').any(|word| word.trim() == "sha256");
        Ok(Self {
            server,
            journal,
            seed,
            until: Instant::now() + lasts,
            piece: 256 * 1024,
            procedure: bundle.procedure,
            checksum,
            next: AtomicU64::new(1),
            wire: AtomicU64::new(0),
            arrived: AtomicU64::new(0),
            statuses: Mutex::default(),
            wrong: Mutex::default(),
        })
    }

    /// How often an answer of this kind came: 5 for 500 to 599.
    pub fn answers_of(&self, hundred: u16) -> u64 {
        let statuses = self.statuses.lock().unwrap_or_else(PoisonError::into_inner);
        statuses.iter().filter(|(status, _)| *status / 100 == hundred).map(|(_, count)| count).sum()
    }

    pub(crate) fn lost<T>(&self, what: String) -> Outcome<T> {
        self.journal.note(&Entry::Lost { what: what.clone() })?;
        Err(what)
    }

    /// The number of one more phone.
    pub(crate) fn another(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}
