//! Which dossiers are meant: the one condition that lists, counts, board and register share. A number is what its list
//! holds, because both are asked with the same condition. Words of SQL are ours, every value is bound.

use crate::search::Words;
use motcua_domain::{
    dossier::{Channel, State},
    report,
};
use sqlx::{QueryBuilder, Sqlite};

/// Which part of the work is listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    New,
    Working,
    /// The office waits for the citizen.
    Waiting,
    /// A result is there; the citizen has not got it.
    ToReturn,
    /// A result waits for the leader.
    Approve,
    /// Nothing is left to be worked on.
    Done,
    All,
    /// New and working together: what the desk has to do.
    #[default]
    Open,
    /// What a counter takes in and hands out.
    Counter,
}

impl View {
    pub const ALL: [Self; 9] = [
        Self::New,
        Self::Working,
        Self::Waiting,
        Self::ToReturn,
        Self::Approve,
        Self::Done,
        Self::All,
        Self::Open,
        Self::Counter,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Working => "working",
            Self::Waiting => "waiting",
            Self::ToReturn => "to_return",
            Self::Approve => "approve",
            Self::Done => "done",
            Self::All => "all",
            Self::Open => "open",
            Self::Counter => "counter",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.as_str() == text)
    }

    /// Whether a dossier in this state is in the view; `proposed`: with a result that waits for the leader.
    #[must_use]
    pub fn holds(self, state: State, proposed: bool) -> bool {
        match self {
            Self::New => state == State::Submitted,
            Self::Working => matches!(state, State::Received | State::Processing | State::WithdrawalRequested),
            Self::Waiting => matches!(state, State::SupplementRequested | State::PaymentRequested),
            Self::ToReturn => state == State::Done,
            Self::Approve => state == State::Processing && proposed,
            Self::Done => matches!(state, State::Done | State::Returned | State::Refused | State::Stopped),
            Self::All => state != State::Draft,
            Self::Open => Self::New.holds(state, proposed) || Self::Working.holds(state, proposed),
            Self::Counter => Self::New.holds(state, proposed) || Self::ToReturn.holds(state, proposed),
        }
    }

    /// What is over is read from the newest; what is to be done, by what is due first.
    #[must_use]
    pub const fn newest_first(self) -> bool {
        matches!(self, Self::Done | Self::All)
    }
}

/// Whose work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Assignee {
    Nobody,
    /// An account.
    Is(String),
}

/// How close the due time is. Only what the office still has to do is near or late, and not while the clock stands; what
/// counts as overdue by rule does so whatever became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    Late {
        now_ms: i64,
    },
    Near {
        now_ms: i64,
        until_ms: i64,
    },
    /// A second supplement request: overdue in the national index.
    Flagged,
}

/// What happened on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    HandedIn,
    Received,
    Finished,
    Returned,
    /// Taken in, done and returned in one visit.
    SameVisit,
    /// Refused, stopped or taken back.
    Ended,
}

impl Figure {
    pub const ALL: [Self; 6] =
        [Self::HandedIn, Self::Received, Self::Finished, Self::Returned, Self::SameVisit, Self::Ended];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HandedIn => "handed_in",
            Self::Received => "received",
            Self::Finished => "finished",
            Self::Returned => "returned",
            Self::SameVisit => "same_visit",
            Self::Ended => "ended",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|figure| figure.as_str() == text)
    }

    const fn column(self) -> &'static str {
        match self {
            Self::HandedIn => "submitted_ms",
            Self::Received => "received_ms",
            Self::Finished => "finished_ms",
            Self::Returned | Self::SameVisit => "returned_ms",
            Self::Ended => "ended_ms",
        }
    }
}

/// How far somebody sees (`motcua_domain::staff::Reach`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sight {
    #[default]
    All,
    /// Dossiers of these fields, given to this account, or about which it was asked.
    Own { account: String, fields: Vec<String> },
}

/// Which dossiers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub view: View,
    /// A search, without accents.
    pub folded: String,
    pub assignee: Option<Assignee>,
    /// A field of procedures.
    pub field: Option<String>,
    /// A procedure's code.
    pub procedure: Option<String>,
    pub due: Option<Due>,
    pub channel: Option<Channel>,
    /// With the day's begin and end, unix milliseconds.
    pub figure: Option<(Figure, i64, i64)>,
    /// A figure of a report over its period.
    pub report: Option<(report::Figure, report::Window)>,
    /// Who finished it or took it in; nobody when empty.
    pub handler: Option<String>,
    /// Finished or taken in at this counter; at none that was said when empty.
    pub counter: Option<String>,
    /// With messages of the citizen that nobody read.
    pub unread: bool,
    pub sight: Sight,
}

/// What is not over, word for word as the indexes of it are defined.
pub(crate) const LIVE: &str = " AND state NOT IN ('', 'returned', 'refused', 'stopped')";

/// Which rows are asked: the dossiers, or how many of each kind there are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rows {
    Dossiers,
    Tallies,
}

impl Filter {
    pub(crate) fn words(&self) -> Words {
        Words::of(&self.folded)
    }

