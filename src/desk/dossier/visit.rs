//! The same visit ("ngày không hẹn"): taken in, done and handed over on one screen, while the minutes run. A slip with an
//! appointment is printed only if somebody asks for it.

use super::{
    NotThere, finish::ResultFile, open::Open, opened, papers::Papers, print::form_address, sending::Sender,
    typed::Typed,
};
use crate::{
    api,
    desk::{frame, new_tab::NewTab, reference::Reference, routes},
    i18n::{t, texts, tf, ts},
    ui::{Button, ButtonKind, Checkbox, LinkButton, Notice, Skeleton, Tone, focus_id},
};
use jiff::Timestamp;
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use leptos_router::hooks::use_params_map;
use motcua_contract::desk::{DeskCommand, DeskDossier};
use motcua_domain::{
    dossier::{Channel, State, What},
    staff::Duty,
};
use std::time::Duration;

/// When the visit began and, if it did, when it ended. A dossier that came from home counts from when it was taken in.
fn span(dossier: &DeskDossier) -> (Option<Timestamp>, Option<Timestamp>) {
    let at = |is: fn(&What) -> bool| dossier.events.iter().find(|event| is(&event.what)).map(|event| event.at);
    let from = match dossier.channel {
        Channel::Online => at(|what| matches!(what, What::Received)),
        Channel::Desk | Channel::Post => Some(dossier.submitted_at),
    };
    (from, at(|what| matches!(what, What::Returned { .. })))
}

/// Whole minutes.
fn minutes(seconds: i64) -> String {
    (seconds.max(0) / 60).to_string()
}

/// The page.
#[component]
pub fn SameVisitPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    frame::title(texts::counter::VISIT_TITLE);
    move || view! { <OneVisit id=id.get() /> }
}

#[component]
fn OneVisit(id: String) -> impl IntoView {
    let back = routes::dossier(&id);
    let open = opened(id);
    let there = Memo::new(move |_| open.dossier.with(Option::is_some));
    view! {
        <p class="no-print"><a class="back-link" href=back>"← " {ts(texts::counter::VISIT_BACK)}</a></p>
        {move || if there.get() { view! { <Visit /> }.into_any() } else { view! { <NotThere /> }.into_any() }}
    }
}

/// The running minutes.
#[component]
fn Minutes() -> impl IntoView {
    let open = Open::get();
    let passed = RwSignal::new(0_i64);
    let look = move || {
        let spent = open.dossier.with(|dossier| {
            let (from, to) = span(dossier.as_ref()?);
            let from = from?;
            Some(match to {
                Some(to) => to.duration_since(from).as_secs(),
                None => -open.seconds_until(from),
            })
        });
        passed.try_set(spent.unwrap_or_default());
    };
    Effect::new(move |_| look());
    if let Ok(handle) = set_interval_with_handle(move || untrack(look), Duration::from_secs(5)) {
        on_cleanup(move || handle.clear());
    }
    let over = Memo::new(move |_| open.read(|dossier| span(dossier).1.is_some()));
    let shown = Memo::new(move |_| minutes(passed.get()));
    move || {
        let key = if over.get() { texts::counter::VISIT_TOOK } else { texts::counter::VISIT_MINUTES };
        view! { <p class="visit-minutes" id="visit-minutes">{tf(key, &[("minutes", &shown.get())])}</p> }
    }
}

#[component]
fn Visit() -> impl IntoView {
    let (open, reference) = (Open::get(), Reference::get());
    let procedure = Memo::new(move |_| open.read(|dossier| dossier.procedure.clone()));
    let requester = move || {
        open.read(|dossier| {
            dossier
                .answers
                .get("requester_name")
                .and_then(|value| value.as_text().map(str::to_owned))
                .unwrap_or_default()
        })
    };
    let code = move || open.read(|dossier| dossier.code.clone());
    view! {
        <header class="dossier-head">
            <div>
                <h1 id="page-title" tabindex="-1">
                    <span class="dossier-code">{ts(texts::counter::VISIT_TITLE)} " · " {code}</span>
                    <span class="dossier-name">{requester}</span>
                </h1>
                <p class="muted">{move || reference.procedure_name(&procedure.get())}</p>
            </div>
            <Minutes />
        </header>
        <div class="desk-panes">
            <div class="desk-pane">
                <Papers />
                <super::answers::AnswerSections />
            </div>
            <div class="desk-side"><VisitActions /></div>
        </div>
    }
}

