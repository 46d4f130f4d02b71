//! A dossier as its citizen sees it: where it stands, what is asked now, what happened, the result.

use super::{
    payment,
    route::Route,
    track::{receipt_link, state_tag},
    world::World,
};
use crate::{
    api::{self, Failure, words as failure_words},
    device::{download_blob, uuid_v4},
    fields::local_words,
    i18n::{say, t, tf, ts},
    texts::{citizen as w, common as c},
    ui::{
        Button, ButtonKind, Dialog, FormGroup, Icon, LinkButton, Notice, Sign, TextArea, Timeline, TimelineItem, Tone,
    },
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    IDEMPOTENCY_HEADER, RECEIPT_HEADER,
    dossiers::{DownloadResult, Step, Tracking, WithdrawDossier, Withdrawal},
};
use motcua_domain::{deadline::local, dossier::State};

/// The whole of a dossier. `foreign`: the secret came with the address, not out of this phone's store.
pub fn detail(world: World, tracking: &Tracking, secret: String, foreign: bool, again: Callback<()>) -> AnyView {
    world.want_procedure(&tracking.procedure, false);
    let named = tracking.procedure.clone();
    let due = tracking.due;
    let paused = tracking.paused;
    let over = tracking.state.terminal() || tracking.state == State::Done;
    let received = local(tracking.received_at);
    let steps = tracking.steps.clone();
    let items = Signal::derive(move || timeline(&steps));
    let code = tracking.code.clone();
    view! {
        <p>{move || world.procedure_name(&named)}</p>
        <p>{state_tag(tracking)}</p>
        {asked(world, tracking, &secret, foreign)}
        {payment::sections(tracking)}
        {result(tracking, &secret)}
        <p>{move || tf(w::TRACK_RECEIVED, &[("at", &local_words(received))])}</p>
        {move || match due {
            _ if over => None,
            _ if paused => Some(t(w::TRACK_PAUSED).to_owned()),
            Some(due) => Some(tf(w::TRACK_DUE, &[("at", &local_words(due))])),
            None => None,
        }}
        <section class="section">
            <h2>{say(w::TRACK_STEPS)}</h2>
            <Timeline items=items />
        </section>
        <div class="actions">
            <Button on_press=again>{say(w::TRACK_REFRESH)}</Button>
            {receipt_link(world, &code)}
            {withdrawal(tracking, secret, again)}
        </div>
    }
    .into_any()
}

fn timeline(steps: &[Step]) -> Vec<TimelineItem> {
    let last = steps.len().saturating_sub(1);
    let one = |(index, step): (usize, &Step)| {
        let title = crate::texts::citizen::find_step(&step.what);
        let tone = match step.what.as_str() {
            "refused" | "stopped" => Tone::Error,
            "supplement_requested" | "payment_requested" => Tone::Warning,
            "finished" | "returned" => Tone::Success,
            _ => Tone::Info,
        };
        TimelineItem {
            title: title.map_or_else(|| step.what.clone(), |key| t(key).to_owned()),
            at: local_words(local(step.at)),
            datetime: step.at.to_string(),
            by: Some(t(if step.by == "citizen" { w::BY_CITIZEN } else { w::BY_OFFICE }).to_owned()),
            // What the program itself wrote is in Vietnamese, as the letter is: here it is said in the reader's language.
            body: if step.by == "system" && step.what == "extended" {
                Some(t(w::EXTENDED_BY_SYSTEM).to_owned())
            } else {
                step.note.clone().filter(|note| !note.is_empty())
            },
            tone,
            current: index == last,
        }
    };
    steps.iter().enumerate().map(one).collect()
}

fn asked(world: World, tracking: &Tracking, secret: &str, foreign: bool) -> AnyView {
    if tracking.asked.is_empty() {
        return ().into_any();
    }
    let procedure = tracking.procedure.clone();
    let reasons = tracking.asked.clone();
    let lines = move || {
        let words = world.procedure(&procedure);
        let line = |reason: &motcua_domain::dossier::Reason| {
            let label = words.here().and_then(|w| w.field_at(&reason.field).map(|field| w.label(field)));
            view! { <li><strong>{label.unwrap_or_else(|| reason.field.clone())}</strong>": "{reason.text.clone()}</li> }
        };
        reasons.iter().map(line).collect::<Vec<_>>()
    };
    let note = tracking.asked_note.clone().filter(|note| !note.is_empty());
    let href = Route::Supplement { code: tracking.code.clone() }.href();
    let href = if foreign { [&href, "#", secret].concat() } else { href };
    view! {
        <Notice tone=Tone::Warning title=ts(w::ASKED_TITLE) id="asked">
            <ul>{lines}</ul>
            {note.map(|note| view! { <p class="pre-line">{note}</p> })}
            <LinkButton kind=ButtonKind::Primary href=href>{say(w::ASKED_ANSWER)}</LinkButton>
        </Notice>
    }
    .into_any()
}

