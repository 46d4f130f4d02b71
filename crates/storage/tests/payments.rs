//! Payments in the store: money counts once by whichever way it is told, seals and chain hold, and who paid is forgotten with the
//! dossiers.
use crate::{
    chain::{filled, raw, run},
    store::NOW,
};
use jiff::civil::date;
use motcua_domain::{
    dossier_code::DossierCode,
    payment::{Event, Line, Means, Receipt, Refusal, State, entries},
};
use motcua_storage::{
    Store, StoreError,
    audit::By,
    movements::{Outcome, Report, Ruling},
    payments::{NewPayment, Wanted},
    retention::What,
    scrub::scrub,
};

const DAY: jiff::civil::Date = date(2026, 11, 23);

fn asked(store_ids: &[(&str, DossierCode)], id: &str, amount: i64) -> NewPayment {
    NewPayment {
        id: id.into(),
        dossiers: store_ids.iter().map(|(id, code)| ((*id).to_owned(), code.clone())).collect(),
        lines: store_ids
            .iter()
            .map(|(_, code)| Line { dossier: code.clone(), kind: "2.000815/copies".into(), amount })
            .collect(),
        until: None,
        at_desk: false,
    }
}

fn came(reference: &str, amount: i64, text: &str) -> Report {
    Report::Came { reference: reference.into(), amount, day: DAY, text: text.into() }
}

async fn code(store: &Store, id: &str) -> DossierCode {
    store.by_id(id).await.unwrap().unwrap().dossier.code.unwrap()
}

#[tokio::test]
async fn money_counts_once_and_is_forgotten_with_its_dossiers() {
    let dir = filled(3).await;
    let store = Store::open(dir.path()).await.unwrap();
    let (first, second) = (("id-k0", code(&store, "id-k0").await), ("id-k1", code(&store, "id-k1").await));
    let by = By::staff("an", NOW);
    store.ask_payment(&asked(&[first.clone(), second.clone()], "p1", 8_000), by).await.unwrap();
    let again = store.ask_payment(&asked(std::slice::from_ref(&second), "p2", 8_000), by).await;
    assert!(matches!(again, Err(StoreError::Payment(Refusal::AlreadyAsked))), "{again:?}");
    assert!(store.waits_for_money("id-k1").await.unwrap());
    let text = store.payment("p1").await.unwrap().unwrap().ledger.text().cloned().unwrap();
    let words = format!("CT tu NGUYEN VAN MAU {}", text.as_str().to_lowercase());
    let reports = [came("a", 6_000, &words), came("a", 6_000, &words), came("b", 10_000, &words), came("c", 1, "x")];
    // A look changes nothing.
    let seen = store.report_movements(Means::Statement, &reports, false, by).await.unwrap();
    let expected =
        [Outcome::Booked(text.clone()), Outcome::Known, Outcome::Booked(text.clone()), Outcome::Open("none")];
    assert_eq!(seen, expected);
    assert_eq!(store.payment("p1").await.unwrap().unwrap().ledger.held(), 0);
    let kept = store.report_movements(Means::Statement, &reports, true, by).await.unwrap();
    assert_eq!(kept, expected);
    // The bank tells the same by itself: the number is the money.
    let web = store.report_movements(Means::Webhook, &reports[..1], true, By::system(NOW)).await.unwrap();
    assert_eq!(web, [Outcome::Known]);
    let one = store.payment("p1").await.unwrap().unwrap();
    assert_eq!((one.ledger.state(), one.ledger.held()), (Some(State::Paid), 16_000));
    let moved: i64 = entries(&one.ledger, DAY).iter().map(|entry| entry.change).sum();
    assert_eq!((moved, store.payments_on("2026-11-23").await.unwrap().len()), (16_000, 1));
    let (found, counts) =
        store.payments(&Wanted { states: vec![State::Paid], text: text.key()[..8].into(), limit: 9 }).await.unwrap();
    assert_eq!((found.len(), counts), (1, vec![("paid".to_owned(), 1)]));

    // A person's word, and back.
    let rule = async |ruling: &Ruling| store.rule_on_movement("c", ruling, by).await;
    rule(&Ruling::NotOurs).await.unwrap();
    assert!(rule(&Ruling::Pays(text.clone())).await.is_err(), "set aside");
    rule(&Ruling::Ours).await.unwrap();
    rule(&Ruling::Pays(text.clone())).await.unwrap();
    assert_eq!(store.payment("p1").await.unwrap().unwrap().ledger.state(), Some(State::Over));
    rule(&Ruling::Release).await.unwrap();
    assert_eq!(store.open_money(Some("2026-11-23")).await.unwrap(), (1, 1));
    // A receipt's number is given once.
    let cash = Event::Received(Receipt { reference: "BL 1".into(), amount: 500, day: DAY, means: Means::Cash });
    store.act_on_payment("p1", &cash, by).await.unwrap();
    store.ask_payment(&asked(&[("id-k2", code(&store, "id-k2").await)], "p3", 8_000), by).await.unwrap();
    let twice = store.act_on_payment("p3", &cash, by).await;
    assert!(matches!(twice, Err(StoreError::Payment(Refusal::ReferenceConflict))), "{twice:?}");
    store.act_on_payment("p1", &Event::Released { reference: "BL 1".into() }, by).await.unwrap();
    store.act_on_payment("p3", &cash, by).await.unwrap();
    store.close().await;
    assert_eq!(scrub(dir.path()).await.unwrap().damage, []);

    // Only when the last of its dossiers goes does nobody know any more who paid; the money stays.
    let mut db = raw(dir.path()).await;
    run(&mut db, "UPDATE dossiers SET returned_ms = 1 WHERE id = 'id-k0'").await.unwrap();
    sqlx::Connection::close(db).await.unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    assert_eq!(store.erase(What::Dossiers, 2, 9, by).await.unwrap(), ["id-k0"]);
    assert_eq!(store.movement("a").await.unwrap().unwrap().text, words);
    store.close().await;
    let mut db = raw(dir.path()).await;
    run(&mut db, "UPDATE dossiers SET returned_ms = 1 WHERE id = 'id-k1'").await.unwrap();
    sqlx::Connection::close(db).await.unwrap();
    let store = Store::open(dir.path()).await.unwrap();
    assert_eq!(store.erase(What::Dossiers, 2, 9, by).await.unwrap(), ["id-k1"]);
    assert_eq!(store.movement("a").await.unwrap().unwrap().text, "");
    let kept = store.payment("p1").await.unwrap().unwrap();
    assert_eq!((kept.ledger.held(), kept.dossiers.len()), (16_000, 0));
    store.check().await.unwrap();
}
