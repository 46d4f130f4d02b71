//! The answers of a dossier, in the procedure's sections and words.

use super::open::Open;
use crate::{
    desk::reference::Reference,
    fields::{Env, Wording, show},
    i18n::{t, texts, ts},
    ui::{Skeleton, SummaryList, SummaryRow},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskDossier;
use motcua_domain::form::{Field, Source};

/// A heading and what stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Section {
    title: String,
    rows: Vec<SummaryRow>,
}

fn row(dossier: &DeskDossier, field: &Field, wording: &Wording, env: Env) -> Option<SummaryRow> {
    let shown = show(field, &dossier.answers, wording, env);
    if shown.is_empty() && field.kind.is_paper() {
        return None;
    }
    let asked = dossier.asked.iter().any(|reason| reason.field == field.id);
    let supplemented = dossier.supplemented.contains(&field.id);
    let mark = if asked {
        Some(texts::desk::DOSSIER_ASKED)
    } else if supplemented {
        Some(texts::desk::DOSSIER_SUPPLEMENTED)
    } else {
        match dossier.answers.source(&field.id) {
            Source::Typed => None,
            Source::Card => Some(texts::common::SOURCE_CARD),
            Source::Staff => Some(texts::common::SOURCE_STAFF),
        }
    };
    let value = if shown.is_empty() { t(texts::common::VALUE_NONE).to_owned() } else { shown };
    Some(SummaryRow {
        key: wording.label(field),
        value,
        change: None,
        mark: mark.map(|key| t(key).to_owned()),
        highlighted: asked || supplemented,
    })
}

fn sections(dossier: &DeskDossier, wording: &Wording, env: Env) -> Vec<Section> {
    let procedure = wording.procedure();
    let mut sections: Vec<(String, Section)> = Vec::new();
    let mut add = |id: &str, title: &dyn Fn() -> String, rows: Vec<SummaryRow>| {
        if rows.is_empty() {
            return;
        }
        match sections.iter_mut().find(|(known, _)| known == id) {
            Some((_, section)) => section.rows.extend(rows),
            None => sections.push((id.to_owned(), Section { title: title(), rows })),
        }
    };
    for page in procedure.pages_for(&dossier.answers) {
        let fields = page.fields.iter().filter(|field| field.shows(&dossier.answers));
        let rows = fields.filter_map(|field| row(dossier, field, wording, env)).collect();
        add(&page.section, &|| wording.get(&format!("section.{}", page.section)), rows);
    }
    let questions = procedure.questions.iter().filter(|question| question.shows(&dossier.answers));
    let rows = questions.filter_map(|question| row(dossier, question, wording, env)).collect();
    add("?", &|| t(texts::desk::DOSSIER_QUESTIONS).to_owned(), rows);
    // Answers that today's version of the procedure no longer knows.
    let unknown = dossier.answers.values.iter().filter(|(id, _)| procedure.field(id).is_none());
    let rows = unknown
        .map(|(id, value)| SummaryRow {
            key: id.clone(),
            value: value.as_text().map_or_else(|| serde_json::to_string(value).unwrap_or_default(), str::to_owned),
            ..SummaryRow::default()
        })
        .collect();
    add("!", &|| t(texts::desk::DOSSIER_OTHERS).to_owned(), rows);
    sections.into_iter().map(|(_, section)| section).collect()
}

/// Every answer, section by section.
#[component]
pub fn AnswerSections() -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let env: Env = use_context().unwrap_or_default();
    let sections = Memo::new(move |_| {
        open.dossier.with(|dossier| {
            let dossier = dossier.as_ref()?;
            Some(sections(dossier, &reference.procedure(&dossier.procedure)?, env))
        })
    });
    view! {
        <section class="section" aria-labelledby="answers-title">
            <h2 id="answers-title">{ts(texts::desk::DOSSIER_ANSWERS)}</h2>
            {move || match sections.get() {
                None => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=6 /> }.into_any(),
                Some(sections) => {
                    sections
                        .into_iter()
                        .map(|section| {
                            view! {
                                <h3 class="answers-section">{section.title}</h3>
                                <SummaryList rows=section.rows />
                            }
                        })
                        .collect_view()
                        .into_any()
                }
            }}
        </section>
    }
}
