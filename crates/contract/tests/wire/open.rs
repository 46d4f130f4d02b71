//! What is open to everybody: other programs read it, and would break on a change that nobody sees.

use crate::shapes::{noon, same};
use jiff::civil::date;
use motcua_contract::open::{
    Fact, Licence, OpenData, OpenFee, OpenPaper, OpenProcedure, OpenQuestion, OpenTime, PublicCount, PublicFigure,
    PublicFigures, Words,
};
use motcua_domain::{
    deadline::Limit,
    fee::Amount,
    form::Condition,
    procedure::{FactSource, Legal},
};

fn words(vi: &str, en: &str) -> Words {
    Words::from([("vi".to_owned(), vi.to_owned()), ("en".to_owned(), en.to_owned())])
}

#[test]
fn open_data() {
    let fact = Fact {
        only_if: Some(Condition::No("abandoned".into())),
        only_if_words: words("Bé có bị bỏ rơi không? Không", "Was the baby abandoned? No"),
        source: Some("portal".into()),
        unconfirmed: true,
    };
    let always = Fact { source: Some("portal".into()), ..Fact::default() };
    let procedure = OpenProcedure {
        code: "1.001193".into(),
        version: date(2026, 7, 18),
        field: "ho_tich".into(),
        field_names: words("Hộ tịch", "Civil status"),
        aliases: vec!["2.000986".into()],
        page: "https://motcua.example/tt/1.001193".into(),
        national_id: Some("019d2bfd".into()),
        name: words("Khai sinh", "Birth"),
        plain: words("Làm giấy khai sinh.", "A birth certificate."),
        who: words("Cha hoặc mẹ", "A parent"),
        result: words("Giấy khai sinh", "The certificate"),
        notes: words("Một\nHai", "One\nTwo"),
        visit_required: false,
        same_visit: true,
        questions: vec![OpenQuestion { id: "abandoned".into(), words: words("Bỏ rơi?", "Abandoned?") }],
        papers: vec![OpenPaper {
            id: "birth_paper".into(),
            words: words("Giấy chứng sinh", "Birth notice"),
            shown_only: false,
            optional: false,
            originals: 1,
            copies: 0,
            fact: fact.clone(),
        }],
        fees: vec![OpenFee {
            id: "copies".into(),
            words: words("Bản sao", "Copies"),
            amount: Amount::Each { each: 8_000, count: "copies".into() },
            fact: always.clone(),
        }],
        times: vec![OpenTime {
            id: "usual".into(),
            words: words("Trong ngày", "On the day"),
            limit: Limit::WorkingDays(3),
            fact: always,
        }],
        legal: vec![Legal { cite: "Luật Hộ tịch".into(), article: Some("Điều 14".into()) }],
        sources: vec![FactSource {
            id: "portal".into(),
            title: "Cổng".into(),
            read_on: date(2026, 7, 18),
            url: Some("https://example.org/".into()),
        }],
    };
    same(
        "open_data",
        &OpenData {
            publisher: "Ủy ban nhân dân phường".into(),
            published_at: "https://motcua.example".into(),
            licence: Licence { name: "CC BY 4.0".into(), url: "https://example.org/by".into() },
            newest: Some(date(2026, 7, 18)),
            procedures: vec![procedure],
        },
    );
}

#[test]
fn public_figures() {
    let count = |name, count, rate| PublicCount {
        name,
        field: None,
        count,
        rate,
        few: false,
        from: Some(date(2026, 1, 1)),
        to: Some(date(2026, 11, 23)),
    };
    let now = PublicCount { from: None, to: None, ..count(PublicFigure::Waiting, Some(3), None) };
    let few = PublicCount { field: Some("ho_tich".into()), few: true, ..count(PublicFigure::ByField, None, None) };
    let figures = vec![now, count(PublicFigure::Timely, None, Some(9991)), few];
    same("public_figures", &PublicFigures { at: noon(), figures });
}
