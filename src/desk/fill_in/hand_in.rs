//! Handing in for the citizen: the notice read out, the entries looked through, everything with the server, then once.

use super::{exchange, sheet::Sheet};
use crate::{
    api::{self, Failure},
    citizen::NOTICE_VERSION,
    desk::session::Who,
    fields::{Env, Wording, summary, tidied},
    i18n::{
        language, t,
        texts::{citizen as c, fill_in as w},
        tf, ts,
    },
    ui::{Button, ButtonKind, Checkbox, ErrorSummary, Notice, Tone, focus_id},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    IDEMPOTENCY_HEADER, ProblemCode,
    drafts::{GetDraft, HandInDraft, HandedIn, SubmitDraft},
};
use motcua_domain::{
    code::Finding,
    form::{Source, Value, prune},
};
use std::collections::BTreeMap;

/// The end of the form.
#[component]
pub fn HandIn(wording: Wording, found: Memo<Vec<Finding>>, handed: RwSignal<Option<HandedIn>>) -> impl IntoView {
    let sheet = Sheet::get();
    let env: Env = use_context().unwrap_or_default();
    let words = StoredValue::new(wording);
    let (busy, read, attempt) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(0_u32));
    let unread: RwSignal<Option<String>> = RwSignal::new(None);
    let failed: RwSignal<Option<Failure>> = RwSignal::new(None);
    // What the server found that this page did not: its wards, its clock, files that are gone.
    let theirs: RwSignal<Vec<Finding>> = RwSignal::default();
    Effect::new(move |_| {
        sheet.answers.with(|_| ());
        if theirs.with_untracked(|theirs| !theirs.is_empty()) {
            theirs.set(Vec::new());
        }
    });
    let wrong = Memo::new(move |_| {
        let mut wrong = found.get();
        sheet.typing.with(|typing| {
            for (path, code) in typing {
                wrong.retain(|other| other.field != *path);
                wrong.push(Finding::new(path.clone(), *code));
            }
        });
        theirs.with(|theirs| {
            theirs.iter().for_each(|more| {
                if !wrong.contains(more) {
                    wrong.push(more.clone())
                }
            })
        });
        wrong
    });
    let items = Signal::derive(move || {
        if sheet.tried.get() { words.with_value(|words| wrong.with(|wrong| summary(words, wrong))) } else { Vec::new() }
    });
    let hand_in = move |()| {
        sheet.tried.set(true);
        failed.set(None);
        if wrong.with_untracked(|wrong| !wrong.is_empty()) {
            attempt.update(|n| *n += 1);
            return;
        }
        if !read.get_untracked() {
            unread.set(Some(t(w::HAND_IN_READ_FIRST).to_owned()));
            return focus_id("fill-read");
        }
        busy.set(true);
        sheet.handing.set(true);
        spawn_local(async move {
            let answer = submit(sheet, &words.get_value()).await;
            busy.try_set(false);
            match answer {
                Ok(done) => {
                    handed.try_set(Some(done));
                    sheet.handing.try_set(false);
                    focus_id("page-title");
                }
                Err(failure) => {
                    sheet.handing.try_set(false);
                    refused(sheet, failure, theirs, attempt, failed);
                }
            }
        });
    };
    let who = move || {
        let staff = sheet
            .session
            .who
            .with(|who| if let Who::Somebody(staff) = who { staff.name.clone() } else { String::new() });
        match sheet.citizen.get() {
            citizen if citizen.is_empty() => tf(w::HAND_IN_WHO_UNKNOWN, &[("staff", &staff)]),
            citizen => tf(w::HAND_IN_WHO, &[("staff", &staff), ("citizen", &citizen)]),
        }
    };
    let trouble = move || {
        failed.get().map(|failure| {
            let words = move || match failure.refused() {
                Some(ProblemCode::Stale) => t(w::HAND_IN_STALE).to_owned(),
                Some(ProblemCode::ProcedureChanged) => t(w::HAND_IN_CHANGED).to_owned(),
                _ => tf(w::HAND_IN_FAILED, &[("why", t(api::words(&failure)))]),
            };
            view! { <Notice tone=Tone::Error alert=true><p>{words}</p></Notice> }
        })
    };
    let state = move || match wrong.with(Vec::len) {
        0 => t(w::HAND_IN_READY).to_owned(),
        count => tf(w::HAND_IN_NOT_READY, &[("count", &count.to_string())]),
    };
    let tick = move |on: bool| {
        unread.set(None);
        read.set(on);
    };
    // The wards of a home that is already entered: without them its name would not be judged here.
    let provinces = sheet.answers.with_untracked(|answers| {
        let address =
            |value: &Value| if let Value::Address(address) = value { Some(address.province.clone()) } else { None };
        answers.values.values().filter_map(address).collect::<Vec<_>>()
    });
    provinces.iter().for_each(|province| env.want_wards(province));
    view! {
        <section class="card fill-section" aria-labelledby="part-hand-in">
            <h2 id="part-hand-in" tabindex="-1">{ts(w::HAND_IN_TITLE)}</h2>
            <ErrorSummary title=ts(w::HAND_IN_PROBLEMS) items=items attempt=attempt />
            <details>
                <summary>{ts(c::PRIVACY_TITLE)}</summary>
                <ul>
                    <li>{ts(c::PRIVACY_WHO)}</li>
                    <li>{ts(c::PRIVACY_WHAT)}</li>
                    <li>{ts(c::PRIVACY_WHY)}</li>
                    <li>{ts(c::PRIVACY_KEPT)}</li>
                    <li>{ts(c::PRIVACY_RIGHTS)}</li>
                </ul>
            </details>
            <Checkbox id="fill-read" label=ts(w::HAND_IN_READ) checked=read on_change=tick error=unread />
            <p>{who}</p>
            <p class="muted" role="status">{state}</p>
            {trouble}
            <div class="actions">
                <Button kind=ButtonKind::Primary id="fill-hand-in" busy=busy on_press=hand_in>{ts(w::HAND_IN_DO)}</Button>
            </div>
        </section>
    }
}

