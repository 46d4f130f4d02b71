//! The form engine: conditions, every kind of field, cross-field rules, pruning; and properties over random answers.
use jiff::civil::Date;
use motcua_domain::{
    code::{Code, Finding},
    form::{Answers, Condition, Context, Field, PageRef, Source, Value, check, check_fields, normalise, prune},
    place::{Address, Gazetteer},
    procedure::Procedure,
};
use proptest::prelude::*;

const TODAY: Date = Date::constant(2026, 11, 23);

const PROCEDURE: &str = r#"
code = "9.000001"
version = "2026-07-18"
field = "ho_tich"
minutes = 5
time = [{ id = "all", limit = "same_day", source = "s" }]
source = [{ id = "s", title = "Test", read_on = "2026-07-18" }]

question = [
  { id = "at_home", kind = "yes_no" },
  { id = "witness", kind = "yes_no", show_if = { yes = "at_home" } },
]
paper = [
  { id = "certificate", kind = "paper", originals = 1, max_pages = 3, show_if = { no = "at_home" } },
  { id = "statement", kind = "paper", show_if = { yes = "witness" } },
  { id = "id_card", kind = "shown_paper" },
]

[[page]]
id = "name"
section = "child"
field = [{ id = "child_name", kind = "person_name", card = "name" }]

[[page]]
id = "birth"
section = "child"
field = [
  { id = "child_birth", kind = "date" },
  { id = "hour", kind = "time", optional = true },
]

[[page]]
id = "parents"
section = "parents"
field = [
  { id = "mother", kind = "person_name", optional = true },
  { id = "father", kind = "person_name", optional = true },
  { id = "mother_birth", kind = "date", precision = "year", optional = true, required_if = { answered = "mother" } },
]

[[page]]
id = "rows"
section = "rows"
field = [{ id = "copies", kind = "group", optional = true, min = 1, max = 2, fields = [
  { id = "what", kind = "choice", options = ["a", "b"] },
  { id = "why", kind = "text", max = 5, show_if = { is = ["what", "b"] } },
] }]

[[rule]]
at_least_one = ["mother", "father"]
[[rule]]
age_at_least = { birth = "mother_birth", years = 18 }
[[rule]]
not_before = { earlier = "mother_birth", later = "child_birth" }
[[rule]]
different = ["mother", "father"]
"#;

