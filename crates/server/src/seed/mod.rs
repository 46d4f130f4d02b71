//! Made-up dossiers for a demonstration, in every state, made by the same code as real ones: checked, decided, kept.

mod papers;

use crate::{
    api::{submission, tracking::Decision},
    app::{App, Policy},
    clock::{Clock, ManualClock},
    demo,
    problem::Refusal,
    secrets,
    world::World,
};
use jiff::{SignedDuration, Timestamp, tz};
use motcua_contract::{dossiers::Submission, limits};
use motcua_domain::{
    dossier::{Actor, Command, Fault, FileRef, Reason, ReturnWay, State},
    example::{self, Example},
    form::{Answers, PageRef, Value},
    procedure::Procedure,
};
use motcua_storage::{
    Store,
    dossiers::{Record, Submitted},
    uploads::{NewUpload, Owner, Quota, Stored},
};
use serde::Deserialize;
use std::{error::Error, sync::Arc};

/// How far back the oldest dossier lies.
const DAYS: i64 = 20;
/// The field that a made-up clerk asks about; every procedure has it.
const PHONE: &str = "requester_phone";

/// What became of the dossiers, from the oldest to the newest.
const FATES: [State; 14] = [
    State::Returned,
    State::Returned,
    State::Refused,
    State::Done,
    State::Stopped,
    State::Processing,
    State::SupplementRequested,
    State::PaymentRequested,
    State::Processing,
    State::WithdrawalRequested,
    State::Received,
    State::SupplementRequested,
    State::Submitted,
    State::Submitted,
];

#[derive(Deserialize)]
struct Sentences {
    supplement_field: String,
    supplement_paper: String,
    supplement_note: String,
    refused: String,
    withdrawal: String,
    stopped: String,
}

struct Seeder {
    app: App,
    clock: Arc<ManualClock>,
    device: String,
    clerk: String,
    words: Sentences,
}

/// Makes so many dossiers, unless there are as many already; says how many were made.
///
/// # Errors
/// When something cannot be kept, or a made-up dossier is refused: then the rules and the examples disagree.
pub async fn fill(store: Store, world: World, policy: Policy, count: u32) -> Result<u32, Box<dyn Error>> {
    let there = u32::try_from(store.dossier_count().await?).unwrap_or(u32::MAX);
    if there >= count {
        return Ok(0);
    }
    let now = Timestamp::now();
    let accounts = demo::prepare(&store, now).await?;
    let first = accounts.first().ok_or("no demo account")?;
    let clerk = store.account_by_user(&first.user).await?.ok_or("no demo account")?.id;
    let clock = Arc::new(ManualClock::new(now));
    let device = secrets::new_id(now)?;
    store.add_device(&device, &secrets::sha256_hex(secrets::new_token()?.as_bytes()), now.as_millisecond()).await?;
    let shared: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
    let app = App::new(store, world, shared, policy)?;
    let seeder =
        Seeder { app, clock, device, clerk, words: toml::from_str(include_str!("../../demo/sentences.toml"))? };
    for number in there..count {
        seeder.dossier(number, count, now).await.map_err(|refusal| {
            format!(
                "dossier {number}: {} {:?} {:?}",
                refusal.problem.code.as_str(),
                refusal.problem.findings,
                refusal.cause
            )
        })?;
    }
    Ok(count - there)
}

impl Seeder {
    async fn dossier(&self, number: u32, count: u32, now: Timestamp) -> Result<(), Refusal> {
        let handed_in = moment(number, count, now);
        self.clock.set(handed_in);
        let procedures: Vec<&Procedure> = self.app.world.procedures.iter().map(|bundle| &bundle.procedure).collect();
        let procedure = *procedures
            .get(number as usize % procedures.len().max(1))
            .ok_or_else(|| Refusal::internal("no procedure"))?;
        // Every third case answers yes where it can: more papers, another time.
        let yes: Vec<(&str, bool)> =
            procedure.questions.iter().take(1).map(|q| (q.id.as_str(), number.is_multiple_of(3))).collect();
        let today = self.app.local_now().date();
        let mut answers =
            example::answers(&Example { procedure, case: &yes, today, number, optional: number.is_multiple_of(2) });
        self.papers(&mut answers, number).await?;
        let submission = Submission {
            procedure: procedure.code.clone(),
            version: procedure.version,
            answers,
            notice: "1".to_owned(),
            language: "vi".to_owned(),
        };
        let key = self.app.id()?;
        let record = match submission::hand_in(&self.app, &submission, &key, &self.device, key.clone()).await? {
            Submitted::New(record) | Submitted::Repeated(record) => *record,
        };
        let fate = FATES[(number as usize * FATES.len() / count.max(1) as usize).min(FATES.len() - 1)];
        let commands = self.way_to(fate, &record, number);
        let pause = (now.duration_since(handed_in) / (i32::try_from(commands.len()).unwrap_or(0) + 1))
            .min(SignedDuration::from_hours(20));
        let mut record = record;
        for command in commands {
            self.clock.advance(pause);
            record = self.decide(&record, command, number).await?;
        }
        Ok(())
    }

