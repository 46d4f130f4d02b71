//! Messages between desk and citizen: what one side writes, the other reads, and each sees that it was read.

use super::{files, matter};
use crate::{
    app::App,
    http::{Answer, Call, Reply, access},
    limits,
    problem::Refusal,
    secrets,
};
use jiff::Timestamp;
use motcua_contract::{
    ProblemCode,
    messages::{
        CitizenMessageFile, CitizenMessages, DeskMessageFile, DeskMessages, FILES, Message, MessageFile, Messages,
        NewMessage, TEXT_LENGTH, WriteFromCitizen, WriteFromDesk,
    },
};
use motcua_domain::{
    code::{Code, Finding},
    staff::Duty,
    text,
};
use motcua_storage::{
    audit::By,
    messages::{self as kept, Side},
    uploads::Owner,
};

pub async fn desk(call: Call<DeskMessages>) -> Answer<DeskMessages> {
    let (app, staff) = (&call.app, call.staff()?);
    let record = matter::open(app, staff, call.segment(0), Duty::OpenDossier).await?;
    // Who only looks on takes no message off those who answer.
    if matter::may(app, staff.person(), &record, Duty::Message) {
        app.store.read_messages(&record.row.id, Side::Office, app.now().as_millisecond()).await?;
    }
    Ok(Reply::json(conversation(app, &record.row.id, Side::Office).await?))
}

pub async fn from_desk(call: Call<WriteFromDesk>) -> Answer<WriteFromDesk> {
    let key = call.idempotency_key()?;
    let (app, staff) = (&call.app, call.staff()?);
    let record = matter::open(app, staff, call.segment(0), Duty::Message).await?;
    let id = &staff.account.id;
    let writer = Writer { staff: Some(id), owner: Owner::Staff(id.clone()) };
    writer.write(app, &record.row.id, &key, &call.body).await
}

/// No bytes leave before the view is recorded.
pub async fn desk_file(call: Call<DeskMessageFile>) -> Answer<DeskMessageFile> {
    let (app, staff) = (&call.app, call.staff()?);
    let record = matter::open(app, staff, call.segment(0), Duty::ReadPapers).await?;
    let upload = app.store.message_file(&record.row.id, call.segment(1)).await?;
    let now_ms = app.now().as_millisecond();
    app.store.record_view(By::staff(&staff.account.id, now_ms), &record.row.id, &upload.id).await?;
    files::send(&call, upload, &record.row.code).await
}

pub async fn citizen(call: Call<CitizenMessages>) -> Answer<CitizenMessages> {
    let (app, record) = (&call.app, call.held()?);
    app.store.read_messages(&record.row.id, Side::Citizen, app.now().as_millisecond()).await?;
    Ok(Reply::json(conversation(app, &record.row.id, Side::Citizen).await?))
}

pub async fn from_citizen(call: Call<WriteFromCitizen>) -> Answer<WriteFromCitizen> {
    let key = call.idempotency_key()?;
    let (app, record) = (&call.app, call.held()?);
    // Without a device no upload is theirs; words need none.
    let device = access::device(app, &call.headers).await?.unwrap_or_default();
    let writer = Writer { staff: None, owner: Owner::Device(device) };
    writer.write(app, &record.row.id, &key, &call.body).await
}

pub async fn citizen_file(call: Call<CitizenMessageFile>) -> Answer<CitizenMessageFile> {
    let record = call.held()?;
    let upload = call.app.store.message_file(&record.row.id, call.segment(1)).await?;
    files::send(&call, upload, &record.row.code).await
}

/// Who writes, and whose uploads may be named.
struct Writer<'a> {
    /// The account; the citizen when there is none.
    staff: Option<&'a str>,
    owner: Owner,
}

impl Writer<'_> {
    async fn write(&self, app: &App, dossier: &str, key: &str, body: &NewMessage) -> Result<Reply<Messages>, Refusal> {
        let side = if self.staff.is_some() { Side::Office } else { Side::Citizen };
        let content = (self.staff, body);
        let digest = secrets::sha256_hex(&serde_json::to_vec(&content).map_err(Refusal::internal)?);
        if app.store.replied(key, dossier, &digest).await? {
            return Ok(Reply::json(conversation(app, dossier, side).await?).replayed());
        }
        let text = checked(body)?;
        app.space_for_rows()?;
        let (now, counted) = (app.now(), format!("message {dossier}"));
        if self.staff.is_none() {
            app.limiter.allowed(&counted, &limits::MESSAGE, now).map_err(Refusal::wait)?;
        }
        let new = kept::NewMessage {
            id: &app.id()?,
            dossier,
            staff: self.staff,
            text: &text,
            files: &body.uploads,
            owner: &self.owner,
            reply: (key, &digest),
            now_ms: now.as_millisecond(),
        };
        app.store.write_message(&new).await?;
        if self.staff.is_none() {
            // The one that fills the measure is in already.
            let _ = app.limiter.attempt(&counted, &limits::MESSAGE, now);
        }
        // The answer shows the whole conversation: it was seen.
        app.store.read_messages(dossier, side, now.as_millisecond()).await?;
        Ok(Reply::json(conversation(app, dossier, side).await?))
    }
}

/// The text as it is kept.
fn checked(body: &NewMessage) -> Result<String, Refusal> {
    let text = text::nfc_lines(&body.text);
    let text = text.trim();
    let wrong = |code, limit| Refusal::invalid(vec![Finding { field: "text".to_owned(), code, limit }]);
    if text.is_empty() && body.uploads.is_empty() {
        return Err(wrong(Code::Required, None));
    }
    if text.chars().count() > TEXT_LENGTH {
        return Err(wrong(Code::TooLong, Some(TEXT_LENGTH as i64)));
    }
    if body.uploads.len() > FILES {
        return Err(ProblemCode::TooManyFiles.into());
    }
    Ok(text.to_owned())
}

/// The conversation as one side sees it: who of the office wrote is for the desk.
async fn conversation(app: &App, dossier: &str, side: Side) -> Result<Messages, Refusal> {
    let at = |ms: i64| Timestamp::from_millisecond(ms).unwrap_or_default();
    let messages = app.store.messages(dossier).await?.into_iter().map(|message| Message {
        id: message.id,
        at: at(message.at_ms),
        by: if message.by == Side::Office { "office" } else { "citizen" }.to_owned(),
        name: message.name.filter(|_| side == Side::Office),
        text: message.text,
        files: message.files.into_iter().map(file).collect(),
        read_at: message.read_ms.map(at),
    });
    Ok(Messages { messages: messages.collect() })
}

fn file(file: kept::MessageFile) -> MessageFile {
    MessageFile { size: file.size(), upload: file.upload, media_type: file.media_type }
}
