//! The report as a file.

use crate::{
    desk::downloads::{Wanted, downloads},
    i18n::{Key, texts},
};
use leptos::prelude::*;
use motcua_contract::{files::FileKind, reports::ReportFile};

const FILES: [(FileKind, Key); 3] = [
    (FileKind::Xlsx, texts::reports::EXPORT_XLSX),
    (FileKind::Csv, texts::reports::EXPORT_CSV),
    (FileKind::Pdf, texts::reports::EXPORT_PDF),
];

/// Buttons that fetch a file and save it.
#[component]
pub fn Files(period: String, by: String) -> impl IntoView {
    let asked = StoredValue::new((period, by));
    downloads::<ReportFile>(&FILES, move || {
        let (period, by) = asked.try_get_value()?;
        Some(Wanted { name: format!("bao-cao-{period}"), query: vec![("period", period), ("by", by)] })
    })
}
