//! One paper: photographed or picked, page by page; seen, put in order, replaced, sent.

use super::{
    draft::{after, findings, forgive, of_fields, with_papers},
    outbox,
    picture::Preview,
    pieces::{back, kept, over_draft},
    route::{Route, go, use_title},
    sending::{self, device_words},
    shared::from_desk,
    uploads,
    world::{World, world},
};
use crate::{
    device::{
        error::DeviceError,
        page::{forget_url, spares_data},
        photo, sha256_hex,
        store::{Attachment, files},
        uuid_v4,
    },
    fields::{Wording, control_id, summary},
    i18n::{Key, say, t, tf, ts},
    texts::{citizen as w, common as c, sending as s},
    ui::{Button, ButtonKind, ErrorSummary, FileButton, FormGroup, Notice, Tone, announce, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::limits::{DOSSIER_BYTES, DOSSIER_FILES};
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
            go(&if review { Route::Review { code: code.clone() } } else { next });
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
            <Button kind=ButtonKind::Primary id="next" on_press=go_on>{move || t(if review { c::ACTION_SAVE } else { c::ACTION_NEXT })}</Button>
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
    let trouble: RwSignal<Vec<(String, DeviceError)>> = RwSignal::default();
    let busy = RwSignal::new(false);
    let list = Memo::new(move |_| {
        let draft = key.with_value(|key| world.draft(key));
        let all = draft.map(|draft| draft.attachments).unwrap_or_default();
        all.into_iter().filter(|a| paper.with_value(|paper| a.paper == *paper)).collect::<Vec<Attachment>>()
    });
    let add = Callback::new(move |picked: Vec<File>| {
        trouble.set(Vec::new());
        busy.set(true);
        spawn_local(async move {
            for file in picked {
                let name = file.name();
                match take(world, &key.get_value(), &paper.get_value(), file).await {
                    Ok(()) => {
                        announce(t(w::PAPER_ADDED));
                        // Each goes as soon as it is kept: the next picture may be long in coming.
                        uploads::begin(world);
                    }
                    Err(error) => trouble.update(|list| list.push((name, error))),
                }
            }
            busy.set(false);
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
        list.get().into_iter().map(|a| (a.id, a.media_type)).enumerate().collect::<Vec<(usize, (String, String))>>()
    };
    let id = control_id(&field.id);
    let gallery = [&id, "-files"].concat();
    let label = Signal::derive(move || {
        let pages: u32 = list.with(|list| list.iter().map(|a| a.pages.max(1)).sum());
        if pages == 0 { t(w::PAPER_NONE_YET).to_owned() } else { tf(c::VALUE_PAGES, &[("count", &pages.to_string())]) }
    });
    view! {
        <FormGroup id=id.clone() label=label hint=hint error=error group=true>
            <ol class="page-list">
                <For each=numbered key=|(at, (id, _))| (*at, id.clone()) let:item>
                    {page_line(world, key, item.0, item.1.0, item.1.1, list, trouble)}
                </For>
            </ol>
            {from_desk(key, paper)}
            {move || trouble_lines(&trouble.get())}
            <Show when=move || busy.get()>
                <p role="status">{say(w::PAPER_PREPARING)}</p>
            </Show>
            <p class="small muted">{say(s::FILE_COST)}</p>
            // The phone may end this page while its camera is open.
            <div class="row" on:click=move |_| world.keep_now()>
                <FileButton id=id.clone() label=ts(w::PAPER_CAMERA) accept="image/*" capture=true kind=ButtonKind::Primary on_files=add />
                <FileButton id=gallery.clone() label=ts(w::PAPER_FILES) accept="image/*,application/pdf" multiple=true on_files=add />
            </div>
        </FormGroup>
    }
    .into_any()
}

fn trouble_lines(list: &[(String, DeviceError)]) -> AnyView {
    let lines: Vec<_> = list
        .iter()
        .map(|(name, error)| {
            let (name, key) = (name.clone(), device_words(error));
            view! {
                <Notice tone=Tone::Error alert=true>
                    <p>
                        <strong>{name}</strong>
                        ": "
                        {say(key)}
                    </p>
                </Notice>
            }
        })
        .collect();
    lines.into_any()
}

/// Makes a picked file ready, keeps it, and puts it at the end of the paper.
async fn take(world: World, key: &str, paper: &str, file: File) -> Result<(), DeviceError> {
    world.keep_now();
    let name = file.name();
    let ready = photo::prepare(file).await?;
    if let Some(url) = &ready.preview_url {
        // The list shows the kept bytes, not these.
        forget_url(url);
    }
    let draft = untrack(|| world.draft(key));
    let (count, bytes) = draft.map_or((0, 0), |d| (d.attachments.len(), d.attachments.iter().map(|a| a.size).sum()));
    let size = ready.bytes.len() as u64;
    let limit = |code| Err(DeviceError::Refused(Box::new(motcua_contract::Problem::new(code))));
    if count >= DOSSIER_FILES {
        return limit(motcua_contract::ProblemCode::TooManyFiles);
    }
    if bytes + size > DOSSIER_BYTES {
        return limit(motcua_contract::ProblemCode::DossierTooLarge);
    }
    let sha256 = sha256_hex(&ready.bytes).await.ok_or(DeviceError::Broken)?;
    let mut attachment = Attachment {
        id: uuid_v4(),
        paper: paper.to_owned(),
        name,
        media_type: ready.media_type.to_owned(),
        size,
        pages: ready.pages,
        sha256,
        upload: None,
        paused: spares_data(),
    };
    match files::put(&attachment.id, &ready.bytes).await {
        Ok(()) => {}
        Err(DeviceError::StoreFull) => {
            // No room: it goes to the office from memory, now.
            files::hold(&attachment.id, ready.bytes);
            attachment.paused = false;
            world.trouble.set(Some(DeviceError::StoreFull));
        }
        Err(error) => return Err(error),
    }
    world.edit(key, |draft| draft.attachments.push(attachment));
    world.keep_now();
    Ok(())
}

fn page_line(
    world: World,
    key: StoredValue<String>,
    index: usize,
    id: String,
    media_type: String,
    list: Memo<Vec<Attachment>>,
    trouble: RwSignal<Vec<(String, DeviceError)>>,
) -> AnyView {
    let number = (index + 1).to_string();
    let titled = number.clone();
    let title = Signal::derive(move || tf(w::PAPER_PAGE, &[("number", &titled)]));
    let own = StoredValue::new(id.clone());
    let remove = Callback::new(move |()| {
        let id = own.get_value();
        uploads::stop(&id);
        world.edit(&key.get_value(), |draft| draft.attachments.retain(|a| a.id != id));
        world.keep_now();
        announce(t(w::PAPER_REMOVED));
        focus_id("next");
        spawn_local(async move {
            outbox::drop_file(&id).await;
        });
    });
    let shift = move |by: isize| {
        let id = own.get_value();
        let other = list.with_untracked(|list| {
            let at = list.iter().position(|a| a.id == id)?;
            list.get(at.checked_add_signed(by)?).map(|a| a.id.clone())
        });
        let Some(other) = other else { return };
        world.edit(&key.get_value(), |draft| {
            let at = |id: &str| draft.attachments.iter().position(|a| a.id == id);
            if let (Some(a), Some(b)) = (at(&id), at(&other)) {
                draft.attachments.swap(a, b);
            }
        });
    };
    let replace = Callback::new(move |picked: Vec<File>| {
        let Some(file) = picked.into_iter().next() else { return };
        trouble.set(Vec::new());
        spawn_local(async move {
            let (key, id, name) = (key.get_value(), own.get_value(), file.name());
            let Some(paper) = list.with_untracked(|list| list.iter().find(|a| a.id == id).map(|a| a.paper.clone()))
            else {
                return;
            };
            match take(world, &key, &paper, file).await {
                Ok(()) => {
                    uploads::stop(&id);
                    // The new one takes the place of the old.
                    world.edit(&key, |draft| {
                        let at = draft.attachments.iter().position(|a| a.id == id);
                        if let (Some(at), Some(new)) = (at, draft.attachments.pop()) {
                            draft.attachments[at] = new;
                        }
                    });
                    world.keep_now();
                    outbox::drop_file(&id).await;
                    uploads::begin(world);
                }
                Err(error) => trouble.update(|list| list.push((name, error))),
            }
        });
    });
    let state = sending::state(world, key, &id, list);
    let last = Memo::new(move |_| list.with(|list| index + 1 >= list.len()));
    let name = move |key: Key| {
        let number = number.clone();
        Signal::derive(move || [t(key), " ", &tf(w::PAPER_PAGE, &[("number", &number)])].concat())
    };
    let (of_remove, of_up, of_down) = (name(c::ACTION_REMOVE), name(c::ACTION_UP), name(c::ACTION_DOWN));
    let replace_id = ["replace-", &id].concat();
    let of_replace = name(c::ACTION_REPLACE);
    view! {
        <li class="card page-line">
            <Preview file=id media_type=media_type title=title />
            <div class="page-line-body">
                <p><strong>{title}</strong></p>
                {state}
                <div class="row">
                    <FileButton id=replace_id label=of_replace accept="image/*,application/pdf" on_files=replace kind=ButtonKind::Quiet />
                    <Button kind=ButtonKind::Quiet on_press=remove label=of_remove>{say(c::ACTION_REMOVE)}</Button>
                    {(index > 0)
                        .then(|| view! { <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| shift(-1)) label=of_up>{say(c::ACTION_UP)}</Button> })}
                    <Show when=move || !last.get()>
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| shift(1)) label=of_down>{say(c::ACTION_DOWN)}</Button>
                    </Show>
                </div>
            </div>
        </li>
    }
    .into_any()
}
