//! The audit chain and the scrub: whatever is changed behind the program's back is found, and named.
use super::store::{announced_with, new, open, phone, submit};
use motcua_storage::{
    Store,
    audit::{Act, Anchor, Broken, By, Head, verify},
    scrub::{Damage, scrub},
    told::told,
    uploads::{Quota, Stored},
};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const DAY: &str = "2026-11-23";

/// A connection as an intruder has it: no rule of ours holds.
pub(crate) async fn raw(root: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(root.join("motcua.db")).foreign_keys(false);
    SqliteConnection::connect_with(&options).await.unwrap()
}

pub(crate) async fn run(connection: &mut SqliteConnection, sql: &str) -> Result<u64, sqlx::Error> {
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(connection).await.map(|done| done.rows_affected())
}

pub(crate) async fn drop_triggers(connection: &mut SqliteConnection) {
    let names: Vec<String> = sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .fetch_all(&mut *connection)
        .await
        .unwrap();
    for name in names {
        run(connection, &format!("DROP TRIGGER {name}")).await.unwrap();
    }
}

pub(crate) fn copy(from: &Path) -> TempDir {
    fn walk(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).unwrap();
        for entry in std::fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let to = to.join(path.file_name().unwrap());
            if path.is_dir() {
                walk(&path, &to);
            } else {
                std::fs::copy(&path, &to).unwrap();
            }
        }
    }
    let dir = tempfile::tempdir().unwrap();
    walk(from, dir.path());
    dir
}

/// An installation with dossiers, files, and some acts of other kinds; closed.
pub(crate) async fn filled(dossiers: u8) -> TempDir {
    let (dir, store) = open().await;
    for number in 0..dossiers {
        let id = format!("file-{number}");
        let bytes: Vec<u8> = (0..600u16).map(|byte| (byte as u8).wrapping_mul(number.wrapping_add(3))).collect();
        let found = announced_with(&id, &bytes);
        store.create_upload(&found, Quota { open: 99, waiting: 99, day_bytes: 1 << 30 }).await.unwrap();
        let upload = store.upload(&id, &phone()).await.unwrap();
        let blob = store.blobs.put([number; 16], bytes.into()).await.unwrap();
        let facts = Stored { media_type: "image/jpeg".into(), pages: 1, blob };
        store.finish_upload(&upload, &phone(), &facts, DAY).await.unwrap();
        let key = format!("k{number}");
        store.submit(&new(&key, &[&id]), submit).await.unwrap();
        store.record_view(By::staff("clerk", 7), &format!("id-{key}"), &id).await.unwrap();
    }
    assert!(store.views("id-k0").await.unwrap() == 1 || dossiers == 0);
    store.close().await;
    dir
}

async fn verdict(root: &Path, anchors: &[Anchor]) -> Result<Head, Broken> {
    let mut db = raw(root).await;
    let verdict = verify(&mut db, anchors).await.unwrap();
    db.close().await.unwrap();
    verdict
}

#[tokio::test]
async fn the_chain_only_grows() {
    let dir = filled(2).await;
    let mut db = raw(dir.path()).await;
    for sql in [
        "UPDATE audit SET at_ms = 0 WHERE seq = 1",
        "DELETE FROM audit WHERE seq = 1",
        "DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)",
        "INSERT INTO audit SELECT seq + 9, at_ms, kind, actor, dossier, object, version, digest, 'x' FROM audit LIMIT 1",
    ] {
        assert!(run(&mut db, sql).await.is_err(), "{sql}");
    }
    let personal: Vec<String> = sqlx::query_scalar("SELECT kind || actor || digest || COALESCE(object, '') FROM audit")
        .fetch_all(&mut db)
        .await
        .unwrap();
    assert_eq!(personal.len(), 4);
    assert!(personal.iter().all(|text| text.is_ascii()), "names have accents in this test: {personal:?}");
    assert_eq!(verdict(dir.path(), &[]).await.unwrap().seq, 4);
}

