//! What anybody may read, and a device's registration.

use crate::{
    http::{Answer, Call, Reply, access},
    limits,
    problem::Refusal,
    secrets,
};
use axum::http::{HeaderValue, header};
use motcua_contract::{
    ProblemCode,
    public::{Device, GetOffice, GetProcedure, GetReference, GetWards, ListProcedures, RegisterDevice, Wards},
};
use motcua_domain::place;

pub async fn office(call: Call<GetOffice>) -> Answer<GetOffice> {
    Ok(Reply::Shared(call.app.world.office.clone()))
}

pub async fn procedures(call: Call<ListProcedures>) -> Answer<ListProcedures> {
    Ok(Reply::Shared(call.app.world.procedures.catalogue()))
}

/// Old codes lead to the procedure of today.
pub async fn procedure(call: Call<GetProcedure>) -> Answer<GetProcedure> {
    call.app
        .world
        .bundle(call.segment(0))
        .map(|bundle| Reply::Shared(bundle.clone()))
        .ok_or_else(|| ProblemCode::NotFound.into())
}

pub async fn reference(call: Call<GetReference>) -> Answer<GetReference> {
    let list = call.app.world.lists.get(call.segment(0)).cloned();
    list.map(Reply::Shared).ok_or_else(|| ProblemCode::NotFound.into())
}

pub async fn wards(call: Call<GetWards>) -> Answer<GetWards> {
    let csv = place::all_wards_csv(call.segment(0)).ok_or(ProblemCode::NotFound)?;
    Ok(Reply::Shared(Wards { csv: csv.to_owned() }))
}

/// Longer than any draft is kept; browsers allow about as much. Seconds.
const DEVICE_KNOWN: u32 = 400 * 24 * 3600;

/// A new device, or the one that this browser was before it lost its store.
pub async fn register_device(call: Call<RegisterDevice>) -> Answer<RegisterDevice> {
    let app = &call.app;
    if let Some(token) = access::cookie(&call.headers, access::DEVICE_COOKIE)
        && app.store.device_by_token(&secrets::sha256_hex(token.as_bytes())).await?.is_some()
    {
        return device(token.to_owned());
    }
    app.space_for_rows()?;
    app.limiter.attempt(&format!("device {}", call.address()), &limits::DEVICE, app.now()).map_err(Refusal::wait)?;
    let token = secrets::new_token()?;
    app.store.add_device(&app.id()?, &secrets::sha256_hex(token.as_bytes()), app.now().as_millisecond()).await?;
    device(token)
}

fn device(token: String) -> Answer<RegisterDevice> {
    let name = access::DEVICE_COOKIE;
    let text = format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={DEVICE_KNOWN}");
    let cookie = HeaderValue::from_str(&text).map_err(Refusal::internal)?;
    Ok(Reply::json(Device { token }).with(header::SET_COOKIE, cookie))
}
