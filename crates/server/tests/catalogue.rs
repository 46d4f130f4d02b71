//! The procedures that come with the product: every definition is right, and every one can be filled in and is checked.

use jiff::civil::date;
use motcua_domain::{
    code::{Code, Finding},
    example::{Example, answers},
    fee,
    form::{Answers, Context, Kind, Source, Value, check, prune, same_person},
    place::{Gazetteer, all_wards_csv},
    procedure::Procedure,
};
use motcua_server::catalogue::Procedures;
use std::collections::BTreeSet;

const TODAY: jiff::civil::Date = date(2026, 11, 23);
/// So many different people and choices: more than the longest list of options has.
const NUMBERS: u32 = 15;

fn procedures() -> Procedures {
    Procedures::embedded().unwrap_or_else(|error| panic!("{error}"))
}

fn places() -> Gazetteer {
    let mut places = Gazetteer::new();
    places.add_wards("82", all_wards_csv("82").unwrap_or_default());
    places
}

/// Every way to answer the yes/no fields of a procedure, case questions and others.
fn cases(procedure: &Procedure) -> Vec<Vec<(&str, bool)>> {
    let fields: Vec<&str> =
        procedure.fields().filter(|field| field.kind == Kind::YesNo).map(|field| field.id.as_str()).collect();
    (0..1u32 << fields.len())
        .map(|bits| fields.iter().enumerate().map(|(at, id)| (*id, bits >> at & 1 == 1)).collect())
        .collect()
}

#[test]
fn the_eight_procedures_are_there_and_old_codes_lead_to_them() {
    let all = procedures();
    let codes: Vec<&str> = all.iter().map(|bundle| bundle.procedure.code.as_str()).collect();
    let expected = ["1.000656", "1.000894", "1.001193", "1.001776", "1.004873", "2.000635", "2.000815", "2.000884"];
    assert!(expected.iter().all(|code| codes.contains(code)), "{codes:?}");
    let leads =
        [("2.000986", "1.001193"), ("3.000722", "1.001193"), ("2.002913", "1.000656"), ("1.004873", "1.004873")];
    for (old, now) in leads {
        assert_eq!(all.find(old).map(|bundle| bundle.procedure.code.as_str()), Some(now), "{old}");
    }
    assert!(all.find("2.001009").is_none(), "a repealed procedure leads nowhere");
    assert!(all.find("").is_none());
    assert!(all.known_codes().contains("1.006714"));
    let list = all.catalogue();
    assert_eq!(list.procedures.len(), codes.len());
    for card in &list.procedures {
        for language in ["vi", "en"] {
            assert!(card.words[language].search.len() >= 6, "{} {language}: words to find it by", card.code);
            assert!(!card.words[language].plain.contains('\n'));
        }
    }
}

#[test]
fn certified_copies_cost_what_the_circular_says() {
    let all = procedures();
    let procedure = &all.find("2.000815").unwrap().procedure;
    for (pages, amount) in [(1, 2_000), (2, 4_000), (3, 5_000), (10, 12_000), (198, 200_000), (300, 200_000)] {
        for copies in [1, 4] {
            let mut answers = Answers::default();
            answers.set("pages", Value::Number(pages));
            answers.set("copies", Value::Number(copies));
            answers.set("has_more_documents", Value::YesNo(false));
            assert_eq!(fee::total(&procedure.fees, &answers).1, Some(amount * u64::try_from(copies).unwrap()));
            answers.set("has_more_documents", Value::YesNo(true));
            assert_eq!(fee::total(&procedure.fees, &answers).1, None, "what is added at the desk is not guessed");
        }
    }
}

