//! Dossiers: events and the projection that lists need, written together or not at all.

use crate::{
    Result, Store, StoreError,
    audit::{self, By, Head},
    cells::{self, Cells},
    certifications,
    db::{Tx, signed, unsigned},
    drafts,
    payments::{self, NewPayment},
    projection, report, search,
    uploads::{self, Owner, Upload},
};
use motcua_domain::{
    dossier::{Dossier, Event},
    report::Facts,
};
use sqlx::{FromRow, Row};

/// The part of a dossier that never changes after it was handed in.
#[derive(Clone, Debug, FromRow)]
pub struct DossierRow {
    pub id: String,
    pub code: String,
    /// The idempotency key it was handed in with.
    pub submission: String,
    pub content_sha256: String,
    /// The device that handed it in.
    pub device: String,
    /// SHA-256 of the receipt's secret, hex.
    pub secret_hash: String,
    pub notice: String,
    pub language: String,
}

/// A dossier with its whole history.
#[derive(Clone, Debug)]
pub struct Record {
    pub row: DossierRow,
    pub events: Vec<Event>,
    /// The events, folded.
    pub dossier: Dossier,
}

/// What is known of a submission before its code is given.
#[derive(Clone, Debug)]
pub struct NewDossier {
    pub id: String,
    pub submission: String,
    pub content_sha256: String,
    pub device: String,
    pub secret_hash: String,
    pub notice: String,
    pub language: String,
    /// Uploads that become part of it.
    pub files: Vec<String>,
    /// Whose uploads these may be: the device's, and of those who filled in with the citizen.
    pub owners: Vec<Owner>,
    /// The shared draft that ends with it, and the state of that draft that is handed in.
    pub draft: Option<(String, u64)>,
    /// The agency and the local day (`2026-11-23`) whose serial it takes.
    pub agency: String,
    pub day: String,
    pub now_ms: i64,
}

/// What lists show and search, as the server reads it from the answers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub requester: String,
    /// Everything that is searched, without accents.
    pub folded: String,
    /// Of the procedure (`ho_tich`, ...).
    pub field: String,
    /// Letters that people typed for it (`motcua_domain::report::typed`).
    pub typed: u32,
}

/// How a submission ended.
#[derive(Debug)]
pub enum Submitted {
    New(Box<Record>),
    /// The same key and content were handed in before.
    Repeated(Box<Record>),
}

/// A decided change of a dossier.
#[derive(Debug)]
pub struct Change<'a> {
    pub id: &'a str,
    /// The version that was decided on.
    pub expected: u64,
    pub events: &'a [Event],
    /// The dossier after the events.
    pub after: &'a Dossier,
    pub lines: &'a Lines,
    /// Uploads that become part of it, whose they are, and as what (`paper`, `result`).
    pub files: Option<(Vec<String>, Owner, &'static str)>,
    /// Idempotency key and digest of the request, where it may be repeated.
    pub reply: Option<(&'a str, &'a str)>,
    pub now_ms: i64,
}

const ROW: &str = "SELECT id, code, submission, content_sha256, device, secret_hash, notice, language FROM dossiers";

