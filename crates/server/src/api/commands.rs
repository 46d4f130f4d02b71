//! What staff decide on a dossier: a version to name, the policy, a command, events.

use super::{
    desk, matter,
    orders::{self, Order},
    submission::procedure_of,
    tracking::Decision,
};
use crate::{
    app::App,
    http::{Answer, Call, Reply, call::SignedIn},
    problem::Refusal,
};
use axum::http::header;
use motcua_contract::{
    ProblemCode,
    desk::{CommandDossier, DeskCommand},
    payments::OPEN,
};
use motcua_domain::{dossier::Actor, staff::Duty};
use motcua_storage::dossiers::Record;

pub async fn command(call: Call<CommandDossier>) -> Answer<CommandDossier> {
    let (app, staff) = (&call.app, call.staff()?);
    let record = decide(app, staff, call.segment(0), expected(&call)?, call.body.clone()).await?;
    Ok(Reply::json(desk::seen(app, &record, &staff.account.id).await?))
}

/// Decides on one dossier as this member of staff and keeps it.
///
/// # Errors
/// `not_found`, `stale`, `forbidden`, `refused`, and what is wrong with the command's content.
pub async fn decide(
    app: &App,
    staff: &SignedIn,
    id: &str,
    expected: u64,
    command: DeskCommand,
) -> Result<Record, Refusal> {
    // Until it is kept: the next copy gets the next number.
    let _one = match command {
        DeskCommand::CertifyCopy {} => Some(app.certifying.lock().await),
        _ => None,
    };
    let record = matter::open(app, staff, id, Duty::OpenDossier).await?;
    // First: what somebody else did meanwhile may be why the role does not fit any more.
    if record.dossier.version != expected {
        return Err(Refusal::at(ProblemCode::Stale, record.dossier.version));
    }
    if !matter::may(app, staff.person(), &record, command.duty(record.dossier.state)) {
        return Err(ProblemCode::Forbidden.into());
    }
    // What was paid is known by the money alone.
    if matches!(command, DeskCommand::ConfirmPayment {}) && app.store.waits_for_money(id).await? {
        return Err(Refusal::new(ProblemCode::PaymentRefused).detail(OPEN));
    }
    let approval = procedure_of(app, &record.dossier)?.approval;
    let propose_first = approval && !matter::may(app, staff.person(), &record, Duty::Approve);
    let Order { command, files } = orders::order(app, staff, &record, command).await?;
    let actor = Actor::Staff(staff.account.id.clone());
    let decision = Decision { record: &record, command, actor, files, reply: None };
    decision.keep_under(app, propose_first, staff.counter.as_deref()).await
}

/// `If-Match: "7"`: the version that the clerk saw.
fn expected(call: &Call<CommandDossier>) -> Result<u64, Refusal> {
    let text = call.header(header::IF_MATCH.as_str()).ok_or(ProblemCode::PreconditionRequired)?;
    let number = text.trim().trim_start_matches("W/").trim_matches('"').parse();
    number.map_err(|_| Refusal::new(ProblemCode::BadHeader).detail(header::IF_MATCH.as_str()))
}