fn procedure() -> Procedure {
    toml::from_str(PROCEDURE).unwrap()
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn date(text: &str) -> Value {
    Value::Date(text.parse().unwrap())
}

fn page(upload: &str, pages: u32) -> PageRef {
    let media_type = "image/jpeg".into();
    PageRef { upload: upload.into(), sha256: "0".repeat(64), size: 10, media_type, pages }
}

fn complete() -> Answers {
    let mut answers = Answers::default();
    answers.set("at_home", Value::YesNo(false));
    answers.set("child_name", text("NGUYỄN THỊ BÍCH"));
    answers.set("child_birth", date("2026-11-20"));
    answers.set("mother", text("Trần Thị Út"));
    answers.set("mother_birth", date("1995"));
    answers.set("certificate", Value::Pages(vec![page("u1", 1)]));
    answers
}

fn findings(answers: &Answers) -> Vec<(String, Code)> {
    let places = Gazetteer::new();
    check(&procedure(), answers, &Context { today: TODAY, places: &places })
        .into_iter()
        .map(|Finding { field, code, .. }| (field, code))
        .collect()
}

fn one(field: &str, code: Code) -> Vec<(String, Code)> {
    vec![(field.to_owned(), code)]
}

#[test]
fn a_complete_dossier_has_no_findings() {
    assert_eq!(findings(&complete()), vec![]);
}

#[test]
fn each_missing_answer_is_found_where_it_is_missing() {
    for (field, code) in [("at_home", Code::Required), ("child_name", Code::Required), ("mother_birth", Code::Required)]
    {
        let mut answers = complete();
        answers.clear(field);
        assert!(findings(&answers).contains(&(field.to_owned(), code)), "{field}");
    }
    let mut answers = complete();
    answers.set("certificate", Value::Pages(vec![]));
    assert_eq!(findings(&answers), one("certificate", Code::MissingPaper));
}

#[test]
fn rules_over_several_answers() {
    let mut answers = complete();
    answers.clear("mother");
    answers.clear("mother_birth");
    assert_eq!(findings(&answers), one("mother", Code::AtLeastOne));

    let mut answers = complete();
    answers.set("mother_birth", date("2009"));
    assert_eq!(findings(&answers), one("mother_birth", Code::UnderAge));

    let mut answers = complete();
    answers.set("child_birth", date("1990-01-01"));
    assert_eq!(findings(&answers), one("child_birth", Code::DatesOutOfOrder));

    let mut answers = complete();
    answers.set("father", text("Trần Thị Út"));
    assert_eq!(findings(&answers), one("father", Code::MustDiffer));
}

#[test]
fn answers_that_break_their_kind() {
    let cases: &[(&str, Value, Code)] = &[
        ("child_name", text("Nguyễn 2"), Code::NameHasOtherSigns),
        ("child_name", text(&"a".repeat(121)), Code::TooLong),
        ("child_name", Value::Number(1), Code::WrongKind),
        ("child_birth", date("2026-11-24"), Code::FutureDate),
        ("child_birth", date("2026"), Code::NeedsFullDate),
        ("mother_birth", date("1879"), Code::TooLongAgo),
        ("hour", Value::Time("25:00".into()), Code::BadTime),
        ("hour", Value::Time("7h".into()), Code::BadTime),
        ("certificate", Value::Pages(vec![page("u1", 4)]), Code::TooManyPages),
        ("certificate", Value::Pages(vec![page("u1", 1), page("u1", 1)]), Code::DuplicatePage),
        ("nothing", text("x"), Code::UnknownField),
    ];
    for (field, value, code) in cases {
        let mut answers = complete();
        answers.set(field, value.clone());
        assert_eq!(findings(&answers), one(field, *code), "{field} {value:?}");
    }
}

#[test]
fn findings_in_rows_name_the_row() {
    let mut row = Answers::default();
    row.set("what", text("b"));
    let mut bad = Answers::default();
    bad.set("what", text("c"));
    bad.set("stray", text("x"));
    let mut answers = complete();
    answers.set("copies", Value::Rows(vec![row, bad]));
    assert_eq!(
        findings(&answers),
        vec![
            ("copies/0/why".to_owned(), Code::Required),
            ("copies/1/what".to_owned(), Code::NotAnOption),
            ("copies/1/stray".to_owned(), Code::UnknownField),
        ]
    );
    answers.set("copies", Value::Rows(vec![Answers::default(); 3]));
    assert_eq!(findings(&answers)[0], ("copies".to_owned(), Code::TooMany));
}

#[test]
fn single_kinds() {
    let places = {
        let mut places = Gazetteer::new();
        places.add_wards("82", "code,name,kind\n29888,Phường Mỹ Trà,phường\n");
        places
    };
    let address = |province: &str, ward: &str, line: &str| {
        Value::Address(Address { province: province.into(), ward: ward.into(), line: line.into() })
    };
    let cases: &[(&str, Value, Option<Code>)] = &[
        ("kind = 'id_number'", text("087098012345"), None),
        ("kind = 'id_number'", text("08709801234"), Some(Code::BadIdNumber)),
        ("kind = 'id_number'", text("341234567"), Some(Code::BadIdNumber)),
        ("kind = 'id_number'\nother_papers = true", text("341234567"), None),
        ("kind = 'id_number'\nother_papers = true", text("C1234567"), None),
        ("kind = 'phone'", text("0912 345 678"), None),
        ("kind = 'phone'", text("12345"), Some(Code::BadPhone)),
        ("kind = 'email'", text("ba.tu@example.vn"), None),
        ("kind = 'email'", text("ba tu@example.vn"), Some(Code::BadEmail)),
        ("kind = 'email'", text("a@b"), Some(Code::BadEmail)),
        ("kind = 'ethnic_group'", text("01"), None),
        ("kind = 'ethnic_group'", text("55"), Some(Code::NotAnOption)),
        ("kind = 'nationality'", text("VN"), None),
        ("kind = 'nationality'", text("Vietnam"), Some(Code::NotAnOption)),
        ("kind = 'whole_number'\nmin = 1\nmax = 9", Value::Number(0), Some(Code::TooSmall)),
        ("kind = 'money'\nmin = 0\nmax = 9", Value::Number(10), Some(Code::TooLarge)),
        ("kind = 'choices'\noptions = ['a', 'b']\nmin = 2", Value::Choices(vec!["a".into()]), Some(Code::TooFew)),
        ("kind = 'choices'\noptions = ['a']", Value::Choices(vec!["a".into(), "a".into()]), Some(Code::NotAnOption)),
        ("kind = 'relation'\noptions = ['mother']", text("aunt"), Some(Code::NotAnOption)),
        ("kind = 'date'\nspan = 'future'", date("2026-11-22"), Some(Code::PastDate)),
        ("kind = 'address'", address("82", "29888", "Khóm 3"), None),
        ("kind = 'address'", address("82", "29888", " "), Some(Code::Required)),
        ("kind = 'address'\nplace_only = true", address("82", "29888", ""), None),
        ("kind = 'address'", address("82", "00001", "Khóm 3"), Some(Code::UnknownPlace)),
        ("kind = 'address'", address("99", "00001", "Khóm 3"), Some(Code::UnknownPlace)),
        ("kind = 'address'", address("", "", "Mỹ Phú, Cao Lãnh"), Some(Code::Required)),
        ("kind = 'address'\nas_written = true", address("", "", "Mỹ Phú, Cao Lãnh"), None),
        ("kind = 'address'", address("01", "00070", "Hàng Bài"), None), // Its wards are not loaded here.
    ];
    for (kind, value, expected) in cases {
        let field: Field = toml::from_str(&format!("id = 'f'\n{kind}")).unwrap();
        let mut answers = Answers::default();
        answers.set("f", value.clone());
        let found = check_fields(&[field], &answers, &Context { today: TODAY, places: &places });
        assert_eq!(found.first().map(|f| f.code), *expected, "{kind} {value:?}");
    }
}

#[test]
fn editing_removes_the_mark_and_only_editing() {
    let mut answers = Answers::default();
    answers.fill("child_name", text("A"), Source::Card);
    answers.set("child_name", text("A"));
    assert_eq!(answers.source("child_name"), Source::Card, "saying the same is no edit");
    answers.set("child_name", text("B"));
    assert_eq!(answers.source("child_name"), Source::Typed);
}

#[test]
fn pruning_follows_chains_of_hidden_questions() {
    let mut answers = complete();
    answers.set("at_home", Value::YesNo(true));
    answers.set("witness", Value::YesNo(true));
    answers.set("statement", Value::Pages(vec![page("u2", 1)]));
    answers.set("at_home", Value::YesNo(false));
    prune(&procedure(), &mut answers);
    assert!(answers.get("witness").is_none() && answers.get("statement").is_none());
    assert!(answers.get("certificate").is_some());
    assert_eq!(findings(&answers), vec![]);
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::YesNo),
        "[\\PC]{0,8}".prop_map(Value::Text),
        prop::sample::select(vec!["a", "b", "Nguyễn Văn A", "087098012345"]).prop_map(text),
        any::<i64>().prop_map(Value::Number),
        (1i16..3000).prop_map(|year| date(&format!("{year:04}"))),
        prop::collection::vec((0u8..3, 0u32..5).prop_map(|(id, n)| page(&format!("u{id}"), n)), 0..4)
            .prop_map(Value::Pages),
        Just(Value::Rows(vec![Answers::default()])),
    ]
}

