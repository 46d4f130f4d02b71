//! Notices: word by e-mail and text message of what happened to a dossier, to the address that the dossier itself names.
//!
//! The outbox is written with the events (`motcua_storage::notices`); here it is emptied. A try is written down before it is
//! made and a notice carries the same key on every try, so that a process that dies neither loses a notice nor has it sent
//! twice by a gateway that keeps to the contract.

pub mod mail;
pub mod settings;
pub mod sms;
pub mod words;

use crate::{app::App, secrets};
use jiff::{SignedDuration, Timestamp};
use motcua_domain::{
    dossier::What,
    form::Value,
    notice::{self, Kind},
    phone::{self, PhoneKind},
};
use motcua_storage::{
    StoreError,
    dossiers::Record,
    notices::{Channel, End, Notice},
};
use settings::{Mail, Sms};
use std::{error::Error, sync::Arc, time::Duration};
use words::{Facts, Text, Words};

/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// Notices of a channel that one look takes up.
const AT_ONCE: u32 = 50;
/// After the first try it is tried again so much later, then after twice that, and so on.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);
/// No pause is longer.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(6);
/// Tries before a notice is given up: about two days.
pub const TRIES: u32 = 16;
/// Local hours within which telephones may ring.
const WAKING: std::ops::Range<i8> = 7..21;

/// Why a notice was not sent, as a stable code without anything personal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It may go through another time.
    Later(&'static str),
    /// It never will.
    Final(&'static str),
}

/// What is handed over, the same on every try.
struct Parcel<'a> {
    /// Idempotency key and Message-ID.
    key: &'a str,
    text: &'a Text,
}

/// The ways out that are switched on, and the words.
pub struct Outlets {
    mail: Option<mail::Post>,
    sms: Option<sms::Gateway>,
    words: Words,
}

impl Outlets {
    /// Prepares what is configured, and has the store queue notices for it from now on.
    ///
    /// # Errors
    /// When a setting cannot be used, a template is malformed, or the database cannot.
    pub async fn open(app: &App, mail: Option<&Mail>, sms: Option<&Sms>) -> Result<Self, Box<dyn Error + Send + Sync>> {
        let outlets = Self {
            mail: mail.map(|settings| mail::Post::open(settings, &app.world.office.name)).transpose()?,
            sms: sms.map(sms::Gateway::open).transpose()?,
            words: Words::shipped()?,
        };
        let on: Vec<Channel> = Channel::ALL.into_iter().filter(|channel| outlets.has(*channel)).collect();
        app.store.notify_by(&on, app.now().as_millisecond()).await?;
        Ok(outlets)
    }

    const fn has(&self, channel: Channel) -> bool {
        match channel {
            Channel::Mail => self.mail.is_some(),
            Channel::Sms => self.sms.is_some(),
        }
    }

    /// Hands a parcel over; a channel that is off has nothing to hand over.
    async fn send(&self, channel: Channel, to: &str, parcel: &Parcel<'_>, now: Timestamp) -> Result<(), Fault> {
        match (channel, &self.mail, &self.sms) {
            (Channel::Mail, Some(post), _) => post.send(to, parcel, now).await,
            (Channel::Sms, _, Some(gateway)) => gateway.send(to, parcel).await,
            (Channel::Mail, None, _) | (Channel::Sms, _, None) => Err(Fault::Later("switched_off")),
        }
    }
}

/// Empties the outbox as long as the server runs.
pub async fn run(app: Arc<App>, outlets: Outlets) {
    if !Channel::ALL.into_iter().any(|channel| outlets.has(channel)) {
        return;
    }
    let mut looks = tokio::time::interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        looks.tick().await;
        if let Err(error) = send_due(&app, &outlets).await {
            tracing::error!(%error, "notices could not be taken from the outbox");
        }
    }
}

/// Sends what is due, each channel by itself; says how many were sent.
///
/// # Errors
/// When the database cannot.
pub async fn send_due(app: &App, outlets: &Outlets) -> Result<u32, StoreError> {
    let (mail, sms) = tokio::join!(empty(app, outlets, Channel::Mail), empty(app, outlets, Channel::Sms));
    Ok(mail? + sms?)
}

async fn empty(app: &App, outlets: &Outlets, channel: Channel) -> Result<u32, StoreError> {
    let asleep = channel == Channel::Sms && !WAKING.contains(&app.local_now().hour());
    if asleep || !outlets.has(channel) {
        return Ok(0);
    }
    let mut sent = 0;
    for notice in app.store.due_notices(channel, app.now().as_millisecond(), AT_ONCE).await? {
        match handle(app, outlets, channel, &notice).await? {
            Handled::Sent => sent += 1,
            Handled::Ended => {}
            // What is down for one is down for all: the others keep their tries.
            Handled::Later => break,
        }
    }
    Ok(sent)
}

enum Handled {
    Sent,
    Later,
    Ended,
}

