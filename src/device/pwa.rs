//! The app as an app: the service worker and its updates, installing.

use super::{
    clock::now_ms,
    js::{Listener, call, field, object, present, window},
    page::{document, hidden, meta},
};
use js_sys::{Array, Promise};
use leptos::prelude::{ArcRwSignal, Callable, Callback, GetUntracked, Set, Signal};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration};

const SCRIPT: &str = "/sw.js";
/// The build that `trunk serve` makes: its files change under their names, so nothing may be kept.
const DEVELOPMENT: &str = "dev";
/// How often a page that stays open asks for a new build, milliseconds.
const CHECK_MS: f64 = 60.0 * 60.0 * 1000.0;
/// How often, and how far apart in milliseconds, a new build under way is looked at.
const UPDATE_LOOKS: usize = 60;
const UPDATE_LOOK_MS: i32 = 500;
/// After this the page is taken to be idle, milliseconds.
const IDLE_MS: i32 = 4_000;

thread_local! {
    static REGISTRATION: RefCell<Option<ServiceWorkerRegistration>> = const { RefCell::new(None) };
    /// The person asked for the update; only then the page reloads.
    static ASKED: Cell<bool> = const { Cell::new(false) };
    static CHECKED: Cell<f64> = const { Cell::new(0.0) };
    static PROMPT: RefCell<Option<JsValue>> = const { RefCell::new(None) };
    static INSTALLABLE: ArcRwSignal<bool> = ArcRwSignal::new(false);
    static OUTDATED: ArcRwSignal<bool> = ArcRwSignal::new(false);
}

/// Registers the service worker; does nothing in development and in browsers without it. `on_update` is called when another
/// build is ready: show a notice, and call [`apply_update`] when the person presses its button.
pub fn register(on_update: Callback<()>) {
    watch_install();
    let Some(container) = container() else { return };
    if meta("build") == DEVELOPMENT {
        return;
    }
    Listener::new(&container, "controllerchange", |_| {
        if ASKED.replace(false) {
            reload();
        }
    })
    .forget();
    if let Some(document) = document() {
        Listener::new(&document, "visibilitychange", |_| check()).forget();
    }
    CHECKED.set(now_ms());
    spawn_local(async move {
        // A server that does not have the script, or a full disk: the app works without it, online.
        let Ok(registered) = JsFuture::from(container.register(SCRIPT)).await else { return };
        let Ok(registration) = registered.dyn_into::<ServiceWorkerRegistration>() else { return };
        if registration.waiting().is_some() && container.controller().is_some() {
            on_update.run(());
        }
        if let Some(installing) = registration.installing() {
            tell_when_ready(&installing, on_update);
        }
        let found = registration.clone();
        Listener::new(&registration, "updatefound", move |_| {
            if let Some(installing) = found.installing() {
                tell_when_ready(&installing, on_update);
            }
        })
        .forget();
        REGISTRATION.set(Some(registration));
        super::js::sleep(IDLE_MS).await;
        warm(&[]);
    });
}

/// Another build, not the first one, counts as an update.
fn tell_when_ready(worker: &ServiceWorker, on_update: Callback<()>) {
    let installing = worker.clone();
    Listener::new(worker, "statechange", move |_| {
        let replaces = container().is_some_and(|c| c.controller().is_some());
        if replaces && field(&installing, "state").as_string().as_deref() == Some("installed") {
            on_update.run(());
        }
    })
    .forget();
}

/// The server said that it no longer understands this build (`outdated`): what was to be sent waits, and a new build is
/// looked for at once.
pub fn note_outdated() {
    let known = OUTDATED.with(|signal| {
        let known = signal.get_untracked();
        signal.set(true);
        known
    });
    if !known {
        spawn_local(look_for_update());
    }
}

/// Whether the server no longer understands this build.
#[must_use]
pub fn outdated() -> Signal<bool> {
    OUTDATED.with(ArcRwSignal::clone).read_only().into()
}

/// Asks for a new build, and waits a while for it to be whole.
async fn look_for_update() {
    let Some(registration) = REGISTRATION.with_borrow(Clone::clone) else { return };
    let Ok(update) = registration.update() else { return };
    // No network: the next time.
    let _ = JsFuture::from(update).await;
    for _ in 0..UPDATE_LOOKS {
        if registration.waiting().is_some() || registration.installing().is_none() {
            return;
        }
        super::js::sleep(UPDATE_LOOK_MS).await;
    }
}

