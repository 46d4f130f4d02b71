//! The facts of a case on a procedure's page: papers, fees with their arithmetic, time with the day it would be due.

use super::{procedure::unconfirmed, world::world};
use crate::{
    device::local_now,
    fields::{Wording, date_words, limit_words, local_words, money},
    i18n::{say, t, tf},
    texts::citizen as w,
};
use leptos::prelude::*;
use motcua_domain::{
    date::PartialDate,
    deadline::{Clock, due},
    fee::{Amount, total},
    form::{Answers, Field, Kind, Value},
    words::number_vi,
};

/// What is handed in and what is only shown, for the case.
pub fn paper_lists(wording: &Wording, answers: Memo<Answers>) -> AnyView {
    let wording = StoredValue::new(wording.clone());
    let list = move |shown: bool| {
        wording.with_value(|wording| {
            let answers = answers.get();
            let papers = wording.procedure().papers_for(&answers);
            let lines = papers.filter(|paper| matches!(paper.kind, Kind::ShownPaper) == shown);
            lines.map(|paper| paper_line(wording, paper)).collect::<Vec<AnyView>>()
        })
    };
    let open = move || {
        wording.with_value(|wording| {
            answers.with(|a| wording.procedure().questions.iter().any(|q| q.shows(a) && a.get(&q.id).is_none()))
        })
    };
    view! {
        <section class="section">
            <h2>{say(w::PAPERS_HAND_IN)}</h2>
            <Show when=open>
                <p class="muted">{say(w::PAPERS_ANSWER_FIRST)}</p>
            </Show>
            {move || {
                let lines = list(false);
                if lines.is_empty() {
                    (!open()).then(|| view! { <p>{say(w::PAPERS_NONE)}</p> }).into_any()
                } else {
                    view! { <ul class="paper-list">{lines}</ul> }.into_any()
                }
            }}
            {move || {
                let lines = list(true);
                (!lines.is_empty())
                    .then(|| {
                        view! {
                            <h3>{say(w::PAPERS_SHOW)}</h3>
                            <p class="muted">{say(w::PAPERS_SHOW_TEXT)}</p>
                            <ul class="paper-list">{lines}</ul>
                        }
                    })
            }}
        </section>
    }
    .into_any()
}

fn paper_line(wording: &Wording, paper: &Field) -> AnyView {
    let count = match paper.kind {
        Kind::Paper { originals, copies, .. } => {
            let part = |key, count: u8| (count > 0).then(|| tf(key, &[("count", &count.to_string())]));
            [part(w::PAPERS_ORIGINALS, originals), part(w::PAPERS_COPIES, copies)]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        }
        _ => String::new(),
    };
    view! {
        <li>
            <div>
                <strong>{wording.label(paper)}</strong>
                {unconfirmed(paper.unconfirmed)}
                {(!count.is_empty()).then(|| view! { <span class="small muted">" " {count}</span> })}
                {wording.hint(paper).map(|hint| view! { <p class="hint">{hint}</p> })}
            </div>
        </li>
    }
    .into_any()
}

/// The arithmetic of an amount in words; nothing where there is none.
fn arithmetic(amount: &Amount, answers: &Answers) -> Option<String> {
    let count = |field: &str| answers.get(field).and_then(Value::as_number).unwrap_or(1).to_string();
    let dong = |amount: &u64| number_vi(i64::try_from(*amount).unwrap_or(i64::MAX));
    match amount {
        Amount::Free | Amount::Unpublished | Amount::Fixed(_) => None,
        Amount::Each { each, count: field } => {
            Some(tf(w::FEES_EACH, &[("each", &dong(each)), ("count", &count(field))]))
        }
        Amount::Pages { first, first_pages, then, cap, pages, copies } => Some(tf(
            w::FEES_PAGES,
            &[
                ("first", &dong(first)),
                ("first_pages", &first_pages.to_string()),
                ("then", &dong(then)),
                ("cap", &dong(cap)),
                ("pages", &count(pages)),
                ("copies", &count(copies)),
            ],
        )),
    }
}

