//! Commits that are shared: kept for all or for none, told only when they are kept, and nobody left behind.

use super::*;
use crate::db::Db;
use futures_util::future::join_all;
use std::path::Path;

async fn open(dir: &Path) -> Db {
    Db::open(&dir.join("motcua.db")).await.unwrap()
}

async fn add(tx: &mut Tx, name: &str) -> Result<()> {
    sqlx::query("INSERT INTO devices (id, token_hash, created_ms) VALUES ($1, $1, 0)")
        .bind(name)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What another process would see now.
async fn kept(db: &Db) -> Vec<String> {
    sqlx::query_scalar("SELECT id FROM devices ORDER BY id").fetch_all(&db.read).await.unwrap()
}

/// Waits until so many stand in the line.
async fn lined_up(db: &Db, count: usize) {
    while db.writer.waiting.load(Ordering::SeqCst) < count {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn those_who_wait_share_a_commit_and_a_failure_is_ones_own() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, "first").await.unwrap();
    let one = async |number: usize| -> Result<()> {
        let mut tx = db.begin().await?;
        add(&mut tx, &format!("n{number:02}")).await?;
        match number % 3 {
            0 => tx.commit().await,
            1 => add(&mut tx, "first").await,
            _ => tx.rollback().await,
        }
    };
    let begin = async {
        lined_up(&db, 20).await;
        assert!(kept(&db).await.is_empty());
        first.commit().await
    };
    let (done, outcomes) = tokio::join!(begin, join_all((0..20).map(one)));
    done.unwrap();
    for (number, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.is_ok(), number % 3 != 1, "{number}: {outcome:?}");
    }
    let mut expected: Vec<String> = (0..20).step_by(3).map(|number| format!("n{number:02}")).collect();
    expected.insert(0, "first".to_owned());
    assert_eq!(kept(&db).await, expected);
}

#[tokio::test]
async fn nothing_is_told_before_it_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, "a").await.unwrap();
    // Sees what is not kept yet, and only looks.
    let looks = async {
        let mut tx = db.begin().await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM devices").fetch_one(&mut *tx).await.unwrap();
        tx.rollback().await.unwrap();
        (count, kept(&db).await)
    };
    let commits = async {
        lined_up(&db, 1).await;
        first.commit().await.unwrap();
        kept(&db).await
    };
    let ((count, seen), own) = tokio::join!(looks, commits);
    assert_eq!((count, seen.as_slice(), own.as_slice()), (1, ["a".to_owned()].as_slice(), ["a".to_owned()].as_slice()));
}

#[tokio::test]
async fn who_goes_away_leaves_nobody_behind() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, "a").await.unwrap();
    let waiter = tokio::spawn({
        let db = db.clone();
        async move { db.begin().await.map(drop) }
    });
    lined_up(&db, 1).await;
    // It relies on the one who waits, and that one goes away before its turn or in the middle of it.
    let commit = tokio::spawn(first.commit());
    waiter.abort();
    let told = tokio::time::timeout(Duration::from_secs(20), commit).await;
    told.unwrap().unwrap().unwrap();
    assert_eq!(kept(&db).await, ["a"]);

    let mut second = db.begin().await.unwrap();
    add(&mut second, "b").await.unwrap();
    drop(second);
    let mut third = db.begin().await.unwrap();
    add(&mut third, "b").await.unwrap();
    third.commit().await.unwrap();
    assert_eq!(kept(&db).await, ["a", "b"]);
}

#[tokio::test]
async fn a_commit_of_ones_own_takes_nobody_along() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, "a").await.unwrap();
    let alone = async {
        let mut tx = db.begin_alone().await.unwrap();
        let before = kept(&db).await;
        // Checked at the commit only.
        sqlx::query("PRAGMA defer_foreign_keys = ON").execute(&mut *tx).await.unwrap();
        sqlx::query("INSERT INTO holds (dossier, reference, at_ms) VALUES ('none', 'x', 0)")
            .execute(&mut *tx)
            .await
            .unwrap();
        (before, tx.commit().await)
    };
    let after = async {
        lined_up(&db, 1).await;
        let mut tx = db.begin().await?;
        add(&mut tx, "b").await?;
        tx.commit().await
    };
    let begin = async {
        lined_up(&db, 2).await;
        first.commit().await
    };
    let ((before, refused), after, begun) = tokio::join!(alone, after, begin);
    begun.unwrap();
    after.unwrap();
    assert_eq!(before, ["a"], "the group before it was kept first");
    assert!(refused.is_err());
    assert_eq!(kept(&db).await, ["a", "b"]);
}

#[tokio::test]
async fn a_full_disk_is_told_apart_and_passes() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let mut tx = db.begin().await.unwrap();
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *tx).await.unwrap();
    let limit = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 4));
    sqlx::query(limit).fetch_all(&mut *tx).await.unwrap();
    tx.rollback().await.unwrap();
    let fill = async {
        let mut tx = db.begin().await?;
        for number in 0..1000 {
            add(&mut tx, &format!("{number:0500}")).await?;
        }
        tx.commit().await
    };
    assert!(matches!(fill.await, Err(StoreError::Full)));
    // The limit went with the connection that hit it.
    let mut tx = db.begin().await.unwrap();
    add(&mut tx, "a").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(kept(&db).await, ["a"], "nothing of the failed transaction is there");
    db.check().await.unwrap();
}

#[tokio::test]
async fn a_full_disk_in_a_group_is_told_to_all_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let db = open(dir.path()).await;
    let mut first = db.begin().await.unwrap();
    add(&mut first, "a").await.unwrap();
    let fills = async {
        let mut tx = db.begin().await?;
        let pages: i64 = sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *tx).await?;
        sqlx::query(sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {}", pages + 4))).fetch_all(&mut *tx).await?;
        for number in 0..1000 {
            add(&mut tx, &format!("{number:0500}")).await?;
        }
        tx.commit().await
    };
    let begin = async {
        lined_up(&db, 1).await;
        first.commit().await
    };
    let (full, first) = tokio::join!(fills, begin);
    assert!(matches!(full, Err(StoreError::Full)));
    // Whether SQLite took back the one or all of it: what was told is what is there.
    assert_eq!(kept(&db).await.len(), usize::from(first.is_ok()));
    let mut tx = db.begin().await.unwrap();
    add(&mut tx, "b").await.unwrap();
    tx.commit().await.unwrap();
    db.check().await.unwrap();
}
