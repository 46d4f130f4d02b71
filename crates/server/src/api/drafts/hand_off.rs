//! One-time codes: how the other end joins. 160 bits, five minutes, once; only a hash is kept.

use super::{entries::over, live, ms, party, shown};
use crate::{
    http::{Answer, Call, Reply},
    limits,
    problem::Refusal,
    secrets,
};
use jiff::SignedDuration;
use motcua_contract::{
    ProblemCode,
    drafts::{JoinDraft, Offer, OfferDraft},
};
use motcua_storage::drafts::{NewCode, Party, Taken};

/// So long a code can be scanned.
const LASTS: SignedDuration = SignedDuration::from_mins(5);
/// Where the code's link leads.
const JOIN: &str = "/noi";

/// A new code; codes of this draft that nobody used end.
pub async fn offer(call: Call<OfferDraft>) -> Answer<OfferDraft> {
    let (app, party) = (&call.app, party(&call)?);
    let draft = live(app, call.segment(0), party).await?;
    app.space_for_rows()?;
    let code = secrets::base64url(&secrets::random::<20>()?);
    let now = app.now();
    let expires_at = now.checked_add(LASTS).map_err(Refusal::internal)?;
    let new = NewCode {
        draft: &draft.id,
        hash: &secrets::sha256_hex(code.as_bytes()),
        by: party,
        expires_ms: now.as_millisecond() + ms(LASTS),
        now_ms: now.as_millisecond(),
    };
    let draft = app.store.offer_draft(&new).await.map_err(over)?;
    let link = format!("{}{JOIN}#{code}", app.world.office.public_url);
    Ok(Reply::json(Offer { link, code, number: shown(&draft, party).number, expires_at }))
}

/// Joins by a code. Wrong ones are counted; nobody guesses 160 bits, but nobody should try either.
pub async fn join(call: Call<JoinDraft>) -> Answer<JoinDraft> {
    let (app, party) = (&call.app, party(&call)?);
    let who = match party {
        Party::Device(id) | Party::Staff(id, _) => format!("join {id}"),
    };
    app.limiter.attempt(&who, &limits::JOIN, app.now()).map_err(Refusal::wait)?;
    let hash = secrets::sha256_hex(call.body.code.trim().as_bytes());
    match app.store.take_draft(&hash, party, app.now().as_millisecond()).await? {
        Taken::Joined(draft) => {
            app.limiter.forgive(&who);
            app.bells.ring(&draft.id);
            Ok(Reply::json(shown(&draft, party)))
        }
        Taken::Expired => Err(ProblemCode::HandOffExpired.into()),
        Taken::Used => Err(ProblemCode::HandOffUsed.into()),
    }
}
