//! The result: a file that is sent at once when it is picked, a letter written here, or a paper; given out, or proposed to
//! the leader.

use super::{
    letter::{LetterFields, Writer},
    open::Open,
    reason::CancelButton,
    sending::{Arrived, Sender, SendingLine},
    typed::{Sent, Source, Typed},
};
use crate::{
    desk::when,
    i18n::{Key, t, texts, tf, ts},
    ui::{Button, ButtonKind, Choice, FileButton, FormGroup, Radios, focus_id},
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

/// The ways to a result, by the word of their option.
const SOURCES: [(Source, &str, Key); 3] = [
    (Source::Upload, "upload", texts::counter::LETTER_UPLOAD),
    (Source::Template, "template", texts::counter::LETTER_TEMPLATE),
    (Source::Paper, "paper", texts::counter::RESULT_ON_PAPER),
];

const fn may_be_paper(kind: ResultKind) -> bool {
    matches!(kind, ResultKind::Propose)
}

/// The form.
#[component]
pub fn ResultForm(kind: ResultKind) -> impl IntoView {
    let open = Open::get();
    let Typed { result, source, .. } = open.typed;
    let (sender, writer) = (Sender::new(true), Writer::new());
    let (tried, set_tried) = signal(false);
    // A result on paper is only proposed: who finishes has a file.
    let chosen = Memo::new(move |_| match source.get() {
        Source::Paper if kind == ResultKind::Finish => Source::Upload,
        source => source,
    });
    let missing = Signal::derive(move || tried.get() && result.with(Option::is_none));
    let unread = Memo::new(move |_| chosen.get() == Source::Template && writer.upload().is_none());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // The button that printed has just become the one that sends.
        if open.settling.get_untracked() && !unread.get_untracked() {
            return;
        }
        set_tried.set(true);
        let upload = match chosen.get_untracked() {
            Source::Upload => result.with_untracked(|result| result.as_ref().map(|sent| sent.file.upload.clone())),
            Source::Template => untrack(|| writer.upload()),
            Source::Paper => None,
        };
        match (kind, upload, chosen.get_untracked()) {
            (_, None, Source::Template) => writer.print(),
            (_, None, Source::Upload) | (ResultKind::Finish, None, _) => focus_id("result-file"),
            (ResultKind::Finish, Some(upload), _) => {
                open.command(DeskCommand::Finish { upload }, texts::desk::ACT_DONE_FINISH);
            }
            (ResultKind::Propose, upload, _) => {
                open.command(DeskCommand::ProposeResult { upload }, texts::counter::DONE_PROPOSE);
            }
        }
    };
    let content = move || match chosen.get() {
        Source::Upload => view! { <ResultFile sender=sender missing=missing /> }.into_any(),
        Source::Template => view! { <LetterFields writer=writer /> }.into_any(),
        Source::Paper => ().into_any(),
    };
    let words = move || match kind {
        _ if unread.get() => texts::counter::LETTER_LOOK,
        ResultKind::Finish => texts::desk::FINISH_SUBMIT,
        ResultKind::Propose => texts::counter::PROPOSE_SUBMIT,
    };
    let offered = SOURCES.into_iter().filter(move |(source, ..)| may_be_paper(kind) || *source != Source::Paper);
    let options =
        Signal::derive(move || offered.clone().map(|(_, name, words)| Choice::new(name, t(words))).collect::<Vec<_>>());
    let name = Signal::derive(move || {
        let of = |(source, name, _)| (source == chosen.get()).then_some(name);
        SOURCES.into_iter().find_map(of).unwrap_or_default().to_owned()
    });
    let choose = move |name: String| {
        if let Some((found, ..)) = SOURCES.into_iter().find(|(_, known, _)| *known == name) {
            source.set(found);
        }
    };
    let busy = Signal::derive(move || open.busy.get() || writer.busy.get());
    view! {
        <form on:submit=submit novalidate>
            {may_be_paper(kind).then(|| view! { <p class="hint">{ts(texts::counter::PROPOSE_HINT)}</p> })}
            <FormGroup id="result-source" label=ts(texts::counter::LETTER_SOURCE) group=true>
                <Radios options=options value=name on_change=choose />
            </FormGroup>
            {content}
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=busy disabled=sender.busy()>{move || t(words())}</Button>
                <CancelButton />
            </div>
        </form>
    }
}
