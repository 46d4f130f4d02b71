//! Spreadsheets: what all of them have in common.

use crate::problem::Refusal;
use rust_xlsxwriter::{Format, Workbook, XlsxError};

/// A workbook of one sheet with a head that stays in sight; each column with its words and its width in characters.
///
/// # Errors
/// When the title or a column is none that a spreadsheet can have.
pub fn begun(title: String, columns: impl IntoIterator<Item = (String, u16)>) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(title)?;
    let head = Format::new().set_bold().set_text_wrap();
    for (column, (words, width)) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, column, words, &head)?;
        sheet.set_column_width(column, width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(book)
}

/// Makes a spreadsheet away from the threads that answer requests.
///
/// # Errors
/// When it cannot be made: a fault of ours.
pub async fn made(make: impl FnOnce() -> Result<Vec<u8>, XlsxError> + Send + 'static) -> Result<Vec<u8>, Refusal> {
    tokio::task::spawn_blocking(make).await.map_err(Refusal::internal)?.map_err(Refusal::internal)
}
