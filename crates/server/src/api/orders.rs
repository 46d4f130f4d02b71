//! What staff ask for, made into a command of the domain: files looked up, people and papers known, sentences cut.

use super::{
    matter,
    submission::{Files, bounds_hold, procedure_of},
};
use crate::{app::App, http::call::SignedIn, problem::Refusal};
use motcua_contract::{ProblemCode, desk::DeskCommand};
use motcua_domain::{
    code::{Code, Finding},
    dossier::{Command, FileRef, PaperCheck, Reason},
    form::{self, Answers, Kind, PageRef, Value},
    procedure::Procedure,
    staff::{Duty, Matter, Person},
};
use motcua_storage::{StoreError, dossiers::Record, uploads::Owner};

/// Characters of a sentence by staff.
const SENTENCE: usize = 2000;
/// Reasons of one supplement request, papers of one check.
const MOST: usize = 60;
/// What a result is.
const PDF: &str = "application/pdf";

/// A command, and the uploads that become part of the dossier with it.
pub struct Order {
    pub command: Command,
    pub files: Option<(Vec<String>, Owner, &'static str)>,
}

/// Makes a command of what a member of staff asks for.
///
/// # Errors
/// `invalid` with what is wrong, `files_missing`, `result_not_pdf`.
pub async fn order(app: &App, staff: &SignedIn, record: &Record, asked: DeskCommand) -> Result<Order, Refusal> {
    let owner = Owner::Staff(staff.account.id.clone());
    let with_result = |(result, files): (FileRef, Vec<String>)| (Some(result), Some((files, owner.clone(), "result")));
    let (command, files) = match asked {
        DeskCommand::Finish { upload } => {
            let (result, files) = with_result(result(app, &owner, record, &upload).await?);
            (Command::Finish { result }, files)
        }
        DeskCommand::ProposeResult { upload: Some(upload) } => {
            let (result, files) = with_result(result(app, &owner, record, &upload).await?);
            (Command::ProposeResult { result }, files)
        }
        DeskCommand::HandOver { upload: Some(upload) } => {
            let (result, files) = with_result(result(app, &owner, record, &upload).await?);
            (Command::HandOver { result }, files)
        }
        DeskCommand::Digitise { paper, pages, sheets } => {
            let (pages, files) = scans(app, &owner, record, &paper, pages).await?;
            (Command::Digitise { paper, pages, sheets }, Some((files, owner, "paper")))
        }
        DeskCommand::Assign { to, note } => {
            worker(app, record, &to).await?;
            (Command::Assign { to, note: cut(&note) }, None)
        }
        DeskCommand::AskOpinion { of, question } => {
            adviser(app, staff, &of).await?;
            (Command::AskOpinion { of, question: cut(&question) }, None)
        }
        other => (plain(procedure_of(app, &record.dossier)?, other)?, None),
    };
    Ok(Order { command, files })
}

/// Commands that need nothing but themselves.
fn plain(procedure: &Procedure, command: DeskCommand) -> Result<Command, Refusal> {
    Ok(match command {
        DeskCommand::Receive {} => Command::Receive,
        DeskCommand::Refuse { reason } => Command::Refuse { reason: cut(&reason) },
        DeskCommand::RequestSupplement { reasons, note, leader_reason } => Command::RequestSupplement {
            reasons: known_reasons(procedure, reasons)?,
            note: cut(&note),
            leader_reason: leader_reason.as_deref().map(cut),
        },
        DeskCommand::StartProcessing {} => Command::StartProcessing,
        DeskCommand::RequestPayment { amount } => Command::RequestPayment { amount },
        DeskCommand::ConfirmPayment {} => Command::ConfirmPayment,
        DeskCommand::DeclineWithdrawal { reason } => Command::DeclineWithdrawal { reason: cut(&reason) },
        DeskCommand::Stop { reason } => Command::Stop { reason: cut(&reason) },
        DeskCommand::Return { way, note } => Command::Return { way, note: cut(&note) },
        DeskCommand::CheckPapers { checks } => Command::CheckPapers { checks: known_papers(procedure, checks)? },
        DeskCommand::GiveOpinion { text } => Command::GiveOpinion { text: cut(&text) },
        DeskCommand::Extend { reason, due } => Command::Extend { reason: cut(&reason), due },
        DeskCommand::ProposeResult { upload: None } => Command::ProposeResult { result: None },
        DeskCommand::HandOver { upload: None } => Command::HandOver { result: None },
        DeskCommand::Approve {} => Command::Approve,
        DeskCommand::SendBack { reason } => Command::SendBack { reason: cut(&reason) },
        DeskCommand::ReceiveSameVisit {} => Command::ReceiveSameVisit,
        DeskCommand::Undo {} => Command::Undo,
        DeskCommand::Finish { .. }
        | DeskCommand::Digitise { .. }
        | DeskCommand::ProposeResult { .. }
        | DeskCommand::HandOver { .. }
        | DeskCommand::Assign { .. }
        | DeskCommand::AskOpinion { .. } => return Err(Refusal::internal("a command that was looked up before")),
    })
}

/// A result: a PDF that this member of staff uploaded, or one that was proposed for this dossier before.
async fn result(app: &App, owner: &Owner, record: &Record, upload: &str) -> Result<(FileRef, Vec<String>), Refusal> {
    let missing = || Refusal::missing(vec![upload.to_owned()]);
    let (found, fresh) = match app.store.result_file(&record.row.id, upload).await {
        Ok(found) => (found, Vec::new()),
        Err(StoreError::NotFound) => match app.store.upload(upload, owner).await {
            Err(StoreError::NotFound) => return Err(missing()),
            other => (other?, vec![upload.to_owned()]),
        },
        Err(error) => return Err(error.into()),
    };
    let free = !found.bound || fresh.is_empty();
    let stored = found.stored.filter(|_| free).ok_or_else(missing)?;
    if stored.media_type != PDF {
        return Err(ProblemCode::ResultNotPdf.into());
    }
    let file = FileRef { upload: found.id, sha256: found.sha256, size: found.length, media_type: stored.media_type };
    Ok((file, fresh))
}

/// Pages scanned at the counter, with the facts that were stored of them; judged as the citizen's own are.
async fn scans(
    app: &App,
    owner: &Owner,
    record: &Record,
    paper: &str,
    pages: Vec<PageRef>,
) -> Result<(Vec<PageRef>, Vec<String>), Refusal> {
    let procedure = procedure_of(app, &record.dossier)?;
    let known = procedure.papers.iter().any(|field| field.id == paper && matches!(field.kind, Kind::Paper { .. }));
    if !known {
        return Err(Refusal::invalid(vec![Finding::new(paper, Code::UnknownField)]));
    }
    let mut scanned = Answers::default();
    scanned.set(paper, Value::Pages(pages));
    let fresh = Files::of(app, owner, Some(&record.row.id)).facts(&mut scanned).await?;
    let pages = scanned.get(paper).map(|value| value.as_pages().to_vec()).unwrap_or_default();
    let mut whole = record.dossier.answers.clone();
    whole.set(paper, Value::Pages(pages.clone()));
    bounds_hold(&whole)?;
    let mut findings = form::check(procedure, &whole, &app.context());
    // An empty list is the domain's to refuse; here only what was scanned is judged.
    findings.retain(|finding| finding.field.split('/').next() == Some(paper) && finding.code != Code::MissingPaper);
    if findings.is_empty() { Ok((pages, fresh)) } else { Err(Refusal::invalid(findings)) }
}

/// Work is given to somebody who is here and can do it.
async fn worker(app: &App, record: &Record, to: &str) -> Result<(), Refusal> {
    let able = app.store.account(to).await?.filter(|account| !account.disabled).is_some_and(|account| {
        let person = Person { id: &account.id, roles: &account.roles, fields: &account.fields };
        let given = Matter { assignee: Some(&account.id), ..matter::matter(app, record, &account.id) };
        person.may(Duty::OpenDossier, given) && (person.may(Duty::Process, given) || person.may(Duty::Intake, given))
    });
    if able { Ok(()) } else { Err(Refusal::invalid(vec![Finding::new("to", Code::NotAnOption)])) }
}

/// An opinion is asked of somebody else, who may have one.
async fn adviser(app: &App, staff: &SignedIn, of: &str) -> Result<(), Refusal> {
    if of == staff.account.id {
        return Err(Refusal::invalid(vec![Finding::new("of", Code::MustDiffer)]));
    }
    let able = app.store.account(of).await?.filter(|account| !account.disabled).is_some_and(|account| {
        Person { id: &account.id, roles: &account.roles, fields: &account.fields }.has(Duty::Advise)
    });
    if able { Ok(()) } else { Err(Refusal::invalid(vec![Finding::new("of", Code::NotAnOption)])) }
}

/// Each reason is tied to a field or paper that the procedure has, and each of them once.
fn known_reasons(procedure: &Procedure, reasons: Vec<Reason>) -> Result<Vec<Reason>, Refusal> {
    known("reasons", reasons.iter().map(|reason| reason.field.as_str()), |id| procedure.field(id).is_some())?;
    Ok(reasons.into_iter().map(|reason| Reason { text: cut(&reason.text), ..reason }).collect())
}

fn known_papers(procedure: &Procedure, checks: Vec<PaperCheck>) -> Result<Vec<PaperCheck>, Refusal> {
    let exists = |id: &str| procedure.papers.iter().any(|paper| paper.id == id);
    known("checks", checks.iter().map(|check| check.paper.as_str()), exists)?;
    Ok(checks.into_iter().map(|check| PaperCheck { note: cut(&check.note), ..check }).collect())
}

fn known<'a>(list: &str, ids: impl Iterator<Item = &'a str>, exists: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    let ids: Vec<&str> = ids.collect();
    if ids.len() > MOST {
        return Err(Refusal::invalid(vec![Finding::new(list, Code::TooMany)]));
    }
    let mut findings = Vec::new();
    for (index, id) in ids.iter().enumerate() {
        if !exists(id) {
            findings.push(Finding::new(*id, Code::UnknownField));
        } else if ids[..index].contains(id) {
            findings.push(Finding::new(*id, Code::MustDiffer));
        }
    }
    if findings.is_empty() { Ok(()) } else { Err(Refusal::invalid(findings)) }
}

fn cut(text: &str) -> String {
    motcua_domain::text::nfc_lines(text).chars().take(SENTENCE).collect()
}
