//! What desk and citizen share: drafts and messages.

use crate::shapes::{answers, noon, papers, same};
use jiff::civil::date;
use motcua_contract::{
    copies::{DraftCopies, DraftCopy},
    dossiers::Receipt,
    drafts::{Author, DraftChange, DraftList, HandInDraft, HandedIn, NewDraft, Offer, SharedDraft, TakeDraft},
    messages::{Message, MessageFile, Messages, NewMessage},
};
use motcua_domain::form::{Source, Value};
use std::collections::BTreeMap;

#[test]
fn a_shared_draft() {
    let staff = || Author::Staff { name: "Cán bộ Thử".into() };
    let draft = SharedDraft {
        id: "f1".into(),
        procedure: "1.001193".into(),
        version: date(2026, 7, 18),
        answers: answers(),
        authors: BTreeMap::from([("copies".to_owned(), Author::Citizen), ("requester_name".to_owned(), staff())]),
        seq: 9,
        number: "48 27".into(),
        staff: Some("Cán bộ Thử".into()),
        phone: true,
        opened_by: staff(),
        expires_at: noon(),
        submission: Some("0192".into()),
        dossier: Some("d1".into()),
        code: Some("H20.299-261123-0001".into()),
    };
    same("draft_list", &DraftList { drafts: vec![draft] });
    let version = date(2026, 7, 18);
    same("new_draft", &NewDraft { procedure: "1.001193".into(), version, answers: answers() });
    let link = "https://motcua.example/noi#c".to_owned();
    same("offer", &Offer { code: "c".repeat(27), number: "48 27".into(), link, expires_at: noon() });
    same("take_draft", &TakeDraft { code: "c".repeat(27) });
    let entries = BTreeMap::from([
        ("copies".to_owned(), None),
        ("requester_name".to_owned(), Some(Value::Text("Nguyễn Thị Mẫu".into()))),
    ]);
    let sources = BTreeMap::from([("requester_name".to_owned(), Source::Card)]);
    same("draft_change", &DraftChange { entries, sources });
    same("hand_in_draft", &HandInDraft { seq: 9, notice: "1".into(), language: "vi".into() });
    let receipt = Receipt {
        code: "H20.299-261123-0001".into(),
        secret: "s".repeat(32),
        procedure: "1.001193".into(),
        received_at: noon(),
        due: None,
        papers: papers(),
        sha256: "2".repeat(64),
    };
    same("handed_in", &HandedIn { receipt, dossier: Some("d1".into()) });
}

#[test]
fn copies_of_drafts() {
    let copy = DraftCopy { id: "0192".into(), updated_ms: 1_795_399_200_000, content: "{\"id\":\"0192\"}".into() };
    same("draft_copies", &DraftCopies { copies: vec![copy] });
}

#[test]
fn messages() {
    let file = MessageFile { upload: "u1".into(), media_type: "image/jpeg".into(), size: 120_000 };
    let message = Message {
        id: "m1".into(),
        at: noon(),
        by: "office".into(),
        name: Some("Cán bộ Thử".into()),
        text: "Mời bác mang bản gốc.".into(),
        files: vec![file],
        read_at: Some(noon()),
    };
    let plain = Message { by: "citizen".into(), name: None, files: Vec::new(), read_at: None, ..message.clone() };
    same("messages", &Messages { messages: vec![message, plain] });
    same("new_message", &NewMessage { text: "Dạ".into(), uploads: vec!["u1".into()] });
    assert!(serde_json::from_str::<NewMessage>(r#"{"text":"a","by":"office"}"#).is_err(), "nobody says who they are");
}
