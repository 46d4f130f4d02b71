//! The register of a year as a file: PDF on the circular's form, or a spreadsheet.

use super::{
    asked,
    register::{self, Asked},
};
use crate::{
    app::App,
    catalogue::parse_texts,
    http::{Answer, Call, Reply},
    press::{self, book, facts},
};
use jiff::civil::DateTime;
use motcua_contract::{
    files::FileKind,
    register::{RegisterFile, RegisterLine},
};
use motcua_documents::data::{Moment, Person, Register, RegisterRow};
use motcua_domain::{deadline::local, procedure::Texts, staff::Duty};
use motcua_storage::audit::{Act, By};
use rust_xlsxwriter::XlsxError;

/// The longest register in one file.
const LINES: u32 = 20_000;
/// The files that a register can be had as.
pub(super) const KINDS: [FileKind; 2] = [FileKind::Pdf, FileKind::Xlsx];
/// The columns of the spreadsheet: the key of each one's words, and its width in characters.
const COLUMNS: [(&str, u16); 10] = [
    ("number", 8),
    ("code", 24),
    ("procedure", 44),
    ("requester", 28),
    ("channel", 14),
    ("received", 17),
    ("due", 17),
    ("finished", 17),
    ("returned", 17),
    ("state", 22),
];

pub async fn file(call: Call<RegisterFile>) -> Answer<RegisterFile> {
    let (app, staff) = (&call.app, call.staff()?);
    let asked: Asked = asked::query(call.query.as_deref())?;
    let year = asked.year.unwrap_or_else(|| app.local_now().date().year());
    let kind = press::kind(call.segment(0), &KINDS)?;
    let sight = asked::sight(staff, Duty::Register);
    let found = app.store.book(year, &sight, 0, LINES).await?;
    let lines: Vec<RegisterLine> = found.into_iter().map(register::line).collect();
    let bytes = match kind {
        FileKind::Pdf => press::print(app, sheet(app, year, &lines), app.now()).await?,
        _ => {
            let rows: Vec<[String; 10]> = lines.iter().map(|line| row(app, line)).collect();
            book::made(move || spreadsheet(&rows)).await?
        }
    };
    let by = By::staff(&staff.account.id, app.now().as_millisecond());
    app.store.record_act(&Act::on("register_exported", Some(kind.ending()), by)).await?;
    Ok(Reply::Raw(press::file(bytes, kind, &format!("register-{year}"))?))
}

fn procedure_name(app: &App, code: &str) -> String {
    app.world.bundle(code).map_or_else(|| code.to_owned(), |bundle| facts::said(bundle, "name"))
}

fn sheet(app: &App, year: i16, lines: &[RegisterLine]) -> Register {
    let row = |line: &RegisterLine| RegisterRow {
        serial: u32::try_from(line.number).unwrap_or(u32::MAX),
        code: line.code.clone(),
        procedure: procedure_name(app, &line.procedure),
        sets: 1,
        requester: Person { name: line.requester.clone(), ..Person::default() },
        receiver: None,
        received: Some(facts::moment(line.submitted_at)),
        due: line.due.map(Moment),
        forwarded: None,
        finished: line.finished_at.map(facts::moment),
        returned: line.returned_at.map(facts::moment),
        way: None,
        state: line.state.as_str().to_owned(),
        note: None,
    };
    Register {
        office: facts::office(app),
        year,
        from: lines.first().map(|line| facts::moment(line.submitted_at)),
        to: lines.last().map(|line| facts::moment(line.submitted_at)),
        printed: Some(Moment(app.local_now())),
        rows: lines.iter().map(row).collect(),
    }
}

/// `23/11/2026 09:05`, as people write it.
fn written(at: DateTime) -> String {
    at.strftime("%d/%m/%Y %H:%M").to_string()
}

fn row(app: &App, line: &RegisterLine) -> [String; 10] {
    let at = |at: Option<jiff::Timestamp>| at.map_or_else(String::new, |at| written(local(at)));
    [
        line.number.to_string(),
        line.code.clone(),
        procedure_name(app, &line.procedure),
        line.requester.clone(),
        format!("channel.{}", line.channel.as_str()),
        at(Some(line.submitted_at)),
        line.due.map_or_else(String::new, written),
        at(line.finished_at),
        at(line.returned_at),
        format!("state.{}", line.state.as_str()),
    ]
}

/// Every cell is text: nothing that a citizen wrote is ever taken for a formula.
fn spreadsheet(rows: &[[String; 10]]) -> Result<Vec<u8>, XlsxError> {
    let words = words();
    let say = |key: &str| words.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let columns = COLUMNS.map(|(name, width)| (say(&format!("column.{name}")), width));
    let mut book = book::begun(say("title"), columns)?;
    let sheet = book.worksheet_from_index(0)?;
    for (line, row) in (1u32..).zip(rows) {
        for (column, text) in (0u16..).zip(row) {
            match column {
                0 => sheet.write_number(line, column, text.parse::<f64>().unwrap_or_default())?,
                4 | 9 => sheet.write_string(line, column, say(text))?,
                _ => sheet.write_string(line, column, text)?,
            };
        }
    }
    sheet.autofilter(0, 0, u32::try_from(rows.len()).unwrap_or(0), u16::try_from(COLUMNS.len() - 1).unwrap_or(0))?;
    book.save_to_buffer()
}

/// The words of the spreadsheet; it is read in the State's language.
fn words() -> Texts {
    parse_texts(include_str!("../../data/register.toml")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spreadsheet_has_words_for_everything() {
        let words = words();
        let columns = COLUMNS.map(|(name, _)| format!("column.{name}"));
        let states = motcua_domain::dossier::State::ALL.map(|state| format!("state.{}", state.as_str()));
        let channels = motcua_domain::dossier::Channel::ALL.map(|channel| format!("channel.{}", channel.as_str()));
        for key in columns.iter().chain(&states).chain(&channels) {
            assert!(words.contains_key(key), "{key}");
        }
    }

    #[test]
    fn what_a_citizen_wrote_is_no_formula() {
        let mut row: [String; 10] = std::array::from_fn(|_| String::new());
        row[3] = "=1+1".to_owned();
        let bytes = spreadsheet(&[row]).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
