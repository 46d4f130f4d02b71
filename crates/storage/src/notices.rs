//! The outbox of notices: written with the event they tell of, taken up one by one, ended once.

use crate::{
    Result, Store,
    db::{Tx, signed, unsigned},
};
use motcua_domain::{dossier::Event, notice::Kind};
use sqlx::FromRow;
use std::sync::atomic::{AtomicU8, Ordering};

/// A way out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Mail,
    Sms,
}

impl Channel {
    pub const ALL: [Self; 2] = [Self::Mail, Self::Sms];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Mail => 1,
            Self::Sms => 2,
        }
    }
}

/// The channels that are switched on. At first none is: whoever only opens the store queues nothing.
#[derive(Debug, Default)]
pub(crate) struct Switches(AtomicU8);

impl Switches {
    fn on(&self) -> impl Iterator<Item = Channel> + use<> {
        let bits = self.0.load(Ordering::Relaxed);
        Channel::ALL.into_iter().filter(move |channel| bits & channel.bit() != 0)
    }
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Notice {
    pub dossier: String,
    /// `event` or `message`.
    pub about: String,
    seq: i64,
    /// `mail` or `sms`.
    pub channel: String,
    /// As [`Kind::as_str`].
    pub kind: String,
    /// `waiting`, `sent`, `dead`, `skipped`.
    pub state: String,
    tries: i64,
    /// Why it was not sent, as a stable code.
    pub reason: String,
    /// When it is tried again, unix milliseconds.
    pub next_ms: i64,
    /// When it was sent or given up.
    pub ended_ms: Option<i64>,
}

impl Notice {
    /// The number of the event or message, from 1.
    #[must_use]
    pub fn seq(&self) -> u64 {
        unsigned(self.seq)
    }

    /// How often it was taken up.
    #[must_use]
    pub fn tries(&self) -> u32 {
        u32::try_from(self.tries).unwrap_or(u32::MAX)
    }
}

/// How a notice ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Sent,
    /// Given up, with a stable code.
    Dead(&'static str),
    /// Not worth sending any more, or nowhere to send it to, with a stable code.
    Skipped(&'static str),
}

const COLUMNS: &str = "SELECT dossier, about, seq, channel, kind, state, tries, reason, next_ms, ended_ms FROM notices";

impl Store {
    /// From now on events are told by these channels. What waits for another one is dropped: switching it on again some day
    /// must not send what is old then.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn notify_by(&self, channels: &[Channel], now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        for channel in Channel::ALL.into_iter().filter(|channel| !channels.contains(channel)) {
            sqlx::query(
                "UPDATE notices SET state = 'skipped', reason = 'switched_off', ended_ms = $2
                 WHERE channel = $1 AND state = 'waiting'",
            )
            .bind(channel.as_str())
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        }
        tx.commit().await?;
        self.switches.0.store(channels.iter().fold(0, |bits, channel| bits | channel.bit()), Ordering::Relaxed);
        Ok(())
    }

