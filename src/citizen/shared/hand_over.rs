//! Asking the desk to go on with what was begun at home: a code for the clerk to scan, and the number that both see.

use super::{banner::Part, bring, offer, together};
use crate::{
    api::{self, Failure},
    citizen::world::{World, world},
    device::{network::online, now_ms},
    i18n::{say, t, tf, ts},
    texts::handoff as w,
    ui::{Button, Notice, QrCode, Tone, focus_soon},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::drafts::Offer;
use std::time::Duration;

/// How long a code holds (s): by this page's own watch, since the clock of the phone may be wrong.
const HOLDS: f64 = 300.0;

/// How a draft stands with the desk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stand {
    /// This phone's alone.
    Own,
    /// Brought; nobody scanned the code yet.
    Brought,
    /// Somebody of the desk is at it.
    Shared,
}

/// The part of the task list where the desk is asked in.
#[component]
pub fn HandOver(code: String) -> impl IntoView {
    let world = world();
    let key = StoredValue::new(code.clone());
    let connected = online();
    let offered: RwSignal<Option<(Offer, f64)>> = RwSignal::new(None);
    let failed: RwSignal<Option<Failure>> = RwSignal::new(None);
    let busy = RwSignal::new(false);
    let stand = Memo::new(move |_| match key.with_value(|key| together(world, key)) {
        None => Stand::Own,
        Some(together) if together.staff.is_none() => Stand::Brought,
        Some(_) => Stand::Shared,
    });
    let make = Callback::new(move |()| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            let outcome = new_code(world, key.get_value()).await;
            busy.try_set(false);
            match outcome {
                Ok(made) => {
                    offered.try_set(Some((made, now_ms())));
                    focus_soon("desk-code");
                }
                Err(failure) => drop(failed.try_set(Some(failure))),
            }
        });
    });
    let left = RwSignal::new(0_u32);
    let count = move || {
        let made = offered.with_untracked(|offered| offered.as_ref().map(|(_, at)| *at));
        let passed = made.map_or(HOLDS, |at| (now_ms() - at) / 1000.0);
        left.set((HOLDS - passed).max(0.0).ceil() as u32);
    };
    if let Ok(ticking) = set_interval_with_handle(count, Duration::from_millis(500)) {
        on_cleanup(move || ticking.clear());
    }
    Effect::new(move |_| {
        offered.track();
        count();
    });
    let trouble = move || {
        failed.get().map(|failure| {
            let words = move || [t(w::HAND_OVER_FAILED), " ", t(api::words(&failure))].concat();
            view! { <Notice tone=Tone::Error alert=true><p>{words}</p></Notice> }
        })
    };
    let code = StoredValue::new(code);
    let content = move || match (stand.get(), offered.get()) {
        (Stand::Shared, _) => view! { <Part code=code.get_value() /> }.into_any(),
        (Stand::Brought, Some((made, _))) => view! {
            {shown(&made, left)}
            <div class="actions">
                <Button busy=busy on_press=make>{say(w::HAND_OVER_AGAIN)}</Button>
                <Part code=code.get_value() />
            </div>
        }
        .into_any(),
        (Stand::Brought, None) => view! {
            <p>{say(w::HAND_OVER_WAITING)}</p>
            <div class="actions">
                <Button busy=busy on_press=make>{say(w::HAND_OVER_AGAIN)}</Button>
                <Part code=code.get_value() />
            </div>
        }
        .into_any(),
        (Stand::Own, _) => view! {
            <p>{say(w::HAND_OVER_TEXT)}</p>
            <Button id="to-desk" busy=busy disabled=Signal::derive(move || !connected.get()) on_press=make>
                {say(w::HAND_OVER_START)}
            </Button>
        }
        .into_any(),
    };
    view! {
        <section class="section card" aria-labelledby="hand-over">
            <h2 id="hand-over">{say(w::HAND_OVER_TITLE)}</h2>
            {trouble}
            {content}
        </section>
    }
}

/// Brings the draft, unless it is there already, and asks for a code.
async fn new_code(world: World, key: String) -> Result<Offer, Failure> {
    let known = untrack(|| together(world, &key));
    if known.is_none() {
        bring(world, &key).await?;
    }
    let Some(now) = untrack(|| together(world, &key)) else { return Err(Failure::Broken) };
    offer(&now.id).await
}

fn shown(made: &Offer, left: RwSignal<u32>) -> AnyView {
    let (link, number) = (made.link.clone(), made.number.clone());
    let over = Memo::new(move |_| left.get() == 0);
    let code = StoredValue::new(link);
    let number = StoredValue::new(number);
    view! {
        <div id="desk-code" tabindex="-1">
            <Show when=move || !over.get() fallback=|| view! { <p role="status">{say(w::HAND_OVER_ENDED)}</p> }>
                <p>{say(w::HAND_OVER_SCAN)}</p>
                <div class="qr-frame" data-link=code.get_value()>
                    <QrCode text=Signal::stored(code.get_value()) label=ts(w::HAND_OVER_QR_LABEL) />
                </div>
                <p>{say(w::HAND_OVER_COMPARE)}</p>
                <p class="big-number mono" id="desk-number">{number.get_value()}</p>
                <p class="small muted">
                    {move || tf(w::HAND_OVER_LEFT, &[("time", &minutes(left.get()))])}
                </p>
            </Show>
        </div>
    }
    .into_any()
}

/// `4:07`.
fn minutes(left: u32) -> String {
    let seconds = (left % 60).to_string();
    [(left / 60).to_string().as_str(), if seconds.len() < 2 { ":0" } else { ":" }, &seconds].concat()
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn seconds_have_two_digits() {
        assert_eq!((minutes(300).as_str(), minutes(247).as_str(), minutes(59).as_str()), ("5:00", "4:07", "0:59"));
    }
}
