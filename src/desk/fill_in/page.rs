//! The form of a procedure on one page: opens or resumes a draft, then shows its sections with the state beside them.

use super::{
    DRAFT,
    card::{CardReader, Cards},
    close::CloseButton,
    exchange,
    hand_in::HandIn,
    handover,
    papers::Papers,
    phone::Phone,
    resume,
    section::{Part, Section, sections},
    sheet::{Kept, Sheet},
    slip::Over,
};
use crate::{
    api::{self, Failure},
    desk::{new_tab::NewTab, reference::Reference, routes, session::Session},
    fields::{Env, Wording},
    i18n::{
        t,
        texts::{self, fill_in as w},
        tf, ts,
    },
    ui::{Button, ButtonKind, LinkButton, Notice, Skeleton, Tag, Tone, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{
    NavigateOptions,
    hooks::{use_navigate, use_params_map, use_query_map},
};
use motcua_contract::{
    drafts::{CloseDraft, GetDraft, HandedIn, NewDraft, OpenDraft, SharedDraft},
    papers::DraftPaper,
};
use motcua_domain::{
    code::Finding,
    form::{Context, check},
};

/// How often it is looked whether the procedure is here, and how long (times 150 ms).
const LOOKS: u32 = 130;

/// The page at an address: `/desk/dien/1.001193`, with `?nhap=` for a draft that is open.
#[component]
pub fn FormPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let (session, reference) = (Session::get(), Reference::get());
    let navigate = StoredValue::new_local(use_navigate());
    let procedure = Memo::new(move |_| params.with(|params| params.get("procedure").unwrap_or_default()));
    let asked = Memo::new(move |_| query.with(|query| query.get(DRAFT)));
    let shown: RwSignal<Option<Result<(SharedDraft, Wording), Failure>>> = RwSignal::new(None);
    let load = move || {
        let (procedure, asked) = (procedure.get_untracked(), asked.get_untracked());
        let there = shown
            .with_untracked(|shown| matches!((shown, &asked), (Some(Ok((draft, _))), Some(id)) if draft.id == *id));
        if there {
            return;
        }
        shown.set(None);
        reference.load_procedure(&procedure);
        spawn_local(async move {
            let opened = open(reference, &procedure, asked).await;
            if let Err(failure) = &opened {
                session.ended(failure);
            }
            if let Ok((draft, _)) = &opened {
                let address = resume(&draft.procedure, &draft.id);
                // The address leads back here after a reload; a page that was left goes nowhere.
                navigate.try_with_value(|navigate| {
                    navigate(&address, NavigateOptions { replace: true, scroll: false, ..Default::default() });
                });
            }
            shown.try_set(Some(opened));
        });
    };
    Effect::new(move |_| {
        procedure.track();
        asked.track();
        load();
    });
    Effect::new(move |before: Option<u32>| {
        let now = session.renewed.get();
        if before.is_some_and(|before| before != now) && shown.with_untracked(|shown| matches!(shown, Some(Err(_)))) {
            load();
        }
        now
    });
    Effect::new(move |_| {
        let name = reference.procedure_name(&procedure.get());
        document().set_title(&[&name, " - ", t(texts::desk::APP_NAME)].concat());
    });
    // The form is built once a draft, not at every change of the address.
    let which = Memo::new(move |_| {
        shown.with(|shown| shown.as_ref().map(|shown| shown.as_ref().ok().map(|(draft, _)| draft.id.clone())))
    });
    move || {
        // Read, not only tracked: a memo that nobody reads is never computed and tells of nothing.
        let _ = which.get();
        match shown.get_untracked() {
            None => view! { <Skeleton label=ts(w::FORM_OPENING) lines=8 /> }.into_any(),
            Some(Ok((draft, wording))) => view! { <Form draft=draft wording=wording /> }.into_any(),
            Some(Err(failure)) => {
                let words = move || t(api::words(&failure));
                view! {
                    <h1 id="page-title" tabindex="-1">{ts(w::LIST_TITLE)}</h1>
                    <Notice tone=Tone::Error alert=true><p>{words}</p></Notice>
                    <div class="actions">
                        <Button kind=ButtonKind::Primary on_press=move |()| load()>{ts(texts::common::ACTION_RETRY)}</Button>
                        <LinkButton href=routes::FILL_IN>{ts(w::FORM_OVER_LIST)}</LinkButton>
                    </div>
                }
                .into_any()
            }
        }
    }
}

async fn open(reference: Reference, code: &str, asked: Option<String>) -> Result<(SharedDraft, Wording), Failure> {
    let draft = match asked {
        Some(id) => Some(api::get::<GetDraft>(&[&id], &[]).await?),
        None => None,
    };
    let code = draft.as_ref().map_or_else(|| code.to_owned(), |draft| draft.procedure.clone());
    let wording = wording(reference, &code).await?;
    let draft = match draft {
        Some(draft) => draft,
        None => {
            let answers = handover::answers();
            let version = wording.procedure().version;
            api::send::<OpenDraft>(&[], &NewDraft { procedure: code, version, answers }, &[]).await?
        }
    };
    Ok((draft, wording))
}

async fn wording(reference: Reference, code: &str) -> Result<Wording, Failure> {
    for _ in 0..LOOKS {
        reference.load_procedure(code);
        if let Some(wording) = untrack(|| reference.procedure(code)) {
            return Ok(wording);
        }
        exchange::pause(150).await;
    }
    Err(Failure::Timeout)
}

/// The form over a draft.
#[component]
fn Form(draft: SharedDraft, wording: Wording) -> impl IntoView {
    let sheet = Sheet::new(draft);
    let env: Env = use_context().unwrap_or_default();
    let words = StoredValue::new(wording.clone());
    provide_context(sheet);
    provide_context(Cards::new());
    provide_context(crate::fields::SharedMachine);
    exchange::follow(sheet);
    let found = Memo::new(move |_| {
        let today = crate::device::today();
        sheet.answers.with(|answers| {
            words.with_value(|words| {
                env.places.with(|places| check(words.procedure(), answers, &Context { today, places }))
            })
        })
    });
    let handed: RwSignal<Option<HandedIn>> = RwSignal::new(None);
    let over = Memo::new(move |_| {
        let ended = sheet.over.get() || sheet.draft.with(|draft| draft.submission.is_some());
        handed.with(Option::is_some) || (ended && !sheet.handing.get())
    });
    forget_untouched(sheet, over);
    let name = move || words.with_value(|words| words.get("name"));
    let form = api::address::<DraftPaper>(&[&sheet.id()], &[]);
    move || {
        if over.get() {
            return view! { <Over wording=words.get_value() handed=handed /> }.into_any();
        }
        let list: Vec<AnyView> = sections(&words.get_value())
            .into_iter()
            .map(|section| view! { <Section wording=words.get_value() section=section found=found /> }.into_any())
            .collect();
        view! {
            <h1 id="page-title" tabindex="-1">{name}</h1>
            <p>{ts(w::FORM_BELONGS)}</p>
            <div class="fill-panes">
                <form class="fill-main" autocomplete="off" novalidate on:submit=|event| event.prevent_default()>
                    {list}
                    <Papers wording=words.get_value() found=found />
                    <HandIn wording=words.get_value() found=found handed=handed />
                </form>
                <div class="fill-side">
                    <State />
                    <Phone />
                    <Contents wording=words.get_value() found=found />
                    <section class="card">
                        <NewTab class="button" href=form.clone()>{ts(w::FORM_PRINT)}</NewTab>
                        <p class="hint">{ts(w::FORM_PRINT_HINT)}</p>
                        <CloseButton id=sheet.id() />
                    </section>
                </div>
            </div>
            <CardReader wording=words.get_value() />
        }
        .into_any()
    }
}

/// A draft in which nothing was entered goes when its page is left.
fn forget_untouched(sheet: Sheet, over: Memo<bool>) {
    let id = sheet.id();
    let untouched = move || {
        let empty = sheet.answers.try_with_untracked(|answers| answers.values.is_empty()).unwrap_or(false);
        let alone = sheet.draft.try_with_untracked(|draft| !draft.phone).unwrap_or(false);
        empty && alone && !over.try_get_untracked().unwrap_or(true)
    };
    on_cleanup(move || {
        if untouched() {
            spawn_local(async move {
                // One that stays ends by itself after a day.
                drop(api::get::<CloseDraft>(&[&id], &[]).await);
            });
        }
    });
}

/// Whether everything that was entered is kept.
#[component]
fn State() -> impl IntoView {
    let sheet = Sheet::get();
    let shown = move || match sheet.kept.get() {
        Kept::All => view! { <p>{ts(w::FORM_KEPT)}</p> }.into_any(),
        Kept::Sending => view! { <p class="muted">{ts(w::FORM_KEEPING)}</p> }.into_any(),
        Kept::Not(failure) => {
            let words = move || tf(w::FORM_NOT_KEPT, &[("why", t(api::words(&failure)))]);
            view! {
                <Notice tone=Tone::Warning alert=true>
                    <p>{words}</p>
                    <Button on_press=move |()| exchange::soon(sheet)>{ts(w::FORM_RETRY)}</Button>
                </Notice>
            }
            .into_any()
        }
    };
    view! {
        <section class="card" aria-labelledby="fill-state">
            <h2 id="fill-state">{ts(w::FORM_STATE)}</h2>
            <div id="fill-kept" data-kept=move || if sheet.kept.with(|kept| *kept == Kept::All) { "all" } else { "not" }>{shown}</div>
        </section>
    }
}

/// The parts of the form, each with what is left in it.
#[component]
fn Contents(wording: Wording, found: Memo<Vec<Finding>>) -> impl IntoView {
    let sheet = Sheet::get();
    let words = StoredValue::new(wording.clone());
    let parts: Vec<_> = sections(&wording)
        .into_iter()
        .chain([Part::Papers])
        .map(|section| {
            let (shows, named, fields) = (section.clone(), section.clone(), section.clone());
            let shown =
                Memo::new(move |_| sheet.answers.with(|answers| words.with_value(|words| shows.shows(words, answers))));
            let left = Memo::new(move |_| words.with_value(|words| found.with(|found| fields.count(words, found))));
            let id = section.id();
            let href = ["#", &id].concat();
            let jump = move |event: leptos::ev::MouseEvent| {
                event.prevent_default();
                event.stop_propagation();
                focus_id(&id);
            };
            let tone = Signal::derive(move || if left.get() == 0 { Tone::Success } else { Tone::Plain });
            let state = Signal::derive(move || match left.get() {
                0 => t(w::FORM_PART_DONE).to_owned(),
                count => tf(w::FORM_PART_LEFT, &[("count", &count.to_string())]),
            });
            let title = move || words.with_value(|words| named.title(words));
            view! {
                <Show when=move || shown.get()>
                    <li>
                        <a href=href.clone() on:click=jump.clone()>{title.clone()}</a>
                        " "
                        <Tag tone=tone text=state />
                    </li>
                </Show>
            }
        })
        .collect();
    view! {
        <nav class="card fill-contents" aria-labelledby="fill-parts">
            <h2 id="fill-parts">{ts(w::FORM_CONTENTS)}</h2>
            <ol>{parts}</ol>
        </nav>
    }
}
