//! A phone that hangs up cannot stop a write half-way: what was begun is finished, and counted once.

use axum::body::Body;
use motcua_contract::{IDEMPOTENCY_HEADER, NoBody, dossiers::SubmitDossier, uploads::GetUpload};
use motcua_tests::{
    House, files,
    people::{BIRTH, fill_in, hand_in, key},
};
use std::time::Duration;

/// Polls once, so that the request is on its way, and hangs up.
async fn hang_up(request: impl Future) {
    tokio::select! {
        biased;
        _ = request => panic!("it was answered at once"),
        () = std::future::ready(()) => {}
    }
}

async fn finished(house: &House) {
    tokio::time::timeout(Duration::from_secs(30), house.app.work_done()).await.expect("it never ended");
}

#[tokio::test]
async fn a_dossier_is_handed_in_though_nobody_waits_for_the_receipt() {
    let house = House::open().await;
    let phone = house.phone().await;
    let submission = fill_in(&house, &phone, BIRTH, &[("has_birth_paper", true)], 1).await;
    let key = key();
    hang_up(phone.with(IDEMPOTENCY_HEADER, &key).send::<SubmitDossier>(&[], &submission)).await;
    finished(&house).await;
    assert_eq!(house.app.store.dossier_count().await.unwrap(), 1);
    let receipt = hand_in(&phone, &submission, &key).await.unwrap();
    assert!(!receipt.code.to_string().is_empty());
    assert_eq!(house.app.store.dossier_count().await.unwrap(), 1, "asking again makes no second one");
    // The writer is free: nothing was left open.
    let other = fill_in(&house, &phone, BIRTH, &[("has_birth_paper", true)], 1).await;
    hand_in(&phone, &other, &motcua_tests::people::key()).await.unwrap();
}

#[tokio::test]
async fn the_last_bytes_of_a_file_count_though_nobody_waits_for_the_answer() {
    let house = House::open().await;
    let phone = house.phone().await;
    for number in 0..10 {
        let bytes = files::jpeg(number);
        let id = phone.announce(bytes.len(), "image/jpeg", &files::sha256(&bytes)).await.unwrap();
        hang_up(phone.append(&id, 0, Body::from(bytes.clone()))).await;
        finished(&house).await;
        let stored = phone.call::<GetUpload>(&[&id], &NoBody {}).await.unwrap();
        assert_eq!((stored.size, stored.sha256), (bytes.len() as u64, files::sha256(&bytes)));
    }
}