fn result(tracking: &Tracking, secret: &str) -> AnyView {
    let Some(file) = tracking.result.clone() else { return ().into_any() };
    let own = StoredValue::new((tracking.code.clone(), secret.to_owned(), file.media_type.clone()));
    let busy = RwSignal::new(false);
    let failure: RwSignal<Option<Failure>> = RwSignal::new(None);
    let fetch = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let (code, secret, media_type) = own.get_value();
            let ending = match media_type.as_str() {
                "application/pdf" => "pdf",
                "image/png" => "png",
                _ => "jpg",
            };
            match api::bytes::<DownloadResult>(&[&code], &[(RECEIPT_HEADER, &secret)]).await {
                Ok(bytes) => {
                    if !download_blob(&["ket-qua-", &code, ".", ending].concat(), &bytes, &media_type) {
                        let _ = failure.try_set(Some(Failure::Broken));
                    }
                }
                Err(error) => {
                    let _ = failure.try_set(Some(error));
                }
            }
            let _ = busy.try_set(false);
        });
    });
    let kilobytes = (file.size / 1024).max(1).to_string();
    view! {
        <Notice tone=Tone::Success title=ts(w::RESULT_TITLE) id="result">
            <p>{move || tf(w::RESULT_TEXT, &[("size", &kilobytes)])}</p>
            <Button kind=ButtonKind::Primary busy=busy on_press=fetch>
                <Icon sign=Sign::Download />
                {say(w::RESULT_DOWNLOAD)}
            </Button>
            {move || failure.get().map(|failure| {
                let key = failure_words(&failure);
                view! { <p class="field-error" role="alert"><Icon sign=Sign::Error /><span>{say(key)}</span></p> }
            })}
        </Notice>
    }
    .into_any()
}

/// The citizen may take a dossier back while it is worked on.
fn withdrawal(tracking: &Tracking, secret: String, again: Callback<()>) -> AnyView {
    if !matches!(tracking.state, State::Submitted | State::Received | State::Processing) {
        return ().into_any();
    }
    let (open, set_open) = signal(false);
    let (reason, set_reason) = signal(String::new());
    let busy = RwSignal::new(false);
    let failure: RwSignal<Option<Failure>> = RwSignal::new(None);
    let own = StoredValue::new((tracking.code.clone(), secret, uuid_v4()));
    let ask = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            let (code, secret, key) = own.get_value();
            let body = Withdrawal { reason: reason.get_untracked() };
            let headers = [(RECEIPT_HEADER, secret.as_str()), (IDEMPOTENCY_HEADER, key.as_str())];
            let answer = api::send::<WithdrawDossier>(&[&code], &body, &headers).await;
            let _ = busy.try_set(false);
            match answer {
                Ok(_) => {
                    let _ = set_open.try_set(false);
                    again.run(());
                }
                Err(error) => {
                    let _ = failure.try_set(Some(error));
                }
            }
        });
    });
    view! {
        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |()| set_open.set(true))>{say(w::WITHDRAW)}</Button>
        <Dialog open=open on_close=Callback::new(move |()| set_open.set(false)) title=ts(w::WITHDRAW_TITLE) id="withdraw">
            <p>{say(w::WITHDRAW_TEXT)}</p>
            <FormGroup id="withdraw-reason" label=ts(w::WITHDRAW_REASON)>
                <TextArea value=reason on_input=Callback::new(move |text: String| set_reason.set(text)) max=1000 />
            </FormGroup>
            {move || failure.get().map(|failure| {
                let key = failure_words(&failure);
                view! { <p class="field-error" role="alert"><Icon sign=Sign::Error /><span>{say(key)}</span></p> }
            })}
            <div class="actions">
                <Button kind=ButtonKind::Danger busy=busy on_press=ask>{say(w::WITHDRAW_YES)}</Button>
                <Button on_press=Callback::new(move |()| set_open.set(false))>{say(c::ACTION_CANCEL)}</Button>
            </div>
        </Dialog>
    }
    .into_any()
}
