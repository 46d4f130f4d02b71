//! Forms with one thing to write: a reason that the citizen or a colleague reads, an opinion, an amount to pay.

use super::{confirm::Confirm, open::Open, typed::Typed};
use crate::{
    i18n::{Key, Language, t, texts, ts},
    ui::{Button, ButtonKind, FormGroup, TextArea, TextInput, focus_id},
};
use leptos::prelude::*;
use motcua_contract::desk::DeskCommand;
use motcua_domain::dossier::Opinion;

/// What the sentence is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonKind {
    Refuse,
    Stop,
    Decline,
    /// A leader wants a result done again; a colleague reads it.
    SendBack,
    /// An answer to a colleague's question.
    Opinion,
}

impl ReasonKind {
    const fn ready(self) -> &'static [Key] {
        match self {
            Self::Refuse => &[
                texts::desk::READY_REFUSE_PLACE,
                texts::desk::READY_REFUSE_CONDITION,
                texts::desk::READY_REFUSE_DUPLICATE,
                texts::desk::READY_REFUSE_PROCEDURE,
            ],
            Self::Stop => &[texts::desk::READY_STOP_LATE, texts::desk::READY_STOP_WITHDRAWN],
            Self::Decline => &[texts::desk::READY_DECLINE_FINISHED],
            Self::SendBack | Self::Opinion => &[],
        }
    }

    fn command(self, text: String) -> (DeskCommand, Key) {
        match self {
            Self::Refuse => (DeskCommand::Refuse { reason: text }, texts::desk::ACT_DONE_REFUSE),
            Self::Stop => (DeskCommand::Stop { reason: text }, texts::desk::ACT_DONE_STOP),
            Self::Decline => (DeskCommand::DeclineWithdrawal { reason: text }, texts::desk::ACT_DONE_DECLINE),
            Self::SendBack => (DeskCommand::SendBack { reason: text }, texts::counter::DONE_SEND_BACK),
            Self::Opinion => (DeskCommand::GiveOpinion { text }, texts::counter::DONE_OPINION),
        }
    }

    /// Label, hint, what is said when it is empty, and the button.
    const fn words(self) -> (Key, Key, Key, Key) {
        use texts::{counter as c, desk as d};
        match self {
            Self::Refuse => (d::REASON_LABEL, d::REASON_HINT, d::REASON_MISSING, d::ACT_REFUSE),
            Self::Stop => (d::REASON_LABEL, d::REASON_HINT, d::REASON_MISSING, d::ACT_STOP),
            Self::Decline => (d::REASON_LABEL, d::REASON_HINT, d::REASON_MISSING, d::ACT_DECLINE),
            Self::SendBack => (c::SEND_BACK_LABEL, c::SEND_BACK_HINT, d::REASON_MISSING, c::ACT_SEND_BACK),
            Self::Opinion => (c::OPINION_LABEL, c::OPINION_HINT, c::OPINION_MISSING, c::OPINION_SUBMIT),
        }
    }

    /// Cannot be undone: asked once more.
    const fn ends(self) -> bool {
        matches!(self, Self::Refuse | Self::Stop)
    }
}

