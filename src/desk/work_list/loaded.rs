//! The list as it is shown, kept fresh without a row moving under somebody's hands.

use super::asked;
use crate::{
    api::{self, Failure},
    desk::session::Session,
    i18n::{texts, tf},
    ui::announce,
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::desk::{ListWork, WorkList, WorkQuery};

/// How a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Another question, or after one's own act: shown as it comes.
    Anew,
    /// The same, and the number of dossiers is said through screen readers.
    Aloud,
    /// By itself: what would move rows is held back until it is asked for.
    Quietly,
}

/// Asks for so many pages in a row.
async fn fetch(query: &WorkQuery, pages: u32, headers: &[(&str, &str)]) -> Result<WorkList, Failure> {
    let mut whole: Option<WorkList> = None;
    for _ in 0..pages {
        let after = whole.as_ref().and_then(|list| list.next.clone());
        if whole.is_some() && after.is_none() {
            break;
        }
        let query = WorkQuery { after, ..query.clone() };
        let mut page = api::call::<ListWork>(&[], &asked::pairs(&query), None, headers).await?;
        if let Some(before) = whole {
            page.items.splice(0..0, before.items);
        }
        whole = Some(page);
    }
    whole.ok_or(Failure::Broken)
}

/// What to show of a fresh list beside the one on the page, and what to hold back. Rows that stand keep their place and
/// get their new words; only an unchanged order, or an empty page, is replaced as a whole.
fn settle(shown: &WorkList, fresh: WorkList) -> (WorkList, Option<WorkList>) {
    let same = shown.items.iter().map(|item| &item.id).eq(fresh.items.iter().map(|item| &item.id));
    if same || shown.items.is_empty() {
        return (fresh, None);
    }
    let newest = |id: &str| fresh.items.iter().find(|item| item.id == id);
    let items = shown.items.iter().map(|item| newest(&item.id).unwrap_or(item).clone()).collect();
    let kept = WorkList { items, next: shown.next.clone(), counts: fresh.counts.clone(), now: fresh.now };
    (kept, Some(fresh))
}

/// The list and how it came.
#[derive(Clone, Copy)]
pub struct Loaded {
    pub list: RwSignal<Option<WorkList>>,
    /// A newer list that would move rows.
    pub held: RwSignal<Option<WorkList>>,
    pub failure: RwSignal<Option<Failure>>,
    pub busy: RwSignal<bool>,
    pub pages: RwSignal<u32>,
    /// Answers to older questions are dropped.
    turn: StoredValue<u32>,
}

impl Loaded {
    pub fn new() -> Self {
        Self {
            list: RwSignal::new(None),
            held: RwSignal::new(None),
            failure: RwSignal::new(None),
            busy: RwSignal::new(false),
            pages: RwSignal::new(1),
            turn: StoredValue::new(0),
        }
    }

    /// Asks again.
    pub fn load(self, query: WorkQuery, session: Session, how: How) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        self.busy.set(true);
        let pages = self.pages.get_untracked();
        spawn_local(async move {
            let headers = if how == How::Quietly { &[api::BY_TIMER][..] } else { &[] };
            let answer = fetch(&query, pages, headers).await;
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(list) => {
                    self.failure.set(None);
                    self.take(list, how);
                }
                Err(failure) => {
                    session.ended(&failure);
                    self.failure.set(Some(failure));
                }
            }
        });
    }

    fn take(self, fresh: WorkList, how: How) {
        if how == How::Aloud {
            announce(&tf(texts::desk::LIST_FOUND, &[("count", &fresh.items.len().to_string())]));
        }
        let (show, hold) = match self.list.with_untracked(Option::clone) {
            Some(shown) if how == How::Quietly => settle(&shown, fresh),
            _ => (fresh, None),
        };
        self.held.set(hold);
        self.list.set(Some(show));
    }

    /// How many dossiers the held list has that are not on the page; nothing while none is held.
    pub fn news(self) -> Option<usize> {
        self.held.with(|held| {
            let held = held.as_ref()?;
            self.list.with(|shown| {
                let there = |id: &str| shown.as_ref().is_some_and(|list| list.items.iter().any(|item| item.id == id));
                Some(held.items.iter().filter(|item| !there(&item.id)).count())
            })
        })
    }

    /// Shows what was held back.
    pub fn show_held(self) {
        if let Some(held) = self.held.try_update(Option::take).flatten() {
            self.list.set(Some(held));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::{Timestamp, civil::date};
    use motcua_contract::desk::WorkItem;
    use motcua_domain::dossier::{Channel, State};

    fn list(items: &[(&str, u64)]) -> WorkList {
        let item = |(id, version): &(&str, u64)| WorkItem {
            id: (*id).to_owned(),
            code: (*id).to_owned(),
            procedure: "1.001193".into(),
            state: State::Submitted,
            requester: String::new(),
            submitted_at: Timestamp::UNIX_EPOCH,
            due: None,
            paused: false,
            version: *version,
            channel: Channel::Online,
            assignee: None,
            proposed: false,
            unread: 0,
        };
        let now = date(2026, 11, 23).at(9, 0, 0, 0);
        WorkList { items: items.iter().map(item).collect(), next: None, counts: [].into(), now }
    }

    #[test]
    fn the_same_order_is_replaced_with_its_new_words() {
        let fresh = list(&[("a", 2), ("b", 1)]);
        assert_eq!(settle(&list(&[("a", 1), ("b", 1)]), fresh.clone()), (fresh, None));
    }

    #[test]
    fn another_order_waits_while_the_rows_get_their_new_words() {
        let fresh = list(&[("new", 1), ("b", 5), ("a", 1)]);
        let (shown, held) = settle(&list(&[("a", 1), ("b", 1), ("gone", 3)]), fresh.clone());
        assert_eq!(shown.items, list(&[("a", 1), ("b", 5), ("gone", 3)]).items);
        assert_eq!(held, Some(fresh));
    }

    #[test]
    fn an_empty_page_has_no_row_to_move() {
        let fresh = list(&[("a", 1)]);
        assert_eq!(settle(&list(&[]), fresh.clone()), (fresh, None));
    }
}
