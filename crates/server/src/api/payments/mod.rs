//! Requests for the fees of dossiers: asked, shown, paid at the desk, withdrawn, given back. When all of it came, a dossier that
//! waited goes on by itself.

pub mod bank;
pub mod cashbook;
pub mod cashbook_file;
pub mod movements;
pub mod statement;
mod view;

use super::{asked, matter, submission::procedure_of, tracking::Decision};
use crate::{
    app::App,
    http::{Answer, Call, Reply, call::SignedIn},
    problem::Refusal,
};
use jiff::Timestamp;
use motcua_contract::{
    ProblemCode,
    payments::{
        self as contract, AMOUNT_UNKNOWN, ActOnPayment, AskPayment, DOSSIER_OVER, DeskPayment, DossierPayments,
        GetPayment, ListDossierPayments, ListPayments, PaymentAct, Payments,
    },
};
use motcua_domain::{
    code::{Code, Finding},
    dossier::{Actor, Command, State, decide::UNDO_WITHIN},
    dossier_code::DossierCode,
    fee,
    payment::{self, Event, Line, Means, Receipt},
    staff::Duty,
    text::nfc,
};
use motcua_storage::{
    StoreError,
    audit::By,
    dossiers::Record,
    payments::{Kept, NewPayment, Wanted},
};
use serde::Deserialize;

/// Dossiers of one request.
const MOST: usize = 20;
/// Requests of one list.
const LISTED: u32 = 200;
/// Characters of a receipt's number.
const NUMBER: usize = 40;
/// In front of the numbers of the desk's receipts and refunds, so that none is taken for a number of the bank.
const RECEIPT: &str = "BL ";
const REFUND: &str = "PC ";

/// A refusal that concerns a request, by its stable code.
#[must_use]
pub fn refused(code: &str) -> Refusal {
    Refusal::new(ProblemCode::PaymentRefused).detail(code)
}

/// Nothing is asked any more of what was not taken in or stopped.
const fn over(state: State) -> bool {
    matches!(state, State::Refused | State::Stopped | State::Draft)
}

fn code_of(record: &Record) -> Result<DossierCode, Refusal> {
    record.dossier.code.clone().ok_or_else(|| Refusal::internal("a dossier without a code"))
}

/// What a dossier is asked for; `amount` is what a clerk says instead of the procedure.
fn fees(app: &App, record: &Record, amount: Option<u64>) -> Result<Vec<Line>, Refusal> {
    let procedure = procedure_of(app, &record.dossier)?;
    let lines = payment::lines(&code_of(record)?, procedure, &record.dossier.answers, amount);
    lines.ok_or_else(|| refused(AMOUNT_UNKNOWN))
}

/// The request that goes with a dossier's waiting for money; none where it was asked for already.
///
/// # Errors
/// `payment_already_asked` when another amount was.
pub async fn asked_with(app: &App, record: &Record, amount: u64) -> Result<Option<NewPayment>, Refusal> {
    let code = code_of(record)?;
    let open = app.store.payments_of(&record.row.id).await?.into_iter().find(view::is_open);
    if let Some(kept) = open {
        let same = u64::try_from(view::own(&kept, &code)) == Ok(amount);
        return if same { Ok(None) } else { Err(payment::Refusal::AlreadyAsked.into()) };
    }
    Ok(Some(NewPayment {
        id: app.id()?,
        dossiers: vec![(record.row.id.clone(), code)],
        lines: fees(app, record, Some(amount))?,
        until: None,
        at_desk: false,
    }))
}

/// The requests for a dossier, as the holder of its receipt sees them.
///
/// # Errors
/// When the database cannot.
pub async fn of_citizen(app: &App, record: &Record) -> Result<Vec<contract::Payment>, Refusal> {
    let code = code_of(record)?;
    let kept = app.store.payments_of(&record.row.id).await?;
    let ended = over(record.dossier.state);
    let told = |kept: &&Kept| {
        let moved = kept.ledger.held() > 0 || kept.ledger.refunds().next().is_some();
        moved || (!ended && kept.ledger.state() != Some(payment::State::Withdrawn))
    };
    Ok(kept.iter().filter(told).map(|kept| view::payment(app, kept, Some(&code))).collect())
}

