//! The panel of what can be done now: the main step in a place of its own, what was said, the others, the open form.

use super::{
    acts::{Act, offered},
    appointment::ExtendForm,
    finish::{ResultForm, ResultKind},
    giving::ReturnForm,
    open::{Form, Open},
    people::{AskForm, AssignForm},
    reason::{PaymentForm, ReasonForm, ReasonKind},
    supplement::SupplementForm,
    undo::UndoButton,
};
use crate::{
    api,
    desk::{keys, routes},
    fields::money,
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, Notice, Skeleton, Tone, focus_soon},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use motcua_contract::desk::{DeskCommand, DeskDossier};
use motcua_domain::dossier::{State, What};

/// What the state says besides: why nothing, or less, can be done here.
fn note(dossier: &DeskDossier, acts: &[Act]) -> Option<String> {
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
        State::Refused | State::Stopped | State::Returned => words(texts::desk::ACT_OVER),
        State::Processing
            if dossier.proposed.is_some() && !acts.contains(&Act::Approve) && !acts.contains(&Act::CertifyCopy) =>
        {
            words(texts::counter::NOTE_PROPOSED)
        }
        _ if acts.is_empty() => words(texts::counter::NOTE_NOTHING),
        State::Submitted | State::Processing
            if dossier.supplements_asked > 0 && !acts.contains(&Act::Open(Form::SupplementAgain)) =>
        {
            words(texts::counter::NOTE_SUPPLEMENT_USED)
        }
        _ => None,
    }
}

/// The panel of what to do next.
#[component]
pub fn Actions() -> impl IntoView {
    let open = Open::get();
    let state = Memo::new(move |_| open.read(|dossier| dossier.state));
    let ready = Memo::new(move |_| open.settled());
    let acts = Memo::new(move |_| if ready.get() { open.judge(offered) } else { Vec::new() });
    let note = Memo::new(move |_| open.read(|dossier| acts.with(|acts| note(dossier, acts))).filter(|_| ready.get()));
    // Also when somebody else's step changed what is offered here.
    Effect::new(move |before: Option<(bool, Vec<Act>)>| {
        let now = (ready.get(), acts.get());
        if before.is_some_and(|before| before.0 && before != now) {
            open.settle();
        }
        now
    });
    let navigate = use_navigate();
    let act = Callback::new(move |act: Act| {
        if open.settling.get_untracked() {
            return;
        }
        match act {
            Act::Receive => open.command(DeskCommand::Receive {}, texts::desk::ACT_DONE_RECEIVE),
            Act::Start => open.command(DeskCommand::StartProcessing {}, texts::desk::ACT_DONE_START),
            // The money is recorded beside; then the dossier goes on by itself.
            Act::ConfirmPayment => focus_soon("fees-title"),
            Act::Approve => open.command(DeskCommand::Approve {}, texts::counter::DONE_APPROVE),
            Act::PrepareCopy => open.command(DeskCommand::PrepareCopy {}, texts::copies::DONE_PREPARE),
            Act::CertifyCopy => open.command(DeskCommand::CertifyCopy {}, texts::copies::DONE_CERTIFY),
            // Its pages are scanned here, and the leader certifies it.
            Act::SameVisit if open.read(|dossier| dossier.copy.is_some()) => {
                open.command(DeskCommand::ReceiveSameVisit {}, texts::counter::DONE_SAME_VISIT);
            }
            Act::SameVisit => {
                let (navigate, to) = (navigate.clone(), routes::same_visit(&open.id.get_value()));
                let go = move || navigate(&to, NavigateOptions::default());
                open.command_then(DeskCommand::ReceiveSameVisit {}, texts::counter::DONE_SAME_VISIT, go);
            }
            Act::Open(form) => {
                open.done.set(None);
                open.failure.set(None);
                open.form.set(Some(form));
                focus_soon("action-form");
            }
        }
    });
    keys::listen(move |key| {
        if key == "u" {
            // Not there: nothing to take back.
            let there = document().get_element_by_id("undo").is_some() && !open.settling.get_untracked();
            if there {
                open.command(DeskCommand::Undo {}, texts::counter::DONE_UNDO);
            }
            return there;
        }
        let wanted = match key {
            "t" => acts.with_untracked(|acts| acts.first().copied()).filter(|act| !act.ends(state.get_untracked())),
            "b" => {
                let asks = |act: &Act| matches!(act, Act::Open(Form::Supplement | Form::SupplementAgain));
                acts.with_untracked(|acts| acts.iter().copied().find(asks))
            }
            _ => return false,
        };
        if let Some(wanted) = wanted.filter(|_| open.form.with_untracked(Option::is_none)) {
            act.run(wanted);
        }
        true
    });
    let button = move |one: Act, kind: ButtonKind| {
        // A command is under way at once; a form only opens.
        let busy = Signal::derive(move || open.busy.get() && !matches!(one, Act::Open(_)));
        view! {
            <Button kind=kind busy=busy disabled=open.settling on_press=move |()| act.run(one)>
                {ts(one.words(state.get_untracked()))}
            </Button>
        }
    };
    let danger = move |one: Act| if one.ends(state.get()) { ButtonKind::Danger } else { ButtonKind::Secondary };
    let main = move || {
        let first = acts.with(|acts| acts.first().copied())?;
        let kind = if first.ends(state.get()) { ButtonKind::Danger } else { ButtonKind::Primary };
        Some(view! { <div class="main-action">{button(first, kind)}</div> })
    };
    let others = move || {
        let others: Vec<Act> = acts.with(|acts| acts.iter().skip(1).copied().collect());
        (!others.is_empty()).then(|| {
            let buttons = others.into_iter().map(|one| button(one, danger(one))).collect_view();
            view! {
                <h3 class="small-heading">{ts(texts::counter::OTHER_ACTS)}</h3>
                <div class="action-buttons">{buttons}</div>
            }
        })
    };
    let idle = Memo::new(move |_| open.form.with(Option::is_none));
    view! {
        <section class="card actions-card no-print" aria-labelledby="actions-title">
            <h2 id="actions-title" tabindex="-1">{ts(texts::desk::DOSSIER_ACTIONS)}</h2>
            {move || (!ready.get()).then(|| view! { <div class="actions-coming"><Skeleton label=ts(texts::desk::WORD_LOADING) lines=4 /></div> })}
            {move || idle.get().then(main)}
            <Said />
            {move || note.get().map(|words| view! { <p>{words}</p> })}
            {move || if idle.get() { others().into_any() } else { view! { <OpenForm acts=acts /> }.into_any() }}
        </section>
    }
}

