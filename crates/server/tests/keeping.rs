//! What the house does for itself: acts in the chain, damaged files that are not served, backups and anchors by the clock.
use jiff::SignedDuration;
use motcua_contract::{
    NoBody, ProblemCode as P,
    desk::{DownloadFile, ListWork, OpenDossier},
};
use motcua_server::keeping::{self, Keeping};
use motcua_storage::{
    audit::{Anchor, verify_data},
    backup::{Identities, drill, latest, new_key},
    scrub::scrub,
};
use motcua_tests::{House, house::PASSWORD, people::birth};
use std::path::{Path, PathBuf};

fn blobs(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { blobs(&path, into) } else { into.push(path) }
    }
}

#[tokio::test]
async fn a_damaged_file_is_named_and_never_served() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    let id = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items[0].id.clone();
    let opened = clerk.call::<OpenDossier>(&[&id], &NoBody {}).await.unwrap();
    let papers: Vec<String> = opened.answers.pages().map(|(_, page)| page.upload.clone()).collect();
    let mut files = Vec::new();
    blobs(&house.dir().join("blobs"), &mut files);
    for file in &files {
        let mut bytes = std::fs::read(file).unwrap();
        bytes[30] ^= 4;
        std::fs::write(file, bytes).unwrap();
    }
    for paper in &papers {
        let answer = clerk.send::<DownloadFile>(&[&id, paper], &NoBody {}).await;
        assert_eq!((answer.status.as_u16(), answer.problem().code), (500, P::IntegrityError));
    }
    let mut found: Vec<String> = scrub(house.dir()).await.unwrap().damage.into_iter().map(|one| one.id).collect();
    let mut wanted = papers.clone();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    std::fs::remove_file(&files[0]).unwrap();
    let kinds: Vec<&str> = scrub(house.dir()).await.unwrap().damage.iter().map(|one| one.what).collect();
    assert!(kinds.contains(&"blob_missing"), "{kinds:?}");
}

#[tokio::test]
async fn who_did_what_stands_in_the_chain_and_nobodys_name() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let clerk = house.clerk("canbo").await;
    assert!(house.visitor().sign_in("canbo", "khong-phai-no").await.is_err());
    assert!(house.visitor().sign_in("nobody", PASSWORD).await.is_err());
    let id = clerk.call::<ListWork>(&[], &NoBody {}).await.unwrap().items[0].id.clone();
    let opened = clerk.call::<OpenDossier>(&[&id], &NoBody {}).await.unwrap();
    let paper = opened.answers.pages().next().unwrap().1.upload.clone();
    assert_eq!(clerk.send::<DownloadFile>(&[&id, &paper], &NoBody {}).await.status, 200);
    let links = house.app.store.audit_links(0, 100).await.unwrap();
    let kinds: Vec<&str> = links.iter().map(|link| link.kind.as_str()).collect();
    assert_eq!(kinds, ["submitted", "account_put", "signed_in", "sign_in_refused", "file_viewed"]);
    let viewed = links.last().unwrap();
    assert_eq!((viewed.dossier.as_deref(), viewed.object.as_deref()), (Some(id.as_str()), Some(paper.as_str())));
    assert!(viewed.actor.starts_with("staff:"));
    let text = format!("{links:?}");
    assert!(text.is_ascii() && !text.contains("canbo") && !text.contains("khong-phai"), "{text}");
    assert!(verify_data(house.dir(), &[]).await.unwrap().is_ok());
}

#[tokio::test]
async fn the_house_backs_up_anchors_erases_and_looks_for_damage() {
    let house = House::open().await;
    let phone = house.phone().await;
    birth(&house, &phone, 1).await;
    let away = tempfile::tempdir().unwrap();
    let (secret, public) = new_key();
    let keeping = Keeping {
        anchor: Some(away.path().join("anchors.txt")),
        backup: Some(away.path().join("motcua")),
        recipients: vec![public],
        retention: None,
    };
    let app = &house.app;
    for _ in 0..3 {
        keeping::back_up(app, &keeping, app.now()).await.unwrap();
        keeping::anchor(app, &keeping, app.now()).await.unwrap();
        keeping::erase(app, &keeping, app.now()).await.unwrap();
        keeping::look_for_damage(app, app.now()).await.unwrap();
        house.pass(SignedDuration::from_hours(1));
    }
    let newest = latest(&away.path().join("motcua")).unwrap().unwrap();
    assert_eq!((newest.stamp.as_str(), newest.rows["dossiers"]), ("20261123T040000Z", 1));
    let identities = Identities::parse(&secret).unwrap();
    let restored = drill(&away.path().join("motcua"), away.path(), &identities, 0).await.unwrap();
    assert_eq!((restored.report.dossiers, restored.report.damage.len()), (1, 0));
    let text = std::fs::read_to_string(away.path().join("anchors.txt")).unwrap();
    let anchors = Anchor::read(&text).unwrap();
    assert_eq!(anchors.len(), 3);
    assert!(verify_data(house.dir(), &anchors).await.unwrap().is_ok());
    // Without a key there is no backup, and that is said.
    let keyless = Keeping { recipients: Vec::new(), ..keeping };
    assert!(keeping::back_up(app, &keyless, app.now()).await.is_err());
}
