//! The policy table applied to one dossier: what a member of staff may not see is not there for them.

use crate::{app::App, http::call::SignedIn, problem::Refusal};
use motcua_contract::ProblemCode;
use motcua_domain::staff::{Duty, Matter, Person};
use motcua_storage::dossiers::Record;

/// A dossier as the policy sees it, for this account.
#[must_use]
pub fn matter<'a>(app: &'a App, record: &'a Record, account: &str) -> Matter<'a> {
    let dossier = &record.dossier;
    Matter {
        field: app.world.bundle(&dossier.procedure).map_or("", |bundle| bundle.procedure.field.as_str()),
        assignee: dossier.assignee.as_deref(),
        asked: dossier.opinions.iter().any(|opinion| opinion.of == account),
    }
}

/// Whether somebody may do this to this dossier.
#[must_use]
pub fn may(app: &App, person: Person<'_>, record: &Record, duty: Duty) -> bool {
    person.may(duty, matter(app, record, person.id))
}

/// The dossier with this id, for somebody who may do this to it.
///
/// # Errors
/// `not_found` when there is none or it is none of theirs (the same answer), `forbidden` when they see it and their role
/// does not go so far.
pub async fn open(app: &App, staff: &SignedIn, id: &str, duty: Duty) -> Result<Record, Refusal> {
    let record = app.store.by_id(id).await?.ok_or(ProblemCode::NotFound)?;
    let person = staff.person();
    if !may(app, person, &record, Duty::OpenDossier) {
        return Err(ProblemCode::NotFound.into());
    }
    if !may(app, person, &record, duty) {
        return Err(ProblemCode::Forbidden.into());
    }
    Ok(record)
}
