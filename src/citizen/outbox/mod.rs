//! The outbox: what was handed in or attached on this phone and is not at the office yet goes by itself, for as long as it
//! takes. One tab sends at a time; the browser's word about the network is a hint to try, never a reason not to.

mod deliver;
mod parcel;
mod plan;

pub use parcel::{Sealed, drop_file, seal};

use super::{
    draft::is_supplement,
    hand_in::{self, finish},
    uploads,
    world::World,
};
use crate::{
    api::Failure,
    device::{
        DeviceError,
        clock::{Matter, asked_to_wait},
        page::{hidden, on_hope},
        store::{Parcel, receipts},
        tabs,
    },
};
use deliver::{Undelivered, deliver};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use parcel::{all, discard, part, sweep};
use serde::{Deserialize, Serialize};
use std::{cell::RefCell, time::Duration};

/// The lock that the sending tab holds.
const LOCK: &str = "motcua-outbox";
/// How long another tab is left to it before this one looks again, and how often before it goes without the lock: a phone may
/// have put that tab to sleep. Milliseconds.
const OTHER_TAB: (u64, u32) = (3_000, 15);
/// Files that nobody names any more go after so long: another tab may be about to name them. Milliseconds.
const SWEEP: (u64, u64) = (60_000, 2_500);

#[derive(Default)]
struct State {
    running: bool,
    /// Somebody woke the outbox while it was running.
    again: bool,
    tries: u32,
    /// Looks in a row at which another tab was sending.
    taken: u32,
    timer: Option<TimeoutHandle>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::new(State::default());
}

/// What other tabs are told: this parcel arrived under this code.
#[derive(Serialize, Deserialize)]
struct Arrived {
    parcel: Parcel,
    code: String,
}

/// How a round ended.
#[derive(Clone, Copy, PartialEq)]
enum Round {
    Empty,
    /// Something waits: whether any server answered, and what a server asked for that holds it up (milliseconds).
    Left {
        heard: bool,
        asked: f64,
    },
    /// Another tab is sending.
    Taken,
}

/// Sends from now on: at the start, whenever there is hope, and again and again while something waits.
pub fn watch(world: World) {
    on_hope(move || wake(world));
    tabs::on_told(move |text| learn(world, &text));
    let ready = Memo::new(move |_| world.drafts.with(Option::is_some));
    Effect::new(move |_| {
        if ready.get() {
            wake(world);
            spawn_local(sweep(world, SWEEP.0));
        }
    });
    // Also what comes from elsewhere: a file that was opened, another tab.
    let waiting = Memo::new(move |_| {
        world
            .drafts
            .with(|all| all.iter().flatten().filter(|draft| draft.submitting).map(|d| d.id.clone()).collect::<Vec<_>>())
    });
    Effect::new(move |_| {
        if waiting.with(|ids| !ids.is_empty()) {
            wake(world);
        }
    });
}

/// Tries now, whatever the clock of the outbox says; while it is at it, once more afterwards.
pub fn wake(world: World) {
    let start = STATE.with_borrow_mut(|state| {
        if let Some(timer) = state.timer.take() {
            timer.clear();
        }
        state.again = state.running;
        !std::mem::replace(&mut state.running, true)
    });
    if start {
        spawn_local(run(world));
    }
}

async fn run(world: World) {
    loop {
        let round = round(world).await;
        let again = STATE.with_borrow_mut(|state| {
            let again = std::mem::take(&mut state.again);
            state.running = again;
            again
        });
        if !again {
            return rest(world, round);
        }
    }
}

/// Sets the clock for the next try.
fn rest(world: World, round: Round) {
    let wait = STATE.with_borrow_mut(|state| {
        state.taken = if round == Round::Taken { state.taken + 1 } else { 0 };
        state.tries = if matches!(round, Round::Left { .. }) { state.tries.saturating_add(1) } else { 0 };
        match round {
            Round::Empty => None,
            Round::Taken => Some(OTHER_TAB.0),
            Round::Left { heard, asked } => {
                let unheard = !heard && !hidden();
                Some(plan::wait_ms(state.tries, js_sys::Math::random(), unheard, asked) as u64)
            }
        }
    });
    let Some(wait) = wait else { return };
    let timer = set_timeout_with_handle(move || wake(world), Duration::from_millis(wait)).ok();
    STATE.with_borrow_mut(|state| {
        if let Some(before) = std::mem::replace(&mut state.timer, timer) {
            before.clear();
        }
    });
}