#[test]
fn other_fees_follow_the_case() {
    let all = procedures();
    let total = |code: &str, answers: &[(&str, Value)]| {
        let mut given = Answers::default();
        answers.iter().for_each(|(id, value)| given.set(id, value.clone()));
        fee::total(&all.find(code).unwrap().procedure.fees, &given).1
    };
    let (yes, no, three) = (Value::YesNo(true), Value::YesNo(false), Value::Number(3));
    assert_eq!(total("2.000635", &[("copies", three.clone())]), Some(24_000));
    assert_eq!(total("2.000884", &[("documents", three.clone())]), Some(30_000));
    assert_eq!(total("1.001193", &[("on_time", yes.clone())]), Some(0));
    assert_eq!(total("1.001193", &[("on_time", no.clone())]), None);
    let with_copies = [("on_time", yes.clone()), ("wants_copies", yes.clone()), ("copies", three.clone())];
    assert_eq!(total("1.001193", &with_copies), Some(24_000));
    assert_eq!(total("1.000894", &[("wants_copies", no.clone()), ("copies", three)]), Some(0));
    assert_eq!(total("1.000656", &[("on_time", no), ("fee_exempt", yes)]), Some(0));
    assert_eq!(total("1.004873", &[]), None);
    assert_eq!(total("1.001776", &[]), None);
}

#[test]
fn every_case_can_be_filled_in() {
    let places = places();
    let context = Context { today: TODAY, places: &places };
    for bundle in procedures().iter() {
        let procedure = &bundle.procedure;
        for (at, case) in cases(procedure).iter().enumerate() {
            let number = u32::try_from(at).unwrap();
            for optional in [false, true] {
                let given = answers(&Example { procedure, case, today: TODAY, number, optional });
                assert_eq!(check(procedure, &given, &context), [], "{} {case:?} {optional}", procedure.code);
                assert!(procedure.time(&given).is_some());
                let mut pruned = given.clone();
                prune(procedure, &mut pruned);
                assert_eq!(pruned, given, "{}: nothing hidden is made up", procedure.code);
            }
        }
    }
}

#[test]
fn every_required_field_is_missed_when_it_is_left_out() {
    let places = places();
    let context = Context { today: TODAY, places: &places };
    for bundle in procedures().iter() {
        let procedure = &bundle.procedure;
        let mut missed: BTreeSet<&str> = BTreeSet::new();
        for (at, case) in cases(procedure).iter().enumerate() {
            // Two people for each case, others for the next: all choices meet all cases often enough.
            for number in [at as u32 % NUMBERS, (at as u32 / NUMBERS + 7) % NUMBERS] {
                let given = answers(&Example { procedure, case, today: TODAY, number, optional: false });
                let required =
                    procedure.fields().filter(|field| given.get(&field.id).is_some() && field.required(&given));
                for field in required {
                    missed.insert(&field.id);
                    let mut without = given.clone();
                    without.clear(&field.id);
                    let paper = matches!(field.kind, Kind::Paper { .. });
                    let expected = Finding::new(&*field.id, if paper { Code::MissingPaper } else { Code::Required });
                    let found = check(procedure, &without, &context);
                    assert!(found.contains(&expected), "{} without {}: {found:?}", procedure.code, field.id);
                }
            }
        }
        // Every field that can be required was seen: otherwise a page is never reached.
        for field in procedure.fields().filter(|field| !field.optional && field.kind != Kind::ShownPaper) {
            assert!(missed.contains(field.id.as_str()), "{}: {} is never asked", procedure.code, field.id);
        }
    }
}

#[test]
fn the_case_questions_cut_the_list_of_papers() {
    for bundle in procedures().iter() {
        let procedure = &bundle.procedure;
        let lists: BTreeSet<Vec<&str>> = cases(procedure)
            .iter()
            .map(|case| {
                let mut given = Answers::default();
                case.iter().for_each(|(id, yes)| given.set(id, Value::YesNo(*yes)));
                prune(procedure, &mut given);
                procedure.papers.iter().filter(|paper| paper.shows(&given)).map(|paper| paper.id.as_str()).collect()
            })
            .collect();
        assert!(lists.len() > 1, "{}: every case has the same papers", procedure.code);
        let reached: BTreeSet<&str> = lists.iter().flatten().copied().collect();
        assert_eq!(reached.len(), procedure.papers.len(), "{}: a paper is in no case", procedure.code);
    }
}

