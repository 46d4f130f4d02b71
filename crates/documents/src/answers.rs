//! Answers as papers print them: each with its label and its words. What has words of its own in Vietnamese (yes and no, relations,
//! hours, "đồng") keeps its stable code here; the templates have those words.

use crate::data::PaperLine;
use motcua_domain::{
    date::PartialDate,
    form::{Answers, Field, Kind, Value},
    phone,
    place::Address,
    procedure::{Procedure, Texts},
    words::{date_in_words_vi, date_vi, number_vi},
};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

/// Words that stand in the server's lists. `None` prints the code as it is.
pub trait Lexicon {
    /// The name of an ethnic group by its number (`01`).
    fn ethnic_group(&self, code: &str) -> Option<String>;
    /// The name of a country by its ISO 3166 alpha-2 code.
    fn country(&self, code: &str) -> Option<String>;
    /// An address as one line, with its ward and province.
    fn address(&self, address: &Address) -> String;
}

/// A section of the form with what was answered in it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Section {
    pub title: String,
    pub rows: Vec<Json>,
}

/// Every field of the form by id, asked or not: a template that names a field that the procedure does not have is refused.
#[must_use]
pub fn by_field(procedure: &Procedure, texts: &Texts, answers: &Answers, words: &dyn Lexicon) -> Map<String, Json> {
    let questions = procedure.questions.iter().map(|field| (true, "question", field));
    let fields = procedure.pages.iter().flat_map(|page| {
        let shown = page.shows(answers);
        page.fields.iter().map(move |field| (shown, "field", field))
    });
    questions
        .chain(fields)
        .map(|(shown, area, field)| {
            let asked = shown && field.shows(answers);
            (field.id.clone(), entry(field, area, texts, answers, words, asked))
        })
        .collect()
}

/// What was asked and answered, section by section, in the order of the form.
#[must_use]
pub fn by_section(procedure: &Procedure, texts: &Texts, answers: &Answers, words: &dyn Lexicon) -> Vec<Section> {
    let mut sections: Vec<(&str, Section)> = Vec::new();
    for page in procedure.pages_for(answers) {
        if sections.last().is_none_or(|(id, _)| *id != page.section) {
            let title = text(texts, "section", &page.section, "").unwrap_or_else(|| page.section.clone());
            sections.push((&page.section, Section { title, rows: Vec::new() }));
        }
        let Some((_, section)) = sections.last_mut() else { continue };
        for field in page.fields.iter().filter(|field| field.shows(answers) && answers.get(&field.id).is_some()) {
            section.rows.push(entry(field, "field", texts, answers, words, true));
        }
    }
    sections.into_iter().map(|(_, section)| section).filter(|section| !section.rows.is_empty()).collect()
}

/// The papers of the case, with how many originals and copies are asked for and how many pages were handed in.
#[must_use]
pub fn papers(procedure: &Procedure, texts: &Texts, answers: &Answers) -> Vec<PaperLine> {
    procedure.papers_for(answers).map(|paper| paper_line(paper, texts, answers)).collect()
}

fn paper_line(paper: &Field, texts: &Texts, answers: &Answers) -> PaperLine {
    let (originals, copies) = match paper.kind {
        Kind::Paper { originals, copies, .. } => (u32::from(originals), u32::from(copies)),
        _ => (0, 0),
    };
    let pages: u32 = answers.get(&paper.id).map_or(0, |value| value.as_pages().iter().map(|page| page.pages).sum());
    PaperLine {
        name: text(texts, "paper", &paper.id, ".label").unwrap_or_else(|| paper.id.clone()),
        originals,
        copies,
        pages: (pages > 0).then_some(pages),
        shown: paper.kind == Kind::ShownPaper,
        note: None,
    }
}

fn text(texts: &Texts, area: &str, id: &str, rest: &str) -> Option<String> {
    texts.get(&format!("{area}.{id}{rest}")).cloned()
}

