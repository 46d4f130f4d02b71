//! A definition with one thing wrong is refused with that thing named; a right one has no problems.

use motcua_domain::{
    definition::{Fault, is_code, problems},
    procedure::{Procedure, Texts},
};
use std::collections::BTreeMap;

const RIGHT: &str = r#"
code = "1.000001"
version = "2026-01-01"
field = "ho_tich"
aliases = ["1.000002"]
minutes = 5

[[source]]
id = "law"
title = "Law"
read_on = "2026-01-01"

[[question]]
id = "late"
kind = "yes_no"
[[question]]
id = "proxy"
kind = "yes_no"
show_if = { no = "late" }

[[page]]
id = "who"
section = "requester"
[[page.field]]
id = "requester_name"
kind = "person_name"
card = "name"
[[page.field]]
id = "requester_phone"
kind = "phone"

[[page]]
id = "requester_id_number"
section = "requester"
[[page.field]]
id = "requester_id_number"
kind = "id_number"

[[page]]
id = "purpose"
section = "matter"
show_if = { yes = "late" }
[[page.field]]
id = "purpose"
kind = "choice"
options = ["work", "study"]

[[page]]
id = "from"
section = "matter"
show_if = { is = ["purpose", "work"] }
[[page.field]]
id = "from"
kind = "date"

[[page]]
id = "copies"
section = "matter"
[[page.field]]
id = "copies"
kind = "whole_number"
min = 1
max = 9

[[page]]
id = "places"
section = "matter"
[[page.field]]
id = "places"
kind = "group"
[[page.field.fields]]
id = "place"
kind = "text"

[[paper]]
id = "statement"
kind = "paper"
source = "law"
show_if = { yes = "proxy" }

[[fee]]
id = "copies"
amount = { each = { each = 8000, count = "copies" } }
source = "law"

[[time]]
id = "late"
show_if = { yes = "late" }
limit = { working_days = 3 }
source = "law"
[[time]]
id = "same_day"
limit = "same_day"
source = "law"

[[rule]]
age_at_least = { birth = "from", years = 18 }
"#;

const KEYS: [&str; 24] = [
    "name",
    "plain",
    "search",
    "who",
    "result",
    "question.late.label",
    "question.proxy.label",
    "section.requester",
    "section.matter",
    "page.who.title",
    "field.requester_name.label",
    "field.requester_phone.label",
    "field.requester_id_number.label",
    "field.purpose.label",
    "field.purpose.option.work",
    "field.purpose.option.study",
    "field.from.label",
    "field.copies.label",
    "field.places.label",
    "field.place.label",
    "paper.statement.label",
    "fee.copies",
    "time.late",
    "time.same_day",
];

fn texts() -> BTreeMap<String, Texts> {
    let words: Texts = KEYS.iter().map(|key| ((*key).to_owned(), "words".to_owned())).collect();
    ["vi", "en"].map(|language| (language.to_owned(), words.clone())).into()
}

fn found(definition: &str, texts: &BTreeMap<String, Texts>) -> Vec<(Fault, String)> {
    let procedure: Procedure = toml::from_str(definition).unwrap_or_else(|error| panic!("{error}"));
    problems(&procedure, texts).into_iter().map(|problem| (problem.fault, problem.at)).collect()
}

/// The faults of the definition with one passage changed; texts that no longer fit are another test's business.
fn broken(from: &str, to: &str) -> Vec<(Fault, String)> {
    assert!(RIGHT.contains(from), "{from}");
    let faults = found(&RIGHT.replacen(from, to, 1), &texts());
    faults.into_iter().filter(|(fault, _)| !matches!(fault, Fault::MissingText | Fault::UnusedText)).collect()
}

#[test]
fn a_right_definition_has_no_problems() {
    assert_eq!(found(RIGHT, &texts()), []);
}

