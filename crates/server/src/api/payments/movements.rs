//! Movements of the bank that a person decides on: what did not match is booked by hand, or set aside as none of ours; both can
//! be taken back.

use super::{by_text, refused, resume};
use crate::{
    api::asked,
    app::App,
    http::{Answer, Call, Reply},
    problem::Refusal,
};
use motcua_contract::{
    ProblemCode,
    payments::{ActOnMovement, Guess, ListMovements, Movement, MovementAct, Movements},
};
use motcua_domain::payment::{Book, Match, Means, State, TransferText};
use motcua_storage::{
    audit::By,
    movements::{self, Ruling},
};
use serde::Deserialize;

/// Movements of one list.
const LISTED: u32 = 200;
/// Requests that are offered for one movement.
const GUESSES: usize = 5;
const STATES: [&str; 4] = ["open", "matched", "foreign", "reversed"];

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: Option<String>,
}

pub async fn list(call: Call<ListMovements>) -> Answer<ListMovements> {
    let app = &call.app;
    let asked: Asked = asked::query(call.query.as_deref())?;
    let state = asked.state.as_deref().unwrap_or("open");
    if !STATES.contains(&state) {
        return Err(Refusal::new(ProblemCode::BadBody).detail("state"));
    }
    let book = app.store.payment_book().await?;
    let mut movements = Vec::new();
    for kept in app.store.movements(state, LISTED).await? {
        movements.push(view(app, &book, kept).await?);
    }
    let (open, _) = app.store.open_money(None).await?;
    Ok(Reply::json(Movements { movements, open }))
}

pub async fn act(call: Call<ActOnMovement>) -> Answer<ActOnMovement> {
    let (app, staff, reference) = (&call.app, call.staff()?, call.segment(0));
    let kept = app.store.movement(reference).await?.ok_or(ProblemCode::NotFound)?;
    let ruling = match &call.body {
        MovementAct::Assign { text } => Ruling::Pays(by_text(app, text).await?),
        // A receipt of the desk is taken back where it was given, by who gave it.
        MovementAct::Release {} if means(&kept).is_some_and(Means::by_clerk) => {
            return Err(refused("payment_reference_unknown"));
        }
        MovementAct::Release {} => Ruling::Release,
        MovementAct::NotOurs {} => Ruling::NotOurs,
        MovementAct::Ours {} => Ruling::Ours,
        MovementAct::Seen {} => Ruling::Seen,
    };
    let by = By::staff(&staff.account.id, app.now().as_millisecond());
    app.store.rule_on_movement(reference, &ruling, by).await?;
    resume(app).await?;
    let book = app.store.payment_book().await?;
    let kept = app.store.movement(reference).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Reply::json(view(app, &book, kept).await?))
}

fn means(kept: &movements::Movement) -> Option<Means> {
    Means::ALL.into_iter().find(|means| means.as_str() == kept.means)
}

async fn view(app: &App, book: &Book, kept: movements::Movement) -> Result<Movement, Refusal> {
    let wrong = || Refusal::internal("a movement that cannot be read");
    let guesses = if kept.state == "open" { guesses(app, book, &kept.text).await? } else { Vec::new() };
    let payment = match &kept.payment {
        Some(id) => app.store.payment(id).await?.and_then(|one| one.ledger.text().map(ToString::to_string)),
        None => None,
    };
    Ok(Movement {
        amount: kept.amount,
        day: kept.day.parse().map_err(|_| wrong())?,
        means: means(&kept).ok_or_else(wrong)?,
        reference: kept.reference,
        text: kept.text,
        state: kept.state,
        why: kept.why,
        guesses,
        payment,
        by_hand: kept.by_hand,
        conflict: kept.conflict,
    })
}

/// Requests that a text may mean, those that wait for money first.
async fn guesses(app: &App, book: &Book, text: &str) -> Result<Vec<Guess>, Refusal> {
    let texts: Vec<TransferText> = match book.find(text) {
        Match::One(one) => vec![one],
        Match::Several(several) | Match::Damaged(several) => several,
        Match::None => Vec::new(),
    };
    let mut guesses = Vec::new();
    for text in texts.into_iter().take(4 * GUESSES) {
        if let Some(kept) = app.store.payment_by_text(&text.key()).await? {
            let state = kept.ledger.state().unwrap_or(State::Asked);
            // As it was written for people; the book only knows its letters and digits.
            let text = kept.ledger.text().unwrap_or(&text).to_string();
            guesses.push(Guess { text, state, missing: kept.ledger.missing() });
        }
    }
    guesses.sort_by_key(|guess| !guess.state.open());
    guesses.truncate(GUESSES);
    Ok(guesses)
}
