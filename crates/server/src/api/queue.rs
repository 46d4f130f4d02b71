//! The queue of the day: the desk gives out tickets and calls them; the screen and the phone follow without signing in.

use crate::{
    app::App,
    http::{Answer, Call, Reply},
    problem::Refusal,
    secrets,
};
use motcua_contract::{
    Endpoint, IDEMPOTENCY_HEADER, ProblemCode,
    queue::{
        ActOnTicket, Call as ScreenCall, CallTicket, Called, FollowTicket, GetQueue, GetScreen, IssueTicket, Queue,
        Screen, Ticket, TicketAct, TicketState,
    },
};
use motcua_storage::queue::{NewQueueTicket, QueueAct, QueueCall, QueueDay, QueueOutcome, QueueTicket, Standing};

/// Calls on the public screen.
const CALLS_SHOWN: usize = 8;
/// Numbers that wait, on the public screen.
const NEXT_SHOWN: usize = 12;
/// Characters of a counter's name.
const COUNTER_LONGEST: usize = 40;

/// Today at the office: numbers are counted anew every day.
fn today(app: &App) -> String {
    app.local_now().date().to_string()
}

fn counter(name: &str) -> Result<&str, Refusal> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > COUNTER_LONGEST || name.contains(char::is_control) {
        return Err(Refusal::new(ProblemCode::BadBody).detail("counter"));
    }
    Ok(name)
}

/// A repeated request is recognised where the caller names it.
fn key<E: Endpoint>(call: &Call<E>) -> Result<Option<String>, Refusal> {
    call.header(IDEMPOTENCY_HEADER).is_some().then(|| call.idempotency_key()).transpose()
}

pub async fn issue(call: Call<IssueTicket>) -> Answer<IssueTicket> {
    let app = &call.app;
    app.space_for_rows()?;
    let procedure = match call.body.procedure.as_deref() {
        None => None,
        Some(code) => {
            let bundle =
                app.world.bundle(code).ok_or_else(|| Refusal::new(ProblemCode::BadBody).detail("procedure"))?;
            Some(bundle.procedure.code.as_str())
        }
    };
    let (key, day) = (key(&call)?, today(app));
    // Whoever holds it may follow it: it cannot be guessed, and is short enough for a small QR code.
    let id = secrets::base64url(&secrets::random::<12>()?);
    let new = NewQueueTicket {
        id: &id,
        day: &day,
        priority: call.body.priority,
        procedure,
        key: key.as_deref(),
        now_ms: app.now().as_millisecond(),
    };
    let issued = app.store.issue_ticket(new).await?;
    Ok(Reply::json(shown(&app.store.queue(&day).await?, &issued)))
}

pub async fn queue(call: Call<GetQueue>) -> Answer<GetQueue> {
    let app = &call.app;
    let day = app.store.queue(&today(app)).await?;
    let all = |tickets: Vec<&QueueTicket>| tickets.into_iter().map(|ticket| shown(&day, ticket)).collect();
    let mut counters = app.world.counters.clone();
    for name in day.tickets.iter().filter_map(|ticket| ticket.counter.as_ref()) {
        if !counters.contains(name) {
            counters.push(name.clone());
        }
    }
    Ok(Reply::json(Queue {
        waiting: all(day.waiting()),
        called: all(day.called()),
        skipped: all(day.of(Standing::Skipped).collect()),
        done: count(day.of(Standing::Done).count()),
        median_wait: day.median_wait(),
        counters,
        version: day.version,
    }))
}

pub async fn call_next(call: Call<CallTicket>) -> Answer<CallTicket> {
    let app = &call.app;
    let (key, day) = (key(&call)?, today(app));
    let asked = QueueCall {
        day: &day,
        counter: counter(&call.body.counter)?,
        ticket: call.body.ticket.as_deref(),
        key: key.as_deref(),
        now_ms: app.now().as_millisecond(),
    };
    let ticket = match app.store.call_ticket(asked).await? {
        QueueOutcome::Ticket(ticket) => Some(shown(&app.store.queue(&day).await?, &ticket)),
        QueueOutcome::Nobody => None,
        QueueOutcome::Taken => return Err(ProblemCode::TicketTaken.into()),
    };
    Ok(Reply::json(Called { ticket }))
}

pub async fn act(call: Call<ActOnTicket>) -> Answer<ActOnTicket> {
    let app = &call.app;
    let act = match &call.body {
        TicketAct::Recall {} => QueueAct::Recall,
        TicketAct::Skip {} => QueueAct::Skip,
        TicketAct::Transfer { counter: to } => QueueAct::Transfer { counter: counter(to)? },
        TicketAct::Finish {} => QueueAct::Finish,
    };
    let day = today(app);
    match app.store.act_on_ticket(call.segment(0), act, &day, app.now().as_millisecond()).await? {
        QueueOutcome::Ticket(ticket) => Ok(Reply::json(shown(&app.store.queue(&day).await?, &ticket))),
        QueueOutcome::Nobody | QueueOutcome::Taken => Err(ProblemCode::TicketTaken.into()),
    }
}

pub async fn screen(call: Call<GetScreen>) -> Answer<GetScreen> {
    let app = &call.app;
    let day = app.store.queue(&today(app)).await?;
    let (waiting, called) = (day.waiting(), day.called());
    let calls = called.into_iter().take(CALLS_SHOWN).map(|ticket| ScreenCall {
        number: number(ticket),
        counter: ticket.counter.clone().unwrap_or_default(),
        calls: ticket.calls,
    });
    // The same for everybody: a screen that asks every two seconds mostly hears "not modified".
    Ok(Reply::Shared(Screen {
        calls: calls.collect(),
        next: waiting.iter().take(NEXT_SHOWN).map(|ticket| number(ticket)).collect(),
        waiting: count(waiting.len()),
        median_wait: day.median_wait(),
        version: day.version,
    }))
}

/// A ticket of another day is as unknown as one that never was.
pub async fn follow(call: Call<FollowTicket>) -> Answer<FollowTicket> {
    let day = call.app.store.queue(&today(&call.app)).await?;
    let ticket = day.tickets.iter().find(|ticket| ticket.id == call.segment(0)).ok_or(ProblemCode::NotFound)?;
    Ok(Reply::json(shown(&day, ticket)))
}

fn number(ticket: &QueueTicket) -> String {
    format!("{:03}", ticket.number)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn shown(day: &QueueDay, ticket: &QueueTicket) -> Ticket {
    let moment = |ms| jiff::Timestamp::from_millisecond(ms).unwrap_or_default();
    Ticket {
        id: ticket.id.clone(),
        number: number(ticket),
        state: match ticket.standing {
            Standing::Waiting => TicketState::Waiting,
            Standing::Called => TicketState::Called,
            Standing::Done => TicketState::Done,
            Standing::Skipped => TicketState::Skipped,
        },
        procedure: ticket.procedure.clone(),
        counter: ticket.counter.clone(),
        ahead: day.ahead(ticket),
        calls: ticket.calls,
        issued_at: moment(ticket.issued_ms),
        called_at: ticket.called_ms.map(moment),
    }
}