pub async fn of_dossier(call: Call<ListDossierPayments>) -> Answer<ListDossierPayments> {
    let (app, staff) = (&call.app, call.staff()?);
    let record = matter::open(app, staff, call.segment(0), Duty::OpenDossier).await?;
    let procedure = procedure_of(app, &record.dossier)?;
    let (applying, total) = fee::total(&procedure.fees, &record.dossier.answers);
    let code = code_of(&record)?;
    let lines = payment::lines(&code, procedure, &record.dossier.answers, None).unwrap_or_default();
    let payments = app.store.payments_of(&record.row.id).await?;
    Ok(Reply::json(DossierPayments {
        fee: total,
        unconfirmed: applying.iter().any(|(fee, _)| fee.unconfirmed),
        lines: lines.iter().map(view::line).collect(),
        account: app.world.payment.receiver.is_some(),
        payments: payments.iter().map(|kept| view::desk(app, staff, kept, Some(&code))).collect(),
    }))
}

pub async fn ask(call: Call<AskPayment>) -> Answer<AskPayment> {
    let (app, staff) = (&call.app, call.staff()?);
    let wrong = |code| Err(Refusal::invalid(vec![Finding::new("dossiers", code)]));
    match call.body.dossiers.len() {
        0 => return wrong(Code::TooFew),
        1..=MOST => {}
        _ => return wrong(Code::TooMany),
    }
    let mut new = NewPayment {
        id: app.id()?,
        dossiers: Vec::new(),
        lines: Vec::new(),
        until: call.body.until,
        at_desk: call.body.at_desk,
    };
    for asked in &call.body.dossiers {
        let Ok(code) = DossierCode::parse(&asked.code) else { return Err(ProblemCode::NotFound.into()) };
        let record = app.store.by_code(code.as_str()).await?.ok_or(ProblemCode::NotFound)?;
        if !matter::may(app, staff.person(), &record, Duty::OpenDossier) {
            return Err(ProblemCode::NotFound.into());
        }
        if over(record.dossier.state) {
            return Err(refused(DOSSIER_OVER));
        }
        if new.dossiers.iter().any(|(id, _)| *id == record.row.id) {
            return wrong(Code::MustDiffer);
        }
        new.lines.extend(fees(app, &record, asked.amount)?);
        new.dossiers.push((record.row.id.clone(), code_of(&record)?));
    }
    app.store.ask_payment(&new, By::staff(&staff.account.id, app.now().as_millisecond())).await?;
    one(app, staff, &new.id).await.map(Reply::json)
}

/// A request as it is now.
async fn one(app: &App, staff: &SignedIn, id: &str) -> Result<DeskPayment, Refusal> {
    let kept = app.store.payment(id).await?.ok_or(ProblemCode::NotFound)?;
    Ok(view::desk(app, staff, &kept, None))
}

pub async fn get(call: Call<GetPayment>) -> Answer<GetPayment> {
    one(&call.app, call.staff()?, call.segment(0)).await.map(Reply::json)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    state: Option<String>,
    q: String,
}

pub async fn list(call: Call<ListPayments>) -> Answer<ListPayments> {
    let (app, staff) = (&call.app, call.staff()?);
    let asked: Asked = asked::query(call.query.as_deref())?;
    let states = match asked.state.as_deref() {
        None => Vec::new(),
        Some(word) => {
            vec![payment::State::parse(word).ok_or_else(|| Refusal::new(ProblemCode::BadBody).detail("state"))?]
        }
    };
    let text: String = payment::squeeze(&asked.q).chars().take(NUMBER).collect();
    let (kept, counts) = app.store.payments(&Wanted { states, text, limit: LISTED }).await?;
    let payments = kept.iter().map(|kept| view::desk(app, staff, kept, None)).collect();
    Ok(Reply::json(Payments { payments, counts: counts.into_iter().collect() }))
}

pub async fn act(call: Call<ActOnPayment>) -> Answer<ActOnPayment> {
    let (app, staff, id) = (&call.app, call.staff()?, call.segment(0));
    let kept = app.store.payment(id).await?.ok_or(ProblemCode::NotFound)?;
    let day = app.local_now().date();
    let came = |amount: i64, receipt: &str, means| -> Result<Event, Refusal> {
        Ok(Event::Received(Receipt { reference: number(RECEIPT, receipt)?, amount, day, means }))
    };
    let command = match &call.body {
        PaymentAct::Cash { amount, receipt } => came(*amount, receipt, Means::Cash)?,
        PaymentAct::Transfer { amount, receipt } => came(*amount, receipt, Means::Transfer)?,
        PaymentAct::AtDesk {} => Event::AtDesk,
        PaymentAct::Withdraw {} => Event::Withdrawn,
        PaymentAct::TakeBack { reference } => {
            if !may_take_back(&kept, reference, &staff.account.id, app.now()) {
                return Err(payment::Refusal::ReferenceUnknown.into());
            }
            Event::Released { reference: reference.clone() }
        }
        PaymentAct::Refund { amount, receipt } => {
            if !staff.person().has(Duty::Refund) {
                return Err(ProblemCode::Forbidden.into());
            }
            Event::Refunded { reference: number(REFUND, receipt)?, amount: *amount, day }
        }
    };
    app.store.act_on_payment(id, &command, By::staff(&staff.account.id, app.now().as_millisecond())).await?;
    resume(app).await?;
    one(app, staff, id).await.map(Reply::json)
}

