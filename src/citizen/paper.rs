//! One paper: photographed or picked, page by page; seen, put in order, replaced, sent.

use super::{
    bind::{self, is_picture},
    draft::{after, findings, forgive, of_fields, with_papers},
    intake::Intake,
    page_line::page_line,
    pieces::{back, kept, over_draft},
    route::{Route, go, use_title},
    shared::from_desk,
    uploads,
    world::{World, world},
};
use crate::{
    capture::possible,
    device::store::Attachment,
    fields::{Wording, control_id, summary},
    i18n::{say, t, tf, ts},
    texts::{capture as p, citizen as w, common as c, sending as s},
    ui::{Button, ButtonKind, ErrorSummary, FileButton, FormGroup},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_domain::{code::Finding, form::Field};
use web_sys::File;

#[component]
pub fn PaperPage(code: String, paper: String, review: bool) -> impl IntoView {
    over_draft(&code.clone(), move |wording| {
        let Some(field) = wording.procedure().papers.iter().find(|p| p.id == paper).cloned() else {
            return view! { <super::not_found::NotFound /> }.into_any();
        };
        let code = code.clone();
        view! { <Page wording=wording code=code field=field review=review /> }.into_any()
    })
}

#[component]
fn Page(wording: Wording, code: String, field: Field, review: bool) -> impl IntoView {
    let world = world();
    let here = Route::Paper { code: code.clone(), paper: field.id.clone(), review: false };
    if !review {
        let href = here.href();
        world.edit(&code, |draft| draft.page = Some(href));
    }
    let (words, of_title) = (wording.clone(), field.clone());
    let title = Signal::derive(move || words.label(&of_title));
    let wrong: RwSignal<Vec<Finding>> = RwSignal::default();
    let attempt = RwSignal::new(0_u32);
    use_title(Signal::derive(move || {
        let title = title.get();
        if wrong.with(Vec::is_empty) { title } else { tf(c::APP_ERROR_PREFIX, &[("title", &title)]) }
    }));
    let words = StoredValue::new(wording.clone());
    let items = Signal::derive(move || words.with_value(|words| wrong.with(|wrong| summary(words, wrong))));
    forgive(world, code.clone(), words, wrong, RwSignal::default());
    let going = RwSignal::new(false);
    let step = StoredValue::new((code.clone(), here, field.clone()));
    let go_on = Callback::new(move |()| {
        step.with_value(|(code, here, field)| {
            let Some(draft) = untrack(|| world.draft(code)) else { return };
            let found = words
                .with_value(|words| of_fields(findings(world, words.procedure(), &draft), std::slice::from_ref(field)));
            let fine = found.is_empty();
            wrong.set(found);
            if !fine {
                attempt.update(|n| *n += 1);
                return;
            }
            world.keep_now();
            let next = words.with_value(|words| after(here, code, words.procedure(), &with_papers(&draft)));
            let next = if review { Route::Review { code: code.clone() } } else { next };
            let (code, paper) = (code.clone(), field.id.clone());
            going.set(true);
            spawn_local(async move {
                bind::bind_new(world, &code, &paper).await;
                going.try_set(false);
                go(&next);
            });
        });
    });
    let later = StoredValue::new(code.clone());
    let behind = if review { Route::Review { code: code.clone() } } else { Route::Tasks { code: code.clone() } };
    view! {
        {back(&behind)}
        <ErrorSummary title=ts(c::ERROR_SUMMARY) items=items attempt=attempt />
        <h1>{title}</h1>
        {pages(world, code, wording, field, wrong.into())}
        <div class="actions">
            <Button kind=ButtonKind::Primary id="next" busy=going on_press=go_on>{move || t(if review { c::ACTION_SAVE } else { c::ACTION_NEXT })}</Button>
            {(!review)
                .then(|| {
                    view! {
                        <Button
                            kind=ButtonKind::Quiet
                            on_press=Callback::new(move |()| go(&Route::Tasks { code: later.get_value() }))
                        >
                            {say(w::PAPER_LATER)}
                        </Button>
                    }
                })}
        </div>
        {kept()}
    }
}

/// The pages of a paper in a draft, and the buttons that add more. Also stands in the answer to a supplement request.
pub fn pages(world: World, key: String, wording: Wording, field: Field, wrong: Signal<Vec<Finding>>) -> AnyView {
    let paper = StoredValue::new(field.id.clone());
    let key = StoredValue::new(key);
    let list = Memo::new(move |_| {
        let draft = key.with_value(|key| world.draft(key));
        let all = draft.map(|draft| draft.attachments).unwrap_or_default();
        all.into_iter().filter(|a| paper.with_value(|paper| a.paper == *paper)).collect::<Vec<Attachment>>()
    });
    let intake = Intake::new(world, key, paper);
    let picked = Callback::new(move |files: Vec<File>| intake.add(files, false));
    let photographed = Callback::new(move |files: Vec<File>| intake.add(files, true));
    let mark = {
        let words = wording.clone();
        Signal::derive(move || tf(p::MARK_TEXT, &[("procedure", &words.get("name"))]))
    };
    let pictures =
        Memo::new(move |_| list.with(|list| list.iter().filter(|a| is_picture(a)).cloned().collect::<Vec<_>>()));
    let waiting = Memo::new(move |_| list.with(|list| list.iter().filter(|a| a.making).count() > 1));
    let binding = RwSignal::new(false);
    let bind = Callback::new(move |()| {
        binding.set(true);
        spawn_local(async move {
            let pages = pictures.get_untracked();
            bind::bind(world, &key.get_value(), &paper.get_value(), &pages).await;
            uploads::begin(world);
            binding.try_set(false);
        });
    });
    let hint = {
        let (wording, field) = (wording.clone(), field.clone());
        Signal::derive(move || wording.hint(&field).or_else(|| Some(t(w::PAPER_HINT).to_owned())))
    };
    let error = {
        let (wording, id) = (wording, field.id.clone());
        Signal::derive(move || wrong.with(|w| w.iter().find(|f| f.field == id).map(|f| wording.finding(f))))
    };
    let numbered = move || {
        let shown = |(at, a): (usize, Attachment)| (at, Attachment { upload: None, pages: 0, paused: false, ..a });
        list.get().into_iter().enumerate().map(shown).collect::<Vec<(usize, Attachment)>>()
    };
    let id = control_id(&field.id);
    let gallery = [&id, "-files"].concat();
    let live = possible();
    let label = Signal::derive(move || {
        let pages: u32 = list.with(|list| list.iter().map(|a| a.pages.max(1)).sum());
        if pages == 0 { t(w::PAPER_NONE_YET).to_owned() } else { tf(c::VALUE_PAGES, &[("count", &pages.to_string())]) }
    });
    view! {
        <FormGroup id=id.clone() label=label hint=hint error=error group=true>
            <ol class="page-list">
                <For each=numbered key=|(at, file)| (*at, file.id.clone(), file.making) let:item>
                    {page_line(world, key, item.0, item.1, list, intake)}
                </For>
            </ol>
            {from_desk(key, paper)}
            {intake.troubles()}
            <Show when=move || intake.busy.get()>
                <p role="status">{say(w::PAPER_PREPARING)}</p>
            </Show>
            <Show when=move || waiting.get()>
                <p>{say(p::PAGES_MAKING)}</p>
            </Show>
            <Show when=move || !waiting.get() && pictures.with(|pages| pages.len() > 1)>
                <Button kind=ButtonKind::Quiet busy=binding on_press=bind>
                    {move || tf(p::PAGES_JOIN, &[("count", &pictures.with(Vec::len).to_string())])}
                </Button>
            </Show>
            <p class="small muted">{say(s::FILE_COST)}</p>
            // The phone may end this page while its camera is open.
            <div class="row" on:click=move |_| world.keep_now()>
                {live.then(|| view! {
                    <Button kind=ButtonKind::Primary id=[&id, "-live"].concat() on_press=move |()| intake.open(None)>{say(p::START)}</Button>
                })}
                <FileButton
                    id=id.clone()
                    label=ts(w::PAPER_CAMERA)
                    accept="image/*"
                    capture=true
                    kind=if live { ButtonKind::Secondary } else { ButtonKind::Primary }
                    on_files=photographed
                />
                <FileButton id=gallery.clone() label=ts(w::PAPER_FILES) accept="image/*,application/pdf" multiple=true on_files=picked />
            </div>
        </FormGroup>
        {intake.dialogs(mark)}
    }
    .into_any()
}
