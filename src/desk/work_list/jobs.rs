//! What can be done with several dossiers at once: which step fits which dossier, by the policy's table.

use crate::{
    desk::{reference::Reference, session::Session},
    i18n::{Key, texts},
};
use motcua_contract::desk::{BatchItem, DeskCommand, WorkItem};
use motcua_domain::{
    dossier::{ReturnWay, State},
    staff::{Duty, Matter},
};
use std::collections::BTreeSet;

/// A step for many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    Receive,
    Start,
    Assign,
    Return,
}

impl Job {
    pub const ALL: [Self; 4] = [Self::Receive, Self::Start, Self::Assign, Self::Return];

    /// What the policy asks: the same as the server, from the command itself.
    pub fn duty(self) -> Duty {
        let command = match self {
            Self::Receive => DeskCommand::Receive {},
            Self::Start => DeskCommand::StartProcessing {},
            Self::Assign => DeskCommand::Assign { to: String::new(), note: String::new() },
            Self::Return => DeskCommand::Return { way: ReturnWay::ByHand, note: String::new() },
        };
        command.duty(State::Submitted)
    }

    /// Whether a dossier in this state takes it.
    pub const fn fits(self, state: State) -> bool {
        match self {
            Self::Receive => matches!(state, State::Submitted),
            Self::Start => matches!(state, State::Received),
            Self::Assign => !state.terminal() && !matches!(state, State::Draft),
            Self::Return => matches!(state, State::Done),
        }
    }

    /// What was handed out is not taken back by a button.
    pub const fn undoable(self) -> bool {
        !matches!(self, Self::Return)
    }

    /// On the button.
    pub const fn words(self) -> Key {
        match self {
            Self::Receive => texts::work::BATCH_RECEIVE,
            Self::Start => texts::work::BATCH_START,
            Self::Assign => texts::work::BATCH_ASSIGN,
            Self::Return => texts::work::BATCH_RETURN,
        }
    }

    /// Afterwards, with `{count}`.
    pub const fn done(self) -> Key {
        match self {
            Self::Receive => texts::work::BATCH_DONE_RECEIVE,
            Self::Start => texts::work::BATCH_DONE_START,
            Self::Assign => texts::work::BATCH_DONE_ASSIGN,
            Self::Return => texts::work::BATCH_DONE_RETURN,
        }
    }
}

/// Whether whoever sits here may do it to this dossier. A list has the name of who works on it, not the account.
fn may(job: Job, item: &WorkItem, session: Session, reference: Reference, me: &(String, String)) -> bool {
    let field = reference.field_of(&item.procedure).unwrap_or_default();
    let assignee = (item.assignee.as_deref() == Some(me.1.as_str())).then_some(me.0.as_str());
    session.may(job.duty(), Matter { field: &field, assignee, asked: false })
}

/// What all of these take, in a fixed order; follows the session.
pub fn common(items: &[WorkItem], session: Session, reference: Reference, me: &(String, String)) -> Vec<Job> {
    let all = |job: &Job| {
        items.iter().all(|item| job.fits(item.state) && may(*job, item, session, reference, me)) && !items.is_empty()
    };
    Job::ALL.into_iter().filter(all).collect()
}

/// The chosen ones as a batch names them: with the version that stands on the page.
pub fn named(items: &[WorkItem]) -> Vec<BatchItem> {
    items.iter().map(|item| BatchItem { id: item.id.clone(), version: item.version }).collect()
}

/// Everything from one row to another, both included, as with Shift and a click.
pub fn span<'a>(order: &'a [String], from: &str, to: &str) -> &'a [String] {
    let place = |id: &str| order.iter().position(|other| other == id);
    match (place(from), place(to)) {
        (Some(a), Some(b)) => order.get(a.min(b)..=a.max(b)).unwrap_or_default(),
        (None, Some(b)) => order.get(b..=b).unwrap_or_default(),
        _ => &[],
    }
}

/// The chosen rows after the one at `id` was turned to `on`; with `from`, the same for all between.
pub fn turned(chosen: &BTreeSet<String>, order: &[String], id: &str, on: bool, from: Option<&str>) -> BTreeSet<String> {
    let mut after = chosen.clone();
    for row in span(order, from.unwrap_or(id), id) {
        if on {
            after.insert(row.clone());
        } else {
            after.remove(row);
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order() -> Vec<String> {
        ["a", "b", "c", "d"].map(str::to_owned).to_vec()
    }

    fn set(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| (*id).to_owned()).collect()
    }

    #[test]
    fn a_step_fits_where_the_domain_allows_it() {
        for state in State::ALL {
            let fitting: Vec<Job> = Job::ALL.into_iter().filter(|job| job.fits(state)).collect();
            let expected: &[Job] = match state {
                State::Submitted => &[Job::Receive, Job::Assign],
                State::Received => &[Job::Start, Job::Assign],
                State::Done => &[Job::Assign, Job::Return],
                State::Processing
                | State::SupplementRequested
                | State::PaymentRequested
                | State::WithdrawalRequested => &[Job::Assign],
                State::Draft | State::Refused | State::Stopped | State::Returned => &[],
            };
            assert_eq!(fitting, expected, "{state:?}");
        }
    }

    #[test]
    fn each_step_asks_for_its_duty() {
        let duties = Job::ALL.map(Job::duty);
        assert_eq!(duties, [Duty::Intake, Duty::Process, Duty::Assign, Duty::Return]);
    }

    #[test]
    fn shift_takes_all_between_in_either_direction() {
        assert_eq!(turned(&set(&["a"]), &order(), "c", true, Some("a")), set(&["a", "b", "c"]));
        assert_eq!(turned(&set(&["d"]), &order(), "b", true, Some("d")), set(&["b", "c", "d"]));
        assert_eq!(turned(&set(&["a", "b", "c"]), &order(), "b", false, Some("a")), set(&["c"]));
    }

    #[test]
    fn a_row_that_left_the_list_is_no_beginning() {
        assert_eq!(turned(&set(&[]), &order(), "b", true, Some("gone")), set(&["b"]));
        assert_eq!(turned(&set(&["b"]), &order(), "gone", true, None), set(&["b"]));
    }
}
