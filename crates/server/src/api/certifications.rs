//! The register of certifications of a year, page by page and as a file, and what anybody needs to check a copy.

use super::{asked, register_file::KINDS};
use crate::{
    app::App,
    catalogue::parse_texts,
    ecopies::keys,
    http::{Answer, Call, Reply, call::SignedIn},
    press::{self, book, facts},
    problem::Refusal,
};
use jiff::Timestamp;
use motcua_contract::{
    ProblemCode,
    ecopies::{
        CertificationLine, Certifications, CertificationsFile, CopyKey, CopyTrust, GetCopyTrust, ListCertifications,
        RevokedCopy,
    },
    files::FileKind,
};
use motcua_documents::data::{CertificationRow, Certifications as Sheet, Moment};
use motcua_domain::{
    deadline::local,
    procedure::Texts,
    report::facts::COPIES,
    staff::{Duty, Matter},
    words::{date_vi, number_vi},
};
use motcua_storage::{
    audit::{Act, By},
    certifications::Certification,
};
use rust_xlsxwriter::XlsxError;
use serde::Deserialize;

/// Lines of a page.
const PAGE: u32 = 100;
/// The longest register in one file.
const LINES: u32 = 20_000;
/// The columns of the spreadsheet: the key of each one's words, and its width in characters.
const COLUMNS: [(&str, u16); 9] = [
    ("number", 10),
    ("day", 14),
    ("requester", 28),
    ("document", 40),
    ("pages", 9),
    ("signer", 28),
    ("copies", 9),
    ("fee", 12),
    ("note", 40),
];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    year: Option<i16>,
    after: u32,
}

/// Public keys and revoked numbers. The key that will sign is among them before it has signed anything.
pub async fn trust(call: Call<GetCopyTrust>) -> Answer<GetCopyTrust> {
    let app = &call.app;
    let now = app.now();
    keys::current(&app.store, now).await?;
    let key = |key: motcua_storage::copy_keys::CopyKey| CopyKey {
        id: key.id,
        public: key.public,
        withdrawn: key.withdrawn_ms.is_some(),
    };
    let revoked = app.store.revoked_copies().await?.into_iter().map(|(year, number, _)| RevokedCopy { year, number });
    Ok(Reply::json(CopyTrust {
        keys: app.store.copy_keys().await?.into_iter().map(key).collect(),
        revoked: revoked.collect(),
        as_of: now,
    }))
}

/// Officers of other fields have another register.
fn allowed(app: &App, staff: &SignedIn) -> Result<(), Refusal> {
    let field = app.world.bundle(COPIES).map_or("", |bundle| bundle.procedure.field.as_str());
    let matter = Matter { field, assignee: None, asked: false };
    if staff.person().may(Duty::Register, matter) { Ok(()) } else { Err(ProblemCode::Forbidden.into()) }
}

