//! A paper on the counter becomes pages: picked or photographed, put in order, counted against the sheets in the hand.

use super::{
    open::Open,
    papers::Paper,
    sending::{Arrived, Outgoing, Sender, SendingLine},
};
use crate::{
    capture::{CaptureButton, doubts},
    desk::when,
    device::page::forget_url,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, ErrorSummary, FileButton, FormGroup, Notice, Tag, TextInput, Tone, announce, focus_id},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskCommand;
use motcua_domain::form::{Kind, PageRef};

fn count(pages: &[Arrived]) -> u32 {
    pages.iter().map(|page| page.file.pages).sum()
}

/// The number of sheets that was typed.
fn sheets(text: &str) -> Option<u32> {
    text.trim().parse().ok().filter(|count| *count > 0)
}

/// The form, inside its paper. `done` closes it.
#[component]
pub fn DigitiseForm(paper: Paper, #[prop(into)] done: Callback<()>) -> impl IntoView {
    let open = Open::get();
    let field = paper.field.clone();
    let pages = RwSignal::new(Vec::<Arrived>::new());
    let counted = RwSignal::new(String::new());
    let attempt = RwSignal::new(0_u32);
    let sender = Sender::new(false);
    on_cleanup(move || {
        if let Some(pages) = pages.try_get_untracked() {
            pages.iter().filter_map(|page| page.preview.as_deref()).for_each(forget_url);
        }
    });
    let add = move |files: Vec<web_sys::File>| {
        sender.send(files, move |page| {
            pages.try_update(|pages| pages.push(page));
        });
    };
    let taken = move |(name, page)| {
        sender.send_all(vec![Outgoing::Ready(name, page)], move |page| {
            pages.try_update(|pages| pages.push(page));
        });
    };
    let file_id = format!("scan-{field}");
    let sheets_id = format!("sheets-{field}");
    let missing = Signal::derive(move || {
        (attempt.get() > 0 && pages.with(Vec::is_empty)).then(|| t(texts::counter::SCAN_NONE).to_owned())
    });
    let miscounted = Signal::derive(move || {
        if attempt.get() == 0 {
            return None;
        }
        let scanned = pages.with(|pages| count(pages));
        match counted.with(|text| sheets(text)) {
            None => Some(t(texts::counter::SCAN_COUNT_MISSING).to_owned()),
            Some(counted) if counted != scanned => Some(tf(
                texts::counter::SCAN_COUNT_DIFFERS,
                &[("scanned", &scanned.to_string()), ("counted", &counted.to_string())],
            )),
            Some(_) => None,
        }
    });
    let errors = {
        let (file_id, sheets_id) = (file_id.clone(), sheets_id.clone());
        Signal::derive(move || {
            let of = |id: &String, error: Option<String>| error.map(|error| (id.clone(), error));
            [of(&file_id, missing.get()), of(&sheets_id, miscounted.get())].into_iter().flatten().collect::<Vec<_>>()
        })
    };
    let keep = {
        let field = field.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            attempt.update(|attempt| *attempt += 1);
            if !errors.with_untracked(Vec::is_empty) {
                return;
            }
            let refs = pages.with_untracked(|pages| {
                let page = |page: &Arrived| PageRef {
                    upload: page.file.upload.clone(),
                    sha256: page.file.sha256.clone(),
                    size: page.file.size,
                    media_type: page.file.media_type.clone(),
                    pages: page.file.pages,
                };
                pages.iter().map(page).collect()
            });
            let sheets = counted.with_untracked(|text| sheets(text)).unwrap_or_default();
            let command = DeskCommand::Digitise { paper: field.clone(), pages: refs, sheets };
            // The paper may stand anew by then, without its form.
            let close = move || {
                let _ = done.try_run(());
            };
            open.command_then(command, texts::counter::DONE_DIGITISE, close);
        }
    };
    let replaces = paper.pages() > 0;
    let label = paper.label.clone();
    view! {
        <form class="digitise no-print" on:submit=keep novalidate>
            <h4>{move || tf(texts::counter::SCAN_TITLE, &[("paper", &label)])}</h4>
            {replaces.then(|| view! { <Notice tone=Tone::Warning><p>{ts(texts::counter::SCAN_REPLACES)}</p></Notice> })}
            <ErrorSummary title=ts(texts::common::ERROR_SUMMARY) items=errors attempt=attempt />
            <Pages pages=pages />
            <FormGroup
                id=file_id
                label=ts(texts::counter::SCAN_PAGES)
                hint=Signal::derive(|| Some(t(texts::counter::SCAN_HINT).to_owned()))
                error=Signal::derive(move || sender.error().or_else(|| missing.get()))
            >
                <FileButton label=ts(texts::counter::SCAN_PICK) accept="image/*,application/pdf" multiple=true on_files=add />
            </FormGroup>
            <CaptureButton id=format!("live-{field}") label=ts(texts::capture::START) on_made=taken />
            <FileButton
                id=format!("camera-{field}")
                label=ts(texts::counter::SCAN_CAMERA)
                accept="image/*"
                capture=true
                on_files=add
            />
            <SendingLine sender=sender />
            <FormGroup
                id=sheets_id
                label=ts(texts::counter::SCAN_COUNT)
                hint=Signal::derive(|| Some(t(texts::counter::SCAN_COUNT_HINT).to_owned()))
                error=miscounted
            >
                <TextInput value=counted on_input=move |text| counted.set(text) inputmode="numeric" width=4 />
            </FormGroup>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy disabled=sender.busy()>{ts(texts::counter::SCAN_SUBMIT)}</Button>
                <Button kind=ButtonKind::Quiet on_press=move |()| done.run(())>{ts(texts::common::ACTION_CANCEL)}</Button>
            </div>
        </form>
    }
}

