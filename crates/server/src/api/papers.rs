//! Official papers of a dossier, for staff and for whoever holds its receipt, and the form of a draft to sign.

use super::{drafts, matter};
use crate::{
    http::{Answer, Call, Reply},
    press::{self, sheets},
};
use motcua_contract::{
    ProblemCode,
    files::FileKind,
    papers::{CITIZEN_FORMS, CitizenPaper, DeskPaper, DraftPaper, FORMS},
};
use motcua_domain::staff::Duty;
use motcua_storage::audit::{Act, By};

pub async fn desk(call: Call<DeskPaper>) -> Answer<DeskPaper> {
    let form = known(call.segment(1), &FORMS)?;
    let record = matter::open(&call.app, call.staff()?, call.segment(0), Duty::Print).await?;
    let bytes = sheets::print(&call.app, &record, form).await?;
    let by = By::staff(&call.staff()?.account.id, call.app.now().as_millisecond());
    let act = Act { dossier: Some(&record.row.id), ..Act::on("paper_printed", Some(form), by) };
    call.app.store.record_act(&act).await?;
    Ok(Reply::Raw(press::file(bytes, FileKind::Pdf, &format!("{}-{form}", record.row.code))?))
}

pub async fn citizen(call: Call<CitizenPaper>) -> Answer<CitizenPaper> {
    let form = known(call.segment(1), &CITIZEN_FORMS)?;
    let record = call.held()?;
    let bytes = sheets::print(&call.app, record, form).await?;
    Ok(Reply::Raw(press::file(bytes, FileKind::Pdf, &format!("{}-{form}", record.row.code))?))
}

pub async fn draft(call: Call<DraftPaper>) -> Answer<DraftPaper> {
    let app = &call.app;
    let draft = drafts::opened(&call).await?;
    let bundle = app.world.bundle(&draft.procedure).ok_or(ProblemCode::ProcedureChanged)?;
    let mut answers = draft.answers.clone();
    motcua_domain::form::prune(&bundle.procedure, &mut answers);
    motcua_domain::form::normalise(&bundle.procedure, &mut answers);
    let bytes = press::print(app, sheets::application(app, bundle, &answers), app.now()).await?;
    Ok(Reply::Raw(press::file(bytes, FileKind::Pdf, &format!("{}-application", bundle.procedure.code))?))
}

fn known(form: &str, forms: &[&'static str]) -> Result<&'static str, ProblemCode> {
    forms.iter().copied().find(|one| *one == form).ok_or(ProblemCode::NotFound)
}
