//! What the bank says came, and the receipts of the desk: each kept once under its number, booked on the request whose text it
//! carries, or left open for a person.

use crate::{
    Result, Store, StoreError,
    audit::{self, Act, By},
    db::{Tx, unsigned},
    payments::{self, append},
};
use jiff::civil::Date;
use motcua_domain::payment::{Book, Event, Match, Means, Receipt, Refusal, TransferText, decide, squeeze};
use sqlx::FromRow;

/// What is reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// Money came.
    Came { reference: String, amount: i64, day: Date, text: String },
    /// A movement was taken back; it may be reported before the movement itself.
    TakenBack { reference: String, day: Date },
}

/// What became of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It pays the request with this text.
    Booked(TransferText),
    /// A person has to look; the word says why.
    Open(&'static str),
    /// It was known.
    Known,
    /// Its number was known with another amount or day: nothing was changed, and a person is told.
    Conflict,
    /// It was taken back.
    TakenBack,
}

/// A movement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub struct Movement {
    pub reference: String,
    pub amount: i64,
    pub day: String,
    pub text: String,
    pub means: String,
    pub state: String,
    pub payment: Option<String>,
    pub why: String,
    pub by_hand: bool,
    pub conflict: String,
    pub at_ms: i64,
}

const COLUMNS: &str =
    "SELECT reference, amount, day, text, means, state, payment, why, by_hand, conflict, at_ms FROM movements";

/// What a person decides on a movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// It pays the request with this text.
    Pays(TransferText),
    /// It was booked by mistake.
    Release,
    /// It is none of the office's fees.
    NotOurs,
    /// It may be ours after all.
    Ours,
    /// That the bank contradicted itself was seen.
    Seen,
}

impl Store {
    /// Takes reports in, all of them or none; `keep` false only says what would become of them.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn report_movements(
        &self,
        means: Means,
        reports: &[Report],
        keep: bool,
        by: By<'_>,
    ) -> Result<Vec<Outcome>> {
        // A statement has thousands of lines: nobody else's commit is to wait for them.
        let mut tx = self.db.begin_alone().await?;
        let texts: Vec<String> =
            sqlx::query_scalar("SELECT key FROM payments ORDER BY key").fetch_all(&mut *tx).await?;
        let book = Book::new(texts.iter().filter_map(|key| TransferText::parse(key).ok()));
        let mut outcomes = Vec::with_capacity(reports.len());
        for report in reports {
            outcomes.push(match report {
                Report::Came { reference, amount, day, text } => {
                    let receipt = Receipt { reference: reference.clone(), amount: *amount, day: *day, means };
                    came(&mut tx, &book, receipt, text, by).await?
                }
                Report::TakenBack { reference, day } => taken_back(&mut tx, reference, *day, means, by).await?,
            });
        }
        if keep {
            tx.commit().await?
        } else {
            tx.rollback().await?
        }
        Ok(outcomes)
    }

    /// A person's word on a movement.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Payment`] when the request does not allow it or the movement is not in the
    /// state for it.
    pub async fn rule_on_movement(&self, reference: &str, ruling: &Ruling, by: By<'_>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let movement = find(&mut tx, reference).await?.ok_or(StoreError::NotFound)?;
        let kind = match (ruling, movement.state.as_str()) {
            (Ruling::Pays(text), "open") => {
                let receipt = receipt(&movement)?;
                book_on(&mut tx, text, &receipt, by).await?;
                set(&mut tx, reference, "matched", Some(text), "", true).await?;
                "movement_assigned"
            }
            (Ruling::Release, "matched") => {
                let id = movement.payment.as_deref().ok_or(StoreError::NotFound)?;
                let kept = payments::read(&mut tx, id).await?.ok_or(StoreError::NotFound)?;
                let command = Event::Released { reference: reference.to_owned() };
                if let Some(event) = decide(&kept.ledger, &command)? {
                    append(&mut tx, kept, event, by).await?;
                }
                if Means::ALL.iter().any(|means| means.as_str() == movement.means && means.by_clerk()) {
                    forget(&mut tx, reference).await?;
                } else {
                    set(&mut tx, reference, "open", None, "released", false).await?;
                }
                "movement_released"
            }
            (Ruling::NotOurs, "open") => {
                set(&mut tx, reference, "foreign", None, "", true).await?;
                "movement_not_ours"
            }
            (Ruling::Ours, "foreign") => {
                set(&mut tx, reference, "open", None, "none", false).await?;
                "movement_ours"
            }
            (Ruling::Seen, _) => {
                sqlx::query("UPDATE movements SET conflict = '' WHERE reference = $1")
                    .bind(reference)
                    .execute(&mut *tx)
                    .await?;
                "movement_seen"
            }
            _ => return Err(StoreError::Payment(Refusal::ReferenceConflict)),
        };
        audit::put(&mut tx, &Act::on(kind, Some(reference), by)).await?;
        tx.commit().await
    }

    /// A movement by its number.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn movement(&self, reference: &str) -> Result<Option<Movement>> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE reference = $1"));
        Ok(sqlx::query_as(sql).bind(reference).fetch_optional(&self.db.read).await?)
    }

    /// Movements of a state, the newest first. Those that the bank contradicted stand with the open ones.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn movements(&self, state: &str, limit: u32) -> Result<Vec<Movement>> {
        let sql = format!(
            "{COLUMNS} WHERE state = $1 OR ($1 = 'open' AND conflict <> '') ORDER BY day DESC, at_ms DESC, reference LIMIT $2"
        );
        Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(state).bind(i64::from(limit)).fetch_all(&self.db.read).await?)
    }

    /// How many movements of a day nobody knows what for, and how much money that is; of all days without one.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn open_money(&self, day: Option<&str>) -> Result<(u64, i64)> {
        let (count, sum): (i64, i64) = sqlx::query_as(
            "SELECT COUNT(*), COALESCE(SUM(amount), 0) FROM movements WHERE state = 'open' AND ($1 IS NULL OR day = $1)",
        )
        .bind(day)
        .fetch_one(&self.db.read)
        .await?;
        Ok((unsigned(count), sum))
    }

    /// The texts of every request, to look for near ones.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn payment_book(&self) -> Result<Book> {
        let texts: Vec<String> = sqlx::query_scalar("SELECT key FROM payments").fetch_all(&self.db.read).await?;
        Ok(Book::new(texts.iter().filter_map(|key| TransferText::parse(key).ok())))
    }
}

