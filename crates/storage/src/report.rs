//! What reports ask of rows: each figure of `motcua_domain::report` as a condition, its counts by group, and the columns it
//! needs, written with the events. The number and its list are asked with the same condition.

use crate::{
    Result, Store,
    cells::{self, Cells},
    db::{Tx, signed, unsigned},
    filter::{Filter, View},
    payments,
};
use motcua_domain::{
    deadline::Timeliness,
    dossier::{Channel, Event, State},
    report::{Facts, Figure, Window},
};
use sqlx::{QueryBuilder, Row, Sqlite};

/// What the rows of a report are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// Field of procedures.
    Field,
    Procedure,
    Channel,
    /// Who finished it, or took it in; empty where nobody did yet.
    Handler,
    /// Where it was finished, or taken in; empty where no machine said its counter.
    Counter,
}

impl Dimension {
    pub const ALL: [Self; 5] = [Self::Field, Self::Procedure, Self::Channel, Self::Handler, Self::Counter];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Procedure => "procedure",
            Self::Channel => "channel",
            Self::Handler => "handler",
            Self::Counter => "counter",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.as_str() == text)
    }
}

/// Writes the columns of reports of a dossier, from every event that is kept.
pub(crate) async fn put(tx: &mut Tx, id: &str, typed: u32) -> Result<()> {
    let texts: Vec<String> = sqlx::query_scalar("SELECT event FROM events WHERE dossier = $1 ORDER BY seq")
        .bind(id)
        .fetch_all(&mut **tx)
        .await?;
    let events: Vec<Event> = texts.iter().map(|text| serde_json::from_str(text)).collect::<Result<_, _>>()?;
    let facts = Facts::of(&events);
    cells::update(id, columns(&facts, typed)).execute(&mut **tx).await?;
    put_clocks(tx, id, &facts).await
}

/// The columns of reports.
pub(crate) fn columns(facts: &Facts, typed: u32) -> Cells {
    vec![
        ("timeliness", facts.timeliness.map_or("", Timeliness::as_str).into()),
        ("withdrawn", facts.withdrawn.into()),
        ("second_ms", facts.second_asked.into()),
        ("typed", i64::from(typed).into()),
        ("paid_ms", facts.paid.into()),
        ("paid_online", facts.paid_online.into()),
        ("papers_kept", facts.papers.into()),
        ("result_file", facts.result.into()),
        ("e_copy", facts.e_copy.into()),
        ("handler", facts.handler.as_deref().unwrap_or_default().into()),
        ("counter", facts.counter.as_deref().unwrap_or_default().into()),
        ("certified", facts.certified.into()),
    ]
}

/// How the clock stood at every moment.
pub(crate) async fn put_clocks(tx: &mut Tx, id: &str, facts: &Facts) -> Result<()> {
    for (seq, standing) in facts.standings.iter().enumerate() {
        sqlx::query(
            "INSERT INTO clocks (dossier, seq, since_ms, late_ms, paused) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (dossier, seq) DO UPDATE SET since_ms = excluded.since_ms, late_ms = excluded.late_ms,
               paused = excluded.paused",
        )
        .bind(id)
        .bind(signed(seq as u64))
        .bind(standing.since)
        .bind(standing.late)
        .bind(standing.paused)
        .execute(&mut **tx)
        .await?;
    }
    // Of a dossier whose fee was asked for by a request, the money decides.
    payments::count_paid(tx, id).await
}

