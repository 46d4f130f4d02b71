//! The store by itself: settings that hold, bytes that survive, rows that never tell half of a story.
use jiff::Timestamp;
use motcua_domain::{
    calendar::{Calendar, Hours},
    deadline::Limit,
    dossier::{Actor, Command, Dossier, Event, Rules, decide},
    dossier_code::DossierCode,
    form::Answers,
};
use motcua_storage::{
    Store, StoreError,
    dossiers::{Change, Lines, NewDossier, Submitted},
    filter::{Filter, View},
    uploads::{NewUpload, Owner, Quota, Stored, Upload},
};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

pub const QUOTA: Quota = Quota { open: 3, waiting: 5, day_bytes: 1000 };
pub const NOW: i64 = 1_795_400_000_000;
pub const DAY: &str = "2026-11-23";

pub async fn open() -> (TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    store.add_device("phone", "hash", NOW).await.unwrap();
    (dir, store)
}

pub fn phone() -> Owner {
    Owner::Device("phone".into())
}

pub fn announced(id: &str, length: u64) -> NewUpload {
    NewUpload {
        id: id.into(),
        owner: phone(),
        length,
        declared: "image/jpeg".into(),
        name: None,
        metadata: String::new(),
        sha256: "0".repeat(64),
        created_ms: NOW,
        day: DAY.into(),
    }
}

/// A blob's name, as random as a test needs it.
fn name(id: &str) -> [u8; 16] {
    let mut name = [7; 16];
    id.bytes().zip(&mut name).for_each(|(byte, place)| *place = byte);
    name
}

/// As [`announced`], with the digest of these bytes.
pub fn announced_with(id: &str, bytes: &[u8]) -> NewUpload {
    let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    NewUpload { sha256, ..announced(id, bytes.len() as u64) }
}

pub async fn stored(store: &Store, id: &str) -> Upload {
    store.create_upload(&announced(id, 5), QUOTA).await.unwrap();
    let upload = store.upload(id, &phone()).await.unwrap();
    let blob = store.blobs.put(name(id), "hello".into()).await.unwrap();
    let facts = Stored { media_type: "image/jpeg".into(), pages: 1, blob };
    store.finish_upload(&upload, &phone(), &facts, DAY).await.unwrap();
    store.upload(id, &phone()).await.unwrap()
}

pub fn new(key: &str, files: &[&str]) -> NewDossier {
    NewDossier {
        id: format!("id-{key}"),
        submission: key.into(),
        content_sha256: "c".into(),
        device: "phone".into(),
        secret_hash: "s".into(),
        notice: "1".into(),
        language: "vi".into(),
        files: files.iter().map(|file| (*file).to_owned()).collect(),
        owners: vec![phone()],
        draft: None,
        agency: "H20.299".into(),
        day: DAY.into(),
        now_ms: NOW,
    }
}

fn step(dossier: &Dossier, command: Command, actor: &Actor) -> Vec<Event> {
    let rules = Rules { calendar: &Calendar::default(), hours: &Hours::default(), propose_first: false };
    decide(dossier, command, actor, Timestamp::from_millisecond(NOW).unwrap(), &rules).unwrap()
}

pub fn submit(serial: u32) -> Result<(Vec<Event>, Lines), StoreError> {
    let day = jiff::civil::date(2026, 11, 23);
    let command = Command::Submit {
        channel: motcua_domain::dossier::Channel::Online,
        code: DossierCode::compose("H20.299", day, serial).unwrap(),
        procedure: "1.001193".into(),
        version: day,
        answers: Answers::default(),
        limit: Limit::WorkingDays(3),
    };
    let lines = Lines { requester: "Mẫu".into(), folded: format!("mau {serial}"), field: "ho_tich".into(), typed: 0 };
    Ok((step(&Dossier::default(), command, &Actor::Citizen), lines))
}

#[tokio::test]
async fn a_fresh_store_is_whole_and_private() {
    let (dir, store) = open().await;
    store.check().await.unwrap();
    store.ping().await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(""), mode("blobs"), mode("uploads"), mode("motcua.db")), (0o700, 0o700, 0o700, 0o600));
    }
    store.close().await;
    assert!(!dir.path().join("motcua.db-wal").exists(), "the file alone is the database");
}

#[tokio::test]
async fn staging_cuts_off_what_was_never_acknowledged() {
    let (dir, store) = open().await;
    let file = store.staging.appender("u", 0).await.unwrap();
    assert_eq!(file.write(vec!["hello".into()]).await.unwrap().sync().await.unwrap().at(), 5);
    // A crash after bytes were written and before the row moved: only two of them were acknowledged.
    let file = store.staging.appender("u", 2).await.unwrap();
    assert_eq!(file.write(vec!["y".into()]).await.unwrap().sync().await.unwrap().at(), 3);
    assert_eq!(store.staging.read("u").await.unwrap(), "hey");
    assert!(store.staging.appender("u", 9).await.is_err(), "bytes that were acknowledged are missing");
    store.staging.remove("u").await.unwrap();
    store.staging.remove("u").await.unwrap();
    assert_eq!(std::fs::read_dir(dir.path().join("uploads")).unwrap().count(), 0);
}

#[tokio::test]
async fn an_offset_moves_once() {
    let (_dir, store) = open().await;
    store.create_upload(&announced("u", 10), QUOTA).await.unwrap();
    let upload = store.upload("u", &phone()).await.unwrap();
    store.advance_upload(&upload, &phone(), 4, DAY).await.unwrap();
    let twice = store.advance_upload(&upload, &phone(), 6, DAY).await;
    assert!(matches!(twice, Err(StoreError::Stale(0))));
    assert_eq!(store.upload("u", &phone()).await.unwrap().received, 4);
    let stranger = store.upload("u", &Owner::Staff("phone".into())).await;
    assert!(matches!(stranger, Err(StoreError::NotFound)));
}