fn entry(field: &Field, area: &str, texts: &Texts, answers: &Answers, words: &dyn Lexicon, asked: bool) -> Json {
    let value = if asked { answers.get(&field.id) } else { None };
    let mut out = json!({
        "label": text(texts, area, &field.id, ".label"),
        "kind": kind(&field.kind),
        "asked": asked,
        "required": asked && field.required(answers),
    });
    if let (Some(value), Some(out)) = (value, out.as_object_mut()) {
        say(field, value, texts, words, out);
    }
    out
}

/// The words of a value, and its raw form for templates that tick boxes.
fn say(field: &Field, value: &Value, texts: &Texts, words: &dyn Lexicon, out: &mut Map<String, Json>) {
    let option =
        |code: &String| text(texts, "field", &field.id, &format!(".option.{code}")).unwrap_or_else(|| code.clone());
    let (raw, said) = match value {
        Value::Text(code) => (json!(code), json!(text_value(&field.kind, code, words, option))),
        Value::Time(time) => (json!(time), json!(time)),
        Value::Number(number) => (json!(number), json!(number_vi(*number))),
        Value::YesNo(yes) => (json!(yes), Json::Null),
        Value::Date(date) => {
            if let Some(full) = date.full() {
                out.insert("in_words".into(), json!(date_in_words_vi(full)));
            }
            (json!(String::from(*date)), json!(partial(*date)))
        }
        Value::Choices(codes) => (json!(codes), json!(codes.iter().map(option).collect::<Vec<_>>().join("; "))),
        Value::Address(address) => (json!(address), json!(words.address(address))),
        Value::Rows(rows) => (json!(group(field, rows, texts, words)), Json::Null),
        Value::Pages(pages) => (json!(pages.iter().map(|page| page.pages).sum::<u32>()), Json::Null),
    };
    out.insert("raw".into(), raw);
    if !said.is_null() {
        out.insert("value".into(), said);
    }
}

fn text_value(kind: &Kind, code: &String, words: &dyn Lexicon, option: impl Fn(&String) -> String) -> String {
    match kind {
        Kind::Choice { .. } => option(code),
        Kind::EthnicGroup => words.ethnic_group(code).unwrap_or_else(|| code.clone()),
        Kind::Nationality => words.country(code).unwrap_or_else(|| code.clone()),
        Kind::Phone => phone::display(code),
        _ => code.clone(),
    }
}

/// Each row as a map of its fields.
fn group(field: &Field, rows: &[Answers], texts: &Texts, words: &dyn Lexicon) -> Vec<Json> {
    let Kind::Group { fields, .. } = &field.kind else { return Vec::new() };
    rows.iter()
        .map(|row| {
            let cells = fields.iter().map(|inner| (inner.id.clone(), entry(inner, "field", texts, row, words, true)));
            Json::Object(cells.collect())
        })
        .collect()
}

/// `15/03/1990`, `03/1990` or `1990`: as much as is known.
#[must_use]
pub fn partial(date: PartialDate) -> String {
    match date {
        PartialDate::Full(date) => date_vi(date),
        PartialDate::Month(year, month) => format!("{month:02}/{year:04}"),
        PartialDate::Year(year) => format!("{year:04}"),
    }
}

/// The stable name of a kind.
const fn kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::Text { .. } => "text",
        Kind::LongText { .. } => "long_text",
        Kind::PersonName => "person_name",
        Kind::Date { .. } => "date",
        Kind::Time => "time",
        Kind::WholeNumber { .. } => "whole_number",
        Kind::Money { .. } => "money",
        Kind::YesNo => "yes_no",
        Kind::Choice { .. } => "choice",
        Kind::Choices { .. } => "choices",
        Kind::Address { .. } => "address",
        Kind::IdNumber { .. } => "id_number",
        Kind::Phone => "phone",
        Kind::Email => "email",
        Kind::Nationality => "nationality",
        Kind::EthnicGroup => "ethnic_group",
        Kind::Relation { .. } => "relation",
        Kind::Group { .. } => "group",
        Kind::Paper { .. } => "paper",
        Kind::ShownPaper => "shown_paper",
    }
}
