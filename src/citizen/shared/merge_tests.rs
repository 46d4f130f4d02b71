//! Tests of the merge: every way in which two hands can meet on one draft.

use super::merge::{Taken, everything, join, part, take, unsent};
use crate::device::store::{Attachment, Draft};
use motcua_contract::drafts::{Author, SharedDraft};
use motcua_domain::form::{Answers, PageRef, Source, Value};
use std::collections::BTreeMap;

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

fn page(upload: &str) -> PageRef {
    PageRef {
        upload: upload.to_owned(),
        sha256: "0".repeat(64),
        size: 1,
        media_type: "image/jpeg".to_owned(),
        pages: 1,
    }
}

fn pages(uploads: &[&str]) -> Value {
    Value::Pages(uploads.iter().map(|upload| page(upload)).collect())
}

fn photo(id: &str, upload: Option<&str>) -> Attachment {
    Attachment {
        id: id.to_owned(),
        paper: "birth_paper".to_owned(),
        name: String::new(),
        media_type: "image/jpeg".to_owned(),
        size: 1,
        pages: 1,
        sha256: "0".repeat(64),
        upload: upload.map(str::to_owned),
        paused: false,
        making: false,
    }
}

fn draft(answers: &[(&str, Value)]) -> Draft {
    let mut all = Answers::default();
    answers.iter().for_each(|(field, value)| all.set(field, value.clone()));
    Draft {
        id: "d".to_owned(),
        procedure: "1.001193".to_owned(),
        version: "2026-01-01".to_owned(),
        answers: all,
        attachments: Vec::new(),
        page: None,
        notice_read: false,
        created_ms: 0.0,
        updated_ms: 0.0,
        submitting: false,
        together: None,
        refused: None,
        parted: None,
    }
}

/// The server's state: entries by staff.
fn server(seq: u64, answers: &[(&str, Value)]) -> SharedDraft {
    let mut all = Answers::default();
    answers.iter().for_each(|(field, value)| all.set(field, value.clone()));
    let staff = || Author::Staff { name: "Lan".to_owned() };
    SharedDraft {
        id: "s".to_owned(),
        procedure: "1.001193".to_owned(),
        version: "2026-01-01".parse().unwrap(),
        authors: all.values.keys().map(|field| (field.clone(), staff())).collect(),
        answers: all,
        seq,
        number: "12 34".to_owned(),
        staff: Some("Lan".to_owned()),
        phone: true,
        opened_by: staff(),
        expires_at: jiff::Timestamp::UNIX_EPOCH,
        submission: None,
        dossier: None,
        code: None,
    }
}

fn nobody(_: &str) -> bool {
    false
}

fn sent(draft: &Draft) -> BTreeMap<String, Option<Value>> {
    unsent(draft)
}

#[test]
fn joining_takes_the_desks_entries_and_offers_ones_own() {
    let mut own = draft(&[("name", text("before")), ("phone", text("09"))]);
    join(&mut own, &server(3, &[("name", text("Hoa"))]));
    assert_eq!((own.answers.get("name"), own.answers.source("name")), (Some(&text("Hoa")), Source::Staff));
    assert_eq!(sent(&own), BTreeMap::from([("phone".to_owned(), Some(text("09")))]));
    assert_eq!(own.together.as_ref().unwrap().seq, 3);
}

#[test]
fn entries_of_both_meet_and_the_later_one_wins() {
    let mut own = draft(&[]);
    join(&mut own, &server(1, &[("name", text("Hoa")), ("phone", text("01"))]));
    own.answers.set("phone", text("02"));
    own.answers.set("email", text("a@b.vn"));
    // Meanwhile the desk changed the name and the phone number.
    let theirs = server(2, &[("name", text("Hòa")), ("phone", text("03"))]);
    assert_eq!(take(&mut own, &theirs, nobody), Taken::default());
    assert_eq!((own.answers.get("name"), own.answers.get("phone")), (Some(&text("Hòa")), Some(&text("02"))));
    let out = sent(&own);
    assert_eq!((out.len(), &out["phone"], &out["email"]), (2, &Some(text("02")), &Some(text("a@b.vn"))));
    // And once the server says the same, nothing is left to send.
    take(&mut own, &server(3, &[("name", text("Hòa")), ("phone", text("02")), ("email", text("a@b.vn"))]), nobody);
    assert!(sent(&own).is_empty());
    assert_eq!(own.answers.source("phone"), Source::Typed, "what was typed here keeps its mark");
}

