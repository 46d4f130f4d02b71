//! How a page of a list is read without reading the list: one ordered look into an index for each state, and for each
//! reason why somebody sees a dossier, put together. What it costs is the page, not what has gathered behind it.

use crate::{
    Result, StoreError,
    filter::{Filter, LIVE, Rows, Sight, View},
    search::{Hits, push_source},
};
use motcua_domain::dossier::State;
use sqlx::{QueryBuilder, Sqlite};

/// One reason why somebody sees a dossier.
enum Seen<'a> {
    /// They see all.
    Always,
    Assigned(&'a str),
    Asked(&'a str),
    Field(&'a str),
}

/// A page's place in the order of its list: what it is ordered by, and an id.
pub(crate) type After = (i64, String);

/// Reads `next` of the page before.
pub(crate) fn place(text: &str) -> Result<After> {
    let (order, id) = text.split_once('.').ok_or(StoreError::NotFound)?;
    Ok((order.parse().map_err(|_| StoreError::NotFound)?, id.to_owned()))
}

/// The query of a page: `columns`, in order, one row more than the page has.
pub(crate) fn page(
    columns: &str,
    filter: &Filter,
    hits: &Hits,
    after: Option<&After>,
    rows: i64,
) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(columns);
    if matches!(hits, Hits::Few(_)) || filter.is_ranged() {
        push_source(&mut query, hits);
        filter.push(&mut query);
        filter.push_view(&mut query);
        push_end(&mut query, filter.view, after, rows);
        return query;
    }
    query.push(" FROM dossiers WHERE rowid IN (SELECT place FROM (SELECT DISTINCT * FROM (");
    for (number, (seen, state)) in branches(filter).iter().enumerate() {
        query.push(if number == 0 { "" } else { " UNION ALL " });
        query.push("SELECT * FROM (SELECT rowid AS place, due_order, submitted_ms, id FROM dossiers");
        push_branch(&mut query, filter, seen, *state);
        push_end(&mut query, filter.view, after, rows);
        query.push(")");
    }
    query.push(")");
    push_order(&mut query, filter.view);
    query.push(" LIMIT ").push_bind(rows).push("))");
    push_order(&mut query, filter.view);
    query
}

/// The query of what a filter lets through of some hits, in the order of the register, the newest first.
pub(crate) fn by_register(columns: &str, filter: &Filter, hits: &Hits) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new(columns);
    push_source(&mut query, hits);
    filter.push(&mut query);
    filter.push_view(&mut query);
    query.push(" ORDER BY book_year DESC, book_number DESC");
    query
}

/// The ordered looks that a page is put together from.
fn branches(filter: &Filter) -> Vec<(Seen<'_>, State)> {
    let seen = |state: State| -> Vec<(Seen<'_>, State)> {
        match &filter.sight {
            Sight::All => vec![(Seen::Always, state)],
            Sight::Own { account, fields } => [Seen::Assigned(account), Seen::Asked(account)]
                .into_iter()
                .chain(fields.iter().map(|field| Seen::Field(field)))
                .map(|seen| (seen, state))
                .collect(),
        }
    };
    State::ALL.into_iter().filter(|state| filter.view.holds(*state, true)).flat_map(seen).collect()
}

fn push_branch(query: &mut QueryBuilder<Sqlite>, filter: &Filter, seen: &Seen<'_>, state: State) {
    filter.push_seen(query, Rows::Dossiers);
    if !filter.view.newest_first() {
        query.push(LIVE);
    }
    query.push(" AND state = ").push_bind(state.as_str());
    if filter.view == View::Approve {
        query.push(" AND proposed = 1");
    }
    match seen {
        Seen::Always => {}
        Seen::Assigned(account) => {
            query.push(" AND assignee = ").push_bind((*account).to_owned());
        }
        Seen::Asked(account) => {
            query.push(" AND asked <> ' ' AND instr(asked, ").push_bind(format!(" {account} ")).push(") > 0");
        }
        Seen::Field(field) => {
            query.push(" AND field = ").push_bind((*field).to_owned());
        }
    }
}

