//! Entries of a shared draft, field by field, and the files that they name.

use super::{live, mine, party, shown};
use crate::{
    api::files,
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    drafts::{ChangeDraft, DraftChange, GetDraftFile},
};
use motcua_domain::{
    code::{Code, Finding},
    form::{Answers, Source, Value},
    procedure::Procedure,
};
use motcua_storage::{
    StoreError,
    audit::By,
    drafts::{Authors, Party},
};

/// Bytes of one entry as JSON. A long list of people fits; a file does not.
const ENTRY_BYTES: usize = 32 * 1024;

/// Makes and clears entries. The later entry of a field wins; what is said again stays whose it was.
pub async fn change(call: Call<ChangeDraft>) -> Answer<ChangeDraft> {
    let (app, party) = (&call.app, party(&call)?);
    let draft = live(app, call.segment(0), party).await?;
    app.space_for_rows()?;
    let bundle = app.world.bundle(&draft.procedure).ok_or(ProblemCode::ProcedureChanged)?;
    let entries = call.body.entries.iter().filter_map(|(field, value)| Some((field, value.as_ref()?)));
    fit(&bundle.procedure, entries)?;
    let now_ms = app.now().as_millisecond();
    let made =
        app.store.change_draft(&draft.id, party, now_ms, |answers, authors| make(&call.body, party, answers, authors));
    let after = made.await.map_err(over)?;
    if after.seq != draft.seq {
        app.bells.ring(&draft.id);
    }
    Ok(Reply::json(shown(&after, party)))
}

fn make(change: &DraftChange, party: Party<'_>, answers: &mut Answers, authors: &mut Authors) -> bool {
    let mut changed = false;
    for (field, value) in &change.entries {
        match value.as_ref().filter(|value| !value.is_empty()) {
            None if answers.values.contains_key(field) => {
                answers.clear(field);
                authors.remove(field);
                changed = true;
            }
            Some(value) if answers.values.get(field) != Some(value) => {
                let source = change.sources.get(field).copied().unwrap_or(Source::Typed);
                answers.fill(field, value.clone(), self::source(source));
                authors.insert(field.clone(), party.name().map(str::to_owned));
                changed = true;
            }
            _ => (),
        }
    }
    changed
}

/// Where an entry says it came from: that staff made it, is what the server knows and nobody says.
pub fn source(said: Source) -> Source {
    if said == Source::Card { Source::Card } else { Source::Typed }
}

/// Only fields of the procedure, and nothing that is too large. Whether an entry is right is asked when it is handed in.
///
/// # Errors
/// `invalid` with the fields.
pub fn fit<'a>(procedure: &Procedure, entries: impl Iterator<Item = (&'a String, &'a Value)>) -> Result<(), Refusal> {
    let misfit = |(field, value): (&String, &Value)| {
        if procedure.field(field).is_none() {
            return Some(Finding::new(field.clone(), Code::UnknownField));
        }
        let bytes = serde_json::to_vec(value).map_or(usize::MAX, |bytes| bytes.len());
        (bytes > ENTRY_BYTES).then(|| Finding::new(field.clone(), Code::TooLong))
    };
    let findings: Vec<Finding> = entries.filter_map(misfit).collect();
    if findings.is_empty() { Ok(()) } else { Err(Refusal::invalid(findings)) }
}

/// A file that an entry names, whoever of the two uploaded it; no bytes leave to staff before the view is recorded.
pub async fn file(call: Call<GetDraftFile>) -> Answer<GetDraftFile> {
    let (app, party) = (&call.app, party(&call)?);
    let draft = mine(app, call.segment(0), party).await?;
    let wanted = call.segment(1);
    if !draft.answers.pages().any(|(_, page)| page.upload == wanted) {
        return Err(ProblemCode::NotFound.into());
    }
    let mut upload = None;
    for owner in app.store.draft_owners(&draft.id).await? {
        match app.store.upload(wanted, &owner).await {
            Ok(one) => upload = Some(one),
            Err(StoreError::NotFound) => (),
            Err(error) => return Err(error.into()),
        }
    }
    let upload = upload.ok_or(ProblemCode::NotFound)?;
    if let Party::Staff(staff, _) = party {
        app.store.record_draft_view(By::staff(staff, app.now().as_millisecond()), &upload.id).await?;
    }
    let name = format!("{}-{}", draft.procedure, &upload.sha256[..8]);
    files::send(&call, upload, &name).await
}

/// Between the look and the write somebody ended it.
pub fn over(error: StoreError) -> Refusal {
    if matches!(error, StoreError::NotFound) { ProblemCode::DraftOver.into() } else { error.into() }
}
