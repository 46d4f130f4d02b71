//! The work list: what a filter means, paged by key; how many there are of each view; and what the board counts.

use crate::{
    Result, Store,
    db::unsigned,
    filter::Filter,
    lists::{After, by_register, counted, page, place, push_counted},
    search::{self, Hits},
};
use motcua_domain::dossier::{Channel, State};
use sqlx::{FromRow, QueryBuilder, Row, sqlite::SqliteRow};
use std::collections::BTreeMap;

pub use crate::filter::View;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkLine {
    pub id: String,
    pub code: String,
    pub procedure: String,
    pub state: State,
    pub requester: String,
    pub submitted_ms: i64,
    /// Local time.
    pub due: Option<String>,
    pub paused: bool,
    pub version: u64,
    pub channel: Channel,
    /// Name of who works on it.
    pub assignee: Option<String>,
    pub proposed: bool,
    pub unread: u32,
    due_order: i64,
}

impl FromRow<'_, SqliteRow> for WorkLine {
    fn from_row(row: &SqliteRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.try_get("id")?,
            code: row.try_get("code")?,
            procedure: row.try_get("procedure")?,
            state: state(row)?,
            requester: row.try_get("requester")?,
            submitted_ms: row.try_get("submitted_ms")?,
            due: row.try_get("due")?,
            paused: row.try_get("paused")?,
            version: unsigned(row.try_get("version")?),
            channel: channel(row)?,
            assignee: row.try_get("assignee_name")?,
            proposed: row.try_get("proposed")?,
            unread: u32::try_from(row.try_get::<i64, _>("unread")?).unwrap_or(u32::MAX),
            due_order: row.try_get("due_order")?,
        })
    }
}

pub(crate) fn state(row: &SqliteRow) -> sqlx::Result<State> {
    let text: &str = row.try_get("state")?;
    Ok(State::ALL.into_iter().find(|known| known.as_str() == text).unwrap_or_default())
}

