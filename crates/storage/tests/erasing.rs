//! Four hundred days pass: what is old enough goes on its day, nothing else goes, and what is held stays.
use super::{
    chain::{filled, raw, run},
    store::phone,
};
use motcua_storage::{Store, StoreError, audit::By, retention::What, scrub::scrub};
use std::collections::BTreeMap;

const DAY: i64 = 24 * 3600 * 1000;
const START: i64 = 1_795_400_000_000;
const KEPT_DAYS: i64 = 365;

#[tokio::test]
async fn four_hundred_days_erase_exactly_what_was_planned() {
    let dir = filled(8).await;
    let mut db = raw(dir.path()).await;
    // Dossiers 0 to 5 end on different days, 6 goes on, 7 ends and is held.
    for (number, day) in [(0, 0), (1, 3), (2, 20), (3, 34), (4, 36), (5, 300), (7, 1)] {
        let sql = format!("UPDATE dossiers SET returned_ms = {} WHERE id = 'id-k{number}'", START + day * DAY);
        run(&mut db, &sql).await.unwrap();
    }
    for (name, day) in [("a", 0), ("b", 100), ("c", 350)] {
        let at = START + day * DAY;
        run(
            &mut db,
            &format!(
                "INSERT INTO drafts (id, procedure, version, desk, answers, authors, seq, number, touched_ms, state)
             VALUES ('{name}', 'p', 'v', 0, '{{}}', '{{}}', 1, 1, {at}, 'open')"
            ),
        )
        .await
        .unwrap();
    }
    sqlx::Connection::close(db).await.unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    assert!(store.hold_dossier("id-k7", Some("order 12"), By::operator(START)).await.unwrap());
    assert!(!store.hold_dossier("id-k7", Some("order 13"), By::operator(START)).await.unwrap());
    assert!(matches!(store.hold_dossier("nobody", Some("x"), By::operator(START)).await, Err(StoreError::NotFound)));
    let rules = [(What::Dossiers, KEPT_DAYS), (What::Drafts, 90)];
    let mut gone: BTreeMap<(What, String), i64> = BTreeMap::new();
    for day in 0..400 {
        let now = START + day * DAY + 1;
        for (what, days) in rules {
            let planned = store.due_for_erasure(what, now - days * DAY, 50).await.unwrap();
            let erased = store.erase(what, now - days * DAY, 50, By::system(now)).await.unwrap();
            assert_eq!(planned, erased, "the dry run says what happens");
            gone.extend(erased.into_iter().map(|id| ((what, id), day)));
        }
    }
    let planned: BTreeMap<(What, String), i64> = [
        (What::Dossiers, "id-k0", 365),
        (What::Dossiers, "id-k1", 368),
        (What::Dossiers, "id-k2", 385),
        (What::Dossiers, "id-k3", 399),
        (What::Drafts, "a", 90),
        (What::Drafts, "b", 190),
    ]
    .map(|(what, id, day)| ((what, id.to_owned()), day))
    .into();
    assert_eq!(gone, planned);
    assert_eq!(store.dossier_count().await.unwrap(), 4);
    assert!(store.by_id("id-k7").await.unwrap().is_some(), "held");
    assert!(matches!(store.upload("file-0", &phone()).await, Err(StoreError::NotFound)));
    // The bytes of the four files wait; the first two are beyond thirty days at the end.
    let now = START + 400 * DAY;
    assert_eq!(store.empty_trash(now, false).await.unwrap(), 2);
    assert_eq!(store.empty_trash(now, false).await.unwrap(), 0);
    // Released, it goes; its acts stay in the chain.
    assert!(store.hold_dossier("id-k7", None, By::operator(now)).await.unwrap());
    assert_eq!(store.erase(What::Dossiers, now - KEPT_DAYS * DAY, 50, By::system(now)).await.unwrap(), ["id-k7"]);
    let kinds: Vec<String> = store
        .audit_links(0, 1000)
        .await
        .unwrap()
        .into_iter()
        .filter(|link| link.dossier.as_deref() == Some("id-k7"))
        .map(|link| link.kind)
        .collect();
    assert_eq!(kinds, ["submitted", "file_viewed", "held", "released", "dossier_erased"]);
    store.close().await;
    assert_eq!(scrub(dir.path()).await.unwrap().damage, []);
}
