//! Uploads in tus 1.0: bytes are durable before the offset moves, a file is judged before it counts as stored.

use crate::{
    app::App,
    http::{Answer, Call, Reply, body},
    problem::Refusal,
    secrets, sniff,
};
use axum::{
    body::Body,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use motcua_contract::{
    Endpoint, ProblemCode, limits,
    uploads::{AppendUpload, CHUNK_TYPE, CreateUpload, DeleteUpload, GetUpload, HeadUpload, StoredFile, TUS_VERSION},
};
use motcua_domain::text;
use motcua_storage::{
    StoreError,
    uploads::{NewUpload, Owner, Quota, Stored, Upload},
};
use std::time::Duration;

const RESUMABLE: &str = "tus-resumable";
const OFFSET: &str = "upload-offset";
const LENGTH: &str = "upload-length";
const METADATA: &str = "upload-metadata";

/// What an owner may upload: a counter scans for everybody who comes, a phone for itself.
const fn quota(owner: &Owner) -> Quota {
    match owner {
        Owner::Device(_) => Quota { open: limits::OPEN_UPLOADS, day_bytes: limits::DEVICE_DAY_BYTES },
        Owner::Staff(_) => Quota { open: limits::STAFF_OPEN_UPLOADS, day_bytes: limits::STAFF_DAY_BYTES },
    }
}

/// Bytes held in memory before they go to the disk.
const BUFFER: usize = 1024 * 1024;
/// A sender that is silent for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);
/// Characters of a file's name that are kept.
const NAME_LENGTH: usize = 200;

pub async fn create(call: Call<CreateUpload>) -> Answer<CreateUpload> {
    check_version(&call)?;
    let length = number(&call, LENGTH)?;
    if length == 0 {
        return Err(ProblemCode::FileEmpty.into());
    }
    if length > limits::FILE_BYTES {
        return Err(ProblemCode::FileTooLarge.into());
    }
    let metadata = call.header(METADATA).unwrap_or_default();
    let declared = meta(metadata, "filetype").unwrap_or_default();
    if !sniff::allowed(&declared) {
        return Err(ProblemCode::FileTypeNotAllowed.into());
    }
    let sha256 = meta(metadata, "sha256").unwrap_or_default();
    if sha256.len() != 64 || !sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(Refusal::new(ProblemCode::BadHeader).detail(METADATA));
    }
    let app = &call.app;
    app.space_for_upload(length)?;
    let id = app.id()?;
    let new = NewUpload {
        id: id.clone(),
        owner: call.owner()?,
        length,
        declared,
        name: meta(metadata, "filename").map(|name| text::nfc(&name).chars().take(NAME_LENGTH).collect()),
        sha256,
        created_ms: app.now().as_millisecond(),
        day: app.local_now().date().to_string(),
    };
    app.store.create_upload(&new, quota(&new.owner)).await?;
    let place = HeaderValue::from_str(&<HeadUpload as Endpoint>::path(&[&id])).map_err(Refusal::internal)?;
    Ok(Reply::Raw(tus(StatusCode::CREATED, &[(header::LOCATION, place)])))
}

pub async fn head(call: Call<HeadUpload>) -> Answer<HeadUpload> {
    check_version(&call)?;
    let upload = mine(&call, call.segment(0)).await?;
    Ok(Reply::Raw(tus(
        StatusCode::OK,
        &[
            (HeaderName::from_static(OFFSET), HeaderValue::from(upload.received)),
            (HeaderName::from_static(LENGTH), HeaderValue::from(upload.length)),
        ],
    )))
}

pub async fn get(call: Call<GetUpload>) -> Answer<GetUpload> {
    let upload = mine(&call, call.segment(0)).await?;
    let stored = upload.stored.ok_or(ProblemCode::NotFound)?;
    Ok(Reply::json(StoredFile {
        upload: upload.id,
        sha256: upload.sha256,
        size: upload.length,
        media_type: stored.media_type,
        pages: stored.pages,
    }))
}

pub async fn delete(call: Call<DeleteUpload>) -> Answer<DeleteUpload> {
    check_version(&call)?;
    let owner = call.owner()?;
    let _one = call.app.lock(call.segment(0)).await;
    call.app.store.remove_upload(call.segment(0), &owner).await?;
    Ok(Reply::Raw(tus(StatusCode::NO_CONTENT, &[])))
}

pub async fn append(mut call: Call<AppendUpload>) -> Answer<AppendUpload> {
    check_version(&call)?;
    if body::media_type(&call.headers) != Some(CHUNK_TYPE) {
        return Err(ProblemCode::UnsupportedMedia.into());
    }
    let offset = number(&call, OFFSET)?;
    let stream = call.take_stream();
    let app = &call.app;
    let owner = call.owner()?;
    let _writing = app.writing.try_acquire().map_err(|_| ProblemCode::Unavailable)?;
    let _one = app.lock(call.segment(0)).await;
    let upload = mine(&call, call.segment(0)).await?;
    if upload.stored.is_some() || upload.received != offset {
        return Err(Refusal::at(ProblemCode::OffsetMismatch, upload.received));
    }
    let left = upload.length - offset;
    if body::announced(&call.headers).is_some_and(|length| length > left) {
        return Err(ProblemCode::FileTooLarge.into());
    }
    app.space_for_upload(left)?;
    let (at, outcome) = receive(&call, &upload, left, stream).await?;
    let day = app.local_now().date().to_string();
    if at == upload.length {
        if let Err(refusal) = keep(&call, &upload, &owner, &day).await {
            // A file that was judged and refused is gone; one that could not be kept now can be tried again.
            if refusal.problem.status < 500 {
                app.store.remove_upload(&upload.id, &owner).await?;
            }
            return Err(refusal);
        }
    } else if at > offset {
        app.store.advance_upload(&upload, &owner, at, &day).await?;
    }
    outcome?;
    Ok(Reply::Raw(tus(StatusCode::NO_CONTENT, &[(HeaderName::from_static(OFFSET), HeaderValue::from(at))])))
}

