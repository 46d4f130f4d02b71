//! Made-up answers to any procedure, for tests and demonstrations: valid, repeatable, and of nobody real.

use crate::{
    date::PartialDate,
    form::{Answers, Field, Kind, PageRef, Precision, Rule, Span, Value},
    place::Address,
    procedure::Procedure,
};
use jiff::{ToSpan, civil::Date};

const FAMILY: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi"];
const MIDDLE: [&str; 6] = ["Thị Mẫu", "Văn Mẫu", "Thanh Thử", "Ngọc Thử", "Minh Ví", "Hoài Ví"];
const GIVEN: [&str; 9] = ["An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Khánh", "Lan", "Tâm"];

/// Which answers to make up.
#[derive(Clone, Copy, Debug)]
pub struct Example<'a> {
    pub procedure: &'a Procedure,
    /// Answers to yes/no fields, case questions as well as others; what is not named is answered no.
    pub case: &'a [(&'a str, bool)],
    /// Today at UTC+7: dates are made up around it.
    pub today: Date,
    /// Another number makes other people and other choices; every option is chosen by some number.
    pub number: u32,
    /// Fields that may be left empty are answered too.
    pub optional: bool,
}

/// Valid answers for everything that is asked in the case. Papers have made-up files: a server must be given real ones.
#[must_use]
pub fn answers(example: &Example<'_>) -> Answers {
    let procedure = example.procedure;
    let mut maker = Maker { example, made: 0 };
    let mut answers = Answers::default();
    for question in &procedure.questions {
        maker.answer(question, &mut answers);
    }
    for page in &procedure.pages {
        if page.shows(&answers) {
            page.fields.iter().for_each(|field| maker.answer(field, &mut answers));
        }
    }
    procedure.papers.iter().for_each(|paper| maker.answer(paper, &mut answers));
    answers
}

struct Maker<'a> {
    example: &'a Example<'a>,
    /// Values made so far: no two people get the same name or number.
    made: usize,
}

impl Maker<'_> {
    fn answer(&mut self, field: &Field, into: &mut Answers) {
        let asked = field.shows(into) && field.kind != Kind::ShownPaper;
        let one_of_several =
            self.example.procedure.rules.iter().any(|rule| matches!(rule, Rule::AtLeastOne(_)) && names(rule, field));
        if asked && (self.example.optional || one_of_several || field.required(into)) {
            let value = self.value(field);
            into.set(&field.id, value);
        }
    }

    fn value(&mut self, field: &Field) -> Value {
        self.made += 1;
        let number = self.example.number as usize;
        let nth = self.made + 31 * number;
        let count = i64::from(self.example.number);
        match &field.kind {
            Kind::Text { max } | Kind::LongText { max } => {
                Value::Text(format!("Ví dụ {nth}").chars().take(usize::from(*max)).collect())
            }
            Kind::PersonName => Value::Text(person(nth)),
            Kind::Date { precision, span } => Value::Date(self.date(field, *precision, *span)),
            Kind::Time => Value::Time(format!("{:02}:{:02}", 7 + nth % 4, 5 * (nth % 12))),
            Kind::WholeNumber { min, max } => Value::Number((min + count % 3).clamp(*min, *max)),
            Kind::Money { min, max } => Value::Number((500_000 + 10_000 * count).clamp(*min, *max)),
            Kind::YesNo => Value::YesNo(self.example.case.contains(&(field.id.as_str(), true))),
            Kind::Choice { options } | Kind::Relation { options } => {
                Value::Text(options.get(number % options.len().max(1)).cloned().unwrap_or_default())
            }
            Kind::Choices { options, min, .. } => Value::Choices(
                options
                    .iter()
                    .cycle()
                    .skip(number % options.len().max(1))
                    .take(usize::from(*min).max(1))
                    .cloned()
                    .collect(),
            ),
            Kind::Address { .. } => Value::Address(Address {
                province: "82".to_owned(),
                ward: "29888".to_owned(),
                line: format!("{nth} Đường Ví Dụ, Khóm {}", 1 + nth % 5),
            }),
            // The year and the sex in it are those of nobody asked here: such a number only warns.
            Kind::IdNumber { .. } => Value::Text(format!("08719{:07}", nth % 10_000_000)),
            Kind::Phone => Value::Text(format!("09000{:05}", nth % 100_000)),
            Kind::Email => Value::Text(format!("mau{nth}@example.org")),
            Kind::Nationality => Value::Text("VN".to_owned()),
            Kind::EthnicGroup => Value::Text("01".to_owned()),
            Kind::Group { min, fields, .. } => Value::Rows((0..(*min).max(1)).map(|_| self.row(fields)).collect()),
            Kind::Paper { .. } => Value::Pages(vec![page(nth)]),
            Kind::ShownPaper => Value::YesNo(true),
        }
    }

    fn row(&mut self, fields: &[Field]) -> Answers {
        let mut row = Answers::default();
        fields.iter().for_each(|field| self.answer(field, &mut row));
        row
    }

    /// Dates that rules put after others lie later than those.
    fn date(&self, field: &Field, precision: Precision, span: Span) -> PartialDate {
        let today = self.example.today;
        let shift = i64::from(self.example.number % 20);
        let born = field.id.ends_with("birth_date");
        let back = match (span, self.depth(&field.id, 0)) {
            (Span::Future, _) => -(1 + shift).days(),
            (Span::Any, _) => 0.days(),
            (Span::Past, 0) if born && field.id.contains("child") => (5 * 365 + shift).days(),
            (Span::Past, 0) if born => (28 * 365 + 200 * shift).days(),
            (Span::Past, 0) => (3 * 365 + shift).days(),
            (Span::Past, 1) => (30 + shift).days(),
            (Span::Past, _) => (4 + shift).days(),
        };
        let day = today.checked_sub(back).unwrap_or(today);
        // Some people know the year only.
        if precision == Precision::Year && self.example.number % 5 == 4 {
            PartialDate::Year(day.year())
        } else {
            PartialDate::Full(day)
        }
    }

    /// How many dates the rules put before this one, along the longest chain.
    fn depth(&self, id: &str, guard: u8) -> u8 {
        if guard > 8 {
            return guard;
        }
        let before = self.example.procedure.rules.iter().filter_map(|rule| match rule {
            Rule::NotBefore { earlier, later } if later == id => Some(self.depth(earlier, guard + 1)),
            _ => None,
        });
        before.max().map_or(0, |depth| depth.saturating_add(1))
    }
}

fn names(rule: &Rule, field: &Field) -> bool {
    rule.fields().contains(&field.id.as_str())
}

/// A name that says that it is made up.
fn person(nth: usize) -> String {
    let pick =
        |list: &'static [&'static str], step: usize| list.get((nth / step) % list.len()).copied().unwrap_or_default();
    format!("{} {} {}", pick(&FAMILY, 1), pick(&MIDDLE, 3), pick(&GIVEN, 2))
}

fn page(nth: usize) -> PageRef {
    PageRef {
        upload: format!("example-{nth}"),
        sha256: format!("{nth:064x}"),
        size: 120_000,
        media_type: "image/jpeg".to_owned(),
        pages: 1,
    }
}
