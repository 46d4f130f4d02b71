//! Files on their way out: as attachments that cannot act in our origin, and with a record of who looked.

use super::{matter, view};
use crate::{
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, header},
    response::Response,
};
use futures_util::StreamExt;
use motcua_contract::{Endpoint, ProblemCode, desk::DownloadFile, dossiers::DownloadResult};
use motcua_domain::staff::Duty;
use motcua_storage::{
    StoreError,
    audit::By,
    uploads::{Owner, Upload},
};

/// The result, for whoever holds the receipt.
pub async fn result(call: Call<DownloadResult>) -> Answer<DownloadResult> {
    let record = call.held()?;
    let file = record
        .dossier
        .result
        .as_ref()
        .filter(|_| view::has_result(record.dossier.state))
        .ok_or(ProblemCode::NotFound)?;
    let upload = call.app.store.dossier_file(&record.row.id, &file.upload).await?;
    send(&call, upload, &record.row.code).await
}

/// A paper or result, for staff; no bytes leave before the view is recorded.
pub async fn paper(call: Call<DownloadFile>) -> Answer<DownloadFile> {
    let app = &call.app;
    let staff = call.staff()?;
    let record = matter::open(app, staff, call.segment(0), Duty::ReadPapers).await?;
    let upload = match app.store.dossier_file(&record.row.id, call.segment(1)).await {
        // One's own, sent or written a moment ago: nobody else's to look at, and nothing of the dossier.
        Err(StoreError::NotFound) => {
            let own = app.store.upload(call.segment(1), &Owner::Staff(staff.account.id.clone())).await?;
            let free = Some(own).filter(|own| !own.bound).ok_or(ProblemCode::NotFound)?;
            return send(&call, free, &record.row.code).await;
        }
        found => found?,
    };
    let by = By::staff(&staff.account.id, app.now().as_millisecond());
    app.store.record_view(by, &record.row.id, &upload.id).await?;
    send(&call, upload, &record.row.code).await
}

/// The bytes of an upload, named after `code`.
pub(super) async fn send<E>(call: &Call<E>, upload: Upload, code: &str) -> Answer<E>
where
    E: Endpoint,
{
    // A paper is looked at or saved; it is never code of a page.
    let wanted_as = call.header("sec-fetch-dest").unwrap_or_default();
    if matches!(wanted_as, "script" | "style" | "object" | "embed" | "worker" | "sharedworker" | "serviceworker") {
        return Err(ProblemCode::CrossSite.into());
    }
    let stored = upload.stored.ok_or(ProblemCode::NotFound)?;
    // Wrong bytes are worse than none: they are compared with what was received before the first one leaves.
    let blobs = &call.app.store.blobs;
    match blobs.digest(&stored.blob).await {
        Ok((found, _)) if found == upload.sha256 => {}
        Ok(_) | Err(StoreError::NotFound) => {
            tracing::error!(upload = %upload.id, "a file is damaged or gone: restore it from a backup");
            return Err(ProblemCode::IntegrityError.into());
        }
        Err(error) => return Err(error.into()),
    }
    let stream = blobs.get(&stored.blob).await?;
    let ending = stored.media_type.rsplit('/').next().unwrap_or("bin").to_owned();
    let name = format!("attachment; filename=\"{code}.{ending}\"");
    let mut response = Response::new(Body::from_stream(stream.map(|part| part.map_err(std::io::Error::other))));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_str(&stored.media_type).map_err(Refusal::internal)?);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(upload.length));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Refusal::internal)?);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(Reply::Raw(response))
}
