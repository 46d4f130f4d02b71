//! The papers of a dossier as small pictures: one opens them large, judges each, and scans what is on the counter.

use super::{
    digitise::{DigitiseForm, can_be_scanned},
    file::{self, FileLink},
    open::Open,
    verdict::{Looking, LookingLine, VerdictButtons, is_current, look_at, verdict_words},
    viewer::Viewer,
};
use crate::{
    desk::reference::Reference,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, Icon, Sign, Tag, Tone, focus_id},
};
use leptos::prelude::*;
use motcua_domain::{
    dossier::Verdict,
    form::{Kind, PageRef},
};

/// One paper and what was handed in for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    pub field: String,
    pub label: String,
    files: Vec<PageRef>,
    shown_only: bool,
    scannable: bool,
    asked: bool,
    supplemented: bool,
}

impl Paper {
    /// Pages that are here.
    pub fn pages(&self) -> u32 {
        self.files.iter().map(|page| page.pages.max(1)).sum()
    }
}

/// A picture in the order in which one leafs through them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The paper's id.
    pub field: String,
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
            paper.files.iter().enumerate().filter(|(_, page)| file::is_picture(&page.media_type)).map(
                |(index, page)| Picture {
                    field: paper.field.clone(),
                    upload: page.upload.clone(),
                    media_type: page.media_type.clone(),
                    paper: paper.label.clone(),
                    number: index + 1,
                    count: paper.files.len(),
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
                    files: dossier.answers.get(&field.id).map(|value| value.as_pages().to_vec()).unwrap_or_default(),
                    shown_only: matches!(field.kind, Kind::ShownPaper),
                    scannable: can_be_scanned(&field.kind),
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
    let looking = Looking::new(papers);
    view! {
        <section class="section" aria-labelledby="papers-title">
            <h2 id="papers-title">{ts(texts::desk::DOSSIER_PAPERS)}</h2>
            <LookingLine looking=looking />
            {move || papers.with(Vec::is_empty).then(|| view! { <p class="muted">{ts(texts::desk::DOSSIER_PAPERS_NONE)}</p> })}
            // A paper that did not change stays, with what is being done to it.
            <For each=move || papers.get() key=|paper| format!("{paper:?}") let:paper>
                <OnePaper paper=paper look=look looking=looking />
            </For>
        </section>
        <Viewer pictures=all shown=shown looking=looking />
    }
}

#[component]
fn OnePaper(paper: Paper, look: Callback<String>, looking: Looking) -> impl IntoView {
    let open = Open::get();
    let (id, code) =
        (open.id.get_value(), open.dossier.with_untracked(|d| d.as_ref().map(|d| d.code.clone()).unwrap_or_default()));
    let (whole, count) = (paper.clone(), paper.pages());
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
    let files = paper.files.into_iter().enumerate().map(|(index, page)| {
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
    let key = StoredValue::new(paper.field.clone());
    let current = Memo::new(move |_| key.with_value(|key| is_current(looking, key)));
    let marked = mark.is_some();
    view! {
        <div
            class="paper"
            class:is-highlighted=marked
            class:is-current=current
            id=key.with_value(|key| format!("paper-{key}"))
            on:click=move |_| key.with_value(|key| look_at(looking, key))
            on:focusin=move |_| key.with_value(|key| look_at(looking, key))
        >
            <h3 class="paper-title">
                <span>{paper.label}</span>
                {status}
                {mark.map(|key| view! { <Tag tone=Tone::Warning text=ts(key) /> })}
                <FoundTag looking=looking paper=paper.field />
            </h3>
            <ul class="thumbs">{files}</ul>
            <AtTheCounter looking=looking paper=whole />
        </div>
    }
}

/// What was found of a paper.
#[component]
fn FoundTag(looking: Looking, paper: String) -> impl IntoView {
    let found = Memo::new(move |_| looking.of(&paper));
    move || {
        found.get().map(|check| {
            let (tone, sign) = match check.verdict {
                Verdict::Wrong => (Tone::Error, Sign::Error),
                Verdict::Enough | Verdict::ShownAndReturned => (Tone::Success, Sign::Check),
            };
            let words = Signal::derive(move || verdict_words(check.verdict).to_owned());
            let note = (!check.note.is_empty() && !looking.may.get())
                .then(|| view! { <span class="small pre-line">{check.note.clone()}</span> });
            view! { <Tag tone=tone sign=Some(sign) text=words /> {note} }
        })
    }
}

/// Judging a paper and scanning it, for whom that is.
#[component]
fn AtTheCounter(looking: Looking, paper: Paper) -> impl IntoView {
    let scanning = RwSignal::new(false);
    let paper = StoredValue::new(paper);
    let button = format!("scan-open-{}", paper.with_value(|paper| paper.field.clone()));
    let (id, back) = (StoredValue::new(button.clone()), button);
    let close = Callback::new(move |()| {
        scanning.try_set(false);
        let back = back.clone();
        request_animation_frame(move || focus_id(&back));
    });
    let offer = move || {
        (paper.with_value(|paper| paper.scannable) && !scanning.get()).then(|| {
            view! {
                <Button kind=ButtonKind::Quiet id=id.get_value() on_press=move |()| scanning.set(true)>
                    <Icon sign=Sign::Camera />
                    <span>
                        {ts(texts::counter::SCAN_OPEN)}
                        <span class="visually-hidden">": " {paper.with_value(|paper| paper.label.clone())}</span>
                    </span>
                </Button>
            }
        })
    };
    move || {
        looking.may.get().then(|| {
            view! {
                <div class="at-the-counter no-print">
                    <VerdictButtons looking=looking paper=paper.get_value() />
                    {offer}
                    {move || scanning.get().then(|| view! { <DigitiseForm paper=paper.get_value() done=close /> })}
                </div>
            }
        })
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
