//! One page of the form: one thing asked, judged when one goes on.

use super::{
    draft::{after, findings, forgive, of_fields, stands_in},
    pieces::{back, kept, over_draft},
    route::{CASE_PAGE, Route, go, use_title},
    sheet::{Sheet, spot},
    world::world,
};
use crate::{
    fields::{FieldInput, Spot, Typing, Wording, summary, tidied},
    i18n::{t, tf, ts},
    texts::{citizen as w, common as c},
    ui::{Button, ButtonKind, ErrorSummary, Steps},
};
use leptos::prelude::*;
use motcua_domain::{
    code::Finding,
    form::{Field, RELATION, same_person},
};

#[component]
pub fn FormPage(code: String, page: String, review: bool) -> impl IntoView {
    over_draft(&code.clone(), move |wording| {
        let (code, page) = (code.clone(), page.clone());
        view! { <Page wording=wording code=code page=page review=review /> }.into_any()
    })
}

/// The fields of a page and its section; the case questions are a page too.
fn fields_of(wording: &Wording, page: &str) -> Option<(Vec<Field>, Option<String>)> {
    let procedure = wording.procedure();
    if page == CASE_PAGE {
        return Some((procedure.questions.clone(), None));
    }
    let page = procedure.pages.iter().find(|p| p.id == page)?;
    Some((page.fields.clone(), Some(page.section.clone())))
}

