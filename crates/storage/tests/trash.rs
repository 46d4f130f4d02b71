//! Ends: of uploads that came to nothing, of files that no row names. Never of what a row names, never of many at once.

use crate::store::{NOW, QUOTA, announced, new, open, phone, stored, submit};
use motcua_storage::{
    Store, StoreError,
    trash::{STORED_KEPT_MS, TRASH_KEPT_MS, UPLOAD_KEPT_MS},
    uploads::{NewUpload, Owner, Quota},
};
use std::{path::Path, time::SystemTime};

async fn bytes(store: &Store, blob: &str) -> bool {
    store.blobs.get(blob).await.is_ok()
}

fn waiting(dir: &Path) -> usize {
    std::fs::read_dir(dir.join("uploads")).unwrap().count()
}

#[tokio::test]
async fn uploads_that_came_to_nothing_are_gone_after_their_time_and_said_to_be_gone() {
    let (dir, store) = open().await;
    stored(&store, "kept").await;
    store.submit(&new("k", &["kept"]), submit).await.unwrap();
    let whole = stored(&store, "whole").await.stored.unwrap().blob;
    store.create_upload(&announced("half", 5), QUOTA).await.unwrap();
    let file = store.staging.appender("half", 0).await.unwrap();
    file.write(vec!["hel".into()]).await.unwrap().sync().await.unwrap();
    assert_eq!(store.sweep_uploads(NOW + UPLOAD_KEPT_MS).await.unwrap(), 0);
    assert_eq!(store.sweep_uploads(NOW + UPLOAD_KEPT_MS + 1).await.unwrap(), 1);
    assert!(matches!(store.upload("half", &phone()).await, Err(StoreError::Gone)));
    let stranger = Owner::Device("other".into());
    assert!(matches!(store.upload("half", &stranger).await, Err(StoreError::NotFound)));
    assert_eq!(waiting(dir.path()), 0);
    let later = NOW + STORED_KEPT_MS + 1;
    assert_eq!(store.sweep_uploads(later).await.unwrap(), 1);
    assert!(matches!(store.upload("whole", &phone()).await, Err(StoreError::Gone)));
    assert!(bytes(&store, &whole).await, "first the trash");
    assert_eq!(store.empty_trash(later + TRASH_KEPT_MS, false).await.unwrap(), 0);
    assert_eq!(store.empty_trash(later + TRASH_KEPT_MS + 1, false).await.unwrap(), 1);
    assert!(!bytes(&store, &whole).await);
    let kept = store.upload("kept", &phone()).await.unwrap();
    assert!(kept.bound && bytes(&store, &kept.stored.unwrap().blob).await);
    store.sweep_uploads(later + 2 * TRASH_KEPT_MS).await.unwrap();
    assert!(matches!(store.upload("half", &phone()).await, Err(StoreError::NotFound)), "not remembered for ever");
}

#[tokio::test]
async fn uploads_that_never_began_make_room_and_those_with_bytes_do_not() {
    let (_dir, store) = open().await;
    let quota = Quota { open: 2, ..QUOTA };
    let announce = async |id: &str, minutes: i64| {
        let new = NewUpload { created_ms: NOW + minutes * 60_000, ..announced(id, 10) };
        store.create_upload(&new, quota).await
    };
    announce("begun", 0).await.unwrap();
    announce("lost", 0).await.unwrap();
    let upload = store.upload("begun", &phone()).await.unwrap();
    store.advance_upload(&upload, &phone(), 4, "2026-11-23").await.unwrap();
    assert!(matches!(announce("new", 3).await, Err(StoreError::TooManyUploads)), "its first bytes may be on their way");
    announce("new", 4).await.unwrap();
    assert!(matches!(store.upload("lost", &phone()).await, Err(StoreError::Gone)));
    assert_eq!(store.upload("begun", &phone()).await.unwrap().received, 4);
    assert!(matches!(announce("other", 5).await, Err(StoreError::TooManyUploads)));
}