#[test]
fn every_fault_is_found_where_it_is() {
    let cases = [
        ("code = \"1.000001\"", "code = \"1.00001\"", Fault::BadCode, "1.00001"),
        ("\"1.000002\"", "\"2-000002\"", Fault::BadCode, "2-000002"),
        ("id = \"from\"\nkind", "id = \"From\"\nkind", Fault::BadId, "From"),
        ("id = \"place\"", "id = \"copies\"", Fault::DuplicateId, "copies"),
        ("id = \"copies\"\nsection", "id = \"from\"\nsection", Fault::DuplicateId, "page.from"),
        ("id = \"late\"\nshow_if", "id = \"same_day\"\nshow_if", Fault::DuplicateId, "time.same_day"),
        (
            "[[question]]\nid = \"proxy\"\nkind = \"yes_no\"\nshow_if = { no = \"late\" }\n",
            "",
            Fault::QuestionCount,
            "question",
        ),
        ("id = \"proxy\"\nkind = \"yes_no\"", "id = \"proxy\"\nkind = \"text\"", Fault::QuestionNotYesNo, "proxy"),
        (
            "id = \"statement\"\nkind = \"paper\"",
            "id = \"statement\"\nkind = \"text\"",
            Fault::PaperMisplaced,
            "statement",
        ),
        ("id = \"from\"\nkind = \"date\"", "id = \"from\"\nkind = \"paper\"", Fault::PaperMisplaced, "from"),
        ("kind = \"paper\"\nsource = \"law\"", "kind = \"paper\"", Fault::UnknownSource, "statement"),
        ("\"copies\" } }\nsource = \"law\"", "\"copies\" } }\nsource = \"lore\"", Fault::UnknownSource, "copies"),
        ("limit = \"same_day\"", "show_if = { yes = \"late\" }\nlimit = \"same_day\"", Fault::TimeOrder, "same_day"),
        ("show_if = { yes = \"late\" }\nlimit", "limit", Fault::TimeOrder, "late"),
        ("{ no = \"late\" }", "{ no = \"proxy\" }", Fault::NotEarlier, "proxy -> proxy"),
        ("{ yes = \"proxy\" }", "{ all = [{ not = { yes = \"nobody\" } }] }", Fault::NotEarlier, "statement -> nobody"),
        (
            "{ yes = \"late\" }\n[[page.field]]",
            "{ yes = \"from\" }\n[[page.field]]",
            Fault::NotEarlier,
            "purpose -> from",
        ),
        ("{ yes = \"proxy\" }", "{ yes = \"copies\" }", Fault::WrongKind, "statement -> copies"),
        ("{ yes = \"proxy\" }", "{ at_least = [\"late\", 1] }", Fault::WrongKind, "statement -> late"),
        ("count = \"copies\"", "count = \"from\"", Fault::WrongKind, "copies -> from"),
        ("birth = \"from\"", "birth = \"purpose\"", Fault::WrongKind, "rule -> purpose"),
        ("[\"purpose\", \"work\"]", "[\"purpose\", \"play\"]", Fault::UnknownOption, "from -> purpose"),
        ("count = \"copies\"", "count = \"pages\"", Fault::UnknownField, "copies -> pages"),
        ("birth = \"from\"", "birth = \"born\"", Fault::UnknownField, "rule -> born"),
        ("min = 1\nmax = 9", "min = 9\nmax = 1", Fault::BadBounds, "copies"),
        ("[\"work\", \"study\"]", "[\"work\", \"work\"]", Fault::BadBounds, "purpose"),
        ("kind = \"group\"", "kind = \"group\"\nmin = 3\nmax = 2", Fault::BadBounds, "places"),
        ("id = \"place\"\nkind = \"text\"", "id = \"place\"\nkind = \"paper\"", Fault::BadGroup, "places"),
        ("card = \"name\"", "card = \"number\"", Fault::BadCardPart, "requester_name"),
        ("kind = \"phone\"", "kind = \"phone\"\noptional = true", Fault::RequesterMissing, "requester_phone"),
    ];
    for (from, to, fault, at) in cases {
        let faults = broken(from, to);
        assert!(faults.contains(&(fault, at.to_owned())), "{from} -> {to}: {faults:?}");
    }
}

#[test]
fn what_is_absent_is_found() {
    let change = |edit: fn(&mut Procedure)| {
        let mut procedure: Procedure = toml::from_str(RIGHT).unwrap();
        edit(&mut procedure);
        problems(&procedure, &texts()).into_iter().map(|problem| problem.fault).collect::<Vec<_>>()
    };
    assert!(change(|procedure| procedure.sources.clear()).contains(&Fault::NoSource));
    assert!(change(|procedure| procedure.times.clear()).contains(&Fault::NoTime));
    assert!(change(|procedure| procedure.pages[3].fields.clear()).contains(&Fault::EmptyPage));
}

#[test]
fn words_are_whole_in_every_language() {
    for key in KEYS {
        let mut words = texts();
        words.get_mut("en").unwrap().remove(key);
        assert_eq!(found(RIGHT, &words), [(Fault::MissingText, format!("en:{key}"))]);
        words.get_mut("en").unwrap().insert(key.to_owned(), " ".to_owned());
        assert_eq!(found(RIGHT, &words), [(Fault::MissingText, format!("en:{key}"))]);
    }
    let with = |language: &str, key: &str| {
        let mut words = texts();
        words.get_mut(language).unwrap().insert(key.to_owned(), "words".to_owned());
        found(RIGHT, &words)
    };
    for key in ["notes", "field.copies.hint", "field.from.error.under_age"] {
        assert_eq!(with("vi", key), [(Fault::MissingText, format!("en:{key}"))], "one language has it");
    }
    for key in ["field.nobody.label", "field.from.error.bad_luck", "page.copies.title", "time.label"] {
        assert_eq!(with("vi", key), [(Fault::UnusedText, format!("vi:{key}"))]);
    }
    let mut words = texts();
    words.remove("en");
    assert_eq!(found(RIGHT, &words).len(), KEYS.len());
}

#[test]
fn problems_read_as_code_and_place() {
    let procedure: Procedure = toml::from_str(&RIGHT.replace("birth = \"from\"", "birth = \"born\"")).unwrap();
    let lines: Vec<String> = problems(&procedure, &texts()).iter().map(ToString::to_string).collect();
    assert_eq!(lines, ["unknown_field at rule -> born"]);
}

#[test]
fn codes_have_one_shape() {
    assert!(is_code("1.001193") && is_code("3.000722"));
    for wrong in ["", "1001193", "1.00119", "1.0011933", "1.00119a", "a.001193", "1.001193.01"] {
        assert!(!is_code(wrong), "{wrong}");
    }
}

#[test]
fn what_follows_a_yes_is_not_counted_among_the_five_questions() {
    let question = |id: &str, more: &str| format!("[[question]]\nid = \"{id}\"\nkind = \"yes_no\"\n{more}\n");
    let with = |more: &[String]| {
        broken("[[page]]\nid = \"who\"", &[more.concat().as_str(), "[[page]]\nid = \"who\""].concat())
    };
    let mut five = ["a", "b", "c"].map(|id| question(id, "")).to_vec();
    assert_eq!(with(&five), []);
    five.push(question("relative", "show_if = { yes = \"proxy\" }"));
    assert_eq!(with(&five), []);
    five.push(question("d", ""));
    assert_eq!(with(&five), [(Fault::QuestionCount, "question".to_owned())]);
}
