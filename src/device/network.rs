//! Whether there is a network, and the token by which the server knows this phone.

use super::{
    error::DeviceError,
    js::{Listener, Turn, window},
    store::kv,
    upload::exchange::{Ask, ask},
};
use leptos::prelude::{ArcRwSignal, Set, Signal};
use motcua_contract::{
    Endpoint,
    public::{Device, RegisterDevice},
};
use std::cell::RefCell;

/// Where the token is kept.
const TOKEN: &str = "device_token";
/// Patience with registering, milliseconds.
const PATIENCE: u32 = 20_000;

thread_local! {
    static ONLINE: RefCell<Option<ArcRwSignal<bool>>> = const { RefCell::new(None) };
    /// A token that the phone has no room for: a full store does not keep anything from being sent.
    static UNKEPT: RefCell<Option<String>> = const { RefCell::new(None) };
    /// Two tokens would part the files of one dossier.
    static REGISTERING: Turn = Turn::default();
}

/// What the browser says now. `true` does not promise that the server can be reached; `false` is reliable.
#[must_use]
pub fn is_online() -> bool {
    window().is_none_or(|w| w.navigator().on_line())
}

/// Whether there is a network, as the browser says, always up to date.
#[must_use]
pub fn online() -> Signal<bool> {
    let known = ONLINE.with_borrow(Clone::clone);
    let signal = known.unwrap_or_else(|| {
        let signal = ArcRwSignal::new(is_online());
        if let Some(window) = window() {
            for name in ["online", "offline"] {
                let changing = signal.clone();
                Listener::new(&window, name, move |_| changing.set(is_online())).forget();
            }
        }
        ONLINE.set(Some(signal.clone()));
        signal
    });
    signal.read_only().into()
}

/// This phone's token; registers the phone at the first call. No personal data goes with it.
///
/// # Errors
/// `offline`, `timeout`, `broken`, a refusal, or what the store failed of.
pub async fn token() -> Result<String, DeviceError> {
    let turn = REGISTERING.with(Turn::clone);
    let _held = turn.take().await;
    match kept().await? {
        Some(token) => Ok(token),
        None => register().await,
    }
}

async fn kept() -> Result<Option<String>, DeviceError> {
    match UNKEPT.with_borrow(Clone::clone) {
        Some(token) => Ok(Some(token)),
        None => kv::get(TOKEN).await,
    }
}

/// Another token, where the server does not know `refused` any more. Uploads made with the old one are lost to this phone:
/// send them again.
///
/// # Errors
/// As [`token`].
pub async fn renew_token(refused: &str) -> Result<String, DeviceError> {
    let turn = REGISTERING.with(Turn::clone);
    let _held = turn.take().await;
    match kept().await? {
        Some(token) if token != refused => Ok(token),
        _ => register().await,
    }
}

/// The token for a draft: of the phone that it was begun on, where it came in a file ([`super::parcel`]), else of this phone.
///
/// # Errors
/// As [`token`].
pub async fn token_for(draft: &str) -> Result<String, DeviceError> {
    match kv::get(&place_for(draft)).await? {
        Some(token) => Ok(token),
        None => token().await,
    }
}

/// The same, without registering this phone.
///
/// # Errors
/// What the store failed of.
pub async fn kept_token_for(draft: &str) -> Result<Option<String>, DeviceError> {
    match kv::get(&place_for(draft)).await? {
        Some(token) => Ok(Some(token)),
        None => kept().await,
    }
}

/// Keeps the token that a draft came with.
///
/// # Errors
/// What the store failed of.
pub async fn keep_token_for(draft: &str, token: &str) -> Result<(), DeviceError> {
    kv::set(&place_for(draft), token).await
}

/// As [`renew_token`]; a draft from another phone goes on with this one's.
///
/// # Errors
/// As [`token`].
pub async fn renew_token_for(draft: &str, refused: &str) -> Result<String, DeviceError> {
    let place = place_for(draft);
    if kv::get(&place).await?.is_some() {
        kv::remove(&place).await?;
    }
    renew_token(refused).await
}

fn place_for(draft: &str) -> String {
    [TOKEN, ".", draft].concat()
}

async fn register() -> Result<String, DeviceError> {
    let path = RegisterDevice::path(&[]);
    let answer = ask(Ask {
        method: RegisterDevice::METHOD,
        url: &path,
        headers: &[("content-type", "application/json".to_owned())],
        body: Some(b"{}"),
        patience_ms: PATIENCE,
        cancel: None,
        progress: None,
    })
    .await?;
    let device: Device = answer.json()?;
    let unkept = kv::set(TOKEN, &device.token).await.is_err().then(|| device.token.clone());
    UNKEPT.set(unkept);
    Ok(device.token)
}
