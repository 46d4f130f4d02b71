//! Backups come back byte for byte, also when they were made while somebody wrote; what is not whole is refused.
use super::{
    chain::{blobs, copy, filled, flip_at},
    store::{new, submit},
};
use motcua_storage::{
    Store,
    audit::{Act, By},
    backup::{BackupError, Identities, Recipients, check, create, drill, latest, new_key, restore},
    scrub::scrub,
    told::told,
};
use std::path::Path;

const NOW: i64 = 1_795_399_200_000;

fn keys() -> (Recipients, Identities) {
    let (file, public) = new_key();
    (Recipients::parse(&[public]).unwrap(), Identities::parse(&file).unwrap())
}

/// Every table of an installation, row by row, as text.
async fn dump(root: &Path) -> Vec<String> {
    let lines = told(root).await;
    lines.into_iter().filter(|line| !line.starts_with("seals ")).collect()
}

#[tokio::test]
async fn it_comes_back_byte_for_byte() {
    let (house, away, to) = (filled(5).await, tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    std::fs::write(house.path().join("server.key"), [7; 32]).unwrap();
    let (recipients, identities) = keys();
    let manifest = create(house.path(), away.path(), &recipients, NOW).await.unwrap();
    assert_eq!((manifest.stamp.as_str(), manifest.blobs.len(), manifest.rows["dossiers"]), ("20261123T020000Z", 5, 5));
    assert!(manifest.damaged.is_empty());
    assert_eq!(check(away.path(), &manifest).unwrap(), Vec::<String>::new());
    // A log of another life lies about where it is restored to.
    std::fs::write(to.path().join("motcua.db-wal"), [1; 4096]).unwrap();
    let restored = restore(away.path(), None, to.path(), &identities, NOW).await.unwrap();
    assert_eq!((restored.report.blobs, restored.report.dossiers), (5, 5));
    assert_eq!(restored.audit, manifest.audit);
    for (ours, theirs) in blobs(house.path()).iter().zip(blobs(to.path())) {
        assert_eq!(std::fs::read(ours).unwrap(), std::fs::read(&theirs).unwrap());
    }
    assert_eq!(blobs(to.path()).len(), 5);
    assert_eq!(std::fs::read(to.path().join("server.key")).unwrap(), [7; 32]);
    // Nothing differs but the epoch and the one link that tells of it.
    let (before, after) = (dump(house.path()).await, dump(to.path()).await);
    let lost: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
    assert!(lost.iter().all(|line| line.starts_with("installation ") || line.starts_with("audit_head ")), "{lost:?}");
    assert_eq!(scrub(to.path()).await.unwrap().damage, []);
    let store = Store::open(to.path()).await.unwrap();
    assert_ne!(store.epoch().await.unwrap(), manifest.epoch);
    assert_eq!(store.audit_links(manifest.audit.0, 9).await.unwrap()[0].kind, "restored");
    store.close().await;
    let again = restore(away.path(), None, to.path(), &identities, NOW).await;
    assert!(matches!(again, Err(BackupError::Occupied(_))));
}

#[tokio::test]
async fn files_are_encrypted_once_and_only_for_the_named_keys() {
    let (house, away) = (filled(3).await, tempfile::tempdir().unwrap());
    let ((first, one), (second, two), (_, stranger)) = (new_key(), new_key(), keys());
    let recipients = Recipients::parse(&[second, two].map(|text| text.lines().last().unwrap().to_owned()));
    assert!(matches!(recipients, Err(BackupError::Recipient(_))), "a secret key is no public one");
    assert!(matches!(Recipients::parse::<&str>(&[]), Err(BackupError::Recipient(_))));
    let other = new_key();
    let recipients = Recipients::parse(&[one, other.1]).unwrap();
    create(house.path(), away.path(), &recipients, NOW).await.unwrap();
    let made: Vec<_> =
        blobs(away.path()).iter().map(|path| std::fs::metadata(path).unwrap().modified().unwrap()).collect();
    let later = create(house.path(), away.path(), &recipients, NOW + 3_600_000).await.unwrap();
    let now: Vec<_> =
        blobs(away.path()).iter().map(|path| std::fs::metadata(path).unwrap().modified().unwrap()).collect();
    assert_eq!(made, now);
    assert_eq!(latest(away.path()).unwrap().unwrap(), later);
    for key in [&first, &other.0] {
        drill(away.path(), house.path(), &Identities::parse(key).unwrap(), NOW).await.unwrap();
    }
    let refused = drill(away.path(), house.path(), &stranger, NOW).await;
    assert!(matches!(refused, Err(BackupError::OtherKey(_))), "{refused:?}");
    let left: Vec<_> = std::fs::read_dir(house.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(
        !left.iter().any(|name| name.to_string_lossy().contains("drill")),
        "no plain copy is left behind: {left:?}"
    );
}

#[tokio::test]
async fn one_flipped_bit_or_a_missing_end_anywhere_in_a_backup_is_found() {
    let (house, away) = (filled(2).await, tempfile::tempdir().unwrap());
    std::fs::write(house.path().join("server.key"), [7; 32]).unwrap();
    let (recipients, identities) = keys();
    let manifest = create(house.path(), away.path(), &recipients, NOW).await.unwrap();
    let mut files: Vec<String> = vec![manifest.db.file.clone(), manifest.key.as_ref().unwrap().file.clone()];
    files.extend(manifest.blobs.values().map(|part| part.file.clone()));
    for file in &files {
        let size = std::fs::metadata(away.path().join(file)).unwrap().len();
        for (place, cut) in
            [(size / 7, false), (size / 2, false), (size - 1, false), (0, true), (size / 2, true), (size - 1, true)]
        {
            let copied = copy(away.path());
            let path = copied.path().join(file);
            if cut {
                std::fs::File::options().write(true).open(&path).unwrap().set_len(place).unwrap();
            } else {
                flip_at(&path, place, 3);
            }
            assert_eq!(check(copied.path(), &manifest).unwrap(), [file.as_str()], "without a key");
            let to = tempfile::tempdir().unwrap();
            let refused = restore(copied.path(), None, to.path(), &identities, NOW).await;
            assert!(matches!(refused, Err(BackupError::Damaged(_))), "{file} {place} {cut}: {refused:?}");
            assert!(!to.path().join("motcua.db").exists(), "nothing is left that a server would start on");
        }
        let copied = copy(away.path());
        std::fs::remove_file(copied.path().join(file)).unwrap();
        let to = tempfile::tempdir().unwrap();
        assert!(restore(copied.path(), None, to.path(), &identities, NOW).await.is_err());
    }
    let none = tempfile::tempdir().unwrap();
    assert!(matches!(drill(none.path(), none.path(), &identities, NOW).await, Err(BackupError::None(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_while_somebody_writes_is_one_moment_of_it() {
    let (house, away) = (filled(1).await, tempfile::tempdir().unwrap());
    let (recipients, identities) = keys();
    let store = Store::open(house.path()).await.unwrap();
    let writer = tokio::spawn({
        let store = store.clone();
        async move {
            for number in 0..60 {
                store.submit(&new(&format!("w{number}"), &[]), submit).await.unwrap();
                store.record_act(&Act::on("signed_in", None, By::system(NOW))).await.unwrap();
            }
        }
    });
    let mut seen = Vec::new();
    for hour in 0..4 {
        let manifest = create(house.path(), away.path(), &recipients, NOW + hour * 3_600_000).await.unwrap();
        let restored = drill(away.path(), away.path(), &identities, NOW).await.unwrap();
        assert_eq!(restored.audit, manifest.audit);
        assert_eq!(manifest.rows["audit"], manifest.audit.0 as u64);
        seen.push(manifest.rows["dossiers"]);
    }
    writer.await.unwrap();
    assert!(seen.is_sorted(), "{seen:?}");
    assert_eq!(store.dossier_count().await.unwrap(), 61, "nothing of the writer was lost");
    store.close().await;
    assert_eq!(scrub(house.path()).await.unwrap().damage, []);
}

#[tokio::test]
async fn a_damaged_file_does_not_stop_the_backup_of_the_others_and_is_named() {
    let (house, away) = (filled(3).await, tempfile::tempdir().unwrap());
    let (recipients, identities) = keys();
    flip_at(&blobs(house.path())[1], 5, 0);
    let manifest = create(house.path(), away.path(), &recipients, NOW).await.unwrap();
    assert_eq!(manifest.damaged, ["file-1"]);
    let restored = drill(away.path(), away.path(), &identities, NOW).await.unwrap();
    assert_eq!(restored.report.damage.len(), 1);
    // A damaged database is not backed up over good ones.
    let mut db = super::chain::raw(house.path()).await;
    super::chain::drop_triggers(&mut db).await;
    super::chain::run(&mut db, "UPDATE dossiers SET requester = 'x' WHERE id = 'id-k0'").await.unwrap();
    sqlx::Connection::close(db).await.unwrap();
    let refused = create(house.path(), away.path(), &recipients, NOW + 1000).await;
    assert!(matches!(refused, Err(BackupError::Source(_))), "{refused:?}");
    assert_eq!(latest(away.path()).unwrap().unwrap().stamp, manifest.stamp);
}
