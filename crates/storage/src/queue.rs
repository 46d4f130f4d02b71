//! The queue of the day: tickets, and the one order in which they are called.
//!
//! Every change is one write transaction that reads what it decides on: two counters never get the same ticket.

use crate::{
    Result, Store, StoreError,
    db::{Tx, unsigned},
};
use sqlx::{FromRow, Row, sqlite::SqliteRow};

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Waiting,
    Called,
    Done,
    Skipped,
}

impl Standing {
    const ALL: [Self; 4] = [Self::Waiting, Self::Called, Self::Done, Self::Skipped];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Called => "called",
            Self::Done => "done",
            Self::Skipped => "skipped",
        }
    }
}

/// A ticket as it is kept.
#[derive(Clone, Debug)]
pub struct QueueTicket {
    pub id: String,
    pub number: u32,
    pub priority: bool,
    pub procedure: Option<String>,
    pub standing: Standing,
    /// Who called it; while it waits, who it was sent to.
    pub counter: Option<String>,
    pub place: u64,
    pub calls: u32,
    pub issued_ms: i64,
    /// Called for the first time.
    pub first_ms: Option<i64>,
    pub called_ms: Option<i64>,
}

impl FromRow<'_, SqliteRow> for QueueTicket {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        let number = |column: &str| -> sqlx::Result<u32> {
            u32::try_from(row.try_get::<i64, _>(column)?).map_err(|error| sqlx::Error::Decode(error.into()))
        };
        let standing: String = row.try_get("state")?;
        let standing = Standing::ALL.into_iter().find(|one| one.as_str() == standing);
        Ok(Self {
            id: row.try_get("id")?,
            number: number("number")?,
            priority: row.try_get::<i64, _>("priority")? != 0,
            procedure: row.try_get("procedure")?,
            standing: standing.ok_or_else(|| sqlx::Error::Decode("tickets.state".into()))?,
            counter: row.try_get("counter")?,
            place: unsigned(row.try_get("place")?),
            calls: number("calls")?,
            issued_ms: row.try_get("issued_ms")?,
            first_ms: row.try_get("first_ms")?,
            called_ms: row.try_get("called_ms")?,
        })
    }
}

impl QueueTicket {
    /// The order of those who wait: sent by another counter, then who goes first by law, then by number.
    fn turn(&self) -> (bool, u64, bool, u32) {
        let sent = self.counter.is_some();
        (!sent, if sent { self.place } else { 0 }, !self.priority, self.number)
    }

    /// Whether this counter may call it as its next: those sent to another counter wait for that one.
    fn is_for(&self, counter: &str) -> bool {
        self.standing == Standing::Waiting && self.counter.as_deref().is_none_or(|sent| sent == counter)
    }
}

/// A whole day.
#[derive(Clone, Debug, Default)]
pub struct QueueDay {
    /// By number.
    pub tickets: Vec<QueueTicket>,
    pub version: u64,
}

impl QueueDay {
    /// Those who wait, in the order in which they are called.
    #[must_use]
    pub fn waiting(&self) -> Vec<&QueueTicket> {
        let mut waiting: Vec<_> = self.of(Standing::Waiting).collect();
        waiting.sort_by_key(|ticket| ticket.turn());
        waiting
    }

    /// Tickets that stand there, by number.
    pub fn of(&self, standing: Standing) -> impl Iterator<Item = &QueueTicket> {
        self.tickets.iter().filter(move |ticket| ticket.standing == standing)
    }

    /// Those at a counter, the newest call first.
    #[must_use]
    pub fn called(&self) -> Vec<&QueueTicket> {
        let mut called: Vec<_> = self.of(Standing::Called).collect();
        called.sort_by_key(|ticket| std::cmp::Reverse(ticket.place));
        called
    }

    /// How many are called before this one; 0 for one that does not wait.
    #[must_use]
    pub fn ahead(&self, ticket: &QueueTicket) -> u32 {
        let before = |other: &&QueueTicket| {
            ticket.standing == Standing::Waiting
                && other.turn() < ticket.turn()
                // Who was sent to a counter waits for that one only, behind those sent there before.
                && (ticket.counter.is_none() || other.counter == ticket.counter)
        };
        u32::try_from(self.of(Standing::Waiting).filter(before).count()).unwrap_or(u32::MAX)
    }