pub(crate) fn channel(row: &SqliteRow) -> sqlx::Result<Channel> {
    let text: &str = row.try_get("channel")?;
    Ok(Channel::ALL.into_iter().find(|known| known.as_str() == text).unwrap_or_default())
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct WorkPage {
    pub lines: Vec<WorkLine>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// How often the hits of a search are asked for more, twice as many each time.
const LOOKS: u32 = 7;

const COLUMNS: &str =
    "SELECT id, code, procedure, state, requester, submitted_ms, due, paused, version, channel, proposed, unread, due_order,
 (SELECT name FROM staff WHERE staff.id = dossiers.assignee) AS assignee_name";

impl Store {
    /// A page of what the filter means; `after` is a page's `next`.
    ///
    /// # Errors
    /// [`crate::StoreError::NotFound`] when `after` is none of ours.
    pub async fn work(&self, filter: &Filter, after: Option<&str>, limit: u32) -> Result<WorkPage> {
        self.page_of(filter, &self.hits(filter).await?, after, limit).await
    }

    /// How many dossiers each view of the filter holds, whatever view it names itself. Of a search that finds very many
    /// there is no count.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn work_counts(&self, filter: &Filter) -> Result<BTreeMap<String, u64>> {
        self.counts_of(filter, &self.hits(filter).await?).await
    }

    /// Both, for a list that shows both.
    ///
    /// # Errors
    /// As each.
    pub async fn work_list(
        &self,
        filter: &Filter,
        after: Option<&str>,
        limit: u32,
    ) -> Result<(WorkPage, BTreeMap<String, u64>)> {
        let hits = self.hits(filter).await?;
        Ok((self.page_of(filter, &hits, after, limit).await?, self.counts_of(filter, &hits).await?))
    }

    async fn page_of(&self, filter: &Filter, hits: &Hits, after: Option<&str>, limit: u32) -> Result<WorkPage> {
        let (after, rows) = (after.map(place).transpose()?, i64::from(limit) + 1);
        let mut lines: Vec<WorkLine> = match hits {
            Hits::Many if filter.view.newest_first() => self.newest_of_many(filter, after.as_ref(), rows).await?,
            Hits::Many => self.ordered(filter, &self.live_hits(filter).await?, after.as_ref(), rows).await?,
            hits => self.ordered(filter, hits, after.as_ref(), rows).await?,
        };
        let more = lines.len() > limit as usize;
        lines.truncate(limit as usize);
        let next = lines.last().filter(|_| more).map(|line| {
            let order = if filter.view.newest_first() { line.submitted_ms } else { line.due_order };
            format!("{order}.{}", line.id)
        });
        Ok(WorkPage { lines, next })
    }

    async fn ordered(&self, filter: &Filter, hits: &Hits, after: Option<&After>, rows: i64) -> Result<Vec<WorkLine>> {
        Ok(page(COLUMNS, filter, hits, after, rows).build_query_as().fetch_all(&self.db.read).await?)
    }

    /// A page of very many hits, as they stand in the register: the newest of them are looked at until the page is full. If
    /// the filter lets few of them through, reading its own list is quicker.
    async fn newest_of_many(&self, filter: &Filter, after: Option<&After>, rows: i64) -> Result<Vec<WorkLine>> {
        let mut below = match after {
            Some((_, id)) => self.register_place(id).await?,
            None => i64::MAX,
        };
        let (mut lines, mut size) = (Vec::new(), usize::try_from(rows).unwrap_or(1));
        for _ in 0..LOOKS {
            let places = self.newest_hits(filter, below, size).await?;
            let Some(lowest) = places.last() else { break };
            below = *lowest;
            let few = Hits::Few(serde_json::to_string(&places)?);
            let found: Vec<WorkLine> =
                by_register(COLUMNS, filter, &few).build_query_as().fetch_all(&self.db.read).await?;
            lines.extend(found);
            if lines.len() as i64 >= rows || places.len() < size {
                return Ok(lines);
            }
            size *= 2;
        }
        self.ordered(filter, &Hits::Many, after, rows).await
    }

    async fn register_place(&self, id: &str) -> Result<i64> {
        let sql = "SELECT book_year, book_number FROM dossiers WHERE id = $1";
        let (year, number) = sqlx::query_as(sql).bind(id).fetch_one(&self.db.read).await?;
        Ok(search::place(year, number))
    }

    async fn counts_of(&self, filter: &Filter, hits: &Hits) -> Result<BTreeMap<String, u64>> {
        if matches!(hits, Hits::Many) {
            return Ok(BTreeMap::new());
        }
        let (rows, count) = counted(filter);
        let mut query = QueryBuilder::new(format!("SELECT state, proposed, {count} AS number"));
        push_counted(&mut query, hits, rows);
        filter.push_on(&mut query, rows);
        query.push(" GROUP BY state, proposed");
        let mut counts: BTreeMap<String, u64> = View::ALL.into_iter().map(|v| (v.as_str().to_owned(), 0)).collect();
        for row in query.build().fetch_all(&self.db.read).await? {
            let (state, proposed, number) = (state(&row)?, row.try_get("proposed")?, row.try_get("number")?);
            for view in View::ALL.into_iter().filter(|view| view.holds(state, proposed)) {
                *counts.entry(view.as_str().to_owned()).or_default() += unsigned(number);
            }
        }
        Ok(counts)
    }

    /// How many dossiers the filter means.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn work_count(&self, filter: &Filter) -> Result<u64> {
        let (rows, count) = counted(filter);
        let mut query = QueryBuilder::new(format!("SELECT {count}"));
        push_counted(&mut query, &self.hits(filter).await?, rows);
        filter.push_on(&mut query, rows);
        filter.push_view(&mut query);
        Ok(unsigned(query.build_query_scalar().fetch_one(&self.db.read).await?))
    }

    /// Minutes from intake to the result in hand of each dossier that the filter means.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn visit_minutes(&self, filter: &Filter) -> Result<Vec<u32>> {
        let mut query = QueryBuilder::new("SELECT (returned_ms - received_ms) / 60000 FROM dossiers");
        filter.push(&mut query);
        filter.push_view(&mut query);
        query.push(" AND received_ms IS NOT NULL AND returned_ms IS NOT NULL");
        let minutes: Vec<i64> = query.build_query_scalar().fetch_all(&self.db.read).await?;
        Ok(minutes.into_iter().filter_map(|minutes| u32::try_from(minutes).ok()).collect())
    }

    /// Ids of dossiers that are worked on, due between these times, and have not had their one new appointment.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn due_between(&self, from_ms: i64, until_ms: i64) -> Result<Vec<String>> {
        Ok(sqlx::query_scalar(
            "SELECT id FROM dossiers WHERE state IN ('received', 'processing') AND due_order BETWEEN $1 AND $2
               AND paused = 0 AND extended = 0 AND proposed = 0 ORDER BY due_order, id",
        )
        .bind(from_ms)
        .bind(until_ms)
        .fetch_all(&self.db.read)
        .await?)
    }

    /// Messages of the citizen on this dossier that nobody read.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn unread(&self, dossier: &str) -> Result<u32> {
        let count: Option<i64> = sqlx::query_scalar("SELECT unread FROM dossiers WHERE id = $1")
            .bind(dossier)
            .fetch_optional(&self.db.read)
            .await?;
        Ok(u32::try_from(count.unwrap_or(0)).unwrap_or(0))
    }
}