/// The pages in their order: each can be moved or taken out.
#[component]
fn Pages(pages: RwSignal<Vec<Arrived>>) -> impl IntoView {
    let shift = move |at: usize, by: isize| {
        let to = at.saturating_add_signed(by);
        pages.update(|pages| {
            if to < pages.len() {
                pages.swap(at, to);
            }
        });
        announce(&tf(texts::counter::PAGE_MOVED, &[("number", &(to + 1).to_string())]));
        focus_id(&format!("scan-page-{to}"));
    };
    let remove = move |at: usize| {
        pages.update(|pages| {
            if at < pages.len() {
                let page = pages.remove(at);
                page.preview.as_deref().map(forget_url);
            }
        });
    };
    let line = move |(at, page): (usize, Arrived)| {
        let number = (at + 1).to_string();
        let named = |key: crate::i18n::Key| {
            let number = number.clone();
            Signal::derive(move || tf(key, &[("number", &number)]))
        };
        let (first, last) = (at == 0, at + 1 == pages.with_untracked(Vec::len));
        let (many, size) = (page.file.pages.to_string(), when::size(page.file.size));
        let troubles = page.troubles.clone();
        let words = tf(texts::counter::PAGE_LINE, &[("number", &number), ("pages", &many), ("size", &size)]);
        view! {
            <li class="scan-page" id=format!("scan-page-{at}") tabindex="-1">
                {page.preview.map(|src| view! { <img src=src alt="" /> })}
                <span>
                    {words} <span class="small muted">{page.name}</span>
                    {move || doubts(&troubles).map(|doubts| view! { <br /> <Tag tone=Tone::Warning text=doubts /> })}
                </span>
                <Button kind=ButtonKind::Quiet disabled=first label=named(texts::counter::PAGE_UP_OF) on_press=move |()| shift(at, -1)>{ts(texts::counter::PAGE_UP)}</Button>
                <Button kind=ButtonKind::Quiet disabled=last label=named(texts::counter::PAGE_DOWN_OF) on_press=move |()| shift(at, 1)>{ts(texts::counter::PAGE_DOWN)}</Button>
                <Button kind=ButtonKind::Quiet label=named(texts::counter::PAGE_REMOVE_OF) on_press=move |()| remove(at)>{ts(texts::common::ACTION_REMOVE)}</Button>
            </li>
        }
    };
    view! {
        <ol class="scan-pages">{move || pages.get().into_iter().enumerate().map(line).collect_view()}</ol>
        <p class="small" role="status">
            {move || tf(texts::counter::PAGE_TOTAL, &[("count", &pages.with(|pages| count(pages)).to_string())])}
        </p>
    }
}

/// Whether a paper can be scanned at the counter: what is only shown is not kept (TT 03/2025 Điều 5).
pub fn can_be_scanned(kind: &Kind) -> bool {
    matches!(kind, Kind::Paper { .. })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_count_is_a_number_of_sheets() {
        assert_eq!(super::sheets(" 3 "), Some(3));
        assert_eq!(super::sheets("0"), None);
        assert_eq!(super::sheets("ba"), None);
    }
}