    /// Whole minutes from ticket to first call, the middle one of the day (the lower of two).
    #[must_use]
    pub fn median_wait(&self) -> Option<u32> {
        let mut waits: Vec<i64> =
            self.tickets.iter().filter_map(|ticket| Some(ticket.first_ms?.saturating_sub(ticket.issued_ms))).collect();
        waits.sort_unstable();
        let middle = waits.get(waits.len().checked_sub(1)? / 2)?;
        u32::try_from(middle.max(&0) / 60_000).ok()
    }
}

/// A ticket to be given out.
#[derive(Clone, Copy, Debug)]
pub struct NewQueueTicket<'a> {
    pub id: &'a str,
    pub day: &'a str,
    pub priority: bool,
    pub procedure: Option<&'a str>,
    pub key: Option<&'a str>,
    pub now_ms: i64,
}

/// A call of the next ticket, or of a certain one.
#[derive(Clone, Copy, Debug)]
pub struct QueueCall<'a> {
    pub day: &'a str,
    pub counter: &'a str,
    pub ticket: Option<&'a str>,
    pub key: Option<&'a str>,
    pub now_ms: i64,
}

/// What is done with a ticket.
#[derive(Clone, Copy, Debug)]
pub enum QueueAct<'a> {
    Recall,
    Skip,
    Transfer { counter: &'a str },
    Finish,
}

/// How a call or an act went.
#[derive(Clone, Debug)]
pub enum QueueOutcome {
    Ticket(QueueTicket),
    /// Nobody waits.
    Nobody,
    /// Another counter has it, or it is not where this can be done.
    Taken,
}

impl Store {
    /// A day's tickets.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn queue(&self, day: &str) -> Result<QueueDay> {
        // One statement: tickets and version of the same moment.
        let rows = sqlx::query(
            "SELECT v.version, t.* FROM queue_version v LEFT JOIN tickets t ON t.day = $1 ORDER BY t.number",
        )
        .bind(day)
        .fetch_all(&self.db.read)
        .await?;
        let version = rows.first().map_or(Ok(0), |row| row.try_get::<i64, _>("version"))?;
        let there = rows.iter().filter(|row| matches!(row.try_get::<Option<String>, _>("id"), Ok(Some(_))));
        let tickets = there.map(QueueTicket::from_row).collect::<sqlx::Result<_>>()?;
        Ok(QueueDay { tickets, version: unsigned(version) })
    }

    /// Gives out the next number of the day; the same key gets the same ticket.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn issue_ticket(&self, new: NewQueueTicket<'_>) -> Result<QueueTicket> {
        let mut tx = self.db.begin().await?;
        if let Some(key) = new.key {
            let known = sqlx::query_as("SELECT * FROM tickets WHERE issue_key = $1").bind(key);
            if let Some(ticket) = known.fetch_optional(&mut *tx).await? {
                tx.rollback().await?;
                return Ok(ticket);
            }
        }
        let place = next_version(&mut tx).await?;
        let ticket = sqlx::query_as(
            "INSERT INTO tickets (id, day, number, priority, procedure, state, place, issued_ms, issue_key)
             SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, 'waiting', $5, $6, $7 FROM tickets WHERE day = $2
             RETURNING *",
        )
        .bind(new.id)
        .bind(new.day)
        .bind(i64::from(new.priority))
        .bind(new.procedure)
        .bind(place)
        .bind(new.now_ms)
        .bind(new.key)
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(ticket)
    }

    /// Calls a ticket to a counter. Whom that counter had before is served with it.
    ///
    /// # Errors
    /// `NotFound` for a certain ticket that is not of this day; when the database cannot.
    pub async fn call_ticket(&self, call: QueueCall<'_>) -> Result<QueueOutcome> {
        let mut tx = self.db.begin().await?;
        let tickets = of_day(&mut tx, call.day).await?;
        if let Some(key) = call.key {
            let known = sqlx::query_as("SELECT * FROM tickets WHERE call_key = $1 AND day = $2").bind(key);
            if let Some(ticket) = known.bind(call.day).fetch_optional(&mut *tx).await? {
                tx.rollback().await?;
                return Ok(QueueOutcome::Ticket(ticket));
            }
        }
        let chosen = match call.ticket {
            Some(id) => {
                let ticket = tickets.iter().find(|ticket| ticket.id == id).ok_or(StoreError::NotFound)?;
                match ticket.standing {
                    Standing::Waiting | Standing::Skipped => Some(ticket),
                    Standing::Called if ticket.counter.as_deref() == Some(call.counter) => {
                        tx.rollback().await?;
                        return Ok(QueueOutcome::Ticket(ticket.clone()));
                    }
                    Standing::Called | Standing::Done => {
                        tx.rollback().await?;
                        return Ok(QueueOutcome::Taken);
                    }
                }
            }
            None => tickets.iter().filter(|ticket| ticket.is_for(call.counter)).min_by_key(|ticket| ticket.turn()),
        };
        serve_others(&mut tx, call.day, call.counter).await?;
        let outcome = match chosen {
            Some(ticket) => QueueOutcome::Ticket(put_call(&mut tx, &ticket.id, call).await?),
            None => {
                next_version(&mut tx).await?;
                QueueOutcome::Nobody
            }
        };
        tx.commit().await?;
        Ok(outcome)
    }

    /// Calls again, skips, transfers or finishes a ticket of the day. Doing a thing twice is doing it once, except calling.
    ///
    /// # Errors
    /// `NotFound` for a ticket that is not of this day; when the database cannot.
    pub async fn act_on_ticket(&self, id: &str, act: QueueAct<'_>, day: &str, now_ms: i64) -> Result<QueueOutcome> {
        let mut tx = self.db.begin().await?;
        let tickets = of_day(&mut tx, day).await?;
        let ticket = tickets.into_iter().find(|ticket| ticket.id == id).ok_or(StoreError::NotFound)?;
        let (standing, counter) = match (act, ticket.standing) {
            (QueueAct::Recall, Standing::Called | Standing::Skipped) => {
                let counter = ticket.counter.clone().unwrap_or_default();
                if ticket.standing == Standing::Skipped {
                    serve_others(&mut tx, day, &counter).await?;
                }
                let call = QueueCall { day, counter: &counter, ticket: None, key: None, now_ms };
                let called = put_call(&mut tx, id, call).await?;
                tx.commit().await?;
                return Ok(QueueOutcome::Ticket(called));
            }
            (QueueAct::Skip, Standing::Skipped) | (QueueAct::Finish, Standing::Done) => {
                tx.rollback().await?;
                return Ok(QueueOutcome::Ticket(ticket));
            }
            (QueueAct::Skip, Standing::Called) => (Standing::Skipped, ticket.counter),
            // Who was not there and went home.
            (QueueAct::Finish, Standing::Called | Standing::Skipped) => (Standing::Done, ticket.counter),
            (QueueAct::Transfer { counter }, Standing::Called | Standing::Waiting | Standing::Skipped) => {
                (Standing::Waiting, Some(counter.to_owned()))
            }
            _ => {
                tx.rollback().await?;
                return Ok(QueueOutcome::Taken);
            }
        };
        let place = next_version(&mut tx).await?;
        let changed =
            sqlx::query_as("UPDATE tickets SET state = $2, counter = $3, place = $4 WHERE id = $1 RETURNING *")
                .bind(id)
                .bind(standing.as_str())
                .bind(counter)
                .bind(place)
                .fetch_one(&mut *tx)
                .await?;
        tx.commit().await?;
        Ok(QueueOutcome::Ticket(changed))
    }
}

