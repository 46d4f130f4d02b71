//! Uploads in tus 1.0: bytes are durable before the offset moves, a file is judged before it counts as stored.

mod keep;
mod receive;
mod speech;

use crate::{
    http::{Answer, Call, Reply, body},
    problem::Refusal,
    sniff,
};
use axum::http::{HeaderValue, StatusCode, header};
pub(crate) use keep::made_here;
use motcua_contract::{
    Endpoint, ProblemCode, limits,
    uploads::{AppendUpload, CHUNK_TYPE, CreateUpload, DeleteUpload, GetUpload, HeadUpload, StoredFile},
};
use motcua_domain::text;
use motcua_storage::{
    StoreError,
    uploads::{NewUpload, Owner, Quota, Upload},
};
use speech::{EXPIRES, LENGTH, METADATA, OFFSET, answer, check_version, expires, meta, number};

/// Bytes of a file's name that are kept.
const NAME_BYTES: usize = 200;
/// Bytes of everything that is announced of a file.
const METADATA_BYTES: usize = 4096;

/// What an owner may upload: a counter scans for everybody who comes, a phone for itself.
const fn quota(owner: &Owner) -> Quota {
    match owner {
        Owner::Device(_) => {
            Quota { open: limits::OPEN_UPLOADS, waiting: limits::WAITING_UPLOADS, day_bytes: limits::DEVICE_DAY_BYTES }
        }
        Owner::Staff(_) => Quota {
            open: limits::STAFF_OPEN_UPLOADS,
            waiting: limits::STAFF_WAITING_UPLOADS,
            day_bytes: limits::STAFF_DAY_BYTES,
        },
    }
}

pub async fn create(mut call: Call<CreateUpload>) -> Answer<CreateUpload> {
    check_version(&call)?;
    let length = number(&call, LENGTH)?;
    if length == 0 {
        return Err(ProblemCode::FileEmpty.into());
    }
    if length > limits::FILE_BYTES {
        return Err(ProblemCode::FileTooLarge.into());
    }
    let metadata = call.header(METADATA.as_str()).unwrap_or_default().to_owned();
    let declared = meta(&metadata, "filetype").unwrap_or_default();
    if !sniff::allowed(&declared) {
        return Err(ProblemCode::FileTypeNotAllowed.into());
    }
    let sha256 = meta(&metadata, "sha256").unwrap_or_default();
    let is_digest = sha256.len() == 64 && sha256.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    if (!sha256.is_empty() && !is_digest) || metadata.len() > METADATA_BYTES {
        return Err(Refusal::new(ProblemCode::BadHeader).detail(METADATA.as_str()));
    }
    // The first bytes may come along.
    let carries = body::media_type(&call.headers) == Some(CHUNK_TYPE);
    let stream = call.take_stream();
    let app = &call.app;
    app.space_for_upload(length)?;
    let id = app.id()?;
    let new = NewUpload {
        id: id.clone(),
        owner: call.owner()?,
        length,
        declared,
        name: meta(&metadata, "filename").map(|name| shown_name(&name)),
        metadata,
        sha256,
        created_ms: app.now().as_millisecond(),
        day: app.local_now().date().to_string(),
    };
    app.store.create_upload(&new, quota(&new.owner)).await?;
    let mut headers = vec![(
        header::LOCATION,
        HeaderValue::from_str(&<HeadUpload as Endpoint>::path(&[&id])).map_err(Refusal::internal)?,
    )];
    let expires_ms = if carries {
        let taken = match receive::append(&call, &id, 0, stream).await {
            Ok(taken) => taken,
            // The refusal names no place: nobody could ever go on with it.
            Err(refusal) => match app.store.remove_upload(&id, &new.owner, new.created_ms).await {
                Ok(()) | Err(StoreError::NotFound) => return Err(refusal),
                Err(error) => return Err(error.into()),
            },
        };
        headers.push((OFFSET, HeaderValue::from(taken.at)));
        taken.expires_ms
    } else {
        Some(app.store.upload(&id, &new.owner).await?.expires_ms())
    };
    if let Some(at_ms) = expires_ms {
        headers.push((EXPIRES, expires(at_ms)?));
    }
    Ok(Reply::Raw(answer(StatusCode::CREATED, headers)))
}

/// A name as it may be shown: no control signs, nothing that turns the direction of writing, not too long.
fn shown_name(name: &str) -> String {
    let turns =
        |sign: char| matches!(sign, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut shown = String::new();
    for sign in text::nfc(name).chars().filter(|sign| !sign.is_control() && !turns(*sign)) {
        if shown.len() + sign.len_utf8() > NAME_BYTES {
            break;
        }
        shown.push(sign);
    }
    shown
}

pub async fn head(call: Call<HeadUpload>) -> Answer<HeadUpload> {
    check_version(&call)?;
    mine(&call, call.segment(0)).await?;
    // Whoever still sends gives way, and what they sent is counted first.
    let _turn = call.app.turns.take(call.segment(0)).await;
    let upload = mine(&call, call.segment(0)).await?;
    let mut headers = vec![(OFFSET, HeaderValue::from(upload.received)), (LENGTH, HeaderValue::from(upload.length))];
    if let Ok(value) = HeaderValue::from_str(&upload.metadata)
        && !upload.metadata.is_empty()
    {
        headers.push((METADATA, value));
    }
    if upload.stored.is_none() {
        headers.push((EXPIRES, expires(upload.expires_ms())?));
    }
    Ok(Reply::Raw(answer(StatusCode::OK, headers)))
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
    mine(&call, call.segment(0)).await?;
    let _turn = call.app.turns.take(call.segment(0)).await;
    call.app.store.remove_upload(call.segment(0), &owner, call.app.now().as_millisecond()).await?;
    Ok(Reply::Raw(answer(StatusCode::NO_CONTENT, Vec::new())))
}

pub async fn append(mut call: Call<AppendUpload>) -> Answer<AppendUpload> {
    check_version(&call)?;
    if body::media_type(&call.headers) != Some(CHUNK_TYPE) {
        return Err(ProblemCode::UnsupportedMedia.into());
    }
    let offset = number(&call, OFFSET)?;
    let stream = call.take_stream();
    let taken = receive::append(&call, call.segment(0), offset, stream).await?;
    let mut headers = vec![(OFFSET, HeaderValue::from(taken.at))];
    if let Some(at_ms) = taken.expires_ms {
        headers.push((EXPIRES, expires(at_ms)?));
    }
    Ok(Reply::Raw(answer(StatusCode::NO_CONTENT, headers)))
}

/// The caller's own upload; one that came to no end within its time is gone, whether it was swept or not.
async fn mine<E: Endpoint>(call: &Call<E>, id: &str) -> Result<Upload, Refusal> {
    let upload = call.app.store.upload(id, &call.owner()?).await?;
    if upload.stored.is_none() && upload.expires_ms() < call.app.now().as_millisecond() {
        return Err(ProblemCode::UploadGone.into());
    }
    Ok(upload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_name_cannot_play_tricks() {
        assert_eq!(shown_name("anh\u{202e}gpj.exe\u{0}\n"), "anhgpj.exe");
        assert_eq!(shown_name("e\u{301}.jpg"), "\u{e9}.jpg");
        let long = shown_name(&"\u{1ea3}".repeat(300));
        assert!(long.len() <= NAME_BYTES && long.chars().all(|sign| sign == '\u{1ea3}'));
    }
}