    /// What is to be sent by this channel now, the oldest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn due_notices(&self, channel: Channel, now_ms: i64, limit: u32) -> Result<Vec<Notice>> {
        let query = format!(
            "{COLUMNS} WHERE channel = $1 AND state = 'waiting' AND next_ms <= $2 ORDER BY next_ms, dossier, seq LIMIT $3"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(query))
            .bind(channel.as_str())
            .bind(now_ms)
            .bind(limit)
            .fetch_all(&self.db.read)
            .await?)
    }

    /// Takes a notice up for one more try, before anything is sent: a process that dies meanwhile leaves it to the next try
    /// at `next_ms`. False when somebody else has it.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn take_notice(&self, notice: &Notice, next_ms: i64) -> Result<bool> {
        let mut tx = self.db.begin().await?;
        let rows = sqlx::query(
            "UPDATE notices SET tries = tries + 1, next_ms = $6
             WHERE dossier = $1 AND about = $2 AND seq = $3 AND channel = $4 AND tries = $5 AND state = 'waiting'",
        )
        .bind(&notice.dossier)
        .bind(&notice.about)
        .bind(notice.seq)
        .bind(&notice.channel)
        .bind(notice.tries)
        .bind(next_ms)
        .execute(&mut *tx)
        .await?
        .rows_affected();
        tx.commit().await?;
        Ok(rows == 1)
    }

    /// Ends a notice.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn end_notice(&self, notice: &Notice, end: End, now_ms: i64) -> Result<()> {
        let (state, reason) = match end {
            End::Sent => ("sent", ""),
            End::Dead(reason) => ("dead", reason),
            End::Skipped(reason) => ("skipped", reason),
        };
        let mut tx = self.db.begin().await?;
        sqlx::query(
            "UPDATE notices SET state = $5, reason = $6, ended_ms = $7
             WHERE dossier = $1 AND about = $2 AND seq = $3 AND channel = $4 AND state = 'waiting'",
        )
        .bind(&notice.dossier)
        .bind(&notice.about)
        .bind(notice.seq)
        .bind(&notice.channel)
        .bind(state)
        .bind(reason)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// Every notice of a dossier, in the order of what they tell.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn notices(&self, dossier: &str) -> Result<Vec<Notice>> {
        let query = format!("{COLUMNS} WHERE dossier = $1 ORDER BY created_ms, about, seq, channel");
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(query)).bind(dossier).fetch_all(&self.db.read).await?)
    }

    /// Whether the citizen has not yet seen this message of the desk.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn unseen_by_citizen(&self, dossier: &str, seq: u64) -> Result<bool> {
        let count: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM messages WHERE dossier = $1 AND seq = $2 AND staff IS NOT NULL AND read_ms IS NULL",
        )
        .bind(dossier)
        .bind(signed(seq))
        .fetch_one(&self.db.read)
        .await?;
        Ok(count > 0)
    }

    /// Queues the notices of an event within its own transaction.
    pub(crate) async fn queue_event(&self, tx: &mut Tx, dossier: &str, seq: u64, event: &Event) -> Result<()> {
        let Some(kind) = Kind::of(&event.what) else { return Ok(()) };
        let at = event.at.as_millisecond();
        let wait = i64::try_from(kind.waits().as_millis()).unwrap_or(0);
        for channel in self.switches.on() {
            put(tx, (dossier, "event", seq), channel, kind, (at, at.saturating_add(wait))).await?;
        }
        Ok(())
    }

    /// Queues the notices of a message of the desk within its own transaction. While one of them waits to be read, the
    /// next is told by it.
    pub(crate) async fn queue_message(&self, tx: &mut Tx, dossier: &str, seq: u64, now_ms: i64) -> Result<()> {
        for channel in self.switches.on() {
            let told: i64 = sqlx::query_scalar(
                "SELECT COUNT(*) FROM notices n JOIN messages m ON m.dossier = n.dossier AND m.seq = n.seq
                 WHERE n.dossier = $1 AND n.about = 'message' AND n.channel = $2 AND n.state IN ('waiting', 'sent')
                   AND m.read_ms IS NULL",
            )
            .bind(dossier)
            .bind(channel.as_str())
            .fetch_one(&mut **tx)
            .await?;
            if told == 0 {
                put(tx, (dossier, "message", seq), channel, Kind::Message, (now_ms, now_ms)).await?;
            }
        }
        Ok(())
    }
}

async fn put(
    tx: &mut Tx,
    (dossier, about, seq): (&str, &str, u64),
    channel: Channel,
    kind: Kind,
    (created_ms, next_ms): (i64, i64),
) -> Result<()> {
    sqlx::query(
        "INSERT INTO notices (dossier, about, seq, channel, kind, created_ms, next_ms) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(dossier)
    .bind(about)
    .bind(signed(seq))
    .bind(channel.as_str())
    .bind(kind.as_str())
    .bind(created_ms)
    .bind(next_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
