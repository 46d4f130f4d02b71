//! Handing in: the draft is sealed and lies in the outbox, which sends it under the draft's id, so that a double tap, a retry or a
//! reload makes one. What cannot be sent waits on the phone and goes by itself.

use super::{
    bind,
    outbox::{self, Sealed},
    route::{Route, go_instead, route},
    shared,
    uploads::{Way, way},
    world::{Fetched, World},
};
use crate::{
    api::Failure,
    device::{
        error::DeviceError,
        network::{is_online, renew_token_for, token_for},
        now_ms,
        store::{Draft, SavedReceipt, drafts, receipts},
    },
    i18n::{Language, t, tf},
    texts::{citizen as w, sending as s},
    ui::{Notice, Tone, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{ProblemCode, dossiers::Receipt};
use std::cell::RefCell;

thread_local! {
    /// The draft whose handing in was just pressed: its person waits to hear how it went.
    static PRESSED: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Drafts that are being sealed: another press does nothing.
    static SEALING: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Hands a draft in: it is in the outbox before the first byte leaves. While one is on its way, another press does nothing.
pub fn hand_in(world: World, key: String) {
    let Some(draft) = untrack(|| world.draft(&key)) else { return };
    let busy = SEALING.with_borrow(|sealing| sealing.contains(&draft.id));
    if busy || world.sending.with_untracked(|sending| sending.as_deref() == Some(&draft.id)) {
        return;
    }
    SEALING.with_borrow_mut(|sealing| sealing.push(draft.id.clone()));
    world.refused.update(|all| {
        all.remove(&draft.id);
    });
    PRESSED.set(Some(draft.id.clone()));
    spawn_local(async move {
        let draft = if draft.attachments.iter().any(|page| page.making) {
            bind::bind_all(world, &key).await;
            untrack(|| world.draft(&key)).filter(|now| now.id == draft.id).unwrap_or(draft)
        } else {
            draft
        };
        begin(world, &key, &draft).await;
        SEALING.with_borrow_mut(|sealing| sealing.retain(|id| *id != draft.id));
        outbox::wake(world);
    });
}

async fn begin(world: World, key: &str, draft: &Draft) {
    if draft.together.is_none() {
        match outbox::seal(world, draft).await {
            Ok(Sealed::Yes) => {}
            Ok(Sealed::Parted) => return announce(t(s::PARTED_SHORT)),
            // Sealed once the procedure is here; till then the draft says that it is to go.
            Err(_) => {}
        }
    }
    // Another tab may have handed it in meanwhile, and this draft be one of its own.
    if untrack(|| world.draft(key)).is_none_or(|now| now.id != draft.id) {
        return;
    }
    world.edit(key, |draft| {
        draft.submitting = true;
        draft.refused = None;
        draft.parted = None;
        draft.attachments.iter_mut().for_each(|file| {
            file.paused = false;
            file.making = false;
        });
    });
    if let Some(marked) = untrack(|| world.draft(key)) {
        // A store that is full does not stop the handing in.
        let _ = drafts::put(&marked).await;
    }
}

/// Says, once after each press, that it is not there yet.
pub fn not_yet(world: World, id: &str) {
    if PRESSED.with_borrow(|pressed| pressed.as_deref() == Some(id)) {
        PRESSED.set(None);
        let stopped = world.refused.with_untracked(|all| all.contains_key(id));
        announce(t(if stopped || is_online() { w::HAND_IN_NOT_YET } else { w::HAND_IN_WAITING }));
    }
}

/// One try to hand in a draft that desk and phone fill in together; `false` where it is to be tried again.
pub async fn shared_once(world: World, key: &str) -> bool {
    let Some(draft) = untrack(|| world.draft(key)) else { return true };
    world.sending.set(Some(draft.id.clone()));
    let outcome = run_shared(world, key, &draft.id).await;
    world.sending.set(None);
    match outcome {
        Ok(receipt) => {
            arrived(world, key, receipt).await;
            true
        }
        // A build that is too old leaves it waiting for the new one.
        Err(failure) if failure.passes() || failure.refused() == Some(ProblemCode::Outdated) => {
            not_yet(world, &draft.id);
            false
        }
        Err(failure) => {
            world.edit(key, |draft| {
                draft.submitting = false;
                draft.refused = Some(failure.code().to_owned());
            });
            world.refused.update(|all| {
                all.insert(draft.id.clone(), failure);
            });
            world.keep_now();
            not_yet(world, &draft.id);
            true
        }
    }
}

async fn run_shared(world: World, key: &str, id: &str) -> Result<Receipt, Failure> {
    let mut renewed = false;
    loop {
        super::uploads::send_all(world, key).await.map_err(device_failure)?;
        let token = token_for(id).await.map_err(device_failure)?;
        let gone: Vec<String> = match shared::hand_in(world, key, id, &token).await {
            Err(Failure::Refused(problem)) if problem.code == ProblemCode::FilesMissing && !renewed => problem.missing,
            Err(Failure::Refused(problem)) if problem.code == ProblemCode::SignedOut && !renewed => {
                renew_token_for(id, &token).await.map_err(device_failure)?;
                Vec::new()
            }
            outcome => return outcome,
        };
        renewed = true;
        world.edit(key, |draft| {
            for file in &mut draft.attachments {
                if file.upload.as_ref().is_some_and(|upload| gone.is_empty() || gone.contains(upload)) {
                    file.upload = None;
                }
            }
        });
    }
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
    let code = receipt.code.clone();
    if finish(world, &draft.id, key, receipt).await {
        show_receipt(key, &code, draft.together.is_some());
        world.forget(key).await;
    }
}

/// Keeps a receipt; only then anything may be forgotten.
pub async fn finish(world: World, draft_id: &str, procedure: &str, receipt: Receipt) -> bool {
    if PRESSED.with_borrow(|pressed| pressed.as_deref() == Some(draft_id)) {
        PRESSED.set(None);
    }
    let name = |language: Language| {
        untrack(|| world.procedure(procedure))
            .here()
            .and_then(|wording| wording.0.texts.get(language.tag()).and_then(|texts| texts.get("name")).cloned())
    };
    let saved = SavedReceipt {
        procedure_name_vi: name(Language::Vi).unwrap_or_else(|| procedure.to_owned()),
        procedure_name_en: name(Language::En).unwrap_or_else(|| procedure.to_owned()),
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
    // A draft whose receipt could not be kept stays: its key brings the same receipt again.
    if let Err(error) = kept {
        world.trouble.set(Some(error));
        return false;
    }
    true
}

/// Goes to the receipt, where the person is looking at the handing in.
pub fn show_receipt(key: &str, code: &str, together: bool) {
    let watching = match untrack(route) {
        Route::Review { code } => code == key,
        // Handed in by the desk while the citizen is at any page of it.
        Route::Tasks { code } | Route::CardFor { code, .. } | Route::Page { code, .. } | Route::Paper { code, .. } => {
            together && code == key
        }
        _ => false,
    };
    if watching {
        go_instead(&Route::Receipt { code: code.to_owned() });
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
            Some(Way::Sending(sent)) => Some(sent.percent()),
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