/// Takes the update over and reloads. Call it only when the person asks, never while something is being sent.
pub fn apply_update() {
    spawn_local(async {
        if waiting().is_none() && OUTDATED.with(GetUntracked::get_untracked) {
            look_for_update().await;
        }
        match waiting() {
            Some(worker) => {
                ASKED.set(true);
                // What the worker in charge fetches ahead would keep it in charge.
                let active = REGISTRATION.with_borrow(|r| r.as_ref().and_then(ServiceWorkerRegistration::active));
                if let Some(active) = active {
                    let _ = active.post_message(&object(&[("type", "rest".into())]));
                }
                let message = object(&[("type", "skip-waiting".into())]);
                if worker.post_message(&message).is_err() {
                    reload();
                }
            }
            // Another tab was faster.
            None => reload(),
        }
    });
}

fn waiting() -> Option<ServiceWorker> {
    REGISTRATION.with_borrow(|r| r.as_ref().and_then(ServiceWorkerRegistration::waiting))
}

/// Tells the worker that the page is idle: it fetches the scanner and the public answers at these addresses
/// (`/api/procedures/...`), so that they are there without a network.
pub fn warm(urls: &[String]) {
    let Some(container) = container() else { return };
    if meta("build") == DEVELOPMENT {
        return;
    }
    let urls: Array = urls.iter().map(|url| JsValue::from_str(url)).collect();
    spawn_local(async move {
        let Ok(ready) = container.ready() else { return };
        let Ok(ready) = JsFuture::from(ready).await else { return };
        let Ok(registration) = ready.dyn_into::<ServiceWorkerRegistration>() else { return };
        if let Some(worker) = registration.active() {
            let message = object(&[("type", "warm".into()), ("urls", urls.into())]);
            // A worker that is gone is started again by the next page.
            let _ = worker.post_message(&message);
        }
    });
}

/// Looks for a new build when the page is seen again after a while: home-screen apps stay open for weeks.
fn check() {
    if hidden() || now_ms() - CHECKED.get() < CHECK_MS {
        return;
    }
    CHECKED.set(now_ms());
    if let Some(registration) = REGISTRATION.with_borrow(Clone::clone)
        && let Ok(update) = registration.update()
    {
        spawn_local(async move {
            // No network: the next time.
            let _ = JsFuture::from(update).await;
        });
    }
}

fn container() -> Option<ServiceWorkerContainer> {
    present(&window()?.navigator(), "serviceWorker")?.dyn_into().ok()
}

fn reload() {
    if let Some(window) = window() {
        // Fails only in a page that is being left.
        let _ = window.location().reload();
    }
}

fn watch_install() {
    let Some(window) = window() else { return };
    Listener::new(&window, "beforeinstallprompt", |event| {
        // The app asks by itself, at a good moment.
        event.prevent_default();
        PROMPT.set(Some(event.into()));
        INSTALLABLE.with(|signal| signal.set(true));
    })
    .forget();
    Listener::new(&window, "appinstalled", |_| {
        PROMPT.set(None);
        INSTALLABLE.with(|signal| signal.set(false));
    })
    .forget();
}

/// Whether the browser would install the app now (Chromium). Do not offer it while a dossier is not handed in: Safari and an
/// installed app do not share what is kept.
#[must_use]
pub fn installable() -> Signal<bool> {
    INSTALLABLE.with(ArcRwSignal::clone).read_only().into()
}

/// Shows the browser's question; `true` when the person said yes.
pub async fn prompt_install() -> bool {
    let Some(prompt) = PROMPT.take() else { return false };
    INSTALLABLE.with(|signal| signal.set(false));
    if call(&prompt, "prompt", &[]).is_err() {
        return false;
    }
    let Ok(choice) = field(&prompt, "userChoice").dyn_into::<Promise>() else { return false };
    let choice = JsFuture::from(choice).await.unwrap_or(JsValue::UNDEFINED);
    choice.is_object() && field(&choice, "outcome").as_string().as_deref() == Some("accepted")
}

/// Whether the app runs from the home screen.
#[must_use]
pub fn installed() -> bool {
    let Some(window) = window() else { return false };
    let standalone = window.match_media("(display-mode: standalone)").ok().flatten().is_some_and(|m| m.matches());
    standalone || field(&window.navigator(), "standalone").is_truthy()
}

/// Whether this is Safari on an iPhone or iPad: there is no question to show there, only words ("Share, then Add to Home
/// Screen").
#[must_use]
pub fn is_ios() -> bool {
    let Some(navigator) = window().map(|w| w.navigator()) else { return false };
    let agent = navigator.user_agent().unwrap_or_default();
    let touches = field(&navigator, "maxTouchPoints").as_f64().unwrap_or_default() > 1.0;
    // The library's search in texts is more program than this whole file.
    let has = |name: &str| agent.as_bytes().windows(name.len()).any(|part| part == name.as_bytes());
    has("iPhone") || has("iPad") || (has("Macintosh") && touches)
}