#[tokio::test]
async fn every_change_of_the_chain_is_found_and_its_place_named() {
    let dir = filled(6).await;
    let links = verdict(dir.path(), &[]).await.unwrap().seq;
    assert_eq!(links, 12);
    let mut db = raw(dir.path()).await;
    drop_triggers(&mut db).await;
    run(&mut db, "PRAGMA ignore_check_constraints = ON").await.unwrap();
    let mut tried = 0;
    for seq in 1..=links {
        let edits = [
            "at_ms = at_ms + 1",
            "kind = kind || 'x'",
            "actor = 'system2'",
            "dossier = 'other'",
            "object = 'other'",
            "version = 9",
            "digest = 'ab'",
            "hash = replace(hash, substr(hash, 1, 1), 'g')",
        ];
        let mut ways: Vec<(String, i64)> =
            edits.iter().map(|edit| (format!("UPDATE audit SET {edit} WHERE seq = {seq}"), seq)).collect();
        ways.push((format!("DELETE FROM audit WHERE seq = {seq}"), seq));
        ways.push((
            format!("DELETE FROM audit WHERE seq = {seq}; UPDATE audit SET seq = -seq WHERE seq > {seq}; UPDATE audit SET seq = -seq - 1 WHERE seq < 0"),
            seq,
        ));
        ways.push((
            format!(
                "UPDATE audit SET seq = -seq WHERE seq >= {seq}; UPDATE audit SET seq = 1 - seq WHERE seq < 0;
                 INSERT INTO audit (seq, at_ms, kind, actor, digest, hash) VALUES ({seq}, 0, 'x', 'system', '', 'y')"
            ),
            seq,
        ));
        if seq < links {
            let next = seq + 1;
            ways.push((
                format!("UPDATE audit SET seq = 0 WHERE seq = {seq}; UPDATE audit SET seq = {seq} WHERE seq = {next}; UPDATE audit SET seq = {next} WHERE seq = 0"),
                seq,
            ));
        }
        for (sql, first) in ways {
            run(&mut db, "BEGIN").await.unwrap();
            let mut rows = 0;
            for part in sql.split(';') {
                rows += run(&mut db, part).await.unwrap();
            }
            let verdict = verify(&mut db, &[]).await.unwrap();
            run(&mut db, "ROLLBACK").await.unwrap();
            assert!(rows > 0, "{sql}");
            assert_eq!(verdict.expect_err(&sql).seq, first, "{sql}");
            tried += 1;
        }
    }
    assert!(tried > 140, "{tried}");
}

#[tokio::test]
async fn a_database_of_yesterday_is_found_by_the_anchor() {
    let dir = filled(1).await;
    let yesterday = copy(dir.path());
    let store = Store::open(dir.path()).await.unwrap();
    store.record_act(&Act::on("signed_in", Some("clerk"), By::staff("clerk", 9))).await.unwrap();
    let head = store.audit_head().await.unwrap();
    store.close().await;
    let anchors = Anchor::read(&format!("{} {} 2026-11-23T09:00:00Z\n\n", head.seq, head.hash)).unwrap();
    assert_eq!(verdict(dir.path(), &anchors).await.unwrap(), head);
    assert!(verdict(yesterday.path(), &[]).await.is_ok(), "by itself it is whole");
    let broken = verdict(yesterday.path(), &anchors).await.unwrap_err();
    assert_eq!(broken, Broken { seq: head.seq, what: "rolled_back" });
    // Another history of the same length.
    let store = Store::open(yesterday.path()).await.unwrap();
    store.record_act(&Act::on("signed_in", Some("clerk"), By::staff("clerk", 10))).await.unwrap();
    store.close().await;
    assert_eq!(verdict(yesterday.path(), &anchors).await.unwrap_err(), Broken { seq: head.seq, what: "anchor" });
    assert_eq!(Anchor::read("12 short"), Err(1));
}