impl Store {
    /// Hands in a dossier: takes the day's next serial, lets `decide` make events of it, keeps all of it.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`], [`StoreError::FilesMissing`], or what `decide` says.
    pub async fn submit(
        &self,
        new: &NewDossier,
        decide: impl FnOnce(u32) -> Result<(Vec<Event>, Lines)> + Send,
    ) -> Result<Submitted> {
        let mut tx = self.db.begin().await?;
        let sql =
            "SELECT seq, hash, EXISTS (SELECT 1 FROM dossiers WHERE submission = $1) FROM audit_head WHERE one = 1";
        let (seq, hash, known): (i64, String, bool) =
            sqlx::query_as(sql).bind(&new.submission).fetch_one(&mut *tx).await?;
        if known && let Some(record) = read(&mut tx, "submission", &new.submission).await? {
            // What is answered must be on the disk, whoever wrote it.
            tx.rollback().await?;
            return repeated(record, &new.device, &new.content_sha256);
        }
        let serial: i64 = sqlx::query_scalar(
            "INSERT INTO serials (agency, day, last) VALUES ($1, $2, 1)
             ON CONFLICT (agency, day) DO UPDATE SET last = serials.last + 1 RETURNING last",
        )
        .bind(&new.agency)
        .bind(&new.day)
        .fetch_one(&mut *tx)
        .await?;
        let serial = u32::try_from(serial).map_err(|_| StoreError::Broken("serial".to_owned()))?;
        let (events, lines) = decide(serial)?;
        let dossier = Dossier::replay(&events);
        let code = dossier.code.as_ref().ok_or_else(|| StoreError::Broken("no code".to_owned()))?.to_string();
        let texts = texts(&events)?;
        let history = audit::histories(&audit::history_start(&new.id, &new.secret_hash), &texts);
        let facts = Facts::of(&events);
        // One statement for all columns, the derived ones too: this is the table with the most indexes.
        let mut cells: Cells = vec![
            ("id", (&new.id).into()),
            ("code", (&code).into()),
            ("submission", (&new.submission).into()),
            ("content_sha256", (&new.content_sha256).into()),
            ("device", (&new.device).into()),
            ("secret_hash", (&new.secret_hash).into()),
            ("notice", (&new.notice).into()),
            ("language", (&new.language).into()),
            ("procedure", (&dossier.procedure).into()),
            ("submitted_ms", new.now_ms.into()),
            ("version", signed(dossier.version).into()),
            ("history", history.last().cloned().into()),
            ("searched", search::LIVE_TOO.into()),
        ];
        cells.extend(projection::columns(&dossier, &lines));
        cells.extend(report::columns(&facts, lines.typed));
        let year = new.day.get(..4).and_then(|year| year.parse().ok());
        let year: i64 = year.ok_or_else(|| StoreError::Broken("day".to_owned()))?;
        let number = cells::insert(year, cells).fetch_one(&mut *tx).await?.try_get(0)?;
        search::put_new(&mut tx, year, number, &lines.folded).await?;
        self.put_texts(&mut tx, &new.id, 0, &texts).await?;
        audit::put_acts(&mut tx, Head { seq, hash }, &new.id, 0, &texts, &history).await?;
        report::put_clocks(&mut tx, &new.id, &facts).await?;
        uploads::bind(&mut tx, &new.id, &new.files, &new.owners, "paper").await?;
        if let Some((draft, seq)) = &new.draft {
            let end = drafts::End { dossier: &new.id, code: &code, submission: &new.submission };
            drafts::end(&mut tx, draft, *seq, &end).await?;
        }
        crate::copies::end(&mut tx, &new.submission).await?;
        tx.commit().await?;
        let row = DossierRow {
            id: new.id.clone(),
            code,
            submission: new.submission.clone(),
            content_sha256: new.content_sha256.clone(),
            device: new.device.clone(),
            secret_hash: new.secret_hash.clone(),
            notice: new.notice.clone(),
            language: new.language.clone(),
        };
        Ok(Submitted::New(Box::new(Record { row, events, dossier })))
    }

    /// A submission by its key, if it came from this device with this content.
    ///
    /// # Errors
    /// [`StoreError::KeyReused`] when the key is known with another content or from another device.
    pub async fn repeated(&self, key: &str, device: &str, content_sha256: &str) -> Result<Option<Record>> {
        let Some(record) = self.by_submission(key).await? else { return Ok(None) };
        match repeated(record, device, content_sha256)? {
            Submitted::Repeated(record) | Submitted::New(record) => Ok(Some(*record)),
        }
    }

