//! Drafts that desk and phone fill in together: one row each, the one-time codes that lead to them, and who took part.

mod rows;

pub use rows::{Authors, Draft, NewCode, NewDraft, Party, Stage, Taken};

use crate::{
    Result, Store, StoreError,
    db::{Tx, signed},
    uploads::Owner,
};
use motcua_domain::form::Answers;

/// How many pairs of two digits there are.
const NUMBERS: i64 = 10_000;

/// What a draft became.
pub(crate) struct End<'a> {
    pub dossier: &'a str,
    pub code: &'a str,
    pub submission: &'a str,
}

/// A one-time code as it is kept: its draft, which end offered it, until when, and who used it.
type OneTimeCode = (String, String, i64, Option<String>, Option<String>);

impl Store {
    /// Opens a draft.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn open_draft(&self, new: &NewDraft<'_>) -> Result<Draft> {
        let mut tx = self.db.begin().await?;
        let taken: Vec<i64> =
            sqlx::query_scalar("SELECT number FROM drafts WHERE state = 'open'").fetch_all(&mut *tx).await?;
        let free = (0..NUMBERS).map(|step| (i64::from(new.number) + step) % NUMBERS).find(|one| !taken.contains(one));
        let number = free.ok_or(StoreError::Quota)?;
        let authors: Authors =
            new.answers.values.keys().map(|field| (field.clone(), new.by.name().map(str::to_owned))).collect();
        let device = if let Party::Device(id) = new.by { Some(id) } else { None };
        sqlx::query(
            "INSERT INTO drafts (id, procedure, version, device, desk, staff, opened_by, answers, authors, seq, number,
               touched_ms, state)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, 1, $9, $10, 'open')",
        )
        .bind(new.id)
        .bind(new.procedure)
        .bind(new.version)
        .bind(device)
        .bind(i64::from(device.is_none()))
        .bind(new.by.name())
        .bind(serde_json::to_string(new.answers)?)
        .bind(serde_json::to_string(&authors)?)
        .bind(number)
        .bind(new.now_ms)
        .execute(&mut *tx)
        .await?;
        take_part(&mut tx, new.id, new.by).await?;
        let draft = by_id(&mut tx, new.id).await?.ok_or(StoreError::NotFound)?;
        tx.commit().await?;
        Ok(draft)
    }

    /// A draft by its id, over or not.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn draft(&self, id: &str) -> Result<Option<Draft>> {
        Ok(sqlx::query_as("SELECT * FROM drafts WHERE id = $1").bind(id).fetch_optional(&self.db.read).await?)
    }

    /// The open drafts in which the desk takes part, the one touched last first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn desk_drafts(&self, since_ms: i64, most: u32) -> Result<Vec<Draft>> {
        let sql = "SELECT * FROM drafts WHERE state = 'open' AND desk = 1 AND touched_ms >= $1
                   ORDER BY touched_ms DESC, id DESC LIMIT $2";
        Ok(sqlx::query_as(sql).bind(since_ms).bind(i64::from(most)).fetch_all(&self.db.read).await?)
    }

    /// Everybody who ever took part, as owners of uploads.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn draft_owners(&self, id: &str) -> Result<Vec<Owner>> {
        let rows: Vec<(String, String)> = sqlx::query_as("SELECT kind, id FROM draft_parties WHERE draft = $1")
            .bind(id)
            .fetch_all(&self.db.read)
            .await?;
        let owner = |(kind, id): (String, String)| if kind == "device" { Owner::Device(id) } else { Owner::Staff(id) };
        Ok(rows.into_iter().map(owner).collect())
    }

    /// Changes the entries of an open draft; `change` says whether anything is different afterwards.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is over.
    pub async fn change_draft(
        &self,
        id: &str,
        by: Party<'_>,
        now_ms: i64,
        change: impl FnOnce(&mut Answers, &mut Authors) -> bool + Send,
    ) -> Result<Draft> {
        let mut tx = self.db.begin().await?;
        let mut draft = open(&mut tx, id).await?;
        take_part(&mut tx, id, by).await?;
        if change(&mut draft.answers, &mut draft.authors) {
            draft.seq += 1;
        }
        draft.touched_ms = now_ms;
        if let Some(name) = by.name() {
            draft.staff = Some(name.to_owned());
        }
        sqlx::query(
            "UPDATE drafts SET answers = $2, authors = $3, seq = $4, touched_ms = $5, staff = $6 WHERE id = $1",
        )
        .bind(id)
        .bind(serde_json::to_string(&draft.answers)?)
        .bind(serde_json::to_string(&draft.authors)?)
        .bind(signed(draft.seq))
        .bind(now_ms)
        .bind(&draft.staff)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(draft)
    }

    /// Keeps a one-time code for an open draft; codes of this draft that nobody used end.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the draft is over.
    pub async fn offer_draft(&self, code: &NewCode<'_>) -> Result<Draft> {
        let mut tx = self.db.begin().await?;
        let draft = open(&mut tx, code.draft).await?;
        take_part(&mut tx, code.draft, code.by).await?;
        sqlx::query("DELETE FROM draft_codes WHERE draft = $1 AND used_by IS NULL")
            .bind(code.draft)
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO draft_codes (hash, draft, offered_by, expires_ms) VALUES ($1, $2, $3, $4)")
            .bind(code.hash)
            .bind(code.draft)
            .bind(code.by.kind())
            .bind(code.expires_ms)
            .execute(&mut *tx)
            .await?;
        sqlx::query("UPDATE drafts SET touched_ms = $2 WHERE id = $1")
            .bind(code.draft)
            .bind(code.now_ms)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(draft)
    }

    /// Joins a draft by its one-time code. Whoever used it may ask again (the answer may have been lost on the way);
    /// for everybody else it is used. A code is only good for the other end.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn take_draft(&self, hash: &str, by: Party<'_>, now_ms: i64) -> Result<Taken> {
        let mut tx = self.db.begin().await?;
        let sql = "SELECT draft, offered_by, expires_ms, used_kind, used_by FROM draft_codes WHERE hash = $1";
        let row: Option<OneTimeCode> = sqlx::query_as(sql).bind(hash).fetch_optional(&mut *tx).await?;
        let Some((id, offered_by, expires_ms, used_kind, used_by)) = row else {
            tx.rollback().await?;
            return Ok(Taken::Expired);
        };
        let Some(draft) = by_id(&mut tx, &id).await?.filter(|draft| draft.stage == Stage::Open) else {
            tx.rollback().await?;
            return Ok(Taken::Expired);
        };
        if let Some(user) = used_by {
            let again = used_kind.as_deref() == Some(by.kind()) && user == by.id();
            tx.rollback().await?;
            return Ok(if again { Taken::Joined(Box::new(draft)) } else { Taken::Used });
        }
        // Nobody gives another phone what a citizen began on the own one.
        let anothers =
            matches!(by, Party::Device(id) if draft.opened_by.is_none() && draft.device.as_deref() != Some(id));
        if now_ms >= expires_ms || offered_by == by.kind() || anothers {
            tx.rollback().await?;
            return Ok(Taken::Expired);
        }
        sqlx::query("UPDATE draft_codes SET used_kind = $2, used_by = $3 WHERE hash = $1")
            .bind(hash)
            .bind(by.kind())
            .bind(by.id())
            .execute(&mut *tx)
            .await?;
        join(&mut tx, &id, by, now_ms).await?;
        let draft = by_id(&mut tx, &id).await?.ok_or(StoreError::NotFound)?;
        tx.commit().await?;
        Ok(Taken::Joined(Box::new(draft)))
    }

    /// Ends a draft for both and erases what was answered; nothing to do when it is over.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn close_draft(&self, id: &str) -> Result<()> {
        let mut tx = self.db.begin().await?;
        sqlx::query(
            "UPDATE drafts SET state = 'closed', answers = '{}', authors = '{}', seq = seq + 1
             WHERE id = $1 AND state = 'open'",
        )
        .bind(id)
        .execute(&mut *tx)
        .await?;
        tx.commit().await
    }

    /// Keeps the place of a device that there is none of: no token leads to it. For who came without a phone.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn no_device(&self, id: &str, now_ms: i64) -> Result<()> {
        let mut tx = self.db.begin().await?;
        // No SHA-256 looks like this.
        sqlx::query("INSERT INTO devices (id, token_hash, created_ms) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING")
            .bind(id)
            .bind(format!("none {id}"))
            .bind(now_ms)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// Forgets drafts that nobody touched since a time; says how many.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn sweep_drafts(&self, before_ms: i64) -> Result<u64> {
        let mut tx = self.db.begin().await?;
        let gone = sqlx::query("DELETE FROM drafts WHERE touched_ms < $1").bind(before_ms).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(gone.rows_affected())
    }
}

