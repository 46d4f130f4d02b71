//! The cash register of a day as a file: PDF to sign, or a spreadsheet to reckon with.

use super::cashbook::{self, Asked, OVER};
use crate::{
    api::asked,
    app::App,
    catalogue::parse_texts,
    http::{Answer, Call, Reply},
    press::{self, book, facts},
};
use motcua_contract::{
    files::FileKind,
    payments::{CashEntry, CashSum, Cashbook, CashbookFile},
};
use motcua_documents::data::{self, Moment};
use motcua_domain::{
    payment::{OTHER, fee_name},
    procedure::Texts,
    words::{date_vi, money_vi},
};
use motcua_storage::audit::{Act, By};
use rust_xlsxwriter::{Format, XlsxError};
use std::sync::LazyLock;

const KINDS: [FileKind; 2] = [FileKind::Pdf, FileKind::Xlsx];
/// The columns of the spreadsheet: the key of each one's words, and its width in characters.
const COLUMNS: [(&str, u16); 6] =
    [("number", 8), ("text", 30), ("reference", 26), ("kind", 60), ("means", 24), ("amount", 16)];

pub async fn file(call: Call<CashbookFile>) -> Answer<CashbookFile> {
    let (app, staff) = (&call.app, call.staff()?);
    let asked: Asked = asked::query(call.query.as_deref())?;
    let day = asked::day(app, asked.day.as_deref())?;
    let kind = press::kind(call.segment(0), &KINDS)?;
    let entries = cashbook::build(app, day).await?;
    let bytes = match kind {
        FileKind::Pdf => press::print(app, sheet(app, &entries), app.now()).await?,
        _ => {
            let rows = rows(app, &entries);
            book::made(move || spreadsheet(&rows)).await?
        }
    };
    let by = By::staff(&staff.account.id, app.now().as_millisecond());
    app.store.record_act(&Act::on("cashbook_exported", Some(kind.ending()), by)).await?;
    Ok(Reply::Raw(press::file(bytes, kind, &format!("cashbook-{day}"))?))
}

/// Words of the files; they are read in the State's language.
static WORDS: LazyLock<Texts> =
    LazyLock::new(|| parse_texts(include_str!("../../../data/cashbook.toml")).unwrap_or_default());

fn say(key: &str) -> String {
    WORDS.get(key).cloned().unwrap_or_else(|| key.to_owned())
}

/// A kind of fee as people read it.
fn kind(app: &App, key: &str) -> String {
    if key == OVER {
        return say("kind.over");
    }
    let (code, fee) = key.split_once('/').unwrap_or((key, OTHER));
    let Some(bundle) = app.world.bundle(code) else { return key.to_owned() };
    let fee =
        if fee == OTHER { say("kind.other") } else { fee_name(&facts::said(bundle, &format!("fee.{fee}"))).to_owned() };
    format!("{fee} ({})", facts::said(bundle, "name"))
}

fn kinds(app: &App, entry: &CashEntry) -> String {
    let part = |part: &motcua_contract::payments::CashPart| kind(app, &part.key);
    entry.parts.iter().map(part).collect::<Vec<_>>().join("; ")
}

fn sheet(app: &App, book: &Cashbook) -> data::Cashbook {
    let money = |amount: i64| {
        let plain = money_vi(amount.abs());
        if amount < 0 { ["-", &plain].concat() } else { plain }
    };
    let sum = |name: String, sum: &CashSum| data::CashSum { name, count: sum.count, amount: money(sum.amount) };
    data::Cashbook {
        office: facts::office(app),
        day: date_vi(book.day),
        printed: Some(Moment(app.local_now())),
        kinds: book.kinds.iter().map(|one| sum(kind(app, &one.key), one)).collect(),
        means: book.means.iter().map(|one| sum(say(&format!("means.{}", one.key)), one)).collect(),
        came: money(book.came),
        went: money(book.went),
        total: money(book.total),
        rows: book
            .entries
            .iter()
            .map(|entry| data::CashRow {
                text: entry.text.clone(),
                reference: entry.reference.clone(),
                kind: kinds(app, entry),
                means: say(&format!("means.{}", entry.means)),
                amount: money(entry.amount),
            })
            .collect(),
        open: (book.open.count > 0).then(|| sum(String::new(), &book.open)),
    }
}

/// A row of the spreadsheet: texts, and the amount.
type Row = ([String; 4], i64);

fn rows(app: &App, book: &Cashbook) -> Vec<Row> {
    let row = |entry: &CashEntry| {
        let texts =
            [entry.text.clone(), entry.reference.clone(), kinds(app, entry), say(&format!("means.{}", entry.means))];
        (texts, entry.amount)
    };
    book.entries.iter().map(row).collect()
}

/// Texts are written as texts: nothing that somebody wrote is ever taken for a formula.
fn spreadsheet(rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let columns = COLUMNS.map(|(name, width)| (say(&format!("column.{name}")), width));
    let mut book = book::begun(say("title"), columns)?;
    let sheet = book.worksheet_from_index(0)?;
    let head = Format::new().set_bold().set_text_wrap();
    let money = Format::new().set_num_format("#,##0");
    #[expect(clippy::cast_precision_loss, reason = "a spreadsheet's numbers are floats; 13 digits fit")]
    for (line, (texts, amount)) in (1u32..).zip(rows) {
        sheet.write_number(line, 0, f64::from(line))?;
        for (column, text) in (1u16..).zip(texts) {
            sheet.write_string(line, column, text)?;
        }
        sheet.write_number_with_format(line, 5, *amount as f64, &money)?;
    }
    let last = u32::try_from(rows.len()).unwrap_or(0) + 1;
    sheet.write_string_with_format(last, 4, say("total"), &head)?;
    #[expect(clippy::cast_precision_loss, reason = "a spreadsheet's numbers are floats; 13 digits fit")]
    sheet.write_number_with_format(last, 5, rows.iter().map(|(_, amount)| amount).sum::<i64>() as f64, &money)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;
    use motcua_domain::payment::Means;

    #[test]
    fn the_files_have_words_for_everything() {
        let means = Means::ALL.map(|means| format!("means.{}", means.as_str()));
        let columns = COLUMNS.map(|(name, _)| format!("column.{name}"));
        let more = ["means.refund", "kind.over", "kind.other", "title", "total"].map(str::to_owned);
        for key in means.iter().chain(&columns).chain(&more) {
            assert!(WORDS.contains_key(key), "{key}");
        }
    }
}
