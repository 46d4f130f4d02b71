//! What is typed about a dossier: it survives reloads, and is forgotten when the server has it.

use super::{checks, faults};
use crate::ui::DateParts;
use leptos::prelude::*;
use motcua_contract::{desk::DeskDossier, papers::Letter, uploads::StoredFile};
use motcua_domain::dossier::{Fault, PaperCheck, ReturnWay, Verdict};
use std::collections::BTreeMap;

/// A field or paper that is named in a supplement request: what is wrong with it, as a word and as a sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pick {
    pub fault: Fault,
    pub text: String,
}

/// A file that is stored on the server, and what it was called here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub name: String,
    pub file: StoredFile,
}

/// Where a result comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    #[default]
    Upload,
    /// A letter, written here.
    Template,
    /// Signed by hand: there is no file.
    Paper,
}

/// What is typed.
#[derive(Clone, Copy)]
pub struct Typed {
    /// The reason of what is being decided: one is written at a time.
    pub reason: RwSignal<String>,
    pub amount: RwSignal<String>,
    /// Chosen fields and papers, each with what is wrong.
    pub picked: RwSignal<BTreeMap<String, Pick>>,
    pub note: RwSignal<String>,
    pub leader_reason: RwSignal<String>,
    /// The result file, once it is stored on the server.
    pub result: RwSignal<Option<Sent>>,
    /// The result is a paper without a file.
    pub on_paper: RwSignal<bool>,
    /// Where the result comes from.
    pub source: RwSignal<Source>,
    pub letter: RwSignal<Letter>,
    /// The letter as it was printed last, and the file that it became.
    pub written: RwSignal<Option<(Letter, StoredFile)>>,
    pub way: RwSignal<ReturnWay>,
    /// A colleague, by account id.
    pub colleague: RwSignal<String>,
    /// The new appointment.
    pub date: RwSignal<DateParts>,
    /// What was found of papers and is not on the server yet.
    checks: RwSignal<BTreeMap<String, PaperCheck>>,
    /// The checks on the server were looked at once, for what they ask of the citizen.
    prefilled: StoredValue<bool>,
}

impl Typed {
    pub fn new() -> Self {
        Self {
            reason: RwSignal::new(String::new()),
            amount: RwSignal::new(String::new()),
            picked: RwSignal::new(BTreeMap::new()),
            note: RwSignal::new(String::new()),
            leader_reason: RwSignal::new(String::new()),
            result: RwSignal::new(None),
            on_paper: RwSignal::new(false),
            source: RwSignal::new(Source::Upload),
            letter: RwSignal::new(Letter::default()),
            written: RwSignal::new(None),
            way: RwSignal::new(ReturnWay::ByHand),
            colleague: RwSignal::new(String::new()),
            date: RwSignal::new(DateParts::default()),
            checks: RwSignal::new(BTreeMap::new()),
            prefilled: StoredValue::new(false),
        }
    }

    /// The server has done what was typed.
    pub fn clear(self) {
        self.reason.try_set(String::new());
        self.amount.try_set(String::new());
        self.note.try_set(String::new());
        self.leader_reason.try_set(String::new());
        self.result.try_set(None);
        self.on_paper.try_set(false);
        self.source.try_set(Source::Upload);
        self.letter.try_set(Letter::default());
        self.written.try_set(None);
        self.way.try_set(ReturnWay::ByHand);
        self.colleague.try_set(String::new());
        self.date.try_set(DateParts::default());
    }

    /// Takes over what a dossier that just came says of its papers: those found wrong stand in the supplement request.
    pub fn follow(self, dossier: &DeskDossier) {
        if !dossier.asked.is_empty() {
            // It was sent: nothing is left to be asked.
            self.picked.try_set(BTreeMap::new());
        } else if self.prefilled.try_get_value() == Some(false) {
            self.prefilled.set_value(true);
            let wrong = checks::current(dossier).into_values().filter(|check| check.verdict == Verdict::Wrong);
            self.picked.try_update(|picked| {
                for check in wrong {
                    let fault = faults::fault_of(&check.note);
                    picked.entry(check.paper).or_insert(Pick { fault, text: check.note });
                }
            });
        }
    }

    /// What was found of a paper here, before the server has it.
    pub fn check_of(self, paper: &str) -> Option<PaperCheck> {
        self.checks.with(|checks| checks.get(paper).cloned())
    }

    /// Whether something found here is not on the server yet.
    pub fn has_checks(self) -> bool {
        self.checks.with(|checks| !checks.is_empty())
    }

    /// Notes what was found of a paper.
    pub fn note_check(self, check: PaperCheck) {
        self.checks.update(|checks| {
            checks.insert(check.paper.clone(), check);
        });
    }

    /// What is to be sent; nothing when there is nothing.
    pub fn pending_checks(self) -> Option<Vec<PaperCheck>> {
        let checks: Vec<_> = self.checks.try_with_untracked(|checks| checks.values().cloned().collect())?;
        (!checks.is_empty()).then_some(checks)
    }

    /// The server has these; what was found anew meanwhile stays.
    pub fn checks_kept(self, kept: &[PaperCheck]) {
        self.checks.try_update(|checks| checks.retain(|_, check| !kept.contains(check)));
    }
}
