//! Requests for money: their events, what lists ask of them, and what reports count of their dossiers, written together.

use crate::{
    Result, Store, StoreError,
    audit::{self, Act, By, Who},
    db::{Tx, signed, unsigned},
    movements,
};
use jiff::civil::Date;
use motcua_domain::{
    dossier_code::DossierCode,
    payment::{Command, Event, Ledger, Line, Receipt, Refusal, State, TransferText, decide, settled},
};
use sqlx::{FromRow, QueryBuilder, Sqlite};

/// A request on its way in.
#[derive(Clone, Debug)]
pub struct NewPayment {
    pub id: String,
    /// Id and code of each dossier; the first leads: the text of the transfer is made from its code.
    pub dossiers: Vec<(String, DossierCode)>,
    pub lines: Vec<Line>,
    pub until: Option<Date>,
    /// It will be paid at the desk.
    pub at_desk: bool,
}

/// An event, when it became known (unix milliseconds) and who told it: an account, or the bank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    pub at_ms: i64,
    pub staff: Option<String>,
    pub event: Event,
}

/// A request with its whole history.
#[derive(Clone, Debug)]
pub struct Kept {
    pub id: String,
    pub asked_ms: i64,
    /// Ids of its dossiers that are still kept.
    pub dossiers: Vec<String>,
    pub events: Vec<Noted>,
    /// The events, folded.
    pub ledger: Ledger,
}

#[derive(FromRow)]
struct EventRow {
    at_ms: i64,
    staff: Option<String>,
    event: String,
}

/// Which requests a list shows.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    pub states: Vec<State>,
    /// Letters and digits of the text, or a part of them.
    pub text: String,
    pub limit: u32,
}

const ONE: &str = "SELECT at_ms, staff, event FROM payment_events WHERE payment = $1 ORDER BY seq";
/// Requests of a dossier that wait for money.
const OPEN: &str = "SELECT COUNT(*) FROM payments p JOIN payment_dossiers l ON l.payment = p.id
  WHERE l.dossier = $1 AND p.state IN ('asked', 'at_desk', 'part')";

impl Store {
    /// Asks for money.
    ///
    /// # Errors
    /// [`StoreError::Payment`] when one of the dossiers waits for money already, or there is nothing to pay.
    pub async fn ask_payment(&self, new: &NewPayment, by: By<'_>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        ask(&mut tx, new, by).await?;
        tx.commit().await
    }

    /// What somebody at the desk does with a request: everything but movements of the bank. A receipt's number is given once
    /// in the whole office.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::Payment`].
    pub async fn act_on_payment(&self, id: &str, command: &Command, by: By<'_>) -> Result<()> {
        let mut tx = self.db.begin().await?;
        let kept = read(&mut tx, id).await?.ok_or(StoreError::NotFound)?;
        if let Some(event) = decide(&kept.ledger, command)? {
            match &event {
                Event::Received(receipt) => movements::from_desk(&mut tx, id, receipt, by).await?,
                Event::Released { reference } => movements::forget(&mut tx, reference).await?,
                _ => {}
            }
            append(&mut tx, kept, event, by).await?;
        }
        tx.commit().await
    }

