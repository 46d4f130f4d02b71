//! tus 1.0 and its extensions, as its text has them: any client works, no byte counts twice, none is lost.

use crate::uploads::{code, offset};
use axum::body::Body;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use jiff::SignedDuration;
use motcua_contract::{NoBody, ProblemCode as P, uploads::GetUpload};
use motcua_tests::{Answered, Client, House, client::base64, files};
use sha2::{Digest, Sha256};
use std::time::Duration;

const SHA: &str = "upload-checksum";
const TYPE: &str = "application/offset+octet-stream";

fn checksum(bytes: &[u8]) -> String {
    format!("sha256 {}", base64(&Sha256::digest(bytes)))
}

/// As a client does that knows nothing of us: no digest, no version of our contract.
async fn create(phone: &Client, length: usize, bytes: Vec<u8>) -> Answered {
    let metadata = format!("filename {},filetype {}", base64(b"a.jpg"), base64(b"image/jpeg"));
    let length = length.to_string();
    let mut headers = vec![("upload-length", length.as_str()), ("upload-metadata", metadata.as_str())];
    if !bytes.is_empty() {
        headers.push(("content-type", TYPE));
    }
    phone.request("POST", "/api/uploads", &headers, bytes).await
}

fn id(answer: &Answered) -> String {
    answer.header("location").rsplit('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_spoken_is_said_and_every_answer_says_tus() {
    let house = House::open().await;
    let phone = house.phone().await;
    let options = house.visitor().request("OPTIONS", "/api/uploads", &[], "").await;
    let spoken = options.header("tus-extension");
    for extension in ["creation", "creation-with-upload", "checksum", "expiration", "termination"] {
        assert!(spoken.split(',').any(|one| one == extension), "{spoken}");
    }
    assert_eq!((options.header("tus-checksum-algorithm"), options.header("tus-max-size")), ("sha256", "20971520"));
    let refused = phone.with("tus-resumable", "0.2.2").request("HEAD", "/api/uploads/x", &[], "").await;
    assert_eq!((refused.status.as_u16(), refused.header("tus-version")), (412, "1.0.0"));
    let unknown = phone.request("HEAD", "/api/uploads/x", &[], "").await;
    assert_eq!((unknown.status.as_u16(), unknown.header("tus-resumable")), (404, "1.0.0"));
    assert_eq!(unknown.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_checksum_is_checked_before_the_offset_moves() {
    let house = House::open().await;
    let phone = house.phone().await;
    let bytes = files::jpeg(1);
    let (first, rest) = bytes.split_at(40);
    let id = phone.announce(bytes.len(), "image/jpeg", &files::sha256(&bytes)).await.unwrap();
    let with = |text: String| phone.with(SHA, text);
    assert_eq!(with(checksum(first)).append(&id, 0, first.to_vec()).await.header("upload-offset"), "40");
    let wrong = with(checksum(first)).append(&id, 40, rest.to_vec()).await;
    assert_eq!((wrong.status.as_u16(), code(&wrong)), (460, Some(P::ChecksumMismatch)));
    assert_eq!(offset(&phone, &id).await.1, "40");
    for nonsense in ["md5 1B2M2Y8AsgTpgAmY7PhCfg==", "sha256", "sha256 AAAA", "x"] {
        let answer = with(nonsense.to_owned()).append(&id, 40, rest.to_vec()).await;
        assert_eq!(code(&answer), Some(P::BadHeader), "{nonsense}");
    }
    // Half of a checked piece cannot be checked: none of it counts.
    let broken = stream::iter([Ok(Bytes::from(rest[..10].to_vec())), Err(std::io::Error::other("gone"))]);
    assert_eq!(code(&with(checksum(rest)).append(&id, 40, Body::from_stream(broken)).await), Some(P::BadBody));
    assert_eq!(offset(&phone, &id).await.1, "40");
    assert_eq!(code(&with(checksum(rest)).append(&id, 40, rest.to_vec()).await), None);
    assert_eq!(phone.call::<GetUpload>(&[&id], &NoBody {}).await.unwrap().sha256, files::sha256(&bytes));
}

#[tokio::test]
async fn the_first_bytes_may_come_with_the_announcement_and_a_digest_may_be_left_out() {
    let house = House::open().await;
    let phone = house.phone().await;
    let bytes = files::jpeg(2);
    let whole = create(&phone, bytes.len(), bytes.clone()).await;
    assert_eq!((whole.status.as_u16(), whole.header("upload-offset")), (201, bytes.len().to_string().as_str()));
    assert_eq!(whole.header("upload-expires"), "", "it is whole");
    let stored = phone.call::<GetUpload>(&[&id(&whole)], &NoBody {}).await.unwrap();
    assert_eq!((stored.sha256, stored.media_type.as_str()), (files::sha256(&bytes), "image/jpeg"));
    let part = create(&phone, bytes.len(), bytes[..30].to_vec()).await;
    assert_eq!((part.status.as_u16(), part.header("upload-offset")), (201, "30"));
    assert_eq!(part.header("upload-expires"), "Mon, 30 Nov 2026 02:00:00 GMT");
    let head = phone.request("HEAD", part.header("location"), &[], "").await;
    assert_eq!(head.header("upload-metadata"), "filename YS5qcGc=,filetype aW1hZ2UvanBlZw==");
    assert_eq!(head.header("upload-expires"), part.header("upload-expires"));
    // Cut off before the answer could name a place: nobody knows of it, so it is not kept.
    let metadata = format!("filetype {}", base64(b"image/jpeg"));
    let length = bytes.len().to_string();
    for _ in 0..motcua_contract::limits::OPEN_UPLOADS {
        let broken = stream::iter([Ok(Bytes::from(bytes[..30].to_vec())), Err(std::io::Error::other("gone"))]);
        let headers = [("upload-length", length.as_str()), ("upload-metadata", &metadata), ("content-type", TYPE)];
        let cut = phone.request("POST", "/api/uploads", &headers, Body::from_stream(broken)).await;
        assert_eq!(code(&cut), Some(P::BadBody));
    }
    let last = phone.append(&id(&part), 30, bytes[30..].to_vec()).await;
    assert_eq!((last.status.as_u16(), last.header("upload-offset")), (204, bytes.len().to_string().as_str()));
}

#[tokio::test]
async fn what_does_not_end_in_time_is_gone_and_anothers_was_never_there() {
    let house = House::open().await;
    let phone = house.phone().await;
    let id = id(&create(&phone, 100, vec![0; 10]).await);
    house.clock.advance(SignedDuration::from_hours(7 * 24));
    assert_eq!(offset(&phone, &id).await, (200, "10".into()));
    assert_eq!(offset(&house.phone().await, &id).await.0, 404);
    house.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(offset(&phone, &id).await.0, 410);
    house.app.store.sweep_uploads(house.app.now().as_millisecond()).await.unwrap();
    assert_eq!(offset(&phone, &id).await.0, 410);
    assert_eq!(code(&phone.append(&id, 10, vec![0; 10]).await), Some(P::UploadGone));
    assert_eq!(offset(&house.phone().await, &id).await.0, 404);
}

#[tokio::test]
async fn a_wrong_end_can_be_sent_again() {
    let house = House::open().await;
    let phone = house.phone().await;
    let bytes = files::jpeg(3);
    let id = phone.announce(bytes.len(), "image/jpeg", &files::sha256(&bytes)).await.unwrap();
    phone.append(&id, 0, bytes[..60].to_vec()).await;
    let mut wrong = bytes[60..].to_vec();
    wrong[3] ^= 1;
    assert_eq!(code(&phone.append(&id, 60, wrong).await), Some(P::DigestMismatch));
    assert_eq!(offset(&phone, &id).await.1, "60");
    assert_eq!(code(&phone.append(&id, 60, bytes[60..].to_vec()).await), None);
    assert_eq!(phone.call::<GetUpload>(&[&id], &NoBody {}).await.unwrap().sha256, files::sha256(&bytes));
}

/// Bounded well below the silence after which a sender is given up: only giving way makes it.
async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(20), work).await.expect("it did not give way")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_request_beats_a_stalled_one_and_a_stranger_beats_nobody() {
    let house = House::open().await;
    let phone = house.phone().await;
    let bytes = files::jpeg(4);
    let id = phone.announce(bytes.len(), "image/jpeg", &files::sha256(&bytes)).await.unwrap();
    let mut at = 0;
    for method in ["HEAD", "PATCH", "DELETE"] {
        let (came, comes) = tokio::sync::oneshot::channel();
        let piece = Bytes::from(bytes[at..at + 20].to_vec());
        let first = stream::once(async move { Ok::<_, std::io::Error>(piece) });
        // It is asked for the second piece when the first was taken in; the second never comes.
        let second = stream::once(async move {
            let _ = came.send(());
            std::future::pending().await
        });
        let stalled = tokio::spawn({
            let (phone, id) = (phone.clone(), id.clone());
            async move { phone.append(&id, at, Body::from_stream(first.chain(second))).await }
        });
        soon(comes).await.unwrap();
        assert_eq!(offset(&house.phone().await, &id).await.0, 404);
        assert!(!stalled.is_finished(), "a stranger ended it");
        match method {
            "HEAD" => assert_eq!(soon(offset(&phone, &id)).await, (200, (at + 20).to_string())),
            "PATCH" => {
                // At the offset that it knows of; the stalled one had moved it.
                let answer = soon(phone.append(&id, at, Vec::new())).await;
                assert_eq!(answer.problem().current, Some(at as u64 + 20));
            }
            _ => assert_eq!(soon(phone.request("DELETE", &format!("/api/uploads/{id}"), &[], "")).await.status, 204),
        }
        assert_eq!(code(&soon(stalled).await.unwrap()), Some(P::UploadSuperseded), "{method}");
        at += 20;
    }
}