/// Ready-made sentences, in the citizen's language whatever the clerk reads; a press takes one over.
#[component]
pub fn Ready(sentences: &'static [Key], #[prop(into)] on_pick: Callback<String>) -> impl IntoView {
    view! {
        <details class="ready">
            <summary>{ts(texts::desk::REASON_READY)}</summary>
            <ul>
                {sentences
                    .iter()
                    .map(|key| {
                        let sentence = key.words(Language::Vi);
                        view! {
                            <li>
                                <button type="button" class="ready-line" on:click=move |_| on_pick.run(sentence.to_owned())>
                                    <span lang="vi">{sentence}</span>
                                    // What it says, for a clerk who reads the other language.
                                    {move || {
                                        let own = t(*key);
                                        (own != sentence).then(|| view! { <span class="choice-note">{own}</span> })
                                    }}
                                </button>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </details>
    }
}

/// Closes the open form; what was typed stays for the next time.
#[component]
pub fn CancelButton() -> impl IntoView {
    let open = Open::get();
    view! {
        <Button
            kind=ButtonKind::Quiet
            on_press=move |()| {
                open.form.set(None);
                focus_id("actions-title");
            }
        >
            {ts(texts::common::ACTION_CANCEL)}
        </Button>
    }
}

/// A sentence, and the command it goes with.
#[component]
pub fn ReasonForm(kind: ReasonKind) -> impl IntoView {
    let open = Open::get();
    let Typed { reason, .. } = open.typed;
    let (label, hint, missing, button) = kind.words();
    let (tried, set_tried) = signal(false);
    let asking = RwSignal::new(false);
    let error = Signal::derive(move || {
        (tried.get() && reason.with(|reason| reason.trim().is_empty())).then(|| t(missing).to_owned())
    });
    let send = Callback::new(move |()| {
        let (command, done) = kind.command(reason.get_untracked().trim().to_owned());
        open.command(command, done);
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        if error.get_untracked().is_some() {
            focus_id("reason");
        } else if kind.ends() {
            asking.set(true);
        } else {
            send.run(());
        }
    };
    let (title, text, yes) = match kind {
        ReasonKind::Refuse => {
            (texts::desk::CONFIRM_REFUSE_TITLE, texts::desk::CONFIRM_REFUSE_TEXT, texts::desk::CONFIRM_YES_REFUSE)
        }
        _ => (texts::desk::CONFIRM_STOP_TITLE, texts::desk::CONFIRM_STOP_TEXT, texts::desk::CONFIRM_YES_STOP),
    };
    let look = if kind == ReasonKind::Opinion { ButtonKind::Primary } else { ButtonKind::Danger };
    // What was asked, above the answer to it.
    let question = move || {
        (kind == ReasonKind::Opinion).then(|| {
            open.judge(|dossier, staff, _| {
                let waits = |opinion: &&Opinion| opinion.of == staff.id && opinion.answer.is_none();
                dossier.opinions.iter().find(waits).map(|opinion| opinion.question.clone()).unwrap_or_default()
            })
        })
    };
    view! {
        {move || question().map(|words| view! { <blockquote class="pre-line">{words}</blockquote> })}
        <form on:submit=submit novalidate>
            <FormGroup
                id="reason"
                label=ts(label)
                hint=Signal::derive(move || Some(t(hint).to_owned()))
                error=error
            >
                <TextArea value=reason on_input=move |text| reason.set(text) max=1000 />
            </FormGroup>
            {(!kind.ready().is_empty()).then(|| view! { <Ready sentences=kind.ready() on_pick=move |text| reason.set(text) /> })}
            <div class="actions">
                <Button kind=look submit=true busy=open.busy>{ts(button)}</Button>
                <CancelButton />
            </div>
        </form>
        <Confirm id="confirm-reason" open=asking title=title text=text yes=yes quote=reason danger=true on_yes=send />
    }
}

/// How much the citizen has to pay.
#[component]
pub fn PaymentForm() -> impl IntoView {
    let open = Open::get();
    let Typed { amount, .. } = open.typed;
    let (tried, set_tried) = signal(false);
    let value = move || {
        amount.with(|amount| amount.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u64>().ok())
    };
    let error = Signal::derive(move || {
        (tried.get() && value().is_none_or(|amount| amount == 0))
            .then(|| t(texts::desk::REASON_AMOUNT_MISSING).to_owned())
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        match value().filter(|amount| *amount > 0) {
            Some(amount) => open.command(DeskCommand::RequestPayment { amount }, texts::desk::ACT_DONE_PAYMENT),
            None => focus_id("amount"),
        }
    };
    view! {
        <form on:submit=submit novalidate>
            <FormGroup id="amount" label=ts(texts::desk::REASON_AMOUNT) error=error>
                <TextInput
                    value=amount
                    on_input=move |text| amount.set(text)
                    inputmode="numeric"
                    width=10
                    suffix=ts(texts::desk::REASON_AMOUNT_SUFFIX)
                />
            </FormGroup>
            <div class="actions">
                <Button kind=ButtonKind::Primary submit=true busy=open.busy>{ts(texts::desk::ACT_PAYMENT)}</Button>
                <CancelButton />
            </div>
        </form>
    }
}
