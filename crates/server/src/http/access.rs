//! Who may call: the endpoint's access is checked here, before any handler runs, and nowhere else.

use super::call::{Caller, SignedIn};
use crate::{app::App, limits, problem::Refusal, secrets};
use axum::http::{HeaderMap, header};
use motcua_contract::{
    Access, COUNTER_HEADER, DEVICE_HEADER, Endpoint, POLL_HEADER, ProblemCode, RECEIPT_HEADER,
    accounts::ChangePassword,
    desk::{SignOut, WhoAmI},
    endpoint::encode,
};
use motcua_domain::{dossier_code::DossierCode, staff::Duty};

/// The session's cookie: only over https (browsers take localhost for it), never for scripts, never from a sub-domain.
pub const COOKIE: &str = "__Host-sid";
/// The device's token once more, where no script and no tidying of script-written storage reaches it: a browser that emptied
/// its store is the same device again. Read by registration alone; calls are let in by their header.
pub const DEVICE_COOKIE: &str = "__Host-device";

/// Finds out who calls.
///
/// # Errors
/// `signed_out` without a session or with a device that is not known (any more): register or sign in again.
/// `forbidden` without the duty; `password_to_change` before the first password was changed.
/// `not_found` for a receipt that does not fit: an unknown dossier and a wrong secret are the same.
pub async fn caller(
    app: &App,
    access: Access,
    path: &str,
    headers: &HeaderMap,
    code: Option<&str>,
    address: &str,
) -> Result<Caller, Refusal> {
    match access {
        Access::Public => Ok(Caller::Anybody),
        Access::Device => known_device(app, headers).await,
        Access::Receipt => holder(app, headers, code.unwrap_or_default(), address).await,
        Access::Staff => staff_with(app, path, headers, None).await,
        Access::Duty(duty) => staff_with(app, path, headers, Some(&[duty])).await,
        Access::Uploader if headers.contains_key(DEVICE_HEADER) => known_device(app, headers).await,
        Access::Uploader => staff_with(app, path, headers, Some(&UPLOADING)).await,
    }
}

/// Whoever has one of these has files to send.
const UPLOADING: [Duty; 4] = [Duty::FillIn, Duty::Intake, Duty::Process, Duty::Message];

/// Somebody signed in who has one of these duties; anybody signed in where none is asked. Who still has a password that
/// somebody else made can ask who they are, change it, or sign out, and nothing else.
async fn staff_with(app: &App, path: &str, headers: &HeaderMap, duties: Option<&[Duty]>) -> Result<Caller, Refusal> {
    let signed_in = staff(app, headers).await?.ok_or(ProblemCode::SignedOut)?;
    if signed_in.account.must_change && ![WhoAmI::PATH, SignOut::PATH, ChangePassword::PATH].contains(&path) {
        return Err(ProblemCode::PasswordToChange.into());
    }
    if duties.is_some_and(|duties| !duties.iter().any(|duty| signed_in.person().has(*duty))) {
        return Err(ProblemCode::Forbidden.into());
    }
    Ok(Caller::Staff(Box::new(signed_in)))
}

async fn known_device(app: &App, headers: &HeaderMap) -> Result<Caller, Refusal> {
    device(app, headers).await?.map(Caller::Device).ok_or_else(|| ProblemCode::SignedOut.into())
}

/// The device whose token the request carries.
///
/// # Errors
/// When the database cannot.
pub async fn device(app: &App, headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(token) = text(headers, DEVICE_HEADER) else { return Ok(None) };
    Ok(app.store.device_by_token(&secrets::sha256_hex(token.as_bytes())).await?)
}

async fn holder(app: &App, headers: &HeaderMap, code: &str, address: &str) -> Result<Caller, Refusal> {
    let secret = text(headers, RECEIPT_HEADER).unwrap_or_default();
    let hash = secrets::sha256_hex(secret.as_bytes());
    let record = match DossierCode::parse(code) {
        Ok(code) => app.store.by_code(code.as_str()).await?,
        Err(_) => None,
    };
    // The same comparison whether the dossier exists or not.
    let stored = record.as_ref().map_or("", |record| record.row.secret_hash.as_str());
    match record {
        Some(ref found) if secrets::same(&hash, stored) => Ok(Caller::Holder(Box::new(found.clone()))),
        _ => {
            app.limiter.attempt(&format!("receipt {address}"), &limits::RECEIPT, app.now()).map_err(Refusal::wait)?;
            Err(ProblemCode::NotFound.into())
        }
    }
}

async fn staff(app: &App, headers: &HeaderMap) -> Result<Option<SignedIn>, Refusal> {
    let Some(token) = session_token(headers) else { return Ok(None) };
    let token_hash = secrets::sha256_hex(token.as_bytes());
    // What a timer asks says nothing of whether somebody still sits there.
    let touch = !headers.contains_key(POLL_HEADER);
    let account = app.store.session(&token_hash, app.session_limits(), app.now().as_millisecond(), touch).await?;
    let said = text(headers, COUNTER_HEADER);
    let counter = said.and_then(|said| app.world.counters.iter().find(|counter| encode(counter) == said).cloned());
    Ok(account.map(|account| SignedIn { account, token_hash, counter }))
}

/// The session's token in the request's cookies.
#[must_use]
pub fn session_token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// A cookie by its name, unless it is empty.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == wanted && !value.is_empty()).then_some(value)
    })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty())
}
