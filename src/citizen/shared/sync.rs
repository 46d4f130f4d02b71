//! Keeping in step: entries go out a moment after they are made, those of the other end come in as they are made, and
//! when the desk hands in, the phone fetches its receipt.

use super::{merge, notice};
use crate::{
    api::{self, Failure},
    citizen::{
        hand_in::{arrived, device_failure},
        uploads::pause,
        world::World,
    },
    device::{
        network::{is_online, online, token},
        store::files,
    },
    i18n::t,
    texts::handoff as w,
    ui::announce,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use motcua_contract::{
    DEVICE_HEADER, IDEMPOTENCY_HEADER, ProblemCode,
    dossiers::{GetReceipt, Receipt},
    drafts::{ChangeDraft, CloseDraft, DraftChange, GetDraft, HandInDraft, SharedDraft, SubmitDraft},
};
use motcua_domain::form::Source;
use std::{
    cell::{Cell, RefCell},
    time::Duration,
};
use web_sys::{HtmlInputElement, wasm_bindgen::JsCast};

/// Typing rests so long before it is sent.
const REST: Duration = Duration::from_millis(400);
/// Waits after a failure: at first, and at most (ms).
const RETRY: (u64, u64) = (1500, 20_000);
/// While the page is not seen, or an entry waits for its field to be left (ms).
const LOOK_AGAIN: u64 = 1000;
/// How often handing in goes after what the other end changed in the same moment.
const ROUNDS: usize = 5;

thread_local! {
    /// Drafts that are being followed.
    static FOLLOWED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static TIMER: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Follows every shared draft of this phone from now on.
pub fn watch(world: World) {
    let connected = online();
    Effect::new(move |_| {
        let (shared, unsent) = world.drafts.with(|all| {
            let shared = all.iter().flatten().filter(|draft| draft.together.is_some());
            let keys: Vec<String> = shared.clone().map(|draft| draft.procedure.clone()).collect();
            (keys, shared.filter(|draft| !merge::unsent(draft).is_empty()).count())
        });
        for key in &shared {
            follow(world, key);
        }
        if unsent > 0 && connected.get() {
            soon(world, shared);
        }
    });
}

fn soon(world: World, keys: Vec<String>) {
    let send_all = move || {
        spawn_local(async move {
            for key in keys {
                // What fails is tried again by whoever follows the draft.
                let _ = send(world, &key).await;
            }
        });
    };
    if let Some(before) = TIMER.replace(set_timeout_with_handle(send_all, REST).ok()) {
        before.clear();
    }
}

async fn named() -> Result<String, Failure> {
    token().await.map_err(device_failure)
}

fn id_of(world: World, key: &str) -> Option<(String, u64)> {
    untrack(|| super::together(world, key)).map(|together| (together.id, together.seq))
}

/// Sends everything that the server does not have, and waits until it has it.
async fn send(world: World, key: &str) -> Result<(), Failure> {
    // One after the other: an older entry must not overtake a newer one.
    while SENDING.get() {
        pause(60).await;
    }
    SENDING.set(true);
    let sent = send_now(world, key).await;
    SENDING.set(false);
    sent
}

async fn send_now(world: World, key: &str) -> Result<(), Failure> {
    let token = named().await?;
    loop {
        let Some(draft) = untrack(|| world.draft(key)) else { return Ok(()) };
        let Some(together) = &draft.together else { return Ok(()) };
        let entries = merge::unsent(&draft);
        if entries.is_empty() {
            return Ok(());
        }
        let sources = entries.keys().map(|field| (field.clone(), draft.answers.source(field)));
        let sources = sources.filter(|(_, source)| *source == Source::Card).collect();
        let change = DraftChange { entries, sources };
        match api::send::<ChangeDraft>(&[&together.id], &change, &[(DEVICE_HEADER, &token)]).await {
            Ok(server) => drop(take(world, key, &server)),
            Err(failure) => {
                if let Failure::Refused(problem) = &failure
                    && problem.code == ProblemCode::Invalid
                {
                    // The server will never take these; handing in says what is wrong with them.
                    world.edit(key, |draft| {
                        let Some(together) = &mut draft.together else { return };
                        for finding in &problem.findings {
                            match change.entries.get(&finding.field).cloned().flatten() {
                                Some(value) => together.base.fill(&finding.field, value, Source::Typed),
                                None => together.base.clear(&finding.field),
                            }
                        }
                    });
                    if !problem.findings.is_empty() {
                        continue;
                    }
                }
                return Err(failure);
            }
        }
    }
}

/// Takes in what the server has; says whether something waits for a field to be left.
fn take(world: World, key: &str, server: &SharedDraft) -> bool {
    // An answer that was overtaken by a newer one says nothing new.
    if id_of(world, key).is_none_or(|(id, seq)| id != server.id || server.seq < seq) {
        return false;
    }
    let greeted = untrack(|| super::together(world, key)).is_some_and(|now| now.staff.is_none());
    let mut taken = merge::Taken::default();
    world.edit(key, |draft| taken = merge::take(draft, server, being_typed));
    if greeted && server.staff.is_some() {
        announce(t(w::TOGETHER_JOINED));
    }
    for file in std::mem::take(&mut taken.dropped) {
        spawn_local(async move {
            // A file that stays takes room, nothing more.
            let _ = files::remove(&file).await;
        });
    }
    taken.held
}

/// Whether the cursor stands in a box of this field.
fn being_typed(field: &str) -> bool {
    let Some(element) = document().active_element() else { return false };
    let chosen = element.dyn_ref::<HtmlInputElement>().map(HtmlInputElement::type_);
    let typed = match chosen.as_deref() {
        Some(kind) => !matches!(kind, "radio" | "checkbox" | "button" | "submit" | "file"),
        None => matches!(element.tag_name().as_str(), "TEXTAREA" | "SELECT"),
    };
    let id = element.id();
    let of_field = id.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    typed && of_field
}

/// Whether the server says that there is nothing to share any more.
fn is_over(failure: &Failure) -> bool {
    let over = [ProblemCode::DraftOver, ProblemCode::NotFound, ProblemCode::SignedOut];
    failure.refused().is_some_and(|code| over.contains(&code))
}

fn follow(world: World, key: &str) {
    let news = FOLLOWED.with_borrow_mut(|followed| {
        let new = !followed.iter().any(|other| other == key);
        if new {
            followed.push(key.to_owned());
        }
        new
    });
    if news {
        let key = key.to_owned();
        spawn_local(async move {
            run(world, &key).await;
            FOLLOWED.with_borrow_mut(|followed| followed.retain(|other| *other != key));
        });
    }
}

async fn run(world: World, key: &str) {
    let mut wait = RETRY.0;
    let mut ask_now = true;
    while let Some((id, seq)) = id_of(world, key) {
        if !is_online() || document().hidden() {
            ask_now = true;
            pause(LOOK_AGAIN).await;
            continue;
        }
        let seq = seq.to_string();
        let query: &[(&str, &str)] = if ask_now { &[] } else { &[("after", &seq)] };
        let answer = match named().await {
            Ok(token) => api::call::<GetDraft>(&[&id], query, None, &[(DEVICE_HEADER, &token)]).await,
            Err(failure) => Err(failure),
        };
        if id_of(world, key).is_none_or(|(now, _)| now != id) {
            continue;
        }
        match answer {
            Ok(server) => {
                wait = RETRY.0;
                if let Some(submission) = &server.submission {
                    if !ours(world, key, submission) {
                        receive(world, key, submission).await;
                    }
                    pause(LOOK_AGAIN).await;
                    continue;
                }
                ask_now = take(world, key, &server);
                if ask_now {
                    pause(LOOK_AGAIN).await;
                }
                // What could not be sent before.
                let _ = send(world, key).await;
            }
            Err(failure) if is_over(&failure) => {
                alone(world, key);
                announce(t(w::TOGETHER_OVER));
            }
            Err(_) => {
                pause(wait).await;
                wait = (wait * 2).min(RETRY.1);
            }
        }
    }
}

/// Handed in by this phone, which is about to show the receipt itself.
fn ours(world: World, key: &str, submission: &str) -> bool {
    let id = untrack(|| world.draft(key)).map(|draft| draft.id);
    id.as_deref() == Some(submission) && world.sending.with_untracked(|sending| *sending == id)
}

/// The desk handed it in: the receipt is this phone's.
async fn receive(world: World, key: &str, submission: &str) {
    match receipt(submission).await {
        Ok(receipt) => {
            announce(t(w::TOGETHER_HANDED_IN));
            arrived(world, key, receipt).await;
        }
        Err(failure) if is_over(&failure) => alone(world, key),
        // Asked again at the next look.
        Err(_) => {}
    }
}

async fn receipt(submission: &str) -> Result<Receipt, Failure> {
    let token = named().await?;
    api::get::<GetReceipt>(&[submission], &[(DEVICE_HEADER, &token)]).await
}

/// Goes on without the desk; what was filled in stays.
fn alone(world: World, key: &str) {
    world.edit(key, merge::part);
    world.keep_now();
}

/// Ends the shared draft for both.
///
/// # Errors
/// Why the server was not told: then it is still shared.
pub async fn close(world: World, key: &str) -> Result<(), Failure> {
    let Some((id, _)) = id_of(world, key) else { return Ok(()) };
    let token = named().await?;
    match api::get::<CloseDraft>(&[&id], &[(DEVICE_HEADER, &token)]).await {
        Err(failure) if !is_over(&failure) => return Err(failure),
        _ => alone(world, key),
    }
    Ok(())
}

/// Hands a shared draft in; what the other end handed in meanwhile counts as well.
///
/// # Errors
/// As of every handing in.
pub async fn hand_in(world: World, key: &str, idempotency: &str, token: &str) -> Result<Receipt, Failure> {
    let mut last = Failure::Broken;
    for _ in 0..ROUNDS {
        send(world, key).await?;
        let Some((id, seq)) = id_of(world, key) else { return Err(last) };
        let (notice, language) = notice();
        let headers = [(DEVICE_HEADER, token), (IDEMPOTENCY_HEADER, idempotency)];
        let body = HandInDraft { seq, notice, language };
        match api::send::<SubmitDraft>(&[&id], &body, &headers).await {
            // The phone forgets nothing before the server has said the same twice.
            Ok(_) => return receipt(idempotency).await,
            Err(failure) if matches!(failure.refused(), Some(ProblemCode::Stale | ProblemCode::DraftOver)) => {
                match api::get::<GetDraft>(&[&id], &[(DEVICE_HEADER, token)]).await {
                    Ok(server) => match &server.submission {
                        Some(submission) => return receipt(submission).await,
                        None => drop(take(world, key, &server)),
                    },
                    Err(gone) if is_over(&gone) => {
                        alone(world, key);
                        return Err(failure);
                    }
                    Err(other) => return Err(other),
                }
                last = failure;
            }
            Err(failure) => return Err(failure),
        }
    }
    Err(last)
}
