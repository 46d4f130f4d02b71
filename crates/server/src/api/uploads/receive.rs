//! The bytes of a request, onto the disk: read, checked, written, synced, counted in the database. In this order.

use super::{keep, mine, speech};
use crate::{
    http::{Call, body},
    problem::Refusal,
    turns::Turn,
};
use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use motcua_contract::{Endpoint, ProblemCode};
use motcua_storage::{
    staging::Appender,
    uploads::{Owner, Upload},
};
use sha2::{Digest, Sha256};
use std::time::Duration;
use tokio::time::Instant;

/// Bytes held in memory before they go to the disk.
const BUFFER: usize = 256 * 1024;
/// A request that brings more is made durable in between: a whole file in one piece is not begun anew for a lost connection.
const BETWEEN: u64 = 4 * 1024 * 1024;
/// A sender that is silent for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);
/// One request may bring bytes for so long; what came until then counts.
const WHOLE: Duration = Duration::from_secs(100);

/// How far an upload has come.
pub(super) struct Taken {
    /// Bytes that are durable.
    pub at: u64,
    /// When it is forgotten (unix milliseconds); nothing once it is whole.
    pub expires_ms: Option<i64>,
}

/// Takes in a request's bytes at an offset; says up to where they are durable now, and until when the rest is waited for.
///
/// # Errors
/// With what tus says: 409, 410, 413, 460, 507; what was durable before stays so.
pub(super) async fn append<E: Endpoint>(call: &Call<E>, id: &str, offset: u64, stream: Body) -> Result<Taken, Refusal> {
    let app = &call.app;
    let owner = call.owner()?;
    let checksum = speech::checksum(call)?;
    // Nobody disturbs another's upload.
    mine(call, id).await?;
    let name = match &owner {
        Owner::Device(id) | Owner::Staff(id) => id,
    };
    let _place = app.coming.enter(name).ok_or(ProblemCode::Unavailable)?;
    let mut turn = app.turns.take(id).await;
    if !turn.is_newest() {
        return Err(ProblemCode::UploadSuperseded.into());
    }
    let mut upload = mine(call, id).await?;
    if upload.stored.is_some() || upload.received != offset {
        return Err(Refusal::at(ProblemCode::OffsetMismatch, upload.received));
    }
    let left = upload.length - offset;
    if body::announced(&call.headers).is_some_and(|length| length > left) {
        return Err(ProblemCode::FileTooLarge.into());
    }
    app.space_for_upload(left)?;
    let file = app.store.staging.appender(id, offset).await?;
    let day = app.local_now().date().to_string();
    let mut receiving = Receiving { call, owner: &owner, day: &day, upload: &mut upload, checked: checksum.is_some() };
    let (file, digest, stopped) = receiving.receive(file, stream, &mut turn).await?;
    if let Some(expected) = checksum
        && (stopped.is_some() || digest != expected)
    {
        file.discard().await?;
        return Err(stopped.unwrap_or_else(|| ProblemCode::ChecksumMismatch.into()));
    }
    let at = file.sync().await?.at();
    if at == upload.length {
        keep::keep(call, &upload, &owner, &day).await?;
        return Ok(Taken { at, expires_ms: None });
    }
    if at > upload.received {
        app.store.advance_upload(&upload, &owner, at, &day).await?;
    }
    stopped.map_or(Ok(Taken { at, expires_ms: Some(upload.expires_ms()) }), Err)
}

struct Receiving<'a, E: Endpoint> {
    call: &'a Call<E>,
    owner: &'a Owner,
    day: &'a str,
    /// Its offset moves along.
    upload: &'a mut Upload,
    /// A checksum covers all bytes of the request: none counts before the last.
    checked: bool,
}

impl<E: Endpoint> Receiving<'_, E> {
    /// Writes what comes; gives back the file, the digest of what came, and why it stopped if it did so early.
    async fn receive(
        &mut self,
        mut file: Appender,
        mut stream: Body,
        turn: &mut Turn,
    ) -> Result<(Appender, [u8; 32], Option<Refusal>), Refusal> {
        let until = Instant::now() + WHOLE;
        let (mut buffer, mut hash, mut stopped) = (BytesMut::new(), Sha256::new(), None);
        let mut room = self.upload.length - self.upload.received;
        loop {
            let silent = until.min(Instant::now() + SILENCE);
            let frame = tokio::select! {
                biased;
                () = turn.superseded() => {
                    stopped = Some(ProblemCode::UploadSuperseded.into());
                    break;
                }
                frame = tokio::time::timeout_at(silent, stream.frame()) => frame,
            };
            let bytes = match frame {
                Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
                Ok(None) => break,
                // What came so far is kept: the next attempt goes on from there.
                Ok(Some(Err(_))) => {
                    stopped = Some(Refusal::new(ProblemCode::BadBody).detail("cut off"));
                    break;
                }
                Err(_) => {
                    stopped = Some(Refusal::new(ProblemCode::Unavailable).detail("too slow"));
                    break;
                }
            };
            if bytes.len() as u64 > room {
                file.discard().await?;
                return Err(ProblemCode::FileTooLarge.into());
            }
            room -= bytes.len() as u64;
            hash.update(&bytes);
            buffer.extend_from_slice(&bytes);
            if buffer.len() >= BUFFER {
                file = self.write(file, buffer.split().freeze(), room).await?;
            }
        }
        let file = self.write(file, buffer.freeze(), 0).await?;
        Ok((file, hash.finalize().into(), stopped))
    }

    /// The last byte is counted only together with the judgement of the whole.
    async fn write(&mut self, file: Appender, bytes: Bytes, room: u64) -> Result<Appender, Refusal> {
        let app = &self.call.app;
        let _writing = app.writing.acquire().await.map_err(Refusal::internal)?;
        let mut file = file.write(bytes).await?;
        if !self.checked && room > 0 && file.at() - self.upload.received >= BETWEEN {
            file = file.sync().await?;
            app.store.advance_upload(self.upload, self.owner, file.at(), self.day).await?;
            self.upload.received = file.at();
        }
        Ok(file)
    }
}
