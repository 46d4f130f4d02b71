//! Sends a file to the server over tus: in chunks, resumed where it stopped, also after a reload.

mod base64;
mod cancel;
pub(super) mod exchange;
mod plan;

pub use cancel::Cancel;

use super::{
    clock::{Matter, ask_to_wait, now_ms},
    error::DeviceError,
    ident::sha256,
    network::renew_token,
    store::kv,
};
use base64::base64;
use exchange::{Ask, Failure, ask};
use motcua_contract::{
    DEVICE_HEADER, Endpoint, ProblemCode,
    uploads::{AppendUpload, CHUNK_TYPE, CreateUpload, DeleteUpload, GetUpload, HeadUpload, StoredFile, TUS_VERSION},
};
use std::{cell::RefCell, rc::Rc};

/// Patience with an answer that carries no file; the last one waits for the server's disk. Milliseconds.
const PATIENCE: u32 = 45_000;
/// Patience with one chunk: 64 KiB at 1 KiB a second. Milliseconds.
const CHUNK_PATIENCE: u32 = 90_000;

/// Stands in a failure's status where a new upload was refused as unknown: nothing in it could be that but the phone.
const UNKNOWN_DEVICE: u16 = 1;

/// The status of tus for a chunk that came through changed: nothing of it was taken, it goes again from the same place.
const CHECKSUM_MISMATCH: u16 = 460;
/// A longer wait that the server asks for is the caller's: others may go meanwhile. Milliseconds.
const PATIENT: u32 = 60_000;

type Progress = Rc<dyn Fn(u64, u64)>;

/// A file on its way.
struct Sending<'a> {
    id: &'a str,
    bytes: &'a [u8],
    media_type: &'a str,
    sha256: &'a str,
    token: RefCell<String>,
    cancel: &'a Cancel,
    progress: Progress,
}

/// Sends a file and answers what the server made of it, durable there. `id` is the attachment's: a second call with it goes
/// on where the first stopped. `on_progress` is told `(sent, total)` bytes. Without a token (staff) the session's cookie says
/// who sends. Tries again by itself while there is hope; a failure that [`DeviceError::passes`] may be tried again by
/// the caller, nothing is lost.
///
/// # Errors
/// `file_empty`, `offline`, `timeout`, `broken`, `cancelled`, or the server's refusal. Where the server does not know the
/// token (any more), the phone gets another one: ask [`super::token`] anew for what follows.
pub async fn send(
    id: &str,
    bytes: &[u8],
    media_type: &str,
    sha256: &str,
    token: &str,
    cancel: &Cancel,
    on_progress: impl Fn(u64, u64) + 'static,
) -> Result<StoredFile, DeviceError> {
    if bytes.is_empty() {
        return Err(DeviceError::FileEmpty);
    }
    let token = RefCell::new(token.to_owned());
    let sending = Sending { id, bytes, media_type, sha256, token, cancel, progress: Rc::new(on_progress) };
    let mut renewed = false;
    let (mut tries, mut farthest, mut chunk) = (0, 0, plan::FIRST_CHUNK);
    loop {
        if cancel.is_cancelled() {
            return Err(DeviceError::Cancelled);
        }
        let mut reached = 0;
        let failure = match sending.go_on(&mut reached, &mut chunk).await {
            Ok(stored) => {
                sending.forget_place().await;
                return Ok(stored);
            }
            Err(failure) => failure,
        };
        if is_final(&failure) {
            return Err(failure.error);
        }
        if failure.status == UNKNOWN_DEVICE {
            // The server began anew, or forgot a phone that was away for long. A second no is about something else.
            let refused = sending.token.borrow().clone();
            if refused.is_empty() || std::mem::replace(&mut renewed, true) {
                return Err(failure.error);
            }
            *sending.token.borrow_mut() = renew_token(&refused).await?;
            continue;
        }
        if starts_anew(&failure) {
            sending.forget_place().await;
        }
        // Progress gives back the patience.
        tries = if reached > farthest { 1 } else { tries + 1 };
        farthest = farthest.max(reached);
        chunk = plan::after_failure(chunk);
        // Only what was asked for files holds files up: a refusal to register this phone is said at the file that waits for it.
        if let Some(wait) = failure.wait_ms {
            ask_to_wait(Matter::Files, f64::from(wait));
        }
        if tries > plan::TRIES || failure.wait_ms.is_some_and(|wait| wait > PATIENT) {
            return Err(failure.error);
        }
        let wait = failure.wait_ms.unwrap_or_else(|| plan::wait_ms(tries, js_sys::Math::random()));
        cancel.pause(wait).await;
    }
}

