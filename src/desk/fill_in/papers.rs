//! The papers of the case: scanned or photographed at the counter, page by page; those that the phone adds appear too.

use super::{
    section::{Part, by_words, said},
    sheet::Sheet,
};
use crate::{
    api,
    capture::{CaptureButton, doubts},
    device::{
        DeviceError,
        page::forget_url,
        photo::{self, Prepared},
        sha256_hex, upload, uuid_v4,
    },
    fields::{Wording, control_id},
    i18n::{
        Key, t,
        texts::{self, fill_in as w},
        tf, ts,
    },
    ui::{Button, ButtonKind, FileButton, FormGroup, Notice, Tag, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{drafts::GetDraftFile, limits::DOSSIER_FILES};
use motcua_domain::{
    code::Finding,
    form::{Answers, Field, Kind, PageRef, Source, Value},
};
use web_sys::File;

/// The sentence of what the machine could not do.
fn device_words(error: &DeviceError) -> Key {
    texts::codes::find(&[error.area(), ".", error.as_str()].concat()).unwrap_or(texts::codes::PROBLEM_INTERNAL)
}

/// What is being sent: the file, of how many, in percent; nothing while it is prepared.
#[derive(Clone, Copy, PartialEq)]
struct Sending {
    at: usize,
    of: usize,
    percent: Option<u8>,
}

/// All papers of the case.
#[component]
pub fn Papers(wording: Wording, found: Memo<Vec<Finding>>) -> impl IntoView {
    let sheet = Sheet::get();
    let id = Part::Papers.id();
    let papers = wording.procedure().papers.clone();
    let any = {
        let papers = papers.clone();
        Memo::new(move |_| sheet.answers.with(|answers| papers.iter().any(|paper| paper.shows(answers))))
    };
    let words = StoredValue::new(wording);
    let lines = StoredValue::new(papers);
    view! {
        <Show when=move || any.get()>
            <section class="card fill-section" aria-labelledby=id.clone()>
                <h2 id=id.clone() tabindex="-1">{ts(w::FORM_PAPERS)}</h2>
                {lines.get_value().into_iter().map(|paper| line(sheet, words, paper, found)).collect_view()}
            </section>
        </Show>
    }
}

fn pages_in(answers: &Answers, paper: &str) -> Vec<PageRef> {
    answers.values.get(paper).map(|value| value.as_pages().to_vec()).unwrap_or_default()
}

/// `1 bản chính, 2 bản sao`.
fn wanted(kind: &Kind) -> String {
    let Kind::Paper { originals, copies, .. } = kind else { return String::new() };
    let part = |key, count: u8| (count > 0).then(|| tf(key, &[("count", &count.to_string())]));
    [part(w::PAPER_ORIGINALS, *originals), part(w::PAPER_COPIES, *copies)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ")
}

fn line(sheet: Sheet, words: StoredValue<Wording>, paper: Field, found: Memo<Vec<Finding>>) -> AnyView {
    let of_shown = paper.clone();
    let shown = Memo::new(move |_| sheet.answers.with(|answers| of_shown.shows(answers)));
    let paper = StoredValue::new(paper);
    let body = move || {
        let field = paper.get_value();
        if matches!(field.kind, Kind::ShownPaper) {
            shown_only(words, field)
        } else {
            handed_in(sheet, words, field, found)
        }
    };
    view! { <Show when=move || shown.get()>{body()}</Show> }.into_any()
}

/// A paper that is looked at and given back.
fn shown_only(words: StoredValue<Wording>, field: Field) -> AnyView {
    let of_hint = field.clone();
    let label = move || words.with_value(|words| words.label(&field));
    let hint = move || words.with_value(|words| words.hint(&of_hint));
    view! {
        <div class="fill-paper">
            <h3>{label}</h3>
            <p>{ts(w::PAPER_SHOWN)}</p>
            <p class="hint">{hint}</p>
        </div>
    }
    .into_any()
}

fn handed_in(sheet: Sheet, words: StoredValue<Wording>, field: Field, found: Memo<Vec<Finding>>) -> AnyView {
    let id = StoredValue::new(field.id.clone());
    let sending: RwSignal<Option<Sending>> = RwSignal::new(None);
    let trouble: RwSignal<Vec<(String, DeviceError)>> = RwSignal::default();
    let pages = Memo::new(move |_| sheet.answers.with(|answers| id.with_value(|id| pages_in(answers, id))));
    let doubtful: RwSignal<Vec<(String, Vec<&'static str>)>> = RwSignal::default();
    let add_all = move |picked: Vec<Incoming>| {
        if sending.with_untracked(Option::is_some) {
            return;
        }
        trouble.set(Vec::new());
        doubtful.set(Vec::new());
        spawn_local(async move {
            let of = picked.len();
            let mut added = 0;
            for (index, file) in picked.into_iter().enumerate() {
                sending.try_set(Some(Sending { at: index + 1, of, percent: None }));
                let name = match &file {
                    Incoming::File(file) => file.name(),
                    Incoming::Ready(name, _) => name.clone(),
                };
                let ready = match file {
                    Incoming::File(file) => photo::prepare(file).await,
                    Incoming::Ready(_, ready) => Ok(*ready),
                };
                let troubles = ready.as_ref().map(|ready| ready.troubles.clone()).unwrap_or_default();
                let sent = match ready {
                    Ok(ready) => take(sheet, ready, sending).await,
                    Err(error) => Err(error),
                };
                if !troubles.is_empty() && sent.is_ok() {
                    doubtful.try_update(|list| list.push((name.clone(), troubles)));
                }
                match sent {
                    Ok(page) if sheet.alive() => {
                        added += page.pages;
                        let mut list = pages.get_untracked();
                        list.push(page);
                        id.with_value(|id| sheet.fill(id, Some(Value::Pages(list)), Source::Typed));
                    }
                    Ok(_) => return,
                    Err(error) => {
                        if let DeviceError::Refused(problem) = &error {
                            sheet.session.ended(&api::Failure::Refused(problem.clone()));
                        }
                        trouble.try_update(|list| list.push((name, error)));
                    }
                }
            }
            sending.try_set(None);
            if added > 0 {
                announce(&tf(w::PAPER_ADDED, &[("count", &added.to_string())]));
            }
        });
    };
    let add = Callback::new(move |picked: Vec<File>| add_all(picked.into_iter().map(Incoming::File).collect()));
    let taken = move |(name, page)| add_all(vec![Incoming::Ready(name, Box::new(page))]);
    let (of_label, of_hint, of_error) = (field.clone(), field.clone(), said(sheet, &field.id, found));
    let label = Signal::derive(move || words.with_value(|words| words.label(&of_label)));
    let hint = Signal::derive(move || words.with_value(|words| words.hint(&of_hint)));
    let error = Signal::derive(move || {
        of_error.with(|wrong| wrong.first().map(|wrong| words.with_value(|words| words.finding(wrong))))
    });
    let named = move |key| Signal::derive(move || tf(key, &[("paper", &label.get())]));
    let by = move || id.with_value(|id| sheet.by_another(id)).map(|author| by_words(&author));
    let control = control_id(&field.id);
    let (camera, pick) = ([&control, "-camera"].concat(), control.clone());
    let kind = field.kind.clone();
    let state = move || {
        sending.get().map(|sending| {
            let words = move || match sending.percent {
                None => t(w::PAPER_PREPARING).to_owned(),
                Some(percent) => {
                    let (at, of) = (sending.at.to_string(), sending.of.to_string());
                    tf(w::PAPER_SENDING, &[("at", &at), ("of", &of), ("percent", &percent.to_string())])
                }
            };
            view! { <p role="status">{words}</p> }
        })
    };
    let failures = move || {
        trouble
            .get()
            .into_iter()
            .map(|(name, error)| {
                let key = device_words(&error);
                view! { <Notice tone=Tone::Error alert=true><p><strong>{name}</strong> ": " {ts(key)}</p></Notice> }
            })
            .collect_view()
    };
    let doubts = move || {
        let line = |(name, troubles): (String, Vec<&'static str>)| {
            view! { <Notice tone=Tone::Warning><p><strong>{name}</strong> ": " {move || doubts(&troubles)}</p></Notice> }
        };
        doubtful.get().into_iter().map(line).collect_view()
    };
    view! {
        <div class="fill-paper" data-paper=field.id.clone()>
            <FormGroup id=[&control, "-group"].concat() label=label hint=hint error=error group=true>
                <p class="small muted">{move || wanted(&kind)}</p>
                <Show when=move || pages.with(Vec::is_empty)>
                    <p class="muted">{ts(w::PAPER_NONE)}</p>
                </Show>
                <ol class="fill-pages">
                    <For each=move || pages.get().into_iter().enumerate() key=|(at, page)| (*at, page.upload.clone()) let:item>
                        {page_card(sheet, id, item.0, item.1, pages, label)}
                    </For>
                </ol>
                {move || by().map(|by| view! { <p class="fill-by"><Tag tone=Tone::Info text=by /></p> })}
                {state}
                {failures}
                {doubts}
                <div class="row">
                    <FileButton id=pick label=named(w::PAPER_PICK_LABEL) accept="image/*,application/pdf" multiple=true on_files=add />
                    <CaptureButton id=[&control, "-live"].concat() label=ts(texts::capture::START) on_made=taken />
                    <FileButton id=camera label=named(w::PAPER_CAMERA_LABEL) accept="image/*" capture=true on_files=add />
                </div>
            </FormGroup>
        </div>
    }
    .into_any()
}

/// What comes in: a picked file, or a page that is ready.
enum Incoming {
    File(File),
    Ready(String, Box<Prepared>),
}

/// Sends a page that is ready; nothing of it stays on this machine.
async fn take(sheet: Sheet, ready: Prepared, sending: RwSignal<Option<Sending>>) -> Result<PageRef, DeviceError> {
    if let Some(url) = &ready.preview_url {
        forget_url(url);
    }
    let count: usize = sheet.answers.with_untracked(|answers| answers.pages().count());
    if count >= DOSSIER_FILES {
        return Err(DeviceError::Refused(Box::new(motcua_contract::Problem::new(
            motcua_contract::ProblemCode::TooManyFiles,
        ))));
    }
    let sha256 = sha256_hex(&ready.bytes).await.ok_or(DeviceError::Broken)?;
    let progress = move |sent: u64, total: u64| {
        let percent = u8::try_from(sent * 100 / total.max(1)).unwrap_or(100);
        sending.try_update(|sending| {
            if let Some(sending) = sending {
                sending.percent = Some(percent);
            }
        });
    };
    // Without a device's token: the session's cookie says who sends.
    let cancel = upload::Cancel::new();
    let stored = upload::send(&uuid_v4(), &ready.bytes, ready.media_type, &sha256, "", &cancel, progress).await?;
    Ok(PageRef {
        upload: stored.upload,
        sha256: stored.sha256,
        size: stored.size,
        media_type: stored.media_type,
        pages: stored.pages,
    })
}

fn page_card(
    sheet: Sheet,
    id: StoredValue<String>,
    index: usize,
    page: PageRef,
    pages: Memo<Vec<PageRef>>,
    paper: Signal<String>,
) -> AnyView {
    let number = StoredValue::new((index + 1).to_string());
    let named = move |key| {
        Signal::derive(move || number.with_value(|number| tf(key, &[("number", number), ("paper", &paper.get())])))
    };
    let change = move |edit: &dyn Fn(&mut Vec<PageRef>)| {
        let mut list = pages.get_untracked();
        edit(&mut list);
        let value = (!list.is_empty()).then_some(Value::Pages(list));
        id.with_value(|id| sheet.fill(id, value, Source::Typed));
    };
    let swap = move |from: usize, to: usize| {
        change(&|list: &mut Vec<PageRef>| {
            if from < list.len() && to < list.len() {
                list.swap(from, to);
            }
        });
    };
    let upload = page.upload.clone();
    let remove = move |()| {
        change(&|list: &mut Vec<PageRef>| list.retain(|other| other.upload != upload));
        announce(t(w::PAPER_REMOVED));
        id.with_value(|id| crate::ui::focus_id(&control_id(id)));
    };
    let last = Memo::new(move |_| pages.with(|pages| index + 1 >= pages.len()));
    let address = api::address::<GetDraftFile>(&[&sheet.id(), &page.upload], &[]);
    let open = named(w::PAPER_OPEN_PAGE);
    let picture = page.media_type.starts_with("image/");
    let count = page.pages;
    let source = address.clone();
    let upload = page.upload.clone();
    // The server gives out what the draft names: an entry that is still on its way has no picture yet.
    let there =
        Memo::new(move |_| sheet.draft.with(|draft| draft.answers.pages().any(|(_, page)| page.upload == upload)));
    view! {
        <li class="card fill-page">
            <a href=address target="_blank" rel="noopener">
                <span class="visually-hidden">{open}</span>
                {move || {
                    if !picture {
                        view! { <span>{tf(w::PAPER_PDF, &[("count", &count.to_string())])}</span> }.into_any()
                    } else if there.get() {
                        view! { <img src=source.clone() alt="" loading="lazy" /> }.into_any()
                    } else {
                        ().into_any()
                    }
                }}
            </a>
            <p>{move || number.with_value(|number| tf(w::PAPER_PAGE, &[("number", number)]))}</p>
            <div class="row">
                <Button kind=ButtonKind::Quiet on_press=remove label=named(w::PAPER_REMOVE_LABEL)>{ts(texts::common::ACTION_REMOVE)}</Button>
                {(index > 0)
                    .then(|| {
                        view! {
                            <Button kind=ButtonKind::Quiet on_press=move |()| swap(index, index - 1) label=named(w::PAPER_UP_LABEL)>{ts(w::PAPER_UP)}</Button>
                        }
                    })}
                <Show when=move || !last.get()>
                    <Button kind=ButtonKind::Quiet on_press=move |()| swap(index, index + 1) label=named(w::PAPER_DOWN_LABEL)>{ts(w::PAPER_DOWN)}</Button>
                </Show>
            </div>
        </li>
    }
    .into_any()
}
