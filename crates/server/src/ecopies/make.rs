//! Making a certified copy: the pages as they were scanned, the certificate, the code, the seal; one at a time, so that numbers
//! have no gap.

use super::keys::{self, CopySigner};
use crate::{
    api::{submission::procedure_of, uploads},
    app::App,
    press::{self, facts},
    problem::Refusal,
    secrets,
};
use futures_util::TryStreamExt;
use jiff::Timestamp;
use motcua_contract::ProblemCode;
use motcua_documents::{
    data::{CertifiedCopy, Link, Picture, Role, Signer},
    picture_path,
};
use motcua_domain::{
    dossier::{Command, Dossier, FileRef},
    ecopy::{self, Certificate, CopyCode, Said},
    fee,
    form::{Answers, PageRef, Value},
    procedure::Procedure,
};
use motcua_storage::{dossiers::Record, uploads::Owner};

/// Fields of the procedure.
const DOCUMENT: &str = "document_name";
const PAGES: &str = "pages";
const COPIES: &str = "copies";

/// A copy on its way: its number, its certificate, its code, and the key that signs.
pub struct Making {
    pub certificate: Certificate,
    code: CopyCode,
    signer: CopySigner,
}

/// Who certifies.
#[derive(Clone, Copy)]
pub struct Certifier<'a> {
    /// Account id.
    pub id: &'a str,
    pub name: &'a str,
}

/// The command that certifies a copy, with its number, and the upload that its file is. Held under [`App::certifying`] until it
/// is kept.
///
/// # Errors
/// What the domain refuses, `paper_incomplete`, `integrity_error` when a page is damaged, `copy_not_made`.
pub async fn command(app: &App, by: Certifier<'_>, record: &Record) -> Result<(Command, String), Refusal> {
    let pages = ecopy::ready(&record.dossier)?;
    let making = begin(app, &record.dossier, pages).await?;
    let pictures = pictures(app, record, pages).await?;
    let printed = print(app, by, record, &making, pages, pictures).await?;
    finish(app, by, making, &printed).await
}

/// Gives the copy its number and signs its code. Nothing is kept yet.
///
/// # Errors
/// As [`command`].
pub async fn begin(app: &App, dossier: &Dossier, pages: &[PageRef]) -> Result<Making, Refusal> {
    if dossier.copy != Some(ecopy::Stage::Prepared) {
        return Err(motcua_domain::dossier::Refusal::NothingProposed.into());
    }
    let day = app.local_now().date();
    let year = day.year();
    let signer = keys::current(&app.store, app.now()).await.map_err(not_made)?;
    let number = app.store.next_certification(year).await?;
    let document = document(dossier)?;
    let hashes = pages.iter().map(|page| page.sha256.as_str());
    let content = ecopy::content(&app.world.office.name, (year, number), day, &document, hashes);
    let count = pages.iter().map(|page| page.pages).sum::<u32>();
    let said = Said {
        year: u16::try_from(year).unwrap_or_default(),
        number,
        day,
        pages: u16::try_from(count).unwrap_or(u16::MAX),
        content,
        key: signer.id(),
        document: document.clone(),
    };
    let code = said.sign(|bytes| signer.sign(bytes));
    let certificate = Certificate {
        year,
        number,
        document,
        pages: count,
        copies: copies(&dossier.answers),
        fee: fee_of(procedure_of(app, dossier)?, &dossier.answers, count),
        content: secrets::hex(&content),
        code: code.text(),
    };
    Ok(Making { certificate, code, signer })
}

/// Seals the printed file, lets the State's service sign it where there is one, and keeps it.
///
/// # Errors
/// As [`command`].
pub async fn finish(
    app: &App,
    by: Certifier<'_>,
    making: Making,
    printed: &[u8],
) -> Result<(Command, String), Refusal> {
    let Making { certificate, code, signer } = making;
    let sealed =
        ecopy::seal(printed, &code, |bytes| signer.sign(bytes)).map_err(|_| not_made("no place for a seal"))?;
    let signed = state_signed(app, sealed, app.now()).await?;
    let stored = uploads::made_here(app, Owner::Staff(by.id.to_owned()), signed).await?;
    let upload = stored.upload.clone();
    let result =
        FileRef { upload: stored.upload, sha256: stored.sha256, size: stored.size, media_type: stored.media_type };
    Ok((Command::CertifyCopy { certificate, result }, upload))
}

