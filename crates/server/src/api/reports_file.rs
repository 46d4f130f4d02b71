//! A report as a file: CSV, a spreadsheet, or PDF.

use super::{asked, reports};
use crate::{
    http::{Answer, Call, Reply},
    press::{self, book},
    report_text::{Sheet, paper, sheets, spreadsheet},
    site::csv::{MARK, line},
};
use motcua_contract::{
    files::FileKind,
    reports::{ReportFile, ReportQuery},
};

pub async fn file(call: Call<ReportFile>) -> Answer<ReportFile> {
    let app = &call.app;
    let query: ReportQuery = asked::query(call.query.as_deref())?;
    let kind = press::kind(call.segment(0), &FileKind::ALL)?;
    let report = reports::build(app, call.staff()?, &query).await?;
    let bytes = match kind {
        FileKind::Csv => csv(&sheets(app, &report)).into_bytes(),
        FileKind::Xlsx => {
            let sheets = sheets(app, &report);
            book::made(move || spreadsheet(&sheets)).await?
        }
        FileKind::Pdf => press::print(app, paper(app, &report), app.now()).await?,
    };
    Ok(Reply::Raw(press::file(bytes, kind, &format!("report-{}", report.period))?))
}

/// RFC 4180, with the mark that spreadsheets need to read it as UTF-8. Texts never begin as a formula.
fn csv(sheets: &[Sheet]) -> String {
    let mut out = MARK.to_owned();
    for (at, sheet) in sheets.iter().enumerate() {
        if at > 0 {
            out.push_str("\r\n");
        }
        for row in std::iter::once(std::slice::from_ref(&sheet.title)).chain([&sheet.head[..]]).map(<[String]>::to_vec)
        {
            line(&row, &mut out);
        }
        for row in &sheet.rows {
            let cells: Vec<String> = row.iter().map(|cell| cell.plain()).collect();
            line(&cells, &mut out);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report_text::Cell;

    #[test]
    fn a_name_is_no_formula_and_no_second_cell() {
        let rows = vec![vec![Cell::Text("=1+1, \"x\"".into()), Cell::Number(7), Cell::Dash]];
        let text = csv(&[Sheet { title: "t".into(), head: vec!["a".into(), "b".into(), "c".into()], rows }]);
        assert_eq!(text, "\u{feff}t\r\na,b,c\r\n\"'=1+1, \"\"x\"\"\",7,-\r\n");
    }
}
