//! Copies of the drafts at the office: a phone that breaks, or a browser that tidies its store away, loses nothing typed.
//!
//! A copy goes out a few seconds after the draft was kept here, is forgotten there when the draft ends here, and comes back to
//! a store that was emptied. Pictures come back as far as the office has them.

use super::{uploads::pause, world::World};
use crate::{
    api,
    device::{
        network::{renew_token, token},
        page::on_hope,
        store::{Draft, drafts, kv, receipts},
        tabs,
    },
    i18n::t,
    texts::sending as s,
    ui::announce,
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use motcua_contract::{
    DEVICE_HEADER, ProblemCode,
    copies::{DraftCopy, ForgetCopy, KeepCopy, ListCopies},
};
use std::{cell::RefCell, collections::BTreeMap, time::Duration};

/// Typing goes to the office so long after it was kept here.
const AFTER: Duration = Duration::from_secs(5);
/// Which copies the office has: a JSON object of draft ids and the times of their last change. A store without it is new, or
/// was emptied.
const KNOWN: &str = "copies";

/// One tab at a time writes [`KNOWN`].
const LOCK: &str = "motcua-copies";

type Known = BTreeMap<String, f64>;

#[derive(Default)]
struct State {
    running: bool,
    /// Something changed while it was running.
    again: bool,
    timer: Option<TimeoutHandle>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::new(State::default());
}

/// Keeps the copies up to date from now on.
pub fn watch(world: World) {
    let ready = Memo::new(move |_| world.drafts.with(Option::is_some));
    Effect::new(move |_| {
        if ready.get() {
            wake(world);
        }
    });
    Effect::new(move |_| {
        if world.kept_at.with(Option::is_some) {
            later(world);
        }
    });
    on_hope(move || wake(world));
}

/// Brings the office up to date before the page goes away: a deleted draft is deleted there, too. Not longer than a person waits;
/// what is not done then is done at the next start.
pub async fn settle(world: World) {
    wake(world);
    for _ in 0..30 {
        if !STATE.with_borrow(|state| state.running) {
            return;
        }
        pause(100).await;
    }
}

/// One copy for all that is typed meanwhile.
fn later(world: World) {
    STATE.with_borrow_mut(|state| {
        if state.timer.is_none() {
            state.timer = set_timeout_with_handle(move || wake(world), AFTER).ok();
        }
    });
}

fn wake(world: World) {
    let start = STATE.with_borrow_mut(|state| {
        if let Some(timer) = state.timer.take() {
            timer.clear();
        }
        state.again = state.running;
        !std::mem::replace(&mut state.running, true)
    });
    if !start || world.drafts.with_untracked(Option::is_none) {
        if start {
            STATE.with_borrow_mut(|state| state.running = false);
        }
        return;
    }
    spawn_local(async move {
        loop {
            // What does not come through now goes with the next change, or the next sign of a network.
            let _ = round(world).await;
            let again = STATE.with_borrow_mut(|state| {
                state.running = std::mem::take(&mut state.again);
                state.running
            });
            if !again {
                return;
            }
        }
    });
}

async fn round(world: World) -> Option<()> {
    let lock = tabs::lock(LOCK).await;
    if lock.is_none() {
        later(world);
    }
    let _lock = lock?;
    let mut known = match known().await? {
        Some(known) => known,
        None => bring_back(world).await?,
    };
    let open = untrack(|| world.drafts.get()).unwrap_or_default();
    for draft in open.iter().filter(|draft| !draft.submitting && draft.together.is_none()) {
        if known.get(&draft.id) == Some(&draft.updated_ms) {
            continue;
        }
        keep(draft, &mut known).await?;
        known.insert(draft.id.clone(), draft.updated_ms);
        remember(&known).await?;
    }
    // By the keys of the store: a record that cannot be read any more has not ended.
    let here = drafts::ids().await.ok()?;
    let open = untrack(|| world.drafts.get()).unwrap_or_default();
    let ended = |id: &String| !here.contains(id) && open.iter().all(|draft| draft.id != *id);
    for id in known.keys().filter(|id| ended(id)).cloned().collect::<Vec<_>>() {
        let token = token().await.ok()?;
        api::get::<ForgetCopy>(&[&id], &[(DEVICE_HEADER, &token)]).await.ok()?;
        known.remove(&id);
        remember(&known).await?;
    }
    Some(())
}

async fn keep(draft: &Draft, known: &mut Known) -> Option<()> {
    let content = serde_json::to_string(draft).ok()?;
    let copy = DraftCopy { id: draft.id.clone(), updated_ms: draft.updated_ms.max(0.0) as u64, content };
    let mut token = token().await.ok()?;
    let mut renewed = false;
    loop {
        match api::send::<KeepCopy>(&[], &copy, &[(DEVICE_HEADER, &token)]).await {
            Ok(_) => return Some(()),
            Err(failure) if failure.refused() == Some(ProblemCode::SignedOut) && !renewed => {
                // The office does not know this phone any more, nor what it kept for it.
                renewed = true;
                known.clear();
                token = renew_token(&token).await.ok()?;
            }
            Err(failure) if failure.passes() || failure.refused().is_none_or(|code| code == ProblemCode::Outdated) => {
                return None;
            }
            // It will not take this one (too large, too many): the phone has it, and nothing is to be said.
            Err(_) => return Some(()),
        }
    }
}

/// What this store knows of the copies; `None` inside for a store that never heard of any.
async fn known() -> Option<Option<Known>> {
    let text = kv::get(KNOWN).await.ok()?;
    Some(text.and_then(|text| serde_json::from_str(&text).ok()))
}

async fn remember(known: &Known) -> Option<()> {
    kv::set(KNOWN, &serde_json::to_string(known).ok()?).await.ok()
}

/// Takes over what the office has of a phone whose store is new or was emptied.
async fn bring_back(world: World) -> Option<Known> {
    let token = token().await.ok()?;
    let list = api::get::<ListCopies>(&[], &[(DEVICE_HEADER, &token)]).await.ok()?;
    let handed_in = receipts::list().await.ok()?;
    let (mut known, mut came) = (Known::new(), false);
    for copy in list.copies {
        known.insert(copy.id.clone(), copy.updated_ms as f64);
        let Ok(mut draft) = serde_json::from_str::<Draft>(&copy.content) else { continue };
        draft.attachments.retain(|file| file.upload.is_some());
        let begun = untrack(|| world.draft(&draft.procedure)).is_some();
        if begun || draft.id != copy.id || handed_in.iter().any(|saved| saved.draft_id == draft.id) {
            continue;
        }
        drafts::put(&draft).await.ok()?;
        world.drafts.update(|all| all.get_or_insert_default().push(draft));
        came = true;
    }
    if came {
        announce(t(s::DRAFT_BACK));
    }
    remember(&known).await?;
    Some(known)
}
