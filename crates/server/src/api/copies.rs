//! Copies of drafts that phones keep at the office. What stands in them is the phone's matter: nothing here reads it.

use crate::{
    http::{Answer, Call, Reply},
    limits,
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    copies::{DraftCopies, DraftCopy, ForgetCopy, KeepCopy, ListCopies},
    limits::{COPIES, COPY_BYTES},
};
use motcua_storage::copies::Copy;

pub async fn keep(call: Call<KeepCopy>) -> Answer<KeepCopy> {
    let (app, device) = (&call.app, call.device()?);
    let DraftCopy { id, updated_ms, content } = &call.body;
    if content.len() > COPY_BYTES {
        return Err(ProblemCode::BodyTooLarge.into());
    }
    // What cannot be read back would be no copy.
    let readable = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(content).is_ok();
    if !readable || uuid::Uuid::try_parse(id).is_err() {
        return Err(ProblemCode::BadBody.into());
    }
    app.limiter.attempt(&format!("copy {device}"), &limits::COPY, app.now()).map_err(Refusal::wait)?;
    let copy = Copy { id: id.clone(), updated_ms: *updated_ms, content: content.clone() };
    app.store.keep_copy(device, &copy, COPIES, app.now().as_millisecond()).await?;
    Ok(Reply::empty())
}

pub async fn list(call: Call<ListCopies>) -> Answer<ListCopies> {
    let copies = call.app.store.copies(call.device()?).await?;
    let shown = |Copy { id, updated_ms, content }| DraftCopy { id, updated_ms, content };
    Ok(Reply::json(DraftCopies { copies: copies.into_iter().map(shown).collect() }))
}

pub async fn forget(call: Call<ForgetCopy>) -> Answer<ForgetCopy> {
    call.app.store.forget_copy(call.device()?, call.segment(0)).await?;
    Ok(Reply::empty())
}
