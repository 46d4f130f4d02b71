//! The public screen: whom which counter calls, who is next. To be read from five metres, by anybody, without signing in.

use crate::{
    api,
    device::attention::Chime,
    i18n::{language, t, texts::queue as q, tf, ts},
    ui::{LiveRegion, announce},
};
use leptos::{prelude::*, task::spawn_local};
use motcua_contract::{
    public::{GetOffice, Office},
    queue::{Call, GetScreen, Screen},
};
use std::time::Duration;

/// How often it asks.
const REFRESH: Duration = Duration::from_secs(2);
/// So many turns are left out while nobody can see it.
const HIDDEN_TURNS: u32 = 8;
/// How long a new call stands out.
const NEW_FOR: Duration = Duration::from_secs(8);

/// What the screen knows.
#[derive(Clone, Copy)]
struct State {
    screen: RwSignal<Option<Screen>>,
    office: RwSignal<Option<Office>>,
    offline: RwSignal<bool>,
    /// Calls that have just come.
    new: RwSignal<Vec<Call>>,
    chime: StoredValue<Option<Chime>, LocalStorage>,
    busy: StoredValue<bool>,
}

impl State {
    fn load(self) {
        if self.busy.get_value() {
            return;
        }
        self.busy.set_value(true);
        spawn_local(async move {
            let answer = api::get::<GetScreen>(&[], &[]).await;
            self.busy.set_value(false);
            match answer {
                Ok(screen) => self.show(screen),
                Err(_) => self.offline.set(true),
            }
            if self.office.with_untracked(Option::is_none)
                && let Ok(office) = api::get::<GetOffice>(&[], &[]).await
            {
                self.office.set(Some(office));
            }
        });
    }

    fn show(self, screen: Screen) {
        self.offline.set(false);
        let before = self.screen.get_untracked();
        if before.as_ref() == Some(&screen) {
            return;
        }
        if let Some(before) = before {
            let new: Vec<Call> = screen.calls.iter().filter(|call| !before.calls.contains(call)).cloned().collect();
            if let Some(call) = new.first() {
                self.call_out(call);
            }
            if !new.is_empty() {
                self.new.set(new);
                set_timeout(move || self.new.set(Vec::new()), NEW_FOR);
            }
        }
        self.screen.set(Some(screen));
    }

    fn call_out(self, call: &Call) {
        announce(&tf(q::SCREEN_CALL_ALOUD, &[("number", &call.number), ("counter", &call.counter)]));
        self.chime.with_value(|chime| {
            if let Some(chime) = chime {
                chime.ring();
            }
        });
    }
}

/// The public screen.
#[component]
pub fn ScreenPage() -> impl IntoView {
    let state = State {
        screen: RwSignal::new(None),
        office: RwSignal::new(None),
        offline: RwSignal::new(false),
        new: RwSignal::new(Vec::new()),
        chime: StoredValue::new_local(None),
        busy: StoredValue::new(false),
    };
    Effect::new(move |_| document().set_title(t(q::SCREEN_TITLE)));
    state.load();
    let turns = StoredValue::new(0u32);
    let refresh = move || {
        let turn = turns.try_update_value(|turn| {
            *turn = turn.wrapping_add(1);
            *turn
        });
        if !document().hidden() || turn.is_some_and(|turn| turn % HIDDEN_TURNS == 0) {
            state.load();
        }
    };
    if let Ok(timer) = set_interval_with_handle(refresh, REFRESH) {
        on_cleanup(move || timer.clear());
    }
    let sounding = RwSignal::new(false);
    // Browsers allow sound only from a tap on.
    let sound = move |_| {
        if let Some(chime) = Chime::new() {
            chime.ring();
            state.chime.set_value(Some(chime));
            sounding.set(true);
        }
    };
    let name = move || state.office.with(|office| office.as_ref().map(|office| office.counter.clone()));
    view! {
        <main class="screen" lang=move || language().tag()>
            <header class="screen-head">
                <h1>{move || name().unwrap_or_else(|| t(q::SCREEN_TITLE).to_owned())}</h1>
                {move || {
                    if sounding.get() {
                        view! { <p class="screen-sound">{ts(q::SCREEN_SOUND_ON)}</p> }.into_any()
                    } else {
                        view! {
                            <button type="button" class="button" id="sound" on:click=sound>
                                {ts(q::SCREEN_SOUND)}
                            </button>
                        }
                            .into_any()
                    }
                }}
            </header>
            {move || state.offline.get().then(|| view! { <p class="screen-offline" role="alert">{ts(q::SCREEN_OFFLINE)}</p> })}
            <Calls state=state />
            <Next state=state />
        </main>
        <LiveRegion />
    }
}

/// Who is called, the newest first.
#[component]
fn Calls(state: State) -> impl IntoView {
    let calls = Memo::new(move |_| {
        state.screen.with(|screen| screen.as_ref().map(|screen| screen.calls.clone()).unwrap_or_default())
    });
    let one = move |call: Call| {
        let new = {
            let call = call.clone();
            move || state.new.with(|new| new.contains(&call))
        };
        view! {
            <li class="screen-call" class:is-new=new>
                <span class="screen-number">
                    <span class="visually-hidden">{ts(q::SCREEN_NUMBER)} " "</span>
                    {call.number.clone()}
                </span>
                <span class="visually-hidden">" " {ts(q::SCREEN_COUNTER)} " "</span>
                <span class="screen-counter">{call.counter.clone()}</span>
            </li>
        }
    };
    view! {
        <section class="screen-calls" aria-labelledby="screen-calls">
            <h2 id="screen-calls">{ts(q::SCREEN_CALLS)}</h2>
            {move || {
                if calls.with(Vec::is_empty) {
                    view! { <p class="screen-none">{ts(q::SCREEN_NONE)}</p> }.into_any()
                } else {
                    view! { <ul class="plain-list">{calls.get().into_iter().map(one).collect_view()}</ul> }.into_any()
                }
            }}
        </section>
    }
}

/// Who is next, and how long it takes.
#[component]
fn Next(state: State) -> impl IntoView {
    let numbers = Memo::new(move |_| {
        state.screen.with(|screen| screen.as_ref().map(|screen| screen.next.clone()).unwrap_or_default())
    });
    let figure = move |key, read: fn(&Screen) -> Option<u32>| {
        move || {
            let count = state.screen.with(|screen| screen.as_ref().and_then(read));
            count.map(|count| tf(key, &[("count", &count.to_string())]))
        }
    };
    view! {
        <section class="screen-next" aria-labelledby="screen-next">
            <h2 id="screen-next">{ts(q::SCREEN_NEXT)}</h2>
            <ol class="plain-list">
                {move || numbers.get().into_iter().map(|number| view! { <li>{number}</li> }).collect_view()}
            </ol>
            <p id="screen-waiting">{figure(q::SCREEN_WAITING, |screen| Some(screen.waiting))}</p>
            <p id="screen-median">{figure(q::SCREEN_MEDIAN, |screen| screen.median_wait)}</p>
        </section>
    }
}
