//! The papers of a dossier as small pictures; one opens them large.

use super::{
    file::{self, FileLink},
    open::Open,
    viewer::Viewer,
};
use crate::{
    desk::reference::Reference,
    i18n::{t, texts, tf, ts},
    ui::{Sign, Tag, Tone},
};
use leptos::prelude::*;
use motcua_domain::form::{Kind, PageRef};

/// One paper and what was handed in for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    field: String,
    label: String,
    pages: Vec<PageRef>,
    shown_only: bool,
    asked: bool,
    supplemented: bool,
}

/// A picture in the order in which one leafs through them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub upload: String,
    pub media_type: String,
    pub paper: String,
    /// From 1, within its paper.
    pub number: usize,
    pub count: usize,
}

fn pictures(papers: &[Paper]) -> Vec<Picture> {
    papers
        .iter()
        .flat_map(|paper| {
            paper.pages.iter().enumerate().filter(|(_, page)| file::is_picture(&page.media_type)).map(
                |(index, page)| Picture {
                    upload: page.upload.clone(),
                    media_type: page.media_type.clone(),
                    paper: paper.label.clone(),
                    number: index + 1,
                    count: paper.pages.len(),
                },
            )
        })
        .collect()
}

/// Every paper of the case.
#[component]
pub fn Papers() -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let papers = Memo::new(move |_| {
        open.dossier.with(|dossier| {
            let Some(dossier) = dossier.as_ref() else { return Vec::new() };
            let Some(wording) = reference.procedure(&dossier.procedure) else { return Vec::new() };
            let procedure = wording.procedure();
            let of_case = procedure.papers_for(&dossier.answers);
            of_case
                .map(|field| Paper {
                    field: field.id.clone(),
                    label: wording.label(field),
                    pages: dossier.answers.get(&field.id).map(|value| value.as_pages().to_vec()).unwrap_or_default(),
                    shown_only: matches!(field.kind, Kind::ShownPaper),
                    asked: dossier.asked.iter().any(|reason| reason.field == field.id),
                    supplemented: dossier.supplemented.contains(&field.id),
                })
                .collect()
        })
    });
    let all = Memo::new(move |_| papers.with(|papers| pictures(papers)));
    let shown = RwSignal::new(None::<usize>);
    let look = Callback::new(move |upload: String| {
        shown.set(all.with_untracked(|all| all.iter().position(|picture| picture.upload == upload)));
    });
    view! {
        <section class="section" aria-labelledby="papers-title">
            <h2 id="papers-title">{ts(texts::desk::DOSSIER_PAPERS)}</h2>
            {move || {
                let papers = papers.get();
                if papers.is_empty() {
                    return view! { <p class="muted">{ts(texts::desk::DOSSIER_PAPERS_NONE)}</p> }.into_any();
                }
                papers.into_iter().map(|paper| view! { <OnePaper paper=paper look=look /> }).collect_view().into_any()
            }}
        </section>
        <Viewer pictures=all shown=shown />
    }
}

#[component]
fn OnePaper(paper: Paper, look: Callback<String>) -> impl IntoView {
    let open = Open::get();
    let (id, code) =
        (open.id.get_value(), open.dossier.with_untracked(|d| d.as_ref().map(|d| d.code.clone()).unwrap_or_default()));
    let count: u32 = paper.pages.iter().map(|page| page.pages.max(1)).sum();
    let status = match (count, paper.shown_only) {
        (0, true) => view! { <Tag tone=Tone::Plain text=ts(texts::desk::DOSSIER_PAPER_SHOWN) /> }.into_any(),
        (0, false) => {
            view! { <Tag tone=Tone::Warning sign=Some(Sign::Warning) text=ts(texts::desk::DOSSIER_PAPER_MISSING) /> }
                .into_any()
        }
        _ => {
            let count = count.to_string();
            view! { <span class="muted small">{move || tf(texts::desk::PAPER_COUNT, &[("count", &count)])}</span> }
                .into_any()
        }
    };
    let mark = match (paper.asked, paper.supplemented) {
        (true, _) => Some(texts::desk::DOSSIER_ASKED),
        (_, true) => Some(texts::desk::DOSSIER_SUPPLEMENTED),
        _ => None,
    };
    let files = paper.pages.into_iter().enumerate().map(|(index, page)| {
        let href = file::address(&id, &page.upload);
        let number = index + 1;
        if file::is_picture(&page.media_type) {
            view! { <li><Thumb href=href upload=page.upload paper=paper.label.clone() number=number look=look /></li> }
                .into_any()
        } else {
            let name = file::name(&code, number, &page.media_type);
            view! { <li class="is-file"><FileLink href=href name=name pages=page.pages size=page.size /></li> }
                .into_any()
        }
    });
    let files = files.collect_view();
    view! {
        <div class=if mark.is_some() { "paper is-highlighted" } else { "paper" } id=format!("paper-{}", paper.field)>
            <h3 class="paper-title">
                <span>{paper.label}</span>
                {status}
                {mark.map(|key| view! { <Tag tone=Tone::Warning text=ts(key) /> })}
            </h3>
            <ul class="thumbs">{files}</ul>
        </div>
    }
}

#[component]
fn Thumb(href: String, upload: String, paper: String, number: usize, look: Callback<String>) -> impl IntoView {
    let failed = RwSignal::new(false);
    let label =
        Signal::derive(move || tf(texts::desk::PAPER_VIEW, &[("number", &number.to_string()), ("paper", &paper)]));
    view! {
        <button type="button" class="thumb" aria-label=label on:click=move |_| look.run(upload.clone())>
            <img src=href alt="" loading="lazy" class:is-failed=failed on:error=move |_| failed.set(true) on:load=move |_| failed.set(false) />
            {move || failed.get().then(|| view! { <span class="small">{t(texts::desk::PAPER_THUMB_FAILED)}</span> })}
            <span class="thumb-number" aria-hidden="true">{number}</span>
        </button>
    }
}
