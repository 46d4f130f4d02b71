//! Drafts that desk and phone fill in together: opening, looking, closing. A draft answers to its two ends only; for
//! everybody else it is not there.

mod entries;
mod hand_in;
mod hand_off;

pub use entries::{change, file};
pub use hand_in::submit;
pub use hand_off::{join, offer};

use crate::{
    app::App,
    bells,
    http::{Answer, Call, Caller, Reply},
    limits,
    problem::Refusal,
    secrets,
};
use jiff::{SignedDuration, Timestamp};
use motcua_contract::{
    Endpoint, ProblemCode,
    drafts::{Author, BringDraft, CloseDraft, DraftList, GetDraft, ListDrafts, NewDraft, OpenDraft, SharedDraft},
};
use motcua_domain::{
    form::{Answers, Source},
    staff::Duty,
};
use motcua_storage::drafts::{self as kept, Draft, Party, Stage};
use std::time::Duration;

/// A draft that nobody touches for so long is over.
pub const IDLE: SignedDuration = SignedDuration::from_hours(24);
/// So long a look waits for a change.
const WAITS: Duration = Duration::from_secs(10);
/// Drafts in the desk's list.
const LISTED: u32 = 100;

/// Opens a draft at the desk.
pub async fn open(call: Call<OpenDraft>) -> Answer<OpenDraft> {
    let party = party(&call)?;
    let draft = make(&call.app, &call.body, party).await?;
    Ok(Reply::json(shown(&draft, party)))
}

/// Brings a draft from a phone.
pub async fn bring(call: Call<BringDraft>) -> Answer<BringDraft> {
    let party = party(&call)?;
    let (app, name) = (&call.app, format!("bring {}", call.device()?));
    app.limiter.attempt(&name, &limits::BRING, app.now()).map_err(Refusal::wait)?;
    let draft = make(app, &call.body, party).await?;
    Ok(Reply::json(shown(&draft, party)))
}

async fn make(app: &App, new: &NewDraft, party: Party<'_>) -> Result<Draft, Refusal> {
    let bundle = app.world.bundle(&new.procedure).ok_or(ProblemCode::ProcedureChanged)?;
    if bundle.procedure.code != new.procedure || bundle.procedure.version != new.version {
        return Err(ProblemCode::ProcedureChanged.into());
    }
    app.space_for_rows()?;
    let mut answers = Answers::default();
    for (field, value) in new.answers.values.iter().filter(|(_, value)| !value.is_empty()) {
        answers.fill(field, value.clone(), entries::source(new.answers.source(field)));
    }
    entries::fit(&bundle.procedure, answers.values.iter())?;
    let [high, low] = secrets::random::<2>()?;
    let draft = kept::NewDraft {
        id: &app.id()?,
        procedure: &new.procedure,
        version: &new.version.to_string(),
        by: party,
        answers: &answers,
        number: u16::from_be_bytes([high, low]) % 10_000,
        now_ms: app.now().as_millisecond(),
    };
    Ok(app.store.open_draft(&draft).await?)
}

/// What the desk has in hand.
pub async fn list(call: Call<ListDrafts>) -> Answer<ListDrafts> {
    let party = party(&call)?;
    let drafts = call.app.store.desk_drafts(oldest(&call.app), LISTED).await?;
    Ok(Reply::json(DraftList { drafts: drafts.iter().map(|draft| shown(draft, party)).collect() }))
}

/// The draft; with `?after=` once it is another than the caller has seen, or after a while as it is.
pub async fn get(call: Call<GetDraft>) -> Answer<GetDraft> {
    let (app, party) = (&call.app, party(&call)?);
    let query = call.query.as_deref().unwrap_or_default();
    let after = query.split('&').find_map(|pair| pair.strip_prefix("after=")?.parse::<u64>().ok());
    let until = tokio::time::Instant::now() + WAITS;
    loop {
        // Listening comes before looking: a change in between is heard.
        let ring = app.bells.listen(call.segment(0));
        let draft = mine(app, call.segment(0), party).await?;
        let left = until.saturating_duration_since(tokio::time::Instant::now());
        if after != Some(draft.seq) || app.stopping() || !bells::rang(ring, left).await {
            return Ok(Reply::json(shown(&draft, party)));
        }
    }
}