/// Adds the condition of a figure: the words of `Figure::holds`, asked of rows.
pub(crate) fn push(query: &mut QueryBuilder<Sqlite>, figure: Figure, window: Window) {
    let late = |query: &mut QueryBuilder<Sqlite>, late: bool| {
        open(query, window.to);
        query.push(if late { " AND " } else { " AND NOT " });
        query.push("(COALESCE(second_ms < ").push_bind(window.to);
        query.push(", 0) OR COALESCE((SELECT late_ms <= CASE WHEN c.paused = 1 THEN c.since_ms ELSE ");
        query.push_bind(window.at);
        query.push(" END FROM clocks c WHERE c.dossier = dossiers.id AND c.since_ms < ").push_bind(window.to);
        query.push(" ORDER BY c.seq DESC LIMIT 1), 0))");
    };
    let finished = |query: &mut QueryBuilder<Sqlite>, and: &'static str| {
        within(query, "finished_ms", window);
        query.push(and);
    };
    let class = |query: &mut QueryBuilder<Sqlite>, class: Timeliness| {
        within(query, "finished_ms", window);
        query.push(" AND timeliness = ").push_bind(class.as_str());
    };
    let ended = |query: &mut QueryBuilder<Sqlite>, state: State, and: &'static str| {
        within(query, "ended_ms", window);
        query.push(" AND state = ").push_bind(state.as_str()).push(and);
    };
    match figure {
        Figure::Received => within(query, "submitted_ms", window),
        Figure::CarriedOver => open(query, window.from),
        Figure::Finished => finished(query, ""),
        Figure::Early => class(query, Timeliness::Early),
        Figure::OnTime => class(query, Timeliness::OnTime),
        Figure::Overdue => class(query, Timeliness::Late),
        Figure::Timely => {
            finished(query, " AND timeliness IN (");
            query.push_bind(Timeliness::Early.as_str()).push(", ").push_bind(Timeliness::OnTime.as_str()).push(")");
        }
        Figure::InProgress => open(query, window.to),
        Figure::InProgressWithin => late(query, false),
        Figure::InProgressOverdue => late(query, true),
        Figure::Refused => ended(query, State::Refused, ""),
        Figure::Withdrawn => ended(query, State::Stopped, " AND withdrawn = 1"),
        Figure::Stopped => ended(query, State::Stopped, " AND withdrawn = 0"),
        Figure::ReturnedAgain => within(query, "second_ms", window),
        Figure::Returned => within(query, "returned_ms", window),
        Figure::SameVisit => {
            within(query, "returned_ms", window);
            query.push(" AND same_visit = 1");
        }
        Figure::Online => {
            within(query, "submitted_ms", window);
            query.push(" AND channel = ").push_bind(Channel::Online.as_str());
        }
        Figure::NoWriting => {
            within(query, "submitted_ms", window);
            query.push(" AND typed = 0");
        }
        Figure::Paid => within(query, "paid_ms", window),
        Figure::PaidOnline => {
            within(query, "paid_ms", window);
            query.push(" AND paid_online = 1");
        }
        Figure::Digitised => finished(query, " AND papers_kept = 1"),
        Figure::DigitalResult => finished(query, " AND result_file = 1"),
        Figure::ECopyAsked => finished(query, " AND e_copy = 1"),
        Figure::ECopy => finished(query, " AND e_copy = 1 AND certified = 1"),
    }
}

/// The column's name is never input.
fn within(query: &mut QueryBuilder<Sqlite>, column: &'static str, window: Window) {
    query.push(format_args!(" AND {column} >= ")).push_bind(window.from);
    query.push(format_args!(" AND {column} < ")).push_bind(window.to);
}

fn open(query: &mut QueryBuilder<Sqlite>, at: i64) {
    query.push(" AND submitted_ms < ").push_bind(at);
    query.push(" AND (finished_ms IS NULL OR finished_ms >= ").push_bind(at);
    query.push(") AND (ended_ms IS NULL OR ended_ms >= ").push_bind(at).push(")");
}

impl Store {
    /// How many dossiers the filter means in each group, by the groups' keys.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn report_counts(&self, filter: &Filter, by: Dimension) -> Result<Vec<(String, u64)>> {
        let mut query = QueryBuilder::new(format!("SELECT {0} AS key, COUNT(*) AS count FROM dossiers", by.as_str()));
        let filter = Filter { view: View::All, ..filter.clone() };
        filter.push(&mut query);
        query.push(" GROUP BY key ORDER BY key");
        let rows = query.build().fetch_all(&self.db.read).await?;
        rows.iter().map(|row| Ok((row.try_get("key")?, unsigned(row.try_get("count")?)))).collect()
    }

    /// Letters typed for each dossier that the filter means, in ascending order.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn typed_letters(&self, filter: &Filter) -> Result<Vec<u32>> {
        let mut query = QueryBuilder::new("SELECT typed FROM dossiers");
        filter.push(&mut query);
        filter.push_view(&mut query);
        query.push(" ORDER BY typed");
        let typed: Vec<i64> = query.build_query_scalar().fetch_all(&self.db.read).await?;
        Ok(typed.into_iter().map(|letters| u32::try_from(letters).unwrap_or(u32::MAX)).collect())
    }
}
