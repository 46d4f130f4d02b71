//! Handing in: once for each key, only what passes the rules, only files that are there.

use motcua_contract::{IDEMPOTENCY_HEADER, ProblemCode as P, dossiers::SubmitDossier};
use motcua_domain::{code::Code, form::Value};
use motcua_tests::{
    House, files,
    people::{BIRTH, fill_in, hand_in, key, page},
};
use std::collections::BTreeSet;

const CASE: &[(&str, bool)] = &[("has_birth_paper", true)];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_requests_with_one_key_make_one_dossier() {
    let house = House::open().await;
    let phone = house.phone().await;
    let submission = fill_in(&house, &phone, BIRTH, CASE, 1).await;
    let key = key();
    let tries: Vec<_> = (0..50)
        .map(|_| {
            let (phone, submission) = (phone.with(IDEMPOTENCY_HEADER, &key), submission.clone());
            tokio::spawn(async move { phone.send::<SubmitDossier>(&[], &submission).await })
        })
        .collect();
    let mut receipts = BTreeSet::new();
    let mut fresh = 0;
    for one in tries {
        let answer = one.await.unwrap();
        assert_eq!(answer.status, 200, "{:?}", String::from_utf8_lossy(&answer.body));
        fresh += u32::from(answer.header("idempotent-replayed").is_empty());
        receipts.insert(answer.body);
    }
    assert_eq!((receipts.len(), fresh), (1, 1));
    assert_eq!(house.app.store.dossier_count().await.unwrap(), 1);
}

#[tokio::test]
async fn a_key_belongs_to_its_content_and_its_device() {
    let house = House::open().await;
    let phone = house.phone().await;
    let mut submission = fill_in(&house, &phone, BIRTH, CASE, 1).await;
    let key = key();
    hand_in(&phone, &submission, &key).await.unwrap();
    let other = house.phone().await;
    assert_eq!(hand_in(&other, &submission, &key).await.unwrap_err().code, P::KeyReused);
    submission.language = "en".into();
    assert_eq!(hand_in(&phone, &submission, &key).await.unwrap_err().code, P::KeyReused);
    assert_eq!(hand_in(&phone, &submission, "not-a-uuid").await.unwrap_err().code, P::BadHeader);
    assert_eq!(phone.call::<SubmitDossier>(&[], &submission).await.unwrap_err().code, P::BadHeader);
}

#[tokio::test]
async fn answers_are_checked_again_on_the_server() {
    let house = House::open().await;
    let phone = house.phone().await;
    let good = fill_in(&house, &phone, BIRTH, CASE, 1).await;
    let mut bad = good.clone();
    bad.answers.clear("requester_name");
    bad.answers.set("requester_phone", Value::Number(5));
    bad.answers.set("never_heard_of", Value::Text("x".into()));
    let problem = hand_in(&phone, &bad, &key()).await.unwrap_err();
    let found: Vec<_> = problem.findings.iter().map(|finding| (finding.field.as_str(), finding.code)).collect();
    assert_eq!(problem.code, P::Invalid);
    for expected in [
        ("requester_name", Code::Required),
        ("requester_phone", Code::WrongKind),
        ("never_heard_of", Code::UnknownField),
    ] {
        assert!(found.contains(&expected), "{found:?}");
    }
    let mut old = good.clone();
    old.version = old.version.yesterday().unwrap();
    assert_eq!(hand_in(&phone, &old, &key()).await.unwrap_err().code, P::ProcedureChanged);
    let mut unknown = good.clone();
    unknown.procedure = "9.999999".into();
    assert_eq!(hand_in(&phone, &unknown, &key()).await.unwrap_err().code, P::ProcedureChanged);
    assert!(hand_in(&phone, &good, &key()).await.is_ok());
}

#[tokio::test]
async fn only_own_stored_unused_files_count() {
    let house = House::open().await;
    let (phone, other) = (house.phone().await, house.phone().await);
    let good = fill_in(&house, &phone, BIRTH, CASE, 1).await;
    let mine = good.answers.get("birth_paper").unwrap().as_pages()[0].clone();
    let foreign = page(&other.upload(&files::jpeg(5), "image/jpeg").await.unwrap());
    let half = phone.announce(100, "image/jpeg", &files::sha256(b"x")).await.unwrap();
    let mut unfinished = mine.clone();
    unfinished.upload = half;
    let mut swapped = mine.clone();
    swapped.sha256 = files::sha256(b"other bytes");
    for wrong in [foreign, unfinished, swapped] {
        let mut submission = good.clone();
        submission.answers.set("birth_paper", Value::Pages(vec![wrong.clone()]));
        let problem = hand_in(&phone, &submission, &key()).await.unwrap_err();
        assert_eq!((problem.code, problem.missing), (P::FilesMissing, vec![wrong.upload]));
    }
    // What the phone says of size, type and pages is not believed.
    let mut lying = good.clone();
    let mut page = mine;
    (page.size, page.pages, page.media_type) = (1, 99, "text/html".into());
    lying.answers.set("birth_paper", Value::Pages(vec![page]));
    assert_eq!(hand_in(&phone, &lying, &key()).await.unwrap().papers[0].pages, 1);
    // And now they belong to that dossier.
    assert_eq!(hand_in(&phone, &good, &key()).await.unwrap_err().code, P::FilesMissing);
}

#[tokio::test]
async fn a_device_cannot_flood_the_desk() {
    let house = House::open().await;
    let phone = house.phone().await;
    for number in 0..20 {
        let submission = fill_in(&house, &phone, "2.000635", &[], number).await;
        hand_in(&phone, &submission, &key()).await.unwrap();
    }
    let submission = fill_in(&house, &phone, "2.000635", &[], 20).await;
    let problem = hand_in(&phone, &submission, &key()).await.unwrap_err();
    assert_eq!(problem.code, P::TooManyRequests);
    house.pass(jiff::SignedDuration::from_hours(1));
    assert!(hand_in(&phone, &submission, &key()).await.unwrap().code.ends_with("-0021"));
}