    /// A request by its id.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn payment(&self, id: &str) -> Result<Option<Kept>> {
        Ok(self.payments_where("p.id = $1", id).await?.pop())
    }

    /// A request by the letters and digits of its text.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn payment_by_text(&self, key: &str) -> Result<Option<Kept>> {
        Ok(self.payments_where("p.key = $1", key).await?.pop())
    }

    /// The requests for a dossier, the newest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn payments_of(&self, dossier: &str) -> Result<Vec<Kept>> {
        self.payments_where("p.id IN (SELECT payment FROM payment_dossiers WHERE dossier = $1)", dossier).await
    }

    /// The requests whose money moved on a day (`2026-11-23`), oldest first.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn payments_on(&self, day: &str) -> Result<Vec<Kept>> {
        let mut all = self.payments_where("p.id IN (SELECT payment FROM payment_days WHERE day = $1)", day).await?;
        all.reverse();
        Ok(all)
    }

    /// Whether a dossier waits for money.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn waits_for_money(&self, dossier: &str) -> Result<bool> {
        let count: i64 = sqlx::query_scalar(OPEN).bind(dossier).fetch_one(&self.db.read).await?;
        Ok(count > 0)
    }

    /// Requests, the newest first, and how many there are of each state.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn payments(&self, wanted: &Wanted) -> Result<(Vec<Kept>, Vec<(String, u64)>)> {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new("SELECT id FROM payments p WHERE 1 = 1");
        if !wanted.states.is_empty() {
            query.push(" AND state IN (");
            let mut list = query.separated(", ");
            for state in &wanted.states {
                list.push_bind(state.as_str());
            }
            query.push(")");
        }
        if !wanted.text.is_empty() {
            query.push(" AND instr(key, ").push_bind(wanted.text.clone()).push(") > 0");
        }
        query.push(" ORDER BY asked_ms DESC, id DESC LIMIT ").push_bind(i64::from(wanted.limit));
        let ids: Vec<String> = query.build_query_scalar().fetch_all(&self.db.read).await?;
        let mut all = Vec::new();
        for id in ids {
            all.extend(self.payment(&id).await?);
        }
        let counts: Vec<(String, i64)> =
            sqlx::query_as("SELECT state, COUNT(*) FROM payments GROUP BY state ORDER BY state")
                .fetch_all(&self.db.read)
                .await?;
        Ok((all, counts.into_iter().map(|(state, count)| (state, unsigned(count))).collect()))
    }

    /// Dossiers that wait for a fee which is paid, and who told of the money last: an account, or the bank.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn paid_and_waiting(&self) -> Result<Vec<(String, Option<String>)>> {
        Ok(sqlx::query_as(
            "SELECT d.id, (SELECT e.staff FROM payment_events e JOIN payment_dossiers k ON k.payment = e.payment
                           WHERE k.dossier = d.id ORDER BY e.at_ms DESC, e.seq DESC LIMIT 1)
             FROM dossiers d WHERE d.state = 'payment_requested'
               AND EXISTS (SELECT 1 FROM payments p JOIN payment_dossiers l ON l.payment = p.id
                           WHERE l.dossier = d.id AND p.settled_ms IS NOT NULL)
               AND NOT EXISTS (SELECT 1 FROM payments p JOIN payment_dossiers l ON l.payment = p.id
                               WHERE l.dossier = d.id AND p.state IN ('asked', 'at_desk', 'part'))
             ORDER BY d.id",
        )
        .fetch_all(&self.db.read)
        .await?)
    }

    /// The condition is never input.
    async fn payments_where(&self, condition: &'static str, value: &str) -> Result<Vec<Kept>> {
        let sql =
            format!("SELECT p.id, p.asked_ms FROM payments p WHERE {condition} ORDER BY p.asked_ms DESC, p.id DESC");
        let rows: Vec<(String, i64)> =
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(value).fetch_all(&self.db.read).await?;
        let mut all = Vec::with_capacity(rows.len());
        for (id, asked_ms) in rows {
            let events: Vec<EventRow> = sqlx::query_as(ONE).bind(&id).fetch_all(&self.db.read).await?;
            let dossiers = sqlx::query_scalar(DOSSIERS).bind(&id).fetch_all(&self.db.read).await?;
            all.push(kept(id, asked_ms, dossiers, events)?);
        }
        Ok(all)
    }
}

const DOSSIERS: &str = "SELECT dossier FROM payment_dossiers WHERE payment = $1 ORDER BY dossier";

fn kept(id: String, asked_ms: i64, dossiers: Vec<String>, rows: Vec<EventRow>) -> Result<Kept> {
    let event = |row: EventRow| -> Result<Noted> {
        Ok(Noted { at_ms: row.at_ms, staff: row.staff, event: serde_json::from_str(&row.event)? })
    };
    let events: Vec<Noted> = rows.into_iter().map(event).collect::<Result<_>>()?;
    let ledger = Ledger::of(events.iter().map(|noted| &noted.event));
    Ok(Kept { id, asked_ms, dossiers, events, ledger })
}

/// A request as the transaction sees it.
pub(crate) async fn read(tx: &mut Tx, id: &str) -> Result<Option<Kept>> {
    let asked_ms: Option<i64> =
        sqlx::query_scalar("SELECT asked_ms FROM payments WHERE id = $1").bind(id).fetch_optional(&mut **tx).await?;
    let Some(asked_ms) = asked_ms else { return Ok(None) };
    let events: Vec<EventRow> = sqlx::query_as(ONE).bind(id).fetch_all(&mut **tx).await?;
    let dossiers = sqlx::query_scalar(DOSSIERS).bind(id).fetch_all(&mut **tx).await?;
    Ok(Some(kept(id.to_owned(), asked_ms, dossiers, events)?))
}