fn receipt(movement: &Movement) -> Result<Receipt> {
    let wrong = || StoreError::Broken("movement".to_owned());
    let means = Means::ALL.into_iter().find(|means| means.as_str() == movement.means).ok_or_else(wrong)?;
    let day = movement.day.parse().map_err(|_| wrong())?;
    Ok(Receipt { reference: movement.reference.clone(), amount: movement.amount, day, means })
}

async fn find(tx: &mut Tx, reference: &str) -> Result<Option<Movement>> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE reference = $1"));
    Ok(sqlx::query_as(sql).bind(reference).fetch_optional(&mut **tx).await?)
}

/// Money came, once or again.
async fn came(tx: &mut Tx, book: &Book, receipt: Receipt, text: &str, by: By<'_>) -> Result<Outcome> {
    let day = receipt.day.to_string();
    match find(tx, &receipt.reference).await? {
        // Taken back before it was told of: now it is known what was taken back.
        Some(known) if known.state == "reversed" && known.amount == 0 => {
            sqlx::query("UPDATE movements SET amount = $2, day = $3, text = $4 WHERE reference = $1")
                .bind(&receipt.reference)
                .bind(receipt.amount)
                .bind(&day)
                .bind(text)
                .execute(&mut **tx)
                .await?;
            return Ok(Outcome::TakenBack);
        }
        Some(known) if (known.amount, &known.day) == (receipt.amount, &day) => return Ok(Outcome::Known),
        Some(_) => {
            sqlx::query("UPDATE movements SET conflict = $2 WHERE reference = $1")
                .bind(&receipt.reference)
                .bind(format!("{} {day}", receipt.amount))
                .execute(&mut **tx)
                .await?;
            return Ok(Outcome::Conflict);
        }
        None => {}
    }
    insert(tx, &receipt, text, by).await?;
    let found = if told_by_another_way(tx, &receipt, text).await? {
        Err("maybe_known")
    } else {
        match book.find(text) {
            Match::One(text) => Ok(text),
            Match::Several(_) => Err("several"),
            Match::Damaged(_) => Err("damaged"),
            Match::None => Err("none"),
        }
    };
    match found {
        Ok(text) => {
            book_on(tx, &text, &receipt, by).await?;
            set(tx, &receipt.reference, "matched", Some(&text), "", false).await?;
            Ok(Outcome::Booked(text))
        }
        Err(why) => {
            set(tx, &receipt.reference, "open", None, why, false).await?;
            Ok(Outcome::Open(why))
        }
    }
}

