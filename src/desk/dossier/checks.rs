//! What was found of each paper, as it still counts: a paper that was sent anew is to be looked at anew.

use motcua_contract::desk::DeskDossier;
use motcua_domain::dossier::{PaperCheck, What};
use std::collections::BTreeMap;

/// The findings that count now, by paper.
pub fn current(dossier: &DeskDossier) -> BTreeMap<String, PaperCheck> {
    let mut now = BTreeMap::new();
    let mut before = BTreeMap::new();
    for event in &dossier.events {
        let last = now.clone();
        match &event.what {
            What::PapersChecked { checks } => {
                now.extend(checks.iter().map(|check| (check.paper.clone(), check.clone())));
            }
            What::Supplemented { answers, .. } => now.retain(|paper, _| !answers.values.contains_key(paper)),
            What::Digitised { paper, .. } => {
                now.remove(paper);
            }
            // Takes back the event before it, whatever that was.
            What::Undone => now = std::mem::take(&mut before),
            _ => {}
        }
        before = last;
    }
    now
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::dossier::sample::{dossier, event};
    use motcua_domain::{
        dossier::{State, Verdict},
        form::{Answers, Source, Value},
    };

    fn checked(paper: &str, verdict: Verdict) -> What {
        What::PapersChecked { checks: vec![PaperCheck { paper: paper.into(), verdict, note: String::new() }] }
    }

    fn verdicts(what: Vec<What>) -> Vec<(String, Verdict)> {
        let events = what.into_iter().map(|what| event(3, what)).collect();
        let dossier = DeskDossier { events, ..dossier(State::Submitted) };
        current(&dossier).into_values().map(|check| (check.paper, check.verdict)).collect()
    }

    #[test]
    fn a_paper_sent_anew_is_to_be_looked_at_anew() {
        let mut answers = Answers::default();
        answers.fill("birth_paper", Value::Pages(Vec::new()), Source::Typed);
        let sent = What::Supplemented { answers, due: None };
        let wrong = checked("birth_paper", Verdict::Wrong);
        assert_eq!(
            verdicts(vec![wrong.clone(), checked("card", Verdict::Enough), sent]),
            [("card".to_owned(), Verdict::Enough)]
        );
        let scan = What::Digitised { paper: "birth_paper".into(), pages: Vec::new() };
        assert!(verdicts(vec![wrong, scan]).is_empty());
    }

    #[test]
    fn what_was_taken_back_counts_no_more() {
        let enough = checked("card", Verdict::Enough);
        let left = verdicts(vec![enough.clone(), checked("card", Verdict::Wrong), What::Undone]);
        assert_eq!(left, [("card".to_owned(), Verdict::Enough)]);
        assert_eq!(verdicts(vec![enough, What::Received, What::Undone]).len(), 1);
    }
}
