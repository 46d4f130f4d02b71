//! One parcel to the server: its files, then what they belong to, then the proof that the server has the same.

use super::parcel;
use crate::{
    api::{self, Failure},
    citizen::{
        hand_in::device_failure,
        uploads::{self, pause},
        world::World,
    },
    device::{
        error::DeviceError,
        network::{renew_token_for, token_for},
        sha256_hex,
        store::Parcel,
    },
};
use leptos::prelude::*;
use motcua_contract::{
    DEVICE_HEADER, IDEMPOTENCY_HEADER, Problem, ProblemCode,
    dossiers::{GetReceipt, Receipt, SubmitDossier},
};

/// How often files that went missing are sent again before it is left for later.
const ROUNDS: usize = 2;

/// How a delivery ended without a receipt of this very content.
pub enum Undelivered {
    /// It goes again by itself.
    Later(Failure),
    /// The server says what only the person can change.
    Stopped(Failure),
    /// Under this key the office has something else: another tab handed it in.
    Other(Receipt),
}

impl From<Failure> for Undelivered {
    fn from(failure: Failure) -> Self {
        match &failure {
            // What is not the contract's comes from something in between (a captive portal): that passes, too.
            Failure::Broken => Self::Later(failure),
            // A build that is too old leaves it waiting for the new one.
            Failure::Refused(problem) if matches!(problem.code, ProblemCode::FilesMissing | ProblemCode::Outdated) => {
                Self::Later(failure)
            }
            _ if failure.passes() => Self::Later(failure),
            _ => Self::Stopped(failure),
        }
    }
}

/// A failure of the phone on the way of a parcel.
fn on_device(error: DeviceError) -> Undelivered {
    match error {
        // The bytes are not there any more: only the person can bring them again.
        DeviceError::StoreDamaged | DeviceError::FileEmpty => {
            Undelivered::Stopped(Failure::Refused(Box::new(Problem::new(ProblemCode::FileDamaged))))
        }
        DeviceError::Refused(_) => device_failure(error).into(),
        _ => Undelivered::Later(device_failure(error)),
    }
}

/// Delivers a parcel; the receipt is one that the server has confirmed to be of the same content.
///
/// # Errors
/// See [`Undelivered`]; nothing is lost with any.
pub async fn deliver(world: World, parcel: &mut Parcel) -> Result<Receipt, Undelivered> {
    let (mut rounds, mut renewed) = (0, false);
    loop {
        send_files(world, parcel).await.map_err(on_device)?;
        let token = token_for(&parcel.id).await.map_err(on_device)?;
        let Some(body) = parcel.body() else { return Err(Undelivered::Later(Failure::Broken)) };
        let digest = match serde_json::to_vec(&body) {
            Ok(bytes) => sha256_hex(&bytes).await,
            Err(_) => None,
        };
        if let Some(digest) = &digest
            && !parcel.sent.contains(digest)
        {
            // Kept before the first byte leaves: whatever happens then, this phone knows its own dossier again.
            parcel.sent.push(digest.clone());
            parcel::keep(parcel).await;
        }
        let headers = [(DEVICE_HEADER, token.as_str()), (IDEMPOTENCY_HEADER, parcel.id.as_str())];
        let sent = api::send::<SubmitDossier>(&[], &body, &headers).await;
        let refused = sent.as_ref().err().and_then(Failure::refused);
        match (sent, refused) {
            // The proof is the server's second word, from what it kept, not the echo of what it got.
            (Ok(_), _) => return proven(parcel, &token, digest.is_some()).await,
            (Err(reused), Some(ProblemCode::KeyReused)) => {
                let proof = proven(parcel, &token, digest.is_some()).await;
                return proof.map_err(|unproven| match unproven {
                    // Another device handed it in: the receipt is that one's. Said as it is, and nothing goes.
                    Undelivered::Later(failure) if failure.refused() == Some(ProblemCode::NotFound) => {
                        Undelivered::Stopped(reused)
                    }
                    unproven => unproven,
                });
            }
            (Err(Failure::Refused(problem)), Some(ProblemCode::FilesMissing)) if rounds < ROUNDS => {
                rounds += 1;
                let gone = |upload: &String| problem.missing.is_empty() || problem.missing.contains(upload);
                forget_uploads(world, parcel, gone);
            }
            (Err(_), Some(ProblemCode::SignedOut)) if !renewed => {
                renewed = true;
                renew_token_for(&parcel.id, &token).await.map_err(on_device)?;
                forget_uploads(world, parcel, |_| true);
            }
            // The first request is still at it: the receipt is about to be there.
            (Err(_), Some(ProblemCode::InProgress)) if rounds < ROUNDS => {
                rounds += 1;
                pause(1500).await;
            }
            (Err(failure), _) => return Err(failure.into()),
        }
    }
}

async fn proven(parcel: &Parcel, token: &str, digests: bool) -> Result<Receipt, Undelivered> {
    let receipt = api::get::<GetReceipt>(&[&parcel.id], &[(DEVICE_HEADER, token)]).await.map_err(|failure| {
        // It was said to be there a moment ago: a no now is not the last word.
        Undelivered::Later(failure)
    })?;
    // Without WebCrypto (no HTTPS) there is no digest to compare; the key is ours alone all the same.
    if !digests || parcel.sent.contains(&receipt.sha256) { Ok(receipt) } else { Err(Undelivered::Other(receipt)) }
}

fn forget_uploads(world: World, parcel: &mut Parcel, gone: impl Fn(&String) -> bool) {
    for file in parcel.files.iter_mut().filter(|file| file.upload.as_ref().is_some_and(&gone)) {
        file.upload = None;
        world.unacknowledge(&file.id);
    }
}

/// Sends every file that the server has not acknowledged.
async fn send_files(world: World, parcel: &mut Parcel) -> Result<(), DeviceError> {
    for at in 0..parcel.files.len() {
        let id = parcel.files[at].id.clone();
        if parcel.files[at].upload.is_some() || !parcel.needs(&id) {
            continue;
        }
        // The draft may have sent it in the meantime, or before the parcel was made.
        let known = untrack(|| world.file(&id)).filter(|file| file.upload.is_some());
        match known {
            Some(file) => parcel.files[at] = file,
            None => {
                let stored = uploads::send_one(world, &parcel.id, &parcel.files[at]).await?;
                parcel.files[at].acknowledged(&stored);
            }
        }
        parcel::keep(parcel).await;
    }
    Ok(())
}
