//! A report as tables of words and numbers, for files. The words are those of the desk's page, in the State's language.

use crate::{app::App, catalogue::parse_texts, press::facts};
use motcua_contract::{
    register::Figure,
    reports::{Report, ReportRow, Satisfaction},
};
use motcua_documents::data::{Moment, ReportBar, ReportPaper, ReportTable};
use motcua_domain::{
    procedure::Texts,
    words::{date_vi, number_vi},
};
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use std::sync::LazyLock;

/// The item of the index that divides ratings.
const SATISFIED: &str = "satisfied";

/// The words of reports.
static WORDS: LazyLock<Texts> = LazyLock::new(|| {
    // The names of fields of procedures are everybody's.
    let mut words = parse_texts(include_str!("../../../locales/vi/common.toml")).unwrap_or_default();
    words.extend(parse_texts(include_str!("../../../locales/vi/reports.toml")).unwrap_or_default());
    words
});

/// A word of reports; its key where it is missing.
#[must_use]
pub fn say(key: &str) -> String {
    WORDS.get(key).cloned().unwrap_or_else(|| key.to_owned())
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Text(String),
    Number(u64),
    /// Hundredths: a percentage or points.
    Hundredths(u32),
    /// Nothing to divide by, or not counted here.
    Dash,
}

impl Cell {
    /// As text for a plain file: 9979 hundredths are `99.79`.
    #[must_use]
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Hundredths(number) => format!("{}.{:02}", number / 100, number % 100),
            Self::Dash => "-".to_owned(),
        }
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub title: String,
    pub head: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
}

fn head(keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| say(&format!("file.{key}"))).collect()
}

fn count(figure: Option<&Figure>) -> Cell {
    figure.map_or(Cell::Dash, |figure| Cell::Number(figure.count))
}

/// The tables of a report: figures, shares, breakdown, time, index.
#[must_use]
pub fn sheets(app: &App, report: &Report) -> Vec<Sheet> {
    let hundredths = |number: Option<u32>| number.map_or(Cell::Dash, Cell::Hundredths);
    let minutes = |number: Option<u32>| number.map_or(Cell::Dash, |number| Cell::Number(u64::from(number)));
    let mut figures: Vec<Vec<Cell>> = report
        .figures
        .iter()
        .map(|figure| vec![Cell::Text(say(&format!("figure.{}", figure.name))), Cell::Number(figure.count)])
        .collect();
    figures.push(vec![Cell::Text(say("median_visit")), minutes(report.median_visit)]);
    figures.push(vec![Cell::Text(say("median_typed")), minutes(report.median_typed)]);
    figures.push(vec![Cell::Text(say("typed_all")), Cell::Number(report.typed)]);
    let mut shares: Vec<Vec<Cell>> = report
        .shares
        .iter()
        .map(|share| {
            vec![
                Cell::Text(say(&format!("share.{}", share.name))),
                Cell::Number(share.part.count),
                Cell::Number(share.whole.count),
                hundredths(share.rate),
                hundredths(share.target),
            ]
        })
        .collect();
    // Ratings are kept apart from dossiers; a dash says that there are none, or too few to be told.
    let ratings = |number: fn(&Satisfaction) -> u32| {
        report.satisfaction.as_ref().map_or(Cell::Dash, |said| Cell::Number(u64::from(number(said))))
    };
    shares.push(vec![
        Cell::Text(say("share.satisfied")),
        ratings(|said| said.satisfied),
        ratings(|said| said.rated),
        hundredths(report.satisfaction.map(|said| said.rate)),
        Cell::Dash,
    ]);
    let index = report.index.iter().map(|item| {
        vec![
            Cell::Text(say(&format!("index_group.{}", item.group))),
            Cell::Text(say(&format!("index.{}", item.id))),
            if item.id == SATISFIED { ratings(|said| said.satisfied) } else { count(item.part.as_ref()) },
            if item.id == SATISFIED { ratings(|said| said.rated) } else { count(item.whole.as_ref()) },
            hundredths(item.points),
            Cell::Hundredths(item.most),
        ]
    });
    let title = format!("{} {} - {}", say("title"), date_vi(report.from), date_vi(report.to));
    vec![
        Sheet { title, head: head(&["figure", "count"]), rows: figures },
        Sheet { title: say("shares"), head: head(&["share", "part", "whole", "rate", "target"]), rows: shares },
        breakdown(say(&format!("by.{}", report.by)), &report.rows, |row| named(app, &report.by, row)),
        breakdown(say("over_time"), &report.parts, |row| row.key.clone()),
        Sheet {
            title: say("index_title"),
            head: head(&["group", "item", "part", "whole", "points", "most"]),
            rows: index.collect(),
        },
    ]
}

