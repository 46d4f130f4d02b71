//! What anybody may read, and a device's registration.

use crate::{
    http::{Answer, Call, Reply},
    limits,
    problem::Refusal,
    secrets,
};
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

pub async fn register_device(call: Call<RegisterDevice>) -> Answer<RegisterDevice> {
    let app = &call.app;
    app.space_for_rows()?;
    app.limiter.attempt(&format!("device {}", call.address()), &limits::DEVICE, app.now()).map_err(Refusal::wait)?;
    let token = secrets::new_token()?;
    app.store.add_device(&app.id()?, &secrets::sha256_hex(token.as_bytes()), app.now().as_millisecond()).await?;
    Ok(Reply::json(Device { token }))
}
