//! What can be done with a dossier now: the main step, the others, and the form of the one that is open.

use super::{
    confirm::Confirm,
    finish::FinishForm,
    open::{Form, Open},
    reason::{PaymentForm, ReasonForm, ReasonKind},
    supplement::SupplementForm,
};
use crate::{
    api,
    desk::keys,
    fields::money,
    i18n::{Key, t, texts, tf, ts},
    ui::{Button, ButtonKind, Notice, Tone, focus_soon},
};
use leptos::prelude::*;
use motcua_contract::desk::{DeskCommand, DeskDossier};
use motcua_domain::dossier::{ReturnWay, State, What};

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Receive,
    Start,
    Return,
    ConfirmPayment,
    Open(Form),
}

impl Act {
    const fn words(self, state: State) -> Key {
        match self {
            Self::Receive => texts::desk::ACT_RECEIVE,
            Self::Start => texts::desk::ACT_START,
            Self::Return => texts::desk::ACT_RETURN,
            Self::ConfirmPayment => texts::desk::ACT_CONFIRM_PAYMENT,
            Self::Open(Form::Refuse) => texts::desk::ACT_REFUSE,
            Self::Open(Form::Supplement) => texts::desk::ACT_SUPPLEMENT,
            Self::Open(Form::Stop) if matches!(state, State::WithdrawalRequested) => texts::desk::ACT_STOP_WITHDRAWAL,
            Self::Open(Form::Stop) => texts::desk::ACT_STOP,
            Self::Open(Form::Decline) => texts::desk::ACT_DECLINE,
            Self::Open(Form::Payment) => texts::desk::ACT_PAYMENT,
            Self::Open(Form::Finish) => texts::desk::ACT_FINISH,
        }
    }
}

/// Ends a dossier without a result; letting somebody withdraw is what they asked for.
const fn ends(act: Act, state: State) -> bool {
    matches!(act, Act::Open(Form::Refuse | Form::Stop)) && !matches!(state, State::WithdrawalRequested)
}

/// What a state offers, the main step first. The server decides again.
fn acts(state: State, may_ask: bool) -> Vec<Act> {
    use Form as F;
    let supplement = may_ask.then_some(Act::Open(F::Supplement));
    match state {
        State::Submitted => {
            [Some(Act::Receive), supplement, Some(Act::Open(F::Refuse))].into_iter().flatten().collect()
        }
        State::Received => vec![Act::Start, Act::Open(F::Finish), Act::Open(F::Payment)],
        State::Processing => {
            let rest = [Act::Open(F::Payment), Act::Open(F::Stop)];
            [Some(Act::Open(F::Finish)), supplement].into_iter().flatten().chain(rest).collect()
        }
        State::SupplementRequested => vec![Act::Open(F::Stop)],
        State::PaymentRequested => vec![Act::ConfirmPayment, Act::Open(F::Stop)],
        State::WithdrawalRequested => vec![Act::Open(F::Stop), Act::Open(F::Decline)],
        State::Done => vec![Act::Return],
        State::Draft | State::Refused | State::Stopped | State::Returned => Vec::new(),
    }
}

/// What the state says besides: why nothing, or less, can be done.
fn note(dossier: &DeskDossier) -> Option<String> {
    let words = |key| Some(t(key).to_owned());
    match dossier.state {
        State::SupplementRequested => words(texts::desk::ACT_WAITING_CITIZEN),
        State::PaymentRequested => {
            let amount = dossier.events.iter().rev().find_map(|event| match event.what {
                What::PaymentRequested { amount } => Some(amount),
                _ => None,
            });
            Some(tf(texts::desk::ACT_WAITING_PAYMENT, &[("amount", &money(amount.unwrap_or(0)))]))
        }
        State::WithdrawalRequested => {
            let reason = dossier.events.iter().rev().find_map(|event| match &event.what {
                What::WithdrawalRequested { reason } => Some(reason.clone()),
                _ => None,
            });
            Some(tf(texts::desk::ACT_WITHDRAWAL_ASKED, &[("reason", &reason.unwrap_or_default())]))
        }
        State::Submitted | State::Processing if dossier.supplements_asked > 0 => {
            words(texts::desk::ACT_SUPPLEMENT_USED)
        }
        State::Refused | State::Stopped | State::Returned => words(texts::desk::ACT_OVER),
        _ => None,
    }
}

