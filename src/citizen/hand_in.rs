//! Handing in: papers first, then the dossier under the draft's id, so that a double tap, a retry or a reload makes one. What
//! cannot be sent waits on the phone and goes by itself when the network is back.

use super::{
    draft::{complete, is_supplement},
    route::{Route, go_instead, route},
    shared,
    uploads::{Way, send_all, way},
    world::{Fetched, World},
};
use crate::{
    api::{self, Failure},
    device::{
        error::DeviceError,
        network::{is_online, online, renew_token_for, token_for},
        now_ms,
        store::{Draft, SavedReceipt, drafts, receipts},
    },
    i18n::{Language, language, t, tf},
    texts::citizen as w,
    ui::{Notice, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    DEVICE_HEADER, IDEMPOTENCY_HEADER, ProblemCode,
    dossiers::{GetReceipt, Receipt, Submission, SubmitDossier},
};

/// How often files that went missing are sent again before it is said.
const FILE_ROUNDS: usize = 2;

/// Sends what waits whenever there is a network: at the start, and when it comes back.
pub fn watch(world: World) {
    let connected = online();
    Effect::new(move |_| {
        let ready = world.drafts.with(Option::is_some);
        if !ready || !connected.get() {
            return;
        }
        let waiting: Vec<String> = untrack(|| {
            world.drafts.with(|all| {
                let all = all.as_deref().unwrap_or_default();
                all.iter().filter(|d| d.submitting && !is_supplement(d)).map(|d| d.procedure.clone()).collect()
            })
        });
        for key in waiting {
            hand_in(world, key);
        }
    });
}

/// Hands a draft in. While one is on its way, another press does nothing.
pub fn hand_in(world: World, key: String) {
    let Some(draft) = untrack(|| world.draft(&key)) else { return };
    if world.sending.with_untracked(Option::is_some) {
        return;
    }
    world.sending.set(Some(draft.id.clone()));
    world.refused.update(|all| {
        all.remove(&draft.id);
    });
    spawn_local(async move {
        // Kept before the first byte leaves: a phone that dies now sends it again, under the same key.
        world.edit(&key, |draft| draft.submitting = true);
        if let Some(marked) = untrack(|| world.draft(&key)) {
            // A store that is full does not stop the handing in.
            let _ = drafts::put(&marked).await;
        }
        let outcome = run(world, &key).await;
        world.sending.set(None);
        match outcome {
            Ok(receipt) => finish(world, &key, &draft.id, receipt).await,
            Err(failure) => {
                // A build that is too old leaves it waiting for the new one.
                if !failure.passes() && failure.refused() != Some(ProblemCode::Outdated) {
                    world.edit(&key, |draft| draft.submitting = false);
                    world.refused.update(|all| {
                        all.insert(draft.id.clone(), failure);
                    });
                }
                world.keep_now();
                announce(t(if is_online() { w::HAND_IN_NOT_YET } else { w::HAND_IN_WAITING }));
            }
        }
    });
}

async fn run(world: World, key: &str) -> Result<Receipt, Failure> {
    let mut rounds = 0;
    let mut renewed = false;
    loop {
        send_all(world, key).await.map_err(device_failure)?;
        let Some(draft) = untrack(|| world.draft(key)) else { return Err(Failure::Broken) };
        let token = token_for(&draft.id).await.map_err(device_failure)?;
        let sent = match &draft.together {
            Some(_) => shared::hand_in(world, key, &draft.id, &token).await,
            None => submit(world, &draft, &token).await,
        };
        match sent {
            Err(Failure::Refused(problem)) if problem.code == ProblemCode::FilesMissing && rounds < FILE_ROUNDS => {
                rounds += 1;
                let missing = problem.missing;
                world.edit(key, |draft| {
                    for attachment in &mut draft.attachments {
                        let gone =
                            attachment.upload.as_ref().is_some_and(|u| missing.is_empty() || missing.contains(u));
                        if gone {
                            attachment.upload = None;
                        }
                    }
                });
            }
            Err(Failure::Refused(problem)) if problem.code == ProblemCode::SignedOut && !renewed => {
                renewed = true;
                renew_token_for(&draft.id, &token).await.map_err(device_failure)?;
                world.edit(key, |draft| draft.attachments.iter_mut().for_each(|a| a.upload = None));
            }
            // The first request is still at it: the receipt is about to be there.
            Err(Failure::Refused(problem)) if problem.code == ProblemCode::InProgress && rounds < FILE_ROUNDS => {
                rounds += 1;
                super::uploads::pause(1500).await;
            }
            Err(Failure::Refused(problem)) if problem.code == ProblemCode::KeyReused => {
                // It was handed in before something was changed here: what the office has is what counts.
                // From another device it is that one's receipt: said as it is, and nothing goes.
                return confirmed(&draft.id, &token).await.map_err(|failure| match failure.refused() {
                    Some(ProblemCode::NotFound) => Failure::Refused(problem),
                    _ => failure,
                });
            }
            Err(failure) => return Err(failure),
            // Handed in at the other end, it has another key; it was confirmed under that one.
            Ok(receipt) if draft.together.is_some() => return Ok(receipt),
            Ok(receipt) => {
                // The phone forgets nothing before the server has said the same twice.
                let again = confirmed(&draft.id, &token).await?;
                return if again.code == receipt.code { Ok(receipt) } else { Err(Failure::Broken) };
            }
        }
    }
}

async fn confirmed(key: &str, token: &str) -> Result<Receipt, Failure> {
    api::get::<GetReceipt>(&[key], &[(DEVICE_HEADER, token)]).await
}

async fn submit(world: World, draft: &Draft, token: &str) -> Result<Receipt, Failure> {
    let procedure = match untrack(|| world.procedure(&draft.procedure)) {
        Fetched::Here(wording) => wording,
        // At a start with something waiting, the procedure may not be here yet.
        _ => fetch(world, &draft.procedure).await?,
    };
    let version = draft.version.parse().unwrap_or(procedure.procedure().version);
    let submission = Submission {
        procedure: draft.procedure.clone(),
        version,
        answers: complete(procedure.procedure(), draft),
        notice: super::about::NOTICE_VERSION.to_owned(),
        language: untrack(language).tag().to_owned(),
    };
    let headers = [(DEVICE_HEADER, token), (IDEMPOTENCY_HEADER, draft.id.as_str())];
    api::send::<SubmitDossier>(&[], &submission, &headers).await
}

async fn fetch(world: World, code: &str) -> Result<crate::fields::Wording, Failure> {
    world.want_procedure(code, false);
    for _ in 0..100 {
        match untrack(|| world.procedure(code)) {
            Fetched::Here(wording) => return Ok(wording),
            Fetched::Failed(failure) => return Err(failure),
            Fetched::Waiting => super::uploads::pause(200).await,
        }
    }
    Err(Failure::Timeout)
}

/// A failure of the phone as one of a call.
pub fn device_failure(error: DeviceError) -> Failure {
    match error {
        DeviceError::Offline => Failure::Offline,
        DeviceError::Timeout => Failure::Timeout,
        DeviceError::Refused(problem) => Failure::Refused(problem),
        _ => Failure::Broken,
    }
}

/// The desk handed a shared draft in: its receipt is kept as of every dossier of this phone.
pub async fn arrived(world: World, key: &str, receipt: Receipt) {
    let Some(draft) = untrack(|| world.draft(key)) else { return };
    finish(world, key, &draft.id, receipt).await;
}

/// Keeps the receipt, shows it, and only then forgets the draft.
async fn finish(world: World, key: &str, draft_id: &str, receipt: Receipt) {
    let code = receipt.code.clone();
    let together = untrack(|| world.draft(key)).is_some_and(|draft| draft.together.is_some());
    let name = |language: Language| {
        untrack(|| world.procedure(key))
            .here()
            .and_then(|wording| wording.0.texts.get(language.tag()).and_then(|texts| texts.get("name")).cloned())
    };
    let saved = SavedReceipt {
        procedure_name_vi: name(Language::Vi).unwrap_or_else(|| key.to_owned()),
        procedure_name_en: name(Language::En).unwrap_or_else(|| key.to_owned()),
        draft_id: draft_id.to_owned(),
        saved_ms: now_ms(),
        receipt,
    };
    let kept = receipts::put(&saved).await;
    world.receipts.update(|all| {
        let all = all.get_or_insert_default();
        all.retain(|other| other.receipt.code != saved.receipt.code);
        all.insert(0, saved);
    });
    let watching = match untrack(route) {
        Route::Review { code } => code == key,
        // Handed in by the desk while the citizen is at any page of it.
        Route::Tasks { code } | Route::CardFor { code, .. } | Route::Page { code, .. } | Route::Paper { code, .. } => {
            together && code == key
        }
        _ => false,
    };
    if watching {
        go_instead(&Route::Receipt { code });
    }
    match kept {
        Ok(()) => world.forget(key).await,
        // The draft stays: its key brings the same receipt again.
        Err(error) => world.trouble.set(Some(error)),
    }
}

/// Takes the new version of a procedure that was changed meanwhile; the answers stay, and what they lack is shown.
pub fn take_new_version(world: World, key: String) {
    world.want_procedure(&key, true);
    spawn_local(async move {
        super::uploads::pause(800).await;
        if let Fetched::Here(wording) = untrack(|| world.procedure(&key)) {
            let version = wording.procedure().version.to_string();
            let id = untrack(|| world.draft(&key)).map(|draft| draft.id).unwrap_or_default();
            world.edit(&key, |draft| draft.version = version);
            world.refused.update(|all| {
                all.remove(&id);
            });
        }
    });
}

/// What is going on with a draft that is being handed in, or waits.
pub fn status(world: World, draft: Memo<Option<Draft>>) -> impl IntoView {
    let words = move || {
        let draft = draft.get()?;
        let sending = world.sending.with(|sending| sending.as_deref() == Some(&draft.id));
        if !sending {
            return draft.submitting.then(|| t(w::HAND_IN_WAITING).to_owned());
        }
        let all = draft.attachments.len();
        let sent = draft.attachments.iter().filter(|a| a.upload.is_some()).count();
        if sent == all {
            return Some(t(w::HAND_IN_SENDING).to_owned());
        }
        let percent = draft.attachments.iter().find_map(|a| match way(&a.id) {
            Some(Way::Sending(percent)) => Some(percent),
            _ => None,
        });
        let number = |n: usize| n.to_string();
        Some(tf(
            w::HAND_IN_PAPERS,
            &[("at", &number(sent + 1)), ("of", &number(all)), ("percent", &percent.unwrap_or(0).to_string())],
        ))
    };
    let tone = move || if world.sending.with(Option::is_some) { Tone::Info } else { Tone::Warning };
    move || {
        words().map(|words| {
            view! {
                <div role="status" id="hand-in-status">
                    <Notice tone=tone()><p>{words}</p></Notice>
                </div>
            }
        })
    }
}