/// Removes a file from the server that is not part of a dossier yet. A file that is not there any more is no failure.
///
/// # Errors
/// `offline`, `timeout`, or the server's refusal.
pub async fn remove(upload: &str, token: &str) -> Result<(), DeviceError> {
    let headers = tus_headers(token);
    let url = DeleteUpload::path(&[upload]);
    match ask(plain(DeleteUpload::METHOD, &url, &headers, None)).await {
        Ok(_) => Ok(()),
        Err(failure) if matches!(failure.status, 404 | 410) => Ok(()),
        Err(failure) => Err(failure.error),
    }
}

fn tus_headers(token: &str) -> Vec<(&'static str, String)> {
    let mut headers = vec![("tus-resumable", TUS_VERSION.to_owned())];
    if !token.is_empty() {
        headers.push((DEVICE_HEADER, token.to_owned()));
    }
    headers
}

fn plain<'a>(
    method: motcua_contract::Method,
    url: &'a str,
    headers: &'a [(&'a str, String)],
    cancel: Option<&'a Cancel>,
) -> Ask<'a> {
    Ask { method, url, headers, body: None, patience_ms: PATIENCE, cancel, progress: None }
}

/// The upload is gone, is another, or the bytes came through changed: only the beginning helps.
fn starts_anew(failure: &Failure) -> bool {
    if failure.status == CHECKSUM_MISMATCH {
        return false;
    }
    match &failure.error {
        DeviceError::Refused(problem) => {
            matches!(problem.code, ProblemCode::NotFound | ProblemCode::UploadGone | ProblemCode::DigestMismatch)
        }
        _ => matches!(failure.status, 404 | 410),
    }
}

/// No repetition helps: the person, or the caller, has to do something.
fn is_final(failure: &Failure) -> bool {
    use ProblemCode as C;
    match &failure.error {
        _ if matches!(failure.status, UNKNOWN_DEVICE | CHECKSUM_MISMATCH) => false,
        DeviceError::Offline | DeviceError::Timeout => false,
        // A HEAD is refused without a body.
        DeviceError::Broken => !matches!(failure.status, 404 | 409 | 410 | 423 | 425 | 429),
        DeviceError::Refused(problem) => !matches!(
            problem.code,
            C::NotFound
                | C::UploadGone
                | C::DigestMismatch
                | C::OffsetMismatch
                | C::ChecksumMismatch
                | C::UploadSuperseded
                | C::TooManyUploads
                | C::InProgress
                // On a chunk: it came through cut off.
                | C::BadBody
                | C::TooManyRequests
                | C::QuotaExceeded
                | C::StorageFull
                | C::Unavailable
                | C::Internal
        ),
        _ => true,
    }
}

