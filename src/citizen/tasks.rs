//! The task list of a draft: its sections and papers, how far each is, and the review at the end.

use super::{
    copies,
    draft::{Progress, findings, pages_of, papers, progress, stands_in, wants_card, with_papers},
    pieces::{back, delete_draft, kept, over_draft},
    route::{CASE_PAGE, Route, go, use_title},
    shared::HandOver,
    world::{World, world},
};
use crate::{
    device::{limited, store::Draft},
    fields::{Wording, card_fields},
    i18n::{Key, say, t, tf, ts},
    texts::{citizen as w, common as c, sending as s},
    ui::{ButtonKind, LinkButton, Notice, Task, TaskList, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_domain::{
    code::Finding,
    form::{Answers, Kind},
};

#[component]
pub fn Tasks(code: String) -> impl IntoView {
    over_draft(&code.clone(), move |wording| {
        let code = code.clone();
        view! { <List wording=wording code=code /> }.into_any()
    })
}

#[component]
fn List(wording: Wording, code: String) -> impl IntoView {
    let world = world();
    use_title(ts(w::TASKS_TITLE));
    let words = StoredValue::new(wording.clone());
    let key = StoredValue::new(code.clone());
    let state = Memo::new(move |_| {
        words.with_value(|words| {
            let draft = key.with_value(|key| world.draft(key))?;
            let found = findings(world, words.procedure(), &draft);
            Some((draft, found))
        })
    });
    let of = move |make: fn(World, &Wording, &Draft, &Answers, &[Finding]) -> Vec<Task>| {
        Signal::derive(move || {
            words.with_value(|words| {
                state.with(|state| {
                    let Some((draft, found)) = state else { return Vec::new() };
                    make(world, words, draft, &with_papers(draft), found)
                })
            })
        })
    };
    let left = move || state.with(|state| state.as_ref().map_or(0, |(_, found)| found.len()));
    let name = words;
    let review = Route::Review { code: code.clone() }.href();
    let to_desk = code.clone();
    let shown_papers = move || {
        words.with_value(|words| {
            let answers =
                state.with(|state| state.as_ref().map(|(draft, _)| draft.answers.clone())).unwrap_or_default();
            let shown = words.procedure().papers_for(&answers).filter(|paper| matches!(paper.kind, Kind::ShownPaper));
            let lines: Vec<_> = shown.map(|paper| view! { <li>{words.label(paper)}</li> }).collect();
            (!lines.is_empty()).then(|| {
                view! {
                    <Notice tone=Tone::Plain title=ts(w::PAPERS_SHOW)>
                        <ul>{lines}</ul>
                    </Notice>
                }
            })
        })
    };
    let has_papers = move || {
        words.with_value(|words| {
            state.with(|s| {
                s.as_ref().is_some_and(|(draft, _)| papers(words.procedure(), &draft.answers).next().is_some())
            })
        })
    };
    let waiting = move || state.with(|s| s.as_ref().is_some_and(|(draft, _)| draft.submitting));
    let parted = move || {
        let code = state.with(|s| s.as_ref()?.0.parted.clone())?;
        Some(view! {
            <Notice tone=Tone::Warning title=ts(s::DRAFT_PARTED_TITLE)>
                <p>{move || tf(s::DRAFT_PARTED_TEXT, &[("code", &code)])}</p>
            </Notice>
        })
    };
    view! {
        {back(&Route::procedure(&code))}
        <p class="muted">{move || name.with_value(|words| words.get("name"))}</p>
        <h1>{say(w::TASKS_TITLE)}</h1>
        <Show when=waiting>
            <Notice tone=Tone::Warning><p>{say(w::HAND_IN_WAITING)}</p></Notice>
        </Show>
        {parted}
        {limited().then(|| view! { <Notice tone=Tone::Warning id="limited"><p>{say(s::LIMITED)}</p></Notice> })}
        <h2>{say(w::TASKS_ANSWER)}</h2>
        <TaskList items=of(sections) />
        <Show when=has_papers>
            <h2>{say(w::TASKS_PAPERS)}</h2>
            <TaskList items=of(paper_tasks) />
        </Show>
        {shown_papers}
        <h2>{say(w::TASKS_END)}</h2>
        <p>
            {move || match left() {
                0 => t(w::TASKS_ALL_DONE).to_owned(),
                left => tf(w::TASKS_LEFT, &[("count", &left.to_string())]),
            }}
        </p>
        <div class="actions">
            <LinkButton kind=ButtonKind::Primary href=review>{say(w::REVIEW_OPEN)}</LinkButton>
            {delete_draft(world, code, Callback::new(move |()| {
                spawn_local(async move {
                    copies::settle(world).await;
                    go(&Route::Home);
                });
            }))}
        </div>
        <HandOver code=to_desk />
        {kept()}
        <p class="small muted">{say(s::DRAFT_KEPT)}</p>
        <p class="small muted">{say(s::DRAFT_PRIVATE)}</p>
    }
}

fn state_words(progress: Progress) -> (Key, Tone) {
    match progress {
        Progress::Untouched => (w::TASK_UNTOUCHED, Tone::Plain),
        Progress::Begun => (w::TASK_BEGUN, Tone::Warning),
        Progress::Done => (w::TASK_DONE, Tone::Success),
    }
}

fn task(id: &str, title: String, href: &Route, progress: Progress, hint: Option<String>) -> Task {
    let (state, tone) = state_words(progress);
    Task { id: ["task-", id].concat(), title, href: Some(href.href()), hint, state: t(state).to_owned(), tone }
}

fn sections(_: World, wording: &Wording, draft: &Draft, answers: &Answers, found: &[Finding]) -> Vec<Task> {
    let procedure = wording.procedure();
    let code = &draft.procedure;
    let page = |page: &str| Route::Page { code: code.clone(), page: page.to_owned(), review: false };
    let mut tasks = Vec::new();
    if !procedure.questions.is_empty() {
        let how = progress(procedure.questions.iter(), answers, found);
        tasks.push(task(CASE_PAGE, t(w::TASKS_CASE).to_owned(), &page(CASE_PAGE), how, None));
    }
    let mut seen: Vec<&str> = Vec::new();
    for first in procedure.pages_for(answers) {
        let section = first.section.as_str();
        if seen.contains(&section) {
            continue;
        }
        seen.push(section);
        let pages: Vec<_> = pages_of(procedure, answers, section).collect();
        let how = progress(pages.iter().flat_map(|page| &page.fields), answers, found);
        let wrong =
            pages.iter().find(|p| p.fields.iter().any(|f| found.iter().any(|finding| stands_in(finding, &f.id))));
        let by_card = card_fields(procedure, section).next().is_some();
        let href = if wants_card(procedure, answers, section) {
            Route::CardFor { code: code.clone(), section: section.to_owned() }
        } else {
            page(&wrong.filter(|_| how == Progress::Begun).unwrap_or(&first).id)
        };
        let hint = (by_card && how == Progress::Untouched).then(|| t(w::TASK_BY_CARD).to_owned());
        tasks.push(task(section, wording.get(&["section.", section].concat()), &href, how, hint));
    }
    tasks
}

fn paper_tasks(_: World, wording: &Wording, draft: &Draft, answers: &Answers, found: &[Finding]) -> Vec<Task> {
    papers(wording.procedure(), answers)
        .map(|paper| {
            let how = progress(std::iter::once(paper), answers, found);
            let pages: u32 = draft.attachments.iter().filter(|a| a.paper == paper.id).map(|a| a.pages.max(1)).sum();
            let hint = (pages > 0).then(|| tf(c::VALUE_PAGES, &[("count", &pages.to_string())]));
            let title = if paper.required(answers) {
                wording.label(paper)
            } else {
                [&wording.label(paper), " (", t(c::VALUE_OPTIONAL), ")"].concat()
            };
            let href = Route::Paper { code: draft.procedure.clone(), paper: paper.id.clone(), review: false };
            task(&paper.id, title, &href, how, hint)
        })
        .collect()
}