/// The panel of what to do next.
#[component]
pub fn Actions() -> impl IntoView {
    let open = Open::get();
    let state = Memo::new(move |_| open.read(|dossier| dossier.state));
    let offered = Memo::new(move |_| open.read(|dossier| acts(dossier.state, dossier.supplements_asked == 0)));
    let note = Signal::derive(move || open.read(note));
    let returning = RwSignal::new(false);
    let act = Callback::new(move |act: Act| match act {
        Act::Receive => open.command(DeskCommand::Receive {}, texts::desk::ACT_DONE_RECEIVE),
        Act::Start => open.command(DeskCommand::StartProcessing {}, texts::desk::ACT_DONE_START),
        Act::ConfirmPayment => open.command(DeskCommand::ConfirmPayment {}, texts::desk::ACT_DONE_CONFIRM_PAYMENT),
        Act::Return => returning.set(true),
        Act::Open(form) => {
            open.done.set(None);
            open.failure.set(None);
            open.form.set(Some(form));
            focus_soon("action-form");
        }
    });
    keys::listen(move |key| {
        let wanted = match key {
            "t" => {
                offered.with_untracked(|acts| acts.first().copied()).filter(|act| !ends(*act, state.get_untracked()))
            }
            "b" => Some(Act::Open(Form::Supplement)).filter(|act| offered.with_untracked(|acts| acts.contains(act))),
            _ => return false,
        };
        if let Some(wanted) = wanted.filter(|_| open.form.with_untracked(Option::is_none)) {
            act.run(wanted);
        }
        true
    });
    let buttons = move || {
        let state = state.get();
        offered
            .get()
            .into_iter()
            .enumerate()
            .map(|(index, one)| {
                let kind = match index {
                    _ if ends(one, state) => ButtonKind::Danger,
                    0 => ButtonKind::Primary,
                    _ => ButtonKind::Secondary,
                };
                // A command is under way at once; a form only opens.
                let busy = Signal::derive(move || open.busy.get() && !matches!(one, Act::Open(_)));
                view! { <Button kind=kind busy=busy on_press=move |()| act.run(one)>{ts(one.words(state))}</Button> }
            })
            .collect_view()
    };
    let form = move || {
        open.form.get().map(|form| {
            let view = match form {
                Form::Refuse => view! { <ReasonForm kind=ReasonKind::Refuse /> }.into_any(),
                Form::Stop => view! { <ReasonForm kind=ReasonKind::Stop /> }.into_any(),
                Form::Decline => view! { <ReasonForm kind=ReasonKind::Decline /> }.into_any(),
                Form::Supplement => view! { <SupplementForm /> }.into_any(),
                Form::Payment => view! { <PaymentForm /> }.into_any(),
                Form::Finish => view! { <FinishForm /> }.into_any(),
            };
            let possible = move || offered.with(|acts| acts.contains(&Act::Open(form)));
            view! {
                <div class="action-form" id="action-form" tabindex="-1">
                    <h3>{ts(Act::Open(form).words(state.get_untracked()))}</h3>
                    {move || (!possible()).then(|| view! { <Notice tone=Tone::Warning><p>{t(texts::desk::ACT_NOT_NOW)}</p></Notice> })}
                    {view}
                </div>
            }
        })
    };
    view! {
        <section class="card actions-card no-print" aria-labelledby="actions-title">
            <h2 id="actions-title" tabindex="-1">{ts(texts::desk::DOSSIER_ACTIONS)}</h2>
            // On the page before its words are, so that they are spoken.
            <div role="status">
                {move || open.done.get().map(|key| view! { <Notice tone=Tone::Success><p>{ts(key)}</p></Notice> })}
            </div>
            {move || {
                open.changed
                    .get()
                    .map(|words| {
                        view! {
                            <div id="changed" tabindex="-1">
                                <Notice tone=Tone::Warning title=ts(texts::desk::CHANGED_TITLE)><p>{words}</p></Notice>
                            </div>
                        }
                    })
            }}
            {move || {
                open.failure
                    .get()
                    .map(|failure| {
                        view! {
                            <div id="command-failed" tabindex="-1">
                                <Notice tone=Tone::Error><p>{move || t(api::words(&failure))}</p></Notice>
                            </div>
                        }
                    })
            }}
            {move || note.get().map(|words| view! { <p>{words}</p> })}
            {move || match form() {
                Some(form) => form.into_any(),
                None => view! { <div class="action-buttons">{buttons()}</div> }.into_any(),
            }}
        </section>
        <Confirm
            id="confirm-return"
            open=returning
            title=texts::desk::CONFIRM_RETURN_TITLE
            text=texts::desk::CONFIRM_RETURN_TEXT
            yes=texts::desk::CONFIRM_YES_RETURN
            on_yes=move |()| open.command(DeskCommand::Return { way: ReturnWay::ByHand, note: String::new() }, texts::desk::ACT_DONE_RETURN)
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supplements_are_offered_once() {
        assert!(acts(State::Submitted, true).contains(&Act::Open(Form::Supplement)));
        assert!(!acts(State::Submitted, false).contains(&Act::Open(Form::Supplement)));
        assert!(!acts(State::Processing, false).contains(&Act::Open(Form::Supplement)));
    }

    #[test]
    fn an_ended_dossier_offers_nothing_and_every_other_state_something() {
        for state in State::ALL.into_iter().filter(|state| *state != State::Draft) {
            assert_eq!(acts(state, true).is_empty(), state.terminal(), "{state:?}");
        }
    }
}
