//! Everything on one page, to change from here; the notice about personal data; handing in.

use super::{
    about::notice,
    draft::{complete, findings, papers, place_of},
    hand_in,
    pieces::{back, kept, over_draft},
    route::{CASE_PAGE, Route, use_title},
    world::{World, world},
};
use crate::{
    api::{Failure, words as failure_words},
    fields::{Wording, show, summary},
    i18n::{say, t, tf, ts},
    texts::{citizen as w, common as c, sending as s},
    ui::{Button, ButtonKind, Checkbox, Icon, Notice, Sign, SummaryList, SummaryRow, Tone, focus_id},
};
use leptos::prelude::*;
use motcua_contract::ProblemCode;
use motcua_domain::{
    code::Finding,
    form::{Answers, Field, Source},
};

#[component]
pub fn Review(code: String) -> impl IntoView {
    over_draft(&code.clone(), move |wording| {
        let code = code.clone();
        view! { <Page wording=wording code=code /> }.into_any()
    })
}

#[component]
fn Page(wording: Wording, code: String) -> impl IntoView {
    let world = world();
    let here = Route::Review { code: code.clone() }.href();
    world.edit(&code, |draft| draft.page = Some(here));
    let key = StoredValue::new(code.clone());
    let words = StoredValue::new(wording.clone());
    let draft = Memo::new(move |_| key.with_value(|key| world.draft(key)));
    let tried = RwSignal::new(false);
    let found = Memo::new(move |_| {
        let own = words.with_value(|words| draft.with(|d| d.as_ref().map(|d| findings(world, words.procedure(), d))));
        own.unwrap_or_default()
    });
    // What the server found that this phone did not: its wards, its clock.
    let refused = Memo::new(move |_| {
        let id = draft.with(|d| d.as_ref().map(|d| d.id.clone()))?;
        let known = world.refused.with(|all| all.get(&id).cloned());
        // After a reload the code is what is left of it.
        known.or_else(|| draft.with(|d| d.as_ref()?.refused.as_deref().map(Failure::by_code)))
    });
    let parted = move || {
        let code = draft.with(|d| d.as_ref()?.parted.clone())?;
        Some(view! {
            <Notice tone=Tone::Warning alert=true id="parted" title=ts(s::DRAFT_PARTED_TITLE)>
                <p>{move || tf(s::DRAFT_PARTED_TEXT, &[("code", &code)])}</p>
            </Notice>
        })
    };
    let all_wrong = Memo::new(move |_| {
        let mut list = found.get();
        if let Some(Failure::Refused(problem)) = refused.get() {
            list.extend(problem.findings.iter().filter(|f| !list.contains(f)).cloned().collect::<Vec<_>>());
        }
        list
    });
    use_title(Signal::derive(move || {
        let title = t(w::REVIEW_TITLE);
        let wrong = tried.get() && all_wrong.with(|list| !list.is_empty());
        if wrong { tf(c::APP_ERROR_PREFIX, &[("title", title)]) } else { title.to_owned() }
    }));
    let answers = Memo::new(move |_| {
        words.with_value(|words| draft.with(|d| d.as_ref().map(|d| complete(words.procedure(), d)).unwrap_or_default()))
    });
    let busy = Signal::derive(move || {
        let id = draft.with(|d| d.as_ref().map(|d| d.id.clone()));
        world.sending.with(|sending| sending.is_some() && *sending == id)
    });
    let read = Signal::derive(move || draft.with(|d| d.as_ref().is_some_and(|d| d.notice_read)));
    let unread: RwSignal<Option<String>> = RwSignal::new(None);
    let tick = Callback::new(move |on: bool| {
        unread.set(None);
        world.edit(&key.get_value(), |draft| draft.notice_read = on);
    });
    let hand_in = Callback::new(move |()| {
        tried.set(true);
        if !found.with_untracked(Vec::is_empty) {
            focus_id("problems");
        } else if !read.get_untracked() {
            unread.set(Some(t(w::REVIEW_READ_FIRST).to_owned()));
            focus_id("notice-read");
        } else {
            hand_in::hand_in(world, key.get_value());
        }
    });
    view! {
        {back(&Route::Tasks { code })}
        <h1>{say(w::REVIEW_TITLE)}</h1>
        <p>{move || words.with_value(|words| words.get("name"))}</p>
        {parted}
        {move || problems(&words.get_value(), &key.get_value(), &all_wrong.get(), tried.get())}
        {move || words.with_value(|words| sections(world, words, &key.get_value(), answers))}
        <section class="section card">{notice(3)}</section>
        <Checkbox id="notice-read" label=ts(w::REVIEW_READ) checked=read on_change=tick error=unread />
        <p>{say(w::REVIEW_TRUE)}</p>
        {move || refused.get().map(|failure| refusal(world, &key.get_value(), &failure))}
        {hand_in::status(world, draft)}
        <div class="actions">
            <Button kind=ButtonKind::Primary id="hand-in" busy=busy on_press=hand_in>{say(w::REVIEW_HAND_IN)}</Button>
        </div>
        {kept()}
    }
}