async fn of_day(tx: &mut Tx, day: &str) -> Result<Vec<QueueTicket>> {
    Ok(sqlx::query_as("SELECT * FROM tickets WHERE day = $1 ORDER BY number").bind(day).fetch_all(&mut **tx).await?)
}

async fn next_version(tx: &mut Tx) -> Result<i64> {
    let sql = "UPDATE queue_version SET version = version + 1 RETURNING version";
    Ok(sqlx::query_scalar(sql).fetch_one(&mut **tx).await?)
}

/// Whoever stands at this counter is served.
async fn serve_others(tx: &mut Tx, day: &str, counter: &str) -> Result<()> {
    sqlx::query("UPDATE tickets SET state = 'done' WHERE day = $1 AND counter = $2 AND state = 'called'")
        .bind(day)
        .bind(counter)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn put_call(tx: &mut Tx, id: &str, call: QueueCall<'_>) -> Result<QueueTicket> {
    let place = next_version(tx).await?;
    Ok(sqlx::query_as(
        "UPDATE tickets SET state = 'called', counter = $2, place = $3, calls = calls + 1, called_ms = $4,
           first_ms = COALESCE(first_ms, $4), call_key = COALESCE($5, call_key)
         WHERE id = $1 RETURNING *",
    )
    .bind(id)
    .bind(call.counter)
    .bind(place)
    .bind(call.now_ms)
    .bind(call.key)
    .fetch_one(&mut **tx)
    .await?)
}
