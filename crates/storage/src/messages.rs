//! Messages on a dossier: kept with their files and the dossier's count of unread ones in one transaction.

use crate::{
    Result, Store, StoreError,
    audit::{self, Act, By, Who},
    db::{Tx, signed, unsigned},
    replies,
    uploads::{self, Owner, Upload},
};
use sqlx::FromRow;

/// A side of the conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Citizen,
    Office,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct MessageFile {
    message: String,
    pub upload: String,
    pub media_type: String,
    length: i64,
}

impl MessageFile {
    /// Bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        unsigned(self.length)
    }
}

#[derive(FromRow)]
struct MessageRow {
    id: String,
    at_ms: i64,
    staff: Option<String>,
    name: Option<String>,
    text: String,
    read_ms: Option<i64>,
}

/// A message with its files.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: String,
    pub at_ms: i64,
    pub by: Side,
    /// Name of the member of staff who wrote.
    pub name: Option<String>,
    pub text: String,
    pub files: Vec<MessageFile>,
    /// When the other side first saw it.
    pub read_ms: Option<i64>,
}

/// A message on its way in.
#[derive(Debug)]
pub struct NewMessage<'a> {
    pub id: &'a str,
    pub dossier: &'a str,
    /// Account of the member of staff who writes; the citizen when there is none.
    pub staff: Option<&'a str>,
    pub text: &'a str,
    /// Stored uploads of `owner`.
    pub files: &'a [String],
    pub owner: &'a Owner,
    /// Idempotency key and digest of the request.
    pub reply: (&'a str, &'a str),
    pub now_ms: i64,
}

impl Store {
    /// Keeps a message; the same request again keeps nothing.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`], [`StoreError::FilesMissing`].
    pub async fn write_message(&self, new: &NewMessage<'_>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let (key, digest) = new.reply;
        if replies::done(&mut tx, key, new.dossier, digest).await? {
            return tx.rollback().await;
        }
        let seq: i64 = sqlx::query_scalar(
            "INSERT INTO messages (id, dossier, seq, at_ms, staff, text)
             SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5 FROM messages WHERE dossier = $2 RETURNING seq",
        )
        .bind(new.id)
        .bind(new.dossier)
        .bind(new.now_ms)
        .bind(new.staff)
        .bind(new.text)
        .fetch_one(&mut *tx)
        .await?;
        if new.staff.is_some() {
            self.queue_message(&mut tx, new.dossier, unsigned(seq), new.now_ms).await?;
        }
        attach(&mut tx, new).await?;
        count(&mut tx, new.dossier).await?;
        replies::put(&mut tx, key, new.dossier, digest, 0, new.now_ms).await?;
        let by = By { who: new.staff.map_or(Who::Citizen, Who::Staff), at_ms: new.now_ms };
        let act = Act { dossier: Some(new.dossier), ..Act::on("message_written", Some(new.id), by) };
        audit::put(&mut tx, &act).await?;
        tx.commit().await
    }

    /// Marks what the other side wrote as seen by this one.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn read_messages(&self, dossier: &str, reader: Side, now_ms: i64) -> Result<()> {
        let office = reader == Side::Citizen;
        let fresh: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM messages WHERE dossier = $1 AND read_ms IS NULL AND (staff IS NOT NULL) = $2",
        )
        .bind(dossier)
        .bind(office)
        .fetch_one(&self.db.read)
        .await?;
        // Looking again and again takes no turn at the one writer.
        if fresh == 0 {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        sqlx::query(
            "UPDATE messages SET read_ms = $3 WHERE dossier = $1 AND read_ms IS NULL AND (staff IS NOT NULL) = $2",
        )
        .bind(dossier)
        .bind(office)
        .bind(now_ms)
        .execute(&mut *tx)
        .await?;
        count(&mut tx, dossier).await?;
        tx.commit().await
    }

    /// The conversation on a dossier, oldest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn messages(&self, dossier: &str) -> Result<Vec<Message>> {
        let rows: Vec<MessageRow> = sqlx::query_as(
            "SELECT m.id, m.at_ms, m.staff, s.name, m.text, m.read_ms
             FROM messages m LEFT JOIN staff s ON s.id = m.staff WHERE m.dossier = $1 ORDER BY m.seq",
        )
        .bind(dossier)
        .fetch_all(&self.db.read)
        .await?;
        let files: Vec<MessageFile> = sqlx::query_as(
            "SELECT f.message, f.upload, u.media_type, u.length FROM message_files f
             JOIN messages m ON m.id = f.message JOIN uploads u ON u.id = f.upload
             WHERE m.dossier = $1 ORDER BY m.seq, f.place",
        )
        .bind(dossier)
        .fetch_all(&self.db.read)
        .await?;
        let of = |id: &str| files.iter().filter(|file| file.message == id).cloned().collect();
        Ok(rows
            .into_iter()
            .map(|row| Message {
                files: of(&row.id),
                id: row.id,
                at_ms: row.at_ms,
                by: if row.staff.is_some() { Side::Office } else { Side::Citizen },
                name: row.name,
                text: row.text,
                read_ms: row.read_ms,
            })
            .collect())
    }

    /// How many messages of the desk the citizen has not seen.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn unread_by_citizen(&self, dossier: &str) -> Result<u32> {
        let count: i64 = sqlx::query_scalar(
            "SELECT COUNT(*) FROM messages WHERE dossier = $1 AND staff IS NOT NULL AND read_ms IS NULL",
        )
        .bind(dossier)
        .fetch_one(&self.db.read)
        .await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// A file of a message on this dossier.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn message_file(&self, dossier: &str, upload: &str) -> Result<Upload> {
        sqlx::query_as(
            "SELECT u.* FROM uploads u JOIN message_files f ON f.upload = u.id JOIN messages m ON m.id = f.message
             WHERE m.dossier = $1 AND u.id = $2",
        )
        .bind(dossier)
        .bind(upload)
        .fetch_optional(&self.db.read)
        .await?
        .ok_or(StoreError::NotFound)
    }
}

async fn attach(tx: &mut Tx, new: &NewMessage<'_>) -> Result<()> {
    let mut missing = Vec::new();
    for (place, upload) in new.files.iter().enumerate() {
        if !uploads::take(tx, upload, std::slice::from_ref(new.owner)).await? {
            missing.push(upload.clone());
            continue;
        }
        sqlx::query("INSERT INTO message_files (upload, message, place) VALUES ($1, $2, $3)")
            .bind(upload)
            .bind(new.id)
            .bind(signed(place as u64))
            .execute(&mut **tx)
            .await?;
    }
    if missing.is_empty() { Ok(()) } else { Err(StoreError::FilesMissing(missing)) }
}

/// Counts what of the citizen nobody read, for the work list.
async fn count(tx: &mut Tx, dossier: &str) -> Result<()> {
    sqlx::query(
        "UPDATE dossiers SET unread =
           (SELECT COUNT(*) FROM messages WHERE dossier = $1 AND staff IS NULL AND read_ms IS NULL) WHERE id = $1",
    )
    .bind(dossier)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