/// The number of a receipt as it is kept.
fn number(head: &str, text: &str) -> Result<String, Refusal> {
    let text = nfc(text);
    if text.is_empty() || text.chars().count() > NUMBER {
        return Err(payment::Refusal::Reference.into());
    }
    Ok([head, &text].concat())
}

/// Whether somebody may say that a receipt was a mistake: their own, soon after.
pub(super) fn may_take_back(kept: &Kept, reference: &str, staff: &str, now: Timestamp) -> bool {
    let there = kept.ledger.counted().any(|receipt| receipt.reference == reference && receipt.means.by_clerk());
    let noted = kept
        .events
        .iter()
        .rev()
        .find(|noted| matches!(&noted.event, Event::Received(receipt) if receipt.reference == reference));
    there
        && noted.is_some_and(|noted| {
            let at = Timestamp::from_millisecond(noted.at_ms).unwrap_or_default();
            noted.staff.as_deref() == Some(staff) && now.duration_since(at) <= UNDO_WITHIN
        })
}

/// Lets every dossier go on whose fee came meanwhile; says how many. Also where the process ended between the two.
///
/// # Errors
/// When the database cannot.
pub async fn resume(app: &App) -> Result<u32, Refusal> {
    let mut count = 0;
    for (id, staff) in app.store.paid_and_waiting().await? {
        let Some(record) = app.store.by_id(&id).await? else { continue };
        let actor = staff.map_or(Actor::System, Actor::Staff);
        let command = Command::ConfirmPayment;
        match (Decision { record: &record, command, actor, files: None, reply: None }).keep(app).await {
            Ok(_) => count += 1,
            // Somebody was quicker: the next run sees what became of it.
            Err(refusal) if matches!(refusal.problem.code, ProblemCode::Stale | ProblemCode::Refused) => {}
            Err(refusal) => return Err(refusal),
        }
    }
    Ok(count)
}

/// The numbers of lines that cannot be read go along as findings.
impl From<payment::statement::StatementError> for Refusal {
    fn from(error: payment::statement::StatementError) -> Self {
        use payment::statement::{StatementError, Wrong};
        let code = |detail| Self::new(ProblemCode::StatementRefused).detail(detail);
        match error {
            StatementError::NoTable => code("statement_unreadable"),
            StatementError::TooLong => code("statement_too_long"),
            StatementError::Lines(lines) => {
                let mut refusal = code("statement_lines");
                let finding = |(line, wrong): (u64, Wrong)| {
                    let code = if wrong == Wrong::Date { Code::BadDate } else { Code::NotANumber };
                    Finding::new(line.to_string(), code)
                };
                refusal.problem.findings = lines.into_iter().map(finding).collect();
                refusal
            }
        }
    }
}

/// The request with this text, or of the dossier with this code.
///
/// # Errors
/// `payment_unknown` when there is none, or not exactly one of a dossier that waits for money.
pub(super) async fn by_text(app: &App, text: &str) -> Result<payment::TransferText, Refusal> {
    let unknown = || refused(contract::UNKNOWN);
    if let Ok(text) = payment::TransferText::parse(text) {
        let kept = app.store.payment_by_text(&text.key()).await?.ok_or_else(unknown)?;
        return kept.ledger.text().cloned().ok_or_else(unknown);
    }
    let code = DossierCode::parse(text).map_err(|_| unknown())?;
    let record = app.store.by_code(code.as_str()).await?.ok_or_else(unknown)?;
    let all = app.store.payments_of(&record.row.id).await?;
    let open: Vec<&Kept> = all.iter().filter(|kept| view::is_open(kept)).collect();
    let only = match (open.as_slice(), all.as_slice()) {
        ([only], _) => only,
        ([], [only]) => only,
        _ => return Err(unknown()),
    };
    only.ledger.text().cloned().ok_or_else(|| StoreError::Broken("no text".to_owned()).into())
}
