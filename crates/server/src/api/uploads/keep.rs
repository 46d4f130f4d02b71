//! A whole file: judged, kept, and only then named by its row.

use super::quota;
use crate::{app::App, http::Call, problem::Refusal, secrets, sniff};
use bytes::Bytes;
use motcua_contract::{Endpoint, ProblemCode, uploads::StoredFile};
use motcua_storage::uploads::{NewUpload, Owner, Stored, Upload};

/// Judges a whole file and keeps it: digest, content, durable blob, row. In this order.
///
/// # Errors
/// With what is wrong with it. A file that was judged and refused is gone; one with another digest than announced stays at its
/// last offset, as does one that could not be kept now: the last bytes can be sent again.
pub(super) async fn keep<E: Endpoint>(
    call: &Call<E>,
    upload: &Upload,
    owner: &Owner,
    day: &str,
) -> Result<(), Refusal> {
    let app = &call.app;
    let _judging = app.judging.acquire().await.map_err(Refusal::internal)?;
    let bytes = app.store.staging.read(&upload.id).await?;
    let judged = judge(bytes.clone(), upload.declared.clone(), upload.sha256.clone()).await;
    let (found, sha256) = match judged {
        Ok(judged) => judged,
        Err(refusal) => {
            if refusal.problem.status < 500 && refusal.problem.code != ProblemCode::DigestMismatch {
                app.store.remove_upload(&upload.id, owner, app.now().as_millisecond()).await?;
            }
            return Err(refusal);
        }
    };
    let blob = app.store.keep_bytes(&upload.id, secrets::random()?, bytes).await?;
    let stored = Stored { media_type: found.media_type.to_owned(), pages: found.pages, blob };
    let upload = Upload { sha256, ..upload.clone() };
    if let Err(error) = app.store.finish_upload(&upload, owner, &stored, day).await {
        // No row names it: it is only garbage, and so is a failure to throw it away.
        let _ = app.store.throw_blob_away(&stored.blob, app.now().as_millisecond()).await;
        return Err(error.into());
    }
    app.store.staging.remove(&upload.id).await?;
    Ok(())
}

/// Keeps a PDF that was made here as an upload of this owner, on the same way as one that was sent.
///
/// # Errors
/// What an upload is refused for.
pub(crate) async fn made_here(app: &App, owner: Owner, pdf: Vec<u8>) -> Result<StoredFile, Refusal> {
    let bytes = Bytes::from(pdf);
    let length = bytes.len() as u64;
    app.space_for_upload(length)?;
    let (found, sha256) = judge(bytes.clone(), sniff::PDF.to_owned(), String::new()).await?;
    let new = NewUpload {
        id: app.id()?,
        owner,
        length,
        declared: sniff::PDF.to_owned(),
        name: None,
        metadata: String::new(),
        sha256,
        created_ms: app.now().as_millisecond(),
        day: app.local_now().date().to_string(),
    };
    app.store.create_upload(&new, quota(&new.owner)).await?;
    let blob = app.store.blobs.put(secrets::random()?, bytes).await?;
    let stored = Stored { media_type: found.media_type.to_owned(), pages: found.pages, blob };
    let upload = app.store.upload(&new.id, &new.owner).await?;
    if let Err(error) = app.store.finish_upload(&upload, &new.owner, &stored, &new.day).await {
        let _ = app.store.throw_blob_away(&stored.blob, new.created_ms).await;
        return Err(error.into());
    }
    Ok(StoredFile {
        upload: new.id,
        sha256: new.sha256,
        size: length,
        media_type: stored.media_type,
        pages: stored.pages,
    })
}

/// The digest first: bytes that changed on their way say nothing about the file. An empty `sha256` was not announced.
async fn judge(bytes: Bytes, declared: String, sha256: String) -> Result<(sniff::Found, String), Refusal> {
    let work = move || {
        let digest = secrets::sha256_hex(&bytes);
        if !sha256.is_empty() && digest != sha256 {
            return Err(ProblemCode::DigestMismatch);
        }
        Ok((sniff::judge(&bytes, &declared)?, digest))
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(Refusal::internal)??)
}
