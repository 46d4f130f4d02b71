//! The small reader takes what serde_json takes, for every procedure of the house, and refuses what it refuses.

use super::{Node, from_str, parse::parse};
use motcua_contract::{
    Problem, ProblemCode,
    public::{Office, ProcedureBundle},
};
use motcua_domain::{
    form::{Answers, Source, Value},
    procedure::Procedure,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{collections::BTreeMap, fmt::Debug, fs};

fn reads_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&from_str::<T>(&text).unwrap(), value, "{text}");
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
}

#[test]
fn every_procedure_reads_back() {
    let mut seen = 0;
    for entry in fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/procedures")).unwrap() {
        let file = entry.unwrap().path().join("procedure.toml");
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let procedure: Procedure = toml::from_str(&text).unwrap();
        reads_back(&ProcedureBundle { procedure, texts: BTreeMap::from([("vi".to_owned(), BTreeMap::new())]) });
        seen += 1;
    }
    assert!(seen >= 8, "{seen} procedures");
}

#[test]
fn answers_and_refusals_read_back() {
    let mut answers = Answers::default();
    for (id, value) in [
        ("name", Value::Text("Nguy\u{1ec5}n \"\u{1f33e}\" \\ \n".into())),
        ("married", Value::YesNo(true)),
        ("born", Value::Date("1990-02-03".parse().unwrap())),
        ("many", Value::Choices(vec!["a".into(), "b".into()])),
        ("count", Value::Number(-7)),
    ] {
        answers.fill(id, value, Source::Card);
    }
    reads_back(&answers);
    for code in ProblemCode::ALL {
        reads_back(&Problem::new(*code));
    }
}

#[test]
fn texts_become_trees_or_nothing() {
    assert_eq!(
        parse(" [1, -2, 0.5, 1e3, null, true] ").unwrap(),
        Node::List(vec![
            Node::Whole(1),
            Node::Whole(-2),
            Node::Number(0.5),
            Node::Number(1000.0),
            Node::Null,
            Node::Bool(true),
        ])
    );
    assert_eq!(parse(r#""\ud83c\udf3e\u1ec5\/""#).unwrap(), Node::Text("\u{1f33e}\u{1ec5}/".into()));
    for bad in [
        "",
        "{",
        "[1,]",
        "{\"a\"}",
        "{\"a\":1,}",
        "\"a",
        "\"\\x\"",
        "\"\\ud800\"",
        "nul",
        "1 2",
        "-",
        "'a'",
        "\"\u{1}\"",
        "\"\\u12",
    ] {
        assert!(parse(bad).is_none(), "{bad}");
        assert!(serde_json::from_str::<serde_json::Value>(bad).is_err(), "{bad}");
    }
    assert!(parse(&"[".repeat(100_000)).is_none());
}

#[test]
fn another_shape_is_refused() {
    assert!(from_str::<Office>("{}").is_err());
    assert!(from_str::<Vec<u8>>("[256]").is_err());
    assert!(from_str::<Vec<u8>>("[-1]").is_err());
    assert!(from_str::<BTreeMap<String, bool>>("{\"a\":1}").is_err());
    assert_eq!(from_str::<Vec<Option<f64>>>("[null,3,2.5]"), Ok(vec![None, Some(3.0), Some(2.5)]));
}