fn any_answers() -> impl Strategy<Value = Answers> {
    let mut ids: Vec<String> = procedure().fields().map(|field| field.id.clone()).collect();
    ids.push("stray".into());
    prop::collection::btree_map(prop::sample::select(ids), any_value(), 0..12)
        .prop_map(|values| Answers { values, ..Answers::default() })
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        Just(Condition::Yes("at_home".into())),
        Just(Condition::No("at_home".into())),
        Just(Condition::Is("mother".into(), "a".into())),
        Just(Condition::Answered("child_name".into())),
        Just(Condition::AtLeast("child_name".into(), 3)),
    ];
    leaf.prop_recursive(3, 16, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Condition::Any),
            inner.prop_map(|c| Condition::Not(Box::new(c))),
        ]
    })
}

proptest! {
    /// Any answers at all: the check ends, and finds the same twice; what it accepts stays accepted when pruned and
    /// after a trip over the wire; pruning twice is pruning once.
    #[test]
    fn check_is_total_and_agrees_with_prune(answers in any_answers()) {
        let before = findings(&answers);
        prop_assert_eq!(&before, &findings(&answers));
        let mut pruned = answers.clone();
        prune(&procedure(), &mut pruned);
        let mut again = pruned.clone();
        prune(&procedure(), &mut again);
        prop_assert_eq!(&again, &pruned);
        prop_assert_eq!(&findings(&pruned), &before, "hidden answers are never judged");
        let wire: Answers = serde_json::from_str(&serde_json::to_string(&answers).unwrap()).unwrap();
        prop_assert_eq!(wire, answers);
    }

    #[test]
    fn conditions_obey_de_morgan(a in any_condition(), b in any_condition(), answers in any_answers()) {
        let not = |c: &Condition| Condition::Not(Box::new(c.clone()));
        let neither = Condition::Not(Box::new(Condition::Any(vec![a.clone(), b.clone()])));
        prop_assert_eq!(neither.holds(&answers), Condition::All(vec![not(&a), not(&b)]).holds(&answers));
        prop_assert_eq!(not(&not(&a)).holds(&answers), a.holds(&answers));
    }
}