#[test]
fn clearing_goes_both_ways() {
    let mut own = draft(&[]);
    join(&mut own, &server(1, &[("name", text("Hoa")), ("phone", text("01"))]));
    own.answers.clear("name");
    assert_eq!(sent(&own), BTreeMap::from([("name".to_owned(), None)]));
    take(&mut own, &server(2, &[("name", text("Hoa"))]), nobody);
    assert!(own.answers.get("phone").is_none());
    assert_eq!(sent(&own).len(), 1);
}

#[test]
fn a_field_under_the_finger_waits() {
    let mut own = draft(&[]);
    join(&mut own, &server(1, &[("name", text("Hoa"))]));
    let theirs = server(2, &[("name", text("Hòa"))]);
    assert!(take(&mut own, &theirs, |field| field == "name").held);
    assert_eq!(own.answers.get("name"), Some(&text("Hoa")));
    // Left alone: now it comes.
    assert!(!take(&mut own.clone(), &theirs, nobody).held);
    // Typed on: ours goes out.
    own.answers.set("name", text("Hoa L"));
    assert!(!take(&mut own, &theirs, |field| field == "name").held);
    assert_eq!(own.answers.get("name"), Some(&text("Hoa L")));
    assert_eq!(sent(&own).len(), 1);
}

#[test]
fn pages_of_both_ends_stand_together() {
    let mut own = draft(&[]);
    own.attachments = vec![photo("a", Some("a1")), photo("b", None)];
    join(&mut own, &server(1, &[("birth_paper", pages(&["desk1"]))]));
    assert_eq!(sent(&own)["birth_paper"], Some(pages(&["desk1", "a1"])));
    // The second photo is there, and the desk has put another page in between and turned the order.
    own.attachments[1].upload = Some("b1".to_owned());
    take(&mut own, &server(2, &[("birth_paper", pages(&["a1", "desk1"]))]), nobody);
    take(&mut own, &server(3, &[("birth_paper", pages(&["a1", "desk2", "desk1"]))]), nobody);
    assert_eq!(sent(&own)["birth_paper"], Some(pages(&["a1", "desk2", "desk1", "b1"])));
    // The desk takes the first photo out: its file can go.
    let all = pages(&["a1", "desk2", "desk1", "b1"]);
    take(&mut own, &server(4, &[("birth_paper", all)]), nobody);
    let taken = take(&mut own, &server(5, &[("birth_paper", pages(&["desk2", "desk1", "b1"]))]), nobody);
    assert_eq!(taken.dropped, ["a"]);
    assert_eq!((own.attachments.len(), sent(&own).len()), (1, 0));
}

#[test]
fn ones_own_order_is_sent_and_a_photo_taken_away_here_goes_there() {
    let mut own = draft(&[]);
    own.attachments = vec![photo("a", Some("a1")), photo("b", Some("b1"))];
    join(&mut own, &server(1, &[]));
    take(&mut own, &server(2, &[("birth_paper", pages(&["a1", "desk1", "b1"]))]), nobody);
    own.attachments.swap(0, 1);
    assert_eq!(sent(&own)["birth_paper"], Some(pages(&["b1", "desk1", "a1"])));
    own.attachments.clear();
    assert_eq!(sent(&own)["birth_paper"], Some(pages(&["desk1"])));
}

#[test]
fn going_on_alone_leaves_the_desks_pages_there() {
    let mut own = draft(&[("name", text("Hoa"))]);
    own.attachments = vec![photo("a", Some("a1"))];
    assert_eq!(everything(&own).get("birth_paper"), Some(&pages(&["a1"])));
    join(&mut own, &server(1, &[("birth_paper", pages(&["desk1"]))]));
    part(&mut own);
    assert_eq!(everything(&own).get("birth_paper"), Some(&pages(&["a1"])));
    assert!(own.together.is_none() && sent(&own).is_empty());
}