fn push_end(query: &mut QueryBuilder<Sqlite>, view: View, after: Option<&After>, rows: i64) {
    if let Some((order, id)) = after {
        query.push(if view.newest_first() { " AND (submitted_ms, id) < (" } else { " AND (due_order, id) > (" });
        query.push_bind(*order).push(", ").push_bind(id.clone()).push(")");
    }
    push_order(query, view);
    query.push(" LIMIT ").push_bind(rows);
}

fn push_order(query: &mut QueryBuilder<Sqlite>, view: View) {
    query.push(if view.newest_first() { " ORDER BY submitted_ms DESC, id DESC" } else { " ORDER BY due_order, id" });
}

/// Adds what counts are counted from: the hits of a search, the tallies where they tell all, or the dossiers themselves.
/// Says what a row counts.
pub(crate) fn counted(filter: &Filter) -> (Rows, &'static str) {
    if filter.is_tallied() { (Rows::Tallies, "COALESCE(SUM(count), 0)") } else { (Rows::Dossiers, "COUNT(*)") }
}

/// Adds the source of rows for counts.
pub(crate) fn push_counted(query: &mut QueryBuilder<Sqlite>, hits: &Hits, rows: Rows) {
    match rows {
        Rows::Tallies => {
            query.push(" FROM tallies");
        }
        Rows::Dossiers => push_source(query, hits),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::{Assignee, Due, Figure};
    use motcua_domain::dossier::Channel;
    use sqlx::Row;

    /// Every list is read in the order of an index: no step looks at all dossiers, none sorts more than pages.
    #[tokio::test]
    async fn no_list_looks_at_everything() {
        let dir = tempfile::tempdir().unwrap();
        let store = crate::Store::open(dir.path()).await.unwrap();
        let own = Sight::Own { account: "a".into(), fields: vec!["x".into(), "y".into()] };
        let mut filters = Vec::new();
        for view in View::ALL {
            for sight in [Sight::All, own.clone()] {
                let plain = Filter { view, sight, ..Filter::default() };
                filters.extend([
                    Filter { assignee: Some(Assignee::Nobody), ..plain.clone() },
                    Filter { assignee: Some(Assignee::Is("a".into())), ..plain.clone() },
                    Filter { field: Some("x".into()), procedure: Some("p".into()), ..plain.clone() },
                    Filter { field: Some("x".into()), channel: Some(Channel::Desk), ..plain.clone() },
                    Filter { channel: Some(Channel::Desk), ..plain.clone() },
                    Filter { unread: true, ..plain.clone() },
                    Filter { due: Some(Due::Flagged), ..plain.clone() },
                    plain,
                ]);
            }
        }
        filters.push(Filter { due: Some(Due::Late { now_ms: 5 }), ..Filter::default() });
        filters.push(Filter { view: View::All, figure: Some((Figure::Ended, 1, 2)), ..Filter::default() });
        for filter in &filters {
            for after in [None, Some((5, "b".to_owned()))] {
                let sql = page("EXPLAIN QUERY PLAN SELECT *", filter, &Hits::Unasked, after.as_ref(), 51);
                let plan = explained(&store, sql).await;
                let full = plan.iter().find(|line| line.starts_with("SCAN dossiers") && !line.contains(" INDEX "));
                assert_eq!(full, None, "{filter:?}: {plan:#?}");
                // The page itself is sorted: once where it is put together, once at the end.
                let sorts = plan.iter().filter(|line| line.contains("FOR ORDER BY")).count();
                assert!(sorts <= 2, "{filter:?}: {plan:#?}");
            }
        }
        let few = Hits::Few("[1, 2]".into());
        let plan = explained(&store, page("EXPLAIN QUERY PLAN SELECT *", &filters[0], &few, None, 51)).await;
        assert!(plan.iter().any(|line| line.contains("dossiers_by_number")), "{plan:#?}");
    }

    async fn explained(store: &crate::Store, mut query: QueryBuilder<Sqlite>) -> Vec<String> {
        let rows = query.build().fetch_all(&store.db.read).await.unwrap();
        rows.iter().map(|row| row.get::<String, _>("detail")).collect()
    }
}
