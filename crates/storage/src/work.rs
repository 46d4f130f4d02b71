//! The work list: views over the dossiers' projections, searched without accents, paged by key.

use crate::{Result, Store, StoreError, db::unsigned};
use motcua_domain::dossier::{Channel, State};
use sqlx::{FromRow, Row, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// Which dossiers are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    New,
    Working,
    /// The office waits for the citizen.
    Waiting,
    Done,
    All,
    /// New and working together: what the desk has to do.
    Open,
}

impl View {
    pub const ALL: [Self; 6] = [Self::New, Self::Working, Self::Waiting, Self::Done, Self::All, Self::Open];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Working => "working",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::All => "all",
            Self::Open => "open",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == text)
    }

    /// Whether a dossier in this state is in the view.
    #[must_use]
    pub fn holds(self, state: State) -> bool {
        match self {
            Self::New => state == State::Submitted,
            Self::Working => matches!(state, State::Received | State::Processing | State::WithdrawalRequested),
            Self::Waiting => matches!(state, State::SupplementRequested | State::PaymentRequested),
            Self::Done => matches!(state, State::Done | State::Returned | State::Refused | State::Stopped),
            Self::All => state != State::Draft,
            Self::Open => Self::New.holds(state) || Self::Working.holds(state),
        }
    }

    /// What is over is read from the newest; what is to be done, by what is due first.
    const fn newest_first(self) -> bool {
        matches!(self, Self::Done | Self::All)
    }
}

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
        let state: String = row.try_get("state")?;
        Ok(Self {
            id: row.try_get("id")?,
            code: row.try_get("code")?,
            procedure: row.try_get("procedure")?,
            state: State::ALL.into_iter().find(|known| known.as_str() == state).unwrap_or_default(),
            requester: row.try_get("requester")?,
            submitted_ms: row.try_get("submitted_ms")?,
            due: row.try_get("due")?,
            paused: row.try_get::<i64, _>("paused")? != 0,
            version: unsigned(row.try_get("version")?),
            channel: Channel::ALL
                .into_iter()
                .find(|known| row.try_get::<&str, _>("channel").is_ok_and(|text| text == known.as_str()))
                .unwrap_or_default(),
            assignee: row.try_get("assignee_name")?,
            proposed: row.try_get::<i64, _>("proposed")? != 0,
            unread: u32::try_from(row.try_get::<i64, _>("unread")?).unwrap_or(u32::MAX),
            due_order: row.try_get("due_order")?,
        })
    }
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct WorkPage {
    pub lines: Vec<WorkLine>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Words of a search that are looked for one by one; what comes after them is looked for as one.
const WORDS: usize = 4;

const BY_DUE: &str = "SELECT *, (SELECT name FROM staff WHERE staff.id = dossiers.assignee) AS assignee_name FROM dossiers
 WHERE state IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
   AND folded LIKE $1 ESCAPE '\\' AND folded LIKE $2 ESCAPE '\\' AND folded LIKE $3 ESCAPE '\\' AND folded LIKE $4 ESCAPE '\\'
   AND (due_order > $5 OR (due_order = $5 AND id > $6))
 ORDER BY due_order, id LIMIT $7";
const BY_DAY: &str = "SELECT *, (SELECT name FROM staff WHERE staff.id = dossiers.assignee) AS assignee_name FROM dossiers
 WHERE state IN ($8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
   AND folded LIKE $1 ESCAPE '\\' AND folded LIKE $2 ESCAPE '\\' AND folded LIKE $3 ESCAPE '\\' AND folded LIKE $4 ESCAPE '\\'
   AND (submitted_ms < $5 OR (submitted_ms = $5 AND id < $6))
 ORDER BY submitted_ms DESC, id DESC LIMIT $7";

impl Store {
    /// A page of a view. `folded` is the search, without accents; `after` is a page's `next`.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when `after` is none of ours.
    pub async fn work(&self, view: View, folded: &str, after: Option<&str>, limit: u32) -> Result<WorkPage> {
        let newest = view.newest_first();
        // "~" sorts after every id.
        let start = if newest { (i64::MAX, "~".to_owned()) } else { (i64::MIN, String::new()) };
        let (order, id) = match after {
            None => start,
            Some(text) => {
                let (order, id) = text.split_once('.').ok_or(StoreError::NotFound)?;
                (order.parse().map_err(|_| StoreError::NotFound)?, id.to_owned())
            }
        };
        let [one, two, three, four] = patterns(folded);
        let mut query = sqlx::query_as(if newest { BY_DAY } else { BY_DUE })
            .bind(one)
            .bind(two)
            .bind(three)
            .bind(four)
            .bind(order)
            .bind(id)
            .bind(i64::from(limit) + 1);
        for state in State::ALL.into_iter().filter(|state| *state != State::Draft) {
            // A state that is not in the view compares with nothing.
            query = query.bind(if view.holds(state) { state.as_str() } else { "" });
        }
        let mut lines: Vec<WorkLine> = query.fetch_all(&self.db.read).await?;
        let more = lines.len() > limit as usize;
        lines.truncate(limit as usize);
        let next = lines.last().filter(|_| more).map(|line| {
            let order = if newest { line.submitted_ms } else { line.due_order };
            format!("{order}.{}", line.id)
        });
        Ok(WorkPage { lines, next })
    }

    /// How many dossiers each view holds.
    ///
    /// # Errors
    /// When the database cannot.
    pub async fn work_counts(&self) -> Result<BTreeMap<String, u64>> {
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT state, COUNT(*) FROM dossiers GROUP BY state").fetch_all(&self.db.read).await?;
        let mut counts: BTreeMap<String, u64> = View::ALL.into_iter().map(|v| (v.as_str().to_owned(), 0)).collect();
        for (state, count) in rows {
            let Some(state) = State::ALL.into_iter().find(|known| known.as_str() == state) else { continue };
            for view in View::ALL.into_iter().filter(|view| view.holds(state)) {
                *counts.entry(view.as_str().to_owned()).or_default() += unsigned(count);
            }
        }
        Ok(counts)
    }
}

/// `LIKE` patterns of a search: every word must be found, in any order.
fn patterns(folded: &str) -> [String; WORDS] {
    let mut words = folded.splitn(WORDS, ' ');
    std::array::from_fn(|_| {
        let word = words.next().unwrap_or_default();
        let escaped: String =
            word.chars().flat_map(|c| ['\\'].into_iter().filter(move |_| "\\%_".contains(c)).chain([c])).collect();
        format!("%{escaped}%")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_like_are_letters_in_a_search() {
        assert_eq!(patterns("50% a_b\\"), ["%50\\%%", "%a\\_b\\\\%", "%%", "%%"]);
        assert_eq!(patterns("a b c d e")[3], "%d e%");
    }

    #[test]
    fn every_state_but_a_draft_is_in_exactly_one_of_the_four_views() {
        for state in State::ALL {
            let views = [View::New, View::Working, View::Waiting, View::Done];
            let count = views.iter().filter(|view| view.holds(state)).count();
            assert_eq!(count, usize::from(state != State::Draft), "{state:?}");
        }
    }
}
