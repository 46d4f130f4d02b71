//! The result: a file that is sent at once when it is picked, or a paper; given out, or proposed to the leader.

use super::{
    open::Open,
    reason::CancelButton,
    sending::{Arrived, Sender, SendingLine},
    typed::{Sent, Typed},
};
use crate::{
    desk::when,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, Checkbox, FileButton, FormGroup, focus_id},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskCommand;

/// What the result is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResultKind {
    Finish,
    /// To the leader; it may be a paper.
    Propose,
}

/// The file that was sent, and the field that sends another.
#[component]
pub fn ResultFile(
    sender: Sender,
    /// Somebody tried to go on without one.
    #[prop(into)]
    missing: Signal<bool>,
) -> impl IntoView {
    let Typed { result, .. } = Open::get().typed;
    let error = Signal::derive(move || {
        sender.error().or_else(|| missing.get().then(|| t(texts::desk::FINISH_MISSING).to_owned()))
    });
    let label = Signal::derive(move || {
        t(if result.with(Option::is_some) { texts::desk::FINISH_OTHER } else { texts::desk::FINISH_PICK }).to_owned()
    });
    let pick = move |files: Vec<web_sys::File>| {
        result.set(None);
        let one = files.into_iter().take(1).collect();
        sender.send(one, move |Arrived { name, file, .. }| {
            result.try_set(Some(Sent { name, file }));
        });
    };
    let sent = move || {
        result.get().map(|Sent { name, file }| {
            let (pages, size) = (file.pages.to_string(), when::size(file.size));
            view! { <p role="status">{tf(texts::desk::FINISH_SENT, &[("name", &name), ("pages", &pages), ("size", &size)])}</p> }
        })
    };
    view! {
        <FormGroup
            id="result-file"
            label=ts(texts::desk::FINISH_TITLE)
            hint=Signal::derive(|| Some(t(texts::desk::FINISH_HINT).to_owned()))
            error=error
        >
            {sent}
            <FileButton label=label accept="application/pdf" on_files=pick />
        </FormGroup>
        <SendingLine sender=sender />
    }
}

/// The form.
#[component]
pub fn ResultForm(kind: ResultKind) -> impl IntoView {
    let open = Open::get();
    let Typed { result, on_paper, .. } = open.typed;
    let sender = Sender::new(true);
    let (tried, set_tried) = signal(false);
    let may_be_paper = kind == ResultKind::Propose;
    let paper = Signal::derive(move || may_be_paper && on_paper.get());
    let missing = Signal::derive(move || tried.get() && !paper.get() && result.with(Option::is_none));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        let upload = result.with_untracked(|result| result.as_ref().map(|sent| sent.file.upload.clone()));
        match (kind, upload, paper.get_untracked()) {
            (ResultKind::Finish, Some(upload), _) => {
                open.command(DeskCommand::Finish { upload }, texts::desk::ACT_DONE_FINISH);
            }
            (ResultKind::Propose, upload, true) | (ResultKind::Propose, upload @ Some(_), false) => {
                let upload = upload.filter(|_| !paper.get_untracked());
                open.command(DeskCommand::ProposeResult { upload }, texts::counter::DONE_PROPOSE);
            }
            _ => focus_id("result-file"),
        }
    };
    let file = move || (!paper.get()).then(|| view! { <ResultFile sender=sender missing=missing /> });
    let words = match kind {
        ResultKind::Finish => texts::desk::FINISH_SUBMIT,
        ResultKind::Propose => texts::counter::PROPOSE_SUBMIT,
    };
    view! {
        <form on:submit=submit novalidate>
            {may_be_paper.then(|| view! { <p class="hint">{ts(texts::counter::PROPOSE_HINT)}</p> })}
            {may_be_paper
                .then(|| {
                    view! {
                        <Checkbox
                            id="result-on-paper"
                            label=ts(texts::counter::RESULT_ON_PAPER)
                            checked=on_paper
                            on_change=move |on| on_paper.set(on)
                        />
                    }
                })}
            {file}
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy disabled=sender.busy()>{ts(words)}</Button>
                <CancelButton />
            </div>
        </form>
    }
}
