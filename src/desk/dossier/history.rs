//! What happened to a dossier, newest first, and the result file.

use super::{
    file,
    giving::way_words,
    open::Open,
    said::{actor_words, event_words, staff_words},
    verdict::verdict_words,
};
use crate::{
    desk::{reference::Reference, when},
    fields::{Wording, local_words, money},
    i18n::{texts, tf, ts},
    ui::{Icon, Sign, Timeline, TimelineItem, Tone},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskDossier;
use motcua_domain::dossier::{Event, PaperCheck, What};

fn label(wording: Option<&Wording>, field: &str) -> String {
    wording
        .and_then(|wording| wording.procedure().field(field).map(|known| wording.label(known)))
        .unwrap_or_else(|| field.to_owned())
}

fn body(dossier: &DeskDossier, event: &Event, wording: Option<&Wording>) -> Option<String> {
    match &event.what {
        What::Refused { reason }
        | What::Stopped { reason }
        | What::WithdrawalRequested { reason }
        | What::WithdrawalDeclined { reason }
        | What::SentBack { reason } => Some(reason.clone()),
        What::SupplementRequested { reasons, note, leader_reason } => {
            let mut lines: Vec<String> =
                reasons.iter().map(|reason| format!("{}: {}", label(wording, &reason.field), reason.text)).collect();
            lines.push(note.clone());
            if let Some(reason) = leader_reason {
                lines.push(tf(texts::counter::LEADER_SAID, &[("reason", reason)]));
            }
            Some(lines.join("\n"))
        }
        What::PapersChecked { checks } => {
            let line = |check: &PaperCheck| {
                let found = format!("{}: {}", label(wording, &check.paper), verdict_words(check.verdict));
                if check.note.is_empty() { found } else { format!("{found} ({})", check.note) }
            };
            Some(checks.iter().map(line).collect::<Vec<_>>().join("\n"))
        }
        What::Digitised { paper, pages } => {
            let count = pages.iter().map(|page| page.pages).sum::<u32>().to_string();
            Some(format!("{}: {}", label(wording, paper), tf(texts::desk::PAPER_COUNT, &[("count", &count)])))
        }
        What::Assigned { to, note } => Some(format!("{}\n{note}", staff_words(dossier, to))),
        What::OpinionAsked { of, question } => Some(format!("{}: {question}", staff_words(dossier, of))),
        What::OpinionGiven { text } => Some(text.clone()),
        What::Extended { reason, was, due } => {
            let (was, due) = (local_words(*was), local_words(*due));
            Some(format!("{}\n{reason}", tf(texts::counter::CLOCK_EXTENDED, &[("was", &was), ("due", &due)])))
        }
        What::Returned { way, note } => Some(format!("{}\n{note}", way_words(*way))),
        What::Supplemented { answers, .. } => {
            let names: Vec<String> = answers.values.keys().map(|field| label(wording, field)).collect();
            Some(names.join(", "))
        }
        What::PaymentRequested { amount } => Some(money(*amount)),
        _ => None,
    }
    .map(|text| text.trim().to_owned())
    .filter(|text| !text.is_empty())
}

fn tone(event: &Event) -> Tone {
    match event.what {
        What::Refused { .. } | What::Stopped { .. } => Tone::Error,
        What::SupplementRequested { .. }
        | What::PaymentRequested { .. }
        | What::WithdrawalRequested { .. }
        | What::Extended { .. }
        | What::SentBack { .. } => Tone::Warning,
        _ => Tone::Info,
    }
}

fn items(dossier: &DeskDossier, wording: Option<&Wording>) -> Vec<TimelineItem> {
    let newest = dossier.events.len().saturating_sub(1);
    let item = |(index, event): (usize, &Event)| TimelineItem {
        title: event_words(event),
        at: when::moment(event.at),
        datetime: event.at.to_string(),
        by: Some(actor_words(dossier, &event.actor)),
        body: body(dossier, event, wording),
        tone: tone(event),
        current: index == newest,
    };
    dossier.events.iter().enumerate().map(item).rev().collect()
}

/// The result file, and the timeline.
#[component]
pub fn History() -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let items =
        Memo::new(move |_| open.read(|dossier| items(dossier, reference.procedure(&dossier.procedure).as_ref())));
    let result = move || {
        open.dossier.with(|dossier| {
            let dossier = dossier.as_ref()?;
            let result = dossier.result.as_ref()?;
            let name = file::name(&dossier.code, 0, &result.media_type);
            Some((file::address(&dossier.id, &result.upload), name, when::size(result.size)))
        })
    };
    view! {
        {move || {
            result()
                .map(|(href, name, size)| {
                    view! {
                        <section class="card" aria-labelledby="result-title">
                            <h2 id="result-title">{ts(texts::desk::DOSSIER_RESULT)}</h2>
                            <a class="button" href=href download=name rel="external">
                                <Icon sign=Sign::Download />
                                <span>{ts(texts::desk::DOSSIER_RESULT_OPEN)} " (" {size} ")"</span>
                            </a>
                        </section>
                    }
                })
        }}
        <section class="card" aria-labelledby="history-title">
            <h2 id="history-title">{ts(texts::desk::DOSSIER_HISTORY)}</h2>
            <Timeline items=items />
        </section>
    }
}
