//! Tables as CSV (RFC 4180) with the mark that spreadsheets need to read it as UTF-8. Texts never begin as a formula.

use super::words::Language;
use motcua_contract::open::{Fact, OpenData, OpenProcedure, Words};

/// What every file begins with.
pub const MARK: &str = "\u{feff}";

/// Adds a line.
pub fn line(cells: &[String], out: &mut String) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        let formula = cell.starts_with(['=', '+', '@', '\t', '\r']) || (cell.starts_with('-') && cell.len() > 1);
        if formula || cell.contains(['"', ',', '\n', '\r']) {
            out.push('"');
            out.push_str(if formula { "'" } else { "" });
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(cell);
        }
    }
    out.push_str("\r\n");
}

/// The columns of the open data: stable names, a line a procedure.
const COLUMNS: [&str; 20] = [
    "code",
    "in_force_from",
    "field",
    "field_vi",
    "name_vi",
    "name_en",
    "plain_vi",
    "plain_en",
    "visit_required",
    "same_visit",
    "papers_vi",
    "papers_en",
    "fees_vi",
    "times_vi",
    "legal",
    "sources",
    "page",
    "publisher",
    "licence",
    "licence_url",
];

/// The open data as a table; lists of a procedure stand in one cell, a line each.
#[must_use]
pub fn procedures(data: &OpenData) -> String {
    let mut out = MARK.to_owned();
    line(&COLUMNS.map(str::to_owned), &mut out);
    for procedure in &data.procedures {
        line(&row(data, procedure), &mut out);
    }
    out
}

fn row(data: &OpenData, one: &OpenProcedure) -> [String; COLUMNS.len()] {
    let (vi, en) = (Language::Vi, Language::En);
    let papers = |language: Language| {
        let line = |paper: &motcua_contract::open::OpenPaper| fact(&paper.words, &paper.fact, language);
        one.papers.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let legal = one.legal.iter().map(|legal| match &legal.article {
        Some(article) => format!("{}, {article}", legal.cite),
        None => legal.cite.clone(),
    });
    let sources = one.sources.iter().map(|source| {
        let url = source.url.as_deref().map(|url| format!(" {url}")).unwrap_or_default();
        format!("{} ({}){url}", source.title, source.read_on)
    });
    [
        one.code.clone(),
        one.version.to_string(),
        one.field.clone(),
        vi.of(&one.field_names).to_owned(),
        vi.of(&one.name).to_owned(),
        en.of(&one.name).to_owned(),
        vi.of(&one.plain).to_owned(),
        en.of(&one.plain).to_owned(),
        one.visit_required.to_string(),
        one.same_visit.to_string(),
        papers(vi),
        papers(en),
        one.fees.iter().map(|fee| fact(&fee.words, &fee.fact, vi)).collect::<Vec<_>>().join("\n"),
        one.times.iter().map(|time| fact(&time.words, &time.fact, vi)).collect::<Vec<_>>().join("\n"),
        legal.collect::<Vec<_>>().join("\n"),
        sources.collect::<Vec<_>>().join("\n"),
        one.page.clone(),
        data.publisher.clone(),
        data.licence.name.clone(),
        data.licence.url.clone(),
    ]
}

/// A fact with its condition and its doubt.
fn fact(words: &Words, fact: &Fact, language: Language) -> String {
    let mut text = language.of(words).to_owned();
    if !fact.only_if_words.is_empty() {
        let only = language.tell("procedure.only_if", &[("words", language.of(&fact.only_if_words))]);
        text.push_str(&format!(" [{only}]"));
    }
    if fact.unconfirmed {
        text.push_str(&format!(" [{}]", language.say("procedure.unconfirmed")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_no_formula_and_no_second_cell() {
        let mut out = String::new();
        line(&["=1+1, \"x\"".into(), "7".into(), "-".into(), "-7".into()], &mut out);
        assert_eq!(out, "\"'=1+1, \"\"x\"\"\",7,-,\"'-7\"\r\n");
    }
}