#[tokio::test]
async fn what_a_row_names_leaves_the_trash_as_it_is() {
    let (_dir, store) = open().await;
    let blob = stored(&store, "named").await.stored.unwrap().blob;
    // As a mistaken query would.
    store.throw_blob_away(&blob, NOW).await.unwrap();
    assert_eq!(store.trash_count(NOW + TRASH_KEPT_MS + 1).await.unwrap(), (1, 1));
    assert_eq!(store.empty_trash(NOW + TRASH_KEPT_MS + 1, true).await.unwrap(), 0);
    assert!(bytes(&store, &blob).await);
    assert_eq!(store.trash_count(NOW).await.unwrap(), (0, 0));
}

#[tokio::test]
async fn many_at_once_are_refused_until_a_person_looked() {
    let (_dir, store) = open().await;
    let quota = Quota { open: 1000, waiting: 1000, day_bytes: u64::MAX };
    for number in 0..11 {
        let id = format!("{number:02}");
        let upload = stored(&store, &id).await;
        assert!(upload.stored.is_some());
        store.remove_upload(&id, &phone(), NOW).await.unwrap();
    }
    store.create_upload(&announced("z", 5), quota).await.unwrap();
    let due = NOW + TRASH_KEPT_MS + 1;
    assert!(matches!(store.empty_trash(due, false).await, Err(StoreError::Guarded { due: 11, all: 11 })));
    assert_eq!(store.trash_count(due).await.unwrap(), (11, 11), "nothing went");
    assert_eq!(store.empty_trash(due, true).await.unwrap(), 11);
}

#[tokio::test]
async fn strays_go_to_the_trash_and_a_flood_of_them_is_refused() {
    let (_dir, store) = open().await;
    let named = stored(&store, "named").await.stored.unwrap().blob;
    let stray = store.blobs.put([1; 16], "stray".into()).await.unwrap();
    // By the disk's clock, not by the test's.
    let today = i64::try_from(SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis()).unwrap();
    let tomorrow = today + 25 * 3600 * 1000;
    assert_eq!(store.find_strays(today).await.unwrap(), 0, "its row may be on the way");
    assert_eq!(store.find_strays(tomorrow).await.unwrap(), 1);
    assert_eq!(store.find_strays(tomorrow).await.unwrap(), 0);
    assert_eq!(store.empty_trash(tomorrow + TRASH_KEPT_MS + 1, false).await.unwrap(), 1);
    assert!(!bytes(&store, &stray).await && bytes(&store, &named).await);
    for number in 0..20 {
        store.blobs.put([100 + number; 16], "stray".into()).await.unwrap();
    }
    assert!(matches!(store.find_strays(tomorrow).await, Err(StoreError::Guarded { due: 20, all: 21 })));
    assert_eq!(store.trash_count(tomorrow).await.unwrap().0, 0);
}

#[tokio::test]
async fn a_start_cuts_back_to_what_was_acknowledged() {
    let (dir, store) = open().await;
    for id in ["long", "short", "fresh"] {
        store.create_upload(&announced(id, 10), Quota { open: 9, ..QUOTA }).await.unwrap();
    }
    for (id, size) in [("long", 8), ("short", 2)] {
        let upload = store.upload(id, &phone()).await.unwrap();
        store.advance_upload(&upload, &phone(), 4, "2026-11-23").await.unwrap();
        std::fs::write(dir.path().join("uploads").join(id), vec![1; size]).unwrap();
    }
    assert_eq!(store.settle_uploads(NOW).await.unwrap(), 1);
    assert_eq!(std::fs::metadata(dir.path().join("uploads/long")).unwrap().len(), 4);
    assert_eq!(store.upload("long", &phone()).await.unwrap().received, 4);
    assert!(matches!(store.upload("short", &phone()).await, Err(StoreError::Gone)), "its sender begins anew");
    assert_eq!(store.upload("fresh", &phone()).await.unwrap().received, 0);
}