/// Asks for money within a transaction.
pub(crate) async fn ask(tx: &mut Tx, new: &NewPayment, by: By<'_>) -> Result<()> {
    let (_, lead) = new.dossiers.first().ok_or(StoreError::Payment(Refusal::NothingDue))?;
    for (dossier, _) in &new.dossiers {
        let open: i64 = sqlx::query_scalar(OPEN).bind(dossier).fetch_one(&mut **tx).await?;
        if open > 0 {
            return Err(StoreError::Payment(Refusal::AlreadyAsked));
        }
    }
    let before: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM payments WHERE lead = $1")
        .bind(lead.as_str())
        .fetch_one(&mut **tx)
        .await?;
    let turn = u8::try_from(before + 1).unwrap_or(0);
    let text = TransferText::of(lead, turn).map_err(|error| StoreError::Broken(error.as_str().to_owned()))?;
    let asked = Event::Asked { text: text.clone(), lines: new.lines.clone(), until: new.until };
    let first = decide(&Ledger::default(), &asked)?.ok_or(StoreError::Payment(Refusal::AlreadyAsked))?;
    sqlx::query("INSERT INTO payments (id, lead, key, asked_ms, state, version) VALUES ($1, $2, $3, $4, 'asked', 0)")
        .bind(&new.id)
        .bind(lead.as_str())
        .bind(text.key())
        .bind(by.at_ms)
        .execute(&mut **tx)
        .await?;
    for (dossier, _) in &new.dossiers {
        sqlx::query("INSERT INTO payment_dossiers (payment, dossier) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(&new.id)
            .bind(dossier)
            .execute(&mut **tx)
            .await?;
    }
    for event in std::iter::once(first).chain(new.at_desk.then_some(Event::AtDesk)) {
        let kept = read(tx, &new.id).await?.ok_or(StoreError::NotFound)?;
        append(tx, kept, event, by).await?;
    }
    Ok(())
}

/// Keeps an event that was decided, with everything that follows from it.
pub(crate) async fn append(tx: &mut Tx, mut kept: Kept, event: Event, by: By<'_>) -> Result<()> {
    let seq = signed(kept.events.len() as u64 + 1);
    let staff = if let Who::Staff(id) = by.who { Some(id.to_owned()) } else { None };
    sqlx::query("INSERT INTO payment_events (payment, seq, at_ms, staff, event) VALUES ($1, $2, $3, $4, $5)")
        .bind(&kept.id)
        .bind(seq)
        .bind(by.at_ms)
        .bind(&staff)
        .bind(serde_json::to_string(&event)?)
        .execute(&mut **tx)
        .await?;
    if let Some(day) = day_of(&event) {
        sqlx::query("INSERT INTO payment_days (day, payment) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(day.to_string())
            .bind(&kept.id)
            .execute(&mut **tx)
            .await?;
    }
    let kind = kind(&event);
    kept.ledger.apply(&event);
    kept.events.push(Noted { at_ms: by.at_ms, staff, event });
    let paid = settled(kept.events.iter().map(|noted| (noted.at_ms, &noted.event)));
    sqlx::query("UPDATE payments SET state = $2, version = $3, settled_ms = $4, online = $5 WHERE id = $1")
        .bind(&kept.id)
        .bind(kept.ledger.state().map_or("asked", State::as_str))
        .bind(seq)
        .bind(paid.map(|paid| paid.at))
        .bind(paid.is_some_and(|paid| paid.online))
        .execute(&mut **tx)
        .await?;
    for dossier in &kept.dossiers {
        count_paid(tx, dossier).await?;
    }
    audit::put(tx, &Act::on(kind, Some(&kept.id), by)).await
}

const fn day_of(event: &Event) -> Option<Date> {
    match event {
        Event::Received(Receipt { day, .. }) | Event::Reversed { day, .. } | Event::Refunded { day, .. } => Some(*day),
        Event::Asked { .. } | Event::AtDesk | Event::Withdrawn | Event::Released { .. } => None,
    }
}

/// The act's name in the audit chain.
const fn kind(event: &Event) -> &'static str {
    match event {
        Event::Asked { .. } => "payment_asked",
        Event::AtDesk => "payment_at_desk",
        Event::Withdrawn => "payment_withdrawn",
        Event::Received(_) => "payment_received",
        Event::Reversed { .. } => "payment_reversed",
        Event::Released { .. } => "payment_released",
        Event::Refunded { .. } => "payment_refunded",
    }
}

/// What reports count of a dossier's payment: its requests' word, where it has any. One that was paid is enough.
pub(crate) async fn count_paid(tx: &mut Tx, dossier: &str) -> Result<()> {
    sqlx::query(
        "UPDATE dossiers SET (paid_ms, paid_online) = (
           SELECT MIN(p.settled_ms), COALESCE(
             (SELECT q.online FROM payments q JOIN payment_dossiers m ON m.payment = q.id
              WHERE m.dossier = $1 AND q.settled_ms IS NOT NULL ORDER BY q.settled_ms, q.id LIMIT 1), 0)
           FROM payments p JOIN payment_dossiers l ON l.payment = p.id WHERE l.dossier = $1)
         WHERE id = $1 AND EXISTS (SELECT 1 FROM payment_dossiers WHERE dossier = $1)",
    )
    .bind(dossier)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
