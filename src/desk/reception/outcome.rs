//! What a case needs: papers, fees, time; on the screen and on the sheet that the visitor takes home.

use super::Visit;
use crate::{
    desk::reference::Reference,
    fields::{Wording, limit_words, money},
    i18n::{t, texts::queue as q, tf, ts},
};
use leptos::prelude::*;
use motcua_domain::{
    fee::total,
    form::{Answers, Field, Kind},
};

/// Papers, fees and time of the case; follows the answers.
pub fn facts(wording: &Wording, visit: Visit) -> AnyView {
    let wording = StoredValue::new(wording.clone());
    (move || wording.with_value(|wording| visit.answers.with(|answers| view_of(wording, answers)))).into_any()
}

fn view_of(wording: &Wording, answers: &Answers) -> AnyView {
    let procedure = wording.procedure();
    let open =
        procedure.questions.iter().any(|question| question.shows(answers) && answers.get(&question.id).is_none());
    let papers: Vec<&Field> = procedure.papers_for(answers).collect();
    let (shown, handed): (Vec<&Field>, Vec<&Field>) =
        papers.into_iter().partition(|paper| matches!(paper.kind, Kind::ShownPaper));
    let none = handed.is_empty() && shown.is_empty() && !open;
    let list = |papers: Vec<&Field>| papers.into_iter().map(|paper| line(wording, paper)).collect_view();
    let shown_too = !shown.is_empty();
    let (fee_lines, sum) = total(&procedure.fees, answers);
    let fees = match sum {
        Some(sum) if !fee_lines.is_empty() => money(sum),
        Some(_) => t(q::PROCEDURE_FEES_NONE).to_owned(),
        None => t(q::PROCEDURE_FEES_UNKNOWN).to_owned(),
    };
    let time =
        procedure.time(answers).map_or_else(|| t(q::PROCEDURE_TIME_UNKNOWN).to_owned(), |time| limit_words(time.limit));
    view! {
        <h3>{ts(q::PROCEDURE_PAPERS)}</h3>
        {open.then(|| view! { <p class="muted">{ts(q::PROCEDURE_PAPERS_FIRST)}</p> })}
        {none.then(|| view! { <p>{ts(q::PROCEDURE_PAPERS_NONE)}</p> })}
        <ul class="paper-list">{list(handed)}</ul>
        {shown_too
            .then(|| {
                view! {
                    <h4>{ts(q::PROCEDURE_PAPERS_SHOWN)}</h4>
                    <ul class="paper-list">{list(shown)}</ul>
                }
            })}
        <dl class="need-facts">
            <div>
                <dt>{ts(q::PROCEDURE_FEES)}</dt>
                <dd>{fees}</dd>
            </div>
            <div>
                <dt>{ts(q::PROCEDURE_TIME)}</dt>
                <dd>{time}</dd>
            </div>
        </dl>
    }
    .into_any()
}

fn line(wording: &Wording, paper: &Field) -> AnyView {
    let part = |key, count: u8| (count > 0).then(|| tf(key, &[("count", &count.to_string())]));
    let count = match paper.kind {
        Kind::Paper { originals, copies, .. } => {
            let parts = [part(q::PROCEDURE_ORIGINALS, originals), part(q::PROCEDURE_COPIES, copies)];
            parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
        }
        _ => String::new(),
    };
    let hint = wording.hint(paper).map(|hint| view! { <p class="hint">{hint}</p> });
    view! {
        <li>
            <div>
                <strong>{wording.label(paper)}</strong>
                {(!count.is_empty()).then(|| view! { <span class="small muted">" (" {count} ")"</span> })}
                {hint}
            </div>
        </li>
    }
    .into_any()
}

/// The sheet that is printed: the procedure's name, the papers, where to come.
#[component]
pub fn Papers() -> impl IntoView {
    let (visit, reference) = (Visit::get(), Reference::get());
    let body = move || {
        let wording = visit.procedure.get().and_then(|code| reference.procedure(&code))?;
        let office = reference.office.get();
        let facts = visit.answers.with(|answers| view_of(&wording, answers));
        Some(view! {
            <p>{office.as_ref().map(|office| [&office.name, ". ", &office.counter].concat())}</p>
            <h2>{wording.get("name")}</h2>
            {facts}
            <p>{office.map(|office| [&office.address, ". ", &office.phone].concat())}</p>
        })
    };
    view! { <section class="print-sheet print-papers" aria-hidden="true">{body}</section> }
}
