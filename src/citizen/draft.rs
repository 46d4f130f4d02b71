//! A draft as a way to go: which steps a case has, how far each is, what is still wrong.

use super::{
    route::{CASE_PAGE, Route},
    world::World,
};
use crate::{
    device::{
        store::{Attachment, Draft},
        today,
    },
    fields::{Typing, Wording, card_fields},
};
use leptos::prelude::*;
use motcua_domain::{
    code::{Code, Finding},
    form::{Answers, Context, Field, Kind, Page, PageRef, Value, check, prune},
    procedure::Procedure,
};

/// Where the answer to a supplement request of a dossier is kept among the drafts.
#[must_use]
pub fn supplement_key(dossier: &str) -> String {
    ["bo-sung:", dossier].concat()
}

/// Whether a draft is an answer to a supplement request.
#[must_use]
pub fn is_supplement(draft: &Draft) -> bool {
    draft.procedure.starts_with("bo-sung:")
}

/// The answers with the papers in them, as far as the phone knows: what is not uploaded yet stands under its local id.
#[must_use]
pub fn with_papers(draft: &Draft) -> Answers {
    named(draft, |attachment| attachment.upload.clone().unwrap_or_else(|| attachment.id.clone()))
}

fn named(draft: &Draft, name: impl Fn(&Attachment) -> String) -> Answers {
    let mut answers = draft.answers.clone();
    for attachment in &draft.attachments {
        let page = PageRef {
            upload: name(attachment),
            sha256: attachment.sha256.clone(),
            size: attachment.size,
            media_type: attachment.media_type.clone(),
            pages: attachment.pages.max(1),
        };
        let entry = answers.values.entry(attachment.paper.clone()).or_insert_with(|| Value::Pages(Vec::new()));
        if let Value::Pages(pages) = entry {
            pages.push(page);
        }
    }
    answers
}

/// What is handed in: the shown answers only, with the papers.
#[must_use]
pub fn complete(procedure: &Procedure, draft: &Draft) -> Answers {
    let mut answers = with_papers(draft);
    prune(procedure, &mut answers);
    answers
}

/// The same, frozen for the outbox: every page under the local id of its file, whether the server has it or not.
#[must_use]
pub fn sealed_answers(procedure: &Procedure, draft: &Draft) -> Answers {
    let mut answers = named(draft, |attachment| attachment.id.clone());
    prune(procedure, &mut answers);
    answers
}

/// Everything that is wrong or missing, in the order in which it is asked.
#[must_use]
pub fn findings(world: World, procedure: &Procedure, draft: &Draft) -> Vec<Finding> {
    let answers = complete(procedure, draft);
    world.env.places.with(|places| check(procedure, &answers, &Context { today: today(), places }))
}

/// Takes away what has been set right since it was found, as soon as it is.
pub fn forgive(
    world: World,
    key: String,
    wording: StoredValue<Wording>,
    wrong: RwSignal<Vec<Finding>>,
    typing: Typing,
) {
    Effect::new(move |_| {
        let Some(draft) = world.draft(&key) else { return };
        if wrong.with_untracked(Vec::is_empty) {
            return;
        }
        let now = wording.with_value(|wording| findings(world, wording.procedure(), &draft));
        let half = typing.with(|typing| typing.keys().cloned().collect::<Vec<_>>());
        let stays = |finding: &Finding| now.contains(finding) || half.contains(&finding.field);
        if !wrong.with_untracked(|wrong| wrong.iter().all(stays)) {
            wrong.update(|wrong| wrong.retain(stays));
        }
    });
}

/// What a page may complain about: its own fields, and nothing that a later page can still set right.
#[must_use]
pub fn of_fields(findings: Vec<Finding>, fields: &[Field]) -> Vec<Finding> {
    findings
        .into_iter()
        .filter(|finding| finding.code != Code::AtLeastOne && fields.iter().any(|f| stands_in(finding, &f.id)))
        .collect()
}