pub async fn list(call: Call<ListCertifications>) -> Answer<ListCertifications> {
    let (app, staff) = (&call.app, call.staff()?);
    allowed(app, staff)?;
    let asked: Asked = asked::query(call.query.as_deref())?;
    let year = asked.year.unwrap_or_else(|| app.local_now().date().year());
    let mut lines: Vec<CertificationLine> =
        app.store.certifications(year, asked.after, PAGE + 1).await?.into_iter().map(line).collect();
    let more = lines.len() > PAGE as usize;
    lines.truncate(PAGE as usize);
    let next = lines.last().filter(|_| more).map(|line| line.number);
    let (total, copies, fees) = app.store.certification_totals(year).await?;
    let years = app.store.certification_years().await?;
    Ok(Reply::json(Certifications { year, years, total, copies, fees, lines, next }))
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

fn line(line: Certification) -> CertificationLine {
    CertificationLine {
        number: line.number,
        dossier: line.dossier,
        at: at(line.at_ms),
        requester: line.requester,
        document: line.document,
        pages: line.pages,
        copies: line.copies,
        fee: line.fee,
        signer: line.signer_name,
        revoked_at: line.revoked_ms.map(at),
        reason: line.reason,
    }
}

pub async fn file(call: Call<CertificationsFile>) -> Answer<CertificationsFile> {
    let (app, staff) = (&call.app, call.staff()?);
    allowed(app, staff)?;
    let asked: Asked = asked::query(call.query.as_deref())?;
    let year = asked.year.unwrap_or_else(|| app.local_now().date().year());
    let kind = press::kind(call.segment(0), &KINDS)?;
    let lines = app.store.certifications(year, 0, LINES).await?;
    let bytes = match kind {
        FileKind::Pdf => {
            let (_, copies, fees) = app.store.certification_totals(year).await?;
            let sheet = Sheet {
                office: facts::office(app),
                year,
                copies: money(copies),
                fees: money(fees),
                printed: Some(Moment(app.local_now())),
                rows: lines.iter().map(row).collect(),
            };
            press::print(app, sheet, app.now()).await?
        }
        _ => book::made(move || spreadsheet(&lines)).await?,
    };
    let by = By::staff(&staff.account.id, app.now().as_millisecond());
    app.store.record_act(&Act::on("certifications_exported", Some(kind.ending()), by)).await?;
    Ok(Reply::Raw(press::file(bytes, kind, &format!("certifications-{year}"))?))
}

fn money(amount: u64) -> String {
    number_vi(i64::try_from(amount).unwrap_or(i64::MAX))
}

fn row(line: &Certification) -> CertificationRow {
    CertificationRow {
        number: line.number,
        certified: Some(facts::moment(at(line.at_ms))),
        requester: line.requester.clone(),
        document: line.document.clone(),
        pages: line.pages,
        signer: line.signer_name.clone(),
        copies: line.copies,
        fee: line.fee.map(money),
        revoked: line.revoked_ms.map(|ms| facts::moment(at(ms))),
        reason: line.reason.clone(),
    }
}

/// Numbers are numbers; every other cell is text: nothing that somebody wrote is ever taken for a formula.
fn spreadsheet(lines: &[Certification]) -> Result<Vec<u8>, XlsxError> {
    let words = words();
    let say = |key: &str| words.get(key).cloned().unwrap_or_else(|| key.to_owned());
    let day = |ms: i64| date_vi(local(at(ms)).date());
    let columns = COLUMNS.map(|(name, width)| (say(&format!("column.{name}")), width));
    let mut book = book::begun(say("title"), columns)?;
    let sheet = book.worksheet_from_index(0)?;
    for (index, line) in (1u32..).zip(lines) {
        sheet.write_number(index, 0, line.number)?;
        sheet.write_string(index, 1, day(line.at_ms))?;
        sheet.write_string(index, 2, &line.requester)?;
        sheet.write_string(index, 3, &line.document)?;
        sheet.write_number(index, 4, line.pages)?;
        sheet.write_string(index, 5, &line.signer_name)?;
        sheet.write_number(index, 6, line.copies)?;
        if let Some(fee) = line.fee {
            // A fee is far below what a spreadsheet counts exactly.
            sheet.write_number(index, 7, u32::try_from(fee).unwrap_or(u32::MAX))?;
        }
        let note = line.revoked_ms.map(|ms| {
            let reason = line.reason.as_deref().unwrap_or_default();
            format!("{} {}: {reason}", say("revoked"), day(ms))
        });
        sheet.write_string(index, 8, note.unwrap_or_default())?;
    }
    book.save_to_buffer()
}

/// The words of the spreadsheet; it is read in the State's language.
fn words() -> Texts {
    parse_texts(include_str!("../../data/certifications.toml")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spreadsheet_has_words_for_everything() {
        let words = words();
        let columns = COLUMNS.map(|(name, _)| format!("column.{name}"));
        for key in columns.iter().map(String::as_str).chain(["title", "revoked"]) {
            assert!(words.contains_key(key), "{key}");
        }
        assert!(spreadsheet(&[]).unwrap().starts_with(b"PK"));
    }
}