    /// Whether the tallies tell all that is asked.
    pub(crate) fn is_tallied(&self) -> bool {
        self.words().is_empty()
            && matches!(self.due, None | Some(Due::Flagged))
            && self.figure.is_none()
            && self.report.is_none()
            && self.handler.is_none()
            && self.counter.is_none()
    }

    /// Whether times narrow it down to what one period brought: that is fetched and sorted.
    pub(crate) const fn is_ranged(&self) -> bool {
        let by_due = matches!(self.due, Some(Due::Late { .. } | Due::Near { .. }));
        (by_due && self.view.newest_first()) || self.figure.is_some() || self.report.is_some()
    }

    /// Adds everything but the view, beginning with ` WHERE`.
    pub(crate) fn push(&self, query: &mut QueryBuilder<Sqlite>) {
        self.push_on(query, Rows::Dossiers);
    }

    pub(crate) fn push_on(&self, query: &mut QueryBuilder<Sqlite>, rows: Rows) {
        self.push_seen(query, rows);
        if let Sight::Own { account, fields } = &self.sight {
            query.push(" AND (assignee = ").push_bind(account.clone());
            query.push(" OR instr(asked, ").push_bind(format!(" {account} ")).push(") > 0");
            for field in fields {
                query.push(" OR field = ").push_bind(field.clone());
            }
            query.push(")");
        }
    }

    /// Adds everything but the view and how far somebody sees.
    pub(crate) fn push_seen(&self, query: &mut QueryBuilder<Sqlite>, rows: Rows) {
        query.push(" WHERE state <> ''");
        self.words().push(query);
        match &self.assignee {
            Some(Assignee::Nobody) => {
                query.push(if rows == Rows::Tallies { " AND assignee = ''" } else { " AND assignee IS NULL" });
            }
            Some(Assignee::Is(account)) => {
                query.push(" AND assignee = ").push_bind(account.clone());
            }
            None => {}
        }
        // The sign keeps an index of little use away where there is a better one.
        if let Some(field) = &self.field {
            query.push(if self.procedure.is_some() { " AND +field = " } else { " AND field = " });
            query.push_bind(field.clone());
        }
        if let Some(procedure) = &self.procedure {
            query.push(" AND procedure = ").push_bind(procedure.clone());
        }
        if let Some(channel) = self.channel {
            let narrowed = self.assignee.is_some() || self.field.is_some() || self.procedure.is_some();
            query.push(if narrowed { " AND +channel = " } else { " AND channel = " });
            query.push_bind(channel.as_str());
        }
        if self.unread {
            query.push(" AND unread > 0");
        }
        if let Some(due) = self.due {
            let between = match due {
                Due::Late { now_ms } => Some((i64::MIN, now_ms)),
                Due::Near { now_ms, until_ms } => Some((now_ms, until_ms.saturating_add(1))),
                Due::Flagged => None,
            };
            if let Some((from, to)) = between {
                query.push(LIVE).push(" AND paused = 0");
                push_states(query, |state| View::Open.holds(state, false));
                query.push(" AND due_order >= ").push_bind(from).push(" AND due_order < ").push_bind(to);
            } else {
                query.push(" AND counts_overdue = 1");
            }
        }
        if let Some((figure, from, to)) = self.figure {
            let column = figure.column();
            query.push(format_args!(" AND {column} >= ")).push_bind(from);
            query.push(format_args!(" AND {column} < ")).push_bind(to);
            if figure == Figure::SameVisit {
                query.push(" AND same_visit = 1");
            }
        }
        if let Some((figure, window)) = self.report {
            crate::report::push(query, figure, window);
        }
        if let Some(handler) = &self.handler {
            query.push(" AND handler = ").push_bind(handler.clone());
        }
        if let Some(counter) = &self.counter {
            query.push(" AND counter = ").push_bind(counter.clone());
        }
    }

    /// Adds the view.
    pub(crate) fn push_view(&self, query: &mut QueryBuilder<Sqlite>) {
        match self.view {
            // Every row: the index of the order is all that is needed.
            View::All => {}
            View::Approve => {
                query.push(" AND proposed = 1");
                push_states(query, |state| self.view.holds(state, true));
            }
            view => push_states(query, |state| view.holds(state, false)),
        }
    }
}

fn push_states(query: &mut QueryBuilder<Sqlite>, holds: impl Fn(State) -> bool) {
    query.push(" AND state IN (");
    let mut list = query.separated(", ");
    for state in State::ALL.into_iter().filter(|state| holds(*state)) {
        list.push_bind(state.as_str());
    }
    query.push(")");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_but_a_draft_is_in_exactly_one_of_the_four_views() {
        for state in State::ALL {
            let views = [View::New, View::Working, View::Waiting, View::Done];
            let count = views.iter().filter(|view| view.holds(state, false)).count();
            assert_eq!(count, usize::from(state != State::Draft), "{state:?}");
        }
    }

    #[test]
    fn names_go_both_ways() {
        assert!(View::ALL.into_iter().all(|view| View::parse(view.as_str()) == Some(view)));
        assert!(Figure::ALL.into_iter().all(|figure| Figure::parse(figure.as_str()) == Some(figure)));
    }
}
