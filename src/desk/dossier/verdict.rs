//! Looking at papers one by one: enough, wrong, shown and returned; by button or by 1, 2, 3. What is found is kept by
//! itself, a moment after.

use super::{
    checks,
    faults::{FaultInput, first_sentence},
    open::{Form, Open},
    papers::Paper,
    typed::Pick,
};
use crate::{
    api,
    desk::keys,
    i18n::{Key, t, texts, tf, ts},
    ui::announce,
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::desk::{CommandDossier, DeskCommand};
use motcua_domain::{
    dossier::{Fault, PaperCheck, State, Verdict},
    staff::Duty,
};
use std::{collections::BTreeMap, time::Duration};

/// So long after the last finding they go to the server together.
const SAVE_AFTER: Duration = Duration::from_millis(900);

const VERDICTS: [(Verdict, &str, Key); 3] = [
    (Verdict::Enough, "1", texts::counter::VERDICT_ENOUGH),
    (Verdict::Wrong, "2", texts::counter::VERDICT_WRONG),
    (Verdict::ShownAndReturned, "3", texts::counter::VERDICT_SHOWN),
];

/// A finding in words.
pub fn verdict_words(verdict: Verdict) -> &'static str {
    VERDICTS.iter().find(|(known, ..)| *known == verdict).map_or("", |(.., key)| t(*key))
}

/// What is being looked at.
#[derive(Clone, Copy)]
pub struct Looking {
    open: Open,
    papers: Memo<Vec<Paper>>,
    /// The paper that 1, 2 and 3 are for.
    current: RwSignal<Option<String>>,
    kept: Memo<BTreeMap<String, PaperCheck>>,
    /// Whoever is signed in may judge papers, and it is the time for it.
    pub may: Memo<bool>,
    turn: StoredValue<u32>,
    saved: RwSignal<bool>,
}

impl Looking {
    pub fn new(papers: Memo<Vec<Paper>>) -> Self {
        let open = Open::get();
        let kept = Memo::new(move |_| open.read(checks::current));
        let may = Memo::new(move |_| {
            let time =
                open.read(|dossier| matches!(dossier.state, State::Submitted | State::Received | State::Processing));
            time && open.may(Duty::Intake)
        });
        let looking = Self {
            open,
            papers,
            current: RwSignal::new(None),
            kept,
            may,
            turn: StoredValue::new(0),
            saved: RwSignal::new(false),
        };
        looking.listen();
        looking.save_on_leave();
        looking
    }

    /// What was found of a paper: here, else on the server.
    pub fn of(self, paper: &str) -> Option<PaperCheck> {
        self.open.typed.check_of(paper).or_else(|| self.kept.with(|kept| kept.get(paper).cloned()))
    }

    fn first_open(self) -> Option<String> {
        let open = |paper: &&Paper| untrack(|| self.of(&paper.field)).is_none();
        self.papers.with_untracked(|papers| papers.iter().find(open).map(|paper| paper.field.clone()))
    }

    fn listen(self) {
        keys::listen(move |key| {
            let Some(verdict) = verdict_of(key) else { return false };
            if !self.may.get_untracked() {
                return false;
            }
            let known =
                |id: &String| self.papers.with_untracked(|papers| papers.iter().any(|paper| paper.field == *id));
            if let Some(paper) = self.current.get_untracked().filter(known).or_else(|| self.first_open()) {
                self.find(&paper, verdict);
            }
            true
        });
    }

    /// Notes a finding, goes on to the next paper, and keeps it.
    pub fn find(self, paper: &str, verdict: Verdict) {
        let Some(found) = self.papers.with_untracked(|papers| papers.iter().find(|p| p.field == paper).cloned()) else {
            return;
        };
        let picked = self.open.typed.picked;
        if verdict == Verdict::Wrong {
            let fault = if found.pages() == 0 { Fault::Missing } else { Fault::Unclear };
            picked.update(|picked| {
                picked.entry(paper.to_owned()).or_insert_with(|| Pick { fault, text: first_sentence(fault) });
            });
        } else {
            picked.update(|picked| {
                picked.remove(paper);
            });
        }
        self.note(paper, verdict);
        let next = if verdict == Verdict::Wrong { Some(paper.to_owned()) } else { self.first_open() };
        self.current.set(next.clone());
        let left = self.papers.with_untracked(|papers| {
            papers.iter().filter(|paper| untrack(|| self.of(&paper.field)).is_none()).count().to_string()
        });
        let words = [("paper", found.label.as_str()), ("verdict", verdict_words(verdict)), ("left", &left)];
        announce(&tf(texts::counter::VERDICT_SAID, &words));
        if let Some(element) =
            next.filter(|next| next != paper).and_then(|next| document().get_element_by_id(&format!("paper-{next}")))
        {
            // Only when it is out of sight: the page stays still under the eyes.
            let (place, room) = (element.get_bounding_client_rect(), window().inner_height());
            let room = room.ok().and_then(|room| room.as_f64()).unwrap_or_default();
            if place.top() < 0.0 || place.bottom() > room {
                element.scroll_into_view();
            }
        }
    }

