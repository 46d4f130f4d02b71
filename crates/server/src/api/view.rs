//! Dossiers as their readers may see them: receipt, tracking, desk, and the words that lists show and search.

use crate::app::App;
use motcua_contract::dossiers::{Receipt, ReceivedPaper, ResultFile, Step, Tracking};
use motcua_domain::{
    dossier::{Actor, Event, State, What},
    dossier_code::DossierCode,
    form::{Answers, Field, Kind, Value},
    procedure::Procedure,
    report,
    text::fold,
};
use motcua_storage::dossiers::{Lines, Record};

/// The field that names the requester, in every procedure.
const REQUESTER: &str = "requester_name";

/// The receipt, with the secret: only for the device that handed in.
#[must_use]
pub fn receipt(app: &App, record: &Record) -> Receipt {
    // As handed in, whatever happened since.
    let submitted = record.events.first().map(|event| &event.what);
    let (answers, due) = match submitted {
        Some(What::Submitted { answers, due, .. }) => (answers.clone(), *due),
        _ => (Answers::default(), None),
    };
    Receipt {
        code: record.row.code.clone(),
        secret: app.key.receipt_secret(&record.row.id),
        procedure: record.dossier.procedure.clone(),
        received_at: record.dossier.submitted_at.unwrap_or_default(),
        due,
        papers: papers(&answers),
        sha256: record.row.content_sha256.clone(),
    }
}

fn papers(answers: &Answers) -> Vec<ReceivedPaper> {
    let paper = |(field, value): (&String, &Value)| {
        let pages = value.as_pages();
        (!pages.is_empty())
            .then(|| ReceivedPaper { paper: field.clone(), pages: pages.iter().map(|page| page.pages).sum() })
    };
    answers.values.iter().filter_map(paper).collect()
}

/// What the holder of the receipt sees: what happened and what is asked, nothing else of the dossier.
#[must_use]
pub fn tracking(record: &Record) -> Tracking {
    let dossier = &record.dossier;
    let mut asked_answers = Answers::default();
    for reason in &dossier.asked {
        if let Some(value) = dossier.answers.get(&reason.field) {
            asked_answers.fill(&reason.field, value.clone(), dossier.answers.source(&reason.field));
        }
    }
    let result = dossier.result.as_ref().filter(|_| has_result(dossier.state));
    Tracking {
        code: record.row.code.clone(),
        procedure: dossier.procedure.clone(),
        state: dossier.state,
        received_at: dossier.submitted_at.unwrap_or_default(),
        due: dossier.clock.due,
        paused: dossier.state.paused(),
        steps: steps(&record.events),
        asked: dossier.asked.clone(),
        asked_note: Some(dossier.asked_note.clone()).filter(|note| !note.is_empty()),
        asked_answers,
        papers: papers(&dossier.answers),
        amount_due: dossier.amount_due,
        payments: Vec::new(),
        result: result.map(|file| ResultFile { media_type: file.media_type.clone(), size: file.size }),
        version: dossier.version,
        unread: 0,
    }
}

/// Whether the citizen may have the result.
#[must_use]
pub const fn has_result(state: State) -> bool {
    matches!(state, State::Done | State::Returned)
}

/// What the citizen is told of. What the office took back within minutes was nothing the citizen has to know.
fn steps(events: &[Event]) -> Vec<Step> {
    let mut told: Vec<&Event> = Vec::new();
    for (index, event) in events.iter().enumerate() {
        // The event that is taken back is always the one before.
        let before = index.checked_sub(1).and_then(|before| events.get(before));
        match (&event.what, before) {
            (What::Undone, Some(before)) if !before.what.internal() => drop(told.pop()),
            (What::Undone, _) => {}
            (what, _) if what.internal() => {}
            _ => told.push(event),
        }
    }
    told.into_iter().map(step).collect()
}

fn step(event: &Event) -> Step {
    let (what, note) = match &event.what {
        What::Submitted { .. } => ("submitted", None),
        What::Received => ("received", None),
        What::Refused { reason } => ("refused", Some(reason)),
        What::SupplementRequested { note, .. } => ("supplement_requested", Some(note)),
        What::Supplemented { .. } => ("supplemented", None),
        What::ProcessingStarted => ("processing_started", None),
        What::PaymentRequested { .. } => ("payment_requested", None),
        What::PaymentConfirmed { .. } => ("payment_confirmed", None),
        What::WithdrawalRequested { reason } => ("withdrawal_requested", Some(reason)),
        What::WithdrawalDeclined { reason } => ("withdrawal_declined", Some(reason)),
        What::Stopped { reason } => ("stopped", Some(reason)),
        What::Finished { .. } => ("finished", None),
        What::Returned { .. } => ("returned", None),
        What::Extended { reason, .. } => ("extended", Some(reason)),
        // Why is between the office and the courts; that it is so is the citizen's to know.
        What::CopyRevoked { .. } => ("copy_revoked", None),
        What::Undone => ("undone", None),
        What::PapersChecked { .. }
        | What::Digitised { .. }
        | What::Assigned { .. }
        | What::OpinionAsked { .. }
        | What::OpinionGiven { .. }
        | What::ResultProposed { .. }
        | What::SentBack { .. }
        | What::CopyPrepared
        | What::CopyCertified { .. }
        | What::SameVisit => ("internal", None),
    };
    Step {
        at: event.at,
        what: what.to_owned(),
        by: match event.actor {
            Actor::Citizen => "citizen",
            Actor::Staff(_) => "office",
            Actor::System => "system",
        }
        .to_owned(),
        note: note.filter(|note| !note.is_empty()).cloned(),
    }
}

/// What lists show and search of these answers: names, numbers and the code.
#[must_use]
pub fn lines(procedure: &Procedure, answers: &Answers, code: &str) -> Lines {
    let mut words = vec![fold(code)];
    let fields: Vec<&Field> = procedure.fields().collect();
    collect(&fields, answers, &mut words);
    let named = answers.get(REQUESTER).and_then(Value::as_text);
    Lines {
        requester: named.unwrap_or_default().to_owned(),
        folded: words.join(" "),
        field: procedure.field.clone(),
        typed: report::typed(procedure, answers),
    }
}

/// The same with the code, once there is one.
#[must_use]
pub fn with_code(lines: Lines, code: &DossierCode) -> Lines {
    Lines { folded: format!("{} {}", fold(code.as_str()), lines.folded.trim_start()), ..lines }
}

fn collect(fields: &[&Field], answers: &Answers, words: &mut Vec<String>) {
    for field in fields {
        match (&field.kind, answers.get(&field.id)) {
            (Kind::PersonName | Kind::IdNumber { .. } | Kind::Phone, Some(Value::Text(text))) => words.push(fold(text)),
            (Kind::Group { fields, .. }, Some(Value::Rows(rows))) => {
                let inner: Vec<&Field> = fields.iter().collect();
                rows.iter().for_each(|row| collect(&inner, row, words));
            }
            _ => {}
        }
    }
}