async fn round(world: World) -> Round {
    let patient = STATE.with_borrow(|state| state.taken < OTHER_TAB.1);
    let lock = tabs::lock(LOCK).await;
    if lock.is_none() && patient {
        return Round::Taken;
    }
    let (mut left, mut heard) = (false, true);
    // Whether what is left waits for nothing but its files: then the pause that was asked for files counts as well.
    let mut by_files = true;
    seal_waiting(world, &mut left).await;
    for mut parcel in all().await.unwrap_or_default() {
        let id = parcel.id.clone();
        if held_up(&parcel) > 0.0 {
            (left, by_files) = (true, by_files && parcel.lacks_files());
            hand_in::not_yet(world, &id);
            continue;
        }
        world.sending.set(Some(id.clone()));
        let outcome = deliver(world, &mut parcel).await;
        world.sending.set(None);
        match outcome {
            Ok(receipt) => {
                let code = receipt.code.clone();
                if finish(world, &parcel.id, &parcel.procedure, receipt).await {
                    arrived(world, parcel, code).await;
                } else {
                    left = true;
                }
            }
            Err(Undelivered::Other(receipt)) => {
                let code = receipt.code.clone();
                // Nothing of what this tab has is at the office: it stays, as a draft of its own.
                if let Some(key) = untrack(|| world.key_of(&id)) {
                    part(world, &key, &code).await;
                }
                if finish(world, &id, &parcel.procedure, receipt).await {
                    discard(&id).await;
                } else {
                    left = true;
                }
            }
            Err(Undelivered::Stopped(failure)) => stopped(world, &id, failure).await,
            Err(Undelivered::Later(failure)) => {
                (left, by_files) = (true, by_files && parcel.lacks_files());
                heard = !matches!(failure, Failure::Offline | Failure::Timeout);
                hand_in::not_yet(world, &id);
                if !heard {
                    break;
                }
            }
        }
    }
    if heard {
        for key in shared_waiting(world) {
            let arrived = hand_in::shared_once(world, &key).await;
            (left, by_files) = (left || !arrived, by_files && arrived);
        }
    }
    if heard && asked_to_wait(Matter::Files) > 0.0 {
        left |= uploads::some_wait(world);
    } else if heard && let Some(error) = uploads::send_drafts(world, woken).await {
        left = true;
        heard = matches!(error, DeviceError::Refused(_));
    }
    drop(lock);
    if !left {
        return Round::Empty;
    }
    let dossiers = asked_to_wait(Matter::Dossiers);
    Round::Left { heard, asked: if by_files { asked_to_wait(Matter::Files).max(dossiers) } else { dossiers } }
}

/// How long a parcel may not go yet, as the server asked; milliseconds.
fn held_up(parcel: &Parcel) -> f64 {
    let files = if parcel.lacks_files() { asked_to_wait(Matter::Files) } else { 0.0 };
    files.max(asked_to_wait(Matter::Dossiers))
}

/// Somebody handed something in meanwhile: that goes before the files of drafts.
fn woken() -> bool {
    STATE.with_borrow(|state| state.again)
}

/// Drafts that were handed in before there were parcels, or whose procedure was not here then.
async fn seal_waiting(world: World, left: &mut bool) {
    let known: Vec<String> = all().await.unwrap_or_default().into_iter().map(|parcel| parcel.id).collect();
    let waiting = untrack(|| {
        world.drafts.with(|all| {
            let waiting = all.iter().flatten().filter(|d| d.submitting && d.together.is_none() && !is_supplement(d));
            waiting.filter(|draft| !known.contains(&draft.id)).cloned().collect::<Vec<_>>()
        })
    });
    for draft in waiting {
        match seal(world, &draft).await {
            Ok(_) => {}
            Err(failure) if failure.passes() || failure == Failure::Broken => *left = true,
            Err(failure) => stopped(world, &draft.id, failure).await,
        }
    }
}

fn shared_waiting(world: World) -> Vec<String> {
    untrack(|| {
        world.drafts.with(|all| {
            let shared = all.iter().flatten().filter(|draft| draft.submitting && draft.together.is_some());
            shared.map(|draft| draft.procedure.clone()).collect()
        })
    })
}

/// The server will not take it: it is a draft again, whole, and says why. A refusal that is the person's to mend proves that the
/// server has kept nothing under this key.
async fn stopped(world: World, id: &str, failure: Failure) {
    if let Some(key) = untrack(|| world.key_of(id)) {
        let code = failure.code().to_owned();
        world.edit(&key, |draft| {
            draft.submitting = false;
            draft.refused = Some(code);
        });
        world.keep_now();
    }
    world.refused.update(|all| {
        all.insert(id.to_owned(), failure);
    });
    hand_in::not_yet(world, id);
    discard(id).await;
}

/// What arrived is forgotten here and in every other tab; what was changed since is kept.
async fn arrived(world: World, parcel: Parcel, code: String) {
    let (id, told) = (parcel.id.clone(), Arrived { parcel, code });
    settle(world, &told).await;
    discard(&id).await;
    if let Ok(text) = serde_json::to_string(&told) {
        tabs::tell(&text);
    }
    spawn_local(sweep(world, SWEEP.1));
}

/// Takes the draft of an arrived parcel away, or parts it where it says more than what arrived.
async fn settle(world: World, told: &Arrived) {
    let Some(key) = untrack(|| world.key_of(&told.parcel.id)) else { return };
    let Some(draft) = untrack(|| world.draft(&key)) else { return };
    if told.parcel.says(&draft.answers, &draft.attachments) {
        hand_in::show_receipt(&key, &told.code, false);
        world.let_go(&told.parcel.id).await;
    } else {
        part(world, &key, &told.code).await;
    }
}

/// Another tab has handed something in.
fn learn(world: World, text: &str) {
    let Ok(told) = crate::json::from_str::<Arrived>(text) else { return };
    spawn_local(async move {
        if let Ok(list) = receipts::list().await {
            world.receipts.set(Some(list));
        }
        settle(world, &told).await;
        // What this tab may have written in the same moment.
        world.let_go(&told.parcel.id).await;
    });
}