#[tokio::test]
async fn an_edited_event_is_found_even_when_its_seal_was_made_anew() {
    let dir = filled(2).await;
    assert_eq!(scrub(dir.path()).await.unwrap().damage, []);
    let mut db = raw(dir.path()).await;
    // By SQL, with triggers: the program seals the row at its next write.
    run(&mut db, "UPDATE events SET event = replace(event, '1.001193', '1.001194') WHERE dossier = 'id-k1'")
        .await
        .unwrap();
    db.close().await.unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    store.record_act(&Act::on("signed_in", None, By::system(0))).await.unwrap();
    store.close().await;
    let found = scrub(dir.path()).await.unwrap().damage;
    assert_eq!(found, [Damage { what: "history", id: "id-k1".into() }]);
}

#[tokio::test]
async fn what_an_older_version_recorded_is_taken_into_the_chain() {
    let dir = filled(1).await;
    let mut db = raw(dir.path()).await;
    run(&mut db, "INSERT INTO staff (id, user_name, name, password, created_ms) VALUES ('s', 's', 's', '', 0)")
        .await
        .unwrap();
    run(&mut db, "INSERT INTO views (id, at_ms, staff, dossier, upload) VALUES ('v', 5, 's', 'id-k0', 'file-0')")
        .await
        .unwrap();
    db.close().await.unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    assert_eq!(store.views("id-k0").await.unwrap(), 2);
    assert_eq!(store.audit_links(2, 9).await.unwrap()[0].actor, "staff:s");
    store.close().await;
    assert_eq!(scrub(dir.path()).await.unwrap().damage, []);
}

/// A small random number generator, so that a run can be repeated by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

pub(crate) fn blobs(root: &Path) -> Vec<PathBuf> {
    fn walk(dir: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(&path, into) } else { into.push(path) }
        }
    }
    let mut found = Vec::new();
    walk(&root.join("blobs"), &mut found);
    found.sort();
    found
}

/// Flips one bit of one byte of a file.
pub(crate) fn flip_at(file: &Path, at: u64, bit: u8) {
    let mut bytes = std::fs::read(file).unwrap();
    bytes[at as usize] ^= 1 << bit;
    std::fs::write(file, bytes).unwrap();
}

fn flip(file: &Path, dice: &mut Dice) -> (u64, u8) {
    let (at, bit) = (dice.roll(std::fs::metadata(file).unwrap().len()), dice.roll(8) as u8);
    flip_at(file, at, bit);
    (at, bit)
}

/// T-16: single bits are flipped in the database and in blobs. A flip that leaves everything that is told as it was (free
/// space in a page) does not count; every other is found. `MOTCUA_FLIPS` and `MOTCUA_SEED` make it longer, or the same.
#[tokio::test]
async fn flipped_bits_are_found() {
    let number =
        |name: &str, default: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default);
    let wanted = number("MOTCUA_FLIPS", 40);
    let seed = number("MOTCUA_SEED", u64::from(std::process::id()) * 2_654_435_761 + 1);
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let dir = filled(8).await;
    assert_eq!(scrub(dir.path()).await.unwrap().damage, []);
    let before = told(dir.path()).await;
    let (mut counted, mut free, mut by_sqlite) = (0, 0, 0);
    while counted < wanted {
        let copied = copy(dir.path());
        let in_blob = dice.roll(4) == 0;
        let file = if in_blob {
            let all = blobs(copied.path());
            all[dice.roll(all.len() as u64) as usize].clone()
        } else {
            copied.path().join("motcua.db")
        };
        let (at, bit) = flip(&file, &mut dice);
        let found = scrub(copied.path()).await.map(|report| report.damage).unwrap_or_default();
        if found.is_empty() {
            assert!(!in_blob, "seed {seed}: bit {bit} of byte {at} of a blob");
            let after = told(copied.path()).await;
            let other: Vec<_> = after.iter().zip(&before).filter(|(left, right)| left != right).collect();
            assert!(other.is_empty() && after.len() == before.len(), "seed {seed}: bit {bit} of byte {at}: {other:?}");
            free += 1;
            assert!(free < 100 * wanted, "the test counts nothing");
            continue;
        }
        by_sqlite += u64::from(found.iter().any(|damage| damage.what == "database"));
        counted += 1;
    }
    println!("{counted} of {counted} found ({by_sqlite} of them by integrity_check too); {free} in free space");
}