    /// A dossier by the key it was handed in with.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn by_submission(&self, key: &str) -> Result<Option<Record>> {
        self.find("submission", key).await
    }

    /// A dossier by its code.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn by_code(&self, code: &str) -> Result<Option<Record>> {
        self.find("code", code).await
    }

    /// A dossier by its id.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn by_id(&self, id: &str) -> Result<Option<Record>> {
        self.find("id", id).await
    }

    /// The dossier with this value in one of the unique columns; the column's name is never input.
    async fn find(&self, column: &'static str, value: &str) -> Result<Option<Record>> {
        let row: Option<DossierRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{ROW} WHERE {column} = $1")))
            .bind(value)
            .fetch_optional(&self.db.read)
            .await?;
        self.with_events(row).await
    }

    async fn with_events(&self, row: Option<DossierRow>) -> Result<Option<Record>> {
        let Some(row) = row else { return Ok(None) };
        let texts: Vec<String> = sqlx::query_scalar("SELECT event FROM events WHERE dossier = $1 ORDER BY seq")
            .bind(&row.id)
            .fetch_all(&self.db.read)
            .await?;
        Ok(Some(record(row, &texts)?))
    }

    /// Keeps a decided change.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when the dossier changed since it was read, [`StoreError::FilesMissing`].
    pub async fn change(&self, change: &Change<'_>) -> Result<()> {
        self.change_and_ask(change, None).await
    }

    /// Keeps a decided change, and the request for the money that the dossier waits for with it.
    ///
    /// # Errors
    /// As [`Store::change`]; [`StoreError::Payment`].
    pub async fn change_and_ask(&self, change: &Change<'_>, payment: Option<(&NewPayment, By<'_>)>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let rows = sqlx::query("UPDATE dossiers SET version = $3 WHERE id = $1 AND version = $2")
            .bind(change.id)
            .bind(signed(change.expected))
            .bind(signed(change.after.version))
            .execute(&mut *tx)
            .await?
            .rows_affected();
        if rows != 1 {
            let now: Option<i64> = sqlx::query_scalar("SELECT version FROM dossiers WHERE id = $1")
                .bind(change.id)
                .fetch_optional(&mut *tx)
                .await?;
            return Err(now.map_or(StoreError::NotFound, |version| StoreError::Stale(unsigned(version))));
        }
        projection::renew(&mut tx, change.id, change.after, change.lines).await?;
        self.put_events(&mut tx, change.id, change.expected, change.events).await?;
        report::put(&mut tx, change.id, change.lines.typed).await?;
        certifications::put(&mut tx, change).await?;
        if let Some((files, owner, role)) = &change.files {
            uploads::bind(&mut tx, change.id, files, std::slice::from_ref(owner), role).await?;
        }
        if let Some((key, digest)) = change.reply {
            crate::replies::put(&mut tx, key, change.id, digest, change.after.version, change.now_ms).await?;
        }
        if let Some((new, by)) = payment {
            payments::ask(&mut tx, new, by).await?;
        }
        tx.commit().await
    }

    /// Keeps events, queues the notices of them, and writes them into the audit chain.
    async fn put_events(&self, tx: &mut Tx, dossier: &str, before: u64, events: &[Event]) -> Result<()> {
        let texts = texts(events)?;
        self.put_texts(tx, dossier, before, &texts).await?;
        audit::put_events(tx, dossier, before, &texts).await
    }

    async fn put_texts(&self, tx: &mut Tx, dossier: &str, before: u64, events: &[(String, &Event)]) -> Result<()> {
        for (index, (text, event)) in events.iter().enumerate() {
            let seq = before + index as u64 + 1;
            sqlx::query("INSERT INTO events (dossier, seq, at_ms, event) VALUES ($1, $2, $3, $4)")
                .bind(dossier)
                .bind(signed(seq))
                .bind(event.at.as_millisecond())
                .bind(text)
                .execute(&mut **tx)
                .await?;
            self.queue_event(tx, dossier, seq, event).await?;
        }
        Ok(())
    }

    /// A file that is part of a dossier.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn dossier_file(&self, dossier: &str, upload: &str) -> Result<Upload> {
        sqlx::query_as(
            "SELECT u.* FROM uploads u JOIN dossier_files f ON f.upload = u.id WHERE f.dossier = $1 AND u.id = $2",
        )
        .bind(dossier)
        .bind(upload)
        .fetch_optional(&self.db.read)
        .await?
        .ok_or(StoreError::NotFound)
    }

    /// A file that was proposed as the result of a dossier, or is it.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub async fn result_file(&self, dossier: &str, upload: &str) -> Result<Upload> {
        sqlx::query_as(
            "SELECT u.* FROM uploads u JOIN dossier_files f ON f.upload = u.id
             WHERE f.dossier = $1 AND u.id = $2 AND f.role = 'result'",
        )
        .bind(dossier)
        .bind(upload)
        .fetch_optional(&self.db.read)
        .await?
        .ok_or(StoreError::NotFound)
    }

    /// How many dossiers there are.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn dossier_count(&self) -> Result<u64> {
        Ok(unsigned(sqlx::query_scalar("SELECT COUNT(*) FROM dossiers").fetch_one(&self.db.read).await?))
    }
}

/// Events with their texts as they are kept.
fn texts(events: &[Event]) -> Result<Vec<(String, &Event)>> {
    events.iter().map(|event| Ok((serde_json::to_string(event)?, event))).collect()
}

fn repeated(record: Record, device: &str, content_sha256: &str) -> Result<Submitted> {
    if record.row.device == device && record.row.content_sha256 == content_sha256 {
        Ok(Submitted::Repeated(Box::new(record)))
    } else {
        Err(StoreError::KeyReused)
    }
}

/// The dossier with this value in one of the unique columns, as the transaction sees it; the column's name is never input.
pub(crate) async fn read(tx: &mut Tx, column: &'static str, value: &str) -> Result<Option<Record>> {
    let row: Option<DossierRow> = sqlx::query_as(sqlx::AssertSqlSafe(format!("{ROW} WHERE {column} = $1")))
        .bind(value)
        .fetch_optional(&mut **tx)
        .await?;
    let Some(row) = row else { return Ok(None) };
    let texts: Vec<String> = sqlx::query_scalar("SELECT event FROM events WHERE dossier = $1 ORDER BY seq")
        .bind(&row.id)
        .fetch_all(&mut **tx)
        .await?;
    Ok(Some(record(row, &texts)?))
}

fn record(row: DossierRow, texts: &[String]) -> Result<Record> {
    let events: Vec<Event> = texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?;
    let dossier = Dossier::replay(&events);
    Ok(Record { row, events, dossier })
}