impl Sending<'_> {
    fn total(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// From where the server stands to the end. `reached` is the last offset that the server confirmed.
    async fn go_on(&self, reached: &mut u64, chunk: &mut usize) -> Result<StoredFile, Failure> {
        let (upload, mut offset) = match self.place().await {
            Some(upload) => {
                let offset = self.offset(&upload).await?;
                (upload, offset)
            }
            None => (self.create().await?, 0),
        };
        *reached = offset;
        (self.progress)(offset, self.total());
        while offset < self.total() {
            let begun = now_ms();
            offset = self.append(&upload, offset, *chunk).await?;
            *chunk = plan::after_chunk(*chunk, now_ms() - begun);
            *reached = offset;
            (self.progress)(offset, self.total());
        }
        self.stored(&upload).await
    }

    async fn create(&self) -> Result<String, Failure> {
        let mut headers = tus_headers(&self.token.borrow());
        headers.push(("upload-length", self.total().to_string()));
        headers.push(("upload-metadata", self.metadata()));
        let url = CreateUpload::path(&[]);
        let answer = ask(plain(CreateUpload::METHOD, &url, &headers, Some(self.cancel))).await;
        let answer = answer.map_err(|failure| match failure.status {
            401 | 404 => Failure { status: UNKNOWN_DEVICE, ..failure },
            _ => failure,
        })?;
        let location = answer.header("location").unwrap_or_default();
        let upload = location.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
        if upload.is_empty() {
            return Err(Failure { error: DeviceError::Broken, status: 0, wait_ms: None });
        }
        // Without it a reload begins anew, nothing worse.
        let _ = kv::set(&self.place_key(), &upload).await;
        Ok(upload)
    }

    /// The file's own name says more than the office needs to know: the server gets the attachment's id.
    fn metadata(&self) -> String {
        let ending = match self.media_type {
            "application/pdf" => "pdf",
            "image/png" => "png",
            _ => "jpg",
        };
        let name = format!("{}.{ending}", self.id);
        let pairs = [("filename", name.as_str()), ("filetype", self.media_type), ("sha256", self.sha256)];
        let coded: Vec<String> =
            pairs.iter().map(|(key, value)| format!("{key} {}", base64(value.as_bytes()))).collect();
        coded.join(",")
    }

    async fn offset(&self, upload: &str) -> Result<u64, Failure> {
        let headers = tus_headers(&self.token.borrow());
        let url = HeadUpload::path(&[upload]);
        let answer = ask(plain(HeadUpload::METHOD, &url, &headers, Some(self.cancel))).await?;
        match (answer.number("upload-offset"), answer.number("upload-length")) {
            (Some(offset), Some(length)) if length == self.total() && offset <= length => Ok(offset),
            // Another file under this id: begin anew.
            _ => Err(Failure { error: DeviceError::Broken, status: 410, wait_ms: Some(0) }),
        }
    }

    async fn append(&self, upload: &str, offset: u64, chunk: usize) -> Result<u64, Failure> {
        let start = offset as usize;
        let piece = &self.bytes[start..(start + chunk).min(self.bytes.len())];
        let mut headers = tus_headers(&self.token.borrow());
        headers.push(("upload-offset", offset.to_string()));
        headers.push(("content-type", CHUNK_TYPE.to_owned()));
        if let Some(digest) = sha256(piece).await {
            headers.push(("upload-checksum", format!("sha256 {}", base64(&digest))));
        }
        let (progress, total) = (self.progress.clone(), self.total());
        let answer = ask(Ask {
            method: AppendUpload::METHOD,
            url: &AppendUpload::path(&[upload]),
            headers: &headers,
            body: Some(piece),
            patience_ms: CHUNK_PATIENCE,
            cancel: Some(self.cancel),
            progress: Some(Box::new(move |sent| progress((offset + sent).min(total), total))),
        })
        .await?;
        let reached = answer.number("upload-offset");
        reached.filter(|reached| *reached > offset && *reached <= total).ok_or(Failure {
            error: DeviceError::Broken,
            status: 409,
            wait_ms: None,
        })
    }

    async fn stored(&self, upload: &str) -> Result<StoredFile, Failure> {
        let headers = tus_headers(&self.token.borrow());
        let url = GetUpload::path(&[upload]);
        let answer = ask(plain(GetUpload::METHOD, &url, &headers, Some(self.cancel))).await?;
        answer.json().map_err(|error| Failure { error, status: 200, wait_ms: None })
    }

    /// Where this file's upload is remembered; another content under the same id is another upload.
    fn place_key(&self) -> String {
        format!("upload.{}.{}", self.id, self.sha256.get(..16).unwrap_or(self.sha256))
    }

    async fn place(&self) -> Option<String> {
        kv::get(&self.place_key()).await.ok().flatten()
    }

    async fn forget_place(&self) {
        // A place that stays is asked about once more, and then forgotten.
        let _ = kv::remove(&self.place_key()).await;
    }
}
