//! A citizen with a dossier: made-up answers, real uploads, a submission that passes.

use crate::{Client, files, house::House};
use jiff::civil::Date;
use motcua_contract::{
    IDEMPOTENCY_HEADER, Problem,
    dossiers::{Receipt, Submission, SubmitDossier},
    uploads::StoredFile,
};
use motcua_domain::{
    example::{self, Example},
    form::{PageRef, Value},
};

/// A procedure with a paper to hand in.
pub const BIRTH: &str = "1.001193";

/// A fresh idempotency key.
#[must_use]
pub fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// The page of an answer that an upload makes.
#[must_use]
pub fn page(file: &StoredFile) -> PageRef {
    PageRef {
        upload: file.upload.clone(),
        sha256: file.sha256.clone(),
        size: file.size,
        media_type: file.media_type.clone(),
        pages: file.pages,
    }
}

/// Made-up answers of a case, with every paper uploaded from this phone.
pub async fn fill_in(house: &House, phone: &Client, code: &str, case: &[(&str, bool)], number: u32) -> Submission {
    let bundle = house.app.world.bundle(code).expect("the procedure");
    let today: Date = house.app.local_now().date();
    let example = Example { procedure: &bundle.procedure, case, today, number, optional: false };
    let mut answers = example::answers(&example);
    let mut mark = number * 100;
    for value in answers.values.values_mut() {
        let Value::Pages(pages) = value else { continue };
        for one in pages {
            mark += 1;
            *one = page(&phone.upload(&files::jpeg(mark), "image/jpeg").await.expect("an upload"));
        }
    }
    Submission {
        procedure: code.to_owned(),
        version: bundle.procedure.version,
        answers,
        notice: "1".to_owned(),
        language: "vi".to_owned(),
    }
}

/// Hands in with a key.
pub async fn hand_in(phone: &Client, submission: &Submission, key: &str) -> Result<Receipt, Problem> {
    phone.with(IDEMPOTENCY_HEADER, key).call::<SubmitDossier>(&[], submission).await
}

/// A birth registration with one paper, handed in.
pub async fn birth(house: &House, phone: &Client, number: u32) -> Receipt {
    let submission = fill_in(house, phone, BIRTH, &[("has_birth_paper", true)], number).await;
    hand_in(phone, &submission, &key()).await.expect("a receipt")
}