/// What is missing or wrong, each with a link to where it is answered.
fn problems(wording: &Wording, code: &str, wrong: &[Finding], tried: bool) -> AnyView {
    if wrong.is_empty() {
        return ().into_any();
    }
    let lines: Vec<_> = wrong
        .iter()
        .map(|finding| {
            let top = finding.field.split('/').next().unwrap_or_default();
            let href = place_of(code, wording.procedure(), top).href();
            let words = summary(wording, std::slice::from_ref(finding)).pop().map(|(_, words)| words);
            view! { <li><a href=href>{words}</a></li> }
        })
        .collect();
    if tried {
        view! {
            <div class="error-summary" role="alert" tabindex="-1" id="problems">
                <h2><Icon sign=Sign::Error />{say(c::ERROR_SUMMARY)}</h2>
                <ul>{lines}</ul>
            </div>
        }
        .into_any()
    } else {
        view! {
            <div tabindex="-1" id="problems">
                <Notice tone=Tone::Warning title=ts(w::REVIEW_MISSING)>
                    <ul>{lines}</ul>
                </Notice>
            </div>
        }
        .into_any()
    }
}

fn row(world: World, wording: &Wording, code: &str, field: &Field, answers: &Answers) -> SummaryRow {
    let value = show(field, answers, wording, world.env);
    let mark = match answers.source(&field.id) {
        Source::Typed => None,
        Source::Card => Some(t(c::SOURCE_CARD).to_owned()),
        Source::Staff => Some(t(c::SOURCE_STAFF).to_owned()),
    };
    let href = place_of(code, wording.procedure(), &field.id).href();
    SummaryRow {
        key: wording.label(field),
        value: if value.is_empty() { t(c::VALUE_NONE).to_owned() } else { value },
        change: Some((href, t(c::ACTION_CHANGE).to_owned())),
        mark,
        highlighted: false,
    }
}

/// The answers by section, then the papers.
fn sections(world: World, wording: &Wording, code: &str, answers: Memo<Answers>) -> AnyView {
    let procedure = wording.procedure();
    let mut titles: Vec<String> = vec![CASE_PAGE.to_owned()];
    for page in &procedure.pages {
        if !titles.contains(&page.section) {
            titles.push(page.section.clone());
        }
    }
    let words = StoredValue::new((wording.clone(), code.to_owned()));
    let blocks: Vec<AnyView> = titles
        .into_iter()
        .map(|section| {
            let of_rows = section.clone();
            let rows = Memo::new(move |_| {
                words.with_value(|(wording, code)| {
                    let answers = answers.get();
                    let procedure = wording.procedure();
                    let fields: Vec<&Field> = if of_rows == CASE_PAGE {
                        procedure.questions.iter().collect()
                    } else {
                        super::draft::pages_of(procedure, &answers, &of_rows).flat_map(|page| &page.fields).collect()
                    };
                    let shown = fields.into_iter().filter(|field| field.shows(&answers));
                    shown.map(|field| row(world, wording, code, field, &answers)).collect::<Vec<_>>()
                })
            });
            let title = move || {
                if section == CASE_PAGE {
                    t(w::TASKS_CASE).to_owned()
                } else {
                    words.with_value(|(wording, _)| wording.get(&["section.", &section].concat()))
                }
            };
            let title = Signal::derive(title);
            view! {
                <Show when=move || rows.with(|rows| !rows.is_empty())>
                    <h2>{title}</h2>
                    <SummaryList rows=rows />
                </Show>
            }
            .into_any()
        })
        .collect();
    let paper_rows = Memo::new(move |_| {
        words.with_value(|(wording, code)| {
            let answers = answers.get();
            papers(wording.procedure(), &answers)
                .map(|paper| row(world, wording, code, paper, &answers))
                .collect::<Vec<_>>()
        })
    });
    view! {
        {blocks}
        <Show when=move || paper_rows.with(|rows| !rows.is_empty())>
            <h2>{say(w::TASKS_PAPERS)}</h2>
            <SummaryList rows=paper_rows />
        </Show>
    }
    .into_any()
}

/// Why the server did not take it, and what to do.
fn refusal(world: World, code: &str, failure: &Failure) -> AnyView {
    let key = failure_words(failure);
    let changed = failure.refused() == Some(ProblemCode::ProcedureChanged);
    let code = code.to_owned();
    let refresh = Callback::new(move |()| hand_in::take_new_version(world, code.clone()));
    view! {
        <Notice tone=Tone::Error alert=true title=ts(w::HAND_IN_REFUSED)>
            <p>{say(key)}</p>
            {changed.then(|| view! { <Button on_press=refresh>{say(w::HAND_IN_NEW_VERSION)}</Button> })}
        </Notice>
    }
    .into_any()
}