/// The draft that a call names, for one of its two ends.
///
/// # Errors
/// `not_found`, `draft_over`.
pub async fn opened<E: Endpoint>(call: &Call<E>) -> Result<Draft, Refusal> {
    mine(&call.app, call.segment(0), party(call)?).await
}

/// Ends it for both; the phone keeps what it holds itself.
pub async fn close(call: Call<CloseDraft>) -> Answer<CloseDraft> {
    let (app, party) = (&call.app, party(&call)?);
    let draft = found(app, call.segment(0), party).await?;
    if draft.stage == Stage::HandedIn {
        return Err(ProblemCode::DraftOver.into());
    }
    app.store.close_draft(&draft.id).await?;
    app.bells.ring(&draft.id);
    Ok(Reply::empty())
}

/// Which end calls. Staff need to be somebody who fills in: their uploads may be about something else.
fn party<E: Endpoint>(call: &Call<E>) -> Result<Party<'_>, Refusal> {
    match &call.caller {
        Caller::Device(id) => Ok(Party::Device(id)),
        Caller::Staff(staff) if staff.account.must_change => Err(ProblemCode::PasswordToChange.into()),
        Caller::Staff(staff) if staff.person().has(Duty::FillIn) => {
            Ok(Party::Staff(&staff.account.id, &staff.account.name))
        }
        Caller::Staff(_) => Err(ProblemCode::Forbidden.into()),
        Caller::Anybody | Caller::Holder(_) => Err(Refusal::internal("no party")),
    }
}

/// A draft of this party, also one that is over. The desk is one party: any of its clerks may go on.
async fn found(app: &App, id: &str, party: Party<'_>) -> Result<Draft, Refusal> {
    let draft = app.store.draft(id).await?.ok_or(ProblemCode::NotFound)?;
    let takes_part = match party {
        Party::Device(device) => draft.device.as_deref() == Some(device),
        Party::Staff(..) => draft.desk,
    };
    if takes_part { Ok(draft) } else { Err(ProblemCode::NotFound.into()) }
}

/// A draft of this party that is open or was handed in.
async fn mine(app: &App, id: &str, party: Party<'_>) -> Result<Draft, Refusal> {
    let draft = found(app, id, party).await?;
    let idle = draft.stage == Stage::Open && draft.touched_ms < oldest(app);
    if idle || draft.stage == Stage::Closed { Err(ProblemCode::DraftOver.into()) } else { Ok(draft) }
}

/// A draft of this party that can still change.
async fn live(app: &App, id: &str, party: Party<'_>) -> Result<Draft, Refusal> {
    let draft = mine(app, id, party).await?;
    if draft.stage == Stage::Open { Ok(draft) } else { Err(ProblemCode::DraftOver.into()) }
}

/// What was touched last before this (Unix milliseconds) is over.
#[must_use]
pub fn oldest(app: &App) -> i64 {
    app.now().as_millisecond() - ms(IDLE)
}

fn ms(time: SignedDuration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}

/// The draft as this end may see it.
fn shown(draft: &Draft, party: Party<'_>) -> SharedDraft {
    let author = |name: &Option<String>| name.clone().map_or(Author::Citizen, |name| Author::Staff { name });
    SharedDraft {
        id: draft.id.clone(),
        procedure: draft.procedure.clone(),
        version: draft.version.parse().unwrap_or_default(),
        answers: draft.answers.clone(),
        authors: draft.authors.iter().map(|(field, name)| (field.clone(), author(name))).collect(),
        seq: draft.seq,
        number: format!("{:02} {:02}", draft.number / 100, draft.number % 100),
        staff: draft.staff.clone().filter(|_| draft.desk),
        phone: draft.device.is_some(),
        opened_by: author(&draft.opened_by),
        expires_at: Timestamp::from_millisecond(draft.touched_ms.saturating_add(ms(IDLE))).unwrap_or(Timestamp::MAX),
        submission: draft.submission.clone(),
        dossier: draft.dossier.clone().filter(|_| matches!(party, Party::Staff(..))),
        code: draft.code.clone(),
    }
}

/// The answers as they are handed in: what staff entered, says so.
fn marked(draft: &Draft) -> Answers {
    let mut answers = draft.answers.clone();
    for field in draft.authors.iter().filter(|(_, name)| name.is_some()).map(|(field, _)| field) {
        if answers.values.contains_key(field) {
            answers.sources.insert(field.clone(), Source::Staff);
        }
    }
    answers
}