/// What was done, what others did, what failed: under the main step, so that it never moves that.
#[component]
fn Said() -> impl IntoView {
    let open = Open::get();
    view! {
        // On the page before its words are, so that they are spoken.
        <div role="status">
            {move || open.done.get().map(|key| view! { <Notice tone=Tone::Success><p>{ts(key)}</p></Notice> })}
        </div>
        <UndoButton />
        {move || {
            open.changed
                .get()
                .map(|words| {
                    view! {
                        <div id="changed" tabindex="-1">
                            <Notice tone=Tone::Warning title=ts(texts::desk::CHANGED_TITLE)>
                                <p>{words}</p>
                                <Button kind=ButtonKind::Quiet on_press=move |()| open.changed.set(None)>
                                    {ts(texts::counter::MEANWHILE_SEEN)}
                                </Button>
                            </Notice>
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
    }
}

/// The form that is open; what was typed in it stays when it is no longer possible, to be copied.
#[component]
fn OpenForm(acts: Memo<Vec<Act>>) -> impl IntoView {
    let open = Open::get();
    let state =
        open.dossier.with_untracked(|dossier| dossier.as_ref().map(|dossier| dossier.state)).unwrap_or_default();
    move || {
        open.form.get().map(|form| {
            let view = match form {
                Form::Refuse => view! { <ReasonForm kind=ReasonKind::Refuse /> }.into_any(),
                Form::Stop => view! { <ReasonForm kind=ReasonKind::Stop /> }.into_any(),
                Form::Decline => view! { <ReasonForm kind=ReasonKind::Decline /> }.into_any(),
                Form::SendBack => view! { <ReasonForm kind=ReasonKind::SendBack /> }.into_any(),
                Form::Opinion => view! { <ReasonForm kind=ReasonKind::Opinion /> }.into_any(),
                Form::RevokeCopy => view! { <ReasonForm kind=ReasonKind::RevokeCopy /> }.into_any(),
                Form::Supplement => view! { <SupplementForm again=false /> }.into_any(),
                Form::SupplementAgain => view! { <SupplementForm again=true /> }.into_any(),
                Form::Payment => view! { <PaymentForm /> }.into_any(),
                Form::Finish => view! { <ResultForm kind=ResultKind::Finish /> }.into_any(),
                Form::Propose => view! { <ResultForm kind=ResultKind::Propose /> }.into_any(),
                Form::Return => view! { <ReturnForm /> }.into_any(),
                Form::Extend => view! { <ExtendForm /> }.into_any(),
                Form::Assign => view! { <AssignForm /> }.into_any(),
                Form::Ask => view! { <AskForm /> }.into_any(),
            };
            let possible = move || acts.with(|acts| acts.contains(&Act::Open(form)));
            view! {
                <div class="action-form" id="action-form" tabindex="-1">
                    <h3>{ts(Act::Open(form).words(state))}</h3>
                    {move || (!possible()).then(|| view! { <Notice tone=Tone::Warning><p>{t(texts::desk::ACT_NOT_NOW)}</p></Notice> })}
                    {view}
                </div>
            }
        })
    }
}
