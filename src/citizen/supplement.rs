//! The answer to a supplement request: exactly the fields and papers that were named, right here.

use super::{
    bind,
    draft::{stands_in, supplement_key, with_papers},
    form_page::{tidy, with_misfits},
    paper,
    pieces::{kept, waiting},
    route::{Route, fragment, go_to, use_title},
    sheet::{Sheet, spot},
    track,
    uploads::send_all,
    world::{Fetched, World, world},
};
use crate::{
    api::{self, Failure, words as failure_words},
    device::{network::token_for, today},
    fields::{FieldInput, Typing, Wording, summary},
    i18n::{say, tf, ts},
    texts::{citizen as w, common as c},
    ui::{Button, ButtonKind, EmptyState, ErrorSummary, LinkButton, Notice, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    DEVICE_HEADER, IDEMPOTENCY_HEADER, RECEIPT_HEADER,
    dossiers::{Supplement as Body, SupplementDossier, TrackDossier, Tracking},
};
use motcua_domain::{
    code::Finding,
    form::{Answers, Context, Field, Kind, Value, check_fields},
};

#[component]
pub fn Supplement(code: String) -> impl IntoView {
    let world = world();
    use_title(ts(w::SUPPLEMENT_TITLE));
    let shown: RwSignal<Fetched<Tracking>> = RwSignal::new(Fetched::Waiting);
    let given = Some(untrack(fragment)).filter(|text| !text.is_empty());
    let foreign = given.is_some();
    let own = StoredValue::new((code.clone(), given));
    let secret = Memo::new(move |_| {
        let (code, given) = own.get_value();
        given.map(Some).or_else(|| world.receipts.with(Option::is_some).then(|| world.secret_of(&code)))
    });
    let load = move || {
        let Some(Some(secret)) = secret.get_untracked() else { return };
        let (code, _) = own.get_value();
        spawn_local(async move {
            let answer = api::get::<TrackDossier>(&[&code], &[(RECEIPT_HEADER, &secret)]).await;
            if let Ok(tracking) = &answer {
                world.want_procedure(&tracking.procedure, false);
            }
            let _ = shown.try_set(match answer {
                Ok(tracking) => Fetched::Here(tracking),
                Err(failure) => Fetched::Failed(failure),
            });
        });
    };
    Effect::new(move |_| {
        if secret.get().flatten().is_some() {
            load();
        }
    });
    let ready = Memo::new(move |_| {
        let known = world.drafts.with(Option::is_some);
        let procedure = shown.with(|shown| shown.here().map(|tracking| tracking.procedure.clone()));
        known && procedure.is_some_and(|code| world.procedure(&code).here().is_some())
    });
    let body = move || match (secret.get(), shown.get()) {
        (Some(None), _) => nothing(w::TRACK_NEED_SECRET),
        (Some(Some(_)), Fetched::Failed(failure)) => {
            let key = failure_words(&failure);
            view! {
                <Notice tone=Tone::Error alert=true><p>{say(key)}</p></Notice>
                <Button on_press=Callback::new(move |()| load())>{say(c::ACTION_RETRY)}</Button>
            }
            .into_any()
        }
        (Some(Some(_)), Fetched::Here(tracking)) if tracking.asked.is_empty() => nothing(w::SUPPLEMENT_NOTHING),
        (Some(Some(secret)), Fetched::Here(tracking)) if ready.get() => {
            match untrack(|| world.procedure(&tracking.procedure)).here().cloned() {
                Some(wording) => {
                    view! { <Form tracking=tracking wording=wording secret=secret foreign=foreign /> }.into_any()
                }
                None => waiting(),
            }
        }
        _ => waiting(),
    };
    let href = track::address(&code, own.with_value(|(_, given)| given.clone()).as_deref());
    view! {
        <a class="back-link" href=href>
            <crate::ui::Icon sign=crate::ui::Sign::Back />
            {say(c::ACTION_BACK)}
        </a>
        <h1>{say(w::SUPPLEMENT_TITLE)}</h1>
        {body}
    }
}

fn nothing(key: crate::i18n::Key) -> AnyView {
    view! {
        <EmptyState title=ts(key)>
            <LinkButton href=Route::Track.href()>{say(w::FOOTER_TRACK)}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

/// The asked fields; what is asked must be answered, whatever showed it in the form.
fn asked_fields(wording: &Wording, tracking: &Tracking) -> Vec<Field> {
    let fields = tracking.asked.iter().filter_map(|reason| wording.procedure().field(&reason.field));
    fields.map(|field| Field { show_if: None, optional: false, required_if: None, ..field.clone() }).collect()
}

#[component]
fn Form(tracking: Tracking, wording: Wording, secret: String, foreign: bool) -> impl IntoView {
    let world = world();
    let key = supplement_key(&tracking.code);
    let fields = asked_fields(&wording, &tracking);
    // The present answers to start from; papers are sent anew.
    let mut before = tracking.asked_answers.clone();
    before.values.retain(|_, value| !matches!(value, Value::Pages(_)));
    world.begin(&key, &wording.procedure().version.to_string(), before);

    let wrong: RwSignal<Vec<Finding>> = RwSignal::default();
    let attempt = RwSignal::new(0_u32);
    let typing: Typing = RwSignal::default();
    let busy = RwSignal::new(false);
    let failure: RwSignal<Option<Failure>> = RwSignal::new(None);
    let words = StoredValue::new(wording.clone());
    let items = Signal::derive(move || words.with_value(|words| wrong.with(|wrong| summary(words, wrong))));
    let sheet = Sheet::Draft(key.clone());
    let inputs: Vec<AnyView> = fields
        .iter()
        .map(|field| {
            let reasons = tracking.asked.iter().filter(|reason| reason.field == field.id);
            let reason = reasons.map(|reason| reason.text.clone()).collect::<Vec<_>>().join("\n");
            let control = if matches!(field.kind, Kind::Paper { .. }) {
                let title = wording.label(field);
                let pages = paper::pages(world, key.clone(), wording.clone(), field.clone(), wrong.into());
                view! { <h2>{title}</h2> {pages} }.into_any()
            } else {
                view! { <FieldInput spot=spot(world, &sheet, &wording, field, wrong.into(), typing) /> }.into_any()
            };
            view! {
                <div class="section">
                    <Notice tone=Tone::Warning title=ts(w::SUPPLEMENT_ASKED)><p class="pre-line">{reason}</p></Notice>
                    {control}
                </div>
            }
            .into_any()
        })
        .collect();

    let own = StoredValue::new((key, fields, tracking.code.clone(), secret));
    // What has been set right is forgiven at once.
    Effect::new(move |_| {
        let (key, fields) = own.with_value(|(key, fields, ..)| (key.clone(), fields.clone()));
        world.drafts.track();
        typing.track();
        if !wrong.with_untracked(Vec::is_empty) {
            let now = judge(world, &key, &fields, typing);
            wrong.update(|wrong| wrong.retain(|finding| now.contains(finding)));
        }
    });
    let send = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let (key, fields, code, secret) = own.get_value();
        tidy(world, &key, &fields);
        let found = judge(world, &key, &fields, typing);
        let fine = found.is_empty();
        wrong.set(found);
        attempt.update(|n| *n += 1);
        if !fine {
            return;
        }
        busy.set(true);
        failure.set(None);
        world.keep_now();
        spawn_local(async move {
            match deliver(world, &key, &fields, &code, &secret).await {
                Ok(()) => {
                    go_to(&track::address(&code, foreign.then_some(secret.as_str())), true);
                    world.forget(&key).await;
                }
                Err(error) => {
                    if let Failure::Refused(problem) = &error {
                        let _ = wrong.try_set(problem.findings.clone());
                        let _ = attempt.try_update(|n| *n += 1);
                    }
                    let _ = failure.try_set(Some(error));
                    let _ = busy.try_set(false);
                }
            }
        });
    });
    let count = tracking.asked.len().to_string();
    view! {
        <p>{move || tf(w::SUPPLEMENT_TEXT, &[("count", &count)])}</p>
        <ErrorSummary title=ts(c::ERROR_SUMMARY) items=items attempt=attempt />
        {inputs}
        {move || failure.get().map(|failure| {
            let key = failure_words(&failure);
            view! { <Notice tone=Tone::Error alert=true><p>{say(key)}</p></Notice> }
        })}
        <div class="actions">
            <Button kind=ButtonKind::Primary id="send" busy=busy on_press=send>{say(w::SUPPLEMENT_SEND)}</Button>
        </div>
        {kept()}
    }
}

fn judge(world: World, key: &str, fields: &[Field], typing: Typing) -> Vec<Finding> {
    let Some(draft) = untrack(|| world.draft(key)) else { return Vec::new() };
    let answers = with_papers(&draft);
    let mut found =
        world.env.places.with_untracked(|places| check_fields(fields, &answers, &Context { today: today(), places }));
    typing.with_untracked(|typing| with_misfits(&mut found, typing, fields));
    found.retain(|finding| fields.iter().any(|field| stands_in(finding, &field.id)));
    found
}

async fn deliver(world: World, key: &str, fields: &[Field], code: &str, secret: &str) -> Result<(), Failure> {
    bind::bind_all(world, key).await;
    send_all(world, key).await.map_err(super::hand_in::device_failure)?;
    let Some(draft) = untrack(|| world.draft(key)) else { return Err(Failure::Broken) };
    let token = token_for(&draft.id).await.map_err(super::hand_in::device_failure)?;
    let all = with_papers(&draft);
    let mut answers = Answers::default();
    for field in fields {
        if let Some(value) = all.get(&field.id) {
            answers.fill(&field.id, value.clone(), all.source(&field.id));
        }
    }
    let headers = [(RECEIPT_HEADER, secret), (DEVICE_HEADER, token.as_str()), (IDEMPOTENCY_HEADER, draft.id.as_str())];
    api::send::<SupplementDossier>(&[code], &Body { answers }, &headers).await?;
    Ok(())
}