async fn handle(app: &App, outlets: &Outlets, channel: Channel, notice: &Notice) -> Result<Handled, StoreError> {
    let now_ms = || app.now().as_millisecond();
    let (to, text) = match prepare(app, outlets, channel, notice).await? {
        Ok(prepared) => prepared,
        Err(why) => {
            app.store.end_notice(notice, End::Skipped(why), now_ms()).await?;
            return Ok(Handled::Ended);
        }
    };
    let tries = notice.tries() + 1;
    let roll = u16::from_le_bytes(secrets::random()?);
    let next_ms = app.now().saturating_add(pause(tries, roll)).map_or(i64::MAX, Timestamp::as_millisecond);
    if !app.store.take_notice(notice, next_ms).await? {
        return Ok(Handled::Ended);
    }
    let key = key(notice);
    let fault = match outlets.send(channel, &to, &Parcel { key: &key, text: &text }, app.now()).await {
        Ok(()) => {
            app.store.end_notice(notice, End::Sent, now_ms()).await?;
            return Ok(Handled::Sent);
        }
        Err(fault) => fault,
    };
    match fault {
        Fault::Later(why) if tries < TRIES => {
            tracing::warn!(key, kind = notice.kind, channel = channel.as_str(), why, tries, "a notice has to wait");
            Ok(Handled::Later)
        }
        Fault::Later(why) | Fault::Final(why) => {
            tracing::error!(key, kind = notice.kind, channel = channel.as_str(), why, tries, "a notice was given up");
            app.store.end_notice(notice, End::Dead(why), now_ms()).await?;
            Ok(if matches!(fault, Fault::Final(_)) { Handled::Ended } else { Handled::Later })
        }
    }
}

/// The address and the words, as the dossier is now; else why there is nothing to send.
async fn prepare(
    app: &App,
    outlets: &Outlets,
    channel: Channel,
    notice: &Notice,
) -> Result<Result<(String, Text), &'static str>, StoreError> {
    let Some(record) = app.store.by_id(&notice.dossier).await? else { return Ok(Err("no_dossier")) };
    let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.as_str() == notice.kind) else {
        return Ok(Err("no_words"));
    };
    let dossier = &record.dossier;
    let holds = match kind {
        Kind::Message => app.store.unseen_by_citizen(&notice.dossier, notice.seq()).await?,
        _ => notice::holds(&record.events, notice.seq(), dossier.state, dossier.same_visit),
    };
    if !holds {
        return Ok(Err("over"));
    }
    let Some(to) = address(&record, channel) else { return Ok(Err("no_address")) };
    let facts = Facts { office: &app.world.office, code: &record.row.code, due: due(&record, notice) };
    Ok(outlets.words.text(kind, &record.row.language, &facts).map(|text| (to, text)).ok_or("no_words"))
}

/// The new appointment that this notice tells of.
fn due(record: &Record, notice: &Notice) -> Option<jiff::civil::DateTime> {
    let index = usize::try_from(notice.seq()).ok()?.checked_sub(1)?;
    match &record.events.get(index)?.what {
        What::Extended { due, .. } => Some(*due),
        _ => None,
    }
}

/// The requester's own address in this dossier, and no other.
fn address(record: &Record, channel: Channel) -> Option<String> {
    let text =
        |field| record.dossier.answers.get(field).and_then(Value::as_text).filter(|text| !text.trim().is_empty());
    match channel {
        Channel::Mail => text("requester_email").map(|address| address.trim().to_owned()),
        Channel::Sms => match phone::parse(text("requester_phone")?) {
            Ok((PhoneKind::Mobile, digits)) => Some(["+84", digits.strip_prefix('0')?].concat()),
            Ok((PhoneKind::Landline, _)) | Err(_) => None,
        },
    }
}

/// The name of a notice to the outside: always the same for it, and nothing can be read from it.
#[must_use]
pub fn key(notice: &Notice) -> String {
    let name = format!("notice {} {} {} {}", notice.dossier, notice.about, notice.seq(), notice.channel);
    secrets::sha256_hex(name.as_bytes()).chars().take(32).collect()
}

/// How long to wait after this try (from 1): doubling up to a limit, and between half and all of it as the dice say, so that
/// many that failed together do not come back together.
#[must_use]
pub fn pause(tries: u32, roll: u16) -> SignedDuration {
    let doubled = FIRST_PAUSE.as_secs().saturating_mul(1 << tries.saturating_sub(1).min(20));
    let whole = doubled.min(LONGEST_PAUSE.as_secs()) * 1000;
    SignedDuration::from_millis(whole / 2 + whole / 2 * i64::from(roll) / i64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end() {
        let whole = |tries| pause(tries, u16::MAX).as_secs();
        assert_eq!(
            [whole(1), whole(2), whole(3), whole(10), whole(11), whole(99)],
            [30, 60, 120, 15_360, 21_600, 21_600]
        );
        assert_eq!(pause(1, 0), SignedDuration::from_secs(15));
        assert!((1..TRIES).map(whole).sum::<i64>() > 36 * 3600, "an outage over a day is waited for");
        assert!(pause(3, 30_000) > pause(3, 10_000));
    }
}
