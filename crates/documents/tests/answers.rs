//! How answers become words: every kind, with the traps.

use jiff::civil::{date, datetime};
use motcua_documents::{
    answers::{Lexicon, by_field, by_section, papers, partial},
    data::Moment,
};
use motcua_domain::{
    date::PartialDate,
    form::{Answers, PageRef, Value},
    place::Address,
};
use serde_json::{Value as Json, json};

struct NoLists;

impl Lexicon for NoLists {
    fn ethnic_group(&self, code: &str) -> Option<String> {
        (code == "01").then(|| "Kinh".to_owned())
    }

    fn country(&self, _: &str) -> Option<String> {
        None
    }

    fn address(&self, address: &Address) -> String {
        format!("{} ({})", address.line, address.ward)
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

#[test]
fn moments_are_written_as_official_papers_write_them() {
    let cases = [
        (datetime(2026, 2, 5, 8, 30, 0, 0), ["05/02/2026", "ngày 05 tháng 02 năm 2026", "08", "30"]),
        (datetime(2026, 1, 31, 0, 5, 0, 0), ["31/01/2026", "ngày 31 tháng 01 năm 2026", "00", "05"]),
        (datetime(2026, 3, 1, 17, 0, 0, 0), ["01/03/2026", "ngày 01 tháng 3 năm 2026", "17", "00"]),
        (datetime(2026, 12, 10, 23, 59, 0, 0), ["10/12/2026", "ngày 10 tháng 12 năm 2026", "23", "59"]),
    ];
    for (at, [day, long, hour, minute]) in cases {
        let expected = json!({"date": day, "long": long, "hour": hour, "minute": minute, "year": at.year()});
        assert_eq!(serde_json::to_value(Moment(at)).unwrap(), expected);
    }
    assert_eq!(partial(PartialDate::Full(date(1990, 3, 5))), "05/03/1990");
    assert_eq!(partial(PartialDate::Month(1990, 3)), "03/1990");
    assert_eq!(partial(PartialDate::Year(1950)), "1950");
}

#[test]
fn each_kind_of_answer_has_its_words() {
    let (procedure, texts) = (crate::sample::procedure("1.001193"), crate::sample::texts("1.001193"));
    let mut answers = Answers::default();
    answers.set("abandoned", Value::YesNo(false));
    answers.set("child_name", text("Võ Bảo Ngọc"));
    answers.set("child_sex", text("female"));
    answers.set("child_birth_date", Value::Date("2026-04-15".parse().unwrap()));
    answers.set("mother_name", text("Lê Thị Mẫu"));
    answers.set("mother_birth_date", Value::Date(PartialDate::Year(1990)));
    answers.set("child_ethnic_group", text("01"));
    answers.set("child_nationality", text("VN"));
    answers.set("requester_relation", text("mother"));
    answers.set("requester_phone", text("0912345678"));
    answers.set("wants_copies", Value::YesNo(true));
    answers.set("copies", Value::Number(12));
    answers.set(
        "child_birth_place",
        Value::Address(Address { line: "Khóm 1".into(), ward: "29888".into(), ..Address::default() }),
    );
    let fields = by_field(&procedure, &texts, &answers, &NoLists);
    let value = |id: &str| fields[id].get("value").cloned().unwrap_or(Json::Null);
    assert_eq!(value("child_name"), "Võ Bảo Ngọc");
    assert_eq!(value("child_sex"), "Bé gái", "the procedure's own words");
    assert_eq!(fields["child_sex"]["raw"], "female", "and the code, for papers that have words of their own");
    assert_eq!(value("child_birth_date"), "15/04/2026");
    assert_eq!(fields["child_birth_date"]["in_words"], "Ngày mười lăm tháng tư năm hai nghìn hai mươi sáu");
    assert_eq!(value("mother_birth_date"), "1990");
    assert_eq!(fields["mother_birth_date"].get("in_words"), None, "a year has no day to write out");
    assert_eq!(value("child_ethnic_group"), "Kinh");
    assert_eq!(value("child_nationality"), "VN", "a code without a word is printed");
    assert_eq!(value("requester_phone"), "0912 345 678");
    assert_eq!(fields["requester_relation"]["kind"], "relation");
    assert_eq!(fields["wants_copies"]["raw"], true);
    assert_eq!(value("copies"), "12");
    assert_eq!(value("child_birth_place"), "Khóm 1 (29888)");
    assert_eq!(fields["father_birth_date"]["asked"], false, "nothing is asked of a father without a name");
    assert_eq!(fields["child_birth_facility"]["required"], false);
    assert_eq!(
        fields["child_origin"],
        json!({"label": "Quê quán của bé", "kind": "address", "asked": true, "required": true})
    );
}

#[test]
fn sections_hold_what_was_answered_in_the_order_of_the_form() {
    let (procedure, texts) = (crate::sample::procedure("1.001193"), crate::sample::texts("1.001193"));
    let mut answers = Answers::default();
    answers.set("copies", Value::Number(2));
    answers.set("wants_copies", Value::YesNo(true));
    answers.set("child_name", text("Võ Bảo Ngọc"));
    // An answer to what is not asked does not reach the paper.
    answers.set("father_address", text("x"));
    let sections = by_section(&procedure, &texts, &answers, &NoLists);
    let titles: Vec<_> = sections.iter().map(|section| section.title.as_str()).collect();
    assert_eq!(titles, ["Em bé", "Bản sao"]);
    assert_eq!(sections[1].rows.len(), 2);
}

#[test]
fn papers_of_the_case_are_listed_with_the_pages_handed_in() {
    let (procedure, texts) = (crate::sample::procedure("1.001193"), crate::sample::texts("1.001193"));
    let mut answers = Answers::default();
    answers.set("abandoned", Value::YesNo(false));
    answers.set("has_birth_paper", Value::YesNo(true));
    let page =
        |pages| PageRef { upload: "u".into(), sha256: "0".repeat(64), size: 1, media_type: "image/jpeg".into(), pages };
    answers.set("birth_paper", Value::Pages(vec![page(1), page(3)]));
    let lines = papers(&procedure, &texts, &answers);
    let first = &lines[0];
    assert_eq!(
        (first.name.as_str(), first.originals, first.pages, first.shown),
        ("Giấy chứng sinh", 1, Some(4), false)
    );
    assert!(lines.iter().any(|line| line.shown && line.pages.is_none()));
}