/// Nobody's mistake who asked: the cause is for the log.
fn not_made(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Refusal {
    let cause = cause.into();
    tracing::error!(%cause, "a copy was not certified");
    ProblemCode::CopyNotMade.into()
}

fn document(dossier: &Dossier) -> Result<String, Refusal> {
    let named = dossier.answers.get(DOCUMENT).and_then(Value::as_text).map(str::trim).unwrap_or_default();
    if named.is_empty() {
        return Err(Refusal::new(ProblemCode::PaperIncomplete).detail(DOCUMENT));
    }
    Ok(named.to_owned())
}

fn copies(answers: &Answers) -> u32 {
    answers.get(COPIES).and_then(Value::as_number).and_then(|count| u32::try_from(count).ok()).unwrap_or(1)
}

/// The fee for the pages that were scanned, whatever was said at home.
fn fee_of(procedure: &Procedure, answers: &Answers, pages: u32) -> Option<u64> {
    let mut counted = answers.clone();
    counted.set(PAGES, Value::Number(pages.into()));
    fee::total(&procedure.fees, &counted).1
}

/// The bytes of the pages, each compared with what was scanned.
async fn pictures(app: &App, record: &Record, pages: &[PageRef]) -> Result<Vec<Vec<u8>>, Refusal> {
    let mut pictures = Vec::with_capacity(pages.len());
    for page in pages {
        let upload = app.store.dossier_file(&record.row.id, &page.upload).await?;
        let stored = upload.stored.ok_or(ProblemCode::NotFound)?;
        let parts: Vec<bytes::Bytes> = app.store.blobs.get(&stored.blob).await?.try_collect().await?;
        let bytes = parts.concat();
        if secrets::sha256_hex(&bytes) != page.sha256 {
            return Err(ProblemCode::IntegrityError.into());
        }
        pictures.push(bytes);
    }
    Ok(pictures)
}

async fn print(
    app: &App,
    by: Certifier<'_>,
    record: &Record,
    making: &Making,
    pages: &[PageRef],
    pictures: Vec<Vec<u8>>,
) -> Result<Vec<u8>, Refusal> {
    let Making { certificate, signer, .. } = making;
    let bundle = app.world.bundle(&record.dossier.procedure).ok_or(ProblemCode::ProcedureChanged)?;
    let known = facts::Known { book: None, receiver: None, rating: None };
    let public_url = &app.world.office.public_url;
    let picture = |(index, page): (usize, &PageRef)| Picture {
        path: picture_path(index),
        format: if page.media_type == "image/png" { "png" } else { "jpg" }.to_owned(),
    };
    let sheet = CertifiedCopy {
        office: facts::office(app),
        dossier: facts::dossier(app, bundle, record, known, None),
        year: certificate.year,
        number: certificate.number,
        certified: Some(facts::moment(app.now())),
        document: certificate.document.clone(),
        pictures: pages.iter().enumerate().map(picture).collect(),
        signer: Signer { name: Some(by.name.to_owned()), role: Role::Leader },
        link: Some(Link::new(format!("{public_url}{}", ecopy::check_path(&certificate.code)))),
        page: format!("{public_url}{}", ecopy::PAGE),
        key: secrets::hex(&signer.id()),
        content: certificate.content.clone(),
        state_signed: app.state_signer.is_some(),
    };
    press::print_with(app, sheet, pictures, app.now()).await
}

/// With the State's signature behind it, where a service is connected.
async fn state_signed(app: &App, sealed: Vec<u8>, at: Timestamp) -> Result<Vec<u8>, Refusal> {
    let Some(signer) = app.state_signer.clone() else { return Ok(sealed) };
    let before = sealed.clone();
    let work = move || signer.sign(sealed, at);
    let signed = tokio::task::spawn_blocking(work).await.map_err(Refusal::internal)?.map_err(not_made)?;
    if signed.starts_with(&before) { Ok(signed) } else { Err(not_made("the signature changed the file before it")) }
}