/// Ends a draft with the dossier that it became, in that dossier's transaction.
///
/// # Errors
/// [`StoreError::Stale`] when it changed since it was read or is over.
pub(crate) async fn end(tx: &mut Tx, id: &str, seq: u64, end: &End<'_>) -> Result<()> {
    let rows = sqlx::query(
        "UPDATE drafts SET state = 'handed_in', answers = '{}', authors = '{}', seq = seq + 1, dossier = $3, code = $4,
           submission = $5
         WHERE id = $1 AND seq = $2 AND state = 'open'",
    )
    .bind(id)
    .bind(signed(seq))
    .bind(end.dossier)
    .bind(end.code)
    .bind(end.submission)
    .execute(&mut **tx)
    .await?
    .rows_affected();
    if rows != 1 {
        return Err(StoreError::Stale(by_id(tx, id).await?.map_or(0, |draft| draft.seq)));
    }
    Ok(())
}

async fn by_id(tx: &mut Tx, id: &str) -> Result<Option<Draft>> {
    Ok(sqlx::query_as("SELECT * FROM drafts WHERE id = $1").bind(id).fetch_optional(&mut **tx).await?)
}

async fn open(tx: &mut Tx, id: &str) -> Result<Draft> {
    by_id(tx, id).await?.filter(|draft| draft.stage == Stage::Open).ok_or(StoreError::NotFound)
}

/// From now on this party's uploads may be named.
async fn take_part(tx: &mut Tx, draft: &str, by: Party<'_>) -> Result<()> {
    sqlx::query("INSERT INTO draft_parties (draft, kind, id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(draft)
        .bind(by.kind())
        .bind(by.id())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

async fn join(tx: &mut Tx, draft: &str, by: Party<'_>, now_ms: i64) -> Result<()> {
    take_part(tx, draft, by).await?;
    let sql = match by {
        Party::Device(_) => "UPDATE drafts SET device = $2, seq = seq + 1, touched_ms = $3 WHERE id = $1",
        Party::Staff(..) => "UPDATE drafts SET desk = 1, staff = $2, seq = seq + 1, touched_ms = $3 WHERE id = $1",
    };
    let end = by.name().unwrap_or_else(|| by.id());
    sqlx::query(sql).bind(draft).bind(end).bind(now_ms).execute(&mut **tx).await?;
    Ok(())
}
