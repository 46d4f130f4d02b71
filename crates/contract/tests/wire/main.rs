//! Every shape on the wire, as JSON files: a change that clients would notice shows in review.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
//!
//! `UPDATE=1 cargo nextest run -p motcua-contract` writes the files anew.

mod desk;
mod ecopies;
mod house;
mod money;
mod old;
mod open;
mod public;
mod shapes;
mod together;

use motcua_contract::{
    Problem, ProblemCode,
    desk::{Credentials, DeskCommand},
    dossiers::{Supplement, Withdrawal},
};
use motcua_domain::{
    code::{Code, Finding},
    dossier::Refusal,
    form::Answers,
};
use shapes::same;
use std::collections::BTreeMap;

#[test]
fn refusals() {
    let mut full = Problem::new(ProblemCode::Invalid).detail("data at user");
    full.findings = vec![Finding::new("children/0/name", Code::TooLong).with_limit(120)];
    full.refusal = Some(Refusal::WrongState);
    full.missing = vec!["u1".into()];
    full.current = Some(7);
    full.incident = Some("0123456789abcdef".into());
    same("problem", &full);
    same("problem_plain", &Problem::new(ProblemCode::NotFound));
    let codes: BTreeMap<&str, u16> = ProblemCode::ALL.iter().map(|code| (code.as_str(), code.status())).collect();
    assert_eq!(codes.len(), ProblemCode::ALL.len(), "a code stands for one thing");
    let codes: BTreeMap<String, u16> = codes.into_iter().map(|(code, status)| (code.to_owned(), status)).collect();
    same("problem_codes", &codes);
}

#[test]
fn what_is_written_accepts_nothing_unknown() {
    let unknown = |json: &str| json.replacen('{', r#"{"never_heard_of":1,"#, 1);
    let text = serde_json::to_string(&Withdrawal { reason: String::new() }).unwrap();
    assert!(serde_json::from_str::<Withdrawal>(&unknown(&text)).is_err());
    let text = serde_json::to_string(&Supplement { answers: Answers::default() }).unwrap();
    assert!(serde_json::from_str::<Supplement>(&unknown(&text)).is_err());
    let text = serde_json::to_string(&Credentials { user: String::new(), password: String::new() }).unwrap();
    assert!(serde_json::from_str::<Credentials>(&unknown(&text)).is_err());
    let text = serde_json::to_string(&DeskCommand::Finish { upload: String::new() }).unwrap();
    assert!(serde_json::from_str::<DeskCommand>(&unknown(&text)).is_err());
}

#[test]
fn paths_are_filled_in_and_encoded() {
    use motcua_contract::{Endpoint, all::ROUTES, desk::DownloadFile};
    assert_eq!(DownloadFile::path(&["a/b", "c d"]), "/api/desk/dossiers/a%2Fb/files/c%20d");
    let mut seen: Vec<_> = ROUTES.iter().map(|route| (route.path, route.method.as_str())).collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), ROUTES.len(), "two endpoints share method and path");
    assert!(ROUTES.iter().all(|route| route.path.starts_with(motcua_contract::PREFIX)));
}
