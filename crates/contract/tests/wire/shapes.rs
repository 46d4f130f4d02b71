//! Values that several shapes are made of, and the comparison with the kept file.

use jiff::Timestamp;
use motcua_contract::dossiers::ReceivedPaper;
use motcua_domain::{
    dossier::{Fault, FileRef, PaperCheck, Reason, Verdict},
    form::{Answers, PageRef, Source, Value},
    place::Address,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, fs, path::PathBuf};

/// Compares with the file, and reads it back as the same value.
pub fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/wire").join(format!("{name}.json"));
    let text = format!("{}\n", serde_json::to_string_pretty(value).unwrap());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &text).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(text, kept, "{name}: the wire changed; UPDATE=1 if that is meant");
    let back: T = serde_json::from_str(&kept).unwrap();
    assert_eq!(&back, value, "{name} does not read back");
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn noon() -> Timestamp {
    at("2026-11-23T05:00:00Z")
}

pub fn pages() -> Vec<PageRef> {
    vec![PageRef {
        upload: "u1".into(),
        sha256: "0".repeat(64),
        size: 120_000,
        media_type: "image/jpeg".into(),
        pages: 1,
    }]
}

pub fn answers() -> Answers {
    let mut answers = Answers::default();
    answers.fill("requester_name", Value::Text("Nguyễn Thị Mẫu".into()), Source::Card);
    answers.set("copies", Value::Number(2));
    answers.set("by_proxy", Value::YesNo(false));
    answers.set("birth_date", Value::Date("1955-07".parse().unwrap()));
    answers.set("time", Value::Time("08:30".into()));
    answers.set("kinds", Value::Choices(vec!["a".into(), "b".into()]));
    let home = Address { province: "82".into(), ward: "29888".into(), line: "12 Đường Ví Dụ".into() };
    answers.set("home", Value::Address(home));
    let mut row = Answers::default();
    row.set("name", Value::Text("Bé".into()));
    answers.set("children", Value::Rows(vec![row]));
    answers.set("birth_paper", Value::Pages(pages()));
    answers
}

pub fn reason() -> Reason {
    Reason { field: "birth_paper".into(), code: Fault::Unclear, text: "Ảnh mờ".into() }
}

pub fn file() -> FileRef {
    FileRef { upload: "u9".into(), sha256: "1".repeat(64), size: 18_000, media_type: "application/pdf".into() }
}

pub fn check() -> PaperCheck {
    PaperCheck { paper: "birth_paper".into(), verdict: Verdict::Enough, note: String::new() }
}

pub fn papers() -> Vec<ReceivedPaper> {
    vec![ReceivedPaper { paper: "birth_paper".into(), pages: 1 }]
}