#[test]
fn a_field_takes_the_settings_of_its_kind_and_no_others() {
    let read = |text: &str| toml::from_str::<Field>(&format!("id = 'f'\n{text}"));
    for wrong in [
        "kind = 'text'\noptions = ['a']",
        "kind = 'choice'",
        "kind = 'whole_number'\nmin = 1",
        "kind = 'text'\nmax = -1",
        "kind = 'text'\nmin = 1",
        "kind = 'phone'\nmax = 10",
        "kind = 'paper'\nprecision = 'year'",
        "kind = 'text'\noptionnal = true",
        "kind = 'riddle'",
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
    for field in procedure().fields() {
        let wire = serde_json::to_string(field).unwrap();
        assert_eq!(&serde_json::from_str::<Field>(&wire).unwrap(), field, "{wire}");
    }
}

#[test]
fn text_is_kept_composed_and_tidy() {
    let mut row = Answers::default();
    row.set("why", text(" a\u{302}n "));
    let mut answers = complete();
    answers.fill("child_name", text("  Nguye\u{302}\u{303}n   Thi\u{323}\u{202e} U\u{301}t "), Source::Card);
    answers.set("copies", Value::Rows(vec![row]));
    normalise(&procedure(), &mut answers);
    assert_eq!(answers.get("child_name"), Some(&text("Nguyễn Thị Út")));
    assert_eq!(answers.source("child_name"), Source::Card);
    assert!(matches!(answers.get("copies"), Some(Value::Rows(rows)) if rows[0].get("why") == Some(&text("ân"))));
    let once = answers.clone();
    normalise(&procedure(), &mut answers);
    assert_eq!(answers, once);
}