fn breakdown(title: String, rows: &[ReportRow], name: impl Fn(&ReportRow) -> String) -> Sheet {
    let names = rows.first().map(|row| row.figures.iter().map(|figure| say(&format!("figure.{}", figure.name))));
    Sheet {
        head: std::iter::once(title.clone()).chain(names.into_iter().flatten()).collect(),
        title,
        rows: rows
            .iter()
            .map(|row| {
                let counts = row.figures.iter().map(|figure| Cell::Number(figure.count));
                std::iter::once(Cell::Text(name(row))).chain(counts).collect()
            })
            .collect(),
    }
}

impl Cell {
    /// As papers write it: `1.141`, `99,79`.
    fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number_vi(i64::try_from(*number).unwrap_or(i64::MAX)),
            Self::Hundredths(number) => format!("{},{:02}", number / 100, number % 100),
            Self::Dash => "\u{2013}".to_owned(),
        }
    }
}

/// The report as a paper: the paragraph, a chart over time, and every table.
#[must_use]
pub fn paper(app: &App, report: &Report) -> ReportPaper {
    let part = |row: &ReportRow| {
        let count = |names: &[&str]| {
            let known = row.figures.iter().filter(|figure| names.contains(&figure.name.as_str()));
            known.map(|figure| figure.count).sum()
        };
        let label = row.key.rsplit('-').next().unwrap_or(&row.key).to_owned();
        ReportBar { label, received: count(&["received"]), finished: count(&["early", "on_time", "overdue"]) }
    };
    let table = |sheet: Sheet| ReportTable {
        title: sheet.title,
        head: sheet.head,
        rows: sheet.rows.iter().map(|row| row.iter().map(Cell::written).collect()).collect(),
    };
    ReportPaper {
        office: facts::office(app),
        from: date_vi(report.from),
        to: date_vi(report.to),
        running: report.running,
        paragraph: paragraph_vi(report, &app.world.office.counter),
        bars: report.parts.iter().map(part).collect(),
        tables: sheets(app, report).into_iter().map(table).collect(),
        source: format!("{} ({})", report.index_source, date_vi(report.index_read_on)),
        printed: Some(Moment(app.local_now())),
    }
}

/// A row's name as people read it.
fn named(app: &App, by: &str, row: &ReportRow) -> String {
    let known = |key: String| WORDS.get(&key).cloned().unwrap_or_else(|| row.key.clone());
    match by {
        "procedure" => app.world.bundle(&row.key).map_or_else(|| row.key.clone(), |bundle| facts::said(bundle, "name")),
        "channel" => known(format!("channel.{}", row.key)),
        "field" => known(format!("domain.{}", row.key)),
        "counter" if row.key.is_empty() => say("no_counter"),
        _ if row.key.is_empty() => say("nobody"),
        _ => row.label.clone().unwrap_or_else(|| row.key.clone()),
    }
}

/// Every text is written as text: no name is ever taken for a formula.
///
/// # Errors
/// When the spreadsheet cannot be made: a fault of ours.
pub fn spreadsheet(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_text_wrap();
    let hundredths = Format::new().set_num_format("0.00");
    for (at, table) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(say(&format!("sheet.{at}")))?;
        sheet.write_string_with_format(0, 0, &table.title, &bold)?;
        for (column, name) in (0u16..).zip(&table.head) {
            sheet.write_string_with_format(1, column, name, &bold)?;
        }
        for (line, row) in (2u32..).zip(&table.rows) {
            for (column, cell) in (0u16..).zip(row) {
                match cell {
                    Cell::Text(text) => sheet.write_string(line, column, text)?,
                    #[expect(
                        clippy::cast_precision_loss,
                        reason = "a spreadsheet's numbers are floats; ours are small"
                    )]
                    Cell::Number(number) => sheet.write_number(line, column, *number as f64)?,
                    Cell::Hundredths(number) => {
                        sheet.write_number_with_format(line, column, f64::from(*number) / 100.0, &hundredths)?
                    }
                    Cell::Dash => sheet.write_string(line, column, "-")?,
                };
            }
        }
        sheet.set_column_width(0, 44)?;
        sheet.set_freeze_panes(2, 1)?;
    }
    book.save_to_buffer()
}

/// The paragraph of the report, in the words of the locales.
#[must_use]
pub fn paragraph_vi(report: &Report, unit: &str) -> String {
    let sentences = motcua_domain::report::paragraph(|figure| report.count(figure.as_str()));
    let written = sentences.iter().map(|sentence| {
        let values = sentence.written_vi(unit);
        values.iter().fold(say(&format!("paragraph.{}", sentence.key)), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
    });
    written.collect::<Vec<_>>().join(" ")
}