/// Whether a finding is about a field or something inside it.
#[must_use]
pub fn stands_in(finding: &Finding, field: &str) -> bool {
    finding.field.split('/').next() == Some(field)
}

/// The papers of a case that are handed in.
pub fn papers<'a>(procedure: &'a Procedure, answers: &'a Answers) -> impl Iterator<Item = &'a Field> {
    procedure.papers_for(answers).filter(|paper| matches!(paper.kind, Kind::Paper { .. }))
}

/// The steps of a case in their order: the case questions, the pages, the papers, the review.
#[must_use]
pub fn steps(code: &str, procedure: &Procedure, answers: &Answers) -> Vec<Route> {
    let page = |page: &str| Route::Page { code: code.to_owned(), page: page.to_owned(), review: false };
    let mut steps = Vec::new();
    if !procedure.questions.is_empty() {
        steps.push(page(CASE_PAGE));
    }
    steps.extend(procedure.pages_for(answers).map(|p| page(&p.id)));
    steps.extend(papers(procedure, answers).map(|paper| Route::Paper {
        code: code.to_owned(),
        paper: paper.id.clone(),
        review: false,
    }));
    steps.push(Route::Review { code: code.to_owned() });
    steps
}

/// The step after one; a section that an ID card can fill and that nobody has touched begins with the card.
#[must_use]
pub fn after(here: &Route, code: &str, procedure: &Procedure, answers: &Answers) -> Route {
    let steps = steps(code, procedure, answers);
    let at = steps.iter().position(|step| step == here);
    let next = at.and_then(|at| steps.get(at + 1)).cloned();
    let next = next.unwrap_or_else(|| Route::Tasks { code: code.to_owned() });
    let section = |route: &Route| match route {
        Route::Page { page, .. } => procedure.pages.iter().find(|p| &p.id == page).map(|p| p.section.clone()),
        _ => None,
    };
    match section(&next) {
        Some(new) if section(here).as_deref() != Some(&new) && wants_card(procedure, answers, &new) => {
            Route::CardFor { code: code.to_owned(), section: new }
        }
        _ => next,
    }
}

/// The pages of a section in a case.
pub fn pages_of<'a>(
    procedure: &'a Procedure,
    answers: &'a Answers,
    section: &'a str,
) -> impl Iterator<Item = &'a Page> {
    procedure.pages_for(answers).filter(move |page| page.section == section)
}

/// Whether an ID card can fill a section (two of its fields at least), and nothing of that is filled yet.
#[must_use]
pub fn wants_card(procedure: &Procedure, answers: &Answers, section: &str) -> bool {
    let mut fields = card_fields(procedure, section).peekable();
    fields.peek().is_some() && fields.all(|field| answers.get(&field.id).is_none())
}

/// Where a field is answered.
#[must_use]
pub fn place_of(code: &str, procedure: &Procedure, field: &str) -> Route {
    let code = code.to_owned();
    if procedure.papers.iter().any(|paper| paper.id == field) {
        return Route::Paper { code, paper: field.to_owned(), review: true };
    }
    let page = procedure.pages.iter().find(|page| page.fields.iter().any(|f| f.id == field));
    let page = page.map_or_else(|| CASE_PAGE.to_owned(), |page| page.id.clone());
    Route::Page { code, page, review: true }
}

/// How far a section is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    Untouched,
    Begun,
    Done,
}

/// How far some fields are.
#[must_use]
pub fn progress<'a>(
    fields: impl Iterator<Item = &'a Field> + Clone,
    answers: &Answers,
    findings: &[Finding],
) -> Progress {
    let mut shown = fields.filter(|field| field.shows(answers));
    let wrong = shown.clone().any(|field| findings.iter().any(|finding| stands_in(finding, &field.id)));
    let touched = shown.any(|field| answers.get(&field.id).is_some());
    match (wrong, touched) {
        (false, true) => Progress::Done,
        // Nothing that must be answered and nothing answered: it may still be looked at.
        (false, false) | (true, false) => Progress::Untouched,
        (true, true) => Progress::Begun,
    }
}