/// The fee lines of the case with their sum.
pub fn fees(wording: &Wording, answers: Memo<Answers>) -> AnyView {
    let wording = StoredValue::new(wording.clone());
    let lines = move || {
        wording.with_value(|wording| {
            let answers = answers.get();
            let (lines, sum) = total(&wording.procedure().fees, &answers);
            let one = |(fee, amount): &(&motcua_domain::fee::Fee, Option<u64>)| {
                let shown = amount.map_or_else(|| t(w::FEES_UNPUBLISHED).to_owned(), money);
                let how = arithmetic(&fee.amount, &answers);
                view! {
                    <li>
                        <div>
                            {wording.get(&["fee.", &fee.id].concat())}
                            {unconfirmed(fee.unconfirmed)}
                            {how.map(|how| view! { <p class="hint">{how}</p> })}
                        </div>
                        <strong class="nowrap">{shown}</strong>
                    </li>
                }
                .into_any()
            };
            let rows: Vec<AnyView> = lines.iter().map(one).collect();
            let none = rows.is_empty();
            let sum = match sum {
                Some(sum) if !none => tf(w::FEES_TOTAL, &[("amount", &money(sum))]),
                Some(_) => t(w::FEES_NONE).to_owned(),
                None if none => t(w::FEES_ANSWER_FIRST).to_owned(),
                None => t(w::FEES_TOTAL_UNKNOWN).to_owned(),
            };
            view! {
                <ul class="fee-list">{rows}</ul>
                <p><strong>{sum}</strong></p>
            }
        })
    };
    view! {
        <section class="section">
            <h2>{say(w::FEES_TITLE)}</h2>
            {lines}
        </section>
    }
    .into_any()
}

/// The time of the case, and when it would be due if handed in now.
pub fn time(wording: &Wording, answers: Memo<Answers>) -> AnyView {
    let world = world();
    let wording = StoredValue::new(wording.clone());
    let words = move || {
        wording.with_value(|wording| {
            let answers = answers.get();
            let Some(time) = wording.procedure().time(&answers) else {
                return view! { <p>{say(w::TIME_UNSTATED)}</p> }.into_any();
            };
            let said = wording.opt(&["time.", &time.id].concat()).map(str::to_owned);
            let limit = time.limit;
            let due = world.office.with(|office| {
                let office = office.here()?;
                due(local_now(), limit, &Clock { calendar: &office.calendar, hours: &office.hours })
            });
            view! {
                <p>
                    <strong>{limit_words(limit)}</strong>
                    {unconfirmed(time.unconfirmed)}
                </p>
                {said.map(|said| view! { <p>{said}</p> })}
                {due.map(|due| view! { <p>{tf(w::TIME_IF_NOW, &[("at", &local_words(due))])}</p> })}
            }
            .into_any()
        })
    };
    view! {
        <section class="section">
            <h2>{say(w::TIME_TITLE)}</h2>
            {words}
        </section>
    }
    .into_any()
}

/// The texts of law that it rests on.
pub fn legal(wording: &Wording) -> AnyView {
    let lines: Vec<_> = wording
        .procedure()
        .legal
        .iter()
        .map(|legal| {
            let article = legal.article.as_ref().map(|article| [", ", article].concat());
            view! { <li lang="vi">{legal.cite.clone()} {article}</li> }
        })
        .collect();
    view! {
        <details class="section">
            <summary>{say(w::LEGAL_TITLE)}</summary>
            <ul>{lines}</ul>
        </details>
    }
    .into_any()
}

/// Where the facts were read, and when.
pub fn sources(wording: &Wording) -> AnyView {
    let lines: Vec<_> = wording
        .procedure()
        .sources
        .iter()
        .map(|source| {
            let day = date_words(PartialDate::Full(source.read_on));
            let title = match source.url.clone() {
                Some(url) => {
                    view! { <a href=url rel="noopener noreferrer" target="_blank" lang="vi">{source.title.clone()}</a> }
                        .into_any()
                }
                None => view! { <span lang="vi">{source.title.clone()}</span> }.into_any(),
            };
            view! { <li>{title} " " <span class="muted">{move || tf(w::SOURCES_READ, &[("day", &day)])}</span></li> }
        })
        .collect();
    view! {
        <details>
            <summary>{say(w::SOURCES_TITLE)}</summary>
            <ul>{lines}</ul>
        </details>
    }
    .into_any()
}
