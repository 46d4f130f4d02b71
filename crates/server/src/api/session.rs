//! Signing in and out at the desk, and one's own password.

use crate::{
    app::App,
    http::{Answer, Call, Reply, access, call::SignedIn},
    limits, passwords,
    problem::Refusal,
    secrets,
};
use axum::http::{HeaderName, HeaderValue, header};
use motcua_contract::{
    ProblemCode,
    accounts::ChangePassword,
    desk::{SignIn, SignOut, Staff, WhoAmI},
};
use motcua_domain::code::{Code, Finding};
use motcua_storage::{
    audit::{Act, By},
    staff::Account,
};

pub async fn sign_in(call: Call<SignIn>) -> Answer<SignIn> {
    let app = &call.app;
    let user = account_name(&call.body.user);
    let name = format!("password {user}");
    app.limiter.attempt(&name, &limits::PASSWORD, app.now()).map_err(Refusal::wait)?;
    if call.body.password.len() > passwords::LONGEST {
        return Err(ProblemCode::BadCredentials.into());
    }
    let account = app.store.account_by_user(&user).await?;
    let stored = account.as_ref().map(|account| account.password.as_str());
    let fits = app.passwords.fits(call.body.password.clone(), stored).await;
    let account = match account {
        Some(account) if fits => account,
        // Names that nobody has leave no trace: what is typed there may be a password.
        known => {
            if let Some(account) = known {
                let by = By::system(app.now().as_millisecond());
                app.store.record_act(&Act::on("sign_in_refused", Some(&account.id), by)).await?;
            }
            return Err(ProblemCode::BadCredentials.into());
        }
    };
    app.limiter.forgive(&name);
    // The session from before sign-in, if any, ends: a planted cookie is worth nothing.
    if let Some(old) = access::session_token(&call.headers) {
        app.store.close_session(&secrets::sha256_hex(old.as_bytes()), app.now().as_millisecond()).await?;
    }
    let token = secrets::new_token()?;
    let hash = secrets::sha256_hex(token.as_bytes());
    app.store.open_session(&hash, &account.id, app.now().as_millisecond(), app.session_limits().oldest_ms).await?;
    let cookie = cookie(&token, longest(app))?;
    Ok(Reply::json(shown(&account)).with(header::SET_COOKIE, cookie))
}

pub async fn who(call: Call<WhoAmI>) -> Answer<WhoAmI> {
    Ok(Reply::json(shown(&call.staff()?.account)))
}

pub async fn sign_out(call: Call<SignOut>) -> Answer<SignOut> {
    let SignedIn { token_hash, .. } = call.staff()?;
    call.app.store.close_session(token_hash, call.app.now().as_millisecond()).await?;
    let mut response = axum::http::Response::new(axum::body::Body::empty());
    *response.status_mut() = axum::http::StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    headers.insert(header::SET_COOKIE, cookie("", 0)?);
    // Not "storage": an unsent draft of a citizen on the same machine would go with it.
    headers.insert(HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));
    Ok(Reply::Raw(response))
}

/// One's own password. Other machines are signed out; this one stays.
pub async fn change_password(call: Call<ChangePassword>) -> Answer<ChangePassword> {
    let (app, SignedIn { account, token_hash, .. }) = (&call.app, call.staff()?);
    let name = format!("password {}", account.user);
    app.limiter.attempt(&name, &limits::PASSWORD, app.now()).map_err(Refusal::wait)?;
    let (old, new) = (&call.body.old, &call.body.new);
    if old.len() > passwords::LONGEST || !app.passwords.fits(old.clone(), Some(&account.password)).await {
        return Err(ProblemCode::BadCredentials.into());
    }
    app.limiter.forgive(&name);
    if new.chars().count() < passwords::LEAST {
        return Err(ProblemCode::PasswordTooShort.into());
    }
    let finding = |code| Refusal::invalid(vec![Finding::new("new", code)]);
    if new.len() > passwords::LONGEST {
        return Err(finding(Code::TooLong));
    }
    // Nor the name that everybody knows.
    if new == old || account_name(new) == account.user {
        return Err(finding(Code::MustDiffer));
    }
    let hash = app.passwords.hash(new.clone()).await?;
    let by = By::staff(&account.id, app.now().as_millisecond());
    app.store.set_password(&account.id, &hash, false, Some(token_hash), by).await?;
    tracing::info!(account = %account.id, "a password was changed");
    Ok(Reply::empty())
}

/// User names are compared without case and surrounding space.
#[must_use]
pub fn account_name(text: &str) -> String {
    motcua_domain::text::nfc(text).to_lowercase().chars().take(64).collect()
}

fn shown(account: &Account) -> Staff {
    Staff {
        id: account.id.clone(),
        user: account.user.clone(),
        name: account.name.clone(),
        roles: account.roles.clone(),
        fields: account.fields.clone(),
        must_change_password: account.must_change,
    }
}

fn longest(app: &App) -> i64 {
    app.policy.session_longest.as_secs()
}

fn cookie(token: &str, seconds: i64) -> Result<HeaderValue, Refusal> {
    let text = format!("{}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}", access::COOKIE);
    HeaderValue::from_str(&text).map_err(Refusal::internal)
}