#[test]
fn rules_across_fields_hold() {
    let places = places();
    let context = Context { today: TODAY, places: &places };
    let all = procedures();
    let found = |code: &str, changes: &[(&str, Option<Value>)]| {
        let procedure = &all.find(code).unwrap().procedure;
        let mut given = answers(&Example { procedure, case: &[], today: TODAY, number: 2, optional: true });
        for (id, value) in changes {
            match value {
                Some(value) => given.set(id, value.clone()),
                None => given.clear(id),
            }
        }
        prune(procedure, &mut given);
        check(procedure, &given, &context).into_iter().map(|finding| (finding.field, finding.code)).collect::<Vec<_>>()
    };
    let day = |text: &str| Some(Value::Date(text.parse().unwrap()));
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    let one = |field: &str, code| vec![(field.to_owned(), code)];

    let nobody = [("mother_name", None), ("father_name", None)];
    assert_eq!(found("1.001193", &nobody), one("mother_name", Code::AtLeastOne));
    assert_eq!(found("1.001193", &[("father_name", None)]), []);
    let tomorrow = [("child_birth_date", day("2026-11-24"))];
    assert_eq!(found("1.001193", &tomorrow), one("child_birth_date", Code::FutureDate));
    let young = [("mother_birth_date", day("2026-11-22"))];
    assert_eq!(found("1.001193", &young), one("child_birth_date", Code::DatesOutOfOrder));
    let nowhere = [("child_nationality", text("XX"))];
    assert_eq!(found("1.001193", &nowhere), one("child_nationality", Code::NotAnOption));
    assert_eq!(found("1.000656", &[("death_date", day("1950"))]), one("death_date", Code::DatesOutOfOrder));
    for (field, too_young, old_enough) in
        [("bride_birth_date", "2008-11-24", "2008-11-23"), ("groom_birth_date", "2006-11-24", "2006-11-23")]
    {
        assert_eq!(found("1.000894", &[(field, day(too_young))]), one(field, Code::UnderAge));
        assert_eq!(found("1.000894", &[(field, day(old_enough))]), []);
    }
    let same = [("bride_id_number", text("087190000001")), ("groom_id_number", text("087190000001"))];
    assert_eq!(found("1.000894", &same), one("groom_id_number", Code::MustDiffer));
}

#[test]
fn one_person_in_two_roles_is_asked_once() {
    let all = procedures();
    let copied = |code: &str, relation: &str| {
        let mut given = Answers::default();
        given.fill("requester_name", Value::Text("Mẫu".to_owned()), Source::Card);
        given.set("requester_id_number", Value::Text("087190000001".to_owned()));
        given.set("mother_id_number", Value::Text("087190000002".to_owned()));
        given.set("requester_relation", Value::Text(relation.to_owned()));
        same_person(&all.find(code).unwrap().procedure, &given)
    };
    let name = |field: &str| (field.to_owned(), Value::Text("Mẫu".to_owned()), Source::Card);
    assert_eq!(copied("1.001193", "mother"), [name("mother_name")], "what is answered stays");
    assert_eq!(copied("1.001193", "grandparent"), []);
    assert_eq!(copied("1.000894", "groom").len(), 2);
    assert_eq!(copied("2.000815", "self"), []);
}

#[test]
fn every_relation_has_its_word() {
    for language in ["vi", "en"] {
        let path = format!("{}/../../locales/{language}/common.toml", env!("CARGO_MANIFEST_DIR"));
        let words: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for bundle in procedures().iter() {
            let has = |area: &str, key: &str| words[area].get(key).is_some();
            assert!(has("domain", &bundle.procedure.field), "{language}: {}", bundle.procedure.field);
            for field in bundle.procedure.fields() {
                if let Kind::Relation { options } = &field.kind {
                    options.iter().for_each(|option| assert!(has("relation", option), "{language}: {option}"));
                }
            }
        }
    }
}
