//! Made-up dossiers for a demonstration, in every state, made by the same code as real ones: checked, decided, kept.

mod papers;
mod ways;
mod year;

pub use year::report_year;

use crate::{
    api::{submission::HandIn, tracking::Decision},
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
    dossier::{Actor, Channel, Command, FileRef, State},
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

/// Who acts in the demonstration, by account id.
struct People {
    clerk: String,
    officer: String,
    leader: String,
}

struct Seeder {
    app: App,
    clock: Arc<ManualClock>,
    device: String,
    people: People,
    words: Sentences,
}

/// Makes so many dossiers, unless there are as many already; says how many were made.
///
/// # Errors
/// When something cannot be kept, or a made-up dossier is refused: then the rules and the examples disagree.
pub async fn fill(store: Store, world: World, policy: Policy, count: u32) -> Result<u32, Box<dyn Error + Send + Sync>> {
    let there = u32::try_from(store.dossier_count().await?).unwrap_or(u32::MAX);
    if there >= count {
        return Ok(0);
    }
    let now = Timestamp::now();
    let seeder = Seeder::open(store, world, policy, now).await?;
    for number in there..count {
        seeder.dossier(number, count, now).await.map_err(|refusal| told(number, &refusal))?;
    }
    Ok(count - there)
}

/// What went wrong with a made-up dossier: the rules and the examples disagree.
fn told(number: u32, refusal: &Refusal) -> String {
    format!("dossier {number}: {} {:?} {:?}", refusal.problem.code.as_str(), refusal.problem.findings, refusal.cause)
}

impl Seeder {
    /// Makes the accounts that act, and the device that hands in.
    async fn open(
        store: Store,
        world: World,
        policy: Policy,
        now: Timestamp,
    ) -> Result<Self, Box<dyn Error + Send + Sync>> {
        demo::prepare(&store, now).await?;
        let id = async |user: &str| -> Result<String, Box<dyn Error + Send + Sync>> {
            Ok(store.account_by_user(user).await?.ok_or("no demo account")?.id)
        };
        let people =
            People { clerk: id("tiepnhan").await?, officer: id("canbo2").await?, leader: id("lanhdao").await? };
        let clock = Arc::new(ManualClock::new(now));
        let device = secrets::new_id(now)?;
        store.add_device(&device, &secrets::sha256_hex(secrets::new_token()?.as_bytes()), now.as_millisecond()).await?;
        let shared: Arc<dyn Clock> = Arc::clone(&clock) as Arc<dyn Clock>;
        let app = App::new(store, world, shared, policy)?;
        Ok(Self { app, clock, device, people, words: toml::from_str(include_str!("../../demo/sentences.toml"))? })
    }

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
        // Every fourth came to the counter and was filled in there.
        let at_the_desk = number % 4 == 1;
        let hand_in = HandIn {
            key: &key,
            device: &self.device,
            content_sha256: key.clone(),
            owners: vec![Owner::Device(self.device.clone())],
            draft: None,
            channel: if at_the_desk { Channel::Desk } else { Channel::Online },
            actor: if at_the_desk { Actor::Staff(self.people.clerk.clone()) } else { Actor::Citizen },
        };
        let mut record = match hand_in.keep(&self.app, &submission).await? {
            Submitted::New(record) | Submitted::Repeated(record) => *record,
        };
        let fate = FATES[(number as usize * FATES.len() / count.max(1) as usize).min(FATES.len() - 1)];
        let steps = ways::way_to(fate, &ways::Case { record: &record, procedure, number, words: &self.words });
        let whole = now.duration_since(handed_in) / (i32::try_from(steps.len()).unwrap_or(0) + 1);
        let pause = if ways::in_one_visit(fate, procedure) {
            whole.min(SignedDuration::from_mins(4 + i64::from(number % 9)))
        } else {
            whole.min(SignedDuration::from_hours(20))
        };
        for (who, command) in steps {
            self.clock.advance(pause);
            record = self.decide(&record, who, command, number).await?;
        }
        Ok(())
    }

    async fn decide(&self, record: &Record, who: ways::Who, command: Command, number: u32) -> Result<Record, Refusal> {
        let actor = match who {
            ways::Who::Citizen => Actor::Citizen,
            ways::Who::Clerk => Actor::Staff(self.people.clerk.clone()),
            ways::Who::Officer => Actor::Staff(self.people.officer.clone()),
            ways::Who::Leader => Actor::Staff(self.people.leader.clone()),
        };
        let (command, files) = match (&actor, command) {
            (Actor::Staff(id), Command::Finish { .. }) => {
                let (file, files) = self.result(id).await?;
                (Command::Finish { result: Some(file) }, files)
            }
            (Actor::Staff(id), Command::ProposeResult { .. }) => {
                let (file, files) = self.result(id).await?;
                (Command::ProposeResult { result: Some(file) }, files)
            }
            (_, Command::Assign { note, .. }) => (Command::Assign { to: self.people.officer.clone(), note }, None),
            (_, other) => (other, None),
        };
        tracing::debug!(number, "a step of a made-up dossier");
        let counter = if who == ways::Who::Clerk { self.counter(number) } else { None };
        Decision { record, command, actor, files, reply: None }.keep_under(&self.app, false, counter).await
    }

    /// Made-up people come to each counter in turn.
    fn counter(&self, number: u32) -> Option<&str> {
        let counters = &self.app.world.counters;
        let turn = usize::try_from(number).unwrap_or(0).checked_rem(counters.len())?;
        counters.get(turn).map(String::as_str)
    }

    /// A result of this member of staff, and the upload that becomes part of the dossier.
    async fn result(&self, id: &str) -> Result<(FileRef, Option<(Vec<String>, Owner, &'static str)>), Refusal> {
        let owner = Owner::Staff(id.to_owned());
        let page = self.upload(&owner, papers::result(), "application/pdf").await?;
        let file =
            FileRef { upload: page.upload.clone(), sha256: page.sha256, size: page.size, media_type: page.media_type };
        Ok((file, Some((vec![page.upload], owner, "result"))))
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
            metadata: String::new(),
            sha256: secrets::sha256_hex(&bytes),
            created_ms: app.now().as_millisecond(),
            day: day.clone(),
        };
        app.store
            .create_upload(
                &new,
                Quota { open: limits::OPEN_UPLOADS, waiting: limits::WAITING_UPLOADS, day_bytes: u64::MAX },
            )
            .await?;
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