/// The one step there is: take in and hand over.
#[component]
fn VisitActions() -> impl IntoView {
    let open = Open::get();
    let Typed { result, on_paper, .. } = open.typed;
    on_paper.set(true);
    let sender = Sender::new(true);
    let (tried, set_tried) = signal(false);
    let state = Memo::new(move |_| open.read(|dossier| dossier.state));
    let running = Memo::new(move |_| matches!(state.get(), State::Submitted | State::Received | State::Processing));
    let ready = Memo::new(move |_| open.settled());
    let may = Memo::new(move |_| open.may(Duty::Intake));
    let bound = Memo::new(move |_| {
        open.judge(|dossier, staff, case| {
            dossier.approval && !super::acts::may(staff, dossier, &case.field, Duty::Approve)
        })
    });
    let missing = Signal::derive(move || tried.get() && !on_paper.get() && result.with(Option::is_none));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        set_tried.set(true);
        let upload = result.with_untracked(|result| result.as_ref().map(|sent| sent.file.upload.clone()));
        let upload = upload.filter(|_| !on_paper.get_untracked());
        if upload.is_none() && !on_paper.get_untracked() {
            focus_id("result-file");
            return;
        }
        open.command(DeskCommand::HandOver { upload }, texts::counter::DONE_HAND_OVER);
    };
    let slip = move || {
        let id = open.id.get_value();
        (state.get() != State::Submitted).then(|| {
            view! {
                <p>
                    <NewTab href=form_address(&id, "receipt")>{ts(texts::counter::VISIT_SLIP)}</NewTab>
                </p>
            }
        })
    };
    let form = move || {
        view! {
            <form on:submit=submit novalidate>
                <Checkbox
                    id="result-on-paper"
                    label=ts(texts::counter::VISIT_ON_PAPER)
                    checked=on_paper
                    on_change=move |on| on_paper.set(on)
                />
                {move || (!on_paper.get()).then(|| view! { <ResultFile sender=sender missing=missing /> })}
                <div class="main-action">
                    <Button kind=ButtonKind::Primary submit=true busy=open.busy disabled=sender.busy() id="hand-over">
                        {ts(texts::counter::VISIT_SUBMIT)}
                    </Button>
                </div>
                <p class="small muted">{ts(texts::counter::VISIT_HINT)}</p>
            </form>
        }
    };
    view! {
        <section class="card actions-card no-print" aria-labelledby="actions-title">
            <h2 id="actions-title" tabindex="-1">{ts(texts::desk::DOSSIER_ACTIONS)}</h2>
            {move || match (running.get(), may.get(), bound.get()) {
                (true, ..) if !ready.get() => view! { <Skeleton label=ts(texts::desk::WORD_LOADING) lines=4 /> }.into_any(),
                (true, true, false) => form().into_any(),
                (true, _, true) => view! { <Notice tone=Tone::Warning><p>{ts(texts::counter::VISIT_APPROVAL)}</p></Notice> }.into_any(),
                (true, false, _) => view! { <p>{ts(texts::counter::NOTE_NOTHING)}</p> }.into_any(),
                (false, ..) => ().into_any(),
            }}
            <div role="status">
                {move || open.done.get().map(|key| view! { <Notice tone=Tone::Success><p>{ts(key)}</p></Notice> })}
            </div>
            {move || open.changed.get().map(|words| view! { <div id="changed" tabindex="-1"><Notice tone=Tone::Warning><p>{words}</p></Notice></div> })}
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
            {slip}
            {move || {
                (!running.get())
                    .then(|| view! { <p><LinkButton kind=ButtonKind::Primary href=routes::LIST>{ts(texts::desk::DOSSIER_BACK)}</LinkButton></p> })
            }}
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::dossier::sample::{dossier, event, noon};
    use motcua_domain::dossier::ReturnWay;

    #[test]
    fn the_minutes_end_with_the_visit() {
        assert_eq!(span(&DeskDossier { channel: Channel::Desk, ..dossier(State::Received) }), (Some(noon(2)), None));
        let over = What::Returned { way: ReturnWay::ByHand, note: String::new() };
        let events = vec![event(3, What::Received), event(4, over)];
        let returned = DeskDossier { events, ..dossier(State::Returned) };
        assert_eq!(span(&returned), (Some(noon(3)), Some(noon(4))));
        assert_eq!((minutes(-5), minutes(59), minutes(61)), ("0".into(), "0".into(), "1".into()));
    }
}
