//! Ratings in the store: one a token, changed for a day, and nothing that leads from a rating to its slip.
use crate::store::{DAY, open};
use motcua_storage::{
    StoreError,
    ratings::{Said, Source},
};

const fn said(level: &str) -> Said<'_> {
    Said { level, scores: "{}", comment: "" }
}

#[tokio::test]
async fn a_slip_is_known_once_it_was_printed() {
    let (_dir, store) = open().await;
    assert_eq!(store.rating_slip("k").await.unwrap(), None);
    for field in ["ho_tich", "other"] {
        store.add_rating_slip("k", field).await.unwrap();
    }
    assert_eq!(store.rating_slip("k").await.unwrap().as_deref(), Some("ho_tich"), "printed again, it stays the same");
}

#[tokio::test]
async fn one_rating_a_token_changed_for_a_day() {
    let (_dir, store) = open().await;
    let place = (Source::Slip, "ho_tich");
    store.add_rating("r", place, DAY, "2026-11-22", said("neutral")).await.unwrap();
    store.add_rating("r", place, "2026-11-24", DAY, said("satisfied")).await.unwrap();
    let kept = store.rating("r").await.unwrap().unwrap();
    assert_eq!((kept.level.as_str(), kept.day.as_str()), ("satisfied", DAY), "the day stays the first");
    let late = store.add_rating("r", place, "2026-11-25", "2026-11-24", said("dissatisfied")).await;
    assert!(matches!(late, Err(StoreError::NotFound)), "{late:?}");
    assert_eq!(store.rating("r").await.unwrap().unwrap().level, "satisfied");
    store.add_rating("s", (Source::Counter, "1"), "2026-12-01", DAY, said("neutral")).await.unwrap();
    assert_eq!(store.ratings("2026-11-01", "2026-11-30").await.unwrap().len(), 1);
    assert_eq!(store.ratings("2026-11-23", "2026-12-01").await.unwrap().len(), 2);
}
