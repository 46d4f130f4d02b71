//! Entries go to the server a moment after they are made, and those of the other end come as soon as they are there.

use super::sheet::{Entry, Kept, Sheet};
use crate::{
    api::{self, Failure},
    device::now_ms,
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    ProblemCode,
    drafts::{ChangeDraft, DraftChange, GetDraft, SharedDraft},
};
use motcua_domain::form::Source;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    time::Duration,
};

/// Typing rests so long before it is sent (ms).
const REST: u64 = 400;
/// Waits after a failure: at first, and at most (ms).
const RETRY: (u64, u64) = (1500, 15_000);
/// An answer that says nothing new came too soon when it took less (ms): then the page waits by itself.
const PATIENT: f64 = 900.0;

thread_local! {
    static TIMER: RefCell<Option<TimeoutHandle>> = const { RefCell::new(None) };
    static SENDING: Cell<bool> = const { Cell::new(false) };
}

/// Waits some milliseconds.
pub async fn pause(ms: u64) {
    let kept = js_sys::Promise::new(&mut |resolve, _| {
        let done = move || {
            // A promise takes any value.
            let _ = resolve.call0(&wasm_bindgen::JsValue::UNDEFINED);
        };
        set_timeout(done, Duration::from_millis(ms));
    });
    // It is only ever kept, never broken.
    let _ = wasm_bindgen_futures::JsFuture::from(kept).await;
}

/// Sends what was entered once the typing rests.
pub fn soon(sheet: Sheet) {
    let timer = set_timeout_with_handle(
        move || spawn_local(async move { drop(send(sheet).await) }),
        Duration::from_millis(REST),
    );
    if let Some(before) = TIMER.replace(timer.ok()) {
        before.clear();
    }
}

fn change(entries: &BTreeMap<String, Entry>) -> DraftChange {
    let sources = entries.iter().filter(|(_, entry)| entry.source != Source::Typed && entry.value.is_some());
    DraftChange {
        entries: entries.iter().map(|(field, entry)| (field.clone(), entry.value.clone())).collect(),
        sources: sources.map(|(field, entry)| (field.clone(), entry.source)).collect(),
    }
}

/// Sends everything that was entered here and waits until the server has it.
///
/// # Errors
/// Why it does not; what was entered stays on the page and is tried again where that can help.
pub async fn send(sheet: Sheet) -> Result<(), Failure> {
    // One after the other: an older entry must not overtake a newer one.
    while SENDING.get() {
        pause(60).await;
    }
    if !sheet.alive() {
        return Ok(());
    }
    SENDING.set(true);
    let sent = run(sheet).await;
    SENDING.set(false);
    sent
}

async fn run(sheet: Sheet) -> Result<(), Failure> {
    loop {
        let entries = sheet.pending.try_get_untracked().unwrap_or_default();
        if entries.is_empty() {
            sheet.kept.try_set(Kept::All);
            return Ok(());
        }
        sheet.kept.try_set(Kept::Sending);
        match api::send::<ChangeDraft>(&[&sheet.id()], &change(&entries), &[]).await {
            Ok(draft) => sheet.take(draft, &entries),
            Err(failure) => {
                if sheet.alive() {
                    failed(sheet, &failure);
                }
                return Err(failure);
            }
        }
    }
}

fn failed(sheet: Sheet, failure: &Failure) {
    sheet.kept.set(Kept::Not(failure.clone()));
    if sheet.session.ended(failure) {
        // Signing in again sends what waits.
        return;
    }
    match failure.refused() {
        Some(ProblemCode::DraftOver | ProblemCode::NotFound | ProblemCode::Forbidden) => sheet.over.set(true),
        _ if failure.passes() => {
            set_timeout(move || soon(sheet), Duration::from_millis(RETRY.0));
        }
        _ => {}
    }
}

/// Follows the draft as long as its page is there: a question waits at the server until there is something new.
pub fn follow(sheet: Sheet) {
    let renewed = sheet.session.renewed;
    Effect::new(move |before: Option<u32>| {
        let now = renewed.get();
        if before.is_some_and(|before| before != now) && sheet.pending.with_untracked(|pending| !pending.is_empty()) {
            soon(sheet);
        }
        now
    });
    spawn_local(async move {
        let mut wait = RETRY.0;
        while sheet.alive() && sheet.draft.with_untracked(|draft| draft.submission.is_none()) {
            let seq = sheet.draft.with_untracked(|draft| draft.seq).to_string();
            let asked = now_ms();
            let answer = api::call::<GetDraft>(&[&sheet.id()], &[("after", &seq)], None, &[api::BY_TIMER]).await;
            if !sheet.alive() {
                return;
            }
            match answer {
                Ok(draft) => {
                    wait = RETRY.0;
                    let same = sheet.draft.with_untracked(|old| is_same(old, &draft));
                    if !same {
                        sheet.take(draft, &BTreeMap::new());
                    } else if now_ms() - asked < PATIENT {
                        pause(RETRY.0).await;
                    }
                }
                Err(failure) => {
                    match failure.refused() {
                        Some(ProblemCode::DraftOver | ProblemCode::NotFound | ProblemCode::Forbidden) => {
                            sheet.over.set(true);
                            return;
                        }
                        _ => {
                            sheet.session.ended(&failure);
                        }
                    }
                    pause(wait).await;
                    wait = (wait * 2).min(RETRY.1);
                }
            }
        }
    });
}

/// Whether nothing that the page shows has changed. The time at which it expires moves on by itself.
fn is_same(old: &SharedDraft, new: &SharedDraft) -> bool {
    old.seq == new.seq && old.phone == new.phone && old.submission == new.submission && old.staff == new.staff
}