/// Writes what comes, up to what is left; says up to where it is durable, and why it stopped if it did so early.
async fn receive(
    call: &Call<AppendUpload>,
    upload: &Upload,
    left: u64,
    mut stream: Body,
) -> Result<(u64, Result<(), Refusal>), Refusal> {
    let mut file = call.app.store.staging.appender(&upload.id, upload.received).await?;
    let mut buffer = BytesMut::new();
    let mut room = left;
    let mut outcome = Ok(());
    loop {
        let bytes = match tokio::time::timeout(SILENCE, stream.frame()).await {
            Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
            Ok(None) => break,
            // What came so far is kept: the next attempt goes on from there.
            Ok(Some(Err(_))) | Err(_) => {
                outcome = Err(Refusal::new(ProblemCode::BadBody).detail("cut off"));
                break;
            }
        };
        if bytes.len() as u64 > room {
            return Err(ProblemCode::FileTooLarge.into());
        }
        room -= bytes.len() as u64;
        buffer.extend_from_slice(&bytes);
        if buffer.len() >= BUFFER {
            file = file.write(buffer.split().freeze()).await?;
        }
    }
    let at = file.write(buffer.freeze()).await?.sync().await?;
    Ok((at, outcome))
}

/// Judges a whole file and keeps it: digest, content, durable blob, row. In this order.
async fn keep(call: &Call<AppendUpload>, upload: &Upload, owner: &Owner, day: &str) -> Result<(), Refusal> {
    let app = &call.app;
    let _judging = app.judging.acquire().await.map_err(Refusal::internal)?;
    let bytes = app.store.staging.read(&upload.id).await?;
    let found = judge(bytes.clone(), upload.declared.clone(), upload.sha256.clone()).await?;
    let blob = app.store.blobs.put(secrets::random()?, bytes).await?;
    let stored = Stored { media_type: found.media_type.to_owned(), pages: found.pages, blob: blob.clone() };
    if let Err(error) = app.store.finish_upload(upload, owner, &stored, day).await {
        // No row names it: it is only garbage, and so is a failure to remove it.
        let _ = app.store.blobs.remove(&blob).await;
        return Err(error.into());
    }
    app.store.staging.remove(&upload.id).await?;
    Ok(())
}

/// Keeps a PDF that was made here as an upload of this owner, on the same way as one that was sent.
///
/// # Errors
/// What an upload is refused for.
pub(super) async fn made_here(app: &App, owner: Owner, pdf: Vec<u8>) -> Result<StoredFile, Refusal> {
    let bytes = Bytes::from(pdf);
    let length = bytes.len() as u64;
    app.space_for_upload(length)?;
    let sha256 = secrets::sha256_hex(&bytes);
    let found = judge(bytes.clone(), sniff::PDF.to_owned(), sha256.clone()).await?;
    let new = NewUpload {
        id: app.id()?,
        owner,
        length,
        declared: sniff::PDF.to_owned(),
        name: None,
        sha256,
        created_ms: app.now().as_millisecond(),
        day: app.local_now().date().to_string(),
    };
    app.store.create_upload(&new, quota(&new.owner)).await?;
    let blob = app.store.blobs.put(secrets::random()?, bytes).await?;
    let stored = Stored { media_type: found.media_type.to_owned(), pages: found.pages, blob: blob.clone() };
    let upload = app.store.upload(&new.id, &new.owner).await?;
    if let Err(error) = app.store.finish_upload(&upload, &new.owner, &stored, &new.day).await {
        // No row names it: it is only garbage, and so is a failure to remove it.
        let _ = app.store.blobs.remove(&blob).await;
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

async fn judge(bytes: Bytes, declared: String, sha256: String) -> Result<sniff::Found, Refusal> {
    let work = move || {
        let found = sniff::judge(&bytes, &declared)?;
        if secrets::sha256_hex(&bytes) == sha256 { Ok(found) } else { Err(ProblemCode::DigestMismatch) }
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(Refusal::internal)??)
}

async fn mine<E: Endpoint>(call: &Call<E>, id: &str) -> Result<Upload, Refusal> {
    match call.app.store.upload(id, &call.owner()?).await {
        Err(StoreError::NotFound) => Err(ProblemCode::NotFound.into()),
        other => Ok(other?),
    }
}

fn check_version<E: Endpoint>(call: &Call<E>) -> Result<(), Refusal> {
    match call.header(RESUMABLE) {
        None | Some(TUS_VERSION) => Ok(()),
        Some(_) => Err(Refusal::new(ProblemCode::BadHeader).detail(RESUMABLE)),
    }
}

fn number<E: Endpoint>(call: &Call<E>, name: &'static str) -> Result<u64, Refusal> {
    let value = call.header(name).and_then(|text| text.parse().ok());
    value.ok_or_else(|| Refusal::new(ProblemCode::BadHeader).detail(name))
}

/// A value of tus's metadata: `key base64, key base64`.
fn meta(metadata: &str, key: &str) -> Option<String> {
    let pair = metadata.split(',').find_map(|pair| pair.trim().split_once(' ').filter(|(name, _)| *name == key))?;
    String::from_utf8(secrets::from_base64(pair.1.trim())?).ok()
}

fn tus(status: StatusCode, more: &[(HeaderName, HeaderValue)]) -> Response {
    let mut response = status.into_response();
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static(RESUMABLE), HeaderValue::from_static(TUS_VERSION));
    headers.extend(more.iter().cloned());
    response
}