#[component]
fn Page(wording: Wording, code: String, page: String, review: bool) -> impl IntoView {
    let world = world();
    let here = Route::Page { code: code.clone(), page: page.clone(), review: false };
    let Some((fields, section)) = fields_of(&wording, &page) else {
        // A page of an older version of the procedure.
        return view! { <super::not_found::NotFound /> }.into_any();
    };
    if !review {
        let href = here.href();
        world.edit(&code, |draft| draft.page = Some(href));
    }
    let single = fields.len() == 1;
    let title = title(&wording, &page, &fields);
    let wrong: RwSignal<Vec<Finding>> = RwSignal::default();
    let attempt = RwSignal::new(0_u32);
    let typing: Typing = RwSignal::default();
    let any_wrong = Memo::new(move |_| wrong.with(|wrong| !wrong.is_empty()));
    use_title(Signal::derive(move || {
        let title = title.get();
        if any_wrong.get() { tf(c::APP_ERROR_PREFIX, &[("title", &title)]) } else { title }
    }));

    let sheet = Sheet::Draft(code.clone());
    let inputs: Vec<AnyView> = fields
        .iter()
        .map(|field| {
            let spot = Spot { heading: single, ..spot(world, &sheet, &wording, field, wrong.into(), typing) };
            let (spot, sheet, field) = (StoredValue::new(spot), sheet.clone(), field.clone());
            let shows = Memo::new(move |_| field.shows(&sheet.answers(world)));
            view! { <Show when=move || shows.get()><FieldInput spot=spot.get_value() /></Show> }.into_any()
        })
        .collect();

    let words = StoredValue::new(wording.clone());
    let items = Signal::derive(move || words.with_value(|words| wrong.with(|wrong| summary(words, wrong))));
    forgive(world, code.clone(), words, wrong, typing);
    let step = StoredValue::new((code.clone(), here, fields));
    let go_on = move || {
        step.with_value(|(code, here, fields)| {
            tidy(world, code, fields);
            let Some(draft) = untrack(|| world.draft(code)) else { return };
            let found = words.with_value(|words| {
                let mut found = of_fields(findings(world, words.procedure(), &draft), fields);
                typing.with_untracked(|typing| with_misfits(&mut found, typing, fields));
                found
            });
            let fine = found.is_empty();
            wrong.set(found);
            if !fine {
                attempt.update(|n| *n += 1);
                return;
            }
            if fields.iter().any(|field| field.id == RELATION) {
                // One person in two roles is asked once.
                let known = words.with_value(|words| same_person(words.procedure(), &draft.answers));
                world.edit(code, |draft| {
                    known.into_iter().for_each(|(field, value, source)| draft.answers.fill(&field, value, source));
                });
            }
            let Some(draft) = untrack(|| world.draft(code)) else { return };
            world.keep_now();
            let next = words.with_value(|words| after(here, code, words.procedure(), &draft.answers));
            go(&if review { Route::Review { code: code.clone() } } else { next });
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go_on();
    };
    let behind = if review { Route::Review { code: code.clone() } } else { Route::Tasks { code: code.clone() } };
    view! {
        {back(&behind)}
        {progress(world, &wording, &code, &page, section)}
        <ErrorSummary title=ts(c::ERROR_SUMMARY) items=items attempt=attempt />
        <form novalidate on:submit=submit>
            {(!single).then(|| view! { <h1>{title}</h1> })}
            {inputs}
            <div class="actions">
                <Button submit=true kind=ButtonKind::Primary id="next">
                    {move || t(if review { c::ACTION_SAVE } else { c::ACTION_NEXT })}
                </Button>
            </div>
        </form>
        {kept()}
    }
    .into_any()
}

fn title(wording: &Wording, page: &str, fields: &[Field]) -> Signal<String> {
    let (words, page, fields) = (wording.clone(), page.to_owned(), fields.to_vec());
    Signal::derive(move || {
        if page == CASE_PAGE {
            return t(w::PROCEDURE_CASE).to_owned();
        }
        if let ([only], None) = (fields.as_slice(), words.opt(&["page.", &page, ".title"].concat())) {
            return words.label(only);
        }
        let own = words.opt(&["page.", &page, ".title"].concat()).or_else(|| words.opt(&["page.", &page].concat()));
        own.map_or_else(|| fields.first().map(|field| words.label(field)).unwrap_or_default(), str::to_owned)
    })
}

/// `Bước 3 trên 12: Em bé`.
fn progress(world: super::world::World, wording: &Wording, code: &str, page: &str, section: Option<String>) -> AnyView {
    let (words, key, page) = (wording.clone(), code.to_owned(), page.to_owned());
    let place = Memo::new(move |_| {
        let answers = world.draft(&key).map(|draft| draft.answers).unwrap_or_default();
        let steps = super::draft::steps(&key, words.procedure(), &answers);
        let here = Route::Page { code: key.clone(), page: page.clone(), review: false };
        let at = steps.iter().position(|step| *step == here).map_or(1, |at| at + 1);
        (u32::try_from(at).unwrap_or(1), u32::try_from(steps.len()).unwrap_or(1))
    });
    let words = wording.clone();
    let label = Signal::derive(move || {
        let (at, of) = place.get();
        let part = section.as_ref().map(|s| words.get(&["section.", s].concat()));
        let part = part.unwrap_or_else(|| t(w::TASKS_CASE).to_owned());
        tf(w::STEP_AT, &[("at", &at.to_string()), ("of", &of.to_string()), ("part", &part)])
    });
    let at = Signal::derive(move || place.get().0);
    let of = Signal::derive(move || place.get().1);
    view! { <Steps at=at of=of label=label /> }.into_any()
}

/// Puts what was typed into its stored form, whether or not its box was left.
pub fn tidy(world: super::world::World, key: &str, fields: &[Field]) {
    let Some(draft) = untrack(|| world.draft(key)) else { return };
    for field in fields {
        let Some(before) = draft.answers.values.get(&field.id) else { continue };
        let after = tidied(&field.kind, before.clone());
        if after != *before {
            world.edit(key, |draft| draft.answers.set(&field.id, after));
        }
    }
}

/// What is half typed is an error of its own, in place of "required".
pub fn with_misfits(
    found: &mut Vec<Finding>,
    typing: &std::collections::BTreeMap<String, motcua_domain::code::Code>,
    fields: &[Field],
) {
    for (path, code) in typing {
        let finding = Finding::new(path.clone(), *code);
        if fields.iter().any(|field| stands_in(&finding, &field.id)) {
            found.retain(|other| other.field != *path);
            found.push(finding);
        }
    }
}