#[tokio::test]
async fn quotas_count_bytes_that_came_and_uploads_that_wait() {
    let (_dir, store) = open().await;
    assert!(matches!(store.create_upload(&announced("big", 1001), QUOTA).await, Err(StoreError::Quota)));
    store.create_upload(&announced("a", 900), QUOTA).await.unwrap();
    let upload = store.upload("a", &phone()).await.unwrap();
    store.advance_upload(&upload, &phone(), 600, DAY).await.unwrap();
    // Taking it back does not give the bytes back.
    store.remove_upload("a", &phone(), NOW).await.unwrap();
    assert!(matches!(store.create_upload(&announced("b", 500), QUOTA).await, Err(StoreError::Quota)));
    store.create_upload(&announced("c", 390), QUOTA).await.unwrap();
    // What is announced counts before it comes.
    assert!(matches!(store.create_upload(&announced("d", 11), QUOTA).await, Err(StoreError::Quota)));
    for id in ["d", "e"] {
        store.create_upload(&announced(id, 5), QUOTA).await.unwrap();
    }
    assert!(matches!(store.create_upload(&announced("f", 5), QUOTA).await, Err(StoreError::TooManyUploads)));
}

#[tokio::test]
async fn a_submission_is_all_or_nothing() {
    let (_dir, store) = open().await;
    stored(&store, "one").await;
    store.create_upload(&announced("half", 5), QUOTA).await.unwrap();
    let refused = store.submit(&new("k1", &["one", "half", "none"]), submit).await;
    assert!(matches!(refused, Err(StoreError::FilesMissing(ref missing)) if missing == &["half", "none"]));
    assert_eq!(store.dossier_count().await.unwrap(), 0);
    assert!(!store.upload("one", &phone()).await.unwrap().bound);

    let Submitted::New(record) = store.submit(&new("k1", &["one"]), submit).await.unwrap() else { panic!("new") };
    assert_eq!(record.row.code, "H20.299-261123-0001", "a serial that led to nothing was not used up");
    assert!(store.upload("one", &phone()).await.unwrap().bound);
    assert!(
        matches!(store.remove_upload("one", &phone(), NOW).await, Err(StoreError::NotFound)),
        "it is part of a dossier"
    );
    let again = store.submit(&new("k1", &["one"]), |_| panic!("decided twice")).await.unwrap();
    assert!(matches!(again, Submitted::Repeated(_)));
    let other = NewDossier { content_sha256: "d".into(), ..new("k1", &[]) };
    assert!(matches!(store.submit(&other, submit).await, Err(StoreError::KeyReused)));
    let Submitted::New(second) = store.submit(&new("k2", &[]), submit).await.unwrap() else { panic!("new") };
    assert_eq!(second.row.code, "H20.299-261123-0002");
    store.check().await.unwrap();
}

#[tokio::test]
async fn a_change_needs_the_version_it_was_decided_on() {
    let (_dir, store) = open().await;
    store.submit(&new("k", &[]), submit).await.unwrap();
    let record = store.by_submission("k").await.unwrap().unwrap();
    let events = step(&record.dossier, Command::Receive, &Actor::Staff("s".into()));
    let after = record.dossier.clone().apply(&events[0]);
    let lines = Lines { requester: "Khác".into(), folded: "khac".into(), field: "ho_tich".into(), typed: 0 };
    let change = Change {
        id: &record.row.id,
        expected: 1,
        events: &events,
        after: &after,
        lines: &lines,
        files: None,
        reply: Some(("r", "x")),
        now_ms: NOW,
    };
    store.change(&change).await.unwrap();
    assert!(matches!(store.change(&change).await, Err(StoreError::Stale(2))));
    let now = store.by_code("H20.299-261123-0001").await.unwrap().unwrap();
    assert_eq!((now.dossier, now.events.len()), (after.clone(), 2));
    assert!(store.replied("r", &record.row.id, "x").await.unwrap());
    assert!(!store.replied("other", &record.row.id, "x").await.unwrap());
    assert!(matches!(store.replied("r", &record.row.id, "y").await, Err(StoreError::KeyReused)));
    let page = store
        .work(&Filter { view: View::Working, folded: "khac".into(), ..Filter::default() }, None, 10)
        .await
        .unwrap();
    assert_eq!(page.lines.iter().map(|line| line.requester.as_str()).collect::<Vec<_>>(), ["Khác"]);
    assert_eq!(store.work_counts(&Filter::default()).await.unwrap()["working"], 1);
}

#[tokio::test]
async fn everything_survives_a_second_opening() {
    let (dir, store) = open().await;
    let upload = stored(&store, "one").await;
    store.submit(&new("k", &["one"]), submit).await.unwrap();
    // No orderly end: the process is simply gone.
    std::mem::forget(store);
    let store = Store::open(dir.path()).await.unwrap();
    store.check().await.unwrap();
    let record = store.by_submission("k").await.unwrap().unwrap();
    let file = store.dossier_file(&record.row.id, &upload.id).await.unwrap();
    let mut blob = store.blobs.get(&file.stored.unwrap().blob).await.unwrap();
    let bytes = futures_util::StreamExt::next(&mut blob).await.unwrap().unwrap();
    assert_eq!(bytes, "hello");
}