/// Puts what was typed into its stored form, drops what does not show, and hands in what then stands with the server.
async fn submit(sheet: Sheet, wording: &Wording) -> Result<HandedIn, Failure> {
    let procedure = wording.procedure();
    let answers = sheet.answers.get_untracked();
    for field in procedure.fields() {
        let Some(before) = answers.values.get(&field.id) else { continue };
        let after = tidied(&field.kind, before.clone());
        if after != *before {
            sheet.fill(&field.id, Some(after), answers.source(&field.id));
        }
    }
    let mut shown = answers.clone();
    prune(procedure, &mut shown);
    for hidden in answers.values.keys().filter(|field| !shown.values.contains_key(*field)) {
        sheet.fill(hidden, None, Source::Typed);
    }
    exchange::send(sheet).await?;
    let id = sheet.id();
    let body = HandInDraft {
        seq: sheet.draft.with_untracked(|draft| draft.seq),
        notice: NOTICE_VERSION.to_owned(),
        language: untrack(language).tag().to_owned(),
    };
    // The draft's id is the key: a second press, or a press after an answer that was lost, makes no second dossier.
    match api::send::<SubmitDraft>(&[&id], &body, &[(IDEMPOTENCY_HEADER, &id)]).await {
        Err(failure) if failure.refused() == Some(ProblemCode::Stale) => {
            if let Ok(now) = api::get::<GetDraft>(&[&id], &[]).await {
                sheet.take(now, &BTreeMap::new());
            }
            Err(failure)
        }
        answer => answer,
    }
}

fn refused(
    sheet: Sheet,
    failure: Failure,
    theirs: RwSignal<Vec<Finding>>,
    attempt: RwSignal<u32>,
    failed: RwSignal<Option<Failure>>,
) {
    if !sheet.alive() {
        return;
    }
    sheet.session.ended(&failure);
    if let Failure::Refused(problem) = &failure {
        if problem.code == ProblemCode::DraftOver {
            sheet.over.set(true);
        }
        if !problem.findings.is_empty() {
            theirs.set(problem.findings.clone());
            attempt.update(|n| *n += 1);
            return;
        }
    }
    failed.set(Some(failure));
}

/// The receipt once more, for a page that was loaded anew after handing in: the same key brings the same receipt.
pub async fn again(id: &str, key: &str, seq: u64) -> Result<HandedIn, Failure> {
    let language = untrack(language).tag().to_owned();
    let body = HandInDraft { seq, notice: NOTICE_VERSION.to_owned(), language };
    api::send::<SubmitDraft>(&[id], &body, &[(IDEMPOTENCY_HEADER, key)]).await
}

/// The words for why the receipt was not to be had.
pub fn again_words(failure: &Failure) -> String {
    tf(w::SLIP_AGAIN_FAILED, &[("why", t(api::words(failure)))])
}

/// The tracking link of a receipt; the secret stands behind the `#` only.
pub fn tracking(public_url: &str, code: &str, secret: &str) -> String {
    let base = public_url.trim_end_matches('/');
    [base, "/theo-doi#", &motcua_contract::endpoint::encode(code), ".", secret].concat()
}
