//! A database that is not what it must be is refused, and not touched.

use crate::store::{announced, open, phone};
use motcua_storage::{Store, StoreError, uploads::Quota};
use std::path::Path;

async fn refused(dir: &Path) -> StoreError {
    match Store::open(dir).await {
        Ok(_) => panic!("it was opened"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_damaged_database_is_refused_and_not_touched() {
    let (dir, store) = open().await;
    let quota = Quota { open: 9999, waiting: 9999, day_bytes: u64::MAX };
    for number in 0..200 {
        store.create_upload(&announced(&format!("upload-{number}"), 5), quota).await.unwrap();
    }
    assert!(store.upload("upload-7", &phone()).await.is_ok());
    store.close().await;
    let file = dir.path().join("motcua.db");
    let whole = std::fs::read(&file).unwrap();
    // Pages in the middle, as a dying disk gives them back.
    let mut damaged = whole.clone();
    let middle = whole.len() / 8192 * 4096;
    damaged[middle..middle + 8192].fill(0xa5);
    std::fs::write(&file, &damaged).unwrap();
    assert!(matches!(refused(dir.path()).await, StoreError::Damaged(_)));
    assert_eq!(std::fs::read(&file).unwrap(), damaged, "it is as it was found");
    std::fs::write(&file, "this is no database at all, whoever put it here".repeat(100)).unwrap();
    assert!(matches!(refused(dir.path()).await, StoreError::Damaged(_)));
    std::fs::write(&file, &whole).unwrap();
    assert!(Store::open(dir.path()).await.is_ok());
}

#[tokio::test]
async fn one_process_serves_a_folder() {
    let (dir, store) = open().await;
    let held = store.hold().unwrap();
    let other = Store::open(dir.path()).await.unwrap();
    assert!(matches!(other.hold(), Err(StoreError::InUse)));
    drop(held);
    assert!(other.hold().is_ok());
}