    /// The commands that lead to a state.
    fn way_to(&self, fate: State, record: &Record, number: u32) -> Vec<Command> {
        let amount = 8_000 + 1_000 * u64::from(number % 5);
        let words = &self.words;
        match fate {
            State::Received => vec![Command::Receive],
            State::Processing => vec![Command::Receive, Command::StartProcessing],
            State::Refused => vec![Command::Refuse { reason: words.refused.clone() }],
            State::SupplementRequested => vec![self.ask(record)],
            State::PaymentRequested => vec![Command::Receive, Command::RequestPayment { amount }],
            State::WithdrawalRequested => vec![Command::RequestWithdrawal { reason: words.withdrawal.clone() }],
            State::Stopped => {
                let asked = Command::RequestWithdrawal { reason: words.withdrawal.clone() };
                vec![asked, Command::Stop { reason: words.stopped.clone() }]
            }
            State::Done => vec![Command::Receive, Command::StartProcessing, finish()],
            State::Returned => vec![
                Command::Receive,
                Command::StartProcessing,
                finish(),
                Command::Return { way: ReturnWay::ByHand, note: String::new() },
            ],
            State::Draft | State::Submitted => Vec::new(),
        }
    }

    fn ask(&self, record: &Record) -> Command {
        let paper = record.dossier.answers.pages().next().map(|(field, _)| field.to_owned());
        let mut reasons: Vec<Reason> = paper
            .map(|field| Reason { field, code: Fault::Unclear, text: self.words.supplement_paper.clone() })
            .into_iter()
            .collect();
        reasons.push(Reason {
            field: PHONE.to_owned(),
            code: Fault::Incorrect,
            text: self.words.supplement_field.clone(),
        });
        Command::RequestSupplement { reasons, note: self.words.supplement_note.clone(), leader_reason: None }
    }

    async fn decide(&self, record: &Record, command: Command, number: u32) -> Result<Record, Refusal> {
        let clerk = Owner::Staff(self.clerk.clone());
        let (command, files) = if let Command::Finish { .. } = command {
            let page = self.upload(&clerk, papers::result(), "application/pdf").await?;
            let result = FileRef {
                upload: page.upload.clone(),
                sha256: page.sha256,
                size: page.size,
                media_type: page.media_type,
            };
            (Command::Finish { result: Some(result) }, Some((vec![page.upload], clerk, "result")))
        } else {
            (command, None)
        };
        let by_citizen = matches!(command, Command::RequestWithdrawal { .. });
        let actor = if by_citizen { Actor::Citizen } else { Actor::Staff(self.clerk.clone()) };
        tracing::debug!(number, "a step of a made-up dossier");
        Decision { record, command, actor, files, reply: None }.keep(&self.app).await
    }

    /// Gives every paper a picture that is really stored.
    async fn papers(&self, answers: &mut Answers, number: u32) -> Result<(), Refusal> {
        let device = Owner::Device(self.device.clone());
        let mut mark = number * 64;
        for value in answers.values.values_mut() {
            let Value::Pages(pages) = value else { continue };
            for page in pages {
                mark += 1;
                let picture = papers::picture(mark)?;
                *page = self.upload(&device, picture, "image/png").await?;
            }
        }
        Ok(())
    }

    async fn upload(&self, owner: &Owner, bytes: Vec<u8>, media_type: &str) -> Result<PageRef, Refusal> {
        let app = &self.app;
        let found = crate::sniff::judge(&bytes, media_type)?;
        let day = app.local_now().date().to_string();
        let new = NewUpload {
            id: app.id()?,
            owner: owner.clone(),
            length: bytes.len() as u64,
            declared: media_type.to_owned(),
            name: None,
            sha256: secrets::sha256_hex(&bytes),
            created_ms: app.now().as_millisecond(),
            day: day.clone(),
        };
        app.store.create_upload(&new, Quota { open: limits::OPEN_UPLOADS, day_bytes: u64::MAX }).await?;
        let upload = app.store.upload(&new.id, owner).await?;
        let blob = app.store.blobs.put(secrets::random()?, bytes.into()).await?;
        let stored = Stored { media_type: found.media_type.to_owned(), pages: found.pages, blob };
        app.store.finish_upload(&upload, owner, &stored, &day).await?;
        Ok(PageRef {
            upload: new.id,
            sha256: new.sha256,
            size: new.length,
            media_type: media_type.to_owned(),
            pages: found.pages,
        })
    }
}

/// Filled in when it is decided: the file must be there first.
fn finish() -> Command {
    let nothing = String::new();
    Command::Finish {
        result: Some(FileRef { upload: nothing.clone(), sha256: nothing.clone(), size: 0, media_type: nothing }),
    }
}

/// Spread over the last weeks, each in office hours, the last one shortly before now.
fn moment(number: u32, count: u32, now: Timestamp) -> Timestamp {
    let span = SignedDuration::from_hours(24 * DAYS);
    let back = span * i32::try_from(count - number).unwrap_or(1) / i32::try_from(count.max(1)).unwrap_or(1);
    let at = now.checked_sub(back).unwrap_or(now);
    let local = tz::offset(7).to_datetime(at);
    let hour = i8::try_from(8 + number % 8).unwrap_or(8);
    let minute = i8::try_from(number * 7 % 60).unwrap_or(0);
    let opened = local.date().at(hour, minute, 0, 0);
    tz::offset(7).to_timestamp(opened).unwrap_or(at).min(now)
}