    fn note(self, paper: &str, verdict: Verdict) {
        let note =
            match verdict {
                Verdict::Wrong => self.open.typed.picked.with_untracked(|picked| {
                    picked.get(paper).map(|pick| pick.text.trim().to_owned()).unwrap_or_default()
                }),
                _ => String::new(),
            };
        self.open.typed.note_check(PaperCheck { paper: paper.to_owned(), verdict, note });
        self.saved.set(false);
        self.save_soon();
    }

    fn save_soon(self) {
        let Some(turn) = self.turn.try_update_value(|turn| {
            *turn += 1;
            *turn
        }) else {
            return;
        };
        set_timeout(
            move || {
                // Something newer follows, or the page is gone.
                if self.turn.try_get_value() != Some(turn) {
                    return;
                }
                spawn_local(async move {
                    if self.open.save_checks().await {
                        self.saved.try_set(true);
                    } else if self.open.typed.pending_checks().is_some()
                        && self.open.failure.try_with_untracked(Option::is_none) == Some(true)
                    {
                        // Another command is under way.
                        self.save_soon();
                    }
                });
            },
            SAVE_AFTER,
        );
    }

    /// Leaving the page right after a key loses nothing.
    fn save_on_leave(self) {
        on_cleanup(move || {
            let version = self.open.dossier.try_with_untracked(|dossier| dossier.as_ref().map(|d| d.version)).flatten();
            if let (Some(version), Some(checks)) = (version, self.open.typed.pending_checks()) {
                let id = self.open.id.get_value();
                spawn_local(async move {
                    let (command, seen) = (DeskCommand::CheckPapers { checks }, format!("\"{version}\""));
                    // Nobody is there any more to be told.
                    let _ = api::call::<CommandDossier>(&[&id], &[], Some(&command), &[("if-match", &seen)]).await;
                });
            }
        });
    }
}

/// How many papers are left, and whether what was found is kept.
#[component]
pub fn LookingLine(looking: Looking) -> impl IntoView {
    let left = Memo::new(move |_| {
        looking.papers.with(|papers| papers.iter().filter(|paper| looking.of(&paper.field).is_none()).count())
    });
    let words = move || {
        let left = left.get();
        if looking.open.typed.has_checks() {
            t(texts::counter::CHECKS_SAVING).to_owned()
        } else if left == 0 {
            t(texts::counter::CHECKS_ALL).to_owned()
        } else {
            tf(texts::counter::CHECKS_LEFT, &[("count", &left.to_string())])
        }
    };
    move || {
        (looking.may.get() && !looking.papers.with(Vec::is_empty)).then(|| {
            view! {
                <p class="small muted no-print" id="checks-line">
                    {words}
                    {move || looking.saved.get().then(|| view! { " " <span id="checks-saved">{t(texts::counter::CHECKS_SAVED)}</span> })}
                </p>
            }
        })
    }
}

/// The three buttons of a paper.
#[component]
pub fn VerdictRow(
    looking: Looking,
    #[prop(into)] field: Signal<String>,
    #[prop(into)] label: Signal<String>,
) -> impl IntoView {
    let now = Memo::new(move |_| field.with(|field| looking.of(field)).map(|check| check.verdict));
    let group = Signal::derive(move || tf(texts::counter::VERDICT_OF, &[("paper", &label.get())]));
    let buttons = VERDICTS.map(|(verdict, number, words)| {
        view! {
            <button
                type="button"
                class="button verdict"
                aria-pressed=move || if now.get() == Some(verdict) { "true" } else { "false" }
                on:click=move |_| looking.find(&field.get_untracked(), verdict)
            >
                <kbd aria-hidden="true">{number}</kbd>
                <span>{ts(words)}</span>
            </button>
        }
    });
    view! { <div class="verdicts no-print" role="group" aria-label=group>{buttons}</div> }
}

/// The three buttons of a paper, and what is wrong with it.
#[component]
pub fn VerdictButtons(looking: Looking, paper: Paper) -> impl IntoView {
    let key = StoredValue::new(paper.field.clone());
    // The request for supplements has the same fields: one place at a time.
    let asking = move || matches!(looking.open.form.get(), Some(Form::Supplement | Form::SupplementAgain));
    let wrong = Memo::new(move |_| {
        key.with_value(|key| looking.of(key)).is_some_and(|check| check.verdict == Verdict::Wrong) && !asking()
    });
    let again = Callback::new(move |()| looking.note(&key.get_value(), Verdict::Wrong));
    let title = StoredValue::new(paper.label.clone());
    view! {
        <VerdictRow looking=looking field=Signal::stored(paper.field) label=Signal::stored(paper.label) />
        {move || {
            wrong
                .get()
                .then(|| view! { <FaultInput field=key.get_value() label=title.get_value() attempt=Signal::stored(0) on_change=again /> })
        }}
    }
}

/// The finding that a key stands for.
pub fn verdict_of(key: &str) -> Option<Verdict> {
    VERDICTS.iter().find(|(_, number, _)| *number == key).map(|(verdict, ..)| *verdict)
}

/// Whether a paper is the one that 1, 2 and 3 are for.
pub fn is_current(looking: Looking, paper: &str) -> bool {
    looking.may.get() && looking.current.with(|current| current.as_deref() == Some(paper))
}

/// Makes a paper the one that 1, 2 and 3 are for.
pub fn look_at(looking: Looking, paper: &str) {
    if looking.may.get_untracked() {
        looking.current.set(Some(paper.to_owned()));
    }
}