/// The same day, amount and text under another number, by another way: a bank may give a movement two numbers. A person looks.
async fn told_by_another_way(tx: &mut Tx, receipt: &Receipt, text: &str) -> Result<bool> {
    let texts: Vec<String> = sqlx::query_scalar(
        "SELECT text FROM movements WHERE day = $1 AND amount = $2 AND means <> $3 AND means IN ('webhook', 'statement')
           AND reference <> $4 AND state <> 'reversed'",
    )
    .bind(receipt.day.to_string())
    .bind(receipt.amount)
    .bind(receipt.means.as_str())
    .bind(&receipt.reference)
    .fetch_all(&mut **tx)
    .await?;
    Ok(texts.iter().any(|other| squeeze(other) == squeeze(text)))
}

async fn insert(tx: &mut Tx, receipt: &Receipt, text: &str, by: By<'_>) -> Result<()> {
    sqlx::query(
        "INSERT INTO movements (reference, amount, day, text, means, state, at_ms) VALUES ($1, $2, $3, $4, $5, 'open', $6)",
    )
    .bind(&receipt.reference)
    .bind(receipt.amount)
    .bind(receipt.day.to_string())
    .bind(text)
    .bind(receipt.means.as_str())
    .bind(by.at_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn book_on(tx: &mut Tx, text: &TransferText, receipt: &Receipt, by: By<'_>) -> Result<()> {
    let id: Option<String> =
        sqlx::query_scalar("SELECT id FROM payments WHERE key = $1").bind(text.key()).fetch_optional(&mut **tx).await?;
    let id = id.ok_or(StoreError::NotFound)?;
    let kept = payments::read(tx, &id).await?.ok_or(StoreError::NotFound)?;
    if let Some(event) = decide(&kept.ledger, &Event::Received(receipt.clone()))? {
        append(tx, kept, event, by).await?;
    }
    Ok(())
}

async fn set(
    tx: &mut Tx,
    reference: &str,
    state: &str,
    text: Option<&TransferText>,
    why: &str,
    by_hand: bool,
) -> Result<()> {
    sqlx::query(
        "UPDATE movements SET state = $2, payment = (SELECT id FROM payments WHERE key = $3), why = $4, by_hand = $5
         WHERE reference = $1",
    )
    .bind(reference)
    .bind(state)
    .bind(text.map(TransferText::key))
    .bind(why)
    .bind(by_hand)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The bank took a movement back.
async fn taken_back(tx: &mut Tx, reference: &str, day: Date, means: Means, by: By<'_>) -> Result<Outcome> {
    match find(tx, reference).await? {
        None => {
            let nothing = Receipt { reference: reference.to_owned(), amount: 0, day, means };
            insert(tx, &nothing, "", by).await?;
        }
        Some(known) if known.state == "reversed" => return Ok(Outcome::Known),
        Some(known) => {
            if let Some(id) = &known.payment {
                let kept = payments::read(tx, id).await?.ok_or(StoreError::NotFound)?;
                let command = Event::Reversed { reference: reference.to_owned(), day };
                if let Some(event) = decide(&kept.ledger, &command)? {
                    append(tx, kept, event, by).await?;
                }
            }
        }
    }
    sqlx::query("UPDATE movements SET state = 'reversed', why = '' WHERE reference = $1")
        .bind(reference)
        .execute(&mut **tx)
        .await?;
    audit::put(tx, &Act::on("movement_reversed", Some(reference), by)).await?;
    Ok(Outcome::TakenBack)
}

/// A receipt that a clerk gave: its number is kept, and refused a second time.
pub(crate) async fn from_desk(tx: &mut Tx, payment: &str, receipt: &Receipt, by: By<'_>) -> Result<()> {
    if find(tx, &receipt.reference).await?.is_some() {
        return Err(StoreError::Payment(Refusal::ReferenceConflict));
    }
    insert(tx, receipt, "", by).await?;
    sqlx::query("UPDATE movements SET state = 'matched', payment = $2, by_hand = 1 WHERE reference = $1")
        .bind(&receipt.reference)
        .bind(payment)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A receipt of the desk that was a mistake: its number is free again.
pub(crate) async fn forget(tx: &mut Tx, reference: &str) -> Result<()> {
    sqlx::query("DELETE FROM movements WHERE reference = $1 AND means IN ('cash', 'transfer')")
        .bind(reference)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
